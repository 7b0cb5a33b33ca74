"""Which goods each waiting order counts on, and the chance that it states: of these goods and of no others.

An order waits for pieces of open purchases, for pieces that one supplier is asked for now, or for both. All of them
have to come: of one SKU the least likely source decides, as in `SkuSupply`. It takes what is likeliest; only where an
order lacks a single SKU, and goods on their way are likely enough (`rules.enough`), it counts on those although a new
order would be likelier, by less than `WORTH_ORDERING`: the fewer deliveries there are to go by, the further goods on
their way seem from certain, and nothing is bought twice for that.

Each piece is for one order, the first in the line for its SKU that counts on it. What is owed beyond all there is
comes before every order: the first that waits needs it as it needs its own pieces.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, NamedTuple, Protocol

import msgspec

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.plan.allowed import LATER
from orderdeck.data.stock.plan.giving_up import hangs_on_place
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.plan import Planned
from orderdeck.data.stock.plan.records import DAY, Order, ShortLine, Step
from orderdeck.data.stock.plan.rules import GUESSED, enough, restated, room_of, slack_of
from orderdeck.data.stock.supply.chances import Place
from orderdeck.data.stock.supply.supply import FOREVER, SkuSupply

WAITING: Final = ("wait_restock", *LATER)
"""Actions that rest on goods to come; all but the first with the time that the buyer is asked for."""
WORTH_ORDERING: Final = 0.1
"""By how much a new order has to be likelier than goods on their way that are likely enough."""

Soonest = Callable[[str, int], str | None]
"""Whom to order so many pieces of a SKU from where no deadline is known."""


class Sources(Protocol):
    """Says how likely each single source of a SKU has its goods here (`Chances`)."""

    def each(self, skus: Sequence[str], days: Sequence[float]) -> tuple[list[Place], list[Place]]:
        """As `Chances.each` has it."""


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """What one order waits for of one SKU that comes from several sources, or from one that may run out."""

    purchases: tuple[int, ...] = ()
    """Open purchases of which it takes pieces, by their place in the supply, the oldest first."""
    own: int = 0
    """Pieces to be ordered now, with `debt`."""
    offer: int | None = None
    """Of which supplier, by its place in the supply; None where nothing is, or nobody is known to sell it."""
    debt: int = 0
    """Those of `own` that pay what is owed beyond all there is."""
    chance: float = 0.0
    """That all of this comes in time; 0 where it can't be had."""


class Settled(NamedTuple):
    """What a plan says, with what it counts on."""

    steps: list[Step]
    """In the line's order, with the chance of the goods counted on."""
    counted: dict[tuple[str, str], Counted]
    """By order and SKU, of the SKUs of which it counts who takes what (`giving_up.hangs_on_place`)."""


class _Asked(NamedTuple):
    """A line of a waiting order."""

    order: Order
    line: ShortLine
    days: float
    """Within which its goods have to be here."""
    alone: bool
    """Whether the order lacks nothing else."""


def settle(
    planned: Planned,
    goods: Goods,
    chances: Sources,
    rules: Stock,
    now: int,
    debts: Mapping[str, int] | None = None,
    soonest: Soonest | None = None,
) -> Settled:
    """`planned`, each order that waits with the `goods` that it counts on. `chances` are theirs, `debts` has
    SKU -> pieces owed beyond all there is; `now` in µs UTC.

    Whoever waits keeps waiting: the goods that are left for it are never less likely than what was reckoned from its
    place in the line, where all before it take what comes first.
    """
    supply, dated = goods.supply, goods.dated
    hanging = {sku for sku, one in supply.items() if sku not in dated and hangs_on_place(one)}
    asked: list[_Asked] = []
    restate: list[tuple[int, int, int]] = []  # place of the order, and its lines in `asked`
    for at, (order, step) in enumerate(zip(planned.orders, planned.steps, strict=True)):
        if step.action in WAITING and _concerned(order, step, hanging):
            days = _days(order, step, rules, now)
            lines = [line for line in order.short if line.sku not in dated]
            restate.append((at, len(asked), len(asked) + len(lines)))
            asked += [_Asked(order, line, days, len(order.short) == 1) for line in lines]
    if not asked:
        return Settled(planned.steps, {})
    offered, coming = _each(asked, supply, chances)
    counted: dict[tuple[str, str], Counted] = {}
    likely = [max(one, default=0.0) for one in offered]
    left: dict[str, _Left] = {}
    # Each SKU has a line of its own, in which those that gave of it stand last: fewest are before the first.
    for at in sorted(
        (at for at, one in enumerate(asked) if one.line.sku in hanging), key=lambda at: asked[at].line.ahead
    ):
        order, line, days, alone = asked[at]
        if line.sku not in left:
            left[line.sku] = _Left(supply[line.sku], (debts or {}).get(line.sku, 0))
        needed = enough(order.total, rules, order.cost) if alone else None
        chosen = soonest(line.sku, line.ahead + line.short) if soonest and days == FOREVER else None
        found = left[line.sku].count_on(line.short, offered[at], coming[at], needed, chosen)
        counted[order.order_key, line.sku] = found
        likely[at] = found.chance
    steps = list(planned.steps)
    for at, first, last in restate:
        order, step = planned.orders[at], planned.steps[at]
        days = _days(order, step, rules, now)
        each = iter(likely[first:last])
        all_of_it = [
            float((dated[line.sku] - now) / DAY <= days) if line.sku in dated else next(each)
            for line in order.short
        ]
        steps[at] = restated(step, order, rules, goods.all_come(order.short, all_of_it))
    return Settled(steps, counted)


