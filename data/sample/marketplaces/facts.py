"""What a desk ought to make of sample orders in a marketplace's dress, worked out on the orders, not from a file."""

from collections.abc import Iterable, Mapping
from datetime import UTC
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from orderdeck.data.base.config.settings import Wholesale
from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.files.expected import is_wholesale
from orderdeck.data.sample.marketplaces.cells import attributes_of, bulky
from orderdeck.data.sample.marketplaces.layout import Layout, View
from orderdeck.data.sample.marketplaces.left import given_back
from orderdeck.data.sample.marketplaces.shops.woocommerce import packed_line
from orderdeck.data.sample.marketplaces.write import numbers_of
from orderdeck.data.sample.world.orders import Line, Snapshot

_TIMES: Final = ("placed_at", "paid_at", "ship_by", "sent_at", "received_at")
_PERSON: Final = {
    "buyer": "login", "email": "email", "recipient": "name", "province": "province", "city": "city",
    "address": "street", "full_address": "block", "zip": "zip", "phone": "phone", "tax_number": "tax",
}  # fmt: skip
_GOODS: Final = frozenset(("goods", "net_goods", "unit_price", "line_total", "short_total"))
"""Columns that tell the sum of the goods."""
_LINE: Final = ("title", "sku", "product_id", "attributes", "quantity", "unit_price", "line_total")


def facts(
    layout: Layout, snapshots: Iterable[Snapshot], numbers: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    """One dict per order that an export in `layout` holds, with what it holds of it.

    Always order_id, status, currency (None where the file doesn't say), pieces (None where it doesn't tell), lines
    (list of dicts), total, fulfilment (who sends it), wholesale, courier (whether its service counts as express by
    default); of times, people,
    remark, service, tracking and is_business those that have a column. Times in UTC.
    """
    snapshots = list(snapshots)
    known = numbers or numbers_of(snapshots)
    return [
        _one(layout, one, View(layout, one, None, 0, known[one.order.order_id]))
        for one in snapshots
        if layout.takes(one)
    ]


def _one(layout: Layout, snapshot: Snapshot, view: View) -> dict[str, Any]:
    order, holds = snapshot.order, layout.holds
    told: dict[str, Any] = {
        "order_id": layout.order_id(view),
        "status": layout.show(snapshot).becomes,
        "currency": order.currency if layout.tells_currency else None,
        "total": layout.total(order),
        "goods_total": layout.goods(order) if holds & _GOODS else None,
        "fulfilment": layout.sender(snapshot),
        "courier": layout.couriers and order.service.kind == "courier" and "service" in holds,
        "wholesale": is_wholesale(order, Wholesale()),
        "lines": [
            _line(layout, line, view, place) | {"owed": _owed(layout, line, view, place)}
            for place, line in enumerate(order.lines)
        ] if layout.lines else None,
        "pieces": None,
    }  # fmt: skip
    if layout.refund and (back := given_back(view._replace(place=0))):
        for name in ("total", "goods_total"):
            told[name] -= order.lines[0].price * Decimal(back)
    if told["lines"] is not None:
        told["pieces"] = sum(line["quantity"] for line in told["lines"])
    zone = ZoneInfo(layout.zone)
    for name in holds.intersection(_TIMES):
        clock = layout.clocks.get(name, layout.clock)
        moment = clock.read(getattr(snapshot, name), zone, end=name == "ship_by")
        told[name] = moment.astimezone(UTC) if moment else None
    for name in holds.intersection(_PERSON):
        told[name] = getattr(order.person, _PERSON[name]) or None
    if "recipient_first" in holds:
        told["recipient"] = order.person.name
    if {"country", "country_code"} & holds:
        told["country_code"] = order.person.country
    if "remark" in holds:
        told["remark"] = order.remark.text if order.remark else None
    if "service" in holds:
        told["service"] = layout.service(order)
    if "tracking" in holds:
        told["tracking"] = order.tracking if snapshot.sent_at else None
    if "is_business" in holds:
        told["is_business"] = bulky(view)
    elif "tags" in holds:
        told["is_business"] = bulky(view) or None
    return told


def _owed(layout: Layout, line: Line, view: View, place: int) -> int:
    if view.shown.becomes in status.CLOSED:
        return 0
    return layout.left(view._replace(line=line, place=place)) if layout.left else line.quantity


def _line(layout: Layout, line: Line, view: View, place: int) -> dict[str, Any]:
    if {"products", "line_items", "item_1"} & layout.holds:
        return packed_line(layout, line)
    of_item = {
        "title": line.item.title, "sku": line.item.sku, "product_id": line.item.product_id,
        "attributes": attributes_of(line) or None, "unit_price": line.price, "line_total": line.total,
    }  # fmt: skip
    told: dict[str, Any] = {name: of_item[name] for name in _LINE if name in of_item and name in layout.holds}
    told["quantity"] = line.quantity
    return told
