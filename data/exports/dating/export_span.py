"""The span of days that the name of an export gives: Order.all.20261101_20261115.xlsx."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath
from zoneinfo import ZoneInfo

_DAY = r"20\d{2}[-_.]?(?:0[1-9]|1[0-2])[-_.]?(?:0[1-9]|[12]\d|3[01])"
_SPAN = re.compile(rf"(?<!\d)({_DAY})\s*(?:[-_~–—至到]|to|\s)+\s*({_DAY})(?!\d)", re.IGNORECASE)


def span_of(path_name: str, zone: str) -> tuple[int, int] | None:
    """First and last microsecond (since the epoch) of the days from … to in a file's name, in `zone`; None where it
    names no span."""
    for found in _SPAN.finditer(PurePosixPath(path_name.replace("\\", "/")).name):
        try:
            first, last = (_day(text, zone) for text in found.groups())
        except ValueError:  # 30 February is a number, not a date
            continue
        if first <= last:
            return _micros(first), _micros(last + timedelta(days=1)) - 1
    return None


def _day(text: str, zone: str) -> datetime:
    digits = re.sub(r"\D", "", text)
    return datetime(int(digits[:4]), int(digits[4:6]), int(digits[6:]), tzinfo=ZoneInfo(zone))


def _micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
