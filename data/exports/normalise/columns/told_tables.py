"""Rows of purchases and of stock that a file tells once more: on another sheet, or below the header once more.

As an order's are (`data.exports.normalise.assembly.told_again`): a later block that names a line as often as an earlier
one tells the same again. A line of a purchase has its purchase's number, one of stock its warehouse. Where a purchase
has no number but a day, it is told again where all cells are the same. Where nothing names the place or the purchase,
equal rows may be another's: only a whole block of two rows or more that comes again in every cell is the same list.
"""

from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.exports.containers.layout.frame import ROW
from orderdeck.data.exports.containers.layout.sheets import block

_LEAST: Final = 2
"""Rows of a block that is known by being the same as an earlier one."""


class Again(NamedTuple):
    """Rows that are told again."""

    rows: pl.Series
    """Which, a mask."""
    alike: pl.Series
    """Of which all cells are those of the first."""
    first: pl.Series
    """The row that told it first, as text."""


def told_again(kind: str, batch: pl.DataFrame, frame: pl.DataFrame, counts: pl.Series) -> Again | None:
    """What of the rows of `batch`, a whole file, earlier blocks have told; None where there is but one block, or none
    of it is. `frame`: its typed rows; `counts`: those that say something."""
    if kind not in ("purchases", "stock"):
        return None
    blocks = batch.select(block(batch, ROW).alias("block"))["block"]
    if blocks.n_unique() < _LEAST:
        return None
    cells = batch.select(pl.exclude("^__.*$")).hash_rows()
    told = frame.select(_named(kind, frame)).with_columns(
        blocks, batch[ROW].alias("row"), cells.alias("cells")
    )
    told = told.with_row_index("at").filter(counts)
    # What has no name of its own is known by its cells.
    told = told.with_columns(pl.when("named").then("line").otherwise("cells").alias("line"))
    told = told.with_columns(pl.int_range(pl.len()).over("block", "line").alias("nth"))
    told = told.with_columns(
        pl.col(name).first().over("line", "nth").alias(f"first_{name}") for name in ("row", "block", "cells")
    )
    told = told.with_columns(
        later=pl.col("block") != pl.col("first_block"), alike=pl.col("cells") == pl.col("first_cells")
    )
    whole = (pl.col("later") & pl.col("alike")).all().over("block") & (pl.len().over("block") >= _LEAST)
    told = told.filter(pl.col("later") & (pl.col("named") | pl.col("dated") | whole))
    if told.is_empty():
        return None
    found = batch.select(pl.int_range(pl.len(), dtype=pl.get_index_type()).alias("at")).join(
        told.select("at", "alike", pl.col("first_row").cast(pl.String)),
        on="at",
        how="left",
        maintain_order="left",
    )
    return Again(found["alike"].is_not_null(), found["alike"].fill_null(False), found["first_row"])


def _named(kind: str, frame: pl.DataFrame) -> list[pl.Expr]:
    """A hash of what names the line, whether it has such a name, and whether its day and all cells will do."""
    if kind == "stock":
        return [
            pl.struct("sku", "warehouse").hash().alias("line"),
            (pl.col("warehouse").fill_null("") != "").alias("named"),
            pl.lit(False).alias("dated"),
        ]
    item = pl.coalesce("sku", "supplier_sku", "title")
    return [
        pl.struct("purchase_id", "supplier", item.alias("item")).hash().alias("line"),
        pl.col("purchase_id").is_not_null().alias("named"),
        pl.col("ordered_at").is_not_null().alias("dated"),
    ]
