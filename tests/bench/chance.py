"""Chances of a restock in time: what is stated against what comes true, and what the decisions are worth.

    python -m tests.bench.chance [ORDERS] [SEED]

Desks are drawn with suppliers of three kinds, none of which the estimator knows: log-normal lead times; two peaks (from
stock, or made first); and now and then late. Each supplier has its own pace, each of its SKUs one that differs a
little. One SKU was bought `n` times before; of the other suppliers and SKUs there are some purchases too, some still
open. Asked is whether what is ordered now, or is on its way since some days, comes within the slack of an order; then
the same of goods whose supplier named a date, and of those alone whose date is over: it knows its usual pace, not
whether it will be late this time.

    bias     mean of stated minus true chance, in all and in the worst fifth of the chances stated
    value    of waiting where the chance stated is above the one at which waiting pays, as a share of what one gains
             who knows the true chance (margin 30, a late cancellation costs 12, one in time 4)

The aim: bias within 0.03 for new orders and 0.06 for goods on the way; value at least 0.93 for new
orders, n >= 1. Of goods with a date 0.07; of those whose date is over 0.14, which are stated too low rather than too
high: in no world drawn here are goods ever forgotten.
Exits with 1 where it is missed.
"""

import math
import random
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from orderdeck.data.stock.supply.lead_time import History, chance

KINDS = ("log-normal", "two-peaked", "now and then late")
SEEN = (0, 1, 3, 5, 10, 30)
WAYS = {"ordered now": 0.03, "on the way": 0.06, "on the way, dated": 0.07, "promise broken": 0.14}
"""How the goods come, and how far off the chances stated may be."""
DATED = ("on the way, dated", "promise broken")
ORDERS = 12_000
"""Of each kind. The mean of so many is known to 0.002; that of 3,000 is now and then beyond the aim by chance."""
K = 4.0
MARGIN, LATE, CANCEL = 30.0, 12.0, 4.0
PAYS = (LATE - CANCEL) / (MARGIN + LATE)
"""Waiting pays above this chance: p margin - (1 - p) late > -cancel."""


class Pace(NamedTuple):
    """How long a SKU takes from one supplier."""

    kind: str
    scale: float

    def draw(self, dice: random.Random) -> float:
        """One lead time, in days."""
        if self.kind == "log-normal":
            return self.scale * dice.lognormvariate(0, 0.45)
        if self.kind == "two-peaked":
            late = dice.random() < 0.35
            return self.scale * (3.0 if late else 1.0) * dice.lognormvariate(0, 0.2)
        late = dice.random() < 0.12
        return self.scale * (dice.uniform(2, 5) if late else 1.0) * dice.lognormvariate(0, 0.15)

    def within(self, days: float) -> float:
        """The true chance that it takes at most `days`."""
        if days <= 0:
            return 0.0
        ratio = days / self.scale
        if self.kind == "log-normal":
            return _normal(math.log(ratio) / 0.45)
        if self.kind == "two-peaked":
            return 0.65 * _normal(math.log(ratio) / 0.2) + 0.35 * _normal(math.log(ratio / 3) / 0.2)
        steps = [2 + 3 * (at + 0.5) / 40 for at in range(40)]
        late = sum(_normal(math.log(ratio / step) / 0.15) for step in steps) / len(steps)
        return 0.88 * _normal(math.log(ratio) / 0.15) + 0.12 * late


def _normal(z: float) -> float:
    return 0.5 * (1 + math.erf(z / math.sqrt(2)))


class Asked(NamedTuple):
    """One order that waits: what is known, and what is true."""

    levels: tuple[History, History, History]
    slack: float
    age: float
    true: float
    word: float | None = None


def asked(kind: str, n: int, way: str, count: int, dice: random.Random) -> Iterator[Asked]:
    """`count` orders for a SKU that was bought `n` times from a supplier of `kind`; `way` is one of WAYS."""
    found = 0
    while found < count:
        desk = 6 * dice.lognormvariate(0, 0.3)
        paces = [Pace(kind, desk * dice.lognormvariate(0, 0.35)) for _ in range(6)]
        own = Pace(kind, paces[0].scale * dice.lognormvariate(0, 0.2))
        mine, mine_open = _bought(own, n, dice)
        supplier, supplier_open = list(mine), list(mine_open)
        for _ in range(4):
            other = Pace(kind, paces[0].scale * dice.lognormvariate(0, 0.2))
            some, some_open = _bought(other, dice.randrange(4), dice)
            supplier += some
            supplier_open += some_open
        everyone, everyone_open = list(supplier), list(supplier_open)
        for pace in paces[1:]:
            for _ in range(3):
                some, some_open = _bought(
                    Pace(kind, pace.scale * dice.lognormvariate(0, 0.2)), dice.randrange(5), dice
                )
                everyone += some
                everyone_open += some_open
        levels = (
            History(mine, mine_open),
            History(supplier, supplier_open),
            History(everyone, everyone_open),
        )
        slack = desk * dice.uniform(0.4, 3.0)
        age = 0.0
        word = None
        if way != "ordered now":
            took = own.draw(dice)
            age = dice.uniform(0, took)  # seen at some moment of its way
            slack *= 0.6
        before = own.within(age)
        true = (own.within(age + slack) - before) / (1 - before) if before < 1 - 1e-12 else 0.0
        if way in DATED:
            word = own.scale * dice.lognormvariate(0, 0.25)
            if way == "promise broken" and word >= age:
                continue
        found += 1
        yield Asked(levels, slack, age, true, word)


def _bought(pace: Pace, n: int, dice: random.Random) -> tuple[list[float], list[float]]:
    """`n` purchases received, and perhaps one that is still open."""
    received = [pace.draw(dice) for _ in range(n)]
    waiting = [dice.uniform(0, pace.draw(dice))] if dice.random() < 0.3 else []
    return received, waiting


class Cell(NamedTuple):
    """What came out for one kind and n."""

    bias: float
    worst: float
    value: float
    brier: float


def measured(orders: list[Asked], estimator: Callable[[Asked], float]) -> Cell:
    """The estimator's figures over `orders`."""
    pairs = sorted((estimator(one), one.true) for one in orders)
    fifths = [pairs[at * len(pairs) // 5 : (at + 1) * len(pairs) // 5] for at in range(5)]
    gains = [(true * MARGIN - (1 - true) * LATE + CANCEL, stated > PAYS) for stated, true in pairs]
    most = sum(max(0.0, gain) for gain, _ in gains)
    return Cell(
        bias=_bias(pairs),
        worst=max((_bias(fifth) for fifth in fifths), key=abs),
        value=sum(gain for gain, waits in gains if waits) / most,
        brier=sum((stated - true) ** 2 for stated, true in pairs) / len(pairs),
    )


def _bias(pairs: list[tuple[float, float]]) -> float:
    return sum(stated - true for stated, true in pairs) / len(pairs)


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else ORDERS
    dice = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 20261129)
    missed = 0
    for way, most in WAYS.items():
        print(way)
        for kind in KINDS:
            for n in SEEN:
                orders = list(asked(kind, n, way, count, dice))
                cell = measured(
                    orders, lambda one: chance(one.levels, one.age + one.slack, K, one.age, one.word)
                )
                wrong = abs(cell.bias) > most or (way == "ordered now" and n >= 1 and cell.value < 0.93)
                missed += wrong
                print(
                    f"  {kind:18} n {n:2}  bias {cell.bias:+.3f}  worst fifth {cell.worst:+.3f}"
                    f"  value {cell.value:.3f}  squared error {cell.brier:.4f}{'  missed' if wrong else ''}"
                )
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
