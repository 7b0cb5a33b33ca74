"""What to do about an order that stock can't cover: wait, ask for time, or give it up, and with what chance.

The rules, in this order, for an order that stock doesn't cover (settings in `[stock]`). Giving an order up and asking
for more time go by what its marketplace allows (`data.stock.plan.allowed`): the buyer applies to cancel, or the seller
cancels, or, where that isn't known or part of it was sent, the buyer is asked; the buyer puts the ship-by time off, or
agrees to wait until a stated day, or no more time is asked for.

1. past its ship-by time: give it up, but where the buyer may agree to wait even so;
2. the operator gave a date for the SKU that isn't over: wait where it leaves time to handle the goods, else ask for
   more time where `ask_time_days` more would do, else give it up;
3. suppliers say that they have too few of it, with what is on its way, or what its goods are known to cost makes
   sending it dearer than cancelling: give it up;
4. the chance that what is short arrives in time is high enough (`enough`): wait for restock;
5. with `ask_time_days` more it would be: ask for more time;
6. otherwise give it up now: it leaves time to act before the order counts as not fulfilled.

Where so little is known that no wait could be likely enough though every delivery had come in time, 4 and 5 ask instead
that the slack is longer than what the suppliers say, or `lead_time_days` where they say nothing, and than every lead
time seen; where they say nothing, some have to speak for the goods. So what comes in time never makes an order worse
off. The chance stated stays honest. Where nobody is known to sell it no chance is stated at all, nor where no time is
left for goods to come.

Slack is ship-by minus now minus handling. Of several short SKUs in one order the chance is that all of them come
(`data.stock.plan.together`). The operator's date for one of them is as good as a fact about that one. An order never
fares better for lacking more: where too little is known of one SKU, what is known of another still counts.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

import msgspec

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.allowed import ACTIONS, GIVEN_UP, LATER, Action
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.odds import Odds
from orderdeck.data.stock.plan.records import DAY, UNPROVEN, Likely, Order, ShortLine, Step
from orderdeck.data.stock.supply.lead_time import EVEN

_NOTHING: Final = Decimal(0)

GUESSED: Final = ("few_data", "supplier_word", "setting", "no_supplier")
"""Reasons that go by days that somebody named, since too little was ever bought."""

Word = Callable[[Sequence[ShortLine]], float | None]
"""Asks for the open days after which all that an order lacks is here by the suppliers' own word; None where they don't
say so of every SKU. Asked of the few orders that hang on it alone."""


def planned(order: Order, odds: Sequence[Odds], goods: Goods, rules: Stock, now: int) -> Step:
    """The step of one order: `odds` of each of the lines that it is short of. `now` is microseconds UTC."""
    if not order.short:
        return covered(order, rules)
    together = found = _taken_together(order, odds, goods, rules, now)
    if len(order.short) == 1 or not _hangs_on_each(found, order, goods):
        return found
    for line, one in zip(order.short, odds, strict=True):
        alone = _taken_together(msgspec.structs.replace(order, short=(line,)), (one,), goods, rules, now)
        worse = _rank(alone) > _rank(found)
        if worse or (alone.action in GIVEN_UP and alone.reason == "operator_date"):
            found = alone
    if found is not together and together.reason == "no_supplier":
        # Nobody is known to sell one of them: how likely another comes is no chance of the order's.
        return _step_of(order, rules, found.action, found.reason, None, found.slack_days)
    if found.action in LATER and found is not together and found.chance is not None:
        # One of them alone needs more time; how likely all come is another matter.
        all_later = goods.all_come(order.short, [later for _in_time, later, *_most in odds])
        likely = None if together.chance is None else all_later
        return _step_of(order, rules, found.action, together.reason, likely, found.slack_days)
    return found


def covered(order: Order, rules: Stock) -> Step:
    """The step of an order that lacks nothing."""
    return _step_of(order, rules, "ship_now", "covered", 1.0, None)


def unwanted(steps: Iterable[Step]) -> list[str]:
    """Orders that the plan gives up for what is known, by key: nothing is bought for them. One that is given up because
    so little is known may still be sent, should a restock come."""
    return [one.order_key for one in steps if one.action in GIVEN_UP and one.reason not in GUESSED]


def _taken_together(order: Order, odds: Sequence[Odds], goods: Goods, rules: Stock, now: int) -> Step:
    if len(odds) == 1:
        in_time, later, most, most_later = odds[0]
        least, least_later = in_time, later
    else:
        in_time, later, most, most_later = (
            goods.all_come(order.short, one) for one in zip(*odds, strict=True)
        )
        least, least_later = min(one[0] for one in odds), min(one[1] for one in odds)
    likely = Likely(
        in_time,
        later,
        most,
        most_later,
        goods.unknown(order.short),
        goods.too_few(order.short),
        least > EVEN,
        least_later > EVEN,
    )
    return step(order, goods.promised(order.short), likely, goods.told, rules, now)


def _hangs_on_each(found: Step, order: Order, goods: Goods) -> bool:
    """Whether what is said of an order may be no better than what is said of each SKU alone that it lacks: where it
    goes by named days, or where some of them, not all, have the operator's date."""
    if found.reason in GUESSED and found.action not in GIVEN_UP:
        return True
    dated = goods.dated
    return bool(dated) and found.reason != "operator_date" and any(one.sku in dated for one in order.short)


