"""What a column's values look like: ids, money, dates, countries, codes, counts, status words, long text."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Literal

import msgspec

from orderdeck.data.exports.normalise.dates.date_words import parse_date
from orderdeck.data.exports.normalise.dates.ship_by import remaining
from orderdeck.data.exports.normalise.values.currency import currency_of, symbol_key
from orderdeck.data.exports.normalise.values.money import read_amount
from orderdeck.data.rules.places.countries import code_of

Kind = Literal[
    "empty",  # no value at all
    "id",  # digits, or letters and digits, long, (nearly) all different or in runs
    "code",  # short text without blanks that has digits: SKUs
    "integer",  # small whole numbers
    "money",  # numbers with decimals or a currency's symbol
    "date",
    "time",  # 10:05, a clock's time alone
    "span",  # 3天12小时, 2 days 4 h
    "country",  # names of countries
    "country_code",  # two or three letters, all of them countries
    "currency",
    "email",
    "phone",
    "url",
    "boolean",
    "words",  # few distinct short texts: statuses, services
    "name",  # two to four words, many different ones
    "text",  # longer text
    "cell",  # all items of an order in a cell, 【1】…
    "list",  # CODE * 2;CODE2 * 1 or 2× Name, 1× Name
]

SAMPLE: Final = 400
"""Distinct values that are looked at."""

_ENOUGH: Final = 0.85
_ENOUGH_OF_FEW: Final = 0.75
"""Share of the values that must look alike; of fewer than ten distinct ones, among which a footer weighs more."""
_SERIAL: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?")
"""Serial days and seconds. 22.11.2026 is a date."""
_INTEGER: Final = re.compile(r"[+-]?\d{1,6}(?:\.0+)?")
_ID: Final = re.compile(r"#?[A-Za-z]{0,6}[-_]?\d[\dA-Za-z_/-]{3,39}")
_AMOUNT: Final = re.compile(r"[^\d]{0,8}\d[\d\s.,'’]*[^\d]{0,8}")
_CODE: Final = re.compile(r"(?=.*[\dA-Z_-])[^\s,;@]{1,40}")
_EMAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_TIME: Final = re.compile(r"\d{1,2}[:時시h]\s?\d{2}(?::\d{2})?(?:[分분])?\s?(?:[ap]\.?m\.?)?", re.IGNORECASE)
_URL: Final = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_PHONE: Final = re.compile(
    r"(?=(?:\D*\d){7,15}\D*$)\+?[\d\s().\-/]{7,24}(?:\s?(?:ext|x)\.?\s?\d+)?|\+?\d[\d\-]{1,5}\*{3,6}-?\d{2,4}",
    re.IGNORECASE,
)
"""Also with the middle masked (138****1234), as marketplaces give a buyer's number to sellers."""
_PACKED: Final = re.compile(r"【1】")
_LIST: Final = re.compile(r"\S*[^\s*]\s?[*×]\s?\d+(?:\s*[;；\n].*)?|\d+\s?[×x]\s?\S.*", re.DOTALL)
_BOOLEAN: Final = frozenset(("true", "false", "yes", "no", "y", "n", "是", "否", "0", "1", "ja", "nein"))


class Look(msgspec.Struct, frozen=True):
    """What the values of one column are like."""

    kind: Kind
    filled: float
    """Share of the rows that have a value."""
    distinct: float
    """Distinct values per filled row: 1 where all differ."""
    count: int = 0
    """Distinct values."""
    longest: int = 0
    symbols: tuple[str, ...] = ()
    """Symbols and codes beside amounts, most common first."""
    negative: bool = False
    """Whether some numbers are negative."""
    decimals: bool = False
    """Whether some numbers have decimals."""
    digits: bool = False
    """Whether all values are nothing but digits."""
    running: bool = False
    """Whether the values are 1, 2, 3 … down the file."""


