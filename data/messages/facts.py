"""The facts that messages carry, from an order as the desk knows it, spelled for the reader's language."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import zip_longest
from typing import Any, Final
from zoneinfo import ZoneInfo

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.letters import DAYS
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.profile.policies import UNKNOWN, Rules
from orderdeck.data.rules.customs.rules import load_customs
from orderdeck.data.rules.places import formats
from orderdeck.data.rules.places.countries import name_of
from orderdeck.data.rules.places.languages import tax_number_of, zone_of

ADDRESS: Final = ("address", "city", "province", "zip", "phone", "email")
"""Facts that say where the buyer is, one by one, as far as the file has them apart."""
_TIMES: Final = 10**14
"""Whole numbers from here on are µs since the epoch (1973 and later); no count of pieces or days gets there."""

MOST_ITEMS: Final = 25
"""Items that a message lists one by one."""

LONGEST_TITLE: Final = 90
"""Characters of a product title in a message; titles are written for search engines and run on."""


def order_facts(
    order: Mapping[str, Any],
    settings: Settings,
    now: int | dt.datetime,
    language: str,
    extra: Mapping[str, Any] | None = None,
    allowed: Rules = UNKNOWN,
) -> dict[str, Any]:
    """Facts of one order for a message in `language`.

    `order` has the board's columns, and where known `lines` (tables with sku, title, quantity, owed, attributes),
    `address` or `full_address`, and `zone`: where its marketplace's clocks are (IANA). Times are aware datetimes or µs
    since the epoch; the reader is told them in the zone of the buyer's country, with their offset, and days, which
    have none, in that of the marketplace, else in the buyer's. `now` is when the message is written.

    `extra` has what only the case knows, by fact name, and goes over the rest: dates, datetimes and decimals in it are
    spelled like the order's own (decimals as money in the order's currency), under `items`, `alternatives`, `purchase`
    or `short_item` tables become a list. Of a time under a name of DAYS the day is told.

    `allowed` is what its marketplace allows: `remedy` (buyer_applies, seller_cancels, or left out), `closes` where the
    order closes by itself at its ship-by time, `can_extend`, `refund_days`, `part_shipped`, `late` where its ship-by
    time is over. An estimated ship-by time is nothing to tell a buyer.

    What the order doesn't tell is left out, so that the message marks it.
    """
    zone = zone_of(order.get("country_code"))
    speak = _Speaker(language, zone, str(order.get("currency") or ""), str(order.get("zone") or zone))
    lines, own = _lines(order), extra or {}
    ship_by = None if order.get("ship_rests") else order.get("ship_by")
    facts: dict[str, Any] = {
        "order_id": order.get("order_id"),
        "order_key": order.get("order_key"),
        "marketplace": order.get("marketplace"),
        "buyer": order.get("buyer") or order.get("recipient"),
        "recipient": order.get("recipient"),
        "sender": _name_of(order.get("shop")),
        "items": [_told(line, speak) for line in lines],
        "item_list": _item_list(lines, speak),
        "pieces": speak.of(order.get("pieces")),
        "total": speak.of(_decimal(order.get("total"))),
        "pay_by": speak.of(_pay_by(order.get("placed_at"), settings, allowed, _moment(now), speak)),
        "ship_by": speak.of(_moment(ship_by)) if ship_by is not None else None,
        "today": speak.of(speak.day(_moment(now))),
        "service": order.get("service"),
        "tracking": order.get("tracking"),
        "address_block": _address(order),
        **{name: order.get(name) for name in ADDRESS},
        "country": name_of(str(order["country_code"]), language) if order.get("country_code") else None,
        "remark": order.get("remark"),
        "tax_number": order.get("tax_number"),
        "tax_number_name": load_customs().name_of(order.get("country_code"))
        or tax_number_of(order.get("country_code")),
        "refund_days": allowed.refund_days,
        "remedy": allowed.remedy,
        "closes": allowed.closes == "ship_by" or None,
        "can_extend": allowed.can_extend or None,
        "part_shipped": _part_sent(order) or None,
        "late": (ship_by is not None and _moment(ship_by) <= _moment(now)) or None,
    }
    facts |= {name: _of_case(name, value, speak) for name, value in own.items()}
    facts["short_several"] = _several(own.get("short_item")) or None
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def _name_of(shop: Any) -> str | None:
    """A shop's name to sign with; None where it is but a number."""
    name = str(shop or "")
    return name if any(letter.isalpha() for letter in name) else None


def _told(line: Mapping[str, Any], speak: "_Speaker") -> dict[str, Any]:
    """A line as templates have it: title cut, prices spelled."""
    prices = {name: speak.of(_decimal(line.get(name))) for name in ("unit_price", "line_total")}
    return {**line, "title": _short(line.get("title")), "variant": line.get("attributes"), **prices}