def _rank(step: Step) -> int:
    return 2 if step.action in GIVEN_UP else 1 if step.action in LATER else 0


def overruled(step: Step, action: str | None, total: Decimal) -> Step:
    """`step` of an order of so much money as the operator has it: their action, for the reason `operator`; None or
    "none" leave it as it is. What they give up is lost whole, also where nothing told how likely it was.

    Whichever word they gave, an order ends, and more time is asked for, in the way that its marketplace allows.
    """
    if action in ("ask_cancel", "cancel"):
        action = step.allowed.give_up
    elif action in LATER:
        action = step.allowed.more_time or "ask_wait"
    if action is None or action == "none" or action == step.action or action not in ACTIONS:
        return step
    saved, lost = step.saved, step.lost
    if action in GIVEN_UP:
        saved, lost = _NOTHING, total
    return msgspec.structs.replace(step, action=action, reason="operator", saved=saved, lost=lost)


def step(order: Order, promised: int | None, likely: Likely, word: Word, rules: Stock, now: int) -> Step:
    """The step for an order that stock doesn't cover."""
    if order.ship_by is None:
        return _step_of(order, rules, "wait_restock", "no_deadline", None, None)
    slack = slack_of(order.ship_by, rules, now)
    if order.ship_by <= now and order.allowed.more_time != "ask_wait":
        return _step_of(order, rules, order.allowed.give_up, "overdue", None, slack)
    if promised is not None:
        return _by_date(order, rules, promised, now, slack)
    if likely.too_few:
        return _step_of(order, rules, order.allowed.give_up, "sold_out", None, slack)
    needed = enough(order.total, rules, order.cost)
    if order.cost is not None and needed >= 1.0:
        return _step_of(order, rules, order.allowed.give_up, "no_margin", None, slack)
    if likely.in_time >= needed and not likely.unknown:
        return _step_of(order, rules, "wait_restock", "chance", likely.in_time, slack)
    by_few = None
    if likely.most < needed or likely.unknown:
        by_few = _by_few(order, rules, now, likely, word(order.short))
        if by_few.action == "wait_restock":
            return by_few
    if order.allowed.more_time and likely.later >= needed and not likely.unknown:
        return _step_of(order, rules, order.allowed.more_time, "chance_with_time", likely.later, slack)
    if by_few is not None and (slack > 0 or likely.unknown or by_few.action not in GIVEN_UP):
        return by_few
    stated = likely.in_time if slack > 0 else None
    return _step_of(order, rules, order.allowed.give_up, _too_late(order, now), stated, slack)


def _too_late(order: Order, now: int) -> str:
    return "overdue" if order.ship_by is not None and order.ship_by <= now else "too_late"


def enough(total: Decimal, rules: Stock, cost: Decimal | None = None) -> float:
    """The chance from which on waiting pays for an order of `total`, whose goods cost `cost`.

    Where costs are set: p margin - (1 - p) late > -cancel, so p > (late - cancel) / (margin + late), with the margin as
    what the order's amount is above the cost of its goods, or as a share of it where that isn't known; else the plain
    setting `lowest_chance`.
    """
    if rules.late_cost is None:
        return rules.lowest_chance
    margin = float(total) * rules.margin if cost is None else float(total - cost)
    if margin + float(rules.late_cost) <= 0:
        # Sending it loses more than sending it too late: no chance makes that worth while.
        return rules.lowest_chance if cost is None else 1.0
    return min(1.0, max(0.0, float(rules.late_cost - rules.cancel_cost) / (margin + float(rules.late_cost))))


