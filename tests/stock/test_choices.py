"""Suppliers beside each other: each as the plan has it with that one alone; and margins by known prices."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.stock import stockouts
from orderdeck.data.stock.plan.choices import Choice, cheapest_of_equals, choices
from orderdeck.data.stock.supply.costs import costs_of
from orderdeck.data.stock.supply.lead_time import Estimate
from orderdeck.data.stock.supply.suppliers import Supplier
from tests.stock.conftest import Bench

SOON = {"S": 3, "T": 9}
"""Supplier -> days that it takes."""


def fill(bench: Bench, sellers: str, orders: list[tuple[float, int]], coming: int = 0) -> None:
    bench.stock(A=0)
    for number, (days, pieces) in enumerate(orders):
        bench.order(f"o{number}", days=days, A=pieces)
    for seller in sellers:
        for number in range(8):
            bench.purchase(f"{seller}{number}", seller, "A", 40 + number + SOON[seller], 40 + number)
    if coming:
        bench.purchase("coming", sellers[0], "A", 1, None, quantity=coming)


def answer(bench: Bench, supplier: str, **said: Any) -> None:
    bench.act("supplier_answer", sku="A", supplier=supplier, **said)


ORDERS = st.lists(
    st.tuples(st.floats(-1, 20).map(lambda days: round(days, 1)), st.integers(1, 5)), min_size=1, max_size=5
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    orders=ORDERS, seller=st.sampled_from("ST"), coming=st.integers(0, 6), left=st.none() | st.integers(0, 9)
)
def test_the_only_supplier_saves_what_the_plan_saves(
    orders: list[Any], seller: str, coming: int, left: int | None
) -> None:
    bench = Bench()
    try:
        fill(bench, seller, orders, coming)
        if left is not None:
            answer(bench, seller, left=left)
        rules = bench.refresh()
        book = stockouts.book_of(bench.con, rules)
        _nothing, choice = choices(bench.con, book, "A", rules, bench.now, {seller: 10})
        steps = stockouts.plans(bench.con, rules, bench.now, "A", book).values()
        waiting = [step for step in steps if step.action == "wait_restock"]
        assert choice.saved.get("USD", 0) == sum(step.saved for step in waiting)
        assert (choice.cost, choice.pieces) == (Decimal("35.0000"), 10)
        stated = [step.chance for step in waiting if step.chance is not None]
        if stated and choice.chance:
            assert choice.chance[0] <= min(stated)
            assert max(stated) <= choice.chance[1]
    finally:
        bench.con.close()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(orders=ORDERS, seller=st.sampled_from("ST"), coming=st.integers(0, 6))
def test_without_a_restock_it_is_the_plan_of_a_supplier_that_has_none_left(
    orders: list[Any], seller: str, coming: int
) -> None:
    bench = Bench()
    try:
        fill(bench, seller, orders, coming)
        rules = bench.refresh()
        book = stockouts.book_of(bench.con, rules)
        nothing, _choice = choices(bench.con, book, "A", rules, bench.now, {seller: 10})
        answer(bench, seller, left=0)
        rules = bench.refresh()
        steps = stockouts.plans(
            bench.con, rules, bench.now, "A", stockouts.book_of(bench.con, rules)
        ).values()
        waiting = [step for step in steps if step.action == "wait_restock"]
        assert nothing.kept == len(waiting)
        assert nothing.saved.get("USD", 0) == sum(step.saved for step in waiting)
    finally:
        bench.con.close()


def test_a_quicker_one_keeps_more_and_none_left_keeps_none(bench: Bench) -> None:
    fill(bench, "ST", [(6, 1), (13, 1)])
    rules = bench.refresh()
    book = stockouts.book_of(bench.con, rules)
    nothing, quick, slow = choices(bench.con, book, "A", rules, bench.now, {"S": 2, "T": 2})
    assert (nothing.kept, nothing.saved, nothing.chance) == (0, {}, None)
    assert [one.supplier and one.supplier.name for one in (quick, slow)] == ["S", "T"]
    assert [one.kept for one in (quick, slow)] == [2, 1]
    assert quick.saved["USD"] > slow.saved["USD"] > 0
    answer(bench, "S", left=0)
    rules = bench.refresh()
    book = stockouts.book_of(bench.con, rules)
    _nothing, quick, _slow = choices(bench.con, book, "A", rules, bench.now, {"S": 2, "T": 2})
    assert (quick.kept, quick.saved, quick.chance) == (0, {}, (0.0, 0.0))


def test_a_cost_is_known_where_all_goods_have_a_price_in_the_orders_currency(bench: Bench) -> None:
    bench.stock(A=0, B=0)
    bench.order("o1", A=2)
    bench.order("o2", A=1, B=3)
    bench.purchase("p1", "S", "A", 20, 10)  # at 3.50 CNY, and the orders are in USD
    bench.con.execute(
        "insert into supplier_rows by name select 'T' as supplier, 'A' as sku, 1.25 as unit_price, 'USD' as currency"
    )
    rules = bench.refresh(late_cost=Decimal(5))
    assert costs_of(bench.con, rules, ["o1", "o2"]) == {"o1": Decimal("2.5")}
    assert costs_of(bench.con, rules, ["o1"], sku="A", price=Decimal(4), currency="USD") == {"o1": Decimal(8)}
    assert costs_of(bench.con, rules, ["o1"], sku="A", price=Decimal(4), currency="CNY") == {}
    assert costs_of(bench.con, bench.refresh(), ["o1"]) == {}, "nothing rests on it"


@pytest.mark.parametrize(("price", "reason"), [("1", "chance"), ("21", "no_margin")])
def test_what_the_goods_cost_decides_how_likely_is_enough(bench: Bench, price: str, reason: str) -> None:
    fill(bench, "S", [(4.5, 2)])
    bench.con.execute(
        "insert into supplier_rows by name select 'S' as supplier, 'A' as sku, ?::decimal(18, 4) as unit_price, "
        "'USD' as currency",
        [str(Decimal(price) / 2)],
    )
    rules = bench.refresh(late_cost=Decimal(20))
    (step,) = stockouts.plans(bench.con, rules, bench.now).values()
    assert step.reason == reason


OFFERS = st.lists(
    st.tuples(
        st.none() | st.sampled_from([(0.5, 0.8), (0.501, 0.8), (0.9, 0.9)]),
        st.integers(0, 2),
        st.none() | st.sampled_from(["3", "3.5", "4"]),
        st.sampled_from(["CNY", "CNY", "USD"]),
    ),
    max_size=5,
)


@given(OFFERS)
def test_of_suppliers_that_are_equal_in_chance_the_cheapest_comes_first(offers: list[Any]) -> None:
    """The model: neighbours that nobody could tell apart by what they save, as percents are shown; where all their
    prices are in one currency they go by them."""
    made = [
        Choice(supplier=_supplier(f"S{at}", price, currency), chance=chance, kept=kept, saved={})
        for at, (chance, kept, price, currency) in enumerate(offers)
    ]
    found = cheapest_of_equals(made)
    assert sorted(map(_name, found)) == sorted(map(_name, made))
    assert [_alike(one) for one in found] == [_alike(one) for one in made], "nobody passes one who is better"
    start = 0
    for end in range(1, len(made) + 1):
        if end < len(made) and _alike(made[end]) == _alike(made[start]):
            continue
        before, after = made[start:end], found[start:end]
        prices = [one.supplier.last_price for one in after if one.supplier]
        told = [price for price in prices if price is not None]
        if len({one.supplier.currency for one in before if one.supplier and one.supplier.last_price}) == 1:
            assert prices == [*sorted(told), *[None] * (len(prices) - len(told))]
        else:
            assert after == before
        start = end


def _supplier(name: str, price: str | None, currency: str) -> Supplier:
    known = Estimate(level="all", n=0, open=0, median=None, cautious=None)
    return Supplier(
        name=name, lead_time=known, last_price=None if price is None else Decimal(price), currency=currency
    )


def _alike(one: Choice) -> tuple[Any, int]:
    return one.chance and tuple(round(100 * part) for part in one.chance), one.kept


def _name(one: Choice) -> str:
    return one.supplier.name if one.supplier else ""
