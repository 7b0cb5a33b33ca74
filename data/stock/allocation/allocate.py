"""Which orders the stock is for: a proposal, the same whatever order files came in."""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.desk.connection import frame, lent
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def allocate(con: "duckdb.DuckDBPyConnection", rules: Stock, *, again: bool = False) -> int | None:
    """Share `stock_supply` out over `stock_pieces`, to the orders of `stock_line` in their order.

    A SKU that is not in stock_supply is not judged. The view `allotments` then shows who gets what; `shortages` and
    `short_lines` have who goes without. With `partial_shipping` each line takes what it can get; otherwise an order
    is allotted whole or not at all, and one that was turned away has a shortage for each of its contested SKUs,
    `short` 0 where what nobody took covers that one. `again`: what came of it before is taken back first. Gives the
    moment (µs, UTC) from which the line is another by time alone; None where there is none.
    """
    sql = statements("stock/allocation/allot")
    if again:
        con.execute(sql["take_back"])
    contested = frame(con, sql["contested"], {"late_saves": rules.late_still_saves})
    lacks = serve(contested, partial=rules.partial_shipping)
    with lent(con, "lacks", lacks):
        con.execute(sql["shortages"])
        con.execute(sql["withhold_parts" if rules.partial_shipping else "withhold_orders"])
    late_at = None if rules.late_still_saves else contested["late_at"].min()
    return late_at if isinstance(late_at, int) else None


def serve(contested: pl.DataFrame, *, partial: bool) -> pl.DataFrame:
    """Serve orders as `hand_out` does. `contested` has order_no, sku_no, quantity, available, ships, gave; gives those
    rows that go without, with `short`, the order's place, and what the debt and orders before it that ship lack
    (`ahead`).
    """
    orders, skus, quantities, available, ships = (
        contested[name].to_list() for name in ("order_no", "sku_no", "quantity", "available", "ships")
    )
    lacking = hand_out(
        orders,
        skus,
        quantities,
        ships,
        dict(zip(skus, available, strict=True)),
        partial=partial,
        gave=frozenset(contested["gave"].arg_true().to_list()),
    )
    told = {"short": lacking.short, "place": lacking.place, "ahead": lacking.ahead}
    columns = [pl.Series(name, column, dtype=pl.Int64) for name, column in told.items()]
    return contested[lacking.at].select("order_no", "sku_no", "quantity").with_columns(columns)


class Lacking(NamedTuple):
    """Rows of orders that go without, by columns of the same length."""

    at: list[int]
    """Which of the rows that were handed in."""
    short: list[int]
    place: list[int]
    """The order's place among all in line, the first being 1."""
    ahead: list[int]
    """What the debt and orders before it that ship lack of the same SKU, and would get first."""


def hand_out(
    orders: Sequence[int],
    skus: Sequence[int],
    quantities: Sequence[int],
    ships: Sequence[bool],
    available: Mapping[int, int],
    *,
    partial: bool,
    gave: Collection[int] = (),
) -> Lacking:
    """Serve orders one by one: one that is covered by what is left takes it, another goes without. Once all were
    served, those that went without share what nobody took, in the same order, those that ship now before others: what
    they lack then is short, and no more would have to be bought for them all.

    Rows of `gave` are of SKUs that the order was moved away from: it takes of them only what all others leave. One that
    they leave too little is looked at again after all others. Behind them it stands for those SKUs alone: of what it
    never gave it has its share, and its turn when more comes (`ahead`), at its own place.

    The rows of an order stand together, the first order first. Less than none available is a debt, which whatever
    comes has to pay first.
    """
    # Plain numbers in a plain loop. Decided in SQL, each link in a chain of orders that wait for one another takes a
    # pass over all of them, which comes to several times as long.
    left = {sku: max(0, pieces) for sku, pieces in available.items()}
    behind = {sku: max(0, -pieces) for sku, pieces in available.items()}
    lacking = Lacking([], [], [], [])

    def take_what_is_left(at: int, place: int) -> None:
        sku, quantity = skus[at], quantities[at]
        short = max(0, quantity - left[sku])
        left[sku] -= quantity - short
        if short or not partial:
            lacking.at.append(at)
            lacking.short.append(short)
            lacking.place.append(place)
            lacking.ahead.append(behind[sku])
            if ships[at]:
                behind[sku] += short

    def settle(rows: range, place: int, fits: bool) -> None:
        if fits:
            for at in rows:
                left[skus[at]] -= quantities[at]
        else:
            turned_away.extend((at, place) for at in rows)

    waiting: dict[int, int] = {}  # what others still in line want
    if gave:
        for at, sku in enumerate(skus):
            waiting[sku] = waiting.get(sku, 0) + (0 if at in gave else quantities[at])
    back: list[
        tuple[range, int]
    ] = []  # rows of orders that gave and are to be looked at again, and their places
    last: list[tuple[int, int]] = []  # the same of what they gave, row by row
    turned_away: list[tuple[int, int]] = []  # rows of orders that go without, and the orders' places
    start, place = 0, 0
    while start < len(orders):
        order, fits = orders[start], quantities[start] <= left[skus[start]]
        end = start + 1
        while end < len(orders) and orders[end] == order:
            fits = fits and quantities[end] <= left[skus[end]]
            end += 1
        rows = range(start, end)
        start = end
        place += 1
        if partial:
            for at in rows:
                if at in gave:
                    last.append((at, place))
                else:
                    take_what_is_left(at, place)
            continue
        if gave:
            held_back = False
            for at in rows:
                if at in gave:
                    held_back = held_back or quantities[at] + waiting[skus[at]] > left[skus[at]]
                else:
                    waiting[skus[at]] -= quantities[at]
            if held_back:
                back.append((rows, place))
                continue
        settle(rows, place, fits)
    for rows, place in back:
        settle(rows, place, all(quantities[at] <= left[skus[at]] for at in rows))
    if back:
        turned_away.sort(key=lambda row: (row[0] in gave, row[1], row[0]))
    for first in (True, False):
        for at, place in turned_away + last:
            if ships[at] is first:
                take_what_is_left(at, place)
    return lacking
