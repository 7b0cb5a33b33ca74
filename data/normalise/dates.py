"""Times as files write them → UTC.

A time without an offset is taken in the file's zone, as `data.normalise.zones` says.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Literal, NamedTuple

import polars as pl

from data.frames import UTC as UTC_TYPE
from data.normalise.date_words import Order, parse_date
from data.normalise.text import by_distinct
from data.normalise.zones import localise
from data.profile import DateFormat

_CLOCKS = (" %H:%M:%S", " %H:%M", "T%H:%M:%S", " %I:%M:%S %p", " %I:%M %p", "")
_DAYS = {
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%d.%m.%Y"),
}
_OFFSETS = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC")
_WITH_OFFSET = r"(?:\d[+-]\d{2}:?\d{2}| [+-]\d{4}|Z|UTC)$"
_NONE = r"(?i)^\s*(?:-+|—|/|n/?a|none|null|nan|nat|无|0000-00-00.*|0)?\s*$"
EARLIEST, LATEST = datetime(1995, 1, 1), datetime(2100, 1, 1)
"""No order is older, none will be newer; a date outside has been misread."""


class DateRules(NamedTuple):
    """How to read a file's times: zone, order of day and month, the profile's own strptime formats."""

    zone: str
    order: Order = "ymd"
    formats: tuple[str, ...] = ()


class Times(NamedTuple):
    """Times of a column, UTC; null where blank or unreadable, and which cells could not be read."""

    values: pl.Series
    unreadable: pl.Series


def read_dates(text: pl.Series, rules: DateRules, *, day_end: bool = False) -> Times:
    """The times in `text`. A date without a time of day is its midnight, or with `day_end` its last second."""
    done = pl.Series(text.name, [None], UTC_TYPE).new_from_index(0, len(text))
    given = text.is_not_null()
    while (given & done.is_null()).any():
        rest = text.filter(given & done.is_null())
        found = _best_format(rest.head(1000).unique(maintain_order=True).head(12), rules)
        if found is None:
            break
        values = _read(text, found, rules.zone, day_end=day_end)
        done = values if done.null_count() == len(done) else done.zip_with(done.is_not_null(), values)
    left = given & done.is_null()
    if not left.any():
        return Times(done, left)
    blank = text.str.contains(_NONE).fill_null(True)
    words = text.filter(left & ~blank)
    slow = by_distinct(
        words, lambda cells: [parse_date(cell, rules.order, rules.zone, day_end) for cell in cells], pl.Int64
    )
    done = done.scatter((left & ~blank).arg_true(), slow.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    return Times(done, left & ~blank & done.is_null())


def _best_format(samples: pl.Series, rules: DateRules) -> str | None:
    """The format that reads most of `samples`; None where none reads any."""
    best, most = None, 0
    offset = samples.str.contains(_WITH_OFFSET).any()
    for candidate in (*_OFFSETS, *_formats(rules)) if offset else _formats(rules):
        read = len(samples) - _naive(samples, candidate).null_count()
        if read == len(samples):
            return candidate
        if read > most:
            best, most = candidate, read
    return best


def _formats(rules: DateRules) -> Iterator[str]:
    yield from rules.formats
    orders: list[Order] = ["ymd"] if rules.order == "ymd" else ["ymd", rules.order]
    for order in orders:
        for day in _DAYS[order]:
            for clock in _CLOCKS:
                yield day + clock
    yield from _OFFSETS


def _naive(text: pl.Series, pattern: str) -> pl.Series:
    """Wall clock times by `pattern`; UTC ones where it has an offset. Years nobody can mean become null."""
    times = text.str.to_datetime(pattern, strict=False, time_unit="us", cache=False)
    first, last = pl.lit(EARLIEST), pl.lit(LATEST)
    if isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone:
        first, last = first.dt.replace_time_zone("UTC"), last.dt.replace_time_zone("UTC")
        times = times.dt.convert_time_zone("UTC")
    column = pl.col("times")
    return (
        pl.DataFrame({"times": times})
        .select(pl.when(column.is_between(first, last, closed="left")).then(column))
        .to_series()
    )


def _read(text: pl.Series, pattern: str, zone: str, *, day_end: bool) -> pl.Series:
    times = _naive(text, pattern)
    if isinstance(times.dtype, pl.Datetime) and times.dtype.time_zone:
        return times
    if pattern.endswith(("SZ", "UTC")):
        return times.dt.replace_time_zone("UTC")
    if day_end and "%H" not in pattern and "%I" not in pattern:
        times = times + timedelta(hours=23, minutes=59, seconds=59)
    return localise(times, zone)


class Decision(NamedTuple):
    """Order of day and month that a file's dates show, and by how many values. Order None: they don't show it, or, with
    values, they contradict each other."""

    order: Literal["dmy", "mdy", "ymd"] | None
    values: int


_NUMERIC = r"^\s*(\d{1,2})[/-](\d{1,2})[/-](?:\d{4}|\d{2})(?:\D|$)"


def decide_dates(columns: list[pl.Series], before: int | None = None) -> Decision:
    """Whether the numeric dates of a file's `columns` have the day or the month first.

    A number above 12 tells. Where there is none, a reading that puts orders after `before` (microseconds since the
    epoch, the time of the file; a day's grace) is ruled out. Dates with the year first or with dots (day.month.year
    everywhere) leave no doubt: "ymd". Contradicting values: the majority, if it is 20 to 1.
    """
    pairs = (
        pl.concat([_pairs(column) for column in columns])
        if columns
        else _pairs(pl.Series([], dtype=pl.String))
    )
    if pairs.is_empty():
        return Decision("ymd", 0)
    dmy, mdy = int((pairs["first"] > 12).sum()), int((pairs["second"] > 12).sum())
    if dmy and mdy:
        return (
            Decision("dmy" if dmy > mdy else "mdy", max(dmy, mdy))
            if max(dmy, mdy) >= 20 * min(dmy, mdy)
            else Decision(None, max(dmy, mdy))
        )
    if dmy or mdy:
        return Decision("dmy" if dmy else "mdy", dmy or mdy)
    return _by_future(columns, before) if before is not None else Decision(None, 0)


def usual_order(columns: list[pl.Series], rules: DateFormat, found: Decision) -> Decision:
    """The order that the profile calls usual, for dates that showed none; `found` where that can't be taken."""
    if not rules.usual or found.values:
        return found
    if rules.usual_where:
        numeric = [column.filter(column.str.contains(_NUMERIC)) for column in columns]
        if not all(column.str.contains(rules.usual_where).all() for column in numeric):
            return found
    return Decision(rules.usual, 0)


def _pairs(column: pl.Series) -> pl.DataFrame:
    numeric = (
        column.drop_nulls()
        .unique()
        .to_frame("text")
        .select(
            pl.col("text").str.extract(_NUMERIC, 1).cast(pl.Int32).alias("first"),
            pl.col("text").str.extract(_NUMERIC, 2).cast(pl.Int32).alias("second"),
        )
    )
    return numeric.drop_nulls()


def _by_future(columns: list[pl.Series], before: int) -> Decision:
    limit = datetime.fromtimestamp(before / 1e6, UTC) + timedelta(days=1)
    late = {}
    for order in ("dmy", "mdy"):
        times = [read_dates(column, DateRules("UTC", order)).values for column in columns]
        late[order] = sum(int((column > limit).sum()) for column in times)
    if bool(late["dmy"]) == bool(late["mdy"]):
        return Decision(None, 0)
    return Decision("mdy", late["dmy"]) if late["dmy"] else Decision("dmy", late["mdy"])
