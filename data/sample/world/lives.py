"""When things happen to an order: from placed to finished, by every road an order can take.

Hours are drawn from ranges that sellers report; only their order and rough size matter here.
"""

from datetime import datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.world.orders import Event

FILE_ZONE: Final = ZoneInfo("America/Los_Angeles")
"""Zone of the times in AliExpress exports (by what integrations convert from; nobody states it for the file)."""

_ROADS: Final[dict[str, tuple[str, ...]]] = {
    status.AWAITING_PAYMENT: (status.AWAITING_PAYMENT,),
    status.AWAITING_GROUP: (status.AWAITING_PAYMENT, status.AWAITING_GROUP),
    status.RISK_CONTROL: (status.AWAITING_PAYMENT, status.RISK_CONTROL),
    status.TO_SHIP: (status.AWAITING_PAYMENT, status.RISK_CONTROL, status.TO_SHIP),
}
_AFTER_TO_SHIP: Final[dict[str, tuple[str, ...]]] = {
    status.PART_SHIPPED: (status.PART_SHIPPED,),
    status.CANCEL_REQUESTED: (status.CANCEL_REQUESTED,),
    status.FROZEN: (status.FROZEN,),
    status.UNRECOGNISED: (status.UNRECOGNISED,),
    status.DISPUTE: (status.SHIPPED, status.DISPUTE),
    status.AWAITING_AMOUNT: (status.SHIPPED, status.DISPUTE, status.AWAITING_AMOUNT),
}
_PASSED: Final[dict[str, tuple[float, float]]] = {
    status.AWAITING_PAYMENT: (0.01, 6),
    status.AWAITING_GROUP: (1, 20),
    status.RISK_CONTROL: (0.3, 23),
    status.TO_SHIP: (3, 60),
    status.PART_SHIPPED: (5, 40),
    status.CANCEL_REQUESTED: (1, 44),
    status.FROZEN: (10, 100),
    status.UNRECOGNISED: (5, 40),
    status.SHIPPED: (220, 900),
    status.DISPUTE: (24, 150),
    status.AWAITING_AMOUNT: (5, 40),
    status.CLOSING: (5, 72),
}
"""Hours in a status that is over."""
_LASTING: Final[dict[str, tuple[float, float]]] = {
    status.AWAITING_PAYMENT: (0.05, 330),
    status.RISK_CONTROL: (0.1, 23.5),
    status.PART_SHIPPED: (1, 48),
    status.CANCEL_REQUESTED: (0.2, 46),
    status.FROZEN: (2, 90),
    status.UNRECOGNISED: (1, 40),
    status.DISPUTE: (5, 200),
    status.AWAITING_AMOUNT: (2, 60),
    status.AWAITING_GROUP: (1, 40),
}
"""Hours in the status that it has now."""
_CLOSES: Final[dict[str, tuple[str, ...]]] = {
    "buyer_cancel_notpay_order": (status.AWAITING_PAYMENT,),
    "pay_timeout": (status.AWAITING_PAYMENT,),
    "risk_closed": (status.AWAITING_PAYMENT, status.RISK_CONTROL),
    "buyer_cancel_order": (status.AWAITING_PAYMENT, status.TO_SHIP, status.CANCEL_REQUESTED),
    "send_goods_timeout": (status.AWAITING_PAYMENT, status.TO_SHIP),
}
UNPAID_DAYS: Final = 20


def open_life(random: Random, now_status: str, now: datetime, ship_days: int) -> list[Event]:
    """Events of an order that has `now_status` at `now` and may be shipped within `ship_days`."""
    road = _ROADS.get(now_status) or (*_ROADS[status.TO_SHIP], *_AFTER_TO_SHIP[now_status])
    if status.TO_SHIP in road and random.random() < 0.6:
        road = tuple(one for one in road if one != status.RISK_CONTROL)
    time = now - timedelta(hours=_hours_so_far(random, now_status, ship_days))
    events = [Event(time, now_status)]
    for passed in reversed(road[:-1]):
        time -= timedelta(hours=_passed(random, passed, ship_days))
        events.append(Event(time, passed))
    return settle(events[::-1])


def closed_life(random: Random, now: datetime, days: float, ship_days: int) -> tuple[list[Event], str]:
    """Events of an order that was dealt with within the last `days`, and why it closed."""
    reason, road = _closed_road(random, days)
    hours = [_passed(random, passed, ship_days) for passed in road]
    if reason == "pay_timeout":
        hours[0] = UNPAID_DAYS * 24.0
    elif reason == "send_goods_timeout":
        hours[-1] = ship_days * 24.0
    dealt_with = sum(hours[: road.index(status.SHIPPED)]) if status.SHIPPED in road else sum(hours)
    ago = dealt_with + random.random() * max(days * 24 - dealt_with, 0.5) + 0.1
    time = now - timedelta(hours=ago)
    events = []
    for passed, long in zip(road, hours, strict=True):
        events.append(Event(time, passed))
        time += timedelta(hours=long)
    events.append(Event(time, status.CANCELLED if status.SHIPPED not in road else status.FINISHED))
    known = settle([event for event in events if event.at <= now])
    if known[-1].status == status.DISPUTE:  # still quarrelling would be open
        known.pop()
    return known, reason if known[-1].status in (status.CANCELLED, status.FINISHED) else ""


def settle(events: list[Event], *, clear: bool = True) -> list[Event]:
    """`events` in whole seconds, each after the one before; with `clear` none in an hour that a clock repeats."""
    settled: list[Event] = []
    for event in events:
        time = event.at.replace(microsecond=0)
        time = clear_time(time) if clear else time
        if settled and time <= settled[-1].at:
            time = settled[-1].at + timedelta(seconds=1)
        settled.append(Event(time, event.status))
    return settled


def clear_time(time: datetime) -> datetime:
    """`time`, or two hours on where the file's zone has that wall time twice."""
    local = time.astimezone(FILE_ZONE)
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return time + timedelta(hours=2) if twice else time


def _hours_so_far(random: Random, now_status: str, ship_days: int) -> float:
    if now_status != status.TO_SHIP:
        low, high = _LASTING[now_status]
        return low + (high - low) * random.random() ** 2
    window = ship_days * 24.0
    fate = random.random()
    if fate < 0.06:  # late: the platform closes such orders, though not at once
        return window + random.uniform(0.2, 20)
    if fate < 0.22:
        return window - random.uniform(0.3, 23)
    return random.uniform(0.1, window - 24)


def _passed(random: Random, passed: str, ship_days: int) -> float:
    low, high = _PASSED[passed]
    if passed == status.TO_SHIP:
        high = min(high, ship_days * 24 * 0.8)
    return low + (high - low) * random.random() ** 2


def _closed_road(random: Random, days: float) -> tuple[str, tuple[str, ...]]:
    fate = random.random()
    checked = (status.RISK_CONTROL,) if random.random() < 0.4 else ()
    paid = (status.AWAITING_PAYMENT, *checked, status.TO_SHIP, status.SHIPPED)
    if fate < 0.91:
        return random.choice(("buyer_confirm_goods", "buyer_accept_goods_timeout")), paid
    if fate < 0.93:
        return "end_issue", (*paid, status.DISPUTE, status.CLOSING)
    reasons = [one for one in _CLOSES if one != "pay_timeout" or days > UNPAID_DAYS]
    reason = random.choice(reasons)
    return reason, _CLOSES[reason]
