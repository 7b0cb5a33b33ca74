"""Filtering and sorting a frame of the board, in the desk's thread. Imports Polars, so never before the first paint."""

from typing import TYPE_CHECKING

from orderdeck.tui.present.columns import SORT_COLUMNS
from orderdeck.widgets.model import Sort

if TYPE_CHECKING:
    import polars as pl


def filtered(frame: "pl.DataFrame", words: str) -> "pl.DataFrame":
    """The rows whose haystack holds every word of `words`, whatever the case, accent or width."""
    import polars as pl

    from orderdeck.data.base.text.folding import fold

    parts = fold(words).split()
    if not parts:
        return frame
    return frame.filter(
        pl.all_horizontal(pl.col("haystack").str.contains(part, literal=True) for part in parts)
    )


def ordered(frame: "pl.DataFrame", sort: Sort) -> "pl.DataFrame":
    """`frame` sorted by a column of the table; equal rows keep their order, empty cells come last."""
    column = SORT_COLUMNS[sort.column]
    return frame.sort(column, descending=sort.descending, nulls_last=True, maintain_order=True)
