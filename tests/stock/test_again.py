"""What an undo or a redo does is what the act itself would be allowed now, and it never promises a piece twice."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data import actions
from orderdeck.data.actions import Outcome, Request
from orderdeck.data.actions.promised import over_promised
from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.stock.acts.scripted import act
from tests.desk.make_desk import NOON, Bench, order, us
from tests.engine import new_paths

KEYS = tuple(f"aliexpress:{number}" for number in range(3))
Deed = tuple[str, str, dict[str, Any]]


class Shop:
    """Three orders of three A, three of A there; one purchase of ten; Li and Wang at one desk."""

    def __init__(self, bench: Bench, partial: bool = False) -> None:
        self.bench = bench
        bench.load(
            *(order(number, lines=[{"sku": "A", "quantity": 3}]) for number in range(3)),
            at=NOON - timedelta(hours=2),
        )
        bench.stock(NOON - timedelta(hours=1), A=3)
        line = {"purchase_key": "P1", "purchase_id": "P1", "supplier": "S", "sku": "A", "quantity": 10}
        bench.purchases(NOON - timedelta(hours=1), line | {"ordered_at": NOON, "state": "sent"})
        self.desk = bench.desk(Settings(stock=Stock(partial_shipping=partial)), hooks=None, debug=False)

    def do(self, kind: str, target: str, data: dict[str, Any] | None = None, operator: str = "li") -> Outcome:
        self.bench.now += timedelta(minutes=1)
        if kind in ("undo", "redo"):
            return {"undo": actions.undo, "redo": actions.redo}[kind](self.desk, self.desk.ledger, operator)
        return act(self.desk, Request(kind=kind, targets=(target,), operator=operator, data=data or {}))

    def wang(self, kind: str, target: str, data: dict[str, Any] | None = None) -> Outcome:
        return self.do(kind, target, data, "wang")

    def undo(self) -> Outcome:
        return self.do("undo", "")

    def redo(self) -> Outcome:
        return self.do("redo", "")

    def held(self) -> dict[str, int]:
        sql = "select order_key, sum(quantity)::bigint from allotments where applied group by 1"
        return dict(self.desk.con.execute(sql).fetchall())


@contextmanager
def opened(partial: bool = False) -> Iterator[Shop]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        try:
            yield Shop(bench, partial)
        finally:
            bench.close()


@pytest.fixture
def shop(desk_bench: Bench) -> Shop:
    return Shop(desk_bench)


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    """What stands against it, and nothing was done."""
    assert not outcome.done
    refused = [(one.code, one.value) for one in outcome.refused]
    return refused + [(one.code, one.value) for one in outcome.conflicts]


ONE, TWO, THREE = KEYS
TEN = {"purchase_key": "P1", "quantity": 10}


def test_a_purchase_is_not_received_twice_by_doing_it_again(shop: Shop) -> None:
    assert shop.do("receipt", "A", TEN).done
    shop.undo()
    assert shop.wang("receipt", "A", TEN).done
    assert codes(shop.redo()) == [("purchase_over", "received")]
    rows = shop.desk.con.execute("select on_hand from stock_position where sku = 'A'").fetchall()
    assert rows == [(13,)]


def test_stock_that_a_colleague_gave_away_is_not_given_again(shop: Shop) -> None:
    shop.do("allot", ONE)
    shop.undo()
    shop.wang("allot", TWO)
    assert codes(shop.redo()) == [("not_enough", "A")]
    assert shop.held() == {TWO: 3}
    shop.wang("release_allotment", TWO)
    assert shop.redo().done, "it may be tried again"
    assert shop.held() == {ONE: 3}


def test_what_was_given_back_is_taken_again_only_while_it_is_there(shop: Shop) -> None:
    shop.do("allot", TWO)
    shop.do("release_allotment", TWO)
    shop.wang("allot", ONE)
    assert codes(shop.undo()) == [("not_enough", "A")]
    assert shop.held() == {ONE: 3}


def test_a_move_is_done_again_only_while_there_is_something_to_move(shop: Shop) -> None:
    shop.do("allot", ONE)
    shop.do("move_stock", TWO, {"source": ONE})
    shop.undo()
    shop.wang("release_allotment", ONE)
    shop.wang("allot", THREE)
    assert codes(shop.redo()) == [("not_enough", "A")]
    assert shop.held() == {THREE: 3}


def test_a_move_is_taken_back_only_while_the_giver_can_have_it(shop: Shop) -> None:
    shop.do("allot", ONE)
    shop.do("move_stock", TWO, {"source": ONE})
    shop.wang("release_allotment", TWO)
    shop.wang("allot", THREE)
    assert codes(shop.undo()) == [("not_enough", "A")]


def test_packing_again_is_done_and_said_as_packing_is(shop: Shop) -> None:
    shop.do("packed", ONE)
    shop.undo()
    shop.wang("packed", TWO)
    again = shop.redo()
    assert again.done
    assert [(one.code, one.value) for one in again.notes] == [("over_promised", "A 3")]


def test_a_purchase_is_not_ended_again_that_a_colleague_has_received_of(shop: Shop) -> None:
    shop.do("ended", "A", {"purchase_key": "P1"})
    shop.undo()
    shop.wang("receipt", "A", {"purchase_key": "P1", "quantity": 4})
    assert codes(shop.redo()) == [("acted_by", "wang")]


def test_a_restock_is_not_taken_back_that_a_colleague_has_received_of(shop: Shop) -> None:
    key = shop.do("restock", "A", {"supplier": "S", "quantity": 5}).done[0].id
    assert shop.wang("receipt", "A", {"purchase_key": key, "quantity": 4}).done
    assert codes(shop.undo()) == [("acted_by", "wang")]


def test_a_buyer_is_not_asked_again_to_cancel_whole_what_was_sent_in_part(shop: Shop) -> None:
    shop.do("asked", TWO, {"what": "cancel"})
    shop.undo()
    lines = [{"sku": "A", "quantity": 3, "sent": 1, "owed": 2}]
    shop.bench.load(order(1, status="part_shipped", lines=lines), at=NOON)
    assert codes(shop.redo()) == [("not_allowed_there", "cancel")]


def test_an_order_that_a_colleague_holds_is_not_done_again(shop: Shop) -> None:
    shop.do("done", ONE)
    shop.undo()
    shop.wang("claim", ONE)
    assert codes(shop.redo()) == [("held_by", "wang")]
    shop.do("done", TWO)
    shop.do("reopen", TWO)
    shop.wang("take_over", TWO)
    assert codes(shop.undo()) == [("held_by", "wang")], "an undone reopening is done"


def test_what_was_done_on_another_state_of_an_order_is_not_done_again(shop: Shop) -> None:
    shop.do("done", ONE)
    shop.undo()
    shop.bench.load(order(0, lines=[{"sku": "A", "quantity": 2}]), at=NOON)
    assert codes(shop.redo()) == [("state_changed", "to_ship")]


def test_of_many_those_that_may_are_done_again(shop: Shop) -> None:
    act(shop.desk, Request(kind="done", targets=KEYS, operator="li"))
    shop.undo()
    shop.wang("claim", TWO)
    again = shop.redo()
    assert {one.order_key for one in again.done} == {ONE, THREE}
    assert [(one.target, one.code) for one in again.conflicts] == [(TWO, "held_by")]
    shop.wang("release", TWO)
    assert {one.order_key for one in shop.redo().done} == {TWO}


def test_a_plan_that_a_colleague_has_applied_is_not_applied_again(shop: Shop) -> None:
    shop.do("apply_plan", "A")
    shop.undo()
    shop.wang("apply_plan", "A")
    assert codes(shop.redo())


def test_a_list_that_a_colleague_handed_over_is_not_handed_over_again(shop: Shop) -> None:
    last = shop.do("restock", "A", {"supplier": "S", "quantity": 5}).done[0]
    sent = {"list": "purchases", "supplier": "S", "upto": last.seq}
    assert act(shop.desk, Request(kind="list_sent", targets=(), operator="li", data=sent)).done
    shop.undo()
    assert act(shop.desk, Request(kind="list_sent", targets=(), operator="wang", data=sent)).done
    assert codes(shop.redo()) == [("nothing_waits", "")]


def test_taking_back_what_came_says_what_is_promised_beyond_the_rest(shop: Shop) -> None:
    shop.do("receipt", "A", TEN)
    for key in KEYS:
        assert shop.wang("allot", key).done
    back = shop.undo()
    assert back.done, "a figure that was wrong may be taken back"
    assert [(one.code, one.value) for one in back.notes] == [("over_promised", "A 6")]


NUMBER = st.sampled_from(KEYS)
ASKS = st.sampled_from(("cancel", "time", "choice"))
DEEDS: st.SearchStrategy[Deed] = st.one_of(
    st.tuples(
        st.sampled_from(("allot", "release_allotment", "packed", "done", "reopen", "claim", "agreed", "closed")),
        NUMBER,
        st.just({}),
    ),
    st.tuples(st.just("move_stock"), NUMBER, st.fixed_dictionaries({"source": NUMBER})),
    st.tuples(st.sampled_from(("asked", "case_opened")), NUMBER, st.fixed_dictionaries({"what": ASKS})),
    st.tuples(
        st.just("receipt"), st.just("A"),
        st.fixed_dictionaries({"purchase_key": st.just("P1"), "quantity": st.sampled_from((3, 10))}),
    ),
    st.tuples(st.just("ended"), st.just("A"), st.just({"purchase_key": "P1"})),
    st.tuples(st.sampled_from(("delist", "relist")), st.just("A"), st.just({})),
    st.tuples(st.just("stock_word"), st.just("A"), st.just({"word": "left", "quantity": 6})),
    st.tuples(st.just("snooze"), NUMBER, st.just({"until": us(NOON + timedelta(days=1))})),
    st.tuples(st.just("apply_plan"), st.just("A"), st.just({})),
)  # fmt: skip


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(DEEDS, st.sampled_from(("li", "wang"))), max_size=4),
    DEEDS,
    st.lists(st.one_of(DEEDS, st.just(("undo", "", {}))), max_size=3),
)
def test_what_is_done_again_is_what_the_act_itself_would_be_allowed(
    before: list[tuple[Deed, str]], deed: Deed, between: list[Deed]
) -> None:
    with opened() as shop:
        for one, operator in before:
            shop.do(*one, operator)
        if not shop.do(*deed).done:
            return
        shop.undo()
        for one in between:
            shop.wang(*one)
        again = shop.redo()
        if deed[0] == "apply_plan":
            return  # the plan itself is worked out anew, and may say something else that can be done
        if again.done:
            assert shop.undo().done
            assert shop.do(*deed).done
        elif (ours := {code for code, _value in codes(again)}) != {"acted_by"}:
            itself = shop.do(*deed)
            assert not itself.done, ours


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.one_of(DEEDS, st.sampled_from((("undo", "", {}), ("redo", "", {})))),
            st.sampled_from(("li", "wang")),
        ),
        min_size=3,
        max_size=10,
    ),
    st.booleans(),
)
def test_no_undo_or_redo_promises_more_than_there_is_unless_it_says_so(
    deeds: list[tuple[Deed, str]], partial: bool
) -> None:
    with opened(partial) as shop:
        for deed, operator in deeds:
            were = over_promised(shop.desk.fetch)
            outcome = shop.do(*deed, operator)
            now = over_promised(shop.desk.fetch)
            more = any(pieces > were.get(sku, 0) for sku, pieces in now.items())
            if deed[0] in ("undo", "redo"):
                assert more == any(one.code == "over_promised" for one in outcome.notes)
                kinds = {one.data["kind"] for one in outcome.done}
                promising = (
                    {"allot", "move_stock"} if deed[0] == "redo" else {"release_allotment", "move_stock"}
                )
                assert not more or not kinds & promising
