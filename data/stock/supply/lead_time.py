"""How long a supplier takes, from few purchases, said honestly.

Lead times are right-skewed and few, so no mean and no curve is fitted: shares are counted, and there is one formula.

- A chance is counted among the purchases *still at risk*: those that took longer than the goods have been on their way
  by now (all of them, where nothing is ordered yet). k of these n in time, and `K` purchases' worth of what the wider
  level says: (k + K p_above) / (n + K). The widest level leans on even odds with the weight of one purchase:
  (k + 1/2) / (n + 1). So no chance is ever 0 or 1, and each is as likely too high as too low; caution belongs in the
  threshold (`lowest_chance`), not in the estimate. tests/bench/chance.py holds what is stated against what comes true.
- Purchases still open are right-censored: leaving them out would make suppliers look quicker than they are. Each
  open one hands its weight on to what took longer (Efron's redistribution, which gives the Kaplan-Meier estimate).
- A supplier's own word (days in the supplier list, the expected date of a purchase) is weak knowledge, of the weight of
  `WORD` purchases: `kept_within` has how suppliers keep to it.
- A word that was broken is no promise any more: such goods are no likelier than if they were due this very day. What
  that says in their favour counts ever less the longer ago it was (`believed`), nothing once they took `PATIENCE` times
  the days promised on top: who is that late may have forgotten them. So of two dates that are over the older one never
  makes goods likelier, and goods without a date are never worse off than those. A curve alone says the opposite, since
  who promises quickly is quick; it was measured beside this one, and is only right where nothing is ever forgotten.
- The days within which half of it comes, and the cautious ones, are read off the same formula: the first on which the
  chance is so high (`reached`). More than even odds take purchases that support them: the longest of n lead times is
  kept by the next with n / (n + 1), so a chance above that is not read off n. Of the wider level's purchases so many
  count along as it has weight, `K`.

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
PATIENCE: Final = 3.0
"""Times the days promised after which a broken promise says nothing in favour of the goods any more."""
AT_ONCE: Final = 1e-9
"""Days that a word of none at all counts as, where it is divided by."""
FAR: Final = 20.0
"""Times a supplier's word, or the longest that was seen, beyond which no date is looked for."""
EVEN: Final = 0.5
"""The odds where no purchase is known, with the weight of one; those of a half."""


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


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a lead time, and from how much."""

    level: Level
    n: int
    open: int
    median: float | None
    """From so many days on it is as likely there as not; None where that is never so likely."""
    cautious: float | None
    """The same with the chance asked for; None where so few purchases can't support it."""
    counts: tuple[int, ...] = ()
    """How many purchases are known at each of LEVELS: what a chance rests on."""
    word: float | None = None
    """The supplier's own word: days from the order until it comes."""
    longest: float | None = None


def chance(
    levels: Sequence[History],
    days: float,
    k: float,
    age: float = 0.0,
    word: float | None = None,
    *,
    most: bool = False,
) -> float:
    """The chance that a purchase takes at most `days`, where it has been on its way for `age` days already. `most`:
    what it would be had no delivery taken longer than `days`, so that only their number and the word leave doubt.

    `levels` are the histories it belongs to, most specific first; `word` is after how many days it is to come by the
    supplier's own word. 0 where no level knows of any purchase: that is no estimate, a word alone makes none.
    """
    if (days <= age and not most) or not any(history.n for history in levels):
        return 0.0
    found, weight = EVEN, 1.0
    own = 0
    for history in reversed(levels):
        own, share = history.at_risk(math.inf if most else days, age)
        if own:
            found = (own * share + weight * found) / (own + weight)
            weight = k
    if word is None:
        return found
    told = own + weight
    kept = believed(kept_within(max(word, age), days, age), found, word, age)
    return (told * found + WORD * kept) / (told + WORD)


def reached(
    levels: Sequence[History], p: float, k: float, age: float = 0.0, word: float | None = None
) -> float | None:
    """From how many days on the `chance` is at least `p`, to a thousandth of a day; None where it never gets there, or
    where no level knows of any purchase that took longer than `age`. Days count from the order, as in `chance`."""
    if not any(history.n for history in levels):
        return None

    def enough(days: float) -> bool:
        return chance(levels, days, k, age, word) >= p

    # The chance never falls as days pass, so each history is searched by itself, and the soonest step found counts.
    found = []
    for history in levels:
        at = bisect_left(history.times, True, lo=bisect_right(history.times, age), key=enough)
        found += history.times[at : at + 1]
    if word is None:
        return min(found, default=None)
    # Between two steps a supplier's word makes it rise as well, and beyond the last.
    last = max((history.times[-1] for history in levels if history.times), default=0.0)
    high = min(found, default=FAR * max(word, age, last))
    if not found and not enough(high):
        return None
    if not enough(math.nextafter(high, 0.0)):
        return high
    low = age
    for history in levels:
        at = bisect_left(history.times, high)
        low = max([low, *history.times[max(0, at - 1) : at]])
    while high - low > 0.001:
        middle = (low + high) / 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def read_off(
    levels: Sequence[History], p: float, k: float, age: float = 0.0, word: float | None = None
) -> float | None:
    """`reached`, where so many purchases are known that they support a chance of `p`."""
    if p > EVEN:
        known = support(levels, k, age)
        if p > known / (known + 1):
            return None
    return reached(levels, p, k, age, word)


def support(levels: Sequence[History], k: float, age: float = 0.0) -> float:
    """How many purchases that took longer than `age` a chance rests on: a level's own, and of those that only a wider
    one knows at most `k`. Each level has those of the more specific ones."""
    known = 0.0
    for history in reversed(levels):
        own, _before = history.waited(age)
        if own:
            known = min(own + k, known) if known else float(own)
    return known


def kept_within(word: float, days: float, age: float = 0.0) -> float:
    """The share of purchases promised after `word` days that take at most `days`, of those that took more than `age`.

    Half of them are there by then: a log-logistic curve with median `word` and shape 3, about as wide as a log-normal
    of sigma 0.6. It is used because it needs no more than multiplication, so that one by one and by columns agree.
    """
    before, by = _chance_word_is_kept(word, age), _chance_word_is_kept(word, days)
    return (by - before) / (1.0 - before) if days > age else 0.0


def believed(kept: float, found: float, word: float, age: float) -> float:
    """The chance by a supplier's word, `kept`, beside `found` without it. In favour of goods whose promise was broken
    it counts the less the longer ago that was."""
    credit = max(0.0, 1.0 - max(0.0, age - word) / max(PATIENCE * word, AT_ONCE))
    return min(kept, found + (kept - found) * credit)


def _chance_word_is_kept(word: float, days: float) -> float:
    if days <= 0:
        return 0.0
    ratio = word / days
    return 1.0 / (1.0 + ratio * ratio * ratio)


def estimate(
    levels: Sequence[History], p: float, k: float, default_days: float, word: float | None = None
) -> Estimate:
    """The days with even odds and those with the chance `p`, with the level and n that they come from.

    Without any purchase the answer is the setting `default_days`, at level "setting" with n = 0.
    """
    counts = tuple(history.n for history in levels)
    for level, history in zip(LEVELS, levels, strict=False):
        if history.n:
            n = history.n
            return Estimate(
                level=level,
                n=n,
                open=history.open,
                median=reached(levels, EVEN, k, word=word),
                cautious=read_off(levels, p, k, word=word),
                longest=history.longest,
                counts=counts,
                word=word,
            )
    return Estimate(
        level="setting", n=0, open=0, median=default_days, cautious=None, counts=counts, word=word
    )
