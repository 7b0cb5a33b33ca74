"""Rows of one number that speak of two orders: other buyer, other time, other total.

A spreadsheet keeps 15 digits of a number, and so makes one number of several. Where rows of a number that looks so tell
two buyers or times, none of them is to be trusted. Of any other number rows that differ in more than one of these from
its first row are another order's: which of the two bears the number rightly nobody can tell from the file.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary.frames import REJECTS
from orderdeck.data.exports.profile.records import Profile

ROUNDED: Final = r"^\d{15}0+$"
"""What numbers look like of which a spreadsheet has kept 15 digits; one of ten of 16 digits does so by chance."""
_SECONDS: Final = 60
"""So far apart the rows of one order may be dated, where a marketplace dates each."""


def ruined_by(names: Sequence[str]) -> pl.Expr:
    """Whether a row with columns `names`, and those of its number's first row with `#` in front, is of another order:
    another buyer's, of another time, or another amount paid at another."""
    who, when, total = _differences(names)
    return who | when | (total & _differs("paid_at", names))


def _differences(names: Sequence[str]) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Whether it differs in who, when and how much."""
    apart = (
        (pl.col("placed_at") - pl.col("#placed_at")).dt.total_seconds().abs()
        if "placed_at" in names
        else pl.lit(0)
    )
    who = _differs("buyer", names) | _differs("email", names)
    return who, (apart > _SECONDS).fill_null(False), _differs("total", names)


def _differs(name: str, names: Sequence[str]) -> pl.Expr:
    return (pl.col(name) != pl.col(f"#{name}")).fill_null(False) if name in names else pl.lit(False)


def without_mixed(frame: pl.DataFrame, profile: Profile) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of `frame` (with order_key) that are of one order each, and the others as rejects: `id_ruined` all rows
    of a rounded number, `duplicate_id` with the first row's number those of a second order."""
    begins = frame["order_key"].is_first_distinct()
    if begins.all():
        return frame, pl.DataFrame(schema=REJECTS)
    # Below a summary's money the items have their own; and a row's share is no total.
    shared = profile.items.row_shape != "summary_then_items" and "total" not in profile.money.per_row
    fields = ["buyer", "email", "placed_at", "paid_at", *(["total"] if shared else [])]
    names = [name for name in fields if name in frame.columns]
    first = (
        frame.filter(begins)
        .select("order_key", "row", pl.col(names))
        .rename({name: f"#{name}" for name in ("row", *names)})
    )
    later = frame.filter(~begins).select("at", "order_key", "order_id", pl.col(names))
    later = later.join(first, on="order_key", how="left", maintain_order="left")
    rounded = pl.col("order_id").str.contains(ROUNDED)
    ruined = rounded & ruined_by(names)
    other = pl.sum_horizontal(one.cast(pl.Int8) for one in _differences(names)) > 1
    told = later.select(
        "at", "order_key", pl.col("#row").alias("first"), ruined.alias("ruined"), other.alias("other")
    )
    if not (told["ruined"].any() or told["other"].any()):
        return frame, pl.DataFrame(schema=REJECTS)
    spoilt = frame["order_key"].is_in(told.filter("ruined")["order_key"].implode())
    doubled = told.filter(pl.col("other") & ~pl.col("ruined")).select("at", "first")
    doubled = frame.filter(~spoilt).join(doubled, on="at", how="inner", maintain_order="left")
    number, detail = pl.col("row", "order_id"), pl.col("first").cast(pl.String).alias("detail")
    rounded_rows = frame.filter(spoilt).select(
        number, pl.lit("id_ruined").alias("reason"), pl.col("order_id").alias("detail")
    )
    doubled_rows = doubled.select(number, pl.lit("duplicate_id").alias("reason"), detail)
    rejects = pl.concat([rounded_rows, doubled_rows])
    return frame.filter(~spoilt).join(
        doubled.select("at"), on="at", how="anti", maintain_order="left"
    ), rejects
