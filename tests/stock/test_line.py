"""The line for stock: what can still be saved, then priority, then least time left; what is applied stands; what keeps
stock is a setting."""

import itertools
from typing import Any

from orderdeck.data.stock import stockouts


def test_priority_first_then_least_time_left(bench: Any) -> None:
    bench.stock(A=2)
    bench.order("standard-soon", priority=2, days=1, A=1)
    bench.order("wholesale-late", priority=0, days=9, A=1)
    bench.order("standard-late", priority=2, days=3, A=1)
    bench.refresh()
    assert set(bench.allotted()) == {("wholesale-late", "A"), ("standard-soon", "A")}
    assert bench.short() == {("standard-late", "A"): 1}


def test_what_is_past_its_ship_by_stands_behind_what_can_be_saved_unless_late_still_saves(bench: Any) -> None:
    bench.stock(A=2, B=1)
    bench.order("late-wholesale", priority=0, days=-1, A=1)
    bench.order("saved", days=3, A=1)
    bench.order("undated", days=900, A=1)
    bench.order("late", days=-2, B=1)
    bench.refresh()
    assert bench.short() == {("late-wholesale", "A"): 1}, "what nobody who can be saved wants is theirs"
    bench.refresh(late_still_saves=True)
    assert bench.short() == {("undated", "A"): 1}


def test_what_was_packed_is_off_until_a_newer_picture_which_was_taken_without_it(bench: Any) -> None:
    bench.order("packed", A=3)
    bench.order("next", A=3)
    bench.stock(hours_ago=3, A=3)
    bench.act("packed", order="packed", hours_ago=2)
    bench.refresh()
    assert bench.short() == {("next", "A"): 3}
    bench.stock(hours_ago=1, A=3)
    bench.refresh()
    assert bench.short() == {}
    assert bench.allotted() == {("packed", "A"): (3, True), ("next", "A"): (3, False)}


def test_what_was_done_here_is_off_until_a_newer_picture_too(bench: Any) -> None:
    bench.order("sent", done=2, A=3)
    bench.order("next", A=3)
    bench.stock(hours_ago=3, A=3)
    bench.refresh()
    assert bench.short() == {("next", "A"): 3}
    bench.stock(hours_ago=1, A=3)
    bench.refresh()
    assert bench.short() == {}


def test_a_packed_order_that_no_export_lists_any_more_still_took_its_pieces(bench: Any) -> None:
    bench.stock(A=3)
    bench.order("packed", gone=True, A=3)
    bench.order("next", A=3)
    bench.refresh()
    assert bench.short() == {}
    bench.act("packed", order="packed")
    bench.refresh()
    assert bench.short() == {("next", "A"): 3}


def test_packed_beyond_what_there_is_stays_short_and_is_a_debt_to_those_behind(bench: Any) -> None:
    bench.stock(A=5)
    bench.order("packed", A=12)
    bench.order("next", A=2)
    bench.act("packed", order="packed")
    bench.refresh()
    (found,) = stockouts.short_skus(bench.con)
    assert (found.sku, found.on_hand, found.allotted, found.debt, found.short) == ("A", 5, 12, 7, 9)
    assert bench.con.execute("select short, ahead from short_lines").fetchall() == [(2, 7)]


def test_less_than_none_is_a_debt(bench: Any) -> None:
    bench.stock(A=-3, B=-4)
    bench.order("o", A=2)
    bench.refresh()
    assert bench.on_hand("A") == (-3, "file")
    (found,) = stockouts.short_skus(bench.con)
    assert (found.sku, found.short, found.debt, found.orders) == ("A", 5, 3, 1)
    assert bench.con.execute("select short, ahead from short_lines").fetchall() == [(2, 3)]


def test_a_packed_order_keeps_its_stock_against_a_better_ranked_newcomer(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("packed", priority=2, A=1)
    bench.act("packed", order="packed")
    bench.order("newcomer", priority=0, A=1)
    bench.refresh()
    assert bench.allotted() == {("packed", "A"): (1, True)}
    assert bench.short() == {("newcomer", "A"): 1}


def test_releasing_an_allotment_gives_it_back_to_the_line(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("first", priority=2, A=1)
    bench.order("second", priority=0, A=1)
    bench.act("allot", order="first", sku="A", quantity=1)
    bench.refresh()
    assert bench.short() == {("second", "A"): 1}
    bench.act("release_allotment", order="first")
    bench.refresh()
    assert bench.short() == {("first", "A"): 1}


def test_moving_stock_takes_it_from_one_order_and_gives_it_to_another(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("had-it", priority=0, A=1)
    bench.order("needs-it", priority=2, A=1)
    bench.act("move_stock", order="needs-it", sku="A", quantity=1, source="had-it")
    bench.refresh()
    assert bench.allotted() == {("needs-it", "A"): (1, True)}
    assert bench.short() == {("had-it", "A"): 1}


def test_an_order_done_here_has_used_its_stock(bench: Any) -> None:
    bench.stock(A=1)
    bench.order("sent", done=1, A=1)
    bench.order("next", A=1)
    bench.refresh()
    assert bench.short() == {("next", "A"): 1}


def test_risk_control_keeps_stock_and_a_cancel_request_frees_it(bench: Any) -> None:
    bench.stock(A=1, B=1)
    bench.order("checked", priority=0, status="risk_control", A=1)
    bench.order("leaving", priority=0, status="cancel_requested", B=1)
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


def test_what_the_marketplace_sends_takes_no_stock_of_the_sellers(bench: Any) -> None:
    statuses = ("to_ship", "part_shipped", "cancel_requested", "frozen", "awaiting_payment")
    ours = {}
    for number, (status, done) in enumerate(itertools.product(statuses, (None, 1))):
        sku = f"A{number}"
        ours[f"ours {number}", sku] = (2, False)
        bench.stock(**{sku: 2})
        bench.order(
            f"theirs {number}",
            priority=0,
            days=1,
            status=status,
            done=done,
            fulfilment="platform",
            **{sku: 2},
        )
        bench.order(f"ours {number}", priority=2, days=9, fulfilment="seller", **{sku: 2})
    bench.refresh(hold_keeps_stock=True, unpaid_keeps_stock=True, cancel_request_keeps_stock=True)
    assert bench.allotted() == ours
    assert bench.short() == {}
