"""How long a supplier takes, from few purchases, said honestly.

Lead times are right-skewed and few, so no mean and no curve is fitted: shares are counted and quantiles read off.

- A chance is counted among the purchases *still at risk*: those that took longer than the goods have been on their way
  by now (all of them, where nothing is ordered yet). k of these n in time, and `K` purchases' worth of what the wider
  level says: (k + K p_above) / (n + K). The widest level leans on even odds with the weight of one purchase:
  (k + 1/2) / (n + 1). So no chance is ever 0 or 1, and each is as likely too high as too low; caution belongs in the
  threshold (`lowest_chance`), not in the estimate. tests/bench/chance.py holds what is stated against what comes true.
- Purchases still open are right-censored: leaving them out would make suppliers look quicker than they are. Each
  open one hands its weight on to what took longer (Efron's redistribution, which gives the Kaplan-Meier estimate).
- A supplier's own word (days in the supplier list, the expected date of a purchase) is weak knowledge, of the weight of
  `WORD` purchases: `kept_within` has how suppliers keep to it.
- Quantiles stand at position (n + 1/3) p + 1/3 (Hyndman and Fan 1996, type 8, about median-unbiased).
- For quantiles few data lean on the level above: B = n / (n + k) of a group's own figure, 1 - B of the next level's
  (Bühlmann credibility). The levels are SKU and supplier, supplier, all purchases, and last the setting.

All times are in days.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, Literal

import msgspec

Level = Literal["sku_supplier", "supplier", "all", "setting"]
LEVELS: Final[tuple[Level, ...]] = ("sku_supplier", "supplier", "all")
"""Levels with data, the most specific first."""
WORD: Final = 2.0
"""Purchases that a supplier's own word weighs as much as."""
FAR: Final = 20.0
"""Times a supplier's word, or the longest that was seen, beyond which no date is looked for."""
EVEN: Final = 0.5
"""The odds where no purchase is known, with the weight of one."""


class History:
    """Past purchases of one group: lead times of those received, ages of those still open.

    The estimated share of purchases that take at most so many days is kept as a step function, so that asking it for
    thousands of orders costs a bisection each.
    """

    __slots__ = ("_sorted", "n", "open", "shares", "times")

    def __init__(self, received: Iterable[float] = (), open_ages: Iterable[float] = ()) -> None:
        self._sorted = sorted(received)
        ages = sorted(open_ages)
        self.n = len(self._sorted)
        """How many lead times are known in full."""
        self.open = len(ages)
        """How many purchases are still open."""
        self.times, self.shares = _steps(self._sorted, ages)
        """Distinct lead times, and the share of purchases that take at most so long."""

    @property
    def longest(self) -> float | None:
        """The longest lead time seen."""
        return self._sorted[-1] if self._sorted else None

    def share_within(self, days: float) -> float:
        """Estimated share of purchases that take at most `days`, 0 to 1, open ones counted as censored."""
        at = bisect_right(self.times, days)
        return self.shares[at - 1] if at else 0.0

    def at_risk(self, days: float, age: float = 0.0) -> tuple[int, float]:
        """How many purchases took longer than `age` days, and the estimated share of such that take at most `days`.

        The share is 0 where there are none.
        """
        if age <= 0:
            return self.n, self.share_within(days)
        longer, before = self.waited(age)
        if not longer or before >= 1 or days <= age:
            return longer, 0.0
        return longer, (self.share_within(days) - before) / (1.0 - before)

    def waited(self, age: float) -> tuple[int, float]:
        """Of how many purchases it is known that they took longer than `age`, and the share that didn't."""
        return self.n - bisect_right(self._sorted, age), self.share_within(age)

    def quantile(self, p: float) -> float | None:
        """The type 8 quantile at `p`; None where the purchases can't support it (p above n / (n + 1), or censored)."""
        n = self.n + self.open
        if not self.n or p > n / (n + 1):
            return None
        position = (n + 1 / 3) * p + 1 / 3
        points: list[tuple[float, float]] = []
        reached = 0.0
        for time, share in zip(self.times, self.shares, strict=True):
            # tied lead times span several positions, so a flat stretch stays flat
            points += [(min(reached + 1.0, share * n), time), (share * n, time)]
            reached = share * n
        if position > reached + 1e-9:
            return None if self.open else points[-1][1]
        return _interpolated(points, position)


def _steps(received: list[float], ages: list[float]) -> tuple[list[float], list[float]]:
    """Distinct lead times and the share of purchases within each, weight of open ones handed to what took longer."""
    events = sorted([(time, 0) for time in received] + [(age, 1) for age in ages])
    at_risk = len(events)
    left = 1.0
    times: list[float] = []
    shares: list[float] = []
    for (time, censored), same in groupby(events):
        count = len(list(same))
        if not censored:
            left -= left * count / at_risk
            times.append(time)
            shares.append(1.0 - left)
        at_risk -= count
    return times, shares