def look_at(values: Sequence[str | None]) -> Look:
    """The look of a column's `values`, cleaned; blank is None."""
    given = [value for value in values if value]
    if not given:
        return Look("empty", 0.0, 0.0)
    tallied = Counter(given)
    texts = list(tallied)[:SAMPLE]
    kind = _kind(texts, len(given), len(tallied))
    amounts = [found for text in texts if kind in ("money", "integer") and (found := read_amount(text))]
    symbols = Counter(symbol for _amount, symbol in amounts if symbol)
    return Look(
        kind=kind,
        filled=len(given) / len(values),
        distinct=len(tallied) / len(given),
        count=len(tallied),
        longest=max(map(len, texts)),
        symbols=tuple(symbol for symbol, _times in symbols.most_common()),
        negative=any(amount < 0 for amount, _symbol in amounts),
        digits=all(text.isdigit() for text in texts),
        running=_is_running(given),
        decimals=any(amount != int(amount) for amount, _symbol in amounts),
    )


def _is_running(given: Sequence[str]) -> bool:
    """Whether the values count the rows, from 0 or 1 on: at least three of them."""
    numbers = [text.removesuffix(".0") for text in given]
    if len(numbers) < 3 or numbers[0] not in ("0", "1"):
        return False
    return all(text == str(number) for number, text in enumerate(numbers, int(numbers[0])))


def _kind(texts: list[str], given: int, distinct: int) -> Kind:
    enough = _ENOUGH if len(texts) >= 10 else _ENOUGH_OF_FEW
    for kind, holds in _SURE:
        if _share(texts, holds) >= enough:
            return kind
    if all(text.casefold() in _BOOLEAN for text in texts) and distinct <= 3:
        numeric = all(text in ("0", "1") for text in texts)
        return "integer" if numeric else "boolean"
    if _share(texts, _is_integer) >= enough and max(map(len, filter(_is_integer, texts))) <= 5:
        return "integer"
    if _share(texts, _is_id) >= enough and max(map(len, texts)) >= 4:
        return "id"
    if _share(texts, _is_money) >= enough:
        return "money"
    if _share(texts, lambda text: bool(_CODE.fullmatch(text))) >= enough and _has_digits(texts):
        return "code"
    return _wording(texts, given, distinct)


