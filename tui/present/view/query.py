"""What somebody types into the filter, taken apart: words, fields, what is not wanted, and alternatives. No frames."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from orderdeck.data.base.text.folding import fold
from orderdeck.tui.i18n import language

FIELDS: Final[dict[str, str]] = {
    **dict.fromkeys(("order", "number", "no", "id", "订单", "订单号", "单号"), "order_id"),
    **dict.fromkeys(("country", "to", "国家", "国别"), "country"),
    **dict.fromkeys(("buyer", "name", "买家", "收件人"), "buyer"),
    **dict.fromkeys(("sku", "sku编码", "编码"), "skus"),
    **dict.fromkeys(("product", "title", "商品"), "titles"),
    **dict.fromkeys(("remark", "备注", "留言"), "remark"),
    **dict.fromkeys(("service", "物流"), "service"),
    **dict.fromkeys(("courier", "快递"), "courier"),
    **dict.fromkeys(("shop", "店铺"), "shop"),
    **dict.fromkeys(("status", "状态"), "status"),
    **dict.fromkeys(("supplier", "供应商", "货源"), "suppliers"),
    **dict.fromkeys(("who", "holder", "处理人"), "claimed_by"),
    **dict.fromkeys(("is", "是"), "is"),
    **dict.fromkeys(("pieces", "pcs", "件数"), "pieces"),
    **dict.fromkeys(("amount", "total", "金额"), "total"),
}
"""What stands before the colon, folded -> what is looked at."""
NUMBERS: Final = frozenset({"pieces", "total"})
"""Fields that hold numbers: `10`, `>10`, `>=10`, `<10`, `<=10`, `10..20`."""
STATES: Final[dict[str, str]] = {
    **dict.fromkeys(("late", "overdue", "超时", "已超时"), "late"),
    **dict.fromkeys(("due", "到期", "将到期"), "due"),
    **dict.fromkeys(("asleep", "snoozed", "休眠", "已推迟"), "asleep"),
    **dict.fromkeys(("express", "商业快递"), "express"),
    **dict.fromkeys(("paid", "已付款"), "paid"),
    **dict.fromkeys(("unpaid", "未付款"), "unpaid"),
    **dict.fromkeys(("claimed", "held", "已认领"), "claimed"),
    **dict.fromkeys(("free", "unclaimed", "未认领"), "free"),
    **dict.fromkeys(("remarked", "有备注"), "remarked"),
}
"""A word, folded -> the state of an order that it names."""


@dataclass(frozen=True)
class Term:
    """One condition: any of `values`, folded, in `field` ("" for anywhere), or all of it where the value begins with
    `=`; turned round where `negated`."""

    field: str
    values: tuple[str, ...]
    negated: bool = False


Query = tuple[tuple[Term, ...], ...]
"""Alternatives, of each of which all terms hold. Of no alternative, or one without terms, everything is wanted."""


def asks_for(text: str, field: str) -> bool:
    """Whether a condition of `text` looks at `field`."""
    return any(term.field == field for terms in parse(text) for term in terms)


_TOKEN = re.compile(r'(?:[^\s"|]|"(?:[^"]|"")*"?)+|\|')
_OR: Final = frozenset({"|", "OR", "或"})


def parse(text: str) -> Query:
    """`text` as conditions. Whatever is typed means something: what is no field is looked for as it stands, and what is
    not finished yet (`country:`, `-`) narrows nothing."""
    alternatives: list[tuple[Term, ...]] = []
    terms: list[Term] = []
    for token in _TOKEN.findall(text.translate(_WIDE)):
        if token in _OR:
            alternatives.append(tuple(terms))
            terms = []
        elif (term := _term(token)) is not None:
            terms.append(term)
    alternatives.append(tuple(terms))
    return tuple(terms for terms in alternatives if terms)


def number_range(value: str) -> tuple[Decimal | None, Decimal | None, bool] | None:
    """From and to (None: open), and whether both ends count; None where `value` is no number."""
    if ".." in value:
        low, _, high = value.partition("..")
        ends = _number(low) if low else None, _number(high) if high else None
        return None if (low and ends[0] is None) or (high and ends[1] is None) else (*ends, True)
    sign = next((sign for sign in (">=", "<=", ">", "<", "=") if value.startswith(sign)), "")
    number = _number(value.removeprefix(sign))
    if number is None:
        return None
    low_end, high_end = number if sign != "<" and sign != "<=" else None, number if sign[:1] != ">" else None
    return low_end, high_end, sign not in (">", "<")


def exactly(field: str, value: str) -> str:
    """The condition that `field` is `value` from end to end, as it is typed: a field of FIELDS, by the first of its
    names that is in the language spoken."""
    names = [name for name, known in FIELDS.items() if known == field]
    name = next((name for name in names if language() == "zh" and _CHINESE.fullmatch(name)), names[0])
    value = value.replace('"', '""')
    return f"{name}:={value}" if re.fullmatch(r"[\w./+-]+", value) else f'{name}:="{value}"'


_CHINESE: Final = re.compile("[\u4e00-\u9fff]+")
_WIDE: Final = str.maketrans(
    {"：": ":", "｜": "|", "－": "-", "，": ",", "“": '"', "”": '"', "＂": '"', "＞": ">", "＜": "<"}
)


def _term(token: str) -> Term | None:
    negated = token.startswith("-") and len(token) > 1
    body = token[1:] if negated else token
    name, colon, rest = body.partition(":")
    field = FIELDS.get(fold(name)) if colon and '"' not in name else None
    if field is None:
        value = _clean(body)
        return Term("", (value,), negated) if value and body != "-" else None
    values = tuple(dict.fromkeys(filter(None, map(_clean, _split(rest)))))
    if field in NUMBERS:
        values = tuple(value for value in values if value.strip("<>=."))
    return Term(field, values, negated) if values else None


def _split(values: str) -> list[str]:
    """At commas that stand outside quotation marks."""
    return re.findall(r'(?:[^,"]|"(?:[^"]|"")*"?)+', values)


def _clean(value: str) -> str:
    """Without its quotation marks; two of them stand for one that is meant."""
    marks = "" if value == '""' else "\0"
    return fold(value.replace('""', marks).replace('"', "").replace("\0", '"')).strip()


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
