"""A time line: deadlines as marks, and under them a bar for each thing that comes, so that a chance is seen.

Each bar has three stretches: not likely yet, more likely than not, likely enough. A mark over the last one is safe.
"""

from collections import Counter

import msgspec
from textual.strip import Strip

from orderdeck.widgets.cells import cell_len, fit
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Piece, Pieces

LABEL = 44
"""Columns that a bar's label gets at most; never more than two fifths of the line."""
LEAST = 60
"""Columns below which nothing can be told from a line."""


class Mark(msgspec.Struct, frozen=True):
    """A deadline at a moment (µs)."""

    at: int
    tone: str = ""


class Bar(msgspec.Struct, frozen=True):
    """Something that comes: from when on it is likely, and likely enough (µs); None where it never is."""

    label: str
    half: int | None
    cautious: int | None


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A time line from `now` to `until` (µs), with what to write beneath its ends and over the bars."""

    now: int
    until: int
    marks: tuple[Mark, ...]
    bars: tuple[Bar, ...]
    heading: str = ""
    first: str = ""
    last: str = ""
    key: str = ""
    """What the stretches mean, between the ends."""


def drawn(span: Span | None, width: int, height: int) -> list[Pieces]:
    """The lines of a time line in `width` columns: marks, bars and axis, `height` at most; none where there is no room
    or nothing is known."""
    if span is None or width < LEAST or not span.bars or span.until <= span.now:
        return []
    bars = span.bars[: max(0, height - 2)]
    if not bars:
        return []
    longest = max(cell_len(text) for text in (span.heading, *(bar.label for bar in bars)))
    label = min(longest, LABEL, width * 2 // 5)
    room = width - label - 2
    return [
        (Piece(fit(span.heading, label) + " ", "dim"), *_marks(span, room)),
        *((Piece(fit(bar.label, label) + " "), *_bar(bar, span, room)) for bar in bars),
        (Piece(" " * (label + 1)), *_axis(span, room)),
    ]


def place(at: int, span: Span, room: int) -> int:
    """The column of a moment, 0 to room - 1; those beyond the ends at the ends."""
    return max(0, min(room - 1, (at - span.now) * (room - 1) // (span.until - span.now)))


def _marks(span: Span, room: int) -> Pieces:
    places = [(place(mark.at, span, room), mark.tone) for mark in span.marks]
    counts = Counter(column for column, _tone in places)
    tones: dict[int, str] = {}
    for column, tone in places:
        tones[column] = max(tones.get(column, ""), tone, key=("", "due", "late").index)
    found: list[Piece] = []
    end = 0
    for column in sorted(counts):
        count = counts[column]
        sign = glyphs.deadline if count == 1 else str(count) if count < 10 else "+"
        found += [Piece(" " * (column - end)), Piece(sign, tones[column])]
        end = column + 1
    return tuple(found)


def _bar(bar: Bar, span: Span, room: int) -> Pieces:
    # A mark is safe where its own column is: a stretch starts in the first column that lies wholly behind its moment.
    half, cautious = (room if at is None else _from(at, span, room) for at in (bar.half, bar.cautious))
    half = min(half, cautious)
    unlikely, likely, enough = (*glyphs.spread,)
    return (
        Piece(unlikely * half, "dim"),
        Piece(likely * (cautious - half), "due"),
        Piece(enough * (room - cautious), "ok"),
    )


def _from(at: int, span: Span, room: int) -> int:
    """The first column whose moments are all `at` or later; `room` where none is."""
    if at <= span.now:
        return 0
    return min(room, -(-(at - span.now) * (room - 1) // (span.until - span.now)))


def _axis(span: Span, room: int) -> Pieces:
    first, last, key = f"{span.first} ", f" {span.last}", f" {span.key} "
    between = room - cell_len(first) - cell_len(last)
    if not span.key or between < cell_len(key) + 4:
        return (Piece(first + glyphs.rule * max(0, between) + last, "dim"),)
    left = (between - cell_len(key)) // 2
    right = between - cell_len(key) - left
    return (Piece(first + glyphs.rule * left + key + glyphs.rule * right + last, "dim"),)


class TimeLine(Drawn):
    """Draws a `Span`; as high as it needs, and gone where there is no room or nothing to draw."""

    DEFAULT_CSS = "TimeLine { width: 1fr; height: 0; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._span: Span | None = None
        self._lines: list[Pieces] = []

    def set_span(self, span: Span | None) -> None:
        """Show this one."""
        self._span = span

    def lay_out(self, width: int, height: int) -> None:
        """Draw it for this room, lines at most included."""
        lines = drawn(self._span, width, height)
        if lines != self._lines or self.styles.height is None or self.styles.height.value != len(lines):
            self._lines = lines
            self.styles.height = len(lines)
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of its lines."""
        return self.strip(self._lines[y]) if y < len(self._lines) else self.blank()
