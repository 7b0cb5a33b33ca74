"""Wall clock times of a zone → UTC.

Where clocks go back, the earlier of the two readings is meant; where they go forward, a time in the gap is read with
the offset before it (both as PEP 495 with fold=0). Asking the zone for every time is what costs most of reading a
date, so for long columns the offsets of whole years are asked once, by quarters of an hour.
"""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

import polars as pl

_QUARTER: Final = 15 * 60 * 1_000_000
_LONG: Final = 10_000
"""Times from which a table of offsets is cheaper than to ask for each."""
_YEARS: Final = 4
"""Years that a table may span: one costs as much as asking for 50,000 times, and is kept."""


def localise(wall: pl.Series, zone: str) -> pl.Series:
    """Wall clock times in `zone` as UTC, by the rule at the head of this file."""
    if zone == "UTC":
        return wall.dt.replace_time_zone("UTC")
    first, last = wall.min(), wall.max()
    if len(wall) >= _LONG and isinstance(first, datetime) and isinstance(last, datetime):
        found = _by_table(wall, zone, range(first.year, last.year + 1))
        if found is not None:
            return found
    return one_by_one(wall, zone)


def one_by_one(wall: pl.Series, zone: str) -> pl.Series:
    """The same, each time asked for by itself."""
    utc = wall.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null").dt.convert_time_zone(
        "UTC"
    )
    if utc.null_count() == wall.null_count():
        return utc
    before = (wall - timedelta(hours=3)).dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return utc.zip_with(utc.is_not_null(), before.dt.convert_time_zone("UTC") + timedelta(hours=3))


def _by_table(wall: pl.Series, zone: str, years: range) -> pl.Series | None:
    """The same by the offsets of `years`; None where no table can tell."""
    if len(years) > _YEARS:
        return None
    tables = [_offsets(zone, year) for year in years]
    known = [table for table in tables if table is not None]
    if len(known) < len(tables):
        return None
    micros = wall.to_physical()
    start = pl.Series([datetime(years[0], 1, 1)], dtype=pl.Datetime("us")).to_physical()[0]
    offsets = pl.concat(known).gather((micros - start) // _QUARTER)
    return (micros - offsets).cast(pl.Datetime("us")).dt.replace_time_zone("UTC").alias(wall.name)


@lru_cache(maxsize=64)
def _offsets(zone: str, year: int) -> pl.Series | None:
    """How far the clocks of `zone` are ahead of UTC, in microseconds, in each quarter of an hour that they show in
    `year`; None where they are set within one."""
    begun = pl.datetime_range(
        datetime(year, 1, 1), datetime(year + 1, 1, 1), "15m", closed="left", time_unit="us", eager=True
    )
    offsets = begun.to_physical() - one_by_one(begun, zone).to_physical()
    ended = begun + timedelta(microseconds=_QUARTER - 1)
    same = offsets == ended.to_physical() - one_by_one(ended, zone).to_physical()
    return offsets if same.all() and not offsets.null_count() else None
