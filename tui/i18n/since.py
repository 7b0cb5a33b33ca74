"""Moments gone by as people write them: `8h`, `2d`, `06:00`, `today`, `yesterday`, `2026-09-18T06:00Z`."""

import re
from datetime import datetime, timedelta, tzinfo

from orderdeck.tui.i18n.times import at_zone, micros

_SPAN = re.compile(r"(?:(\d+)\s*(?:d|天|日))?\s*(?:(\d+)\s*(?:h|小时|时))?\s*(?:(\d+)\s*(?:m|min|分钟|分))?")
_CLOCK = re.compile(r"(\d{1,2})[:：](\d{2})")
_DAYS = {"today": 0, "今天": 0, "yesterday": 1, "昨天": 1}


def moment(text: str, now: int, zone: tzinfo | None) -> int | None:
    """The time that a person means by `text`, µs since the epoch; None where it can't be told.

    A span counts back from `now`; a clock time is the last one; a day begins at midnight; what names no zone is in
    `zone` (None: the machine's own).
    """
    words = text.strip().lower()
    span = _SPAN.fullmatch(words)
    if words and span:
        days, hours, minutes = (int(part or 0) for part in span.groups())
        try:
            return now - timedelta(days=days, hours=hours, minutes=minutes) // timedelta(microseconds=1)
        except OverflowError:
            return None
    return micros(_calendar(words, text.strip(), at_zone(now, zone), zone))


def _calendar(words: str, text: str, now: datetime, zone: tzinfo | None) -> datetime | None:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    if words in _DAYS:
        return midnight - timedelta(days=_DAYS[words])
    clock = _CLOCK.fullmatch(words)
    try:
        if clock:
            today = midnight.replace(hour=int(clock[1]), minute=int(clock[2]))
            return today if today <= now else today - timedelta(days=1)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.tzinfo is not None:
        return found
    return found.astimezone() if zone is None else found.replace(tzinfo=zone)
