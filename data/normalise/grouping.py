"""Typed rows → orders and lines, where an order has several rows.

All rows of a file are kept until its end, since nothing says that an order's rows stand together: typed and without
the raw text, about 0.5 kB a row. An order with a row that can't be trusted is rejected whole, for half of an order
would be packed as if it were all.
"""

from collections import Counter
from typing import NamedTuple

import polars as pl

from data import status as statuses
from data.fields import MONEY_FIELDS
from data.frames import LINES, ORDERS, conform
from data.normalise.columns import as_rejects
from data.normalise.orders import counted, keyed, with_total
from data.normalise.status import combined
from data.normalise.text import by_distinct
from data.profile import Profile

_OWN_WORD = ("item", "unit")  # shapes in which every row tells the status of its own item


class Grouped(NamedTuple):
    """Orders and lines of a whole file, the rows rejected on the way, and doubts."""

    orders: pl.DataFrame
    lines: pl.DataFrame
    rejects: pl.DataFrame
    notes: Counter[str]


def group_rows(frame: pl.DataFrame, lines: pl.DataFrame, rejects: pl.DataFrame, profile: Profile) -> Grouped:
    """The orders of all typed rows (`frame`, its `lines` by column at) of one file.

    `rejects` are the rows rejected so far: what belongs to the same orders goes with them.
    """
    notes: Counter[str] = Counter()
    frame = keyed(_with_own_key(frame), profile)
    frame, more = _without_repeats(frame)
    frame, incomplete = _without_incomplete(frame, rejects)
    lines = lines.join(
        frame.select("at", "order_key", pl.col("status").alias("row_status")),
        on="at",
        how="inner",
        maintain_order="left",
    )
    if profile.items.row_shape == "summary_then_items":
        frame = _without_summed(frame, lines)
    orders = _orders(frame, profile)
    lines = _without_bare(lines)
    if profile.items.row_shape == "unit":
        lines = _units_together(lines)
    if profile.items.row_shape in _OWN_WORD:
        lines = _cancelled_emptied(lines, orders, notes)
    orders = counted(orders, lines, "order_key")
    number = (pl.int_range(pl.len()).over("order_key") + 1).alias("line_no")
    lines = lines.with_columns(number)
    return Grouped(conform(orders, ORDERS), conform(lines, LINES), as_rejects([more, incomplete]), notes)


