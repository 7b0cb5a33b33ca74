"""Allocation over 100,000 open orders and 20,000 SKUs, 5,000 of them short, against the same rule in plain Python.

Run: python -m tests.bench.allocation
"""

import random
import statistics
import time

import duckdb
import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.desk.connection import lent
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.allocation.allocate import allocate

ORDERS, SKUS, SHORT, RUNS = 100_000, 20_000, 5_000, 7


def desk() -> tuple[list[tuple[str, str, int, int]], dict[str, int]]:
    dice = random.Random(1)
    demand = []
    asked: dict[str, int] = {}
    for ord_ in range(1, ORDERS + 1):
        for sku in {f"SKU-{dice.randrange(SKUS):05}" for _ in range(dice.choice((1, 1, 1, 2, 3)))}:
            quantity = dice.choice((1, 1, 1, 2, 3, 10))
            demand.append((f"aliexpress:{3_031_265_788_000_000 + ord_}", sku, quantity, ord_))
            asked[sku] = asked.get(sku, 0) + quantity
    short = set(dice.sample(sorted(asked), SHORT))
    return demand, {sku: n * dice.randrange(100) // 100 if sku in short else n for sku, n in asked.items()}


def plain(demand: list[tuple[str, str, int, int]], supply: dict[str, int]) -> int:
    left = dict(supply)
    orders: dict[str, list[tuple[str, int]]] = {}
    for key, sku, quantity, _ in demand:
        orders.setdefault(key, []).append((sku, quantity))
    served = 0
    for lines in orders.values():
        if all(quantity <= left[sku] for sku, quantity in lines):
            served += 1
            for sku, quantity in lines:
                left[sku] -= quantity
    return served


def main() -> None:
    demand, supply = desk()
    con = duckdb.connect(config={"threads": 2})
    con.execute("create table clock as select timestamptz '2026-09-18 12:00:00+00' as now")
    stockouts.prepare(con)
    numbers = {sku: no for no, sku in enumerate(supply)}
    orders = {ord_: key for key, _sku, _quantity, ord_ in demand}
    pieces = [(ord_, numbers[sku], quantity) for _key, sku, quantity, ord_ in demand]
    for given, insert in (
        (
            list(orders.items()),
            "stock_line select no, key, false, 1, make_timestamptz(no * 1000000), null, true",
        ),
        ([(numbers[sku], sku, n) for sku, n in supply.items()], "stock_supply select *"),
        (pieces, "stock_pieces select order_no, sku_no, quantity"),
    ):
        names = {2: ("no", "key"), 3: ("order_no", "sku_no", "quantity")}[len(given[0])]
        with lent(con, "given", pl.DataFrame(given, schema=names, orient="row")):
            con.execute(f"insert into {insert} from given")
    ours, base = [], []
    for _ in range(RUNS):
        for table in ("stock_withheld", "shortages"):
            con.execute(f"delete from {table}")
        start = time.perf_counter()
        allocate(con, Stock())
        ours.append(time.perf_counter() - start)
        start = time.perf_counter()
        served = plain(demand, supply)
        base.append(time.perf_counter() - start)
    found = con.execute("select count(distinct order_key) from allotments").fetchall()[0][0]
    assert found == served, (found, served)
    mine, other = statistics.median(ours), statistics.median(base)
    print(f"{ORDERS:,} orders, {len(demand):,} lines, {SHORT:,} short SKUs, {served:,} orders served")
    print(f"ours {mine * 1000:.0f} ms   plain Python {other * 1000:.0f} ms   ratio {mine / other:.2f}")


if __name__ == "__main__":
    main()
