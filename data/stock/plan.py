"""What to do about each order that stock can't cover: wait, ask for time, or ask to cancel, and with what chance.

The rules, in this order, for an order that stock doesn't cover (settings in `[stock]`):

1. past its ship-by time: ask to cancel; the order closes by itself and the buyer should hear it from us first;
2. the operator gave a date for the SKU: wait where it leaves time to handle the goods, else ask for more time where
   `ask_time_days` more would do, else ask to cancel;
3. the chance that what is short arrives in time is at least `lowest_chance`: wait for restock;
4. with `ask_time_days` more it would be: ask for more time (only the buyer can extend, so it must be asked for);
5. otherwise ask to cancel now: it leaves the buyer time to act before the order closes as not fulfilled.

Where so few purchases are known that no wait could ever reach `lowest_chance` (n / (n + 1) is below it), 3 and 4 ask
instead that the slack is longer than `lead_time_days` and than every lead time seen; the chance stated stays honest.

Slack is ship-by minus now minus handling. Several short SKUs in one order count as if their delays had nothing in
common to hope for: the chances of being late add up (Boole's inequality).
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final, Literal

import msgspec

from data.settings import Stock
from data.stock.chances import Chances
from data.stock.supply import FOREVER, SkuSupply

Action = Literal["ship_now", "wait_restock", "ask_time", "ask_cancel"]
ACTIONS: Final[tuple[Action, ...]] = ("ship_now", "wait_restock", "ask_time", "ask_cancel")
"""What a plan can say of an order, the most hopeful first."""

UNPROVEN: Final = ("setting", "no_deadline")
"""Reasons that rest on no purchase: they count as neither saved nor lost."""

FEW: Final = 100
"""Orders whose chances are still reckoned one by one: quicker for them than whole columns."""

DAY: Final = 86_400_000_000
"""Microseconds in a day."""


_Likely = tuple[float, float, float]
"""The chance that what an order lacks comes within its slack, with the time that can be asked for, and ever."""
_UNLIKELY: Final[_Likely] = (0.0, 0.0, 0.0)


class ShortLine(msgspec.Struct, frozen=True, gc=False):
    """What an order lacks of one SKU."""

    sku: str
    short: int
    ahead: int
    """Pieces that orders before it in the line lack of the same SKU, and would get first."""


class Order(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An order the stock-out hits, as far as the plan needs it."""

    order_key: str
    ship_by: int | None
    currency: str
    total: Decimal
    short: tuple[ShortLine, ...] = ()
    """Empty where stock covers it."""


