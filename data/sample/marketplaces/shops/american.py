"""Temu and Walmart."""

from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces import left
from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, Shown, View, said, shows
from orderdeck.data.sample.world.orders import Snapshot

_TEMU_STATES: Final = {
    status.AWAITING_PAYMENT: said(status.PAYMENT_CHECK, "Pending"),
    status.TO_SHIP: said(status.TO_SHIP, "Unshipped"),
    status.PART_SHIPPED: said(status.PART_SHIPPED, "Partially shipped"),
    status.SHIPPED: said(status.SHIPPED, "Shipped"),
    status.FINISHED: said(status.FINISHED, "Delivered"),
    status.CANCELLED: said(status.CANCELLED, "Canceled"),
}
_WALMART_STATES: Final = {
    status.AWAITING_PAYMENT: said(status.TO_SHIP, "Created"),
    status.TO_SHIP: said(status.TO_SHIP, "Acknowledged"),
    status.PART_SHIPPED: said(status.PART_SHIPPED, "Acknowledged"),
    status.SHIPPED: said(status.SHIPPED, "Shipped"),
    status.FINISHED: said(status.FINISHED, "Delivered"),
    status.CANCELLED: said(status.CANCELLED, "Cancelled"),
}


_show_walmart = shows(_WALMART_STATES)


def _walmart_state(snapshot: Snapshot) -> Shown:
    """As the table has it; each line has a status of its own, so that part of an order of one line is none."""
    alone = snapshot.status == status.PART_SHIPPED and len(snapshot.order.lines) == 1
    return _WALMART_STATES[status.TO_SHIP] if alone else _show_walmart(snapshot)


def _purchase_order(view: View) -> str:
    return f"4{view.order.order_id[4:]}"


LAYOUTS: Final = (
    Layout(
        name="temu",
        marketplace="temu",
        header=columns("temu")[0],
        fields=columns("temu")[1],
        own={
            "order_id": lambda view: f"PO-211-{view.order.order_id}",
            "to_go": left.to_go,
            "shipped": left.sent,
            "by_seller": lambda view: "Fulfilled by seller",
        },
        order_id=lambda view: f"PO-211-{view.order.order_id}",
        shape="item",
        show=shows(_TEMU_STATES),
        sender=lambda snapshot: "seller",
        left=left.unsent,
        zone="America/Los_Angeles",
        money=lambda amount: f"${amount:.2f}",
        total=lambda order: order.goods,
        container="xlsx",
        services={"courier": ("FedEx 2Day", "UPS Next Day Air"), "standard": ("USPS Ground Advantage",)},
        stem=lambda at, number: f"temu_order_{at:%Y%m%d%H%M%S}_{number}",
    ),
    Layout(
        name="walmart",
        marketplace="walmart",
        header=columns("walmart")[0],
        fields=columns("walmart")[1],
        own={
            "order_id": _purchase_order,
            "customer_order": lambda view: f"2000{view.order.order_id[5:]}",
            "line_id": lambda view: str(view.place + 1),
            "status": lambda view: "Shipped" if left.gone(view) else view.shown.words["status"],
            "by_seller": lambda view: "Seller Fulfilled",
        },
        order_id=_purchase_order,
        shape="item",
        show=_walmart_state,
        left=left.unsent,
        sender=lambda snapshot: "seller",
        zone="America/New_York",
        clock=Clock("%Y-%m-%d", days=True),
        total=lambda order: order.goods + order.shipping,
        container="xlsx",
        services={"courier": ("FedEx 2Day",), "standard": ("Standard", "Value")},
        stem=lambda at, number: f"PO_Data_{at:%Y-%m-%d}_{number}",
    ),
)
