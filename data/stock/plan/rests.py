"""What a waiting order rests on: goods that are on their way, or a restock that somebody still has to order.

An open purchase is counted on where it alone makes waiting likely enough (`rules.enough`), or at least as likely as a
restock ordered today would; what it doesn't cover has to be ordered, from the supplier that is likeliest in time, or,
where no deadline is known, from the one that is there the soonest (`SupplyBook.soonest`).

Each piece is for one order, and ordered once. What is owed beyond all there is comes before every order, since
whatever comes has to pay it first: the first order that waits needs it as it needs its own pieces. An order takes of
the purchases that it counts on what those before it left; one that has to order anew leaves them to those behind it.
"""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from orderdeck.data.base.settings import Stock
from orderdeck.data.stock.plan.allowed import LATER
from orderdeck.data.stock.plan.goods import expected
from orderdeck.data.stock.plan.records import Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import enough, room_of, slack_of
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.data.stock.supply.supply import FOREVER, SkuSupply

WAITING: Final = ("wait_restock", *LATER)
"""Actions that rest on goods to come; all but the first with the time that the buyer is asked for."""


class Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What an order waits for of one SKU."""

    sku: str
    own: int
    """Pieces to be ordered for this order, none where open purchases have them all; with `debt`."""
    to_order: int
    """Pieces to be ordered of `supplier` for it and for those before it in the line that wait for the same one."""
    supplier: str = ""
    """Whom to order from, "" where nobody is known; else whose purchase it counts on."""
    purchases: tuple[str, ...] = ()
    """Keys of the open purchases that it counts on, the oldest first."""
    names: tuple[str, ...] = ()
    """What people call them: the purchase's number, or the supplier where it was keyed here."""
    debt: int = 0
    """Those of `own` that pay what is owed beyond all there is, before the order gets any."""
    lead_days: float | None = None
    """Days from now within which half of it is here, as it is ordered today, or else of the last purchase counted on;
    closed days counted. By the supplier's own word where no delivery is known, None where that isn't either."""
    cautious_days: float | None = None
    """The same with the chance `cautious_quantile`; None where so few deliveries can't support it."""


def rests_of(
    orders: Iterable[Order],
    steps: Mapping[str, Step],
    book: SupplyBook,
    rules: Stock,
    now: int,
    debts: Mapping[str, int] | None = None,
    sku: str | None = None,
) -> dict[str, tuple[Rest, ...]]:
    """What each waiting one of `orders`, in the line's order, rests on; `now` in µs UTC. `debts`: SKU -> pieces owed
    beyond all there is.

    Of a SKU that something is coming of, that is owed, or that a supplier has few left of, `orders` have everyone that
    lacks it. Where they are those of one `sku`, only of that one it is known how many are ordered before (`to_order`).
    """
    found: dict[str, tuple[Rest, ...]] = {}
    goods: dict[str, _Goods] = {}
    dated: set[str] = set()
    before: dict[tuple[str, str], int] = {}  # pieces to be ordered so far, by SKU and whom from
    owed = debts or {}
    waiting = [order for order in orders if steps[order.order_key].action in WAITING]
    told: dict[tuple[str, str], Rest] = {}
    # Each SKU has a line of its own, in which those that gave of it stand last: fewest are before the first.
    for order, line in sorted(
        ((one, line) for one in waiting for line in one.short), key=lambda row: row[1].ahead
    ):
        if line.sku not in goods:
            supply = book.supply(line.sku)
            goods[line.sku] = _Goods(supply, owed.get(line.sku, 0), rules.shrinkage_k)
            if expected({line.sku: supply}, now):
                dated.add(line.sku)
        if line.sku in dated:
            continue  # it rests on the operator's own date
        days = FOREVER
        if order.ship_by is not None:
            later = steps[order.order_key].action in LATER
            days = (room_of if later else slack_of)(order.ship_by, rules, now)
        needed = enough(order.total, rules, order.cost)
        chosen = book.soonest(line.sku, line.ahead + line.short) if order.ship_by is None else None
        one = goods[line.sku].rest(line, days, needed, chosen)
        if sku is None or line.sku == sku:
            source = (line.sku, one.supplier)
            before[source] = before.get(source, 0) + one.own
            one = msgspec.structs.replace(one, to_order=before[source] if one.own else 0)
        under_way = "" if one.own or not one.purchases else one.purchases[-1]
        half, cautious = book.days_until(line.sku, one.supplier, under_way)
        told[order.order_key, line.sku] = msgspec.structs.replace(one, lead_days=half, cautious_days=cautious)
    for order in waiting:
        rests = tuple(
            told[order.order_key, line.sku] for line in order.short if (order.order_key, line.sku) in told
        )
        if rests:
            found[order.order_key] = rests
    return found


class _Goods:
    """What can come of one SKU, less what those before in the line count on."""

    def __init__(self, supply: SkuSupply, debt: int, k: float) -> None:
        self._supply, self._debt, self._k = supply, debt, k
        self._left = [purchase.quantity for purchase in supply.incoming]
        self._asked: dict[str, int] = {}  # supplier -> pieces to be ordered from it so far

    def rest(self, line: ShortLine, days: float, needed: float, chosen: str | None = None) -> Rest:
        """What the next order that waits rests on, for which goods have to be here within `days`, with a chance of
        `needed`. `chosen`: whom to order from, where that isn't the one that is likeliest in time."""
        supply = self._supply
        anew, offer = supply.ordered_today(line.ahead + line.short, days, self._k)
        offer = next((one for one in supply.offers if one.supplier == chosen), offer)
        debt, wanted = self._debt, self._debt + line.short
        likely = min(needed, anew)
        counted = [
            number
            for number, purchase in enumerate(supply.incoming)
            if purchase.chance(days, self._k) >= likely
        ]
        taken = self._take(counted, wanted)
        own = wanted - sum(taken.values())
        if own and offer is not None and offer.left is not None:
            few = offer.left - self._asked.get(offer.supplier, 0)
            if few < own and offer.left:
                # It has no more: the rest is what is on its way.
                counted = list(range(len(supply.incoming)))
                more = self._take(counted, own - max(0, few))
                taken = {at: taken.get(at, 0) + more.get(at, 0) for at in taken | more}
                own = few if few > 0 else wanted - sum(taken.values())
        if own and offer is not None:
            self._asked[offer.supplier] = self._asked.get(offer.supplier, 0) + own
        self._debt = 0
        last = max((number for number, pieces in taken.items() if pieces), default=-1)
        serves = [supply.incoming[number] for number in counted if number <= last]
        return Rest(
            sku=line.sku,
            own=own,
            to_order=own,
            supplier=serves[-1].supplier if not own else offer.supplier if offer is not None else "",
            purchases=tuple(one.key for one in serves),
            names=tuple(dict.fromkeys(one.name or one.supplier for one in serves)),
            debt=min(own, max(0, debt - sum(taken.values()))),
        )

    def _take(self, numbers: Iterable[int], pieces: int) -> dict[int, int]:
        """Takes so many pieces of these purchases, as far as they have them: how many of each."""
        taken = {}
        for number in numbers:
            taken[number] = min(self._left[number], pieces)
            self._left[number] -= taken[number]
            pieces -= taken[number]
        return taken
