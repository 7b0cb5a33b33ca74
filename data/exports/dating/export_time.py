"""When an export was taken: the one place that says so, from its name, its modification time and what it holds.

Which of two exports is the newer one is told by `place_of` (`data.exports.dating.newer`); this is the moment that it
goes by.
"""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePosixPath
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import msgspec

from orderdeck.data.exports.dating.days_in_names import NamedDay, days_in, epoch_in

_DATE: Final = re.compile(
    r"""(?<!\d)(?P<year>20\d{2})(?:
        (?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])(?=(?:\d{4}|\d{6})?(?!\d))
      | (?P<sep>[-_./])(?P<month2>0?[1-9]|1[0-2])(?P=sep)(?P<day2>0?[1-9]|[12]\d|3[01])(?!\d)
      | \s?[年년]\s?(?P<month3>0?[1-9]|1[0-2])\s?[月월]\s?(?P<day3>0?[1-9]|[12]\d|3[01])(?!\d)\s?[日号일]?
    )""",
    re.VERBOSE,
)
"""A date with its year first. Others: `data.exports.dating.days_in_names`."""

_TIME: Final = re.compile(
    r"(?P<gap>[T\s_.-]*)(?P<hour>[01]\d|2[0-3])(?P<colon>[-_:.h]?)(?P<minute>[0-5]\d)(?:(?P=colon)(?P<second>[0-5]\d))?(?!\d)"
)
_WORDS: Final = r"to|till|until|bis|au|al|hasta|até|ate|по|do|tot|til|through|thru"
_JOIN: Final = re.compile(
    rf"[\s_.()（）\[\]-]*(?:[~～〜–—至到]|(?:{_WORDS}))?[\s_.()（）\[\]-]*", re.IGNORECASE
)
"""What stands between the two dates of a range."""
_UNTIL: Final = re.compile(
    rf"""\s*(?:[~～〜–—至到]|[\s_](?:{_WORDS})[\s_])\s*
        (?:(?:0?[1-9]|1[0-2])\s?[-_./月월]\s?)?(?:0?[1-9]|[12]\d|3[01])\s?[日号일]?(?!\d)
      | \s*[~～〜–—至到]\s*(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)
      | [\s_-]*(?:(?:0?[1-9]|1[0-2])\s?[月월]\s?)?(?:0?[1-9]|[12]\d|3[01])\s?[日号일]""",
    re.VERBOSE | re.IGNORECASE,
)
"""The second date of a range without its year, or without its month: 2026-11-01~15, 2026年11月1日至11月15日."""

SKEW: Final = 10 * 60 * 1_000_000
"""Microseconds by which a file may seem to be older than its name: clocks that are not set alike."""
_ZONES: Final = 26 * 3600 * 1_000_000
"""From UTC-12 to UTC+14."""


class Moment(msgspec.Struct, frozen=True):
    """When a file was taken, in µs since the epoch, UTC."""

    at: int
    claimed: int
    """What its name or its time claims: later than `at` where that lies after the file's arrival."""
    by_content: bool = False
    """What the file holds is later than its name or its time, so those did not say when it was taken."""
    ahead: bool = False
    """Whether the claim lies further ahead of the arrival than clocks, and zones of names, differ."""

    @property
    def claimed_later(self) -> int:
        """What is claimed where that is later than `at`; else 0. The ledger's `claimed_at`."""
        return self.claimed if self.claimed > self.at else 0


def moment_of(name: str, mtime_us: int, zone: str, arrived_us: int, latest_event: int = 0) -> Moment:
    """When the file `name`, last written at `mtime_us`, was taken, where it arrived at `arrived_us` and the latest
    thing that it tells of happened at `latest_event` (0: nothing; not later than the arrival).

    What the name says counts, else the modification time (`exported_at_of`). A file can't be older than what it tells
    of: where it seems to be, by more than zones differ, name and time are wrong, and the later of its time and the
    latest event counts. Nor can it be taken after it arrived: then the moment of its arrival counts.
    """
    return settled(exported_at_of(name, mtime_us, zone), mtime_us, arrived_us, latest_event)


def settled(claimed: int, mtime_us: int, arrived_us: int, latest_event: int = 0) -> Moment:
    """The moment of a file that by its name or time is of `claimed`; the rest as in `moment_of`."""
    by_content = latest_event > claimed + _ZONES
    if by_content:
        claimed = max(latest_event, min(mtime_us, arrived_us))
    slack = SKEW if mtime_us > arrived_us + SKEW else _ZONES
    return Moment(min(claimed, arrived_us), claimed, by_content, claimed > arrived_us + slack)


