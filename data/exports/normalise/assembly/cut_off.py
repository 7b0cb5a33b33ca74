"""The last order of a file that was cut off between two rows: it has all its cells, and too few lines.

Nothing in the rows shows that. What an order states can, its total, or that of its goods: where those of all other
orders come to the cent to their lines, with what is added or taken off in columns of its own, and this one's lines come
to less. Every way of reckoning that holds for all others has to find it short; of few orders nothing is concluded.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations, product
from typing import Final

import polars as pl

from orderdeck.data.exports.normalise.assembly.merged import share_columns
from orderdeck.data.exports.normalise.columns.columns import BETWEEN
from orderdeck.data.exports.profile.records import Profile

LINES_MAY_BE_CUT: Final = "lines_may_be_cut"
"""The doubt of such an order: "lines_may_be_cut|40.00 / 59.00", what its lines come to and what it states."""

_FEWEST: Final = 5
"""So many other orders have to agree, one of them at least with several lines."""
_STATED: Final = ("goods_total", "total")
_ADDED: Final = {
    "shipping_fee": 1,
    "tax": 1,
    "discount": -1,
    "line_tax": 1,
    "line_discount": -1,
    "shipping_tax": 1,
}
"""Amounts that may be part of what an order states, and with which sign."""
_CENT: Final = 0.005


def cut_off_orders(
    orders: pl.DataFrame, frame: pl.DataFrame, lines: pl.DataFrame, profile: Profile
) -> pl.DataFrame:
    """`orders` (as by `merged.one_row_an_order`, by number) with the doubt LINES_MAY_BE_CUT where the one with the last
    row has it. `frame`: all rows of the file that are loaded; `lines`: theirs, both with number and at."""
    shares = share_columns(frame, profile)
    stated = [name for name in _STATED if name in frame.columns and name not in shares]
    if not stated or orders.height <= _FEWEST or frame["first"].all():
        return orders
    last = frame["number"].gather([frame["row"].arg_max() or 0]).item()
    sums = _sums(frame, lines, [*stated, *(name for name in _ADDED if name in frame.columns)], shares)
    short = _short(sums, last, stated)
    if short is None:
        return orders
    told = f"{LINES_MAY_BE_CUT}|{short[0]:.2f} / {short[1]:.2f}"
    both = pl.concat_str("doubts", pl.lit(told), separator=BETWEEN, ignore_nulls=True)
    return orders.with_columns(
        pl.when(pl.col("number") == last).then(both).otherwise("doubts").alias("doubts")
    )


def _sums(frame: pl.DataFrame, lines: pl.DataFrame, amounts: list[str], shares: list[str]) -> pl.DataFrame:
    """Of each number its `rows`, what its lines come to (`by_total`, `by_price`; null where one doesn't say), and its
    `amounts`: shares of rows together, others as the first row that has one states them."""
    price = (pl.col("unit_price") * pl.col("quantity")).cast(pl.Float64)
    whole = lines.group_by("number").agg(
        _all(pl.col("line_total").cast(pl.Float64)).alias("by_total"),
        _all(price).alias("by_price"),
        pl.len().alias("rows"),
    )
    told = frame.group_by("number").agg(
        (
            pl.col(name).cast(pl.Float64).sum()
            if name in shares
            else pl.col(name).cast(pl.Float64).drop_nulls().first()
        ).alias(name)
        for name in amounts
    )
    return whole.join(told, on="number", how="left")


def _all(amount: pl.Expr) -> pl.Expr:
    return pl.when(amount.is_not_null().all()).then(amount.sum())


def _short(sums: pl.DataFrame, last: int, stated: Sequence[str]) -> tuple[float, float] | None:
    """What the lines of the order numbered `last` come to and what they should, where every reckoning that holds for
    all others finds it short; None else."""
    others, own = sums.filter(pl.col("number") != last), sums.filter(pl.col("number") == last)
    if others.height < _FEWEST or not (others["rows"] > 1).any() or own.height != 1:
        return None
    few, mine = others.head(_FEWEST).to_dicts(), own.row(0, named=True)
    found: tuple[float, float] | None = None
    for states, by, some in _reckonings(stated, [name for name in _ADDED if name in sums.columns]):
        if not all(_holds(row, states, by, some) for row in few):  # ends with the first, as a rule
            continue
        if not all(_holds(row, states, by, some) for row in others.iter_rows(named=True)):
            continue
        lines, whole = mine[by], _whole(mine, states, some)
        if lines is None or whole is None or whole - lines < _CENT:
            return None
        found = (lines, whole)
    return found


def _reckonings(stated: Sequence[str], added: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """What is stated, by which amounts of lines, with which others added."""
    some = chain.from_iterable(combinations(added, count) for count in range(len(added) + 1))
    return product(stated, ("by_total", "by_price"), some)


def _whole(row: Mapping[str, float | None], states: str, some: tuple[str, ...]) -> float | None:
    """What the lines of an order should come to, by what it states; None where it states nothing."""
    said = row[states]
    return None if said is None else said - sum(_ADDED[name] * (row[name] or 0.0) for name in some)


def _holds(row: Mapping[str, float | None], states: str, by: str, some: tuple[str, ...]) -> bool:
    lines, whole = row[by], _whole(row, states, some)
    return lines is not None and whole is not None and abs(whole - lines) < _CENT
