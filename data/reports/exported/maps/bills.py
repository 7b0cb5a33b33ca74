"""The amounts of orders as their newest files have them, and what each line was paid with, as far as that is known."""

from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby

import msgspec

from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import frame
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.reports.exported.maps.paid import Bill, paid_for_goods, shared_out
from orderdeck.queries.statements import statements

Fact = object
"""What a field holds: text, int, Decimal, an aware time in UTC, or None."""


class Charged(msgspec.Struct, frozen=True, kw_only=True):
    """What an order was paid with."""

    goods: Decimal | None
    """For all goods of the order; None where it isn't known."""
    lines: Mapping[int, Decimal]
    """Line number -> what of that is its own; only where that is other than its price."""


def charged(desk: Desk, orders: Mapping[str, Mapping[str, Fact]]) -> dict[str, Charged]:
    """Of each of `orders` (key -> columns of the list) with a line in the table `packed_lines`."""
    known = {one.name: one.money.goods_paid for one in load_profiles(desk.paths)}
    rows = frame(desk.con, statements("exported/customs")["bills"]).iter_rows(named=True)
    return {
        key: _charged(list(lines), orders[key], known)
        for key, lines in groupby(rows, lambda row: str(row["order_key"]))
        if key in orders
    }


def _charged(rows: list[dict[str, Fact]], order: Mapping[str, Fact], known: Mapping[str, str]) -> Charged:
    prices = [_price(row) for row in rows]
    priced = [one for one in prices if one is not None]
    lines = sum(priced, Decimal(0)) if len(priced) == len(prices) else None
    paid = paid_for_goods(
        Bill(
            lines=lines,
            goods_total=decimal_of(order["goods_total"]),
            discount=decimal_of(order["discount"]),
            shipping_fee=decimal_of(order["shipping_fee"]),
            total=decimal_of(order["total"]),
            goods_paid=known.get(str(rows[0]["profile"]), ""),
            reduced=bool(order["refunded"]) or any(row["less"] for row in rows),
        )
    )
    if paid is None or lines is None or paid == lines:
        return Charged(goods=paid, lines={})
    shares = zip(rows, shared_out(paid, priced), strict=True)
    return Charged(goods=paid, lines={int(str(row["line_no"])): share for row, share in shares})


def _price(row: Mapping[str, Fact]) -> Decimal | None:
    unit, total = decimal_of(row["unit_price"]), decimal_of(row["line_total"])
    if total is not None or unit is None:
        return total
    return unit * int(str(row["ordered"] or 0))


def decimal_of(value: Fact) -> Decimal | None:
    """A number as it is reckoned with; None for anything else."""
    return Decimal(value) if isinstance(value, int | Decimal) else None
