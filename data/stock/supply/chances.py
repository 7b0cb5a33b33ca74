"""The chances of many orders at once, as `SkuSupply.chance` and `lead_time.chance` have them one by one.

Each history is a step function. Their steps lie in one row of numbers, history after history, so that thousands of
questions are answered by one search, and what is done with the answers is done to whole columns. Every figure comes
from the same operations in the same order as one by one: equal to the last bit, so that no order's step depends on how
many others are planned along with it.
"""

import math
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

import polars as pl

from orderdeck.data.stock.supply.lead_time import AT_ONCE, EVEN, LEVELS, PATIENCE, WORD, History
from orderdeck.data.stock.supply.supply import FOREVER, Closed, SkuSupply

Place = tuple[int, int, float]
"""A question, the place of a source among those of its SKU, and the chance that its goods come in time."""
_Schema = dict[str, type[pl.DataType]]
_LEVELS = range(len(LEVELS) - 1, -1, -1)
"""The widest level first: the more specific ones lean on it."""


class Chances:
    """How likely pieces of these SKUs come in time. Made once for a supply that stays as it is."""

    def __init__(self, supply: Mapping[str, SkuSupply], shrinkage_k: float) -> None:
        self._k = shrinkage_k
        self._numbers = {sku: number for number, sku in enumerate(supply)}
        steps = _Steps()
        calendars: dict[Closed, int] = {}
        self._offers = _offers(supply, steps, calendars)
        self._incoming = _incoming(supply, steps, calendars)
        self._calendars = list(calendars)
        self._steps = steps.frozen()
        skus = pl.DataFrame({"sku": pl.Series(self._numbers.values(), dtype=pl.Int64)})
        self._sources = self._offers
        """Of each SKU, in the order of its supply."""
        self._capped = self._offers.filter(pl.col("left").is_not_null())
        self._offers = self._offers.filter(pl.col("left").is_null())
        self._ever = (
            self._ordered_now(skus.with_columns(question=pl.col("sku"), days=pl.lit(FOREVER)), self._offers)
            .rename({"question": "sku"})
            .group_by("sku")
            .agg(pl.col("chance").max())
        )
        """What can be hoped for at most, the same for all orders."""
        self._promised = pl.concat(
            [one.filter(pl.col("word").is_not_null())["sku"] for one in (self._sources, self._incoming)]
        ).unique()
        """SKUs of which somebody said when they come."""

    def knows(self, skus: set[str]) -> bool:
        """Whether all of these can be asked about."""
        return skus <= self._numbers.keys()

    def of(self, skus: pl.Series, pieces: pl.Series, days: Sequence[pl.Series]) -> tuple[list[float], ...]:
        """The chance, line by line, that so many pieces from the head of the line come within so many days.

        One answer for each series of days, all of them for the same lines; no chance where the days are null.
        """
        return self._answers(self._lines(skus, pieces), days)

    def most(self, skus: pl.Series, pieces: pl.Series, days: Sequence[pl.Series]) -> tuple[list[float], ...]:
        """What the same would be had no delivery known taken longer (`lead_time.chance`); 0 where none is known."""
        lines = self._lines(skus, pieces)
        (ever,) = self._answers(lines, (pl.Series([FOREVER]).new_from_index(0, lines.height),))
        promised = lines["sku"].is_in(self._promised.implode())
        if not promised.any():
            return (ever,) * len(days)
        # Only what a word says hangs on how many days there are.
        asked = [one.filter(promised).clip(lower_bound=0.0) for one in days]
        found = self._answers(lines.filter(promised), asked, most=True)
        base, places = pl.Series(ever, dtype=pl.Float64), promised.arg_true()
        return tuple(base.scatter(places, pl.Series(one, dtype=pl.Float64)).to_list() for one in found)

    def _lines(self, skus: pl.Series, pieces: pl.Series) -> pl.DataFrame:
        numbers = [self._numbers.get(sku, -1) for sku in skus.to_list()]
        return pl.DataFrame({"sku": pl.Series(numbers, dtype=pl.Int64), "pieces": pieces})

    def _answers(
        self, lines: pl.DataFrame, days: Sequence[pl.Series], *, most: bool = False
    ) -> tuple[list[float], ...]:
        asked = pl.concat([lines.with_columns(days=one) for one in days]).with_row_index("question")
        answers = pl.repeat(0.0, asked.height, dtype=pl.Float64, eager=True)
        asked = asked.filter(pl.col("days") >= 0 if most else pl.col("days") > 0)
        ever = (pl.col("days") == FOREVER) & (not most)
        found = pl.concat(
            [
                self._ordered_now(asked.filter(~ever), self._offers, most=most),
                *self._few_left(asked, most=most),
                asked.filter(ever).join(self._ever, on="sku").select("question", "chance"),
                self._on_the_way(asked, most=most),
            ]
        )
        best = found.group_by("question").agg(pl.col("chance").max())
        answers = answers.scatter(best["question"], best["chance"])
        return tuple(answers.slice(at * lines.height, lines.height).to_list() for at in range(len(days)))

    def each(self, skus: Sequence[str], days: Sequence[float]) -> tuple[list[Place], list[Place]]:
        """Question by question, how likely each single source has its goods here within so many days: every supplier
        that a SKU can be ordered from now, whatever it has left, and every open purchase. None where days aren't more
        than 0."""
        asked = pl.DataFrame(
            {
                "sku": pl.Series([self._numbers.get(sku, -1) for sku in skus], dtype=pl.Int64),
                "days": pl.Series(days, dtype=pl.Float64),
            }
        ).with_row_index("question")
        asked = asked.filter(pl.col("days") > 0)
        found = (
            self._by_offer(asked, self._sources),
            self._by_purchase(asked.join(self._incoming, on="sku")),
        )
        offered, coming = (one.select("question", "place", "chance").rows() for one in found)
        return offered, coming

    def _few_left(self, asked: pl.DataFrame, *, most: bool) -> list[pl.DataFrame]:
        """The chance by each supplier that hasn't more than so many left: what is on its way has to come as well, where
        a question is about more than that."""
        if self._capped.is_empty():
            return []
        couples = asked.join(
            self._capped.select("sku", "left").with_row_index("offer"), on="sku"
        ).with_row_index("couple")
        offers = self._capped.with_row_index("offer")
        found = self._ordered_now(
            couples.select(
                pl.col("couple").alias("question"), pl.col("offer").cast(pl.Int64).alias("sku"), "days"
            ),
            offers.with_columns(sku=pl.col("offer").cast(pl.Int64)),
            most=most,
        )
        more = couples.filter(pl.col("pieces") > pl.col("left"))
        rest = self._on_the_way(
            more.select(
                pl.col("couple").alias("question"),
                "sku",
                (pl.col("pieces") - pl.col("left")).alias("pieces"),
                "days",
            ),
            most=most,
        )
        both = (
            couples.select("question", "couple", "pieces", "left")
            .join(found.rename({"question": "couple"}), on="couple")
            .join(rest.rename({"question": "couple", "chance": "rest"}), on="couple", how="left")
        )
        whole = pl.when(pl.col("pieces") <= pl.col("left")).then(1.0).otherwise(pl.col("rest").fill_null(0.0))
        return [both.select("question", chance=pl.min_horizontal("chance", whole))]

    def _ordered_now(self, asked: pl.DataFrame, offers: pl.DataFrame, *, most: bool = False) -> pl.DataFrame:
        """The chance by each supplier of `offers` that a SKU can be ordered from."""
        return self._by_offer(asked, offers, most=most).select("question", "chance")

    def _by_offer(self, asked: pl.DataFrame, offers: pl.DataFrame, *, most: bool = False) -> pl.DataFrame:
        """The same with the place that each has in the supply of its SKU."""
        pairs = asked.select("question", "sku", "days").join(offers, on="sku")
        pairs = pairs.with_columns(days=self._open_days(pairs))
        rank = self._steps.rank(_reach(pairs["days"], most=most))
        own = [
            self._steps.share.gather(self._steps.place(pairs[f"history{at}"], rank))
            for at in range(len(LEVELS))
        ]
        return pairs.select("question", "place", chance=self._leaning(pairs, own, most=most))

    def _on_the_way(self, asked: pl.DataFrame, *, most: bool) -> pl.DataFrame:
        """The chance that the open purchases which it takes to have the pieces all come."""
        pairs = asked.join(self._incoming, on="sku").filter(pl.col("before") < pl.col("pieces"))
        return (
            self._by_purchase(pairs, most=most)
            .group_by("question")
            .agg(pl.col("chance").min(), enough=pl.col("after").max() >= pl.col("pieces").first())
            .filter("enough")
            .select("question", "chance")
        )

    def _by_purchase(self, pairs: pl.DataFrame, *, most: bool = False) -> pl.DataFrame:
        """`pairs` of a question and an open purchase, with the chance that it comes."""
        pairs = pairs.with_columns(days=pairs["age"] + self._open_days(pairs))
        rank = self._steps.rank(_reach(pairs["days"], most=most))
        own = []
        for at in range(len(LEVELS)):
            share = self._steps.share.gather(self._steps.place(pairs[f"history{at}"], rank))
            gone = pairs[f"gone{at}"]
            nobody = (pairs[f"longer{at}"] == 0) | (gone >= 1)
            own.append(_where(nobody, _same(0.0, pairs), (share - gone) / (1.0 - gone)))
        return pairs.with_columns(chance=self._leaning(pairs, own, most=most))

    def _open_days(self, pairs: pl.DataFrame) -> pl.Series:
        """`days` less those on which the supplier is closed."""
        left = pairs["days"]
        for number, spans in enumerate(self._calendars):
            fewer = pairs["days"]
            for since, until in spans:
                fewer = fewer - (pairs["days"].clip(upper_bound=until) - since).clip(lower_bound=0.0)
            if spans:
                left = _where(pairs["calendar"] == number, fewer, left)
        return left

    def _leaning(self, pairs: pl.DataFrame, own: list[pl.Series], *, most: bool) -> pl.Series:
        """Each level's own share leaning on the next wider one's, and all on the supplier's word; `pairs` has of each
        level how many purchases are at risk (longer), whether any is known, days, age and word."""
        found, weight, k = _same(EVEN, pairs), _same(1.0, pairs), _same(self._k, pairs)
        for at in _LEVELS:
            n = pairs[f"longer{at}"]
            found = _where(n == 0, found, (n * own[at] + weight * found) / (n + weight))
            weight = _where(n == 0, weight, k)
        hopeless = ~pairs["known"] if most else (pairs["days"] <= pairs["age"]) | ~pairs["known"]
        if pairs["word"].null_count() < pairs.height:
            told = pairs["longer0"] + weight
            word, age, days = pairs["word"], pairs["age"], pairs["days"]
            meant = _where(word >= age, word, age)
            before, by = _chance_word_is_kept(meant, age), _chance_word_is_kept(meant, days)
            kept = (by - before) / (1.0 - before)
            over = (age - word).clip(lower_bound=0.0)
            credit = (1.0 - over / (PATIENCE * word).clip(lower_bound=AT_ONCE)).clip(lower_bound=0.0)
            leant = found + (kept - found) * credit
            with_word = (told * found + WORD * _where(kept <= leant, kept, leant)) / (told + WORD)
            found = _where(pairs["word"].is_null(), found, with_word)
        return _where(hopeless, _same(0.0, pairs), found)


