"""The same order twice in a file whose rows are orders.

Where the rows of a number that a spreadsheet may have rounded tell two buyers, times or payments, it stands for several
orders, and for none of them: `id_shared`, each naming another. Else the first row stands. A later one that says the
same (status, times, total, shipping, remark, items) is rejected as `duplicate_row`; one that differs as `duplicate_id`,
naming the first row: which of the two is true nobody can tell from the file. It takes 24 bytes a row.
"""

from typing import Final

import polars as pl

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.base.vocabulary.frames import REJECTS
from orderdeck.data.exports.normalise.assembly.mixed import ROUNDED, ruined_by
from orderdeck.data.exports.normalise.values.ids import rounded

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


_WHOLE: Final = r"^\d{15}0*[1-9]\d*$"
"""A long number that no spreadsheet has rounded."""
_NUMBER = pl.coalesce("key_id", "order_id")


def may_be_rounded(frame: pl.DataFrame, number: pl.Expr = _NUMBER) -> pl.Series:
    """Which rows bear a number that a spreadsheet may have rounded."""
    numbers = frame.select(number.alias("number")).to_series()
    zeros = numbers.str.ends_with("0").fill_null(False)
    if not zeros.any():
        return zeros
    places = zeros.arg_true()
    return zeros.scatter(places, numbers.gather(places).str.contains(ROUNDED))


def without_shared(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`frame` (columns of the orders frame, row) without rows whose rounded number is that of several orders, and their
    rejects. All rows of such a number have to be there."""
    doubtful = may_be_rounded(frame)
    order = pl.struct("shop", _NUMBER)
    several = frame.filter(doubtful).filter(order.is_duplicated()) if doubtful.any() else frame.clear()
    if not several.height:
        return frame, pl.DataFrame(schema=REJECTS)
    names = [name for name in ("buyer", "email", "placed_at", "paid_at", "total") if name in frame.columns]
    first = [pl.col(name).first().over(order).alias(f"#{name}") for name in ("row", *names)]
    second = pl.col("row").get(1).over(order).alias("#second")
    told = several.with_columns(*first, second).with_columns(
        ruined_by(names).any().over(order).alias("#ruined")
    )
    spoilt = told.filter("#ruined")
    other = pl.when(pl.col("row") == pl.col("#row")).then("#second").otherwise("#row")
    rejects = spoilt.select(
        "row", "order_id", pl.lit("id_shared").alias("reason"), other.cast(pl.String).alias("detail")
    )
    return frame.filter(~pl.col("row").is_in(spoilt["row"].implode())), rejects


class RoundedNumbers:
    """Whether a spreadsheet has rounded the order numbers of one file, over its batches: all of them together show it.
    `header` is that of their column."""

    def __init__(self, header: str) -> None:
        self._header = clean_text(header).replace("{", "").replace("}", "")
        self._whole = False

    def look(self, frame: pl.DataFrame) -> bool:
        """Takes note of rows that won't be sifted; whether any so far shows that not all are rounded."""
        self._whole = self._whole or bool(frame["order_id"].str.contains(_WHOLE).any())
        return self._whole

    def sift(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """`frame` (columns of the orders frame, row), the rows of the file that are left, without those whose number is
        rounded, and their rejects."""
        self.look(frame)
        if self._whole or not (ruined := rounded(frame["order_id"])).any():
            return frame, pl.DataFrame(schema=REJECTS)
        said = pl.format(f"{self._header}: {{}}", "order_id") if self._header else pl.col("order_id")
        told = frame.filter(ruined).select(
            "row", "order_id", pl.lit("id_ruined").alias("reason"), said.alias("detail")
        )
        return frame.filter(~ruined), told


class Repeats:
    """Remembers the orders of one file, over its batches, by 64-bit hashes (two ids of a million share one with a
    chance of 1 in 30 million)."""

    def __init__(self) -> None:
        self._seen: list[pl.DataFrame] = []

    def sift(self, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
        """`frame` (columns of the orders frame, at, row) without orders met before, and their rejects."""
        told = [name for name in _TELLING if name in frame.columns]
        # Rows hashed as they stand take half as long as structs of them.
        new = frame.select("row").with_columns(
            frame.select("shop", pl.coalesce("key_id", "order_id")).hash_rows().alias("id"),
            frame.select(told).hash_rows().alias("content"),
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
