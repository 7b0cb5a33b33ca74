"""A seeded world of shops, buyers and orders that live on: the same seed and time give the same world."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from data import status
from data.sample.cases import MIX, Traits, draw_any, draw_open, quotas
from data.sample.catalogue import shops
from data.sample.lives import closed_life, open_life, settle
from data.sample.making import OrderMaker
from data.sample.orders import NEXT, Event, Order, Snapshot

_MOVES: Final[dict[tuple[str, str], float]] = {
    (status.AWAITING_PAYMENT, status.TO_SHIP): 60,
    (status.AWAITING_PAYMENT, status.RISK_CONTROL): 25,
    (status.TO_SHIP, status.SHIPPED): 88,
    (status.TO_SHIP, status.CANCEL_REQUESTED): 8,
    (status.RISK_CONTROL, status.TO_SHIP): 92,
}
"""How likely one move is against the others from the same status; 1.5 where nothing is said."""

_FIRST: Final = {status.AWAITING_PAYMENT: 24.0, status.TO_SHIP: 62.0, status.RISK_CONTROL: 14.0}
"""Statuses of orders that were placed a moment ago."""


class World:
    """Orders of one or several shops up to a time, and what becomes of them after it."""

    def __init__(
        self,
        seed: int,
        now: datetime,
        *,
        orders: int = 400,
        days: float = 30,
        open_share: float = 0.06,
        mix: Mapping[str, float] = MIX,
        shop_count: int = 1,
        currency: str = "USD",
        hostile: bool = False,
    ) -> None:
        """`orders` orders placed within `days` before `now` (aware), `open_share` of them open.

        `mix` gives the shares of the queues among open orders; every queue gets one where there are enough.
        With `hostile` many texts carry what no terminal or spreadsheet should ever act on.
        """
        self.now = now
        self.currency = currency
        self._random = Random(f"orderdeck sample {seed}")
        self._days = days
        self._maker = OrderMaker(self._random, shops()[:shop_count], currency, hostile)
        open_count = min(orders, max(round(orders * open_share), 1 if open_share > 0 else 0))
        self.orders = [self._open(case) for case in quotas(open_count, mix)]
        self.orders += [self._closed() for _ in range(orders - open_count)]
        self.orders.sort(key=lambda order: order.events[0].at)
        self._maker.number(self.orders)

    def orders_at(self, time: datetime) -> list[Snapshot]:
        """Every order placed by `time`, as it stood then; oldest first."""
        return [snapshot for order in self.orders if (snapshot := order.at(time))]

    def open_orders(self) -> list[Order]:
        """Orders that are open at the world's own time."""
        return [order for order in self.orders if order.events[-1].status in status.OPEN]

    def step(self, to: datetime, *, arrivals: int = 0, moves: int = 0) -> list[Order]:
        """Let the world go on until `to`: new orders come in and open ones move on. Returns those touched."""
        since, self.now = self.now, to
        moved = self._move(since, to, moves)
        fresh = [self._arrive(since, to) for _ in range(arrivals)]
        fresh.sort(key=lambda order: order.events[0].at)
        self._maker.number(fresh)
        self.orders += fresh
        return moved + fresh

    def _open(self, case: str) -> Order:
        traits = draw_open(self._random, case)
        order = self._maker.make(traits, self.now)
        order.events = open_life(self._random, traits.status, self.now, order.ship_days)
        return order

    def _closed(self) -> Order:
        order = self._maker.make(draw_any(self._random), self.now)
        order.events, order.close_reason = closed_life(self._random, self.now, self._days, order.ship_days)
        return order

    def _arrive(self, since: datetime, to: datetime) -> Order:
        traits = draw_any(self._random)
        if self._random.random() < 0.12:
            traits = Traits("", traits.wholesale, traits.courier, "blocking")
        order = self._maker.make(traits, to)
        placed = since + (to - since) * self._random.random() * 0.5
        order.events = [Event(placed, status.AWAITING_PAYMENT)]
        [first] = self._random.choices(list(_FIRST), list(_FIRST.values()))
        if first != status.AWAITING_PAYMENT:
            order.events.append(Event(placed + (to - placed) * 0.4, first))
        order.events = settle(order.events)
        return order

    def _move(self, since: datetime, to: datetime, count: int) -> list[Order]:
        candidates = self.open_orders()
        moved = self._random.sample(candidates, min(count, len(candidates)))
        for order in moved:
            last = order.events[-1]
            following = self._next_status(order, to)
            at = max(since + (to - since) * self._random.random(), last.at + timedelta(seconds=1))
            order.events = settle([*order.events, Event(at, following)])
            if following == status.CANCELLED:
                order.close_reason = _close_reason(last.status)
        return moved

    def _next_status(self, order: Order, to: datetime) -> str:
        last = order.events[-1].status
        snapshot = order.at(to)
        if last == status.TO_SHIP and snapshot and snapshot.ship_by and snapshot.ship_by < to:
            return status.CANCELLED if self._random.random() < 0.7 else status.SHIPPED
        options = [one for one in NEXT[last] if one not in (status.UNRECOGNISED, status.AWAITING_GROUP)]
        if last == status.TO_SHIP:
            options.remove(status.CANCELLED)
        weights = [_MOVES.get((last, one), 1.5) for one in options]
        return self._random.choices(options, weights)[0]


def _close_reason(before: str) -> str:
    return {
        status.AWAITING_PAYMENT: "buyer_cancel_notpay_order",
        status.RISK_CONTROL: "risk_closed",
        status.TO_SHIP: "send_goods_timeout",
        status.FROZEN: "security_close",
    }.get(before, "buyer_cancel_order")
