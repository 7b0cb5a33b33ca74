"""One date in any of the ways that files write it: month names, two-digit years, serial numbers, offsets."""

import re
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from orderdeck.data.base.text.month_names import month_of

Order = Literal["ymd", "dmy", "mdy"]

_CLOCK = (
    r"(?:[T\s,]+(?:(?:à|a las|às|um|alle(?: ore)?|ore|om|o(?: godz\.?)?|в|об?|at|saat|pukul)\s+)?"
    r"(?P<before>上午|下午|午前|午後|오전|오후|[ap]\.?m\.?)?\s*(?P<hour>\d{1,2})\s?[:时時시h.]\s*(?P<minute>\d{2})"
    r"(?:[:分분.]\s*(?P<second>\d{2})(?:[.,](?P<fraction>\d+))?[秒초]?|[分분])?\s*(?P<after>[ap]\.?\s?m\.?)?"
    r"(?:\s*(?:hs|hrs?|h|uhr|uur|ч|год)\b\.?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{2}:?\d{2}|[A-Z]{2,5}\s?\((?:UTC|GMT)[+-]\d{1,2}(?::?\d{2})?\)|UTC|GMT|P[SD]T)?)?"
)
_WEEKDAY = (
    r"(?:lun|mar|mer|mi[eé]|jeu|jue|gio|ven|vie|sam|s[aá]b|dim|dom|seg|ter|qua|qui|sex|mon|tue|wed|thu|fri|sat|sun|"
    r"пон|вто|сре|чет|пят|суб|вос|пн|вт|ср|чт|пт|сб|вс)[^\W\d_]*\.?"
)
"""A weekday that stands before a date without a comma; any word would make a date of "Rua 20 de novembro 10"."""
_FORMS = tuple(
    re.compile(form + _CLOCK, re.IGNORECASE)
    for form in (
        (
            r"(?P<a>\d{1,4})\s?[-/.年년]\s?(?P<b>\d{1,2})\s?[-/.月월]\s?(?P<c>\d{1,4})\s?[日일.]?"
            r"(?:\s?\([月火水木金土日월화수목금토일]\))?"
        ),
        (
            r"(?:(?:\w+,|" + _WEEKDAY + r")\s+)?(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?[\s/-]*"
            r"(?:del?\s+)?(?P<name>[^\W\d_]+)\.?,?[\s/-]*(?:del?\s+)?(?P<year>\d{4}|\d{2})"
            r"(?:\s?(?:г|год|года|р|року)\b\.?)?"
        ),
        r"(?:\w+,\s+)?(?P<name>[^\W\d_]+)\.?[\s/-]*(?P<day>\d{1,2})(?:st|nd|rd|th)?,?[\s/-]+(?P<year>\d{4}|\d{2})",
    )
)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_EPOCH = re.compile(r"1\d{9}(?:\d{3})?")
_PACIFIC = {"PST": -8, "PDT": -7}
_SERIAL_ZERO = datetime(1899, 12, 30)  # a spreadsheet's day 0, its 29 February 1900 counted


def parse_date(text: str, order: Order, zone: str, day_end: bool = False) -> int | None:
    """Microseconds since the epoch for the date in `text`, or None where it is no date.

    `order` decides all-numeric dates whose year is not first (with dots the day always comes first); `zone` holds
    where the text has no offset; `day_end`: a date alone means its last second.
    """
    text = unicodedata.normalize("NFKC", text).strip().lstrip("'")
    if _EPOCH.fullmatch(text):
        return int(text) * (1000 if len(text) == 13 else 1_000_000)
    try:
        wall = _serial(text, day_end) if _SERIAL.fullmatch(text) else _written(text, order, day_end)
    except (ValueError, OverflowError):
        return None
    if wall is None or not 1995 <= wall.year < 2100:
        return None
    return _micros(wall if wall.tzinfo else wall.replace(tzinfo=ZoneInfo(zone)))


def _micros(moment: datetime) -> int:
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _serial(text: str, day_end: bool) -> datetime:
    wall = _SERIAL_ZERO + timedelta(days=int(text.split(".")[0]))
    if "." not in text:
        return wall + timedelta(hours=23, minutes=59, seconds=59) if day_end else wall
    return wall + timedelta(seconds=round(float("0." + text.split(".")[1]) * 86400))


def _written(text: str, order: Order, day_end: bool) -> datetime | None:
    for form in _FORMS:
        found = form.fullmatch(text)
        if not found:
            continue
        parts = found.groupdict()
        date = _numeric(parts, text, order) if "a" in parts else _named(parts)
        if date is None:
            continue
        return _with_clock(datetime(*date), parts, day_end)
    return None


def _numeric(parts: dict[str, str], text: str, order: Order) -> tuple[int, int, int] | None:
    first, second, third = parts["a"], parts["b"], parts["c"]
    if len(first) == 4:
        return int(first), int(second), int(third)
    if len(third) == 3 or len(first) == 3:
        return None
    dotted = text[len(first) :].lstrip().startswith(".")
    if order == "mdy" and not dotted:
        return _year(third), int(first), int(second)
    if order == "dmy" or dotted:
        return _year(third), int(second), int(first)
    return (_year(first), int(second), int(third)) if len(third) == 2 else None


def _named(parts: dict[str, str]) -> tuple[int, int, int] | None:
    month = month_of(parts["name"])
    return (_year(parts["year"]), month, int(parts["day"])) if month else None


def _year(digits: str) -> int:
    return int(digits) + (2000 if len(digits) == 2 else 0)


def _with_clock(date: datetime, parts: dict[str, str | None], day_end: bool) -> datetime:
    if not parts["hour"]:
        return date + timedelta(hours=23, minutes=59, seconds=59) if day_end else date
    hour, half = int(parts["hour"]), (parts["before"] or parts["after"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half[0] == "p" or half in ("下午", "午後", "오후") else 0)
    micros = int((parts["fraction"] or "0")[:6].ljust(6, "0"))
    wall = date.replace(
        hour=hour, minute=int(parts["minute"] or 0), second=int(parts["second"] or 0), microsecond=micros
    )
    return wall.replace(tzinfo=_offset(parts["zone"].upper())) if parts["zone"] else wall


def _offset(text: str) -> timezone:
    if text in _PACIFIC:
        return timezone(timedelta(hours=_PACIFIC[text]))
    found = re.search(r"([+-])(\d{1,2}):?(\d{2})?", text)
    if not found:
        return UTC
    span = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(-span if found[1] == "-" else span)
