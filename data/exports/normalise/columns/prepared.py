"""Cells put right before any is read: what stands for nothing made null, items of several columns brought together."""

from itertools import compress
from typing import Final

import polars as pl

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.exports.profile.records import Profile

ITEMS: Final = "__items"
"""The column that items of several columns are brought together in, one a line."""


def prepared(
    batch: pl.DataFrame, mapping: dict[str, str], profile: Profile
) -> tuple[pl.DataFrame, dict[str, str]]:
    """`batch` and `mapping` as the profile's `blanks` and `items.columns` ask."""
    if profile.blanks:
        names = [name for name in dict.fromkeys(mapping.values()) if name in batch.columns]
        trimmed = [pl.col(name).str.strip_chars() for name in names]
        batch = batch.with_columns(
            pl.when(~cell.is_in(profile.blanks)).then(pl.col(name)).alias(name)
            for name, cell in zip(names, trimmed, strict=True)
        )
    if profile.items.columns and "codes" not in mapping:
        holders = list(compress(batch.columns, Pattern(profile.items.columns).fits(batch.columns)))
        if holders:
            joined = pl.concat_str(holders, separator="\n", ignore_nulls=True)
            batch = batch.with_columns(pl.when(joined != "").then(joined).alias(ITEMS))
            mapping = {**mapping, "codes": ITEMS}
    return batch, mapping
