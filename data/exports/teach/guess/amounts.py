"""Whether a price is that of a piece or of the line, by sums: the header seldom says."""

from typing import Final

import polars as pl

from orderdeck.data.exports.normalise.values.money import read_money
from orderdeck.data.exports.teach.guess.decimals import decimal_mark
from orderdeck.data.exports.teach.model import ColumnGuess, Proposal

_SURE: Final = 0.9


def prices_by_sums(proposal: Proposal) -> None:
    """Take the column of a line's price for that of one piece, or the other way round, where all orders with several
    pieces of something say so: their goods come to the sum of price times pieces, or of the prices alone."""
    piece, line = proposal.column_of("unit_price"), proposal.column_of("line_total")
    column = piece or line
    if column is None or (piece and line) or column.reason == "chosen":
        return
    sums = _sums(proposal, column)
    if sums is None:
        return
    by_piece, by_line = (
        bool((sums[name] - sums["goods"]).abs().lt(0.01).all()) for name in ("pieces", "lines")
    )
    if by_piece != by_line:
        column.field = "unit_price" if by_piece else "line_total"
        column.confidence, column.reason = max(column.confidence, _SURE), "values|money"


def _sums(proposal: Proposal, column: ColumnGuess) -> pl.DataFrame | None:
    """Of each order with more than one piece of something, by what its goods come to: the sum of price times pieces,
    and of the prices alone. None where no order shows it."""
    ids, pieces = proposal.cells("order_id"), proposal.column_of("quantity")
    whole = proposal.column_of("goods_total") or proposal.column_of("total")
    if ids is None or pieces is None or whole is None or whole is column:
        return None
    mark = decimal_mark(proposal).mark
    price, goods = (read_money(proposal.batch[one.name], mark).values for one in (column, whole))
    rows = pl.DataFrame(
        {
            "id": ids,
            "price": price.cast(pl.Float64),
            "goods": goods.cast(pl.Float64),
            "pieces": proposal.batch[pieces.name].str.strip_chars().cast(pl.Float64, strict=False),
        }
    )
    sums = rows.group_by("id").agg(
        (pl.col("price") * pl.col("pieces")).sum().alias("pieces"),
        pl.col("price").sum().alias("lines"),
        pl.col("goods").drop_nulls().first(),
        (pl.col("pieces") > 1).any().alias("several"),
        pl.all_horizontal(pl.col("price", "pieces").is_not_null()).all().alias("whole"),
    )
    sums = sums.filter(pl.col("several") & pl.col("whole") & pl.col("goods").is_not_null())
    return sums if sums.height else None
