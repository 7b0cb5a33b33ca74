"""An order that a file tells twice: exports put one below the other, or a sheet a day on which it is open still.

A *telling* is what stands together of an order: its rows up to those of another order, another sheet or the header
once more. A row of a later telling that names an item which an earlier one names as often is the same line again, and
is rejected as the row of an order would be: `duplicate_row` where it says the same, `duplicate_id` where it differs,
naming the first. Which of the two is true nobody can tell from the file, and both would be packed twice.

Where nothing but other orders stands between, rows may merely be sorted by something else: then a telling is one
again only if all of it stands in an earlier one, the same in every cell of its rows. Where nothing stands between at
all, it is told again only where its rows, two or more that are not all the same, come once more one by one: equal rows
alone may be lines, and where a row is a piece, pieces. Lines that have an id are told apart by it.
"""

from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary.frames import REJECTS
from orderdeck.data.exports.containers.layout.sheets import block

CELLS: Final = "cells"
"""Column of the rows frame: a hash of all cells of the row, those of columns that nothing knows too (a parcel's number,
say)."""
_ITEM: Final = ("sku", "product_id", "title", "attributes")


def without_told_again(
    frame: pl.DataFrame, lines: pl.DataFrame, shape: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`frame` (row, at, line_id, order_key and columns of the orders frame; in the order of the file) without the rows
    of orders that are told again, and their rejects. `lines`: those of the rows, by column at; `shape`: what a row is
    by the profile."""
    told = frame.select(
        "row", "at", "line_id", "order_key", "order_id", CELLS, block(frame, "row").alias("#block")
    )
    told = told.with_columns(pl.struct("order_key", "#block").rle_id().alias("#telling"))
    repeated = _repeated(told.clear() if shape == "unit" else told)
    told = told.join(repeated, on="at", how="anti", maintain_order="left")
    frame, rejects = _without_later(frame, told, lines)
    left = frame.join(repeated, on="at", how="anti", maintain_order="left")
    return left, pl.concat([repeated.select(list(REJECTS)), rejects])


def _repeated(told: pl.DataFrame) -> pl.DataFrame:
    """The rejects, with column at, of rows of a telling that says all of its rows once more."""
    within = told.filter(pl.col("line_id").is_null().all().over("#telling"))
    kinds = pl.col(CELLS).n_unique().over("#telling")
    within = within.filter((kinds > 1) & (pl.len().over("#telling") >= 2 * kinds))
    found: list[tuple[int, int, str | None, str, str]] = []
    for telling in within.partition_by("#telling", maintain_order=True):
        cells, rows = telling[CELLS].to_list(), telling["row"].to_list()
        period = _period(cells)
        again = telling[period:].select("at", "row", "order_id").rows()
        found += [
            (at, row, order, "duplicate_row", str(rows[place % period]))
            for place, (at, row, order) in enumerate(again)
        ]
    return pl.DataFrame(found, schema={"at": pl.Int64, **REJECTS}, orient="row").cast(
        {"at": told["at"].dtype}
    )


def _period(cells: list[int]) -> int:
    """After how many rows all of them come again, one by one; else how many there are."""
    many = len(cells)
    for rows in range(2, many // 2 + 1):
        if many % rows == 0 and cells[:-rows] == cells[rows:]:
            return rows
    return many


def _without_later(
    frame: pl.DataFrame, told: pl.DataFrame, lines: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`frame` without the rows of later tellings that name a line again, and their rejects."""
    told = told.filter(pl.col("line_id").is_null(), pl.col("#telling").n_unique().over("order_key") > 1)
    if told.is_empty():
        return frame, pl.DataFrame(schema=REJECTS)
    told = told.join(_items(lines), on="at", how="left", maintain_order="left")
    # The how-manieth row of that item in its telling: an item twice in one is two lines.
    told = told.with_columns(pl.int_range(pl.len()).over("#telling", "item").alias("#nth"))
    line = ("order_key", "item", "#nth")
    told = told.with_columns(
        pl.col(name).first().over(line).alias(f"#first_{name}")
        for name in ("row", "#telling", "#block", CELLS)
    )
    later = pl.col("#telling") > pl.col("#first_#telling")
    apart = pl.col("#block") != pl.col("#first_#block")
    alike = pl.col(CELLS) == pl.col(f"#first_{CELLS}")
    again = told.filter((later & apart) | (later & alike).all().over("#telling"))
    rejects = again.select(
        "row",
        "order_id",
        pl.when(alike).then(pl.lit("duplicate_row")).otherwise(pl.lit("duplicate_id")).alias("reason"),
        pl.col("#first_row").cast(pl.String).alias("detail"),
    )
    return frame.join(again.select("at"), on="at", how="anti", maintain_order="left"), rejects


def _items(lines: pl.DataFrame) -> pl.DataFrame:
    """at -> a hash of the items of a row."""
    item = lines.select("at", pl.struct(_ITEM).hash().alias("item"))
    return item.group_by("at").agg(pl.col("item").sort().hash().sum())
