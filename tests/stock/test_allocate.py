"""Allocation: never more than there is, no order half-served, the order of input rows never matters."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.allocation.allocate import allocate
from orderdeck.queries.statements import statements

Demand = list[tuple[str, str, int, int]]
Supply = dict[str, int]
Pieces = set[tuple[str, str, int]]
"""Order, SKU and how many pieces."""


@st.composite
def desks(draw: st.DrawFn) -> tuple[Demand, Supply]:
    skus = [f"S{i}" for i in range(draw(st.integers(1, 5)))]
    demand = []
    for ord_ in range(1, draw(st.integers(1, 25)) + 1):
        for sku in draw(st.lists(st.sampled_from(skus), min_size=1, max_size=3, unique=True)):
            demand.append((f"order-{ord_}", sku, draw(st.integers(1, 9)), ord_))
    supply = {sku: draw(st.integers(-5, 30)) for sku in skus if draw(st.integers(0, 4))}
    return demand, supply


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect(config={"threads": 1})
    con.execute("create table clock as select timestamptz '2026-11-23 12:00:00+00' as now")
    stockouts.prepare(con)
    yield con
    con.close()


def run(
    con: Any, demand: Demand, supply: Supply, *, partial: bool = False, held: Collection[str] = ()
) -> tuple[Pieces, Pieces]:
    con.execute(statements("stock/allocation/line")["clear"])
    numbers = {sku: no for no, sku in enumerate({*supply, *(sku for _key, sku, _quantity, _ord in demand)})}
    line = {(ord_, key) for key, _sku, _quantity, ord_ in demand}
    pieces = [(ord_, numbers[sku], quantity) for _key, sku, quantity, ord_ in demand]
    supplies = [(numbers[sku], sku, available) for sku, available in supply.items()]
    for table, rows, blanks in (
        (
            "stock_line",
            [(ord_, key, ord_, key not in held) for ord_, key in line],
            "?, ?, ?, null, null, ?",
        ),
        ("stock_pieces", pieces, "?, ?, ?"),
        ("stock_supply", supplies, "?, ?, ?"),
    ):
        if rows:
            con.execute(
                f"insert into {table} values {', '.join(f'({blanks})' for _ in rows)}",
                [value for row in rows for value in row],
            )
    allocate(con, Stock(partial_shipping=partial))
    allotted = set(con.execute("select order_key, sku, quantity from allotments").fetchall())
    short = set(con.execute("select order_key, sku, short from shortages where short > 0").fetchall())
    return allotted, short


def one_by_one(demand: Demand, supply: Supply, held: Collection[str] = ()) -> tuple[Pieces, Pieces]:
    """The rule in words: go down the line; an order that what is left covers takes it, another goes without. Those that
    went without then share what nobody took, those to be shipped now before those on hold: what each lacks is short."""
    left = {sku: max(0, pieces) for sku, pieces in supply.items()}
    allotted: Pieces = set()
    short: Pieces = set()
    without: list[Demand] = []
    orders: dict[tuple[int, str], Demand] = defaultdict(list)
    for row in demand:
        if row[1] in supply:
            orders[row[3], row[0]].append(row)
    for _, lines in sorted(orders.items()):
        if all(quantity <= left[sku] for _, sku, quantity, _ in lines):
            for key, sku, quantity, _ in lines:
                left[sku] -= quantity
                allotted.add((key, sku, quantity))
        else:
            without.append(lines)
    for lines in sorted(without, key=lambda lines: lines[0][0] in held):
        for key, sku, quantity, _ in lines:
            given = min(quantity, left[sku])
            left[sku] -= given
            if given < quantity:
                short.add((key, sku, quantity - given))
    return allotted, short


@settings(max_examples=60, deadline=None)
@given(desks(), st.sets(st.integers(1, 25)))
def test_rounds_give_what_serving_one_by_one_gives(
    con: Any, desk: tuple[Demand, Supply], held: set[int]
) -> None:
    demand, supply = desk
    waiting = {f"order-{number}" for number in held}
    assert run(con, demand, supply, held=waiting) == one_by_one(demand, supply, waiting)


@settings(max_examples=60, deadline=None)
@given(desks(), st.booleans())
def test_what_is_short_is_what_those_who_go_without_want_less_what_is_left(
    con: Any, desk: tuple[Demand, Supply], partial: bool
) -> None:
    demand, supply = desk
    allotted, short = run(con, demand, supply, partial=partial)
    served = {key for key, _sku, _quantity in allotted} if not partial else set()
    for sku, there in supply.items():
        left = max(0, there) - sum(quantity for _key, s, quantity in allotted if s == sku)
        wanted = sum(q for key, s, q, _ in demand if s == sku and key not in served)
        if partial:
            wanted -= sum(quantity for _key, s, quantity in allotted if s == sku)
        assert sum(pieces for _key, s, pieces in short if s == sku) == max(0, wanted - left)
    judged = {key for key, sku, _quantity, _ord in demand if sku in supply}
    assert {key for key, _sku, _pieces in short} >= judged - served - ({*judged} if partial else set())


def test_eight_there_and_one_who_wants_nine_before_four_who_want_two(con: Any) -> None:
    demand = [("nine", "A", 9, 1), *((f"two-{n}", "A", 2, n) for n in range(2, 6))]
    allotted, short = run(con, demand, {"A": 8})
    assert {key for key, _sku, _quantity in allotted} == {f"two-{n}" for n in range(2, 6)}
    assert short == {("nine", "A", 9)}


@settings(max_examples=30, deadline=None)
@given(desks(), st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(con: Any, desk: tuple[Demand, Supply], dice: random.Random) -> None:
    demand, supply = desk
    shuffled = dice.sample(demand, len(demand))
    assert run(con, demand, supply)[0] == run(con, shuffled, supply)[0]


@settings(max_examples=30, deadline=None)
@given(desks())
def test_partial_shipping_gives_all_there_is_and_no_more(con: Any, desk: tuple[Demand, Supply]) -> None:
    demand, supply = desk
    allotted, _ = run(con, demand, supply, partial=True)
    for sku, available in supply.items():
        asked = sum(quantity for _, s, quantity, _ in demand if s == sku)
        assert sum(quantity for _, s, quantity in allotted if s == sku) == max(0, min(asked, available))


def test_a_later_order_may_take_what_an_earlier_one_could_not_use(con: Any) -> None:
    demand = [("big", "A", 5, 1), ("small", "A", 2, 2)]
    assert run(con, demand, {"A": 3}) == ({("small", "A", 2)}, {("big", "A", 4)})


def test_an_order_of_two_skus_is_served_whole_or_not_at_all(con: Any) -> None:
    demand = [("both", "A", 1, 1), ("both", "B", 1, 1), ("single", "A", 1, 2)]
    allotted, short = run(con, demand, {"A": 1, "B": 0})
    assert allotted == {("single", "A", 1)}
    assert short == {("both", "A", 1), ("both", "B", 1)}, "A is gone too by the time that B comes"


@pytest.mark.parametrize("partial", [False, True])
def test_a_sku_that_no_stock_file_names_is_not_judged(con: Any, partial: bool) -> None:
    assert run(con, [("o", "unknown", 5, 1)], {}, partial=partial) == (set(), set())
