"""Colour themes to choose from."""

from collections.abc import Sequence

from orderdeck.tui.i18n import _
from orderdeck.widgets.model import ListRow, Piece, plain


def rows(names: Sequence[str], current: str) -> list[ListRow]:
    """A row a theme, the one that is shown now first."""
    ordered = [current, *(name for name in names if name != current)]
    return [
        ListRow(
            key=name,
            pieces=(Piece(name, "bold" if name == current else ""),),
            aside=plain(_("now"), "ok") if name == current else (),
            haystack=name,
        )
        for name in ordered
    ]
