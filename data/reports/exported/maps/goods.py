"""The parcels of orders that are to be sent as records: what is in each, what it cost, what customs are told of it."""

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from typing import Final

import msgspec

from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import frame, lent
from orderdeck.data.reports.exported.maps.bills import Charged, Fact, charged, decimal_of
from orderdeck.data.reports.exported.maps.records import ORDER_FIELDS
from orderdeck.data.reports.exported.picking import Sent
from orderdeck.data.reports.exported.relations import relation
from orderdeck.queries.statements import statements

_CENT: Final = Decimal("0.01")


class Parcel(msgspec.Struct, frozen=True, kw_only=True):
    """An order and what is in its parcel. `order` has ORDER_FIELDS, each of `lines` the fields of lines."""

    order: Mapping[str, Fact]
    lines: tuple[Mapping[str, Fact], ...]
    undiscounted: bool = False
    """Its values are what the prices were: what was paid in the end isn't known."""


def parcels(desk: Desk, sent: Sent) -> list[Parcel]:
    """Of the orders that are to be sent, in their order. Raises LedgerError."""
    orders = {
        row["order_key"]: row
        for row in relation(desk, "orders")
        .join(sent.packing, on="order_key", how="semi")
        .iter_rows(named=True)
    }
    with lent(desk.con, "packed_lines", sent.packing.select("order_key", "line_no")):
        told = frame(desk.con, statements("exported/customs")["lines"])
        bills = charged(desk, orders)
    goods = {(row["order_key"], row["line_no"]): row for row in told.iter_rows(named=True)}
    made = []
    for key, rows in groupby(sent.packing.iter_rows(named=True), lambda row: str(row["order_key"])):
        order, bill = orders[key], bills[key]
        lines = tuple(_line(row, _priced(goods[key, row["line_no"]], order, bill)) for row in rows)
        made.append(Parcel(order=_order(order, lines, bill), lines=lines, undiscounted=bill.goods is None))
    return made


def worth(
    quantity: int, ordered: int | None, unit_price: Decimal | None, line_total: Decimal | None
) -> Decimal | None:
    """What was paid for `quantity` of the `ordered` pieces of a line; None where no file says it. A share that comes to
    parts of a cent goes up: what is declared is never less than what was paid."""
    if line_total is not None and ordered:
        if quantity == ordered:
            return line_total
        return (line_total * quantity / ordered).quantize(_CENT, ROUND_CEILING)
    return None if unit_price is None else unit_price * quantity


def _priced(goods: Mapping[str, Fact], order: Mapping[str, Fact], bill: Charged) -> Mapping[str, Fact]:
    """The line with what was paid for it: nothing where nobody knows the currency, and where no file prices the only
    line of an order, what the goods of the order come to."""
    if not order["currency"]:
        return {**goods, "unit_price": None, "line_total": None}
    share = bill.lines.get(int(str(goods["line_no"])))
    if share is not None:
        return {**goods, "unit_price": None, "line_total": share}
    unpriced = goods["unit_price"] is None and goods["line_total"] is None
    return {**goods, "line_total": _of_goods(order, bill)} if unpriced and order["line_count"] == 1 else goods


def _of_goods(order: Mapping[str, Fact], bill: Charged) -> Decimal | None:
    """What all goods of an order come to: as paid, else as the file says."""
    return decimal_of(order["goods_total"]) if bill.goods is None else bill.goods


def _line(row: Mapping[str, Fact], goods: Mapping[str, Fact]) -> dict[str, Fact]:
    quantity, ordered = _int(row["quantity"]), _int(goods["ordered"])
    unit_price, line_total = decimal_of(goods["unit_price"]), decimal_of(goods["line_total"])
    weight = decimal_of(goods["unit_weight_g"])
    pieces = quantity or 0
    return {
        **{name: row[name] for name in ("line_no", "sku", "title", "variant", "warehouse", "shelf")},
        **{name: goods[name] for name in ("product_id", "ean", "unit")},
        **{name: goods[name] for name in ("customs_name", "customs_name_zh", "hs_code", "origin")},
        "quantity": quantity,
        "value": worth(pieces, ordered, unit_price, line_total),
        "unit_value": worth(1, ordered, unit_price, line_total),
        "unit_weight_g": weight,
        "unit_weight_kg": _kg(weight),
        "weight_g": None if weight is None else weight * pieces,
        "weight_kg": None if weight is None else _kg(weight * pieces),
    }


def _order(
    order: Mapping[str, Fact], lines: tuple[Mapping[str, Fact], ...], bill: Charged
) -> dict[str, Fact]:
    grams = _total(lines, "weight_g")
    summed = {
        "order_quantity": _total(lines, "quantity"),
        "order_value": _worth_of_all(order, lines, bill),
        "order_weight_g": grams,
        "order_weight_kg": _kg(grams),
    }
    return {name: summed[name] if name in summed else order[name] for name in ORDER_FIELDS}


def _worth_of_all(
    order: Mapping[str, Fact], lines: tuple[Mapping[str, Fact], ...], bill: Charged
) -> Decimal | None:
    """What was paid for all that goes into a parcel. Where a line has no price, but all of the order is in it, what the
    goods of the order come to."""
    value = _total(lines, "value")
    if value is None and order["currency"] and order["ordered"] == _total(lines, "quantity"):
        return _of_goods(order, bill)
    return value


def _total(lines: tuple[Mapping[str, Fact], ...], name: str) -> Decimal | None:
    """The sum of a field over all lines; None where one of them lacks it: the sum of the others would be too low."""
    amounts = [decimal_of(line[name]) for line in lines]
    known = [one for one in amounts if one is not None]
    return sum(known, Decimal(0)) if len(known) == len(amounts) else None


def _kg(grams: Decimal | None) -> Decimal | None:
    return None if grams is None else grams / 1000


def _int(value: Fact) -> int | None:
    return value if isinstance(value, int) else None
