"""The line for stock: rank, then least time left; what is applied stands; what keeps stock is a setting."""

from typing import Any

import pytest


def test_rank_first_then_least_time_left(bench: Any) -> None:
    bench.stock(A=2)
    bench.order("standard-soon", rank=7, days=1, A=1)
    bench.order("wholesale-late", rank=5, days=9, A=1)
    bench.order("standard-late", rank=7, days=3, A=1)
    bench.refresh()
    assert set(bench.allotted()) == {("wholesale-late", "A"), ("standard-soon", "A")}
    assert bench.short() == {("standard-late", "A"): 1}


def test_a_packed_order_keeps_its_stock_against_a_better_ranked_newcomer(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("packed", rank=7, A=1)
    bench.act("packed", order="packed")
    bench.order("newcomer", rank=5, A=1)
    bench.refresh()
    assert bench.allotted() == {("packed", "A"): (1, True)}
    assert bench.short() == {("newcomer", "A"): 1}


def test_releasing_an_allotment_gives_it_back_to_the_line(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("first", rank=7, A=1)
    bench.order("second", rank=5, A=1)
    bench.act("allot", order="first", sku="A", quantity=1)
    bench.refresh()
    assert bench.short() == {("second", "A"): 1}
    bench.act("release_allotment", order="first")
    bench.refresh()
    assert bench.short() == {("first", "A"): 1}


def test_moving_stock_takes_it_from_one_order_and_gives_it_to_another(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("had-it", rank=5, A=1)
    bench.order("needs-it", rank=7, A=1)
    bench.act("move_stock", order="needs-it", sku="A", quantity=1, source="had-it")
    bench.refresh()
    assert bench.allotted() == {("needs-it", "A"): (1, True)}
    assert bench.short() == {("had-it", "A"): 1}


def test_an_order_done_here_has_used_its_stock(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("sent", done=True, A=1)
    bench.order("next", A=1)
    bench.refresh()
    assert bench.short() == {("next", "A"): 1}


def test_risk_control_keeps_stock_and_a_cancel_request_frees_it(bench: Any) -> None:
    bench.stock(A=1, B=1)
    bench.order("checked", rank=5, status="risk_control", A=1)
    bench.order("leaving", rank=1, status="cancel_requested", B=1)
    bench.order("a", A=1)
    bench.order("b", B=1)
    bench.refresh()
    assert bench.short() == {("a", "A"): 1}
    bench.refresh(hold_keeps_stock=False, cancel_request_keeps_stock=True)
    assert bench.short() == {("b", "B"): 1}


def test_only_orders_that_are_to_be_shipped_are_short(bench: Any) -> None:
    bench.stock(A=0)
    bench.order("checked", status="risk_control", A=1)
    bench.order("unpaid", status="awaiting_payment", A=1)
    bench.refresh(unpaid_keeps_stock=True)
    assert bench.short() == {}


@pytest.mark.parametrize(
    "status", ["to_ship", "part_shipped", "cancel_requested", "frozen", "awaiting_payment"]
)
@pytest.mark.parametrize("done", [False, True])
def test_what_the_marketplace_sends_takes_no_stock_of_the_sellers(
    bench: Any, status: str, done: bool
) -> None:
    bench.stock(A=2)
    bench.order("theirs", rank=1, days=1, status=status, done=done, fulfilment="platform", A=2)
    bench.order("ours", rank=7, days=9, fulfilment="seller", A=2)
    bench.refresh(hold_keeps_stock=True, unpaid_keeps_stock=True, cancel_request_keeps_stock=True)
    assert bench.allotted() == {("ours", "A"): (2, False)}
    assert bench.short() == {}
