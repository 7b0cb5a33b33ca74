"""The time of an export: from the file's name where that says one, else its modification time."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_STAMP = re.compile(
    r"(?<!\d)(?P<year>20\d{2})(?P<sep>[-_.年]?)(?P<month>0[1-9]|1[0-2])(?:(?P=sep)|月)(?P<day>0[1-9]|[12]\d|3[01])日?"
    r"(?:[T\s_.-]*(?P<hour>[01]\d|2[0-3])(?P<colon>[-_:.h]?)(?P<minute>[0-5]\d)(?:(?P=colon)(?P<second>[0-5]\d))?)?(?!\d)"
)

_SKEW = 10 * 60 * 1_000_000
"""Microseconds by which a file may seem to be older than its name: clocks that are not set alike."""
_ZONES = 26 * 3600 * 1_000_000
"""From UTC-12 to UTC+14."""


def exported_at_of(path_name: str, mtime_us: int, zone: str) -> int:
    """Microseconds since the epoch at which the file called `path_name` was made.

    A date and time in the name is taken in `zone`; the last stamp counts (20260101_20260131 is a range). Where the file
    was there before that, by no more than clocks of the world differ, the name tells the time of another zone (that of
    whoever saved the file), and the modification time counts. A date alone says the day: the modification time, held
    within that day in `zone`, so that a later day is always later and a name in another zone puts no file far into the
    future. No stamp: the modification time.
    """
    stamps = list(_STAMP.finditer(PurePosixPath(path_name.replace("\\", "/")).name))
    for found in reversed(stamps):
        try:
            moment = datetime(
                int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=ZoneInfo(zone)
            )
        except ValueError:  # 30 February is a number, not a date
            continue
        if found["hour"]:
            second = int(found["second"] or 0)
            said = _micros(
                moment.replace(hour=int(found["hour"]), minute=int(found["minute"]), second=second)
            )
            return mtime_us if _SKEW < said - mtime_us <= _ZONES else said
        first, last = _micros(moment), _micros(moment.replace(hour=23, minute=59, second=59))
        return max(first, min(mtime_us, last))
    return mtime_us


def _micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
