"""The same order twice in a file whose rows are orders.

The first row stands. A later one that says the same (status, times, total, shipping, remark, items) is rejected as
`duplicate_row`; one that differs as `duplicate_id`, naming the first row: which of the two is true nobody can tell
from the file. It takes 24 bytes a row.
"""

import polars as pl

from orderdeck.data.base.frames import REJECTS

ITEMS = "__items_said"
"""Column of the rows frame: a hash of what the row's cells say of items."""

_TELLING = (
    "status_text",
    "placed_at",
    "paid_at",
    "ship_by",
    "sent_at",
    "total",
    "service",
    "tracking",
    "remark",
    ITEMS,
)


class Repeats:
    """Remembers the orders of one file, over its batches, by 64-bit hashes (two ids of a million share one with a
    chance of 1 in 30 million)."""

    def __init__(self) -> None:
        self._seen: list[pl.DataFrame] = []

    def sift(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """`frame` (columns of the orders frame, at, row) without orders met before, and their rejects."""
        told = [name for name in _TELLING if name in frame.columns]
        new = frame.select(
            "row",
            pl.struct("shop", pl.coalesce("key_id", "order_id")).hash().alias("id"),
            pl.struct(told).hash().alias("content"),
        )
        inside = ~new["id"].is_first_distinct()
        # All of them at once: what is new is hashed for each time that it is looked for.
        seen = pl.concat(self._seen or [new.clear()])
        earlier = seen.filter(seen["id"].is_in(new["id"].implode()))
        if not earlier.height and not inside.any():
            self._seen.append(new)
            return frame, pl.DataFrame(schema=REJECTS)
        again = inside | new["id"].is_in(earlier["id"].implode())
        first = pl.concat([earlier, new.filter(~again)]).unique("id", keep="first", maintain_order=True)
        first = first.rename({"row": "first_row", "content": "first_content"})
        self._seen.append(new.filter(~again))
        rejects = (
            new.with_columns(frame["order_id"])
            .filter(again)
            .join(first, on="id", how="left", maintain_order="left")
            .select(
                "row",
                "order_id",
                pl.when(pl.col("content") == pl.col("first_content"))
                .then(pl.lit("duplicate_row"))
                .otherwise(pl.lit("duplicate_id"))
                .alias("reason"),
                pl.col("first_row").cast(pl.String).alias("detail"),
            )
        )
        return frame.filter(~again), rejects
