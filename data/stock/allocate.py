"""Which orders the stock is for: a proposal, worked out in SQL, the same whatever order files came in."""

from typing import TYPE_CHECKING

from queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def allocate(con: "duckdb.DuckDBPyConnection", *, partial: bool) -> int:
    """Share `stock_supply` out over `stock_demand`; returns how many rounds it took.

    Takes stock_supply(sku, available) with what is free to give and stock_demand(order_key, sku, quantity, ord), one
    row an order and SKU, `ord` the order's place in the line. A SKU that is not in stock_supply is not judged.
    Adds to allotments(order_key, sku, quantity, applied=false) and shortages(order_key, sku, quantity, short), where
    an order that was turned away has one row for each of its contested SKUs, `short` 0 where that one was not the
    cause. With `partial` each line takes what it can get; otherwise an order is allotted whole or not at all.
    """
    if partial:
        _run(con, "part_orders")
        return 1
    _run(con, "contested")
    round_ = statements("stock/whole_orders")
    rounds = 0
    while con.execute("select 1 from pending limit 1").fetchall():
        rounds += 1
        con.execute(round_["decide"], {"round": rounds})
        con.execute(round_["take"], {"round": rounds})
        con.execute(round_["go_on"], {"round": rounds})
    _run(con, "outcome")
    return rounds


def _run(con: "duckdb.DuckDBPyConnection", file: str) -> None:
    for sql in statements(f"stock/{file}").values():
        con.execute(sql)
