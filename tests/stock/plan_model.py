"""The plan one order at a time, in plain Python, which the plan of many at once is held against; and the way from
orders to the plan's columns."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import product

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.allocation.judge import Hopes, Judge, Line
from orderdeck.data.stock.plan.allowed import GIVEN_UP, LATER
from orderdeck.data.stock.plan.counted.counting import Settled, settle
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.plan import plan
from orderdeck.data.stock.plan.records import DAY, UNPROVEN, Likely, Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import GUESSED, covered, overruled, step
from orderdeck.data.stock.supply.chances import Chances
from orderdeck.data.stock.supply.supply import SkuSupply

SCHEMA = {
    "order_key": pl.String,
    "ship_by": pl.Int64,
    "currency": pl.String,
    "total": pl.String,
    "policy": pl.Int64,
    "part_shipped": pl.Boolean,
    "estimated": pl.Boolean,
    "sku": pl.String,
    "short": pl.Int64,
    "ahead": pl.Int64,
    "spare": pl.Int64,
}

Supply = Mapping[str, SkuSupply]


def lines_of(orders: Sequence[Order]) -> pl.DataFrame:
    """What these orders lack, as the plan has it; an order's place stands for what its marketplace allows."""
    rows = [
        (one.order_key, one.ship_by, one.currency, str(one.total), at, False, one.estimated,
         line.sku, line.short, line.ahead, line.spare)
        for at, one in enumerate(orders)
        for line in one.short
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def planned(
    orders: Sequence[Order], supply: Supply, rules: Stock, now: int, words: Mapping[str, str] | None = None
) -> list[Step]:
    """What the product says of these orders, the first in line first."""
    costs = {one.order_key: one.cost for one in orders if one.cost is not None}
    supply = {line.sku: SkuSupply() for one in orders for line in one.short} | dict(supply)
    found = plan(
        lines_of(orders), Goods(supply, now), rules, now, Chances(supply, rules.shrinkage_k),
        lambda at, _part: orders[at or 0].allowed, costs, words,
    )  # fmt: skip
    steps = iter(found.steps)
    return [next(steps) if one.short else covered(one, rules) for one in orders]


def settled(
    orders: Sequence[Order],
    supply: Supply,
    rules: Stock,
    now: int,
    words: Mapping[str, str] | None = None,
    debts: Mapping[str, int] | None = None,
) -> Settled:
    """The same with what each counts on; all of them lack something."""
    costs = {one.order_key: one.cost for one in orders if one.cost is not None}
    supply = {line.sku: SkuSupply() for one in orders for line in one.short} | dict(supply)
    chances, goods = Chances(supply, rules.shrinkage_k), Goods(supply, now)
    found = plan(
        lines_of(orders), goods, rules, now, chances, lambda at, _part: orders[at or 0].allowed, costs, words
    )
    return settle(found, goods, chances, rules, now, debts)


def judging(
    line: Line, supply: Supply, rules: Stock, now: int, words: Mapping[str, str] | None = None
) -> Judge:
    """What becomes of a line, by a supply given by hand."""
    supply = dict.fromkeys(line.available, SkuSupply()) | dict(supply)
    return Judge(line, Hopes(Goods(supply, now), Chances(supply, rules.shrinkage_k), rules, now), words)


def one_by_one(
    orders: Iterable[Order], supply: Supply, rules: Stock, now: int, words: Mapping[str, str] | None = None
) -> list[Step]:
    """The same, each order for itself, behind those alone that are kept."""
    ahead_less: dict[str, int] = {}
    found = []
    for order in orders:
        short = tuple(
            ShortLine(one.sku, one.short, one.ahead - ahead_less.get(one.sku, 0)) for one in order.short
        )
        said = alone(msgspec.structs.replace(order, short=short), supply, rules, now)
        if words and short:
            said = overruled(said, words.get(order.order_key), order.total)
        if said.action in GIVEN_UP:
            for line in short:
                ahead_less[line.sku] = ahead_less.get(line.sku, 0) + line.short
        found.append(said)
    return found


def alone(order: Order, supply: Supply, rules: Stock, now: int) -> Step:
    """The step of an order that stands where it says: of all that it lacks together, unless it says worse of one."""
    if not order.short:
        return covered(order, rules)
    dated = {
        sku: one.expected_at
        for sku, one in supply.items()
        if one.expected_at is not None and one.expected_at >= now
    }
    found = whole = together(order, order.short, supply, dated, rules, now)
    mixed = found.reason != "operator_date" and any(line.sku in dated for line in order.short)
    if mixed or (found.reason in GUESSED and found.action not in GIVEN_UP):
        for line in order.short:
            of_one = together(order, (line,), supply, dated, rules, now)
            if rank(of_one) > rank(found) or (of_one.action in GIVEN_UP and of_one.reason == "operator_date"):
                found = of_one
    if found is not whole and whole.reason == "no_supplier":
        found = msgspec.structs.replace(found, chance=None)
        if found.action not in GIVEN_UP and found.reason in UNPROVEN:
            found = msgspec.structs.replace(found, saved=Decimal(0), lost=Decimal(0))
    elif found is not whole and found.action in LATER and found.chance is not None:
        chance = (
            None
            if whole.chance is None
            else within(order.short, supply, dated, rules, now, room_of(order, rules, now))
        )
        saved = order.total * Decimal(str(round(chance or 0.0, 4)))
        if chance is None and whole.reason in UNPROVEN:
            saved = lost = Decimal(0)
        else:
            lost = order.total - saved
        found = msgspec.structs.replace(found, reason=whole.reason, chance=chance, saved=saved, lost=lost)
    return found


def rank(said: Step) -> int:
    return 2 if said.action in GIVEN_UP else 1 if said.action in LATER else 0


def together(
    order: Order, short: Sequence[ShortLine], supply: Supply, dated: Mapping[str, int], rules: Stock, now: int
) -> Step:
    dates = [dated[line.sku] for line in short if line.sku in dated]
    rest = [line for line in short if line.sku not in dated]

    def all_within(days: float, *, most: bool = False) -> float:
        return within(short, supply, dated, rules, now, days, most=most)

    def word(_short: Sequence[ShortLine]) -> float | None:
        said = [supply[one.sku].told(one.ahead + one.short) if one.sku in supply else None for one in rest]
        known = [days for days in said if days is not None]
        return max(known, default=0.0) if len(known) == len(said) else None

    slack = 0.0 if order.ship_by is None else (order.ship_by - now) / DAY - rules.handling_days
    room = room_of(order, rules, now)
    likely = Likely(
        all_within(slack),
        all_within(room),
        all_within(slack, most=True),
        all_within(room, most=True),
        any(line.sku not in supply or supply[line.sku].unknown for line in rest),
        any(line.sku in supply and supply[line.sku].too_few(line.ahead + line.short) for line in rest),
        min(within([line], supply, dated, rules, now, slack) for line in short) > 0.5,
        min(within([line], supply, dated, rules, now, room) for line in short) > 0.5,
    )
    return step(order, max(dates) if not rest else None, likely, word, rules, now)


def room_of(order: Order, rules: Stock, now: int) -> float:
    """Days that are left where more time is asked for."""
    if order.ship_by is None:
        return 0.0
    return (max(order.ship_by, now) - now) / DAY - rules.handling_days + rules.ask_time_days


def within(
    short: Sequence[ShortLine],
    supply: Supply,
    dated: Mapping[str, int],
    rules: Stock,
    now: int,
    days: float,
    *,
    most: bool = False,
) -> float:
    """How likely all of this is here within so many days; `most`: had no delivery known taken longer."""

    def chance(line: ShortLine) -> float:
        if line.sku in dated:
            return float((dated[line.sku] - now) / DAY <= days)
        if line.sku not in supply or (days <= 0 and not most):
            return 0.0
        return chance_of(
            supply[line.sku], line.ahead + line.short, max(0.0, days), rules.shrinkage_k, most=most
        )

    return all_of_it([(chance(one), sellers(supply.get(one.sku), one.sku in dated)) for one in short])


def sellers(supply: SkuSupply | None, dated: bool) -> set[str]:
    """Who can bring a SKU; nobody needs to where the operator says when it is here."""
    if supply is None or dated:
        return set()
    found = {one.supplier for one in supply.offers if one.left != 0} | {
        one.supplier for one in supply.incoming
    }
    return found - {""}


def all_of_it(lines: Sequence[tuple[float, set[str]]]) -> float:
    """That all of an order's SKUs come: of every way to say which supplier each comes from, or that it comes by itself,
    the likeliest. One supplier's come together, as the least likely of them does."""
    best = 0.0
    for way in product(*([*names, None] for _chance, names in lines)):
        least: dict[object, float] = {}
        for at, ((chance, _names), name) in enumerate(zip(lines, way, strict=True)):
            hand = at if name is None else name
            least[hand] = min(chance, least.get(hand, 1.0))
        all_come = 1.0
        for chance in sorted(least.values(), reverse=True):
            all_come *= chance
        best = max(best, all_come)
    return best


def chance_of(supply: SkuSupply, pieces: int, days: float, k: float, *, most: bool = False) -> float:
    """That so many pieces from the head of the line are here within so many days: the best that a supplier asked today
    promises, or else what is on its way."""
    covered_by, coming = 0, 0.0
    found = 1.0
    for purchase in supply.incoming:
        covered_by += purchase.quantity
        found = min(found, purchase.chance(days, k, most=most))
        if covered_by >= pieces:
            coming = found
            break
    return max(coming, supply.ordered_today(pieces, days, k, most=most)[0])
