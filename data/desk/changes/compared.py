"""What is other about an order than it was: field by field, the lines of it one by one.

A difference is (field, before, now), as text; "" where there is none. Money is with its currency, what a line says is
one text: pieces, code, title where there is no code, variant. A ship-by time is ISO 8601 in UTC.
Text from files is cleaned to one line (data.base.text.sanitize).
"""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from orderdeck.data.base.state_token import moved
from orderdeck.data.base.text.iso_times import iso
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.desk.changes.amounts import amount_text

FIELDS: Final = (
    "status",
    "ship_by",
    "recipient",
    "address",
    "place",
    "national_address",
    "country",
    "phone",
    "tax_number",
    "lines",
    "service",
    "remark",
    "total",
)
"""What is compared, in the order in which it is told."""
PERSONAL: Final = frozenset(
    ("recipient", "address", "place", "national_address", "phone", "tax_number", "remark")
)
"""Those that say who the buyer is, or what they wrote."""
PARCEL: Final = {
    "recipient": "address",
    "address": "address",
    "place": "address",
    "national_address": "address",
    "country": "address",
    "lines": "lines",
    "service": "service",
}
"""What makes a parcel that is packed already the wrong one -> what to say of it."""
LONGEST: Final = 400
"""Characters of a value; an address or a remark that is longer is cut."""


class Difference(msgspec.Struct, frozen=True):
    """What a field of an order said, and what it says."""

    field: str
    before: str
    now: str


Order = Mapping[str, Any]
"""Columns of data.base.vocabulary.frames.ORDERS, as far as they are compared."""


def differences(
    before: Order, now: Order, lines_before: Iterable[Order] = (), lines_now: Iterable[Order] = ()
) -> tuple[Difference, ...]:
    """What is other `now`, in the order of FIELDS; changed lines each on their own."""
    found: list[Difference] = []
    for field in FIELDS:
        if field == "lines":
            found += line_differences(lines_before, lines_now)
            continue
        if field == "ship_by" and not _put_off(before, now):
            continue
        was, is_ = said(before, field), said(now, field)
        if was != is_:
            found.append(Difference(field, was, is_))
    return tuple(found)


def said(order: Order, field: str) -> str:
    """What an order says in one of FIELDS, the lines left out."""
    if field == "ship_by":
        at = _ship_by(order)
        return "" if at is None else iso(at)
    if field == "address":
        return _text(order.get("full_address") or order.get("address"))
    if field == "place":
        return _text(" ".join(str(order[name]) for name in ("zip", "city", "province") if order.get(name)))
    if field == "total":
        total = order.get("total")
        return (
            ""
            if total is None
            else " ".join(filter(None, (_text(order.get("currency")), amount_text(total))))
        )
    return _text(order.get(field))


def _ship_by(order: Order) -> datetime | None:
    """The ship-by time that a file says, UTC; an estimate is no word of a file. It may be µs, UTC."""
    at = order.get("ship_by")
    if isinstance(at, int):
        at = datetime.fromtimestamp(at / 1_000_000, UTC)
    return at.astimezone(UTC) if isinstance(at, datetime) and not order.get("ship_rests") else None


def _put_off(before: Order, now: Order) -> bool:
    """Whether the ship-by time is another, by more than the grain in which it was told. A file that has none, as of
    orders that are sent, says nothing of it."""
    was, is_ = _ship_by(before), _ship_by(now)
    if was is None or is_ is None:
        return False
    return moved(*_told(before, was), *_told(now, is_)) != 0


def _told(order: Order, at: datetime) -> tuple[int, str]:
    return math.floor(at.timestamp()), str(order.get("ship_told") or "time")


def line_differences(before: Iterable[Order], now: Iterable[Order]) -> list[Difference]:
    """Lines that came, went or are other: those of the same item beside each other, whatever order they stand in."""
    was, is_ = (Counter(_line(line) for line in lines) for lines in (before, now))
    gone, come = sorted((was - is_).elements()), sorted((is_ - was).elements())
    found: list[Difference] = []
    # First the same item and variant in another number, then the same item, then what is left.
    for same in (_item_and_variant, _item):
        for line in list(gone):
            other = next((one for one in come if same(one) == same(line)), None)
            if other is not None:
                gone.remove(line)
                come.remove(other)
                found.append(Difference("lines", _line_text(line), _line_text(other)))
    found += [Difference("lines", _line_text(line), "") for line in gone]
    found += [Difference("lines", "", _line_text(line)) for line in come]
    return found


def parcel_changes(found: Iterable[Difference]) -> list[str]:
    """What of a packed parcel is wrong by now: address, lines, service."""
    return list(dict.fromkeys(PARCEL[one.field] for one in found if one.field in PARCEL))


_Line = tuple[str, str, str, str]
"""Item (its code, else its title), code, variant, pieces."""


def _line(line: Order) -> _Line:
    sku, title = _text(line.get("sku")), _text(line.get("title"))
    owed = line.get("owed")
    pieces = line.get("quantity") if owed is None else owed
    return (sku or title, sku, _text(line.get("attributes")), "?" if pieces is None else str(pieces))


def _item(line: _Line) -> str:
    return line[0]


def _item_and_variant(line: _Line) -> tuple[str, str]:
    return line[0], line[2]


def _line_text(line: _Line) -> str:
    item, _sku, variant, pieces = line
    return " ".join(filter(None, (f"{pieces} ×", item or "?", f"({variant})" if variant else "")))


def _text(value: Any) -> str:
    text = clean_text("" if value is None else str(value))
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
