"""What a desk ought to make of sample orders, worked out on the orders themselves and not from any file."""

from collections.abc import Iterable
from typing import Any, Final

from orderdeck.data.base.config.settings import Wholesale
from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.world.orders import Order, Snapshot


def truth(orders: Iterable[Snapshot], wholesale: Wholesale | None = None) -> list[dict[str, Any]]:
    """One dict per order, with what an export of it holds and which queue it belongs to if nothing is short.

    Keys: order_id, shop, status (a code of data.base.vocabulary.status), placed_at, paid_at, ship_by, sent_at,
    received_at (UTC), currency, goods_total, shipping_fee, discount, total (Decimal), lines (list of sku, product_id,
    title, attributes, quantity, unit, unit_price), pieces, buyer, recipient, country_code, country, province, city,
    address, zip, phone, remark, remark_kinds, service, courier, wholesale, tracking, close_reason, queue (None
    where closed). `wholesale` overrides the default thresholds.
    """
    rules = wholesale or Wholesale()
    return [_one(snapshot, rules) for snapshot in orders]


def is_wholesale(order: Order, rules: Wholesale) -> bool:
    """Whether any of the wholesale rules fires: pieces in a line, pieces or amount of the order, or the buyer."""
    least = rules.amounts.get(order.currency)
    return (
        any(line.quantity >= rules.pieces_in_line for line in order.lines)
        or order.pieces >= rules.pieces_in_order
        or (least is not None and order.total >= least)
        or order.person.login in rules.buyers
    )


def queue_of(snapshot: Snapshot, rules: Wholesale) -> str | None:
    """The queue that the order belongs to where stock covers everything; None for one that is closed."""
    now, order = snapshot.status, snapshot.order
    if now in status.CLOSED:
        return None
    if now == status.CANCEL_REQUESTED:
        return "cancel_requests"
    if now in status.TO_BE_SHIPPED:
        return _to_ship_queue(order, rules)
    if now in status.UNPAID:
        return "wholesale_unpaid" if is_wholesale(order, rules) else "awaiting_payment"
    return "on_hold" if now in status.HELD else "unrecognised"


_ROW: Final = ("login", "name", "country", "country_label", "province", "city", "street", "zip", "phone")
_NAMES: Final = (
    "buyer", "recipient", "country_code", "country", "province", "city", "address", "zip", "phone",
)  # fmt: skip


def _to_ship_queue(order: Order, rules: Wholesale) -> str:
    if order.remark and not order.remark.harmless:
        return "remarks"
    if is_wholesale(order, rules):
        return "wholesale"
    return "express" if order.service.kind == "courier" else "standard"


def _one(snapshot: Snapshot, rules: Wholesale) -> dict[str, Any]:
    order = snapshot.order
    person = dict(zip(_NAMES, (getattr(order.person, name) for name in _ROW), strict=True))
    return {
        "order_id": order.order_id,
        "shop": order.shop.seller_id,
        "status": snapshot.status,
        "placed_at": snapshot.placed_at,
        "paid_at": snapshot.paid_at,
        "ship_by": snapshot.ship_by,
        "sent_at": snapshot.sent_at,
        "received_at": snapshot.received_at,
        "currency": order.currency,
        "goods_total": order.goods,
        "shipping_fee": order.shipping,
        "discount": order.discount,
        "total": order.total,
        "lines": _lines(order),
        "pieces": order.pieces,
        **person,
        "remark": order.remark.text if order.remark else None,
        "remark_kinds": order.remark.kinds if order.remark else (),
        "service": order.service.label,
        "courier": order.service.kind == "courier",
        "wholesale": is_wholesale(order, rules),
        "tracking": f"{order.service.carrier}:{order.tracking}" if snapshot.sent_at else None,
        "close_reason": order.close_reason,
        "queue": queue_of(snapshot, rules),
    }


def _lines(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "sku": line.item.sku,
            "product_id": line.item.product_id,
            "title": line.item.title,
            "attributes": "、".join(f"{key}:{value}" for key, value in line.item.attributes),
            "quantity": line.quantity,
            "unit": line.item.unit,
            "unit_price": line.price,
        }
        for line in order.lines
    ]
