"""Rows that name no item among those of an order that do: a sum without a word for it, or an item that lost its name.

Which of the two nobody can tell from the file. Such a row is rejected, so that somebody looks at it, and its order
bears the doubt LINE_UNCLEAR: it may be packed a piece short.
"""

from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary.frames import REJECTS
from orderdeck.data.exports.normalise.columns.columns import BETWEEN
from orderdeck.data.exports.profile.records import RowShape

LINE_UNCLEAR: Final = "line_unclear"
"""The doubt of an order of which a row may be no item, or may be one that isn't loaded."""


def is_named() -> pl.Expr:
    """Whether a line names an item."""
    return pl.any_horizontal(pl.col(name).is_not_null() for name in ("title", "sku", "product_id"))


def without_unnamed(
    frame: pl.DataFrame, lines: pl.DataFrame, shape: RowShape
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of `frame` (with order_key, and `lines` by column at) without those that tell pieces or an amount of no
    item, where others of their order name theirs; and these as rejects. An order's summary, where tables have one, and
    the first of rows that are filled down speak of the order."""
    none = pl.DataFrame(schema=REJECTS)
    if shape in ("summary_then_items", "order") or lines.select(is_named().all()).item():
        return frame, none
    amounts = [name for name in ("unit_price", "line_total") if name in lines.columns]
    told = pl.col("said") | pl.any_horizontal(pl.col(name).is_not_null() for name in amounts)
    of_rows = lines.group_by("at").agg(
        is_named().any().alias("named"),
        told.any().alias("told"),
        pl.col("quantity").filter("said").sum().alias("pieces"),
    )
    rows = frame.select("at", "order_key").join(of_rows, on="at", how="left", maintain_order="left")
    bare = ~pl.col("named") & pl.col("told") & pl.col("named").any().over("order_key")
    if shape == "item_fill_down":
        bare = bare & ~pl.col("order_key").is_first_distinct()
    rows = rows.with_columns(bare.fill_null(False).alias("bare"))
    if not rows["bare"].any():
        return frame, none
    pieces = pl.col("pieces").cast(pl.String)
    rejects = frame.with_columns(rows["pieces"]).filter(rows["bare"]).select(
        "row", "order_id", pl.lit("line_unnamed").alias("reason"), pieces.alias("detail")
    )  # fmt: skip
    doubts = rows.filter("bare").group_by("order_key", maintain_order=True).agg(
        pl.concat_str(pl.lit(f"{LINE_UNCLEAR}|"), pieces).unique(maintain_order=True).str.join(BETWEEN).alias("unclear")
    )  # fmt: skip
    left = frame.filter(~rows["bare"]).join(doubts, on="order_key", how="left", maintain_order="left")
    both = pl.concat_str("doubts", "unclear", separator=BETWEEN, ignore_nulls=True)
    left = left.with_columns(pl.when(both != "").then(both).alias("doubts"))
    return left.drop("unclear"), rejects
