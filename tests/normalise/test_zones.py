"""Offsets by table are those that the zone gives for each time."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from orderdeck.data.exports.normalise.dates import zones

ZONES = (
    "America/Los_Angeles",  # an hour, at a whole hour
    "Asia/Shanghai",  # none
    "Australia/Lord_Howe",  # half an hour
    "Asia/Kathmandu",  # an offset in quarters
    "Pacific/Apia",  # a whole day left out in 2011
    "America/St_Johns",  # at a minute past midnight, until 2011
    "Africa/Casablanca",
)


def times(first: datetime, last: datetime, every: str) -> pl.Series:
    return pl.datetime_range(first, last, every, time_unit="us", eager=True).alias("times")


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("year", [1999, 2011, 2025])
def test_a_long_column_is_read_as_a_short_one(zone: str, year: int) -> None:
    wall = times(datetime(year, 1, 1), datetime(year + 1, 12, 31, 23, 59, 59), "7m13s")
    wall = pl.concat([wall, pl.Series("times", [None], wall.dtype), wall.head(3)])
    assert len(wall) > zones._LONG
    assert zones.localise(wall, zone).equals(zones.one_by_one(wall, zone), check_dtypes=True)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Australia/Lord_Howe", "America/St_Johns"])
def test_each_second_around_a_change(zone: str) -> None:
    for first in (
        datetime(2010, 3, 13, 22),
        datetime(2025, 3, 9),
        datetime(2025, 4, 6),
        datetime(2025, 10, 5),
    ):
        wall = times(first, first + timedelta(hours=5), "1s")
        assert zones.localise(wall, zone).equals(zones.one_by_one(wall, zone))


def test_clocks_set_within_a_quarter_have_no_table() -> None:
    assert zones._offsets("America/St_Johns", 2010) is None
    assert zones._offsets("America/Los_Angeles", 2010) is not None


def test_years_far_apart_and_nothing_at_all() -> None:
    far = pl.Series([datetime(1995, 1, 1), datetime(2099, 6, 1)] * zones._LONG, dtype=pl.Datetime("us"))
    assert zones.localise(far, "America/Los_Angeles").equals(zones.one_by_one(far, "America/Los_Angeles"))
    nothing = pl.Series([None] * (zones._LONG + 1), dtype=pl.Datetime("us"))
    assert zones.localise(nothing, "Europe/Berlin").null_count() == len(nothing)
