"""A seeded world of shops, buyers and orders that live on: the same seed and time give the same world."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Final

from orderdeck.data.base.vocabulary import status
from orderdeck.data.sample.world.cases import MIX, draw_any, draw_open, quotas
from orderdeck.data.sample.world.catalogue import shops
from orderdeck.data.sample.world.lives import closed_life, open_life, settle
from orderdeck.data.sample.world.making import OrderMaker
from orderdeck.data.sample.world.orders import NEXT, Event, Order, Snapshot

_MOVES: Final[dict[tuple[str, str], float]] = {
    (status.AWAITING_PAYMENT, status.TO_SHIP): 60,
    (status.AWAITING_PAYMENT, status.RISK_CONTROL): 25,
    (status.TO_SHIP, status.SHIPPED): 88,
    (status.TO_SHIP, status.CANCEL_REQUESTED): 8,
    (status.RISK_CONTROL, status.TO_SHIP): 92,
}
"""How likely one move is against the others from the same status; 1.5 where nothing is said."""

_ARRIVING: Final = {
    case: MIX[case] for case in MIX if case not in ("cancel_requests", "on_hold", "unrecognised")
}
"""Cases that orders can come in as."""

_MOVING: Final = dict.fromkeys(status.OPEN, 1.0) | {
    status.AWAITING_PAYMENT: 0.5, status.DISPUTE: 0.3, status.FROZEN: 0.2, status.UNRECOGNISED: 0.1,
}  # fmt: skip
"""How readily an open order moves on, by status."""
_IMPATIENT: Final = 0.04
"""The same for an order that can't be shipped: its buyer asks to cancel."""


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

    def step(
        self, to: datetime, *, arrivals: int = 0, moves: int = 0, missing: Collection[str] = ()
    ) -> list[Order]:
        """Let the world go on until `to`: new orders come in and open ones move on. Returns those touched.

        Orders for a SKU in `missing` are not shipped; now and then their buyers lose patience.
        """
        since, self.now = self.now, to
        moved = self._move(since, to, moves, missing)
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
        [case] = self._random.choices(list(_ARRIVING), list(_ARRIVING.values()))
        order = self._maker.make(draw_open(self._random, case), to)
        placed = since + (to - since) * self._random.random() * 0.5
        order.events = [Event(placed, status.AWAITING_PAYMENT)]
        if case not in ("awaiting_payment", "wholesale_unpaid"):
            cleared = self._random.random() < 0.85
            first = status.TO_SHIP if cleared else status.RISK_CONTROL
            order.events.append(Event(placed + (to - placed) * 0.4, first))
        order.events = settle(order.events, clear=False)
        return order

    def _move(self, since: datetime, to: datetime, count: int, missing: Collection[str]) -> list[Order]:
        stuck = {
            order.order_id
            for order in self.open_orders()
            if order.events[-1].status == status.TO_SHIP
            and any(line.item.sku in missing for line in order.lines)
        }
        candidates = [
            order
            for order in self.open_orders()
            if self._random.random()
            < (_IMPATIENT if order.order_id in stuck else _MOVING[order.events[-1].status])
        ]
        moved = self._random.sample(candidates, min(count, len(candidates)))
        for order in moved:
            impatient = order.order_id in stuck
            following = status.CANCEL_REQUESTED if impatient else self._next_status(order, to)
            self._go_on(order, following, since + (to - since) * self._random.random())
        return moved

    def _go_on(self, order: Order, following: str, at: datetime) -> None:
        last = order.events[-1]
        event = Event(max(at, last.at + timedelta(seconds=1)), following)
        order.events = settle([*order.events, event], clear=False)
        if following == status.CANCELLED:
            order.close_reason = _close_reason(last.status)

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
