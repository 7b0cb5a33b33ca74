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
    lacking: list[int] = []
    told: dict[str, list[int]] = {"short": [], "place": [], "ahead": []}
    start, place = 0, 0
    while start < len(orders):
        order, fits = orders[start], quantities[start] <= left[skus[start]]
        end = start + 1
        while end < len(orders) and orders[end] == order:
            fits = fits and quantities[end] <= left[skus[end]]
            end += 1
        place += 1
        for at in range(start, end):
            sku, quantity = skus[at], quantities[at]
            if fits:
                left[sku] -= quantity
                continue
            short = max(0, quantity - left[sku])
            if partial:
                left[sku] -= quantity - short
            if short or not partial:
                lacking.append(at)
                told["short"].append(short)
                told["place"].append(place)
                told["ahead"].append(behind[sku])
                if ships[at]:
                    behind[sku] += short
        start = end
    columns = [pl.Series(name, column, dtype=pl.Int64) for name, column in told.items()]
    return contested[lacking].select("order_no", "sku_no", "quantity").with_columns(columns)
