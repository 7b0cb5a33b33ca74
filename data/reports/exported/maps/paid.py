"""What was paid for the goods of an order, and for each of its lines: which customs want to know."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal
from typing import Final

import msgspec

_CENT: Final = Decimal("0.01")
_NOTHING: Final = Decimal(0)


class Bill(msgspec.Struct, frozen=True, kw_only=True):
    """The amounts of an order, in its currency; None where no file has them."""

    lines: Decimal | None
    """What its lines come to by their prices; None where one of them has none."""
    goods_total: Decimal | None = None
    discount: Decimal | None = None
    """Off the order, whatever its sign. Files may mean goods, shipping or both by it."""
    shipping_fee: Decimal | None = None
    total: Decimal | None = None
    """With tax, where there is any; how much that is no order tells."""
    goods_paid: str = ""
    """What its profile says was paid for the goods (MoneyFormat.goods_paid); "" where it doesn't."""
    reduced: bool = False
    """Some of it was cancelled or given back: its amounts may be without that, or with it."""


def paid_for_goods(bill: Bill) -> Decimal | None:
    """What the buyer paid for all goods of the order: never more than the prices come to. None where its amounts, as
    they are known, can be read in two ways: then nobody can say more than what the prices were.

    What the profile knows of the file's columns goes first. Else the amounts have to add up: prices less discount to
    `goods_total`, or where nothing was paid for shipping to `total`. Where something was, the discount may be off that
    too, a coupon for shipping say, and values would be lower than what was paid.
    """
    prices = bill.goods_total if bill.lines is None else bill.lines
    if prices is None:
        return None
    paid = _read(bill, prices, abs(bill.discount or _NOTHING))
    return paid if paid is not None and _NOTHING < paid <= prices else None


def _read(bill: Bill, prices: Decimal, off: Decimal) -> Decimal | None:
    goods = bill.goods_total if bill.lines is not None else None
    if not off and (goods is None or goods >= prices):
        # A total below the prices tells of a discount that stands nowhere.
        return prices if bill.reduced or bill.total is None or bill.total >= prices else None
    if bill.reduced:
        return None
    match bill.goods_paid:
        case "goods_total" if goods is not None:
            return goods
        case "line_total" if bill.lines is not None:
            return prices
        case "less_discount":
            return prices - off
    if not off:
        return None
    if goods is not None and goods == prices - off:
        return goods
    if goods is not None and goods == prices + off:
        return prices
    return _by_total(bill, prices, off)


def _by_total(bill: Bill, prices: Decimal, off: Decimal) -> Decimal | None:
    if bill.total is None:
        return None
    if bill.total - (bill.shipping_fee or _NOTHING) == prices:
        return prices
    if bill.total == prices - off and not bill.shipping_fee:
        return prices - off
    # With tax on top nothing adds up; but where nothing else was sold, only the goods can have made it less.
    return prices - off if bill.shipping_fee == 0 and bill.total < prices else None


def shared_out(paid: Decimal, prices: Sequence[Decimal]) -> list[Decimal]:
    """`paid` among lines by their `prices`, which come to no less: the shares add up to it exactly, each within a cent
    of its part and none above its price. What is finer than cents is shared out as fine as it is."""
    whole = sum(prices, _NOTHING)
    if paid == whole:
        return list(prices)
    step = min(_CENT, *(Decimal(1).scaleb(_exponent(one)) for one in (paid, *prices)))
    exact = [price * paid / whole for price in prices]
    shares = [one.quantize(step, ROUND_FLOOR) for one in exact]
    left = int((paid - sum(shares, _NOTHING)) / step)
    nearest = sorted(range(len(prices)), key=lambda at: (shares[at] - exact[at], at))
    for at in nearest[:left]:
        shares[at] += step
    return shares


def _exponent(amount: Decimal) -> int:
    exponent = amount.normalize().as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0
