"""The plan of many orders at once: the same steps as `data.stock.plan.plan` gives one by one, whole columns at a
time."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.settings import Stock
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.plan.giving_up import Released
from orderdeck.data.stock.plan.plan import (
    all_come,
    behind,
    expected,
    hangs_on_each,
    is_unknown,
    overruled,
    planned,
    promised,
    step,
    told,
)
from orderdeck.data.stock.plan.records import DAY, Likely, Order, ShortLine, Step
from orderdeck.data.stock.supply.chances import Chances
from orderdeck.data.stock.supply.supply import FOREVER, SkuSupply

FEW: Final = 100
"""Orders that are still quicker planned one by one."""


def plan_all(
    lines: pl.DataFrame,
    supply: Mapping[str, SkuSupply],
    rules: Stock,
    now: int,
    chances: Chances,
    allowed: Callable[[int | None, bool], Allowed],
    costs: Mapping[str, Decimal] | None = None,
    words: Mapping[str, str] | None = None,
) -> list[Step]:
    """One step per order that goes without something, in the line's order. `now` is microseconds UTC.

    `lines` has order_key, ship_by (µs, UTC), currency, total (decimal text), policy, part_shipped, estimated, sku,
    short, ahead: the lines of an order together. `allowed` tells of policy and part_shipped what may be proposed.
    `chances` are those of `supply`, which has every SKU that can be restocked; `costs` what the goods of an order cost,
    where that is known; `words` the operator's own action for an order.
    """
    slack = (lines["ship_by"] - now) / DAY - rules.handling_days
    room = lines.select(
        pl.max_horizontal("ship_by", pl.when(pl.col("ship_by").is_not_null()).then(now))
    ).to_series()
    later = (room - now) / DAY - rules.handling_days + rules.ask_time_days
    days = (slack, later, pl.repeat(FOREVER, lines.height, eager=True))
    in_time, with_time, most = chances.of(lines["sku"], lines["ahead"] + lines["short"], days)
    keys, ship_bys, currencies, totals, skus = (
        lines[name].to_list() for name in ("order_key", "ship_by", "currency", "total", "sku")
    )
    costs, words, released = costs or {}, words or {}, Released(supply)
    capped = {sku for sku, one in supply.items() if any(offer.left is not None for offer in one.offers)}
    policies, parts, estimates = (lines[name].to_list() for name in ("policy", "part_shipped", "estimated"))
    dated = expected(supply, now)
    strangers = {sku for sku in set(skus) if is_unknown(sku, supply)}
    shorts, aheads = lines["short"].to_list(), lines["ahead"].to_list()
    pieces = (lines["ahead"] + lines["short"]).to_list()
    starts = lines.select((pl.col("order_key") != pl.col("order_key").shift()).fill_null(True).arg_true())
    steps = []
    for start, end in pairwise([*starts.to_series().to_list(), lines.height]):
        order = Order(
            order_key=keys[start],
            ship_by=ship_bys[start],
            currency=currencies[start],
            total=Decimal(totals[start]),
            cost=costs.get(keys[start]),
            allowed=allowed(policies[start], parts[start]),
            estimated=estimates[start],
        )
        # Planned by itself where those given up before it leave it other goods than the columns reckon with.
        nearer = released.before(skus[start:end]) and released.nearer(
            zip(skus[start:end], shorts[start:end], aheads[start:end], strict=True)
        )
        if end == start + 1:
            odds = in_time[start], with_time[start], most[start]
        else:
            odds = all_come(in_time[start:end]), all_come(with_time[start:end]), all_come(most[start:end])
        # Few suppliers say that they have so many left, and few SKUs have none: mostly there is nothing to ask for.
        too_few = bool(capped) and any(
            sku in capped and supply[sku].too_few(count)
            for sku, count in zip(skus[start:end], pieces[start:end], strict=True)
        )
        unknown = bool(strangers) and any(sku in strangers for sku in skus[start:end])
        likely = Likely(*odds, unknown, too_few)
        word = partial(told, zip(skus[start:end], pieces[start:end], strict=True), supply)
        back = promised(skus[start:end], dated) if dated else None
        found = step(order, back, likely, word, rules, now)
        if nearer or (end > start + 1 and hangs_on_each(found, skus[start:end], dated)):
            short = zip(skus[start:end], shorts[start:end], aheads[start:end], strict=True)
            lacks = behind((ShortLine(*one) for one in short), released)
            found = planned(msgspec.structs.replace(order, short=lacks), supply, dated, rules, now)
        if words:
            found = overruled(found, words.get(order.order_key))
        released.said(found.action, zip(skus[start:end], shorts[start:end], strict=True))
        steps.append(found)
    return steps
