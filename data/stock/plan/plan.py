"""The plan of orders that stock can't cover: one walk down the line, with the odds of all of them asked for at once."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.allowed import GIVEN_UP, Allowed
from orderdeck.data.stock.plan.giving_up import Released
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.odds import LineOdds
from orderdeck.data.stock.plan.planned_lines import orders_of
from orderdeck.data.stock.plan.records import Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import overruled, planned
from orderdeck.data.stock.supply.chances import Chances


class Planned(NamedTuple):
    """What a plan is of, and what it says, in the line's order."""

    orders: list[Order]
    """With what they lack as the line stands without those that are given up."""
    steps: list[Step]
    """One for each of them."""


def plan(
    lines: pl.DataFrame,
    goods: Goods,
    rules: Stock,
    now: int,
    chances: Chances,
    allowed: Callable[[int | None, bool], Allowed],
    costs: Mapping[str, Decimal] | None = None,
    words: Mapping[str, str] | None = None,
) -> Planned:
    """One step per order that goes without something, in the line's order: those behind wait for nothing that an order
    wants which is given up, and have its share of what was left over. `now` is microseconds UTC.

    `lines` has order_key, ship_by (µs, UTC), currency, total (decimal text), policy, part_shipped, estimated, sku,
    short, ahead, spare: the lines of an order together. `allowed` tells of policy and part_shipped what may be
    proposed. `chances` are those of `goods`, which have every SKU of the lines; `costs` what the goods of an order
    cost, where that is known; `words` the operator's own action for an order.
    """
    odds, released = LineOdds(lines, goods, chances, rules, now), Released(goods.supply)
    orders: list[Order] = []
    steps: list[Step] = []
    given_up: list[tuple[int, tuple[ShortLine, ...]]] = []
    line = 0
    for order in orders_of(lines, allowed, costs or {}):
        lacks = order.short
        short = released.behind(lacks)
        if short is not lacks:
            order = msgspec.structs.replace(order, short=short)
        step = planned(order, odds.of(line, lacks, short), goods, rules, now)
        line += len(lacks)
        if words:
            step = overruled(step, words.get(order.order_key), order.total)
        released.said(step.action, lacks)
        if step.action in GIVEN_UP:
            given_up.append((len(orders), lacks))
        orders.append(order)
        steps.append(step)
    for at, lacks in given_up:
        if released.shared(lacks):
            orders[at] = msgspec.structs.replace(orders[at], short=released.keep(lacks))
    return Planned(orders, steps)
