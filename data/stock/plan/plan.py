"""The plan of orders that stock can't cover: one walk down the line, with the odds of all of them asked for at once."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import msgspec
import polars as pl

from orderdeck.data.base.settings import Stock
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.plan.giving_up import Released
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.odds import LineOdds
from orderdeck.data.stock.plan.planned_lines import orders_of
from orderdeck.data.stock.plan.records import Step
from orderdeck.data.stock.plan.rules import overruled, planned
from orderdeck.data.stock.supply.chances import Chances
from orderdeck.data.stock.supply.supply import SkuSupply


def plan(
    lines: pl.DataFrame,
    supply: Mapping[str, SkuSupply],
    rules: Stock,
    now: int,
    chances: Chances,
    allowed: Callable[[int | None, bool], Allowed],
    costs: Mapping[str, Decimal] | None = None,
    words: Mapping[str, str] | None = None,
) -> list[Step]:
    """One step per order that goes without something, in the line's order: those behind wait for nothing that an order
    wants which is given up. `now` is microseconds UTC.

    `lines` has order_key, ship_by (µs, UTC), currency, total (decimal text), policy, part_shipped, estimated, sku,
    short, ahead: the lines of an order together. `allowed` tells of policy and part_shipped what may be proposed.
    `chances` are those of `supply`, which has every SKU of the lines; `costs` what the goods of an order cost, where
    that is known; `words` the operator's own action for an order.
    """
    goods = Goods(supply, now)
    odds, released = LineOdds(lines, goods, chances, rules, now), Released(supply)
    steps, line = [], 0
    for order in orders_of(lines, allowed, costs or {}):
        lacks = order.short
        short = released.behind(lacks)
        if short is not lacks:
            order = msgspec.structs.replace(order, short=short)
        likely = odds.of(line, short)
        line += len(short)
        found = planned(order, likely, goods, rules, now)
        if words:
            found = overruled(found, words.get(order.order_key))
        released.said(found.action, lacks)
        steps.append(found)
    return steps
