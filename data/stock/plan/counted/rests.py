"""What a waiting order rests on, as people are told: goods that are on their way, or a restock that somebody still has
to order, with the days that are compared. Which goods they are is settled in `counting`.

What a SKU's only source is that nobody shares, a supplier that has as many as are wanted, isn't settled there: it is
ordered from the supplier that is likeliest in time, or, where no deadline is known, from the one that is there the
soonest (`SupplyBook.soonest`).
"""

from collections.abc import Iterable, Mapping

import msgspec

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.allowed import LATER
from orderdeck.data.stock.plan.counted.counting import WAITING, Counted
from orderdeck.data.stock.plan.goods import expected
from orderdeck.data.stock.plan.records import Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import room_of, slack_of
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.data.stock.supply.supply import SkuSupply


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
    over_days: float = 0.0
    """Days since the last purchase counted on was to be here by its date; 0 where that isn't over."""


def rests_of(
    orders: Iterable[Order],
    steps: Mapping[str, Step],
    book: SupplyBook,
    rules: Stock,
    now: int,
    counted: Mapping[tuple[str, str], Counted],
    debts: Mapping[str, int] | None = None,
    sku: str | None = None,
) -> dict[str, tuple[Rest, ...]]:
    """What each waiting one of `orders`, in the line's order, rests on; `now` in µs UTC. `counted` is what was settled
    for them; `debts`: SKU -> pieces owed beyond all there is.

    Of a SKU that something is coming of, that is owed, or that a supplier has few left of, `orders` have everyone that
    lacks it. Where they are those of one `sku`, only of that one it is known how many are ordered before (`to_order`).
    """
    found: dict[str, tuple[Rest, ...]] = {}
    goods: dict[str, SkuSupply] = {}
    dated: set[str] = set()
    owed = dict(debts or {})
    before: dict[tuple[str, str], int] = {}  # pieces to be ordered so far, by SKU and whom from
    waiting = [order for order in orders if steps[order.order_key].action in WAITING]
    told: dict[tuple[str, str], Rest] = {}
    # Each SKU has a line of its own, in which those that gave of it stand last: fewest are before the first.
    for order, line in sorted(
        ((one, line) for one in waiting for line in one.short), key=lambda row: row[1].ahead
    ):
        if line.sku not in goods:
            goods[line.sku] = book.supply(line.sku)
            if expected({line.sku: goods[line.sku]}, now):
                dated.add(line.sku)
        if line.sku in dated:
            continue  # it rests on the operator's own date
        settled = counted.get((order.order_key, line.sku))
        if settled is not None:
            one = _of(line, settled, goods[line.sku])
        else:
            later = steps[order.order_key].action in LATER
            days = None
            if order.ship_by is not None:
                days = (room_of if later else slack_of)(order.ship_by, rules, now)
            one = _ordered(line, days, owed.pop(line.sku, 0), book, goods[line.sku], rules)
        if sku is None or line.sku == sku:
            source = (line.sku, one.supplier)
            before[source] = before.get(source, 0) + one.own
            one = msgspec.structs.replace(one, to_order=before[source] if one.own else 0)
        under_way = "" if one.own or not one.purchases else one.purchases[-1]
        half, cautious = book.days_until(line.sku, one.supplier, under_way)
        over = next((it.over for it in goods[line.sku].incoming if under_way and it.key == under_way), 0.0)
        told[order.order_key, line.sku] = msgspec.structs.replace(
            one, lead_days=half, cautious_days=cautious, over_days=over
        )
    for order in waiting:
        rests = tuple(
            told[order.order_key, line.sku] for line in order.short if (order.order_key, line.sku) in told
        )
        if rests:
            found[order.order_key] = rests
    return found


def _of(line: ShortLine, counted: Counted, supply: SkuSupply) -> Rest:
    """What was settled, in the words of a purchase book."""
    serves = [supply.incoming[at] for at in counted.purchases]
    if counted.own:
        supplier = "" if counted.offer is None else supply.offers[counted.offer].supplier
    else:
        supplier = serves[-1].supplier
    return Rest(
        sku=line.sku,
        own=counted.own,
        to_order=counted.own,
        supplier=supplier,
        purchases=tuple(one.key for one in serves),
        names=tuple(dict.fromkeys(one.name or one.supplier for one in serves)),
        debt=counted.debt,
    )


def _ordered(
    line: ShortLine, days: float | None, debt: int, book: SupplyBook, supply: SkuSupply, rules: Stock
) -> Rest:
    """All of it is to be ordered now."""
    if days is None:
        supplier = book.soonest(line.sku, line.ahead + line.short) or ""
    else:
        _likely, offer = supply.ordered_today(line.ahead + line.short, days, rules.shrinkage_k)
        supplier = "" if offer is None else offer.supplier
    own = debt + line.short
    return Rest(sku=line.sku, own=own, to_order=own, supplier=supplier, debt=debt)
