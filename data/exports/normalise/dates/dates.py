"""Times as files write them → UTC.

A time without an offset is taken in the file's zone, as `data.exports.normalise.dates.zones` says.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary.frames import UTC as UTC_TYPE
from orderdeck.data.exports.normalise.dates.date_spelling import PLAIN, Spelling
from orderdeck.data.exports.normalise.dates.date_words import Order, parse_date
from orderdeck.data.exports.normalise.dates.zones import localise
from orderdeck.data.exports.normalise.values.statuses.second_status import NOTHING
from orderdeck.data.exports.normalise.values.statuses.status import bare
from orderdeck.data.exports.normalise.values.text import by_distinct, mapped

_CLOCKS = (" %H:%M:%S", " %H:%M", "T%H:%M:%S", " %I:%M:%S %p", " %I:%M %p", "")
_DAYS = {
    "ymd": ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d"),
    "dmy": ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"),
    "mdy": ("%m/%d/%Y", "%m-%d-%Y", "%d.%m.%Y"),
}
_OFFSETS = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC")
_WITH_OFFSET = r"(?:\d[+-]\d{2}:?\d{2}| [+-]\d{4}|Z|UTC)$"
NO_TIME = (
    r"(?i)^[\s']*(?:-+|—|/|n/?a|none|null|nan|nat|无|0+(?:[.,]0*)?"
    r"|(?:0{1,4}[-/.]0{1,2}[-/.]0{1,4}|0001[-/.]0?1[-/.]0?1|0?1[-/.]0?1[-/.]0001|1900[-/.]0?1[-/.]0?[01]"
    r"|0?[01][-/.]0?[01][-/.]1900|1899[-/.]12[-/.]3[01]|12[-/.]3[01][-/.]1899|3[01][-/.]12[-/.]1899"
    r"|1970[-/.]0?1[-/.]0?1|0?1[-/.]0?1[-/.]1970|1969[-/.]12[-/.]31|12[-/.]31[-/.]1969|31[-/.]12[-/.]1969"
    r")(?:\D.*)?)?\s*$"
)
"""No time: dashes, nothing in few words, and what databases and spreadsheets write for no date, their day nought."""
EARLIEST, LATEST = datetime(1995, 1, 1), datetime(2100, 1, 1)
"""No order is older, none will be newer; a date outside has been misread."""


class DateRules(NamedTuple):
    """How to read a file's times: zone, order of day and month, the profile's own strptime formats."""

    zone: str
    order: Order = "ymd"
    formats: tuple[str, ...] = ()
    spelling: Spelling = PLAIN
    """What has to be put right before cells are read: see `spelled`."""


class Times(NamedTuple):
    """Times of a column, UTC; null where blank or unreadable, and which cells could not be read: those that hold
    anything but a time or a word for none."""

    values: pl.Series
    unreadable: pl.Series


def read_dates(text: pl.Series, rules: DateRules, *, day_end: bool = False) -> Times:
    """The times in `text`. A date without a time of day is its midnight, or with `day_end` its last second."""
    done = pl.Series(text.name, [None], UTC_TYPE).new_from_index(0, len(text))
    given = text.is_not_null()
    if text.null_count() == len(text):
        return Times(done, given)
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
    blank = text.str.contains(NO_TIME).fill_null(True)
    words = text.filter(left & ~blank)
    slow = by_distinct(
        words, lambda cells: [parse_date(cell, rules.order, rules.zone, day_end) for cell in cells], pl.Int64
    )
    done = done.scatter((left & ~blank).arg_true(), slow.cast(pl.Datetime("us")).dt.replace_time_zone("UTC"))
    odd = left & ~blank & done.is_null()
    if odd.any():
        nothing = by_distinct(text.filter(odd), _says_nothing, pl.Boolean)
        odd = odd.scatter(odd.arg_true(), ~nothing)
    return Times(done, odd)


def dated(text: pl.Series, times: Times, rules: DateRules) -> pl.Series:
    """Which cells of `text`, read as `times`, hold a date: also one whose day and month can't be told, or stand in
    another order than the file's. That something has happened, it tells all the same."""
    held = times.values.is_not_null()
    if not times.unreadable.any():
        return held
    rows = times.unreadable.arg_true()
    return held.scatter(rows, by_distinct(text.gather(rows), mapped(_is_date, zone=rules.zone), pl.Boolean))


def _is_date(cell: str, zone: str) -> bool:
    orders: tuple[Order, ...] = ("ymd", "dmy", "mdy")
    return any(parse_date(cell, order, zone) is not None for order in orders)


def _says_nothing(cells: Sequence[str]) -> list[bool]:
    return list(NOTHING.fits([bare(cell) for cell in cells]))


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
