"""Which currency a symbol, code or name stands for."""

import unicodedata
from functools import cache
from typing import Final

SYMBOLS: Final = {
    "€": "EUR", "£": "GBP", "₽": "RUB", "РУБ": "RUB", "Р": "RUB", "₩": "KRW", "₹": "INR", "RS": "INR", "৳": "BDT",
    "ZŁ": "PLN", "₺": "TRY", "TL": "TRY", "₫": "VND", "Đ": "VND", "฿": "THB", "RP": "IDR", "RM": "MYR", "₱": "PHP",
    "₴": "UAH", "₪": "ILS", "KČ": "CZK", "FT": "HUF", "R$": "BRL", "US$": "USD", "USD$": "USD", "U$S": "USD",
    "AU$": "AUD", "A$": "AUD", "CA$": "CAD", "C$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD", "SG$": "SGD",
    "MX$": "MXN", "MEX$": "MXN", "NT$": "TWD", "CLP$": "CLP", "COP$": "COP", "CN¥": "CNY", "RMB": "CNY", "RMB¥": "CNY",
    "JP¥": "JPY", "CHF": "CHF", "FR": "CHF", "元": "CNY", "人民币": "CNY", "円": "JPY", "원": "KRW", "₸": "KZT",
    "美元": "USD", "美金": "USD", "欧元": "EUR", "英镑": "GBP", "卢布": "RUB", "日元": "JPY",
    "韩元": "KRW", "港币": "HKD",    "澳元": "AUD", "加元": "CAD",
    "雷亚尔": "BRL", "兹罗提": "PLN", "EURO": "EUR", "EUROS": "EUR", "DOLLAR": "USD",
}  # fmt: skip
"""Symbols and names that stand for one currency."""

AMBIGUOUS: Final = {
    "$": ("USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "CLP", "COP", "ARS", "TWD"),
    "¥": ("CNY", "JPY"),
    "KR": ("SEK", "NOK", "DKK", "ISK"),
}
"""Symbols that several currencies share; without other evidence the first is meant."""


def symbol_key(text: str) -> str:
    """`text` as symbols are compared: width-folded, upper case, without blanks and dots."""
    text = unicodedata.normalize("NFKC", text.replace("￥", "¥")).upper()
    return "".join(text.replace(".", "").split())


@cache
def codes() -> frozenset[str]:
    """All ISO 4217 codes."""
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


def currency_of(symbol: str, own: dict[str, str], known: str = "") -> str | None:
    """The ISO 4217 code that `symbol` (as by `symbol_key`) stands for, or None.

    `own` is the profile's table; `known` the currency that the row's column or the profile names, which decides for a
    symbol that it is one of the meanings of.
    """
    if known and known in AMBIGUOUS.get(symbol, ()):
        return known
    if symbol in own:
        return own[symbol]
    if symbol in SYMBOLS:
        return SYMBOLS[symbol]
    if symbol in AMBIGUOUS:
        return AMBIGUOUS[symbol][0]
    return symbol if symbol in codes() else None
