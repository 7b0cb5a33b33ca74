"""What a question in SQL gave where it gave no orders: a line a row."""

from typing import Final

from orderdeck.tui.i18n import labelled
from orderdeck.tui.present.records import Asked
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.terminal.cell_width import cut, pad, width
from orderdeck.widgets.model import ListRow, Pieces, plain

WIDEST = 40
"""Columns of the terminal that a value gets in its line; all of it stands below it when it is opened."""

_FOLD: Final = "  "
"""As wide as the mark in front of a row that can be opened."""


def header(found: Asked, sql: str) -> Pieces:
    """The columns over the rows; the question itself where there are none."""
    return plain(_FOLD + _line(found, found.columns) if found.columns else sql, "heading")


def rows(found: Asked, _options: RenderOptions) -> list[ListRow]:
    """A line a row; opened, a line a column."""
    return [
        ListRow(
            key=f"row {at}",
            pieces=plain(_line(found, row)),
            detail=tuple(
                plain(labelled(name, value), "dim") for name, value in zip(found.columns, row, strict=True)
            ),
        )
        for at, row in enumerate(found.rows)
    ]


def _line(found: Asked, row: tuple[str, ...]) -> str:
    widths = _widths(found)
    return "  ".join(
        pad(cut(cell, widths[at]), widths[at], right=at in found.right) for at, cell in enumerate(row)
    ).rstrip()


def _widths(found: Asked) -> list[int]:
    return [
        min(WIDEST, max(width(row[at]) for row in (found.columns, *found.rows)))
        for at in range(len(found.columns))
    ]
