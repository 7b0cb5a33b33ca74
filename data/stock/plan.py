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

from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal

import msgspec

from data.settings import Stock
from data.stock.lead_time import History, chance

Action = Literal["ship_now", "wait_restock", "ask_time", "ask_cancel"]
ACTIONS: Final[tuple[Action, ...]] = ("ship_now", "wait_restock", "ask_time", "ask_cancel")
"""What a plan can say of an order, the most hopeful first."""

UNPROVEN: Final = ("setting", "no_deadline")
"""Reasons that rest on no purchase: they count as neither saved nor lost."""

FOREVER: Final = 36_500.0
"""Days that no lead time exceeds."""

DAY: Final = 86_400_000_000
"""Microseconds in a day."""


class Incoming(msgspec.Struct, frozen=True):
    """An open purchase of a SKU: pieces on their way, ordered `age` days ago."""

    quantity: int
    age: float
    levels: tuple[History, ...]


class SkuSupply(msgspec.Struct, frozen=True, kw_only=True):
    """How pieces of one SKU can still come."""

    levels: tuple[tuple[History, ...], ...] = ()
    """One entry per supplier it can be ordered from now: histories, most specific first."""
    incoming: tuple[Incoming, ...] = ()
    """Open purchases, the oldest first."""
    expected_at: int | None = None
    """The operator's own word for when it is back; microseconds UTC."""

    def chance(self, pieces: int, slack: float, k: float) -> float:
        """Chance that `pieces`, counted from the head of the line for this SKU, are here within `slack` days."""
        found = max((chance(levels, slack, k) for levels in self.levels), default=0.0)
        covered, on_the_way = 0, 1.0
        for purchase in self.incoming:
            covered += purchase.quantity
            on_the_way = min(on_the_way, chance(purchase.levels, purchase.age + slack, k, purchase.age))
            if covered >= pieces:
                return max(found, on_the_way)
        return found


class ShortLine(msgspec.Struct, frozen=True):
    """What an order lacks of one SKU."""

    sku: str
    short: int
    ahead: int
    """Pieces that orders before it in the line lack of the same SKU, and would get first."""


class Order(msgspec.Struct, frozen=True, kw_only=True):
    """An order the stock-out hits, as far as the plan needs it."""

    order_key: str
    ship_by: int | None
    currency: str
    total: Decimal
    short: tuple[ShortLine, ...] = ()
    """Empty where stock covers it."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
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


def plan(orders: Sequence[Order], supply: dict[str, SkuSupply], rules: Stock, now: int) -> list[Step]:
    """One step per order. `now` is microseconds UTC; a SKU missing from `supply` can't be restocked."""
    return [_step(order, supply, rules, now) for order in orders]


def overruled(step: Step, action: str | None) -> Step:
    """`step` as the operator has it: their action, for the reason `operator`; None or "none" leave it as it is."""
    if action is None or action == "none" or action == step.action or action not in ACTIONS:
        return step
    saved, lost = step.saved, step.lost
    if action == "ask_cancel":
        saved, lost = Decimal(0), step.saved + step.lost
    return msgspec.structs.replace(step, action=action, reason="operator", saved=saved, lost=lost)


def _step(order: Order, supply: dict[str, SkuSupply], rules: Stock, now: int) -> Step:
    if not order.short:
        return _said(order, rules, "ship_now", "covered", 1.0, None)
    if order.ship_by is None:
        return _said(order, rules, "wait_restock", "no_deadline", None, None)
    slack = (order.ship_by - now) / DAY - rules.handling_days
    if order.ship_by <= now:
        return _said(order, rules, "ask_cancel", "overdue", 0.0, slack)
    promised = _promised(order, supply)
    if promised is not None:
        return _by_date(order, rules, promised, now, slack)
    in_time = _chance(order, supply, rules, slack)
    if in_time >= rules.lowest_chance:
        return _said(order, rules, "wait_restock", "chance", in_time, slack)
    later = _chance(order, supply, rules, slack + rules.ask_time_days)
    if later < rules.lowest_chance:
        most = _chance(order, supply, rules, FOREVER)
        if most < rules.lowest_chance:
            return _by_few(order, rules, slack, in_time, later, most)
    if later >= rules.lowest_chance:
        return _said(order, rules, "ask_time", "chance_with_time", later, slack)
    return _said(order, rules, "ask_cancel", "too_late", in_time, slack)


def _by_few(order: Order, rules: Stock, slack: float, in_time: float, later: float, most: float) -> Step:
    """Too few purchases to promise enough: go by the longest seen and by the setting, and say so."""
    reason = "few_data" if most > 0 else "setting"
    if slack >= rules.lead_time_days and in_time >= most:
        return _said(order, rules, "wait_restock", reason, in_time if most else None, slack)
    if slack + rules.ask_time_days >= rules.lead_time_days and later >= most:
        return _said(order, rules, "ask_time", reason, later if most else None, slack)
    return _said(order, rules, "ask_cancel", reason, in_time if most else None, slack)


def _promised(order: Order, supply: dict[str, SkuSupply]) -> int | None:
    """When the operator says the last of the short SKUs is back; None unless he said so of every one."""
    dates = [supply[line.sku].expected_at if line.sku in supply else None for line in order.short]
    return max(date for date in dates if date is not None) if dates and None not in dates else None


def _by_date(order: Order, rules: Stock, promised: int, now: int, slack: float) -> Step:
    wait = (max(promised, now) - now) / DAY
    action: Action = "ask_cancel"
    if wait <= slack:
        action = "wait_restock"
    elif wait <= slack + rules.ask_time_days:
        action = "ask_time"
    return _said(order, rules, action, "operator_date", None, slack)


def _chance(order: Order, supply: dict[str, SkuSupply], rules: Stock, slack: float) -> float:
    late = 0.0
    for line in order.short:
        known = supply.get(line.sku)
        pieces = line.ahead + line.short
        late += 1.0 - (known.chance(pieces, slack, rules.shrinkage_k) if known and slack > 0 else 0.0)
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