class _Speaker:
    """Spells values for one reader."""

    def __init__(self, language: str, zone: str, currency: str, zone_of_days: str) -> None:
        self.language, self.zone, self.currency = language, zone, currency
        self._days = ZoneInfo(zone_of_days)

    def day(self, moment: dt.datetime) -> dt.date:
        """The day that an aware time is on."""
        return moment.astimezone(self._days).date()

    def of(self, value: Any) -> Any:
        """Text for a datetime, date, decimal or number; anything else as it is."""
        if isinstance(value, dt.datetime):
            return formats.moment(value, self.zone, self.language)
        if isinstance(value, dt.date):
            return formats.date(value, self.language)
        if isinstance(value, Decimal):
            return formats.money(value, self.currency, self.language) if self.currency else None
        if isinstance(value, int) and not isinstance(value, bool):
            return formats.number(value, self.language)
        return value


def _pay_by(
    placed: Any, settings: Settings, allowed: Rules, now: dt.datetime, speak: _Speaker
) -> dt.date | None:
    """The day on which an unpaid order closes, about; None where that has passed or isn't known."""
    days = settings.queues.unpaid_days
    hours = allowed.unpaid_hours if days is None else days * 24
    if placed is None or hours is None:
        return None
    closes = _moment(placed) + dt.timedelta(hours=hours)
    return speak.day(closes) if closes > now else None


def _of_case(name: str, value: Any, speak: _Speaker) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        tables = [dict(one) for one in value if isinstance(one, Mapping)]
        if name in {"alternatives", "purchase"}:
            return _item_list(tables, speak)
        if name == "short_item":
            return _item_list(tables, speak).removeprefix("- ")  # templates have the first dash themselves
        return [{key: speak.of(item) for key, item in table.items()} for table in tables]
    if isinstance(value, Mapping):
        return _item(value, speak)
    if isinstance(value, int) and abs(value) >= _TIMES:
        value = _moment(value)
    if isinstance(value, dt.datetime) and name in DAYS:
        value = speak.day(_aware(value))
    return speak.of(value)


def _several(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str) and len(value) > 1


def _part_sent(order: Mapping[str, Any]) -> bool:
    """Whether some of it was sent: by its status, or by pieces of its lines."""
    lines = [line for line in order.get("lines") or () if isinstance(line, Mapping)]
    return order.get("status") == "part_shipped" or any((line.get("sent") or 0) > 0 for line in lines)


def _lines(order: Mapping[str, Any]) -> list[dict[str, Any]]:
    lines = order.get("lines")
    if lines:
        return _owed([dict(line) if isinstance(line, Mapping) else _fields(line) for line in lines])
    titles, skus = order.get("titles"), order.get("skus")
    if isinstance(titles, str):
        return [{"title": title} for title in titles.split("\n") if title.strip()]
    known = skus if isinstance(skus, list | tuple) else ()
    return [{"title": title, "sku": sku} for title, sku in zip_longest(titles or (), known) if title or sku]


def _fields(line: Any) -> dict[str, Any]:
    return {name: getattr(line, name, None) for name in ("sku", "title", "attributes", "quantity", "owed")}


def _owed(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The lines of which something is still to be sent, with those pieces; all as they are where nothing is."""
    left = [line | {"quantity": line["owed"]} for line in lines if line.get("owed")]
    return left or lines if all(line.get("owed") is not None for line in lines) else lines


def _item_list(lines: Sequence[Mapping[str, Any]], speak: _Speaker) -> str:
    """One item a row; of a very long order the first ones and how many more there are."""
    items = [f"- {item}" for line in lines if (item := _item(line, speak))]
    shown = items[:MOST_ITEMS]
    return "\n".join(shown + ([f"- … (+{len(items) - len(shown)})"] if len(items) > len(shown) else []))


def _item(line: Mapping[str, Any], speak: _Speaker) -> str:
    """`Title, Color: Red (SKU A-1) × 3, +2.00 USD`: whatever of it is known."""
    text = _short(line.get("title")) or clean_text(str(line.get("sku") or ""))
    if not text:
        return ""
    attributes = clean_text(str(line.get("attributes") or "")).replace("、", ", ")[:80]
    text += f", {attributes}" if attributes else ""
    if line.get("title") and line.get("sku"):
        text += f" ({clean_text(str(line['sku']))[:60]})"
    if line.get("quantity"):
        text += f" × {speak.of(int(line['quantity']))}"
    difference = line.get("difference")
    if isinstance(difference, Decimal) and speak.currency:
        text += f", {'+' if difference > 0 else ''}{speak.of(difference)}"
    return text


def _short(title: Any) -> str:
    text = clean_text(str(title or ""))
    return text if len(text) <= LONGEST_TITLE else text[: LONGEST_TITLE - 1].rstrip() + "…"


def _address(order: Mapping[str, Any]) -> str | None:
    national = [str(order["national_address"])] if order.get("national_address") else []
    if order.get("full_address"):
        return "\n".join([str(order["full_address"]), *national])
    place = " ".join(str(order[part]) for part in ("zip", "city", "province") if order.get(part))
    lines = [order.get("recipient"), order.get("address"), place, order.get("country"), order.get("phone")]
    return "\n".join(str(line) for line in [*lines, *national] if line) if order.get("address") else None


def _moment(value: int | dt.datetime) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return _aware(value)
    return dt.datetime.fromtimestamp(value / 1_000_000, dt.UTC)


def _aware(value: dt.datetime) -> dt.datetime:
    return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value


def _decimal(value: Any) -> Decimal | None:
    return None if value is None or value == "" else Decimal(str(value))
