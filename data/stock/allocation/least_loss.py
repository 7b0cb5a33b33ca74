"""The allotment that loses least: who should give way in the line for stock, and what that saves.

The line serves whole orders by priority. Where an order that holds stock could wait for a restock with a good chance
and one behind it can't, less is lost the other way round; `judge` says what each way loses.
Money of different currencies is never weighed against each other: orders give way to orders of their own currency, and
none of another may lose by it. Of two orders whose currency isn't known nobody knows whether it is the same.

Stock goes to whole orders: what lets one lack less that goes without all the same is not looked for. And only what is
known counts. An order never gives where nothing tells how likely its restock is, or where an operator
packed it, allotted to it or said what to do with it.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Final

import msgspec

from orderdeck.data.stock.allocation.judge import Asking, Choice, Judge, Line
from orderdeck.data.stock.plan.records import ShortLine

NEAR: Final = 40
"""Orders that every way to share out is looked for among; of more only the one where each piece saves most."""
NODES: Final = 3_000
"""Steps of the search, after which the best found so far has to do."""
TRIED: Final = 200
"""Allotments weighed exactly."""
WORTH: Final = Decimal("0.01")
"""A change has to save at least this share of what the orders that gain are worth; less is no reason to act."""


def least_loss(judge: Judge, *, by_moves: bool) -> Choice | None:
    """Who should stand first and who last so that least is lost; None where nothing worth it is found.

    `by_moves`: it comes true by pieces moved, so that whoever gives one SKU keeps its place for the others that it
    wants (`givers`). Else whoever stands last does so for all of them, as where least loss orders the line itself.
    """
    best = Choice()
    judge.want(one.order.order_key for one in judge.line.askings if one.ships and one.order.currency)
    for currency in sorted(
        {one.order.currency for one in judge.line.askings if one.ships and one.order.currency}
    ):
        best = _Search(judge, currency, best, by_moves).run()
    return best if best.first else None


class _Search:
    """Depth first over who is served, the dearest pieces first, with a bound on what could still be saved."""

    def __init__(self, judge: Judge, currency: str, base: Choice, by_moves: bool) -> None:
        self._judge, self._currency, self._base, self._by_moves = judge, currency, base, by_moves
        self._best, self._least = base, Decimal(0)
        start = judge.certain(base)
        self._start, self._held = start.lost, start.served
        self._leasts: dict[str, Decimal] = {}
        self._items = self._free_to_change()
        self._nodes = self._tried = 0

    def run(self) -> Choice:
        """The base, or what is better than it."""
        keys = {one.order.order_key for one in self._items}
        if not (keys & self._held and keys - self._held):
            return self._base
        room = {sku: max(0, pieces) for sku, pieces in self._judge.line.available.items()}
        others = Decimal(0)
        for one in self._judge.line.askings:
            key = one.order.order_key
            if key in keys:
                continue
            if key in self._held:
                for sku, pieces in one.wants.items():
                    room[sku] -= pieces
            elif one.ships and one.order.currency == self._currency:
                others += self._judge.lost_now(key)
        now = sum((self._judge.lost_now(key) for key in keys - self._held), Decimal(0))
        self._within = now + others
        if len(self._items) > NEAR:
            self._dive(room)
        else:
            self._down(0, room, set(), Decimal(0))
        return self._best

    def _dive(self, room: dict[str, int]) -> None:
        """The first way down alone: whoever loses most by the piece is served first."""
        chosen: set[str] = set()
        for one in self._items:
            if _fits(one, room):
                for sku, pieces in one.wants.items():
                    room[sku] -= pieces
                chosen.add(one.order.order_key)
        self._weigh(room, chosen)

    def _free_to_change(self) -> list[Asking]:
        """Orders of this currency that could give or gain, those first whose pieces lose most."""
        fixed = {*self._base.first, *self._base.last}
        found = []
        for one in self._judge.line.askings:
            key = one.order.order_key
            if not one.ships or one.decided or one.order.currency != self._currency or key in fixed:
                continue
            if key in self._held:
                # what it would lack at the least: nothing can come of it where that isn't known
                if not self._judge.step(key, _all_of(one)).unproven:
                    found.append(one)
            elif one.savable and not self._judge.now(key).unproven:
                found.append(one)
        return sorted(found, key=lambda one: -self._at_least(one) / sum(one.wants.values()))

    def _at_least(self, one: Asking) -> Decimal:
        """What is lost at the least where an order goes without: as if one piece were all it lacked."""
        key = one.order.order_key
        if key not in self._leasts:
            self._leasts[key] = min(self._judge.at_least(key, sku) for sku in one.wants)
        return self._leasts[key]

    def _down(self, at: int, room: dict[str, int], chosen: set[str], lost: Decimal) -> None:
        self._nodes += 1
        if self._nodes > NODES or self._tried >= TRIED or lost - self._within >= self._least:
            return
        if at == len(self._items):
            self._weigh(room, chosen)
            return
        one = self._items[at]
        key = one.order.order_key
        if _fits(one, room):
            left = room | {sku: room[sku] - pieces for sku, pieces in one.wants.items()}
            self._down(at + 1, left, {*chosen, key}, lost)
        self._down(at + 1, room, chosen, lost + self._at_least(one))

    def _has_room(self, room: dict[str, int], chosen: set[str]) -> bool:
        """Whether one more could be served: then there is a better way than this."""
        return any(_fits(one, room) for one in self._items if one.order.order_key not in chosen)

    def _weigh(self, room: dict[str, int], chosen: set[str]) -> None:
        """Take it for the best where it is: as it would come true, line and all."""
        keys = [one.order.order_key for one in self._judge.line.askings]
        totals = {one.order.order_key: one.order.total for one in self._items}
        gain, give = chosen - self._held, (self._held & totals.keys()) - chosen
        if not gain or self._has_room(room, chosen):
            return
        self._tried += 1
        worth = sum((totals[key] for key in gain), Decimal(0))
        # Those served anyway are fixed as well only where they would lose their place.
        for first in (gain, chosen):
            choice = Choice(
                (*self._base.first, *(key for key in keys if key in first)),
                tuple(key for key in keys if key in give or key in self._base.last),
            )
            if self._by_moves:
                choice = givers(choice, moves(self._judge.line, self._judge.served, choice))
            effect = self._judge.effect(choice)
            if effect is None:
                continue
            more = {
                currency: effect.lost.get(currency, Decimal(0)) - self._start.get(currency, Decimal(0))
                for currency in effect.lost.keys() | self._start.keys()
            }
            if any(money > 0 for money in more.values()):
                continue
            saved = -more.get(self._currency, Decimal(0))
            if saved > 0 and saved >= WORTH * worth and -saved < self._least:
                self._best, self._least = choice, -saved
            return


def givers(choice: Choice, moves: Sequence["Move"]) -> Choice:
    """The choice with those last alone who really give, and for that alone: as the line is once it is done."""
    gave = frozenset((one.source, one.sku) for one in moves if one.source)
    give = {source for source, _sku in gave}
    return Choice(choice.first, tuple(key for key in choice.last if key in give), gave)


class Move(msgspec.Struct, frozen=True):
    """Pieces that go from one order to another; source "" where nobody holds them."""

    sku: str
    pieces: int
    source: str
    target: str


def moves(line: Line, served: Collection[str], choice: Choice) -> list[Move]:
    """How those that stand first come to their pieces: from what nobody holds, then from those that stand last.

    `served` are the orders that hold stock as the line is.
    """
    held: dict[str, dict[str, int]] = {}
    free = {sku: max(0, pieces) for sku, pieces in line.available.items()}
    wants = {one.order.order_key: one.wants for one in line.askings}
    for key in served:
        for sku, pieces in wants[key].items():
            free[sku] -= pieces
        if key in choice.last:
            held[key] = dict(wants[key])
    found = []
    for target in choice.first:
        if target in served:
            for sku, pieces in sorted(wants[target].items()):
                found.append(Move(sku, pieces, "", target))
            continue
        for sku, pieces in sorted(wants[target].items()):
            lacking = pieces
            for source in ("", *reversed(choice.last)):
                there = free if source == "" else held.get(source, {})
                taken = min(lacking, there.get(sku, 0))
                if taken > 0:
                    there[sku] -= taken
                    lacking -= taken
                    found.append(Move(sku, taken, source, target))
    return found


def _fits(one: Asking, room: Mapping[str, int]) -> bool:
    return all(room[sku] >= pieces for sku, pieces in one.wants.items())


def _all_of(one: Asking) -> tuple[ShortLine, ...]:
    return tuple(ShortLine(sku, pieces, 0) for sku, pieces in sorted(one.wants.items()))
