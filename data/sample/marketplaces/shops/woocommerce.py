"""WooCommerce: the export plugins' families, and the download of Analytics."""

from decimal import Decimal
from functools import partial
from typing import Any, Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces import left
from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, Maker, Shown, View, said, shows
from orderdeck.data.sample.world.orders import Line, Order

_MOST: Final = 9


def _states(prefix: str = "") -> dict[str, Shown]:
    return {
        status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, f"{prefix}pending"),
        status.RISK_CONTROL: said(status.PAYMENT_CHECK, f"{prefix}on-hold"),
        status.TO_SHIP: said(status.TO_SHIP, f"{prefix}processing"),
        status.PART_SHIPPED: said(status.PART_SHIPPED, f"{prefix}partially-shipped"),
        status.SHIPPED: said(status.FINISHED, f"{prefix}completed"),
        status.CANCELLED: said(status.CANCELLED, f"{prefix}cancelled"),
    }


def _number(view: View) -> str:
    return str(10_000 + view.number)


def _packed(place: int, view: View) -> str:
    """name:…|product_id:…|sku:…|quantity:…|total:… of one line, as one cell."""
    if place > len(view.order.lines):
        return ""
    line = view.order.lines[place - 1]
    name = plain(line.item.title)
    parts = {
        "name": name,
        "product_id": line.item.product_id,
        "sku": line.item.sku or "",
        "quantity": line.quantity,
    }
    return "|".join(f"{key}:{value}" for key, value in {**parts, "total": line.total}.items())


def plain(title: str) -> str:
    """A title without what packed cells are cut at."""
    return title.replace("|", " ").replace(", ", " ").replace(";", " ")


def _listed(view: View) -> str:
    return ", ".join(f"{line.quantity}× {plain(line.item.title)}" for line in view.order.lines)


def _given_back(view: View) -> dict[str, str]:
    """Analytics has a refund as a row of its own, with its order's number and status."""
    pieces, line = left.given_back(view), view.order.lines[0]
    amount = view.layout.money(line.price * pieces)
    return {"products": f"-{pieces}× {plain(line.item.title)}", "net_goods": f"-{amount}"} if pieces else {}


def _line_items(view: View) -> str:
    return ";".join(f"id:{place}|{_packed(place, view)}" for place in range(1, len(view.order.lines) + 1))


def _woo(name: str, **more: Any) -> Layout:
    header, fields = columns(name)
    packed: dict[str, Maker] = {f"item_{place}": partial(_packed, place) for place in range(1, _MOST)}
    own: dict[str, Maker] = {"order_id": _number, "products": _listed, "line_items": _line_items, **packed}
    services = {
        "courier": ("DHL Express", "UPS Express Saver"),
        "standard": ("Flat rate standard", "Standard"),
    }
    plain_choice: dict[str, Any] = {"profile": "woocommerce", "shape": "order", "show": shows(_states())}
    return Layout(
        name=name,
        marketplace="woocommerce",
        header=header,
        fields=fields,
        own=own,
        order_id=_number,
        encoding="utf-8-sig",
        services=services,
        stem=lambda at, number: f"{name}-{at:%Y-%m-%d}-{number}",
        **{**plain_choice, **more},
    )


def _net(order: Order) -> Decimal:
    return order.goods - order.discount


_REPEATED: Final = frozenset(("order_id", "placed_at", "paid_at", "status"))
LAYOUTS: Final = (
    _woo("woocommerce", shape="first_row", repeated=_REPEATED),
    _woo(
        "woocommerce_suite",
        show=shows(_states("wc-")),
        clock=Clock("%-m/%-d/%Y %-H:%M:%S"),
        takes=lambda one: len(one.order.lines) < _MOST,
    ),
    _woo("woocommerce_packed"),
    _woo(
        "woocommerce_analytics",
        profile="woocommerce_analytics",
        money=lambda amount: f"৳{amount:,.2f}",
        total=_net,
        goods=_net,
        left=left.kept,
        refund=_given_back,
        currency="BDT",
    ),
    _woo("woocommerce_advanced", profile="woocommerce_advanced", shape="item"),
)


def packed_line(layout: Layout, line: Line) -> dict[str, object]:
    """What the packed cells of `layout` tell of a line."""
    told: dict[str, object] = {"title": plain(line.item.title), "quantity": line.quantity}
    return told if "products" in layout.holds else told | {"sku": line.item.sku}
