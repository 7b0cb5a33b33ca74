"""The chances of many orders at once, as `SkuSupply.chance` and `lead_time.chance` have them one by one.

Each history is a step function. Their steps lie in one row of numbers, history after history, so that thousands of
questions are answered by one search, and what is done with the answers is done to whole columns. Every figure comes
from the same operations in the same order as one by one: equal to the last bit, so that no order's step depends on how
many others are planned along with it.
"""

from collections.abc import Mapping, Sequence
from itertools import accumulate

import polars as pl

from data.stock.lead_time import LEVELS, History
from data.stock.supply import FOREVER, SkuSupply

_LEVELS = range(len(LEVELS) - 1, -1, -1)
"""The widest level first: the more specific ones lean on it."""


class Chances:
    """How likely pieces of these SKUs come in time. Made once for a supply that stays as it is."""

    def __init__(self, supply: Mapping[str, SkuSupply], shrinkage_k: float) -> None:
        self._k = shrinkage_k
        self._numbers = {sku: number for number, sku in enumerate(supply)}
        steps = _Steps()
        self._offers = pl.DataFrame(
            [
                (number, *steps.numbers(levels))
                for number, one in enumerate(supply.values())
                for levels in one.levels
            ],
            schema={"sku": pl.Int64} | {f"history{at}": pl.Int64 for at in range(len(LEVELS))},
            orient="row",
        )
        self._incoming = _incoming(supply, steps)
        self._steps = steps.frozen()
        skus = pl.DataFrame({"sku": pl.Series(self._numbers.values(), dtype=pl.Int64)})
        self._ever = (
            self._ordered_now(skus.with_columns(question=pl.col("sku"), days=pl.lit(FOREVER)))
            .rename({"question": "sku"})
            .group_by("sku")
            .agg(pl.col("chance").max())
        )
        """What can be hoped for at most, the same for all orders."""

    def knows(self, skus: set[str]) -> bool:
        """Whether all of these can be asked about."""
        return skus <= self._numbers.keys()

    def of(self, skus: pl.Series, pieces: pl.Series, days: Sequence[pl.Series]) -> tuple[list[float], ...]:
        """The chance, line by line, that so many pieces from the head of the line come within so many days.

        One answer for each series of days, all of them for the same lines; no chance where the days are null.
        """
        lines = pl.DataFrame(
            {
                "sku": pl.Series([self._numbers.get(sku, -1) for sku in skus.to_list()], dtype=pl.Int64),
                "pieces": pieces,
            }
        )
        asked = pl.concat([lines.with_columns(days=one) for one in days]).with_row_index("question")
        answers = pl.repeat(0.0, asked.height, dtype=pl.Float64, eager=True)
        asked = asked.filter(pl.col("days") > 0)
        ever = pl.col("days") == FOREVER
        found = pl.concat(
            [
                self._ordered_now(asked.filter(~ever)),
                asked.filter(ever).join(self._ever, on="sku").select("question", "chance"),
                self._on_the_way(asked),
            ]
        )
        best = found.group_by("question").agg(pl.col("chance").max())
        answers = answers.scatter(best["question"], best["chance"])
        return tuple(answers.slice(at * lines.height, lines.height).to_list() for at in range(len(days)))

    def _ordered_now(self, asked: pl.DataFrame) -> pl.DataFrame:
        """The chance by each supplier that a SKU can be ordered from."""
        ranked = asked.select("question", "sku", rank=self._steps.rank(asked["days"]))
        pairs = ranked.join(self._offers, on="sku")
        own = [
            self._steps.cautious.gather(self._steps.place(pairs[f"history{at}"], pairs["rank"]))
            for at in range(len(LEVELS))
        ]
        return pairs.select("question", chance=self._leaning(pairs, own))

    def _on_the_way(self, asked: pl.DataFrame) -> pl.DataFrame:
        """The chance that the open purchases which it takes to have the pieces all come."""
        pairs = asked.join(self._incoming, on="sku").filter(pl.col("before") < pl.col("pieces"))
        pairs = pairs.with_columns(days=pl.col("age") + pl.col("days"))
        rank = self._steps.rank(pairs["days"])
        own = []
        for at in range(len(LEVELS)):
            place = self._steps.place(pairs[f"history{at}"], rank)
            share, longer, gone = self._steps.share.gather(place), pairs[f"longer{at}"], pairs[f"gone{at}"]
            told = (
                pl.when(pairs["age"] <= 0)
                .then(self._steps.cautious.gather(place))
                .when((longer == 0) | (gone >= 1) | (pairs["days"] <= pairs["age"]))
                .then(0.0)
                .otherwise((share - gone) / (1.0 - gone) * longer / (longer + 1))
            )
            own.append(pl.select(told).to_series())
        return (
            pairs.with_columns(chance=self._leaning(pairs, own))
            .group_by("question")
            .agg(pl.col("chance").min(), enough=pl.col("after").max() >= pl.col("pieces").first())
            .filter("enough")
            .select("question", "chance")
        )

    def _leaning(self, pairs: pl.DataFrame, own: list[pl.Series]) -> pl.Series:
        """Each level's own chance leaning on the next wider one's, where that has any purchases."""
        found = pl.repeat(None, pairs.height, dtype=pl.Float64, eager=True)
        for at in _LEVELS:
            n = self._steps.n(pairs[f"history{at}"])
            found = pl.select(
                pl.when(n == 0)
                .then(found)
                .when(found.is_null())
                .then(own[at])
                .otherwise((n * own[at] + self._k * found) / (n + self._k))
            ).to_series()
        return found.fill_null(0.0)


