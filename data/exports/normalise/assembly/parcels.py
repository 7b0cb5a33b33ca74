"""Parcels of several orders: ERPs write their numbers into one cell, and the items of all below each other.

Each number is an order of its own, the same as in its marketplace's export. Which item is whose the file doesn't tell:
all stand at the first order, so that stock is asked for once, and each order bears the doubt `merged_parcel` with
all numbers. `data.own_lines` gives them their own lines where another export has told them.
"""

from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.normalise.assembly.orders import keyed
from orderdeck.data.exports.normalise.columns.columns import BETWEEN
from orderdeck.data.exports.normalise.values.ids import read_ids
from orderdeck.data.exports.profile.records import Profile

MERGED: Final = "merged_parcel"
"""The doubt: "merged_parcel|8012…202, 8012…203"."""

_NUMBER: Final = r"\d{4}|\d\D|\D\d"
"""What each piece has to have: `1,234` is a number with a thousands mark."""


def numbers_of(ids: pl.Series, separator: str) -> pl.DataFrame:
    """The cells of `ids` that hold several order numbers: at (UInt32, place in `ids`) and numbers, a list."""
    several = ids.str.contains(separator).fill_null(False).arg_true()
    pieces = pl.select(pl.lit(ids.gather(several)).str.split(separator, literal=False)).to_series()
    pieces = pieces.list.eval(pl.element().filter(pl.element().str.strip_chars() != ""))
    found = pl.DataFrame({"at": several, "numbers": pieces.list.unique(maintain_order=True)})
    whole = pl.col("numbers").list.eval(pl.element().str.contains(_NUMBER)).list.all()
    return found.filter(whole & (pl.col("numbers").list.len() > 1))


def ruined_inside(ids: pl.Series, separator: str) -> pl.Series:
    """Which of `ids` hold several numbers of which a spreadsheet has ruined one."""
    pieces = numbers_of(ids, separator).explode("numbers")
    bad = pieces.filter(read_ids(pieces["numbers"]).ruined)["at"].unique()
    return pl.Series([False]).new_from_index(0, len(ids)).scatter(bad, True)


def one_line(ids: pl.Series, separator: str) -> pl.Series:
    """`ids` with line breaks only between the numbers of one cell; those within a number are blanks."""
    broken = ids.str.contains("\n", literal=True).fill_null(False)
    if not broken.any():
        return ids
    several = pl.Series([False]).new_from_index(0, len(ids)).scatter(numbers_of(ids, separator)["at"], True)
    return ids.zip_with(~broken | several, ids.str.replace_all(r"\s*\n\s*", " "))


def parted(frame: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The rows of `frame` (as by `keyed`) with one row for each number of a merged parcel. Lines stay with the row of
    the first number; the amounts, which are all orders' together, are nobody's."""
    found = numbers_of(frame["order_id"], profile.merged_ids) if profile.merged_ids else pl.DataFrame()
    if found.is_empty():
        return frame
    merged = pl.int_range(pl.len(), dtype=pl.UInt32).is_in(found["at"].implode())
    told = pl.concat_str(pl.lit(f"{MERGED}|"), pl.col("numbers").list.join(", "))
    amounts = [name for name in MONEY_FIELDS if name in frame.columns]
    rows = frame[found["at"]].with_columns(found["numbers"])
    rows = rows.with_columns(
        pl.concat_str("doubts", told, separator=BETWEEN, ignore_nulls=True).alias("doubts"),
        pl.col("numbers").alias("order_id"),
        *(pl.lit(None, frame.schema[name]).alias(name) for name in (*amounts, "key_id", "line_id")),
    ).explode("order_id")
    rows = rows.with_columns(read_ids(rows["order_id"].str.strip_chars()).values.alias("order_id"))
    first = rows["at"].is_first_distinct()
    beyond = frame.select(pl.col("at").max().cast(pl.Int64) + 1).item()
    more = rows.filter(~first).with_columns(
        (pl.int_range(pl.len()) + beyond).cast(frame.schema["at"]).alias("at")
    )
    rows = keyed(pl.concat([rows.filter(first), more]).select(frame.columns), profile)
    return pl.concat([frame.filter(~merged), rows.select(frame.columns)]).sort("row", "at")
