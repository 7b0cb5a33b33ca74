"""Typed rows → orders and lines, where a row is an order."""

import polars as pl

from data.frames import LINES, ORDERS, conform
from data.profile import Profile


def keyed(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """`frame` with order_key and marketplace: marketplace:id, or marketplace:shop:id where ids repeat between
    shops. A row's key_id, where the file has one, is the id that the key is made of."""
    parts = [pl.lit(profile.marketplace)]
    if profile.unique_ids == "shop":
        parts.append(pl.col("shop"))
    parts.append(pl.coalesce("key_id", "order_id"))
    return frame.with_columns(
        pl.concat_str(parts, separator=":").alias("order_key"),
        pl.lit(profile.marketplace).alias("marketplace"),
    )


def with_total(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """`frame` with a total where the file has none: the sum of what the profile says it is made of."""
    made_of = [name for name in profile.money.total_of if name in frame.columns]
    if not made_of:
        return frame
    total = pl.sum_horizontal(pl.col(name).fill_null(0) for name in made_of)
    given = pl.any_horizontal(pl.col(name).is_not_null() for name in made_of)
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
    frame = with_total(keyed(frame, profile), profile)
    frame = counted(frame, lines, "at").with_columns(pl.col("row").alias("source_row"))
    lines = lines.join(frame.select("at", "order_key"), on="at", how="inner", maintain_order="left")
    lines = lines.with_columns(pl.col("n").alias("line_no"))
    return conform(frame, ORDERS), conform(lines, LINES)
