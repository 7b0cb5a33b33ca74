"""Money, numbers and dates as a language writes them, plain enough for any message box."""

import datetime as dt
from decimal import Decimal
from typing import Final
from zoneinfo import ZoneInfo

_LOCALES: Final = {"zh": "zh_Hans_CN", "pt": "pt_BR", "en": "en_GB"}
_NARROW: Final = str.maketrans({"\xa0": " ", "\u202f": " ", "\u2009": " "})


def money(amount: Decimal, currency: str, language: str) -> str:
    """`amount` with its ISO 4217 code: "1,234.50 USD"; the code, as $ means a dozen currencies.

    Decimals as the currency has them (none for JPY or KRW).
    """
    from babel.numbers import format_currency

    text = format_currency(amount, currency.upper(), "#,##0.00 ¤¤", locale=_locale(language))
    return text.translate(_NARROW)


def number(value: int | Decimal, language: str) -> str:
    """`value` with the language's separators."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_locale(language)).translate(_NARROW)


def date(day: dt.date, language: str) -> str:
    """`day` with the month in words, so that no reader takes it for the other order."""
    from babel.dates import format_date

    return format_date(day, "long", locale=_locale(language)).translate(_NARROW)


def moment(at: dt.datetime, zone: str, language: str) -> str:
    """`at` in `zone` (IANA), to the minute, its offset named: "18 September 2026, 23:59 (UTC+3)"."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{date(local.date(), language)}, {local:%H:%M} ({offset(local)})"


def offset(at: dt.datetime) -> str:
    """The offset of an aware `at`: "UTC", "UTC+3", "UTC-3:30"."""
    minutes = int((at.utcoffset() or dt.timedelta()).total_seconds() // 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)