class _Steps:
    """Numbers for histories, as they are met."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._histories: list[History] = []
        self._nothing = History()

    def numbers(self, levels: tuple[History, ...]) -> list[int]:
        """The numbers of these histories, and of one that knows nothing for each level that is missing."""
        return [self._number(levels[at] if at < len(levels) else self._nothing) for at in range(len(LEVELS))]

    def _number(self, history: History) -> int:
        number = self._numbers.setdefault(id(history), len(self._histories))
        if number == len(self._histories):
            self._histories.append(history)
        return number

    def frozen(self) -> "_Found":
        histories: list[int] = []
        times: list[float] = []
        shares: list[float] = []
        cautious: list[float] = []
        for number, history in enumerate(self._histories):
            # before its first step, each says 0
            histories += [number] * (len(history.times) + 1)
            times += [float("-inf"), *history.times]
            shares += [0.0, *history.shares]
            cautious += history.cautious
        return _Found(histories, times, shares, cautious, [one.n for one in self._histories])


class _Found:
    """Step functions in one row, to be asked by history and days."""

    def __init__(
        self,
        histories: list[int],
        times: list[float],
        shares: list[float],
        cautious: list[float],
        n: list[int],
    ) -> None:
        self._n = pl.Series(n, dtype=pl.Int64)
        given = pl.Series(times, dtype=pl.Float64)
        # Times by their rank: whole numbers, so that a history and a time together are one number, and exact.
        self._times = given.unique().sort()
        self._span = self._times.len() + 1
        self._keys = pl.Series(histories, dtype=pl.Int64) * self._span + self.rank(given)
        self.share = pl.Series(shares, dtype=pl.Float64)
        self.cautious = pl.Series(cautious, dtype=pl.Float64)

    def rank(self, days: pl.Series) -> pl.Series:
        """The place of each among all times that any history has."""
        return self._times.search_sorted(days, side="right").cast(pl.Int64)

    def place(self, history: pl.Series, rank: pl.Series) -> pl.Series:
        """Where in `share` and `cautious` it says what a history has reached at a rank of days."""
        return self._keys.search_sorted(history * self._span + rank, side="right") - 1

    def n(self, history: pl.Series) -> pl.Series:
        """How many lead times each of these histories knows."""
        return self._n.gather(history)


def _incoming(supply: Mapping[str, SkuSupply], steps: _Steps) -> pl.DataFrame:
    rows = []
    for number, one in enumerate(supply.values()):
        covered = [0, *accumulate(purchase.quantity for purchase in one.incoming)]
        for at, purchase in enumerate(one.incoming):
            histories = steps.numbers(purchase.levels)
            waited = [history.waited(purchase.age) for history in purchase.levels]
            waited += [(0, 0.0)] * (len(LEVELS) - len(waited))
            rows.append(
                (number, purchase.age, covered[at], covered[at + 1], *histories, *sum(waited, ()))
            )  # fmt: skip
    kinds = {"sku": pl.Int64, "age": pl.Float64, "before": pl.Int64, "after": pl.Int64}
    kinds |= {f"history{at}": pl.Int64 for at in range(len(LEVELS))}
    for at in range(len(LEVELS)):
        kinds |= {f"longer{at}": pl.Int64, f"gone{at}": pl.Float64}
    return pl.DataFrame(rows, schema=kinds, orient="row")