class Step(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What the plan says of one order, why, and what that saves and risks in the order's currency."""

    order_key: str
    action: Action
    reason: str
    """A code: covered, overdue, operator_date, chance, chance_with_time, few_data, setting, too_late, no_deadline,
    operator."""
    chance: float | None = None
    slack_days: float | None = None
    currency: str = ""
    saved: Decimal = Decimal(0)
    lost: Decimal = Decimal(0)


def plan(
    orders: Sequence[Order],
    supply: Mapping[str, SkuSupply],
    rules: Stock,
    now: int,
    chances: Chances | None = None,
) -> list[Step]:
    """One step per order. `now` is microseconds UTC; a SKU missing from `supply` can't be restocked.

    Many orders are reckoned at once, with `chances` of that supply where the caller keeps them.
    """
    dated = {sku: one.expected_at for sku, one in supply.items() if one.expected_at is not None}
    open_ones = [one for one in orders if one.short and one.ship_by is not None and one.ship_by > now]
    if len(open_ones) <= FEW:
        likely = {one.order_key: _likely(one, supply, rules, now) for one in open_ones}
    else:
        likely = _all_likely(open_ones, chances or Chances(supply, rules.shrinkage_k), rules, now)
    return [_step(order, dated, likely.get(order.order_key, _UNLIKELY), rules, now) for order in orders]


def overruled(step: Step, action: str | None) -> Step:
    """`step` as the operator has it: their action, for the reason `operator`; None or "none" leave it as it is."""
    if action is None or action == "none" or action == step.action or action not in ACTIONS:
        return step
    saved, lost = step.saved, step.lost
    if action == "ask_cancel":
        saved, lost = Decimal(0), step.saved + step.lost
    return msgspec.structs.replace(step, action=action, reason="operator", saved=saved, lost=lost)


def _step(order: Order, dated: Mapping[str, int], likely: _Likely, rules: Stock, now: int) -> Step:
    if not order.short:
        return _said(order, rules, "ship_now", "covered", 1.0, None)
    if order.ship_by is None:
        return _said(order, rules, "wait_restock", "no_deadline", None, None)
    slack = _slack(order.ship_by, rules, now)
    if order.ship_by <= now:
        return _said(order, rules, "ask_cancel", "overdue", 0.0, slack)
    promised = _promised(order, dated)
    if promised is not None:
        return _by_date(order, rules, promised, now, slack)
    in_time, later, most = likely
    if in_time >= rules.lowest_chance:
        return _said(order, rules, "wait_restock", "chance", in_time, slack)
    if later >= rules.lowest_chance:
        return _said(order, rules, "ask_time", "chance_with_time", later, slack)
    if most < rules.lowest_chance:
        return _by_few(order, rules, slack, in_time, later, most)
    return _said(order, rules, "ask_cancel", "too_late", in_time, slack)


def _by_few(order: Order, rules: Stock, slack: float, in_time: float, later: float, most: float) -> Step:
    """Too few purchases to promise enough: go by the longest seen and by the setting, and say so."""
    reason = "few_data" if most > 0 else "setting"
    if slack >= rules.lead_time_days and in_time >= most:
        return _said(order, rules, "wait_restock", reason, in_time if most else None, slack)
    if slack + rules.ask_time_days >= rules.lead_time_days and later >= most:
        return _said(order, rules, "ask_time", reason, later if most else None, slack)
    return _said(order, rules, "ask_cancel", reason, in_time if most else None, slack)


def _promised(order: Order, dated: Mapping[str, int]) -> int | None:
    """When the operator says the last of the short SKUs is back; None unless he said so of every one."""
    if not dated or any(line.sku not in dated for line in order.short):
        return None
    return max(dated[line.sku] for line in order.short)


def _by_date(order: Order, rules: Stock, promised: int, now: int, slack: float) -> Step:
    wait = (max(promised, now) - now) / DAY
    action: Action = "ask_cancel"
    if wait <= slack:
        action = "wait_restock"
    elif wait <= slack + rules.ask_time_days:
        action = "ask_time"
    return _said(order, rules, action, "operator_date", None, slack)


def _slack(ship_by: int, rules: Stock, now: int) -> float:
    return (ship_by - now) / DAY - rules.handling_days


def _likely(order: Order, supply: Mapping[str, SkuSupply], rules: Stock, now: int) -> _Likely:
    slack = _slack(order.ship_by or 0, rules, now)
    in_time, later, most = (
        _all_come(
            [
                supply[line.sku].chance(line.ahead + line.short, days, rules.shrinkage_k)
                if line.sku in supply and days > 0
                else 0.0
                for line in order.short
            ]
        )
        for days in (slack, slack + rules.ask_time_days, FOREVER)
    )
    return in_time, later, most


def _all_likely(orders: Sequence[Order], chances: Chances, rules: Stock, now: int) -> dict[str, _Likely]:
    """What `_likely` says of each of these orders."""
    lines = [line for order in orders for line in order.short]
    skus, pieces = [line.sku for line in lines], [line.ahead + line.short for line in lines]
    slacks: list[float] = []
    for one in orders:
        slacks += [_slack(one.ship_by or 0, rules, now)] * len(one.short)
    later = [slack + rules.ask_time_days for slack in slacks]
    found = chances.of(skus * 3, pieces * 3, [*slacks, *later, *[FOREVER] * len(lines)])
    each = zip(found, found[len(lines) :], found[2 * len(lines) :], strict=False)
    likely: dict[str, _Likely] = {}
    for order in orders:
        if len(order.short) == 1:
            likely[order.order_key] = next(each)
        else:
            in_time, then, most = zip(*islice(each, len(order.short)), strict=True)
            likely[order.order_key] = _all_come(in_time), _all_come(then), _all_come(most)
    return likely


def _all_come(chances: Sequence[float]) -> float:
    """The chance that each of an order's short SKUs is there, the chances of being late added up."""
    if len(chances) == 1:
        return chances[0]
    late = 0.0
    for one in chances:
        late += 1.0 - one
    return max(0.0, 1.0 - late)


def _said(
    order: Order, rules: Stock, action: Action, reason: str, likely: float | None, slack: float | None
) -> Step:
    saved = lost = Decimal(0)
    if action == "ask_cancel":
        lost = order.total
    elif reason not in UNPROVEN:
        saved = order.total * Decimal(str(round(1.0 if likely is None else likely, 4)))
        lost = order.total - saved
        if action != "ship_now" and order.total:
            lost += rules.non_fulfilment_cost * (lost / order.total)
    return Step(
        order_key=order.order_key,
        action=action,
        reason=reason,
        chance=likely,
        slack_days=slack,
        currency=order.currency,
        saved=saved,
        lost=lost,
    )