def _wording(texts: list[str], given: int, distinct: int) -> Kind:
    """Few distinct texts are words of a list, many short ones names, long ones text."""
    middle = sorted(map(len, texts))[len(texts) // 2]
    if middle <= 30 and (distinct <= 4 or (distinct <= 25 and distinct <= given / 3)):
        return "words"
    if middle <= 24 and max(len(text.split()) for text in texts) <= 5:
        return "name"
    return "text"


def _share(texts: list[str], holds: Callable[[str], bool]) -> float:
    return sum(holds(text) for text in texts) / len(texts)


def _has_digits(texts: list[str]) -> bool:
    return sum(any(sign.isdigit() for sign in text) for text in texts) >= len(texts) / 2


def _is_integer(text: str) -> bool:
    return bool(_INTEGER.fullmatch(text))


def _is_id(text: str) -> bool:
    return bool(_ID.fullmatch(text.strip("'`\t "))) and not _is_country_code(text)


def _is_money(text: str) -> bool:
    if len(text) > 24 or not _AMOUNT.fullmatch(text):
        return False
    read = read_amount(text)
    return read is not None and (read[1] is None or currency_of(read[1], {}) is not None)


def is_date(text: str) -> bool:
    """Whether a text is a date in any style, numbers that could be serial days or seconds left out."""
    if len(text) < 6 or len(text) > 48 or _SERIAL.fullmatch(text):
        return False
    return parse_date(text, "dmy", "UTC") is not None or parse_date(text, "mdy", "UTC") is not None


def _is_span(text: str) -> bool:
    return len(text) <= 60 and remaining(text) is not None and not text.isdigit() and ":" not in text


def _is_country(text: str) -> bool:
    return len(text) > 3 and code_of(text) is not None


def _is_country_code(text: str) -> bool:
    return len(text) in (2, 3) and text.isascii() and text.isupper() and code_of(text) is not None


def _is_currency(text: str) -> bool:
    if not 1 <= len(text) <= 12 or text.isdigit():
        return False
    return currency_of(symbol_key(text), {}) is not None


_SURE: Final[tuple[tuple[Kind, Callable[[str], bool]], ...]] = (
    ("cell", lambda text: bool(_PACKED.search(text))),
    ("email", lambda text: bool(_EMAIL.fullmatch(text))),
    ("url", lambda text: bool(_URL.match(text))),
    ("date", is_date),
    ("time", lambda text: bool(_TIME.fullmatch(text))),
    ("list", lambda text: bool(_LIST.fullmatch(text))),
    # FR, KR, TL: signs of currencies too, but in capitals a country's code much more often.
    ("country_code", lambda text: len(text) == 2 and _is_country_code(text)),
    ("currency", _is_currency),
    ("country_code", _is_country_code),
    ("country", lambda text: _is_country(text) or _is_country_code(text)),
    ("span", _is_span),
    ("phone", lambda text: bool(_PHONE.fullmatch(text)) and not text.isdigit() and "." not in text),
)
"""Kinds that are told from one value alone, the surest first."""


FITS: Final[dict[str, dict[str, float]]] = {
    "order_id": {"id": 1.0, "code": 0.6, "integer": 0.5, "phone": 0.8},
    "purchase_id": {"id": 1.0, "code": 0.6, "integer": 0.5},
    "order_id_alt": {"id": 1.0, "integer": 0.7, "code": 0.6},
    "key_id": {"id": 1.0, "code": 0.5},
    "line_id": {"id": 1.0, "integer": 0.7, "code": 0.4},
    "date": {"date": 1.0},
    "ship_by": {"date": 1.0, "span": 1.0},
    "status": {"words": 1.0, "name": 0.3, "boolean": 0.2, "text": 0.2},
    "substatus": {"words": 1.0, "name": 0.3},
    "country": {"country": 1.0, "country_code": 1.0, "words": 0.3, "currency": 0.5},
    "country_code": {"country_code": 1.0, "currency": 0.5},
    "currency": {"currency": 1.0, "country_code": 0.5},
    "email": {"email": 1.0},
    "phone": {"phone": 1.0, "id": 0.7, "integer": 0.2, "words": 0.1},
    "mobile": {"phone": 1.0, "id": 0.7},
    "money": {"money": 1.0, "integer": 0.5},
    "count": {"integer": 1.0, "words": 0.1},
    "sku": {"code": 1.0, "id": 0.9, "name": 0.5, "words": 0.6, "integer": 0.5, "text": 0.2},
    "product_id": {"id": 1.0, "integer": 0.4, "code": 0.7},
    "item_title": {"text": 1.0, "name": 0.9, "words": 0.6},
    "title": {"text": 1.0, "name": 0.9, "words": 0.6},
    "remark": {"text": 1.0, "name": 0.8, "words": 0.6},
    "service": {"words": 1.0, "name": 0.7, "text": 0.4},
    "tracking": {"id": 1.0, "code": 0.8, "phone": 0.8, "text": 0.3, "name": 0.3},
    "recipient": {"name": 1.0, "words": 0.6, "text": 0.2},
    "recipient_first": {"name": 1.0, "words": 0.8},
    "recipient_last": {"name": 1.0, "words": 0.8},
    "buyer": {"name": 1.0, "code": 0.8, "id": 0.8, "words": 0.6, "integer": 0.5, "money": 0.4, "text": 0.3},
    "supplier": {"name": 1.0, "words": 1.0, "text": 0.7},
    "supplier_sku": {"code": 1.0, "id": 0.9, "integer": 0.5, "words": 0.5},
    "address": {"text": 1.0, "name": 1.0, "words": 0.5, "code": 0.4},  # 神宮前1-2-3 has no blanks
    "full_address": {"text": 1.0, "name": 0.6, "words": 0.4, "code": 0.3},
    "city": {"name": 1.0, "words": 1.0, "text": 0.5},
    "province": {"words": 1.0, "name": 1.0, "country_code": 0.8, "text": 0.4, "code": 0.5, "country": 0.3},
    "zip": {"integer": 1.0, "id": 1.0, "code": 1.0, "name": 0.6, "words": 0.6, "phone": 0.4},
    "tax_number": {"id": 1.0, "code": 0.8, "integer": 0.3},
    "is_business": {"boolean": 1.0, "words": 0.4, "integer": 0.3},
    "products": {"cell": 1.0, "text": 0.5, "list": 0.8},
    "codes": {"list": 1.0, "code": 0.5, "text": 0.2},
    "attributes": {"words": 1.0, "name": 1.0, "text": 0.8, "code": 0.5},
    "shop": {"words": 1.0, "name": 0.5, "code": 0.4},
    "seller": {"words": 1.0, "name": 0.6},
    "warehouse": {"words": 1.0, "name": 0.7, "code": 0.5},
    "unit": {"words": 1.0, "name": 0.2},
    "link": {"url": 1.0},
    "payment_method": {"words": 1.0, "name": 0.5},
    "fulfilled_by": {"words": 1.0, "name": 0.3},
    "fulfilled_by_extra": {"words": 1.0, "name": 0.3},
    "payment_status": {"words": 1.0, "name": 0.3},
    "risk_status": {"words": 1.0, "name": 0.3},
    "full_address_local": {"text": 1.0, "name": 0.6, "words": 0.4},
    "national_address": {"code": 1.0, "text": 0.5, "words": 0.5, "name": 0.4, "id": 0.4},
    "city_true": {"name": 1.0, "words": 1.0, "text": 0.5},
    "tax_collected": {"boolean": 1.0, "words": 0.3, "integer": 0.3},
    "supply_price": {"money": 1.0, "integer": 0.5},
    "ean": {"id": 1.0, "integer": 0.5, "list": 0.5},
    "platform": {"words": 1.0, "name": 0.3},
}
"""Field, or group of fields, -> how well each kind of values suits it; a kind that isn't there doesn't."""

_COUNTS: Final = frozenset(
    (
        "quantity", "quantity_open", "stock_on_hand", "stock_on_order", "on_hand", "on_order", "available",
        "reserved", "min_quantity", "lead_days", "quantity_received", "handling_days", "bulk_order", "lot_pieces",
        "weight_g",
    )
)  # fmt: skip
_MONEY: Final = frozenset(
    (
        "goods_total", "shipping_fee", "discount", "tax", "total", "unit_price", "line_total", "line_tax",
        "line_discount", "shipping_tax", "paid_total", "duties", "subsidy", "managed_discount",
        "cost", "price", "bulk_discount",
    )
)  # fmt: skip

_NEVER_RUNNING: Final = frozenset(("sku", "product_id", "phone", "zip", "buyer", "tracking", "tax_number"))
_NEVER_EMPTY: Final = frozenset(("order_id", "purchase_id", "quantity", "on_hand"))


def suits(look: Look, field: str) -> float | None:
    """How well values of this look suit `field`, 0 to 1; None where there is nothing to judge by."""
    if look.kind == "empty":
        return 0.0 if field in _NEVER_EMPTY else None
    if field in _COUNTS:
        group = "count"
    elif field in _MONEY:
        group = "money"
    elif field.endswith("_at") or field == "expected_at":
        group = "date"
    elif field.startswith("address_"):
        group = "address"
    else:
        group = field
    table = FITS.get(group)
    if table is None:
        return None
    fit = table.get(look.kind, 0.0)
    if field.startswith("address_") and look.kind in ("integer", "code"):
        fit = 0.7  # the number of a house or a flat
    # Three rows may well sell 1, 2 and 3 pieces; that many do is a count of the rows.
    if look.running and ((group == "count" and look.count > 3) or field in _NEVER_RUNNING):
        fit *= 0.2
    if field == "order_id" and look.filled < 0.2:
        fit *= 0.4
    # A marketplace's own ids are long numbers; what sellers make up has letters.
    if field == "product_id" and not (look.digits and look.longest >= 8):
        fit *= 0.4
    if field in ("sku", "supplier_sku") and look.digits and look.longest >= 8:
        fit *= 0.8
    return fit
