"""Shopify: 79 columns, order columns on the first row of an order only, times with the shop's offset."""

from collections.abc import Mapping
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.marketplaces import left
from orderdeck.data.sample.marketplaces.cells import bulky
from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, Maker, Shown, View, said, shows
from orderdeck.data.sample.world.orders import Snapshot

_CASH: Final = "Cash on Delivery (COD)"
_STATES: Final = {
    status.AWAITING_PAYMENT: said(status.AWAITING_PAYMENT, "pending", substatus="unfulfilled"),
    status.RISK_CONTROL: said(status.PAYMENT_CHECK, "authorized", substatus="unfulfilled"),
    status.TO_SHIP: said(status.TO_SHIP, "paid", substatus="unfulfilled"),
    status.PART_SHIPPED: said(status.PART_SHIPPED, "paid", substatus="partial"),
    status.FROZEN: said(status.FROZEN, "paid", substatus="on_hold"),
    status.SHIPPED: said(status.SHIPPED, "paid", substatus="fulfilled"),
    status.CANCELLED: said(status.CANCELLED, "voided", substatus="unfulfilled"),
}
_show = shows(_STATES)


def _state(snapshot: Snapshot) -> Shown:
    """As the table has it; some of those to be shipped are paid for on delivery, and so still pending."""
    if _on_delivery(snapshot):
        return said(status.TO_SHIP, "pending", substatus="unfulfilled")
    return _show(snapshot)


def _on_delivery(snapshot: Snapshot) -> bool:
    return snapshot.status == status.TO_SHIP and int(snapshot.order.order_id) // 10_000 % 5 == 0


def _guarded_zip(view: View) -> str:
    """Zips with a leading zero are kept from spreadsheets by an apostrophe."""
    code = view.order.person.zip
    return f"'{code}" if code.startswith("0") else code


def _tags(view: View) -> str:
    return "Wholesale, spring" if bulky(view) else "spring" if view.number % 4 == 0 else ""


def _fulfilled(view: View) -> bool:
    return left.gone(view) or view.shown.words.get("substatus") == "fulfilled"


_OWN: Final[Mapping[str, Maker]] = {
    "order_id": lambda view: f"#{1000 + view.number}",
    "key_id": lambda view: str(int(view.order.order_id) % 10**13),
    "no": lambda view: "no",
    "needs_parcel": lambda view: "false" if left.digital(view) else "true",
    "line_state": lambda view: "fulfilled" if _fulfilled(view) else "pending",
    "vendor": lambda view: view.order.shop.name,
    "guarded_zip": _guarded_zip,
    "attributes_of_cart": lambda view: "Phone number: 555\nGift: no" if view.number % 3 == 0 else "",
    "payment_method": lambda view: _CASH if _on_delivery(view.snapshot) else "",
    "tags": _tags,
}
_OLD_END: Final = "Cancelled at"
"""The last column of about 2012: no Id, so that only shop and name, or the time of order, tell orders apart."""


def _shopify(name: str, *, old: bool = False) -> Layout:
    header, fields = columns("shopify")
    header = header[: header.index(_OLD_END) + 1] if old else header
    return Layout(
        name=name,
        profile="shopify",
        marketplace="shopify",
        header=header,
        fields={column: of for column, of in fields.items() if column in header},
        own=_OWN,
        order_id=_OWN["order_id"],
        shape="first_row",
        repeated=frozenset(("order_id", "email", "placed_at", "vendor")),
        show=_show if old else _state,
        left=left.physical,
        zone="Asia/Dubai",
        clock=Clock("%Y-%m-%d %H:%M:%S %z"),
        goods=lambda order: order.goods - order.discount,
        services={
            "courier": (
                "DHL Express Worldwide",
                "FedEx International Priority",
                "UPS Worldwide Express Saver",
            ),
            "standard": ("Standard Shipping", "USPS Ground Advantage", "2-4 Day Delivery (Steadfast)"),
        },
        stem=lambda at, number: f"orders_export ({number})" if number > 1 else "orders_export",
    )


LAYOUTS: Final = (_shopify("shopify"), _shopify("shopify_2012", old=True))
