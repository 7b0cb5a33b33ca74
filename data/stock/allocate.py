"""Which orders the stock is for: a proposal, the same whatever order files came in."""

from typing import TYPE_CHECKING

import polars as pl

from data.desk.connection import frame, lent
from queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def allocate(con: "duckdb.DuckDBPyConnection", *, partial: bool) -> None:
    """Share `stock_supply` out over `stock_pieces`, to the orders of `stock_line` in their order.

    A SKU that is not in stock_supply is not judged. The view `allotments` then shows who gets what; `shortages` and
    `short_lines` have who goes without. With `partial` each line takes what it can get; otherwise an order is
    allotted whole or not at all, and one that was turned away has a shortage for each of its contested SKUs, `short`
    0 where that one was not the cause.
    """
    sql = statements("stock/allot")
    lacks = serve(frame(con, sql["contested"]), partial=partial)
    with lent(con, "lacks", lacks):
        con.execute(sql["shortages"])
        con.execute(sql["withhold_parts" if partial else "withhold_orders"])


def serve(contested: pl.DataFrame, *, partial: bool) -> pl.DataFrame:
    """Serve orders one by one: one that is covered by what is left takes it, another goes without.

    `contested` has order_no, sku_no, quantity, available, ships: the rows of an order together, the first order first.
    Gives those rows that go without, with `short`, the order's place, and what orders before it that ship lack.
    """
    # Plain numbers in a plain loop. Decided in SQL, each link in a chain of orders that wait for one another takes a
    # pass over all of them, which comes to several times as long.
    orders, skus, quantities, available, ships = (
        contested[name].to_list() for name in ("order_no", "sku_no", "quantity", "available", "ships")
    )
    left = dict(zip(skus, available, strict=True))
    behind = dict.fromkeys(left, 0)
    lacks: list[tuple[int, int, int, int]] = []
    start, place, fits = 0, 0, True
    for end in range(1, len(orders) + 1):
        fits = fits and quantities[end - 1] <= left[skus[end - 1]]
        if end < len(orders) and orders[end] == orders[start]:
            continue
        place += 1
        for at in range(start, end):
            sku, quantity = skus[at], quantities[at]
            have = left[sku]
            if fits:
                left[sku] = have - quantity
                continue
            short = quantity - have if quantity > have else 0
            if partial:
                left[sku] = have - quantity + short
            if short or not partial:
                lacks.append((at, short, place, behind[sku]))
                if ships[at]:
                    behind[sku] += short
        start, fits = end, True
    found, *columns = zip(*lacks, strict=True) if lacks else ((), (), (), ())
    told = [
        pl.Series(name, column, dtype=pl.Int64)
        for name, column in zip(("short", "place", "ahead"), columns, strict=True)
    ]
    return contested[list(found)].select("order_no", "sku_no", "quantity").with_columns(told)
