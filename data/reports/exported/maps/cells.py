"""What a column of a map has in a row: looked up, then written as the column says. No amount becomes less by it."""

from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from fnmatch import fnmatchcase
from zoneinfo import ZoneInfo

from orderdeck.data.base.text.iso_times import iso
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.desk.changes.amounts import amount_text
from orderdeck.data.messages.outbox import Amount, Telephone, Value
from orderdeck.data.reports.exported.maps.bills import Fact
from orderdeck.data.reports.exported.maps.goods import Parcel
from orderdeck.data.reports.exported.maps.records import LINE_FIELDS, ORDER_FIELDS, Column, Map

Look = Callable[[str], Fact]
"""Field -> what it holds in a row."""


def rows_of(made: Map, parcel: Parcel) -> list[Look]:
    """How to look up a field in each row that a parcel has in the file."""
    if made.per == "order":
        return [lambda field: _of_order(parcel, field)]
    return [
        lambda field, line=line: parcel.order[field] if field in ORDER_FIELDS else line[field]  # type: ignore[misc]  # bound early
        for line in parcel.lines
    ]


def _of_order(parcel: Parcel, field: str) -> Fact:
    if field in ORDER_FIELDS:
        return parcel.order[field]
    if field in LINE_FIELDS:
        found = [clean_text(str(line[field] or "")) for line in parcel.lines]
        # Where one line has none, the others don't speak for it.
        return "; ".join(dict.fromkeys(found)) if all(found) else None
    return parcel.order[f"order_{field}"]


def cell(column: Column, look: Look, zone: ZoneInfo) -> tuple[Value, bool]:
    """What stands in the column, None for nothing; and whether text was cut off."""
    if column.constant is not None:
        text = clean_text(column.constant)
        return Telephone.of(text) or text or None, False
    facts = ((field, look(field)) for field in (column.source, *column.fallback))
    field, found = next(
        ((field, one) for field, one in facts if one is not None and not _blank(one)), ("", None)
    )
    if found is None:
        return None, False
    if isinstance(found, datetime):
        return (found.astimezone(zone).strftime(column.date) if column.date else iso(found)), False
    if isinstance(found, int | Decimal) and not isinstance(found, bool):
        return _number(column, Decimal(found)), False
    told, cut = _text(column, clean_text(str(found)))
    return (Telephone.of(told) or told) if field == "phone" and told else told, cut


def _blank(fact: Fact) -> bool:
    return isinstance(fact, str) and not clean_text(fact)


def _text(column: Column, text: str) -> tuple[str | None, bool]:
    if column.codes:
        fits = (code for pattern, code in column.codes.items() if matches(text, pattern))
        text = clean_text(next(fits, ""))
    if column.upper:
        text = text.upper()
    cut = column.cut is not None and len(text) > column.cut
    return (text[: column.cut].rstrip() if cut else text) or None, cut


def _number(column: Column, amount: Decimal) -> Value:
    if column.decimals is not None:
        amount = amount.quantize(Decimal(1).scaleb(-column.decimals), ROUND_CEILING)
        text = f"{amount:f}"
    elif column.kind == "money":
        text = amount_text(amount)
    else:
        text = f"{amount.normalize():f}"
    return Decimal(text) if column.number else Amount(text)


def matches(text: str, pattern: str) -> bool:
    """Whether `text` is like `pattern` (`*`, `?`), whatever the case."""
    return fnmatchcase(text.casefold(), pattern.casefold())
