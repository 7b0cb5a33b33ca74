"""Cells of tracking numbers, before they are read: which column has the number, and how many parcels a cell is."""

from collections.abc import Sequence
from typing import Final

import polars as pl

_NOTHING_BUT_DASHES: Final = r"^[\s\p{Pd}_]*$"
_BETWEEN: Final = r"\s*[,，;；、\r\n]+\s*|\s+/\s+"
"""What stands between two numbers in one cell. Within one may be a slash without blanks, a blank or a hyphen."""
_QUANTITY: Final = r"^\s*\d+,\d{1,7}\s*$"
"""A quantity or amount with a comma: too short behind it for a parcel's number. It stays one, and is none."""


def with_waybills(batch: pl.DataFrame, own: str, others: Sequence[str]) -> pl.DataFrame:
    """`batch` with what the first of the columns `others` has where `own` has nothing but dashes: forwarders give the
    carrier's number, and their own until there is one."""
    told = [pl.when(~pl.col(name).str.contains(_NOTHING_BUT_DASHES)).then(pl.col(name)) for name in others]
    own_first = pl.when(~pl.col(own).str.contains(_NOTHING_BUT_DASHES)).then(pl.col(own))
    return batch.with_columns(pl.coalesce(own_first, *told, own).alias(own))


def parcel_by_parcel(batch: pl.DataFrame, own: str) -> pl.DataFrame:
    """`batch` with a row for each of several numbers in a cell of `own`, in their order; the rest of it with each."""
    several = pl.col(own).str.contains(_BETWEEN) & ~pl.col(own).str.contains(_QUANTITY)
    if not batch.select(several.any()).item():
        return batch
    apart = pl.col(own).str.replace_all(_BETWEEN, "\n").str.strip_chars().str.split("\n")
    numbers = pl.when(several).then(apart).otherwise(pl.concat_list(pl.col(own)))
    return batch.with_columns(numbers.alias(own)).explode(own)