def _by_few(order: Order, rules: Stock, now: int, likely: Likely, word: float | None) -> Step:
    """Too little is known to promise enough: go by the longest seen and by what suppliers or the setting say."""
    slack, room = slack_of(order.ship_by or 0, rules, now), room_of(order.ship_by or 0, rules, now)
    known = likely.most_later > 0
    reason = "no_supplier" if likely.unknown else "setting" if word is None else "supplier_word"
    if known and reason == "setting":
        reason = "few_data"
    needed = rules.lead_time_days if word is None else word
    stated = None if likely.unknown or not known else likely.in_time
    # Of few purchases none took longer than what is left, or no chance could be the highest there is. Goods that have
    # been on their way for longer than any delivery took have even odds: nothing but a word speaks for them.
    told = word is not None or not known
    if slack >= needed and likely.in_time >= likely.most and (told or likely.spoken_for):
        return _step_of(order, rules, "wait_restock", reason, stated, slack)
    if (
        order.allowed.more_time
        and room >= needed
        and likely.later >= likely.most_later
        and (told or likely.spoken_for_later)
    ):
        stated = stated if stated is None else likely.later
        return _step_of(order, rules, order.allowed.more_time, reason, stated, slack)
    return _step_of(order, rules, order.allowed.give_up, reason, stated, slack)


def _by_date(order: Order, rules: Stock, promised: int, now: int, slack: float) -> Step:
    wait = (promised - now) / DAY
    action = order.allowed.give_up
    if wait <= slack:
        action = "wait_restock"
    elif order.allowed.more_time and wait <= room_of(order.ship_by or 0, rules, now):
        action = order.allowed.more_time
    return _step_of(order, rules, action, "operator_date", None, slack)


def here_by(ship_by: int, rules: Stock) -> int:
    """When goods have to be here for an order (µs, UTC): handling takes its days."""
    return ship_by - round(rules.handling_days * DAY)


def slack_of(ship_by: int, rules: Stock, now: int) -> float:
    """Days that are left for the goods to come."""
    return (ship_by - now) / DAY - rules.handling_days


def room_of(ship_by: int, rules: Stock, now: int) -> float:
    """Days that are left where more time is asked for: counted from now on where the ship-by time is over."""
    return slack_of(max(ship_by, now), rules, now) + rules.ask_time_days


def _step_of(
    order: Order, rules: Stock, action: Action, reason: str, likely: float | None, slack: float | None
) -> Step:
    saved = lost = _NOTHING
    if action in GIVEN_UP:
        lost = order.total
    elif likely is not None or reason not in UNPROVEN:
        saved, lost = _worth(order, rules, action, likely)
    return Step(
        order_key=order.order_key,
        action=action,
        reason=reason,
        chance=likely,
        slack_days=slack,
        room_days=None if slack is None else max(slack, -rules.handling_days) + rules.ask_time_days,
        here_by=None if slack is None or order.ship_by is None else here_by(order.ship_by, rules),
        currency=order.currency,
        saved=saved,
        lost=lost,
        allowed=order.allowed,
        estimated=order.estimated,
    )


def _worth(order: Order, rules: Stock, action: Action, likely: float | None) -> tuple[Decimal, Decimal]:
    """What is saved of an order that is kept, and what is lost."""
    saved = order.total * _share(round(1.0 if likely is None else likely, 4))
    lost = order.total - saved
    # Dividing takes longer than all else here.
    if rules.non_fulfilment_cost and action != "ship_now" and order.total:
        lost += rules.non_fulfilment_cost * (lost / order.total)
    return saved, lost


def restated(step: Step, order: Order, rules: Stock, likely: float) -> Step:
    """A step that waits, with the chance of the very goods that it counts on."""
    if step.chance is None or step.chance == likely:
        return step
    if step.reason == "operator" and not step.saved:
        return msgspec.structs.replace(step, chance=likely)
    saved, lost = _worth(order, rules, step.action, likely)
    return msgspec.structs.replace(step, chance=likely, saved=saved, lost=lost)


@cache
def _share(chance: float) -> Decimal:
    """A chance of four places as it is written; there are 10,001."""
    return Decimal(str(chance))