def _reach(days: pl.Series, *, most: bool) -> pl.Series:
    """Days within which deliveries count as in time."""
    return pl.Series([math.inf], dtype=pl.Float64).new_from_index(0, days.len()) if most else days


def _chance_word_is_kept(word: pl.Series, days: pl.Series) -> pl.Series:
    """As `lead_time` has it, by columns."""
    ratio = word / days
    return _where(days <= 0, days * 0.0, 1.0 / (1.0 + ratio * ratio * ratio))


def _where(mask: pl.Series, yes: pl.Series, no: pl.Series) -> pl.Series:
    """Row by row the one or the other. On columns as they are: an expression costs a plan of its own each time, and
    may divide by multiplying with the inverse where a column is the same all over."""
    return yes.zip_with(mask, no)


def _same(value: float, pairs: pl.DataFrame) -> pl.Series:
    return pl.Series([value], dtype=pl.Float64).new_from_index(0, pairs.height)


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
        for number, history in enumerate(self._histories):
            # before its first step, each says 0
            histories += [number] * (len(history.times) + 1)
            times += [float("-inf"), *history.times]
            shares += [0.0, *history.shares]
        return _Found(histories, times, shares)


class _Found:
    """Step functions in one row, to be asked by history and days."""

    def __init__(self, histories: list[int], times: list[float], shares: list[float]) -> None:
        given = pl.Series(times, dtype=pl.Float64)
        # Times by their rank: whole numbers, so that a history and a time together are one number, and exact.
        self._times = given.unique().sort()
        self._span = self._times.len() + 1
        self._keys = pl.Series(histories, dtype=pl.Int64) * self._span + self.rank(given)
        self.share = pl.Series(shares, dtype=pl.Float64)

    def rank(self, days: pl.Series) -> pl.Series:
        """The place of each among all times that any history has."""
        return self._times.search_sorted(days, side="right").cast(pl.Int64)

    def place(self, history: pl.Series, rank: pl.Series) -> pl.Series:
        """Where in `share` it says what a history has reached at a rank of days."""
        return self._keys.search_sorted(history * self._span + rank, side="right") - 1