def _interpolated(points: list[tuple[float, float]], position: float) -> float:
    before = points[0]
    for point in points:
        if point[0] >= position - 1e-9:
            span = point[0] - before[0]
            part = (position - before[0]) / span if span > 0 else 1.0
            return before[1] + max(0.0, min(1.0, part)) * (point[1] - before[1])
        before = point
    return before[1]


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a lead time, and from how much."""

    level: Level
    n: int
    open: int
    median: float | None
    cautious: float | None
    """The quantile asked for; None where so few purchases can't support it."""
    counts: tuple[int, ...] = ()
    """How many purchases are known at each of LEVELS: what a chance rests on."""
    word: float | None = None
    """The supplier's own word: days from the order until it comes."""
    longest: float | None = None


def shrunk(own: float | None, n: int, above: float | None, k: float) -> float | None:
    """`own` leaning on `above`: B own + (1 - B) above with B = n / (n + k); whichever there is where one is None."""
    if own is None or n == 0:
        return above
    if above is None:
        return own
    share = n / (n + k) if n + k > 0 else 1.0
    return share * own + (1 - share) * above


def chance(
    levels: Sequence[History], days: float, k: float, age: float = 0.0, word: float | None = None
) -> float:
    """The chance that a purchase takes at most `days`, where it has been on its way for `age` days already.

    `levels` are the histories it belongs to, most specific first; `word` is after how many days it is to come by the
    supplier's own word. 0 where no level knows of any purchase: that is no estimate, a word alone makes none.
    """
    if days <= age or not any(history.n for history in levels):
        return 0.0
    found, weight = EVEN, 1.0
    own = 0
    for history in reversed(levels):
        own, share = history.at_risk(days, age)
        if own:
            found = (own * share + weight * found) / (own + weight)
            weight = k
    if word is None:
        return found
    told = own + weight
    return (told * found + WORD * kept_within(word, days, age)) / (told + WORD)


def reached(
    levels: Sequence[History], p: float, k: float, age: float = 0.0, word: float | None = None
) -> float | None:
    """From how many days on the `chance` is at least `p`, to a thousandth of a day; None where it never gets there, or
    where no level knows of any purchase that took longer than `age`. Days count from the order, as in `chance`."""
    if not any(history.n for history in levels):
        return None
    steps = sorted({time for history in levels for time in history.times if time > age})
    if word is not None:
        # Between two steps a supplier's word makes it rise as well, and beyond the last.
        steps = [*steps, max([FAR * word, FAR * age, *(FAR * step for step in steps[-1:])])]
    first = bisect_left(steps, True, key=lambda days: chance(levels, days, k, age, word) >= p)
    if first == len(steps):
        return None
    if word is None:
        return steps[first]
    low, high = steps[first - 1] if first else age, steps[first]
    if chance(levels, math.nextafter(high, 0.0), k, age, word) < p:
        return high
    while high - low > 0.001:
        middle = (low + high) / 2
        low, high = (low, middle) if chance(levels, middle, k, age, word) >= p else (middle, high)
    return high


def kept_within(word: float, days: float, age: float = 0.0) -> float:
    """The share of purchases promised after `word` days that take at most `days`, of those that took more than `age`.

    Half of them are there by then: a log-logistic curve with median `word` and shape 3, about as wide as a log-normal
    of sigma 0.6. It is used because it needs no more than multiplication, so that one by one and by columns agree.
    """
    before, by = _kept(word, age), _kept(word, days)
    return (by - before) / (1.0 - before) if days > age else 0.0


def _kept(word: float, days: float) -> float:
    if days <= 0:
        return 0.0
    ratio = word / days
    return 1.0 / (1.0 + ratio * ratio * ratio)


def estimate(
    levels: Sequence[History], p: float, k: float, default_days: float, word: float | None = None
) -> Estimate:
    """Median and cautious quantile over `levels` (in the order of LEVELS), with the level and n they come from.

    Without any purchase the answer is the setting `default_days`, at level "setting" with n = 0.
    """
    counts = tuple(history.n for history in levels)
    median: float | None = None
    cautious: float | None = None
    for history in reversed(levels):
        median = shrunk(history.quantile(0.5), history.n, median, k)
        if history.n:
            own = history.quantile(p)
            # what a level can't support is not borrowed from a wider one and shown under the level's own n
            cautious = None if own is None else shrunk(own, history.n, cautious, k)
    for level, history in zip(LEVELS, levels, strict=False):
        if history.n:
            n = history.n
            return Estimate(
                level=level,
                n=n,
                open=history.open,
                median=median,
                cautious=cautious,
                longest=history.longest,
                counts=counts,
                word=word,
            )
    return Estimate(
        level="setting", n=0, open=0, median=default_days, cautious=None, counts=counts, word=word
    )
