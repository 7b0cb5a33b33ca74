"""Small charts side by side: a title with a number, bars, and what lies at both ends of them."""

from collections.abc import Sequence
from typing import Final

import msgspec
from textual.strip import Strip

from orderdeck.widgets.cells import cell_len, clip, fit
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.model import Piece
from orderdeck.widgets.panes.pulse import sparkline

GAP: Final = 3
"""Cells between two charts."""
LEAST: Final = 14
"""Cells that a chart needs, and never less than its title and number; of more than there is room for the first are
shown."""


class ChartView(msgspec.Struct, frozen=True, kw_only=True):
    """One chart: `values` from the left. Where there are more than cells, neighbours are joined: by their sum, or by
    the last of them where they are a `level`."""

    title: str
    value: str
    shorter: tuple[
        str, ...
    ] = ()  # what `value` is where that has no room beside the title, the longest first
    value_tone: str = "bold"
    values: tuple[int, ...]
    level: bool = False
    tone: str = "ok"
    begin: str = ""
    end: str = ""


class Charts(Drawn):
    """Charts in three lines: titles, bars, what lies at their ends."""

    DEFAULT_CSS = """
    Charts { height: 3; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._charts: tuple[ChartView, ...] = ()

    def set_charts(self, charts: Sequence[ChartView]) -> None:
        """Show these; nothing is repainted where they are as before."""
        if tuple(charts) != self._charts:
            self._charts = tuple(charts)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of the three lines."""
        width = self.content_size.width
        count = _count(self._charts, width)
        if not count or y > 2:
            return self.blank()
        room = _room(count, width)
        pieces: list[Piece] = []
        for chart in self._charts[:count]:
            if pieces:
                pieces.append(Piece(" " * GAP))
            pieces += _line(chart, y, room)
        return self.strip(pieces)


def _room(count: int, width: int) -> int:
    return (width + GAP) // count - GAP


def _count(charts: Sequence[ChartView], width: int) -> int:
    """How many of them, from the first, have room for their titles and numbers; one always."""
    count = min(len(charts), max(1, (width + GAP) // (LEAST + GAP)))
    while count > 1 and any(_needed(chart) > _room(count, width) for chart in charts[:count]):
        count -= 1
    return count


def _needed(chart: ChartView) -> int:
    return cell_len(chart.title) + 1 + cell_len((chart.value, *chart.shorter)[-1])


def _line(chart: ChartView, y: int, room: int) -> list[Piece]:
    if y == 0:
        left = room - cell_len(chart.title) - 1
        forms = (chart.value, *chart.shorter)
        value = clip(next((form for form in forms if cell_len(form) <= left), forms[-1]), room)
        title = clip(chart.title, room - cell_len(value) - 1)
        return [
            Piece(title, "heading"),
            Piece(" " * (room - cell_len(title) - cell_len(value))),
            Piece(value, chart.value_tone),
        ]
    bars = joined(chart.values, room, level=chart.level)
    drawn = stretched(bars, room)
    if y == 1:
        return [Piece(fit(sparkline(drawn), room), chart.tone if any(bars) else "dim")]
    # Under the ends of the bars, where both fit there.
    wide = min(room, max(len(drawn), cell_len(chart.begin) + cell_len(chart.end) + 1))
    end = clip(chart.end, max(0, wide - cell_len(chart.begin) - 1))
    return [Piece(fit(fit(chart.begin, wide - cell_len(end)) + end, room), "dim")]


def joined(values: Sequence[int], most: int, *, level: bool = False) -> list[int]:
    """`values` as at most `most` of them, each of as many neighbours: their sum, or the last where they are a level."""
    if not values or most <= 0:
        return []
    size = -(-len(values) // most)
    parts = [values[begin : begin + size] for begin in range(0, len(values), size)]
    return [part[-1] if level else sum(part) for part in parts]


def stretched(values: Sequence[int], room: int) -> list[int]:
    """Each value as often as all of them find room: bars as wide as there is place for."""
    times = max(1, room // len(values)) if values else 0
    return [value for value in values for _ in range(times)]
