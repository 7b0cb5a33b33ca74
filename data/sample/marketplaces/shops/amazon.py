"""Amazon's reports: tab-separated without quotes, one row an order item, times with an offset."""

from collections.abc import Callable
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces import left
from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, Shown, View, said, shows
from orderdeck.data.sample.world.orders import Snapshot


def _number(view: View) -> str:
    digits = view.order.order_id
    return f"112-{digits[2:9]}-{digits[9:]}"


def _sender(snapshot: Snapshot) -> str:
    return "platform" if int(snapshot.order.order_id) // 10_000 % 9 == 0 else "seller"


def _part(snapshot: Snapshot) -> Shown:
    parted = snapshot.status == status.PART_SHIPPED and len(snapshot.order.lines) > 1
    return Shown(status.PART_SHIPPED if parted else status.TO_SHIP)


_STATES: Final = {
    status.AWAITING_PAYMENT: said(status.PAYMENT_CHECK, "Pending"),
    status.RISK_CONTROL: said(status.PAYMENT_CHECK, "Pending"),
    status.TO_SHIP: said(status.TO_SHIP, "Unshipped"),
    status.PART_SHIPPED: said(status.PART_SHIPPED, "PartiallyShipped"),
    status.FROZEN: said(status.FROZEN, "Unfulfillable"),
    status.SHIPPED: said(status.SHIPPED, "Shipped"),
    status.FINISHED: said(status.FINISHED, "Shipped - Delivered to Buyer"),
    status.CANCELLED: said(status.CANCELLED, "Cancelled"),
}


def _item_status(view: View) -> str:
    word = view.shown.words["status"]
    if word != "PartiallyShipped" or len(view.order.lines) == 1:
        return "" if word == "PartiallyShipped" else word.partition(" ")[0]
    return "Shipped" if left.gone(view) else "Unshipped"


def _report(
    name: str,
    show: Callable[[Snapshot], Shown],
    *,
    sent: bool,
    priced: bool = True,
    discounted: bool = False,
    stem: str,
) -> Layout:
    header, fields = columns(name)
    return Layout(
        name=name,
        marketplace="amazon",
        header=header,
        fields=fields,
        own={
            "order_id": _number,
            "quantity_open": left.to_go,
            "shipped": left.sent,
            "item_status": _item_status,
            "channel": lambda view: "Amazon" if _sender(view.snapshot) == "platform" else "Merchant",
        },
        order_id=_number,
        shape="item",
        show=show,
        sender=_sender if "fulfillment-channel" in header else lambda snapshot: None,
        left=left.unsent if "quantity_open" in fields.values() or "item_status" in fields.values() else None,
        takes=(lambda snapshot: True) if sent else (lambda one: one.status in status.TO_BE_SHIPPED),
        clock=Clock("%Y-%m-%dT%H:%M:%S+00:00"),
        total=lambda order: (order.total if discounted else order.goods + order.shipping) if priced else None,
        goods=lambda order: order.goods if priced else None,
        tells_currency="currency" in header,
        services={"courier": ("Expedited", "NextDay"), "standard": ("Standard",)},
        couriers=False,
        separator="\t",
        quoting="none",
        container="tsv",
        stem=lambda at, number: f"{stem}_{at:%Y%m%d%H%M%S}_{number}",
    )


LAYOUTS: Final = (
    _report("amazon_unshipped", _part, sent=False, priced=False, stem="unshipped"),
    _report("amazon_new_orders", lambda _: Shown(status.TO_SHIP), sent=False, stem="new-orders"),
    _report("amazon_all_orders", shows(_STATES), sent=True, discounted=True, stem="all-orders"),
)
