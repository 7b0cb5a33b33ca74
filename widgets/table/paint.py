"""How a row of the order table looks: gutter, cells under their columns, header, the thumb at the right edge."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from orderdeck.widgets.cells import cell_len, clip, fit
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Cell, Column, Keep, Piece, Sort

GUTTER = 3
"""Cells at the left of every row: mark (or news, or the cursor), the source's marker, a blank."""

EDGE = 1
"""Cells at the right of every row, for the thumb."""

ROOMY = 90
"""From this width on columns stand two cells apart, else one."""

Layout = Sequence[tuple[int, int]]


class RowLook:
    """What decides how a row is drawn; two of equal `signature` look the same."""

    def __init__(
        self,
        cells: Sequence[Cell],
        marker: Piece | None,
        *,
        cursor: bool,
        marked: bool,
        changed: bool,
        thumb: bool,
    ) -> None:
        self.cells = cells
        self.marker = marker
        self.cursor = cursor
        self.marked = marked
        self.changed = changed
        self.thumb = thumb

    @property
    def signature(self) -> tuple[object, ...]:
        """Compares equal where nothing would be drawn differently."""
        return (tuple(self.cells), self.marker, self.cursor, self.marked, self.changed, self.thumb)


BAR = 40
"""Cells of the cursor's bar at most: each move draws it twice, and what stands on the status line comes on top."""


def gap(width: int) -> int:
    """Cells between columns in a table so wide."""
    return 2 if width >= ROOMY else 1


def row_strip(table: Drawn, look: RowLook, columns: Sequence[Column], layout: Layout, width: int) -> Strip:
    """One row, exactly `width` cells. The bar of the cursor's row is of one style, so that a move costs few bytes."""
    over = table.cursor_style() if look.cursor else None
    pieces = [*_gutter(table, look), *_cells(look.cells, columns, layout, gap(width))]
    return _line(table, pieces, width, over, look.thumb, bar(layout, width))


def bar(layout: Layout, width: int) -> int:
    """Cells of the cursor's bar in a table so wide: all of them, or up to the end of a column."""
    if width <= BAR:
        return width
    at, ends = GUTTER, list[int]()
    for place, (_index, room) in enumerate(layout):
        at += room + (gap(width) if place else 0)
        ends.append(at)
    return max((end for end in ends if end <= BAR), default=BAR)


def header_strip(
    table: Drawn, columns: Sequence[Column], layout: Layout, width: int, sort: Sort | None, marked: int
) -> Strip:
    """Titles above their columns, an arrow at the one that rows stand by; the number of marks in the gutter."""
    titles = [Cell(column.title, "heading") for column in columns]
    for index, room in layout:
        titles[index] = Cell(_title(columns[index], sort, room), "heading")
    count = fit(str(marked), GUTTER - 1) if 0 < marked < 100 else (glyphs.mark + " " if marked else "  ")
    pieces = [Piece(count, "mark"), Piece(" "), *_cells(titles, columns, layout, gap(width))]
    return _line(table, pieces, width, None, False)


def _title(column: Column, sort: Sort | None, room: int) -> str:
    if sort is None or sort.column != column.key:
        return column.title
    arrow = glyphs.descending if sort.descending else glyphs.ascending
    title = clip(column.title, room - 1)  # the arrow must survive
    return f"{title}{arrow}" if column.align == "left" else f"{arrow}{title}"


def _gutter(table: Drawn, look: RowLook) -> list[Piece]:
    if look.marked:
        first = Piece(glyphs.mark, "mark")
    elif look.changed:
        first = Piece(glyphs.changed, "fresh")
    elif look.cursor:
        first = Piece(glyphs.cursor, "bold")
    else:
        first = Piece(" ")
    marker = look.marker or Piece(" ")
    return [first, Piece(fit(marker.text, 1), marker.tone), Piece(" ")]


def _cells(cells: Sequence[Cell], columns: Sequence[Column], layout: Layout, space: int) -> list[Piece]:
    pieces: list[Piece] = []
    for place, (index, width) in enumerate(layout):
        cell = cells[index] if index < len(cells) else Cell("")
        if place:
            pieces.append(Piece(" " * space))
        column = columns[index]
        keep: Keep = "end" if column.whole else "head"
        pieces.append(Piece(fit(cell.text, width, cell.align or column.align, keep), cell.tone))
    return pieces


def _line(
    table: Drawn, pieces: Sequence[Piece], width: int, over: Style | None, thumb: bool, barred: int = 0
) -> Strip:
    segments: list[Segment] = []
    left = width - EDGE
    for piece in pieces:
        text = piece.text
        cells = cell_len(text)
        if cells > left:
            text = fit(text, left)
            cells = left
        if text:
            style = over if over and width - EDGE - left < barred else table.tone(piece.tone)
            segments.append(Segment(text, style))
        left -= cells
    over = over if barred >= width else None
    if left > 0:
        segments.append(Segment(" " * left, over or table.tone("")))
    segments.append(
        Segment(glyphs.thumb, table.tone("dim")) if thumb else Segment(" ", over or table.tone(""))
    )
    return Strip(segments, width)
