"""What comes of packing exports, a step at a time, wherever it is done."""

from collections.abc import Callable, Generator
from contextlib import closing
from typing import NamedTuple

import msgspec


class PackedFile(NamedTuple):
    """One file of a part: its name, and what is in it."""

    name: str
    content: memoryview | bytes


class Step(NamedTuple):
    """A batch is done with."""

    rows: int = 0
    """Rows of the files' kind, and rejects, so far."""
    files: list[PackedFile] = []  # noqa: RUF012 (never written to)
    """Files that are packed by now."""
    anew: bool = False
    """What was given so far doesn't count: it is begun at the beginning, by another since who was packing is gone, or
    with more care."""


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What all rows of exports of one kind come to, by the id of each export."""

    rows: dict[str, dict[str, int]]
    """Rows by stem of a part."""
    latest: dict[str, int]
    """The latest thing that it tells of (µs, UTC); 0 where there is none."""
    lacks: dict[str, list[str]]
    """What it lacks by its rows: see data.exports.packing.carry_forward.RowsSeen."""
    remarks: list[str]
    """What buyers of open orders have remarked, each once; of very many some."""

    def height(self, stem: str) -> int:
        """Rows of a stem of all the exports."""
        return sum(rows.get(stem, 0) for rows in self.rows.values())


Steps = Generator[Step, None, Summary]


def each(steps: Steps, take: Callable[[Step], None]) -> Summary:
    """Lets `take` have each of `steps`; what they come to."""
    with closing(steps):
        while True:
            try:
                step = next(steps)
            except StopIteration as end:
                summary: Summary = end.value
                return summary
            take(step)
