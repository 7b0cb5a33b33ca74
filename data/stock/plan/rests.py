"""What a waiting order rests on: goods that are on their way, or a restock that somebody still has to order.

An open purchase is counted on where it alone makes waiting likely enough (`plan.enough`), or at least as likely as a
restock ordered today would; what it doesn't cover has to be ordered, from the supplier that is likeliest in time.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from orderdeck.data.base.settings import Stock
from orderdeck.data.stock.plan.allowed import LATER
from orderdeck.data.stock.plan.plan import Order, Step, enough, expected, room_of, slack_of
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.data.stock.supply.supply import FOREVER, Incoming, SkuSupply

WAITING: Final = ("wait_restock", *LATER)
"""Actions that rest on goods to come; all but the first with the time that the buyer is asked for."""


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What an order waits for of one SKU."""

    sku: str
    own: int
    """Pieces to be ordered for this order, none where open purchases have them all."""
    to_order: int
    """Pieces to be ordered of `supplier` for it and for those before it in the line that wait for the same one."""
    supplier: str = ""
    """Whom to order from, "" where nobody is known; else whose purchase it counts on."""
    purchases: tuple[str, ...] = ()
    """Keys of the open purchases that it counts on, the oldest first."""
    names: tuple[str, ...] = ()
    """What people call them: the purchase's number, or the supplier where it was keyed here."""
    lead_days: float | None = None
    """Half of the supplier's deliveries came within so many days; its own word where none is known."""


def rests_of(
    orders: Iterable[Order],
    steps: Mapping[str, Step],
    book: SupplyBook,
    rules: Stock,
    now: int,
    sku: str | None = None,
) -> dict[str, tuple[Rest, ...]]:
    """What each waiting one of `orders`, in the line's order, rests on; `now` in µs UTC.

    Where the orders are those of one `sku`, only of that one it is known who waits before.
    """
    found: dict[str, tuple[Rest, ...]] = {}
    before: dict[tuple[str, str], int] = {}  # pieces to be ordered so far, by SKU and whom from
    for order in orders:
        step = steps[order.order_key]
        if step.action not in WAITING:
            continue
        supply = {line.sku: book.supply(line.sku) for line in order.short}
        dated = expected(supply, now)
        short = [line for line in order.short if line.sku not in dated]
        if not short:
            continue  # it rests on the operator's own date
        days = FOREVER
        if order.ship_by is not None:
            days = (room_of if step.action in LATER else slack_of)(order.ship_by, rules, now)
        told = []
        for line in short:
            one = _rest(
                line.sku,
                line.short,
                line.ahead + line.short,
                days,
                supply[line.sku],
                rules,
                enough(order.total, rules, order.cost),
            )
            if sku is None or line.sku == sku:
                source = (line.sku, one.supplier)
                before[source] = before.get(source, 0) + one.own
                one = msgspec.structs.replace(one, to_order=before[source] if one.own else 0)
            told.append(msgspec.structs.replace(one, lead_days=book.half_within(line.sku, one.supplier)))
        found[order.order_key] = tuple(told)
    return found


def _rest(
    sku: str, short: int, pieces: int, days: float, supply: SkuSupply, rules: Stock, needed: float
) -> Rest:
    anew, offer = supply.ordered_today(pieces, days, rules.shrinkage_k)
    counted: list[Incoming] = []
    covered = 0
    for purchase in supply.incoming:
        if covered >= pieces:
            break
        likely = purchase.chance(days, rules.shrinkage_k)
        if likely >= min(needed, anew):
            counted.append(purchase)
            covered += purchase.quantity
    own = min(short, max(0, pieces - covered))
    if own and offer is not None and offer.left is not None and 0 < offer.left < own:
        own, counted = offer.left, list(supply.incoming)  # it has no more: the rest is what is on its way
    serves = counted if own < short else []
    return Rest(
        sku=sku,
        own=own,
        to_order=own,
        supplier=serves[-1].supplier if not own else offer.supplier if offer is not None else "",
        purchases=tuple(one.key for one in serves),
        names=tuple(dict.fromkeys(one.name or one.supplier for one in serves)),
    )
