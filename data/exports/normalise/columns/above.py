"""What a row takes over from the rows above it, where an order says on its first row what holds for all its items."""

import polars as pl


class RowsAbove:
    """Goes through one file batch by batch."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[str | None, str | None]] = {}
        """Field -> the order of the last row so far, and what holds there."""

    def taken_over(self, field: str, cells: pl.Series, ids: pl.Series) -> pl.Series:
        """The `cells` of `field`, blank ones as the rows above them have it that are of the same order by `ids`.

        Rows without a number, as sums have none, stand within the order that they follow and end none.
        """
        if not len(cells):
            return cells
        order, said = self._last.get(field, (None, None))
        orders = ids.fill_null(strategy="forward")
        if order is not None and orders.null_count():
            orders = orders.fill_null(order)
        runs = orders.rle_id()
        filled = cells
        if cells.null_count():
            table = pl.DataFrame({"run": runs, "cell": cells})
            filled = table.select(pl.col("cell").forward_fill().over("run")).to_series()
            if said is not None and orders[0] == order:
                first = (runs == 0) & filled.is_null()
                filled = pl.Series([said]).new_from_index(0, len(filled)).zip_with(first, filled)
        self._last[field] = (orders[-1], filled[-1])
        return filled
