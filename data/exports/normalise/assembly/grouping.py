"""Typed rows → orders and lines, where an order has several rows.

All rows of a file are kept until its end, since nothing says that an order's rows stand together: typed and without
the raw text, about 0.5 kB a row. An order with a row that can't be trusted is rejected whole, for half of an order
would be packed as if it were all.
"""

from collections import Counter
from typing import NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.base.vocabulary.frames import LINES, ORDERS, REJECTS, conform
from orderdeck.data.exports.normalise.amounts import LOST, lost_in
from orderdeck.data.exports.normalise.assembly.cut_off import LINES_MAY_BE_CUT, cut_off_orders
from orderdeck.data.exports.normalise.assembly.merged import (
    numbered,
    one_row_an_order,
    share_columns,
    with_row_status,
)
from orderdeck.data.exports.normalise.assembly.mixed import without_mixed
from orderdeck.data.exports.normalise.assembly.orders import counted, keyed, with_total
from orderdeck.data.exports.normalise.assembly.owed import COUNTS, OWN_WORD, settled
from orderdeck.data.exports.normalise.assembly.parcels import parted as parcels_parted
from orderdeck.data.exports.normalise.assembly.refunds import parted, taken_off
from orderdeck.data.exports.normalise.assembly.told_again import without_told_again
from orderdeck.data.exports.normalise.assembly.unnamed import is_named, without_unnamed
from orderdeck.data.exports.normalise.columns.columns import as_rejects
from orderdeck.data.exports.normalise.values.statuses.fulfilment import PLATFORM
from orderdeck.data.exports.profile.records import Profile


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
    shape = profile.items.row_shape
    apart = parted(frame, lines, profile)
    refunds = taken_off(apart, profile)
    frame, lines, notes = refunds.frame, refunds.lines, refunds.notes
    frame = keyed(_with_own_key(frame), profile)
    frame, more = _without_repeats(frame)
    frame, told_again = without_told_again(frame, lines, shape)
    frame, mixed = without_mixed(frame, profile)
    frame, incomplete = _without_incomplete(frame, rejects)
    frame, unnamed = without_unnamed(frame, lines, shape)
    frame = parcels_parted(frame, profile)
    frame = numbered(frame)
    named = lines.filter(is_named())["at"]
    frame = with_row_status(frame, profile, frame["at"].is_in(named.implode()))
    lines = _of_orders(lines, frame)
    if shape == "summary_then_items":
        frame = _without_summed(frame, lines)
    whole = frame
    orders = _orders(_without_gone(frame, lines, profile, notes), profile)
    orders = _cut_off(orders, whole, lines, profile, notes)
    lines = settled(_without_bare(lines))
    if shape == "unit":
        lines = _units_together(lines)
    if shape in OWN_WORD:
        lines = _not_ours_emptied(lines, orders, notes)
    orders = counted(orders, lines, "number")
    lines = lines.with_columns((pl.int_range(pl.len()).over("number") + 1).alias("line_no"))
    told = as_rejects([more, told_again, mixed, incomplete, unnamed, refunds.rejects])
    return Grouped(conform(orders, ORDERS), conform(lines, LINES), told, notes)


def _cut_off(
    orders: pl.DataFrame, frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile, notes: Counter[str]
) -> pl.DataFrame:
    """`orders` with the doubt of one that the file may be cut off in, and a note."""
    found = cut_off_orders(orders, frame, _without_bare(lines), profile)
    cut = found.filter(pl.col("doubts").str.contains(LINES_MAY_BE_CUT, literal=True).fill_null(False))
    for number in cut["order_id"]:
        notes[f"{LINES_MAY_BE_CUT}|{number}"] += 1
    return found


