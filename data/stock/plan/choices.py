"""What a restock from each supplier would do for the orders that lack a SKU: the same plan by that supplier alone."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.desk.connection import fetching
from orderdeck.data.stock.plan.allowed import by_number
from orderdeck.data.stock.plan.counted.counting import settle
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.plan import Planned, plan
from orderdeck.data.stock.plan.planned_lines import debts_of, lines_of, words_of
from orderdeck.data.stock.plan.records import Order, Step
from orderdeck.data.stock.plan.rules import slack_of
from orderdeck.data.stock.supply.chances import Chances
from orderdeck.data.stock.supply.costs import costs_of
from orderdeck.data.stock.supply.suppliers import Supplier, SupplyBook
from orderdeck.data.stock.supply.supply import Offer, SkuSupply

if TYPE_CHECKING:
    import duckdb


_NOBODY: Final = Offer((), left=0)
"""Nothing is ordered: who lacks more than is on its way is given up, and leaves that to those behind."""
_BY_SETTING: Final = ("setting", "no_supplier")
"""Reasons to wait that rest on nobody."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A restock that could be ordered now; one from nobody is what becomes of the orders without."""

    supplier: Supplier | None
    pieces: int = 0
    cost: Decimal | None = None
    """Price times pieces, in the supplier's currency; None where no price is known."""
    chance: tuple[float, float] | None = None
    """The lowest and the highest chance among the orders that all comes in time; None where nothing tells."""
    kept: int = 0
    """Orders that can wait for it."""
    saved: dict[str, Decimal]
    """Currency -> what the plan saves of these orders then; more time counts as not given, since a buyer would have to
    give it."""
    saved_unknown: int = 0
    """Orders kept whose amount or currency isn't known."""


def choices(
    con: "duckdb.DuckDBPyConnection",
    book: SupplyBook,
    sku: str,
    rules: Stock,
    now: int,
    pieces: Mapping[str, int],
) -> list[Choice]:
    """What becomes of the orders that lack `sku` if nothing is ordered, then if `pieces` (by supplier) are ordered from
    each of its suppliers, the quickest first, of those equal in chance the cheapest. `now` in microseconds UTC.

    A date that the operator gave for the SKU is left out: it is the same whoever sends. Their word on an order counts.
    """
    lines, others = lines_of(con, sku, book)
    others.pop(sku, None)
    orders = _Orders(con, lines, rules, now)
    incoming = book.supply(sku).incoming
    found = [orders.choice(others | {sku: SkuSupply(offers=(_NOBODY,), incoming=incoming)}, None, 0, sku)]
    for one in book.suppliers(sku):
        offer = book.offer(sku, one.name)
        if offer is not None:
            supply = others | {sku: SkuSupply(offers=(offer,), incoming=incoming)}
            found.append(orders.choice(supply, one, pieces[one.name], sku))
    return cheapest_of_equals(found)


def cheapest_of_equals(found: Sequence[Choice]) -> list[Choice]:
    """`found` as it is, but for neighbours that are equal in chance, in whole percents, and in orders that can wait:
    the cheapest of these comes first, those without a price last, where their prices are in one currency."""
    ordered: list[Choice] = []
    for _alike, alike in groupby(found, key=_in_chance):
        run = list(alike)
        currencies = {
            one.supplier.currency for one in run if one.supplier and one.supplier.last_price is not None
        }
        ordered += sorted(run, key=_price) if len(currencies) == 1 else run
    return ordered


def _in_chance(one: Choice) -> tuple[bool, tuple[int, ...] | None, int]:
    chance = None if one.chance is None else tuple(round(100 * part) for part in one.chance)
    return one.supplier is None, chance, one.kept


def _price(one: Choice) -> tuple[bool, Decimal]:
    price = one.supplier.last_price if one.supplier else None
    return price is None, price or Decimal(0)


class _Orders:
    """The orders that lack the SKU."""

    def __init__(
        self,
        con: "duckdb.DuckDBPyConnection",
        lines: pl.DataFrame,
        rules: Stock,
        now: int,
    ) -> None:
        self._con, self._lines, self._rules, self._now = con, lines, rules, now
        self._words, self._debts = words_of(con), debts_of(con)
        self._allowed = by_number(fetching(con))

    def choice(self, supply: Mapping[str, SkuSupply], one: Supplier | None, pieces: int, sku: str) -> Choice:
        """What becomes of them by this supply."""
        chances, goods = Chances(supply, self._rules.shrinkage_k), Goods(supply, self._now)
        planned = self._planned(goods, chances, one, sku)
        settled = settle(planned, goods, chances, self._rules, self._now, self._debts)
        hit = [at for at, order in enumerate(planned.orders) if any(line.sku == sku for line in order.short)]
        steps = [settled.steps[at] for at in hit]
        saved: dict[str, Decimal] = {}
        for step in steps:
            if step.saved_in_time and step.currency:
                saved[step.currency] = saved.get(step.currency, Decimal(0)) + step.saved_in_time
        price = one.last_price if one else None
        return Choice(
            supplier=one,
            pieces=pieces,
            cost=None if price is None else price * pieces,
            chance=self._span([planned.orders[at] for at in hit], steps, chances, goods)
            if _tells(supply[sku])
            else None,
            kept=sum(map(_is_kept, steps)),
            saved=saved,
            saved_unknown=sum(_is_kept(step) and not step.currency for step in steps),
        )

    def _planned(self, goods: Goods, chances: Chances, one: Supplier | None, sku: str) -> Planned:
        """Of all orders in the line, those too that only stand before or between these for something else."""
        keys: Sequence[str] = self._lines["order_key"].unique().to_list()
        if one is None:
            costs = costs_of(self._con, self._rules, keys)
        else:
            costs = costs_of(
                self._con, self._rules, keys, sku=sku, price=one.last_price, currency=one.currency
            )
        return plan(self._lines, goods, self._rules, self._now, chances, self._allowed, costs, self._words)

    def _span(
        self, orders: Sequence[Order], steps: Sequence[Step], chances: Chances, goods: Goods
    ) -> tuple[float, float] | None:
        """The lowest and the highest chance in time, of orders that goods can still reach: as their steps state it
        where they wait, else as it would be at best."""
        stated = {
            one.order_key: one.chance
            for one in steps
            if one.action == "wait_restock" and one.chance is not None
        }
        reached = [
            one
            for one in orders
            if one.ship_by is not None and slack_of(one.ship_by, self._rules, self._now) > 0
        ]
        lines = pl.DataFrame(
            [
                (slack_of(one.ship_by or 0, self._rules, self._now), line.sku, line.ahead + line.short)
                for one in reached
                for line in one.short
            ],
            schema={"slack": pl.Float64, "sku": pl.String, "pieces": pl.Int64},
            orient="row",
        )
        (in_time,) = chances.of(lines["sku"], lines["pieces"], (lines["slack"],))
        each = iter(in_time)
        found = [
            stated.get(one.order_key, goods.all_come(one.short, [next(each) for _line in one.short]))
            for one in reached
        ]
        return (min(found), max(found)) if found else None


def _is_kept(step: Step) -> bool:
    return step.action == "wait_restock" and step.reason not in _BY_SETTING


def _tells(supply: SkuSupply) -> bool:
    """Whether any purchase is known that a chance could rest on."""
    told = [one.levels for one in supply.offers] + [one.levels for one in supply.incoming]
    return any(history.n for levels in told for history in levels)
