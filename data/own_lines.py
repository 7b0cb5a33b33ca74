"""Orders of merged parcels get their own lines back, where an export that is loaded has told them.

An ERP's file says of a parcel of several orders what is in it, not what is whose. Where each of its orders is known
from another export, with lines, those are its lines; where one isn't, all stay where they were read, at the first.
"""

from collections.abc import Mapping
from typing import Final

import polars as pl

from data.frames import LINES
from data.known import KnownOrders
from data.normalise.parcels import MERGED

SHARED: Final = "shared_parcel"
"""The doubt of an order whose lines are its own, though it goes into one parcel with others."""

_STATE: Final = ("order_key", "export_id", "exported_at")
_MERGED: Final = rf"{MERGED}\|[^\x1f]*"


def with_own_lines(frames: Mapping[str, pl.DataFrame], known: KnownOrders) -> Mapping[str, pl.DataFrame]:
    """`frames` of one batch (see data.carry) with the lines of merged parcels given to their orders."""
    orders, lines = frames["orders"], frames["lines"]
    merged = orders.with_row_index("at").with_columns(
        pl.col("doubts").str.extract(f"({_MERGED})").alias("parcel")
    )
    merged = merged.drop_nulls("parcel").select("at", *_STATE, "parcel")
    if merged.is_empty():
        return frames
    keys = merged["order_key"].unique()
    told = _told(known, keys)
    if told.is_empty():
        return frames
    newest = told.group_by("order_key").agg(pl.all().sort_by("exported_at").last())
    found = merged.join(
        newest.select("order_key", pl.col("export_id").alias("of")), on="order_key", how="left"
    )
    whole = found.filter(pl.col("of").is_not_null().all().over("export_id", "parcel"))
    if whole.is_empty():
        return frames
    made = told.join(whole, left_on=["order_key", "export_id"], right_on=["order_key", "of"], suffix="#now")
    made = made.with_columns(
        pl.col("export_id#now").alias("export_id"), pl.col("exported_at#now").alias("exported_at")
    )
    kept = lines.join(whole, on=["order_key", "export_id"], how="anti", maintain_order="left")
    own = made.select(
        (pl.col(name) if name in made.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in lines.schema.items()
    )
    counts = own.group_by("order_key", "export_id").agg(
        pl.col("quantity").sum().alias("pieces"), pl.len().cast(pl.Int64).alias("line_count")
    )
    counts = counts.join(whole.select("at", "order_key", "export_id"), on=["order_key", "export_id"])
    again = orders.with_row_index("at").join(counts.select("at", "pieces", "line_count"), on="at", how="left",
                                             maintain_order="left", suffix="#own")  # fmt: skip
    mine = pl.col("line_count#own").is_not_null()
    orders = again.with_columns(
        pl.coalesce("pieces#own", "pieces").alias("pieces"),
        pl.coalesce("line_count#own", "line_count").alias("line_count"),
        pl.when(mine)
        .then(pl.col("doubts").str.replace(f"{MERGED}|", f"{SHARED}|", literal=True))
        .otherwise("doubts")
        .alias("doubts"),
    ).select(orders.columns)
    return {**frames, "orders": orders, "lines": pl.concat([kept, own])}


def _told(known: KnownOrders, keys: pl.Series) -> pl.DataFrame:
    """Lines (with export_id, exported_at) of the orders `keys` in exports that tell them order by order."""
    found = []
    for part in known.holders(keys):
        orders = known.read(part, "orders", [*_STATE, "doubts"], keys)
        if "doubts" in orders.columns:
            orders = orders.filter(~pl.col("doubts").str.contains(_MERGED).fill_null(False))
        if orders.height:
            lines = known.read(
                part, "lines", [*_STATE, *(name for name in LINES if name != "order_key")], keys
            )
            found.append(
                lines.join(orders.select("order_key", "export_id"), on=["order_key", "export_id"], how="semi")
            )
    return pl.concat(found, how="diagonal_relaxed") if found else pl.DataFrame()
