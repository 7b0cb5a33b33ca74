"""Etsy: the items file, with two date styles in one row, and the orders file."""

from decimal import Decimal
from typing import Final

from orderdeck.data.sample.marketplaces.columns import columns
from orderdeck.data.sample.marketplaces.layout import Clock, Layout, View, by_dates

_SHORT: Final = Clock("%m/%d/%y", days=True)
_LONG: Final = Clock("%m/%d/%Y", days=True)


def _number(view: View) -> str:
    return view.order.order_id[4:]


def _short_total(view: View) -> str:
    """4.5 for 4.50."""
    assert view.line
    return format(view.line.total.normalize() + Decimal(0), "f")


LAYOUTS: Final = (
    Layout(
        name="etsy_items",
        marketplace="etsy",
        header=columns("etsy_items")[0],
        fields=columns("etsy_items")[1],
        own={"order_id": _number, "short_total": _short_total},
        order_id=_number,
        shape="item",
        show=by_dates,
        zone="America/New_York",
        clock=_LONG,
        clocks={"placed_at": _SHORT},
        stem=lambda at, number: f"EtsySoldOrderItems{at:%Y}-{number}",
    ),
    Layout(
        name="etsy_orders",
        marketplace="etsy",
        header=columns("etsy_orders")[0],
        fields=columns("etsy_orders")[1],
        own={
            "order_id": _number,
            "state": lambda view: "" if view.snapshot.paid_at else "Awaiting Payment",
            "skus": lambda view: ",".join(line.item.sku or "" for line in view.order.lines),
        },
        order_id=_number,
        shape="order",
        show=by_dates,
        zone="America/New_York",
        clock=_LONG,
        clocks={"placed_at": _SHORT},
        lines=False,
        stem=lambda at, number: f"EtsySoldOrders{at:%Y}-{number}",
    ),
)
