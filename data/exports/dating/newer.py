"""Which of two exports is newer, and which exports count: the rule that everything on a desk rests on.

An export is a *picture*: what its bytes say, as of the moment at which the file was taken
(`data.exports.dating.export_time`). The same bytes at a later moment are another picture. All that follows is a
function of the set of pictures alone: neither the order in which files arrived nor the order in which they were
loaded has a part in it. docs/newer.md tells operators of it; tests/moment/model.py has it once more in plain Python.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

import msgspec

from orderdeck.data.base.records import Act, Export
from orderdeck.data.exports.dating.export_time import SKEW

Place = tuple[int, int, str]


def place_of(export: Export) -> Place:
    """Where an export stands in time: the greater, the newer. Its moment; of those of one moment the one that tells of
    the latest event; then its digest, which says nothing but is the same for everybody."""
    return (export.exported_at, export.latest_event, export.sha256)


def pictures(exports: Iterable[Export], withdrawn: Collection[str] = ()) -> list[Export]:
    """Those of `exports` (lines of the ledger of one kind) that count, oldest first.

    Not: what was refused, what is in `withdrawn` (ids), the same bytes of the same moment again, and the same bytes
    with nothing in between, which are a copy and change nothing. A stock picture that was counted again with the same
    result is no copy: it is newer than what operators said, or saw coming and going, in between.
    """
    return pictures_of(runs(exports, withdrawn))


def pictures_of(runs: Iterable[list[Export]]) -> list[Export]:
    """The `pictures` of these `runs`."""
    return [one for run in runs for one in _counted(run)]


def shown_from(export: Export) -> int:
    """Since when `export` is known to show its orders (µs, UTC): it was loaded by then, and taken no longer before than
    clocks differ, those of a marketplace, of whoever saved it and of the desk."""
    return min(export.loaded_at, export.exported_at + SKEW)


def last_shown(runs: Iterable[Sequence[Export]]) -> dict[int, int]:
    """Of those pictures that copies came of: seq -> the latest `shown_from` of picture and copies.

    A copy changes nothing of what is known, but it says once more that things stand so.
    """
    return {run[0].seq: max(map(shown_from, run)) for run in runs if len(run) > 1}


def copies_of(export: Export, exports: Iterable[Export], withdrawn: Collection[str] = ()) -> list[Export]:
    """The copies of `export` among `exports`: the same bytes, with nothing else of its kind in between; oldest first,
    itself not among them."""
    for run in runs((one for one in exports if one.kind == export.kind), withdrawn):
        if any(one.export_id == export.export_id for one in run):
            return [one for one in run if one.export_id != export.export_id]
    return []


def runs(exports: Iterable[Export], withdrawn: Collection[str] = ()) -> list[list[Export]]:
    """Those of `exports` (of one kind) that were taken in and are not `withdrawn` (ids), oldest first; the same bytes
    with nothing in between together: a picture and its copies."""
    left = (one for one in _line_of(exports) if one.export_id not in withdrawn)
    return [list(run) for _bytes, run in groupby(left, key=lambda one: one.sha256)]


def _counted(run: list[Export]) -> list[Export]:
    if run[0].kind == "stock" or len(run) == 1:
        return run
    # Orders are there since the first of the copies came, whichever of them is the oldest.
    return [msgspec.structs.replace(run[0], loaded_at=min(one.loaded_at for one in run))]


def _line_of(exports: Iterable[Export]) -> list[Export]:
    """What was taken in of `exports`, oldest first, each picture once; a copy as of its own moment."""
    every: dict[tuple[str, int], Export] = {}
    for export in exports:
        if export.state != "refused":
            every.setdefault((export.sha256, export.copied_at or export.exported_at), own(export))
    return sorted(every.values(), key=place_of)


def own(export: Export) -> Export:
    """`export` as of its own moment, where it is a copy."""
    if not export.copied_at:
        return export
    return msgspec.structs.replace(export, exported_at=export.copied_at, copied_at=0)


def may_withdraw(act: Act) -> bool:
    """Whether an act may change which exports are withdrawn."""
    return act.kind == "withdraw" or bool(act.undoes and act.data.get("kind", "withdraw") == "withdraw")


def again_id(sha256: str, moment: int) -> str:
    """The export id of bytes that have been loaded before, at another moment."""
    return hashlib.sha256(f"{sha256}@{moment}".encode()).hexdigest()[:16]


class Timeline:
    """The pictures of one ledger in their order, for the loader, which looks where the same bytes would stand."""

    def __init__(self) -> None:
        self._last = 0
        self._places: dict[str, list[Place]] = {}

    @property
    def last(self) -> int:
        """The seq of the newest line that is in."""
        return self._last

    def add(self, exports: Iterable[Export]) -> None:
        """Takes new lines of the ledger in."""
        for export in exports:
            self._last = max(self._last, export.seq)
            if export.state != "refused":
                line = self._places.setdefault(export.kind, [])
                place = place_of(own(export))
                at = bisect_left(line, place)
                if line[at : at + 1] != [place]:
                    line.insert(at, place)

    def beside(self, export: Export) -> list[Place]:
        """What stands directly before and after `export`, as far as it is of the same bytes."""
        line, place = self._places.get(export.kind, []), place_of(export)
        at = bisect_left(line, place)
        after = at + (line[at : at + 1] == [place])
        beside = line[max(0, at - 1) : at] + line[after : after + 1]
        return [one for one in beside if one[2] == export.sha256]

    def has_between(self, kind: str, first: int, last: int) -> bool:
        """Whether an export of `kind` was taken after `first` and not after `last` (µs, UTC)."""
        line = self._places.get(kind, [])
        at = bisect_left(line, (first + 1, 0, ""))
        return at < len(line) and line[at][0] <= last

    def newest(self, kind: str) -> Place | None:
        """Where the newest export of `kind` stands."""
        line = self._places.get(kind)
        return line[-1] if line else None