def exported_at_of(path_name: str, mtime_us: int, zone: str) -> int:
    """Microseconds since the epoch at which the file called `path_name` says that it was taken.

    A date and time in the name is taken in `zone`. Where the file was there before that, by no more than clocks of the
    world differ, the name tells the time of another zone (that of whoever saved the file), and the modification time
    counts. A date alone says the day: the modification time, held within that day in `zone`, so that a later day is
    always later and a name in another zone puts no file far into the future. Two dates are a range and no moment: the
    modification time, but no earlier than the range begins. No date: the modification time, unless the name
    has a moment as a number (seconds or milliseconds since 1970) that isn't after it.
    """
    name = PurePosixPath(path_name.replace("\\", "/")).name
    said = _time_in_name(name)
    if said is None:
        moment = epoch_in(name, mtime_us + _ZONES)
        return mtime_us if moment is None else moment
    first = _micros(datetime(said.first.year, said.first.month, said.first.day, tzinfo=ZoneInfo(zone)))
    if said.is_range:
        return max(first, mtime_us)
    if said.time is not None:
        hour, minute, second = said.time
        clock = datetime(*said.first.timetuple()[:3], hour, minute, second, tzinfo=ZoneInfo(zone))
        at = _micros(clock)
        if said.doubtful and abs(mtime_us - at) > _ZONES:
            return max(first, mtime_us)
        return mtime_us if SKEW < at - mtime_us <= _ZONES else at
    last = _micros(datetime(*said.first.timetuple()[:3], 23, 59, 59, tzinfo=ZoneInfo(zone)))
    return max(first, min(mtime_us, last))


class _NamedTime(NamedTuple):
    """What a name says: a day, a moment of it, or that it covers more than a day."""

    first: date
    time: tuple[int, int, int] | None = None
    is_range: bool = False
    doubtful: bool = False
    """Whether the time could as well be the second date of a range: 20261101-1115."""


def _time_in_name(name: str) -> _NamedTime | None:
    stamps = _stamps(name)
    timed = {stamp for stamp in stamps if stamp.time and not stamp.is_range}
    if len(timed) == 1:
        return timed.pop()
    if len({stamp.first for stamp in stamps}) == 1 and not timed and not any(s.is_range for s in stamps):
        return stamps[0]
    return _NamedTime(min(stamp.first for stamp in stamps), is_range=True) if stamps else None


def _stamps(name: str) -> list[_NamedTime]:
    """The dates in `name`, in their order, those that belong to a range as such."""
    year_first = [
        NamedDay(found.start(), found.end(), day) for found in _DATE.finditer(name) if (day := _day(found))
    ]
    dates = year_first or days_in(name)
    stamps: list[_NamedTime] = []
    joined = False
    for place, (_start, begin, day) in enumerate(dates):
        end = dates[place + 1].start if place + 1 < len(dates) else len(name)
        rest = name[begin:end]
        time, doubtful, until = _time(rest, day)
        until = until or joined
        joined = False
        if place + 1 < len(dates) and not until and _JOIN.fullmatch(_after_time(rest)):
            until = joined = dates[place + 1].day >= day
        stamps.append(_NamedTime(day, time, until, doubtful and not until))
    return stamps


def _time(rest: str, day: date) -> tuple[tuple[int, int, int] | None, bool, bool]:
    """The time of day that `rest`, which follows a date, begins with; whether that may be a date instead; whether the
    second date of a range follows."""
    if _UNTIL.match(rest):
        return None, False, True
    found = _TIME.match(rest)
    if not found:
        return None, False, False
    hour, minute = int(found["hour"]), int(found["minute"])
    dashed = found["gap"].strip() == "-" and not found["second"]
    doubtful = dashed and (hour, minute) >= (day.month, day.day) and 1 <= hour <= 12 and 1 <= minute <= 31
    return (hour, minute, int(found["second"] or 0)), doubtful, False


def _after_time(rest: str) -> str:
    found = _TIME.match(rest)
    return rest[found.end() :] if found else rest


def _day(found: re.Match[str]) -> date | None:
    month = found["month"] or found["month2"] or found["month3"]
    day = found["day"] or found["day2"] or found["day3"]
    try:
        return date(int(found["year"]), int(month), int(day))
    except ValueError:  # 30 February is a number, not a date
        return None


def _micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
