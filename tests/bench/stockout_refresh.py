"""A change at 100,000 open orders and 20,000 SKUs, 5,000 of them short: allocation, plans, a screen.

Run: python -m tests.bench.stockout_refresh
"""

import gc
import statistics
import time
from collections.abc import Callable

import duckdb

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.allocation.reallocate import reallocation
from orderdeck.queries.statements import statements

ORDERS, SKUS, SHORT, PURCHASES, RUNS = 100_000, 20_000, 5_000, 60_000, 7
TOUCHED = 500
"""Orders in an export that changes some."""
NOW = "timestamptz '2026-09-18 12:00:00+00'"
NOW_US = 1_789_732_800_000_000


def desk() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect(config={"threads": 2})
    con.execute("set TimeZone = 'UTC'")
    con.execute("set preserve_insertion_order = false")
    con.execute("select setseed(0.42)")
    for name in ("desk/macros", "desk/ship_by", "desk/tables"):
        for sql in statements(name).values():
            con.execute(sql)
    con.execute("create view live_acts as select seq, id, grp, \"at\" as acted_at, operator, kind, order_key, sku, "
                "data::json as data from acts")  # fmt: skip
    con.execute(f"insert into clock (now) values ({NOW})")
    stockouts.prepare(con)
    con.execute(
        f"""
        insert into open_orders by name
        select 'aliexpress:' || (3031265788000000 + i) as order_key, 'to_ship' as status, 'USD' as currency,
            (5 + random() * 80)::decimal(18, 4) as total, {NOW} as exported_at, {NOW} - to_hours(i % 200) as placed_at,
            {NOW} + to_minutes((random() * 14000)::bigint - 600) as ship_by
        from range({ORDERS}) t(i)
        """
    )
    con.execute("create table stock_standing as select order_key, (random() * 2)::tinyint as priority, "
                "false as done, null::timestamptz as done_at, false as gone from open_orders")  # fmt: skip
    con.execute(
        f"""
        insert into open_lines by name
        select *, quantity as owed from (
        select order_key, n as line_no, 'SKU-' || lpad((random() * {SKUS - 1})::integer::varchar, 5, '0') as sku,
            'A thing' as title, [1, 1, 1, 2, 3, 10][1 + (random() * 5)::integer] as quantity
        from (select order_key, unnest(range([1, 1, 1, 2, 3][1 + (random() * 4)::integer])) as n from open_orders))
        """
    )
    con.execute(
        f"""
        insert into stock_rows by name
        with asked as (select sku, sum(quantity) as quantity from open_lines group by sku),
        dice as (select *, row_number() over (order by hash(sku)) <= {SHORT} as short from asked)
        select 'stock' as profile, {NOW} as exported_at, sku,
            case when short then floor(quantity * random()) else quantity end::bigint as on_hand
        from dice
        """
    )
    con.execute(
        f"""
        insert into purchase_rows by name
        select 'p' || i as purchase_key, 'p' || i as purchase_id, 'Supplier ' || (i % 300) as supplier,
            'SKU-' || lpad((random() * {SKUS - 1})::integer::varchar, 5, '0') as sku, 50 as quantity,
            3.5 as unit_price, 'CNY' as currency, {NOW} - to_hours(24 * (i % 180)) as ordered_at,
            case when i % 180 > 15 then {NOW} - to_hours(24 * (i % 180) - 24 * (3 + i % 11)) end as received_at,
            case when i % 180 > 15 then 'received' else 'ordered' end as state, {NOW} as exported_at
        from range({PURCHASES}) t(i)
        """
    )
    return con


def measured(work: Callable[[], object], runs: int = RUNS) -> str:
    """Median milliseconds on the clock, and those of processor time over all threads."""
    clock, processor = [], []
    for _ in range(runs):
        start, spent = time.perf_counter(), time.process_time()
        work()
        clock.append(time.perf_counter() - start)
        processor.append(time.process_time() - spent)
    return (
        f"{statistics.median(clock) * 1000:5.0f} ms (processor {statistics.median(processor) * 1000:.0f} ms)"
    )


def main() -> None:
    con, rules = desk(), Stock()
    stockouts.refresh(con, rules)
    gc.freeze()  # as the deck does with what start-up makes
    short = stockouts.short_skus(con)
    line = max(short, key=lambda one: one.orders)
    lines = con.execute("select count(*) from open_lines").fetchall()[0][0]
    print(f"{ORDERS:,} orders, {lines:,} lines, {len(short):,} short SKUs, {PURCHASES:,} purchases")
    book = stockouts.book_of(con, rules)
    steps = stockouts.plans(con, rules, NOW_US, None, book)
    print(f"{len(steps):,} orders go without")

    touched = [row[0] for row in con.execute(f"select order_key from open_orders limit {TOUCHED}").fetchall()]

    def orders_came() -> None:
        stockouts.refresh(con, rules, touched=touched, position=False, purchases=False)

    def stock_came() -> None:
        stockouts.refresh(con, rules, touched=(), purchases=False)

    def together() -> None:
        orders_came()
        stockouts.plans(con, rules, NOW_US, None, book)

    def all_together() -> None:
        stockouts.refresh(con, rules, position=False, purchases=False)
        stockouts.plans(con, rules, NOW_US, None, book)

    def first_plan() -> None:
        stockouts.plans(con, rules, NOW_US, None, stockouts.book_of(con, rules))

    quick: tuple[tuple[str, Callable[[], object]], ...] = (
        (f"refresh: an export of {TOUCHED} orders", orders_came),
        ("  a stock file", stock_came),
        ("  every order", lambda: stockouts.refresh(con, rules, position=False, purchases=False)),
        ("  every order, stock and purchases", lambda: stockouts.refresh(con, rules)),
        ("plan of every order", lambda: stockouts.plans(con, rules, NOW_US, None, book)),
        ("  with purchases read anew", first_plan),
        ("refresh and plan together", together),
        ("  every order anew", all_together),
        (
            f"one SKU, {line.orders} orders go without",
            lambda: stockouts.sku_board(con, line.sku, rules, NOW_US, book),
        ),
        ("board of all short SKUs", lambda: stockouts.short_skus(con)),
    )
    for name, work in quick:
        print(f"{name:40}{measured(work)}")
    least = Stock(allot="least_loss")
    slow: tuple[tuple[str, Callable[[], object], int], ...] = (
        (
            "what would lose less, that SKU",
            lambda: reallocation(con, line.sku, rules, NOW_US, book),
            RUNS,
        ),
        (
            "every order, by least loss",
            lambda: stockouts.refresh(con, least, position=False, purchases=False),
            1,
        ),
    )
    for name, work, runs in slow:
        print(f"{name:40}{measured(work, runs)}")
    gc.unfreeze()


if __name__ == "__main__":
    main()
