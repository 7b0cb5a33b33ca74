"""What stands in a column: one maker a field, for every layout that has nothing of its own."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces.layout import Maker, View
from orderdeck.data.sample.world.orders import Line

_ZERO: Final = Decimal("0.00")


def _line(name: str) -> Maker:
    return lambda view: str(getattr(view.line.item, name) or "") if view.line else ""


def _person(name: str) -> Maker:
    return lambda view: str(getattr(view.order.person, name) or "")


def _time(name: str) -> Maker:
    return lambda view: view.layout.time(name, getattr(view.snapshot, name))


def _money(name: str) -> Maker:
    return lambda view: view.layout.money(getattr(view.order, name))


def _word(name: str) -> Maker:
    return lambda view: view.shown.words.get(name, "")


def _share(name: str) -> Maker:
    """An amount of the order that its first row bears, the others none of it."""
    return lambda view: view.layout.money(getattr(view.order, name) if view.place == 0 else _ZERO)


def _names(view: View) -> tuple[str, str]:
    first, _, last = view.order.person.name.partition(" ")
    return first, last


def _line_id(view: View) -> str:
    return f"{int(view.order.order_id) // 10_000}{view.place + 1:03}"


def _cancelled_at(view: View) -> str:
    ended = [event.at for event in view.order.events if event.status == status.CANCELLED]
    over = view.snapshot.status == status.CANCELLED
    return view.layout.time("cancelled_at", ended[0] if over and ended else None)


def _zero(view: View) -> str:
    return view.layout.money(_ZERO)


MAKERS: Final[Mapping[str, Maker]] = {
    "order_id": lambda view: view.layout.order_id(view),
    "shop": lambda view: view.order.shop.name,
    "status": _word("status"),
    "substatus": _word("substatus"),
    "placed_at": _time("placed_at"),
    "paid_at": _time("paid_at"),
    "ship_by": _time("ship_by"),
    "sent_at": _time("sent_at"),
    "received_at": _time("received_at"),
    "cancelled_at": _cancelled_at,
    "buyer": _person("login"),
    "email": _person("email"),
    "recipient": _person("name"),
    "recipient_first": lambda view: _names(view)[0],
    "recipient_last": lambda view: _names(view)[1],
    "country": _person("country_label"),
    "country_code": _person("country"),
    "province": _person("province"),
    "city": _person("city"),
    "address": _person("street"),
    "full_address": _person("block"),
    "zip": _person("zip"),
    "phone": _person("phone"),
    "tax_number": _person("tax"),
    "currency": lambda view: view.order.currency,
    "goods": _money("goods"),
    "net_goods": lambda view: view.layout.money(view.order.goods - view.order.discount),
    "shipping": _money("shipping"),
    "shipping_share": _share("shipping"),
    "discount": _money("discount"),
    "discount_share": _share("discount"),
    "total": _money("total"),
    "zero": _zero,
    "service": lambda view: view.layout.service(view.order),
    "tracking": lambda view: view.order.tracking if view.snapshot.sent_at else "",
    "remark": lambda view: view.order.remark.text if view.order.remark else "",
    "is_business": lambda view: "true" if bulky(view) else "false",
    "line_id": _line_id,
    "title": _line("title"),
    "sku": _line("sku"),
    "product_id": _line("product_id"),
    "attributes": lambda view: attributes_of(view.line) if view.line else "",
    "quantity": lambda view: str(view.line.quantity) if view.line else "",
    "pieces": lambda view: str(view.order.pieces),
    "unit_price": lambda view: view.layout.money(view.line.price) if view.line else "",
    "line_total": lambda view: view.layout.money(view.line.total) if view.line else "",
}
"""Field -> what makes its cell."""

OF_LINE: Final = frozenset(
    (
        "line_id",
        "title",
        "sku",
        "product_id",
        "attributes",
        "quantity",
        "unit_price",
        "line_total",
        "needs_parcel",
        "line_state",
        "returned",
    )
)
"""Fields that a summary row leaves empty and every other row fills."""


def attributes_of(line: Line) -> str:
    """Color:Red, Size:XL"""
    return ", ".join(f"{key}:{value}" for key, value in line.item.attributes)


def bulky(view: View) -> bool:
    """Whether the order is a business buyer's, as the marketplace would mark it: one big line."""
    return any(line.quantity >= 10 for line in view.order.lines)