def _offers(supply: Mapping[str, SkuSupply], steps: _Steps, calendars: dict[Closed, int]) -> pl.DataFrame:
    """Of each supplier that a SKU can be ordered from: its histories, as of now."""
    rows = [
        (
            number,
            place,
            0.0,
            offer.word,
            calendars.setdefault(offer.closed, len(calendars)),
            *_of_levels(offer.levels, 0.0, steps),
            offer.left,
        )
        for number, one in enumerate(supply.values())
        for place, offer in enumerate(one.offers)
    ]
    left: _Schema = {"left": pl.Int64}
    return pl.DataFrame(rows, schema=_PURCHASE_COLUMNS | _LEVEL_COLUMNS | left, orient="row")


def _incoming(supply: Mapping[str, SkuSupply], steps: _Steps, calendars: dict[Closed, int]) -> pl.DataFrame:
    """The same of each open purchase, as of its age, and which pieces of the line it covers."""
    rows = []
    for number, one in enumerate(supply.values()):
        covered = [0, *accumulate(purchase.quantity for purchase in one.incoming)]
        for at, purchase in enumerate(one.incoming):
            levels = _of_levels(purchase.levels, purchase.age, steps)
            calendar = calendars.setdefault(purchase.closed, len(calendars))
            rows.append(
                (number, at, purchase.age, purchase.word, calendar, *levels, covered[at], covered[at + 1])
            )
    covers: _Schema = {"before": pl.Int64, "after": pl.Int64}
    return pl.DataFrame(rows, schema=_PURCHASE_COLUMNS | _LEVEL_COLUMNS | covers, orient="row")


_PURCHASE_COLUMNS: Final[_Schema] = {
    "sku": pl.Int64,
    "place": pl.Int64,
    "age": pl.Float64,
    "word": pl.Float64,
    "calendar": pl.Int64,
}


_LEVEL_COLUMNS: Final[_Schema] = (
    {"known": pl.Boolean}
    | {f"history{at}": pl.Int64 for at in range(len(LEVELS))}
    | {f"longer{at}": pl.Int64 for at in range(len(LEVELS))}
    | {f"gone{at}": pl.Float64 for at in range(len(LEVELS))}
)


def _of_levels(levels: tuple[History, ...], age: float, steps: _Steps) -> tuple[bool | float, ...]:
    waited = [history.waited(age) if age > 0 else (history.n, 0.0) for history in levels]
    waited += [(0, 0.0)] * (len(LEVELS) - len(waited))
    known = any(history.n for history in levels)
    return (known, *steps.numbers(levels), *(n for n, _ in waited), *(gone for _, gone in waited))
