"""A line for stock, served otherwise than it is: what becomes of its orders then, and what that loses or saves.

What an order loses is what its step of the plan says (`data.stock.plan.rules`): all of it where it has to be cancelled,
its amount times the chance to be late where it waits, of the very goods that it counts on
(`data.stock.plan.counted.counting`), so that what is said to be saved is what the plan says afterwards. More time,
which a buyer would have to give, counts as not given.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.allocation.allocate import hand_out
from orderdeck.data.stock.plan.allowed import LATER
from orderdeck.data.stock.plan.counted.counting import settle
from orderdeck.data.stock.plan.giving_up import Released, hangs_on_place, linked
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.odds import ANY, LineOdds, Odds
from orderdeck.data.stock.plan.plan import Planned
from orderdeck.data.stock.plan.records import Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import (
    overruled,
    planned,
    restated,
    room_of,
    slack_of,
)
from orderdeck.data.stock.supply.chances import Chances, Place


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """An order in the line for SKUs that are asked for more than there is."""

    order: Order
    """With nothing in `short`: what it lacks is worked out."""
    wants: dict[str, int]
    """Contested SKU -> pieces."""
    ships: bool = True
    """Whether it is to be shipped now."""
    gave: frozenset[str] = frozenset()
    """SKUs of which stock was moved away from it: it stands behind all others for them."""
    savable: bool = True
    """Whether stock can still save it."""
    decided: bool = False
    """An operator said what to do with it."""


class Line(msgspec.Struct, frozen=True):
    """Who asks for contested SKUs, in the line's order; and what there is of each."""

    askings: tuple[Asking, ...]
    available: dict[str, int]


class Choice(msgspec.Struct, frozen=True):
    """Who is served before all others, and who behind them."""

    first: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    gave: frozenset[tuple[str, str]] | None = None
    """Order and SKU: what those that stand last give, where that is settled; for all else they keep their place."""


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """What a choice changes beside the line as it is."""

    lost: dict[str, Decimal]
    """Currency -> what is lost more; less than 0 is saved. An order whose currency isn't known has one of its own
    (`own_currency`)."""
    kept: int
    """Orders kept more: shipped, or waited for with a good chance."""
    served: frozenset[str]
    """Orders that are covered then."""
    steps: dict[str, Step]
    """The steps that are others."""


_Short = dict[str, tuple[ShortLine, ...]]


class Hopes:
    """How likely goods come, whatever orders lack of what they want and wherever they come to stand.

    Asked of those orders that something hangs on, all that are needed at once (`want`).
    """

    def __init__(self, goods: Goods, chances: Chances, rules: Stock, now: int) -> None:
        """`chances` are those of the goods; `now` in microseconds UTC."""
        self.goods, self.rules, self.now = goods, rules, now
        self._chances = chances
        self._found: dict[str, tuple[LineOdds, dict[str, int]]] = {}
        self._each: dict[tuple[str, float], tuple[list[tuple[int, float]], list[tuple[int, float]]]] = {}

    def want(self, askings: Iterable[Asking]) -> None:
        """Ask for what isn't known yet of these orders."""
        fresh = [one for one in askings if one.order.order_key not in self._found]
        if not fresh:
            return
        self._know(
            (sku, days)
            for one in fresh
            for sku in one.wants
            if one.order.ship_by is not None and hangs_on_place(self.goods.supply.get(sku))
            for days in (
                slack_of(one.order.ship_by, self.rules, self.now),
                room_of(one.order.ship_by, self.rules, self.now),
            )
        )
        lines = [(one.order.ship_by, sku) for one in fresh for sku in one.wants]
        frame = pl.DataFrame(lines, schema={"ship_by": pl.Int64, "sku": pl.String}, orient="row")
        frame = frame.with_columns(
            short=pl.lit(1, pl.Int64), ahead=pl.lit(ANY, pl.Int64), spare=pl.lit(0, pl.Int64)
        )
        odds, line = LineOdds(frame, self.goods, self._chances, self.rules, self.now), 0
        for one in fresh:
            self._found[one.order.order_key] = odds, {sku: at for at, sku in enumerate(one.wants, line)}
            line += len(one.wants)

    def of(self, asking: Asking, short: Iterable[ShortLine]) -> list[Odds]:
        """The odds of each of these lines of one order."""
        self.want((asking,))
        odds, places = self._found[asking.order.order_key]
        return [odds.at(places[line.sku], line.ahead + line.short) for line in short]

    def each(self, skus: Sequence[str], days: Sequence[float]) -> tuple[list[Place], list[Place]]:
        """As `Chances.each` has it, each question asked once."""
        asked = list(zip(skus, days, strict=True))
        self._know(asked)
        found = [self._each[one] for one in asked]
        return (
            [(at, *row) for at, (offered, _coming) in enumerate(found) for row in offered],
            [(at, *row) for at, (_offered, coming) in enumerate(found) for row in coming],
        )

    def likeliest(self, sku: str, ship_by: int) -> float:
        """The chance in time by the best single source of a SKU; 0 where there is none."""
        offered, coming = self.each([sku], [slack_of(ship_by, self.rules, self.now)])
        return max((chance for _at, _place, chance in (*offered, *coming)), default=0.0)

    def _know(self, questions: Iterable[tuple[str, float]]) -> None:
        fresh = [one for one in dict.fromkeys(questions) if one not in self._each]
        if not fresh:
            return
        self._each |= {one: ([], []) for one in fresh}
        rows = self._chances.each([sku for sku, _days in fresh], [days for _sku, days in fresh])
        for side, found in enumerate(rows):
            for at, place, chance in found:
                self._each[fresh[at]][side].append((place, chance))