def _with_own_key(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that follow the first row of an order take over its key_id."""
    if frame["key_id"].null_count() in (0, frame.height):
        return frame
    run = pl.struct("shop", "order_id").rle_id()
    return frame.with_columns(pl.col("key_id").forward_fill().over(run))


def _without_repeats(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose order line id has been met before are the same line twice."""
    again = pl.col("line_id").is_not_null() & ~pl.struct("order_key", "line_id").is_first_distinct()
    repeated = frame.select(again.alias("again")).to_series()
    told = frame.filter(repeated).select(
        "row", "order_id", pl.lit("duplicate_row").alias("reason"), pl.col("line_id").alias("detail")
    )
    return (frame.filter(~repeated) if repeated.any() else frame), told


def _without_incomplete(frame: pl.DataFrame, rejects: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    spoilt = rejects.filter(pl.col("reason").is_in(["id_missing", "id_ruined"]).not_()).select(
        "order_id", pl.col("row").alias("because")
    )
    spoilt = spoilt.drop_nulls().unique("order_id", keep="first", maintain_order=True)
    told = frame.join(spoilt, on="order_id", how="inner", maintain_order="left").select(
        "row",
        "order_id",
        pl.lit("order_incomplete").alias("reason"),
        pl.col("because").cast(pl.String).alias("detail"),
    )
    return (frame.join(spoilt, on="order_id", how="anti") if told.height else frame), told


def _orders(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """One row an order: what its rows say first, shares of money summed, statuses combined."""
    money = [name for name in MONEY_FIELDS if name in frame.columns]
    shares = [name for name in money if name in profile.money.per_row or name.startswith("line_")]
    single = {"at", "row", "line_id", "order_key", "status", *shares}
    orders = frame.group_by("order_key", maintain_order=True).agg(
        pl.col("row").first().alias("source_row"),
        _states(profile, frame),
        *(pl.col(name).first(ignore_nulls=True) for name in frame.columns if name not in single),
        *(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in shares),
    )
    status = by_distinct(
        orders["status"], lambda sets: [combined(set(codes.split("|"))) for codes in sets], pl.String
    )
    orders = orders.with_columns(status.alias("status"))
    if "goods_total" not in frame.columns and "line_total" in frame.columns:
        orders = orders.with_columns(pl.col("line_total").alias("goods_total"))
    if "line_discount" in shares and ("discount" in shares or "discount" not in money):
        orders = orders.with_columns(_discounts(orders).alias("discount"))
    return with_total(orders, profile)


def _states(profile: Profile, frame: pl.DataFrame) -> pl.Expr:
    """What the rows of an order say of its status, joined by |: each row's word where rows are items; where columns
    are filled down, the word of those that have one, else the first row's."""
    every = pl.col("status").unique().sort().str.join("|")
    if profile.items.row_shape in _OWN_WORD:
        return every.alias("status")
    first = pl.col("status").first()
    if profile.items.row_shape != "item_fill_down" or frame["status_text"].null_count() == frame.height:
        return first.alias("status")
    said = pl.col("status").filter(pl.col("status_text").is_not_null()).unique().sort().str.join("|")
    return pl.when(said != "").then(said).otherwise(first).alias("status")


def _discounts(orders: pl.DataFrame) -> pl.Expr:
    """Row shares of the order's discount and of its lines' together."""
    both = [pl.col(name) for name in ("line_discount", "discount") if name in orders.columns]
    given = pl.any_horizontal(one.is_not_null() for one in both)
    return pl.when(given).then(pl.sum_horizontal(one.fill_null(0) for one in both))


def _named() -> pl.Expr:
    """Whether a line names an item."""
    return pl.any_horizontal(pl.col(name).is_not_null() for name in ("title", "sku", "product_id"))


def _without_summed(frame: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """A summary row's amounts of lines are those of its items' rows once more."""
    bare = lines.filter(~_named() & _named().any().over("order_key")).select("at")
    summed = pl.col("at").is_in(bare["at"].implode())
    shares = [name for name in frame.columns if name.startswith("line_") and name in MONEY_FIELDS]
    return frame.with_columns(pl.when(~summed).then(pl.col(name)).alias(name) for name in shares)


def _without_bare(lines: pl.DataFrame) -> pl.DataFrame:
    """A row that names no item is a summary where other rows of its order name some."""
    return lines.filter(_named() | ~_named().any().over("order_key"))


def _units_together(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows of one piece each: the same item in the same state becomes one line."""
    same = ["order_key", "row_status", "sku", "product_id", "title", "attributes", "unit_price"]
    rest = [name for name in lines.columns if name not in (*same, "quantity", "line_total")]
    return lines.group_by(same, maintain_order=True).agg(
        pl.col("quantity").sum(),
        pl.when(pl.col("line_total").count() > 0).then(pl.col("line_total").sum()).alias("line_total"),
        *(pl.col(name).first() for name in rest),
    )


def _cancelled_emptied(lines: pl.DataFrame, orders: pl.DataFrame, notes: Counter[str]) -> pl.DataFrame:
    """Cancelled lines of an order that lives are kept, with nothing to pack."""
    lines = lines.join(
        orders.select("order_key", "status"), on="order_key", how="left", maintain_order="left"
    )
    gone = (pl.col("row_status") == statuses.CANCELLED) & (pl.col("status") != statuses.CANCELLED)
    notes["line_cancelled"] += int(lines.select(gone.sum()).item())
    return lines.with_columns(pl.when(gone).then(0).otherwise("quantity").alias("quantity")).drop("status")