def _concerned(order: Order, step: Step, hanging: set[str]) -> bool:
    """Whether the chance that was reckoned from the place in the line may be another than that of the goods taken, or
    than that of all goods together."""
    if any(line.sku in hanging for line in order.short):
        return True
    return step.reason == "operator" or (step.reason in GUESSED and len(order.short) > 1)


def _days(order: Order, step: Step, rules: Stock, now: int) -> float:
    if order.ship_by is None:
        return FOREVER
    return (room_of if step.action in LATER else slack_of)(order.ship_by, rules, now)


def _each(
    asked: Sequence[_Asked], supply: Mapping[str, SkuSupply], chances: Sources
) -> tuple[list[list[float]], list[list[float]]]:
    """How likely each supplier of a line's SKU, and each open purchase, has its goods here in time."""
    offered = [[0.0] * len(supply[one.line.sku].offers) for one in asked]
    coming = [[0.0] * len(supply[one.line.sku].incoming) for one in asked]
    found = chances.each([one.line.sku for one in asked], [one.days for one in asked])
    for into, rows in zip((offered, coming), found, strict=True):
        for question, place, chance in rows:
            into[question][place] = chance
    return offered, coming


class _Left:
    """What can still come of one SKU, less what those before in the line count on."""

    def __init__(self, supply: SkuSupply, debt: int) -> None:
        self._debt = debt
        self._names = [one.supplier for one in supply.offers]
        # Where it can be ordered anew nobody counts on what is forgotten, for all that is known.
        anew = any(one.left is None for one in supply.offers)
        self._coming = [0 if anew and one.forgotten else one.quantity for one in supply.incoming]
        self._offered = [one.left for one in supply.offers]  # None: as many as are wanted

    def count_on(
        self,
        short: int,
        offered: Sequence[float],
        coming: Sequence[float],
        needed: float | None,
        chosen: str | None = None,
    ) -> Counted:
        """What the next order that waits takes, which lacks `short`. `offered` and `coming`: the chance of each
        supplier and each open purchase. `needed`: what is likely enough for goods on their way, None where the
        likeliest have to be taken; `chosen`: whom to order from, as far as it has them."""
        wanted, debt = self._debt + short, self._debt
        self._debt = 0
        best = self._best(wanted, offered, coming)
        least = best
        if best is not None and needed is not None:
            least = min(best, max(needed, best - WORTH_ORDERING))
        taken = self._take(range(len(coming)) if least is None else
                           (at for at, chance in enumerate(coming) if chance >= least), wanted)  # fmt: skip
        own = wanted - sum(taken.values())
        offer = self._ask(own, offered, chosen) if own else None
        likely = [coming[at] for at in taken] + ([] if offer is None else [offered[offer]])
        return Counted(
            purchases=tuple(taken),
            own=own,
            offer=offer,
            debt=min(own, max(0, debt - sum(taken.values()))),
            chance=0.0 if best is None else min(likely, default=0.0),
        )

    def _best(self, wanted: int, offered: Sequence[float], coming: Sequence[float]) -> float | None:
        """The best chance that so many pieces are to be had with; None where they aren't."""
        purchases = sorted(
            ((chance, pieces) for chance, pieces in zip(coming, self._coming, strict=True) if pieces), reverse=True
        )  # fmt: skip
        found = [_least(purchases, wanted)]
        for chance, most in zip(offered, self._offered, strict=True):
            if most is None:
                found.append(chance)  # with it whatever on its way is likelier
            elif most > 0:
                found.append(_least(sorted([*purchases, (chance, most)], reverse=True), wanted))
        return max((one for one in found if one is not None), default=None)

    def _take(self, places: Iterable[int], pieces: int) -> dict[int, int]:
        """Takes so many pieces of these purchases, as far as they have them: how many of each that it needs."""
        taken = {}
        for at in places:
            if found := min(self._coming[at], pieces):
                taken[at] = found
                self._coming[at] -= found
                pieces -= found
        return taken

    def _ask(self, pieces: int, offered: Sequence[float], chosen: str | None) -> int | None:
        """The likeliest supplier that has so many; where none has, the likeliest."""
        enough_left = [at for at, most in enumerate(self._offered) if most is None or most >= pieces]
        places = enough_left or range(len(offered))
        named = [at for at in enough_left if self._names[at] == chosen]
        found = next(iter(named), max(places, key=lambda at: offered[at], default=None))
        if found is not None and (most := self._offered[found]) is not None:
            self._offered[found] = max(0, most - pieces)
        return found


def _least(sources: Sequence[tuple[float, int]], wanted: int) -> float | None:
    """The chance of the last source that it takes to have so many pieces, the likeliest first."""
    for chance, pieces in sources:
        wanted -= pieces
        if wanted <= 0:
            return chance
    return None
