"""Times and amounts as an operator reads them: time left, clock times in the chosen zone, money.

Times come as microseconds since the epoch or as datetimes with a zone; what is shown is in the deck's zone.
"""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

from orderdeck.tui.i18n import _

MINUTE: Final = 60_000_000
"""Microseconds in a minute."""
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


def zone_of(setting: str) -> tzinfo | None:
    """The zone of times on screen for the setting `look.zone`; None is the machine's own."""
    return None if setting == "local" else ZoneInfo(setting)


def micros(moment: datetime | int | None) -> int | None:
    """`moment` in microseconds since the epoch."""
    if moment is None or isinstance(moment, int):
        return moment
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def duration(span: int) -> str:
    """Microseconds as the two largest units: "2d 3h", "3h 20m", "12m"; as long to come as past.

    Cut, not rounded, so that a clock never promises more time than there is.
    """
    minutes = abs(span) // MINUTE
    days, hours, rest = minutes // 1440, minutes // 60 % 24, minutes % 60
    if days:
        return (
            _("{days}d {hours}h", days=days, hours=hours) if hours and days < 100 else _("{days}d", days=days)
        )
    if hours:
        return _("{hours}h {minutes}m", hours=hours, minutes=rest) if rest else _("{hours}h", hours=hours)
    return _("{minutes}m", minutes=rest)


def left(deadline: datetime | int | None, now: int, *, sure: bool = True) -> str:
    """Time left until `deadline`, or how late it is, in its largest unit alone; empty where there is none.

    Not `sure` where the clock ends at that time or later: once that is over it may be late, or not yet.
    """
    until = micros(deadline)
    if until is None:
        return ""
    if now - until < MINUTE:
        return duration(until - now)
    return _("late {time}", time=_largest(now - until)) if sure else _("late?")


def _largest(span: int) -> str:
    minutes = span // MINUTE
    if minutes >= 1440:
        return _("{days}d", days=minutes // 1440)
    return _("{hours}h", hours=minutes // 60) if minutes >= 60 else _("{minutes}m", minutes=minutes)


def stamp(moment: datetime | int | None, zone: tzinfo | None, now: int) -> str:
    """A time in the deck's zone: the clock alone for today, with the day otherwise, with the year if another one."""
    at = micros(moment)
    if at is None or at <= 0:
        return ""
    when, today = at_zone(at, zone), at_zone(now, zone)
    if when.date() == today.date():
        return f"{when:%H:%M}"
    return f"{when:%m-%d %H:%M}" if when.year == today.year else f"{when:%Y-%m-%d %H:%M}"


def full_stamp(moment: datetime | int | None, zone: tzinfo | None) -> str:
    """A time in full with its zone's name: "2026-09-18 10:05 CST"."""
    at = micros(moment)
    return "" if at is None or at <= 0 else f"{at_zone(at, zone):%Y-%m-%d %H:%M %Z}"


def at_zone(at: int, zone: tzinfo | None) -> datetime:
    """Microseconds as a datetime in `zone` (None: the machine's own)."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at)
    return moment.astimezone(zone)


def begin_of_day(now: int, zone: tzinfo | None) -> int:
    """When the day of `now` began in `zone` (None: the machine's own); µs, UTC."""
    local = at_zone(now, zone)
    return round(local.replace(hour=0, minute=0, second=0, microsecond=0).timestamp() * 1_000_000)


def money(amount: Decimal | None, currency: str | None) -> str:
    """ "1,234.50 USD"; whole amounts of currencies without cents as they are."""
    if amount is None:
        return ""
    places = max(2 if (currency or "") not in ("JPY", "KRW") else 0, _places(amount))
    text = f"{amount:,.{places}f}"
    return f"{text} {currency}" if currency else text


def amount(amount: Decimal | None, currency: str | None) -> Decimal | None:
    """The amount with the cents that are shown of it."""
    return None if amount is None else Decimal(money(amount, currency).split(" ")[0].replace(",", ""))


def short_money(amount: Decimal | None, currency: str | None) -> str:
    """The same for a narrow column: without cents from ten thousand on."""
    if amount is not None and abs(amount) >= 10_000:
        return f"{amount:,.0f} {currency or ''}".rstrip()
    return money(amount, currency)


def _places(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def count(number: int) -> str:
    """A count with thousands apart."""
    return f"{number:,}"


_SPAN: Final = re.compile(
    r"(?:(\d+)\s*(?:d|天|日))?\s*(?:(\d+)\s*(?:h|小时|时))?\s*(?:(\d+)\s*(?:m|min|分钟|分))?"
)
_CLOCK: Final = re.compile(r"(\d{1,2})[:：](\d{2})")
_WORDS: Final = {"tomorrow": 1, "tom": 1, "明天": 1, "后天": 2}


def until(text: str, now: int, zone: tzinfo | None) -> int | None:
    """The time that a person means by `text`, in microseconds, or None where it can't be told or is past.

    `2h`, `30m`, `1d 4h`, `2天`; `18:00` (the next one); `tomorrow`, `明天` (at 9:00, or with a clock time after it);
    `2026-10-01`, `10-01`, with or without a clock time (else 9:00).
    """
    words = text.strip().lower()
    if not words:
        return None
    span = _SPAN.fullmatch(words)
    if span and any(span.groups()):
        days, hours, minutes = (int(part or 0) for part in span.groups())
        moment = now + days * DAY + hours * HOUR + minutes * MINUTE
    else:
        found = _calendar(words, at_zone(now, zone))
        if found is None:
            return None
        moment = micros(found) or 0
    return moment if now < moment < now + 3660 * DAY else None


def _calendar(words: str, now: datetime) -> datetime | None:
    clock = _CLOCK.search(words)
    rest = (words[: clock.start()] + words[clock.end() :]).strip() if clock else words
    hour, minute = (int(clock[1]), int(clock[2])) if clock else (9, 0)
    try:
        day = _day(rest, now)
        if day is None:
            return None
        moment = now.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=0, microsecond=0
        )
    except ValueError:
        return None
    return moment + timedelta(days=1) if not rest and moment <= now else moment


def _day(words: str, now: datetime) -> datetime | None:
    if not words:
        return now
    if words in _WORDS:
        return now + timedelta(days=_WORDS[words])
    for form in ("%Y-%m-%d", "%Y/%m/%d"):
        try:
            return datetime.strptime(words, form)  # only its date is used
        except ValueError:
            continue
    short = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})", words)
    if not short:
        return None
    day = now.replace(month=int(short[1]), day=int(short[2]))
    return day.replace(year=day.year + 1) if day.date() < now.date() else day