class Judge:
    """Says what becomes of a line if it is served otherwise: by the same hand-out and the same plan as the desk's."""

    def __init__(self, line: Line, hopes: Hopes, words: Mapping[str, str] | None = None) -> None:
        """`words`: order key -> the operator's own action for it."""
        self.line = line
        self._hopes, self._words = hopes, words or {}
        supply = hopes.goods.supply
        self._goods = Goods({sku: supply[sku] for sku in line.available if sku in supply}, hopes.now)
        self._linked = linked(line.available, supply)
        self._skus = list(line.available)
        self._numbers = {sku: number for number, sku in enumerate(self._skus)}
        self._available = dict(enumerate(line.available.values()))
        self._by_key = {one.order.order_key: one for one in line.askings}
        self._steps: dict[tuple[str, tuple[ShortLine, ...]], Step] = {}
        self._debts = {sku: -pieces for sku, pieces in line.available.items() if pieces < 0}
        self._now_short = self._hand_out(Choice())
        self._now_settled = self._settle(self._now_short)
        self.served = self._served(self._now_short)

    def step(self, key: str, short: tuple[ShortLine, ...]) -> Step:
        """What the plan says of an order that lacks this, by its place in the line alone."""
        found = self._steps.get((key, short))
        if found is None:
            asking, hopes = self._by_key[key], self._hopes
            order = msgspec.structs.replace(asking.order, short=short)
            odds = hopes.of(asking, short) if short else []
            found = planned(order, odds, hopes.goods, hopes.rules, hopes.now)
            found = self._steps[key, short] = (
                overruled(found, self._words.get(key), order.total) if short else found
            )
        return found

    def want(self, keys: Iterable[str]) -> None:
        """These orders will be asked about."""
        self._hopes.want(self._by_key[key] for key in keys)

    def now(self, key: str) -> Step:
        """What the plan says of an order as the line is."""
        return self._now_settled.get(key) or self.step(key, self.lacks(key))

    def lacks(self, key: str) -> tuple[ShortLine, ...]:
        """What an order lacks as the line is."""
        return self._now_short.get(key, ())

    def lost_now(self, key: str) -> Decimal:
        """What is lost of an order as the line is."""
        return self._lost(self.now(key), self.lacks(key))

    def _lost(self, step: Step, short: tuple[ShortLine, ...]) -> Decimal:
        if step.action not in LATER:
            return step.lost
        asking = self._by_key[step.order_key]
        in_time = [one for one, *_rest in self._hopes.of(asking, short)]
        late = 1.0 - self._hopes.goods.all_come(short, in_time)
        return (asking.order.total + self._hopes.rules.non_fulfilment_cost) * Decimal(str(round(late, 4)))

    def at_least(self, key: str, sku: str) -> Decimal:
        """What is lost at the least where an order lacks this SKU, however many pieces of it and whoever has them."""
        short = (ShortLine(sku, 1, 0),)
        step, order = self.step(key, short), self._by_key[key].order
        if step.unproven:
            return Decimal(0)
        if step.action == "wait_restock" and step.chance is not None and order.ship_by is not None:
            likely = max(step.chance, self._hopes.likeliest(sku, order.ship_by))
            step = restated(step, order, self._hopes.rules, likely)
        return self._lost(step, short)

    def effect(self, choice: Choice) -> Effect | None:
        """What comes of it; None where somebody would go without who isn't among those that stand back, or where what
        is lost isn't known."""
        short = self._hand_out(choice)
        served = self._served(short)
        if not (served >= self.served - set(choice.last) and served >= set(choice.first)):
            return None
        lost: dict[str, Decimal] = defaultdict(Decimal)
        kept, steps = 0, {}
        settled, before_it = self._settle(short), self._now_settled
        changed = [
            key
            for key in short.keys() | self._now_short.keys()
            if self._by_key[key].ships
            and (short.get(key, ()) != self._now_short.get(key, ()) or settled.get(key) != before_it.get(key))
        ]
        self.want(changed)
        for key in changed:
            is_, was = short.get(key, ()), self._now_short.get(key, ())
            after, before = settled.get(key) or self.step(key, is_), before_it.get(key) or self.step(key, was)
            if after.unproven and not before.unproven:
                return None
            steps[key] = after
            more = self._lost(after, is_) - self._lost(before, was)
            # what is past its ship-by is not saved by being covered; to give it up would be a loss all the same
            lost[after.currency or own_currency(key)] += (
                more if self._by_key[key].savable else max(Decimal(0), more)
            )
            kept += _is_kept(after) - _is_kept(before)
        return Effect(lost=dict(lost), kept=kept, served=served, steps=steps)

    def certain(self, choice: Choice) -> Effect:
        """The effect of a choice that is known to have one: of none, or of one that was found."""
        effect = self.effect(choice)
        if effect is None:
            raise AssertionError(f"no effect of {choice}")
        return effect

    def _hand_out(self, choice: Choice) -> _Short:
        """What each order that goes without lacks, and those before it that aren't given up."""
        settled = choice.gave is not None
        ranks = dict.fromkeys(choice.first, 0) | ({} if settled else dict.fromkeys(choice.last, 2))
        given = choice.gave or frozenset()
        askings = sorted(self.line.askings, key=lambda one: ranks.get(one.order.order_key, 1))
        orders: list[int] = []
        skus: list[int] = []
        quantities: list[int] = []
        ships: list[bool] = []
        gave: set[int] = set()
        for number, one in enumerate(askings):
            for sku, pieces in sorted(one.wants.items()):
                key = one.order.order_key
                if (sku in one.gave and key not in ranks) or (key, sku) in given:
                    gave.add(len(orders))
                orders.append(number)
                skus.append(self._numbers[sku])
                quantities.append(pieces)
                ships.append(one.ships)
        lacking = hand_out(orders, skus, quantities, ships, self._available, partial=False, gave=gave)
        by_place = sorted(zip(lacking.place, lacking.at, lacking.short, lacking.ahead, strict=True))
        lacks: dict[int, tuple[ShortLine, ...]] = {
            number: tuple(
                ShortLine(self._skus[skus[at]], short, ahead, quantities[at] - short)
                for _place, at, short, ahead in rows
            )
            for number, rows in groupby(by_place, key=lambda row: orders[row[1]])
        }
        hanging = self._linked | self._shared(
            line for number, short in lacks.items() if askings[number].ships for line in short
        )
        waiting = {
            number
            for number, short in lacks.items()
            if askings[number].ships and any(line.sku in hanging for line in short)
        }
        self._hopes.want(askings[number] for number in waiting)
        released, found = Released(self._hopes.goods.supply), {}
        for number, short in lacks.items():
            key = askings[number].order.order_key
            if number in waiting:
                found[key] = _lacking(released.behind(short))
                released.said(self.step(key, found[key]).action, short)
            else:
                found[key] = _lacking(short)
        return found

    def _settle(self, short: _Short) -> dict[str, Step]:
        """The steps of those orders that wait for goods of which it counts who takes what: as the plan settles it."""
        if not self._linked:
            return {}
        keys = [
            key
            for key, lacks in short.items()
            if self._by_key[key].ships and any(line.sku in self._linked for line in lacks)
        ]
        hopes = self._hopes
        self.want(keys)
        waiting = Planned(
            [msgspec.structs.replace(self._by_key[key].order, short=short[key]) for key in keys],
            [self.step(key, short[key]) for key in keys],
        )
        found = settle(waiting, self._goods, hopes, hopes.rules, hopes.now, self._debts)
        return dict(zip(keys, found.steps, strict=True))

    def _shared(self, lines: Iterable[ShortLine]) -> set[str]:
        """SKUs of which something is left over that others lack."""
        spare: set[str] = set()
        short: set[str] = set()
        for line in lines:
            if line.spare:
                spare.add(line.sku)
            if line.short:
                short.add(line.sku)
        return spare & short

    def _served(self, short: _Short) -> frozenset[str]:
        return frozenset(
            one.order.order_key for one in self.line.askings if not short.get(one.order.order_key)
        )


def _lacking(lines: Iterable[ShortLine]) -> tuple[ShortLine, ...]:
    return tuple(ShortLine(one.sku, one.short, one.ahead) for one in lines if one.short)


def own_currency(order_key: str) -> str:
    """Stands for the currency of an order that has none: it may be another than any other order's."""
    return f"{OWN}{order_key}"


OWN: Final = "?"
"""What such a currency begins with, as no known one does."""


def _is_kept(step: Step) -> bool:
    return step.action in ("ship_now", "wait_restock")
