"""Typed rows → orders and lines, where a row is an order."""

import polars as pl

from orderdeck.data.base.vocabulary.frames import LINES, ORDERS, conform
from orderdeck.data.exports.normalise.amounts import lost_in
from orderdeck.data.exports.normalise.assembly.owed import settled
from orderdeck.data.exports.normalise.values.platform import UNIQUE
from orderdeck.data.exports.profile.records import Profile


def keyed(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """`frame` with order_key, and marketplace where its rows don't name one.

    The key is marketplace:id where ids are unique (a row's key_id, where the file has one, is such an id), else
    marketplace:shop:id. Two shops that nobody has named may both have an order #1: their times of order tell them
    apart, so marketplace:id@time (seconds since the epoch) stands in, with the buyer where the time is but a day.
    """
    if "marketplace" not in frame.columns:
        frame = frame.with_columns(pl.lit(profile.marketplace).alias("marketplace"))
    plain = pl.concat_str("marketplace", pl.coalesce("key_id", "order_id"), separator=":")
    local = _local(frame, profile)
    if local is None:
        return frame.with_columns(plain.alias("order_key"))
    named = pl.concat_str("marketplace", "shop", "order_id", separator=":")
    if (frame["shop"] == "").any():
        named = pl.when(pl.col("shop") == "").then(_timed(frame)).otherwise(named)
    local = local & pl.col("key_id").is_null()
    return frame.with_columns(pl.when(local).then(named).otherwise(plain).alias("order_key"))


def _local(frame: pl.DataFrame, profile: Profile) -> pl.Expr | None:
    """Which rows have an order number that is unique within its shop only; None: none has."""
    local = pl.col("alternative") if "alternative" in frame.columns else None
    if profile.unique_ids != "shop":
        return local
    own = pl.lit(True) if "platform" not in frame.columns else ~pl.col("marketplace").is_in(UNIQUE)
    return own if local is None else own | local


def _timed(frame: pl.DataFrame) -> pl.Expr:
    """marketplace:id@time of rows; those that don't say when take the time over from their order's others."""
    if "placed_at" not in frame.columns:
        return pl.concat_str("marketplace", pl.lit(""), "order_id", separator=":")
    run = pl.struct("marketplace", "order_id").rle_id()
    placed = pl.col("placed_at").forward_fill().backward_fill().over(run)
    buyer = pl.col("buyer").forward_fill().backward_fill().over(run)
    whole_day = placed.dt.minute().cast(pl.Int32) + placed.dt.second() == 0
    buyer = pl.when(whole_day).then("/" + buyer).fill_null("")
    time = ("@" + placed.dt.epoch("s").cast(pl.String) + buyer).fill_null("")
    return pl.concat_str("marketplace", pl.lit(":"), "order_id", time)


def with_total(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """`frame` with a total where the file has none: the sum of what the profile says it is made of, as far as
    none of that is lost."""
    made_of = [name for name in profile.money.total_of if name.removeprefix("-") in frame.columns]
    if not made_of:
        return frame
    amounts = [pl.col(name.removeprefix("-")) for name in made_of]
    signed = [-one if name[0] == "-" else one for name, one in zip(made_of, amounts, strict=True)]
    total = pl.sum_horizontal(one.fill_null(0) for one in signed)
    given = pl.any_horizontal(one.is_not_null() for one in amounts)
    for name in made_of:
        part = name.removeprefix("-")
        given = given & ~(lost_in(frame, part) & pl.col(part).is_null())
    known = [pl.col("total")] if "total" in frame.columns else []
    return frame.with_columns(pl.coalesce(*known, pl.when(given).then(total)).alias("total"))


def counted(frame: pl.DataFrame, lines: pl.DataFrame, on: str) -> pl.DataFrame:
    """`frame` with pieces and line_count of its `lines`, joined by column `on`."""
    sums = lines.group_by(on).agg(
        pl.col("quantity").sum().alias("pieces"), pl.len().cast(pl.Int64).alias("line_count")
    )
    frame = frame.join(sums, on=on, how="left", maintain_order="left")
    return frame.with_columns(pl.col("pieces").fill_null(0), pl.col("line_count").fill_null(0))


def finish_orders(
    frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(orders, lines) of typed rows of which each is an order."""
    frame, lines = finished(frame, lines, profile)
    return conform(frame, ORDERS), conform(lines, LINES)


def finished(frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same with the columns that are needed on the way: at in both, row in the first."""
    frame = with_total(keyed(frame, profile), profile)
    frame = frame.with_columns(pl.col("row").alias("source_row"))
    if lines["at"].equals(frame["at"]):  # one line each
        lines = settled(lines.with_columns(frame["order_key"], frame["status"].alias("row_status")))
        frame = frame.with_columns(lines["quantity"].alias("pieces"), pl.lit(1, pl.Int64).alias("line_count"))
    else:
        told = frame.select("at", "order_key", pl.col("status").alias("row_status"))
        lines = settled(lines.join(told, on="at", how="inner", maintain_order="left"))
        frame = counted(frame, lines, "at")
    return frame, lines.with_columns(pl.col("n").alias("line_no"))