def _of_orders(lines: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """`lines` with order_key, number, row_status and row_fulfilment of their rows; those of rows that are gone, too."""
    told = frame.select(
        "at", "order_key", "number", "row_status", pl.col("fulfilment").alias("row_fulfilment"),
        lost_in(frame, "line_total").alias("lost"),
    )  # fmt: skip
    if lines["at"].equals(frame["at"]):
        return pl.concat([lines, told.drop("at")], how="horizontal")
    return lines.join(told, on="at", how="inner", maintain_order="left")


def _with_own_key(frame: pl.DataFrame) -> pl.DataFrame:
    """Rows that follow the first row of an order take over its key_id. Where a spreadsheet has ruined it in any row
    of an order number, no row of that number has one: an order's rows must not part."""
    if "key_ruined" in frame.columns:
        ruined = pl.col("key_ruined").fill_null(False).any().over("shop", "order_id")
        frame = frame.with_columns(pl.when(~ruined).then("key_id").alias("key_id"))
    if frame["key_id"].null_count() in (0, frame.height):
        return frame
    run = pl.struct("shop", "order_id").rle_id()
    return frame.with_columns(pl.col("key_id").forward_fill().over(run))


def _without_repeats(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows whose order line id has been met before are the same line twice."""
    if frame["line_id"].null_count() == frame.height or frame["line_id"].is_first_distinct().all():
        return frame, pl.DataFrame(schema=REJECTS)
    again = pl.col("line_id").is_not_null() & ~pl.struct("order_key", "line_id").is_first_distinct()
    repeated = frame.select(again.alias("again")).to_series()
    told = frame.filter(repeated).select(
        "row", "order_id", pl.lit("duplicate_line").alias("reason"), pl.col("line_id").alias("detail")
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
    """One row an order, with what its amounts of lines say of the order's."""
    orders = one_row_an_order(frame, profile)
    shares = share_columns(frame, profile)
    if "goods_total" not in frame.columns and "line_total" in frame.columns:
        orders = orders.with_columns(
            pl.col("line_total").alias("goods_total"),
            lost_in(orders, "line_total").alias(f"{LOST}goods_total"),
        )
    if "line_discount" in shares and ("discount" in shares or "discount" not in frame.columns):
        orders = orders.with_columns(_discounts(orders).alias("discount"), _lost_discounts(orders))
    return with_total(orders, profile)


def _discounts(orders: pl.DataFrame) -> pl.Expr:
    """Row shares of the order's discount and of its lines' together."""
    both = [pl.col(name) for name in ("line_discount", "discount") if name in orders.columns]
    given = pl.any_horizontal(one.is_not_null() for one in both)
    given = given & ~lost_in(orders, "line_discount") & ~lost_in(orders, "discount")
    return pl.when(given).then(pl.sum_horizontal(one.fill_null(0) for one in both))


def _lost_discounts(orders: pl.DataFrame) -> pl.Expr:
    return (lost_in(orders, "line_discount") | lost_in(orders, "discount")).alias(f"{LOST}discount")


def _without_summed(frame: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """A summary row's amounts of lines are those of its items' rows once more."""
    bare = lines.filter(~is_named() & is_named().any().over("number")).select("at")
    summed = pl.col("at").is_in(bare["at"].implode())
    shares = [name for name in frame.columns if name.startswith("line_") and name in MONEY_FIELDS]
    shares += [f"{LOST}{name}" for name in shares if f"{LOST}{name}" in frame.columns]
    return frame.with_columns(pl.when(~summed).then(pl.col(name)).alias(name) for name in shares)


def _without_bare(lines: pl.DataFrame) -> pl.DataFrame:
    """A row that names no item is a summary where other rows of its order name some."""
    if lines.select(is_named().all()).item():
        return lines
    return lines.filter(is_named() | ~is_named().any().over("number"))


def _units_together(lines: pl.DataFrame) -> pl.DataFrame:
    """Rows of one piece each: the same item in the same state becomes one line."""
    same = [
        "order_key",
        "number",
        "row_status",
        "row_fulfilment",
        "sku",
        "product_id",
        "title",
        "attributes",
        "unit_price",
    ]
    sums = ("line_total", *COUNTS)
    rest = [name for name in lines.columns if name not in (*same, *sums, "quantity", "owed")]
    return lines.group_by(same, maintain_order=True).agg(
        pl.col("quantity", "owed").sum(),
        *(pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name) for name in COUNTS),
        pl.when(pl.col("line_total").count() > 0, ~pl.col("lost").any()).then(pl.col("line_total").sum()),
        *(pl.col(name).first() for name in rest),
    )


def _not_ours_emptied(lines: pl.DataFrame, orders: pl.DataFrame, notes: Counter[str]) -> pl.DataFrame:
    """Lines that the marketplace sends, of an order whose rest is the seller's, are kept, with nothing to pack."""
    theirs = (lines["row_fulfilment"] == PLATFORM).fill_null(False)
    if not theirs.any():
        return lines
    ours = (orders["fulfilment"] != PLATFORM).fill_null(True).gather(lines["number"])
    gone = theirs & ours
    notes["line_not_ours"] += int(gone.sum())
    return lines.with_columns(pl.when(gone).then(0).otherwise("owed").alias("owed"))


def _without_gone(
    frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile, notes: Counter[str]
) -> pl.DataFrame:
    """`frame` without the amounts of lines that were cancelled or returned, where others of their order live: nobody
    pays for them. What an order's own columns state stands as it is."""
    gone = (pl.col("row_status") == statuses.CANCELLED) | pl.col("line_state").is_in(
        ["cancelled", "returned"]
    )
    rows = lines.select("at", "number", gone.fill_null(False).alias("gone"))
    if not rows["gone"].any():
        return frame
    rows = rows.filter("gone", ~pl.col("gone").all().over("number"))
    notes["line_cancelled"] += rows.height
    dead = frame["at"].is_in(rows["at"].implode())
    shares = [name for name in share_columns(frame, profile) if name != "refunded"]
    shares += [f"{LOST}{name}" for name in shares if f"{LOST}{name}" in frame.columns]
    return frame.with_columns(pl.when(~dead).then(pl.col(name)).alias(name) for name in shares)
