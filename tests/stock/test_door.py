"""What scripts ask for goes by the rules of the deck's keys: one table of kinds, one door."""

from datetime import timedelta
from typing import Any, Final

import pytest

from orderdeck.data import actions
from orderdeck.data.actions import KINDS, Request
from orderdeck.data.stock.acts.applying import effects
from orderdeck.data.stock.acts.facade import Message, StockActs
from orderdeck.data.stock.acts.plan_token import plan_state
from orderdeck.data.stock.acts.scripted import SCRIPTED, act
from orderdeck.data.stock.cases import cases, open_cases
from orderdeck.data.stock.desk import StockDesk
from orderdeck.data.stock.stockouts import sku_board
from orderdeck.data.stock.supply.awaited import wished
from orderdeck.tui.i18n import act_phrases
from tests.desk.make_desk import NOON, Bench, order, us

ONE, TWO = "aliexpress:1", "aliexpress:2"


class World:
    """Two orders of three A each, two of A there; a script of Li's."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        wants = [{"sku": "A", "quantity": 3, "product_id": "PA"}]
        bench.load(
            order(1, lines=wants, ship_by=NOON + timedelta(days=9)),
            order(2, lines=wants, ship_by=NOON + timedelta(days=5)),
            order(3, status="cancel_requested"),
        )
        bench.stock(NOON - timedelta(hours=1), A=2)
        from orderdeck.data.base.config.settings import Settings

        self.desk = bench.desk(Settings(), hooks=None)

    def act(self, kind: str, *targets: str, operator: str = "li", **rest: Any) -> actions.Outcome:
        return act(self.desk, Request(kind=kind, targets=targets, operator=operator, **rest))

    def board(self, sku: str = "A") -> Any:
        return sku_board(self.desk.con, sku, self.desk.settings.stock, self.desk.now())

    def applied(self) -> dict[str, int]:
        sql = "select order_key, sum(quantity)::bigint from allotments where applied group by 1"
        return dict(self.desk.con.execute(sql).fetchall())


@pytest.fixture
def world(desk_bench: Bench) -> World:
    return World(desk_bench)


def codes(outcome: actions.Outcome) -> list[tuple[str, str]]:
    assert not outcome.done
    refused = [(one.code, one.value) for one in outcome.refused]
    return refused + [(one.code, one.value) for one in outcome.conflicts]


PAST = us(NOON - timedelta(days=1))


REFUSED: Final[tuple[tuple[str, str, dict[str, Any], tuple[str, str]], ...]] = (
    ("receipt", "A", {"purchase_key": "nope", "quantity": 7}, ("unknown_purchase", "")),
    ("relist", "ZZZ", {"scope": "sku"}, ("not_delisted", "")),
    ("delist", "A", {"scope": "product"}, ("other_scope", "sku")),
    ("restock", "A", {"supplier": "S", "quantity": 0}, ("field_wrong", "quantity")),
    ("restock", "A", {"supplier": "S", "quantity": -3}, ("field_wrong", "quantity")),
    ("restock", "A", {"supplier": "S", "quantity": 10**30}, ("field_wrong", "quantity")),
    ("restock", "A", {"supplier": " ", "quantity": 3}, ("field_missing", "supplier")),
    ("restock", "A", {"supplier": "S", "quantity": 3, "unit_price": "-1"}, ("field_wrong", "unit_price")),
    (
        "restock",
        "A",
        {"supplier": "S", "quantity": 3, "unit_price": "1e30"},
        ("field_wrong", "unit_price"),
    ),
    ("restock", "A", {"supplier": "S", "quantity": 3, "expected_at": PAST}, ("until_past", "")),
    ("stock_word", "A", {"word": "left"}, ("field_missing", "quantity")),
    ("stock_word", "A", {"word": "left", "quantity": -1}, ("field_wrong", "quantity")),
    ("stock_word", "A", {"word": "out", "quantity": 4}, ("field_wrong", "quantity")),
    ("stock_word", "A", {"word": "expected", "expected_at": PAST}, ("until_past", "")),
    ("stock_word", "A", {"word": "expected", "expected_at": 10**30}, ("field_wrong", "expected_at")),
    ("agreed", ONE, {}, ("no_case", "")),
    ("closed", ONE, {}, ("no_case", "")),
    ("asked", ONE, {"what": "cancel", "sku": "B"}, ("sku_not_in_order", "B")),
    ("case_opened", "aliexpress:3", {"what": "cancel"}, ("not_this_stage", "cancel")),
    ("cancel_answered", ONE, {"answer": "agreed"}, ("not_this_stage", "to_ship")),
    ("plan_override", "aliexpress:3", {"action": "ask_cancel"}, ("not_short", "")),
    ("plan_override", ONE, {"action": "none"}, ("not_overruled", "")),
    ("plan_override", ONE, {"action": "ship_now"}, ("not_covered", "")),
    ("plan_applied", "A", {"orders": 2}, ("unknown_kind", "plan_applied")),
    ("await_restock", ONE, {"sku": "A", "quantity": 3}, ("unknown_kind", "await_restock")),
    ("list_sent", "", {"list": "purchases", "supplier": "S", "upto": 5}, ("nothing_waits", "")),
    ("apply_plan", "ZZZ", {}, ("unknown_sku", "")),
    ("apply_plan", "aliexpress:3", {}, ("not_this_stage", "cancel")),
    ("allot", ONE, {}, ("not_enough", "A")),
    ("allot", ONE, {"quantity": 1}, ("wants_otherwise", "3 A")),
    ("allot", ONE, {"sku": "B"}, ("nothing_to_allot", "B")),
    ("allot", "aliexpress:77", {}, ("unknown_order", "")),
    ("move_stock", ONE, {"source": TWO}, ("nothing_to_move", "")),
    ("move_stock", ONE, {"source": "aliexpress:77"}, ("unknown_order", "")),
    ("release_allotment", ONE, {}, ("not_allotted", "")),
    ("release", ONE, {}, ("not_held", "")),
)
"""Kind, target, what comes with it, and why it isn't done."""


def test_what_the_deck_would_not_do_is_refused_to_scripts(world: World) -> None:
    for kind, target, data, code in REFUSED:
        told = codes(world.act(kind, *([target] if target else []), data=data, force=True))
        assert told == [code], (kind, target, data)
        assert not world.desk.ledger.acts(), (kind, target, data)


def test_every_kind_that_is_more_than_a_row_has_a_way_of_its_own() -> None:
    own = {"undo", "redo", "withdraw", "plan_applied", "await_restock"}
    assert {kind.key for kind in KINDS.values() if not kind.by_hand} == own | (
        SCRIPTED.keys() - {"apply_plan", "reallocate"}
    )


def test_a_case_takes_its_steps_in_their_order(world: World) -> None:
    assert world.act("case_opened", ONE, data={"what": "cancel"}).done[0].data["sku"] == "A"
    assert codes(world.act("case_opened", ONE, data={"what": "time"})) == [("case_open", "to_ask")]
    assert codes(world.act("agreed", ONE)) == [("no_case", "")]
    world.act("asked", ONE, data={"what": "cancel"})
    assert world.act("agreed", ONE).done
    assert codes(world.act("agreed", ONE)) == [("already_agreed", "")]
    assert world.act("closed", ONE).done
    assert codes(world.act("closed", ONE)) == [("no_case", "")]
    assert world.act("cancel_answered", "aliexpress:3", data={"answer": "refused"}).done
    again = world.act("cancel_answered", "aliexpress:3", data={"answer": "refused"})
    assert codes(again) == [("already_answered", "refused")]
    assert world.act("cancel_answered", "aliexpress:3", data={"answer": "agreed"}).done


def test_a_receipt_is_of_a_purchase_of_that_sku_that_is_due(world: World) -> None:
    key = world.act("restock", "A", data={"supplier": "S", "quantity": 3}).done[0].id
    world.bench.now += timedelta(hours=1)
    mine = {"purchase_key": key, "quantity": 3}
    assert codes(world.act("receipt", "B", data=mine)) == [("other_sku", "A")]
    assert world.act("receipt", "A", data=mine).done
    assert codes(world.act("receipt", "A", data=mine)) == [("purchase_over", "received")]


def test_more_than_was_bought_may_come_and_is_said(world: World) -> None:
    key = world.act("restock", "A", data={"supplier": "S", "quantity": 3}).done[0].id
    world.bench.now += timedelta(hours=1)
    for pieces, said in ((2, []), (5, [("more_came", "4")])):
        came = world.act("receipt", "A", data={"purchase_key": key, "quantity": pieces})
        assert came.done
        assert [(one.code, one.value) for one in came.notes] == said
    assert act_phrases.remark("more_came", "4") == "That is 4 more than was still due."


def test_the_preview_of_a_plan_that_is_applied_says_that_nothing_is_left(world: World) -> None:
    def left() -> bool:
        asked = open_cases(cases(world.desk.con))
        return not effects(world.board().hits, asked, wished(world.desk.con)).nothing

    assert left()
    assert world.act("apply_plan", "A").done
    assert not left()
    assert codes(world.act("apply_plan", "A")) == [("nothing_to_apply", "")]


@pytest.mark.parametrize("came_before", [0, 1])
def test_nothing_is_received_of_a_purchase_that_was_ended(world: World, came_before: int) -> None:
    key = world.act("restock", "A", data={"supplier": "S", "quantity": 3}).done[0].id
    world.bench.now += timedelta(hours=1)
    if came_before:
        assert world.act("receipt", "A", data={"purchase_key": key, "quantity": came_before}).done
    assert world.act("ended", "A", data={"purchase_key": key}).done
    deck = StockActs(world.desk, world.desk.ledger, "li")
    for pieces in (1, 3):
        late = world.act("receipt", "A", data={"purchase_key": key, "quantity": pieces})
        assert codes(late) == [("purchase_ended", "")]
        assert codes(deck.receive("A", key, pieces)) == codes(late), "the deck's key goes by the same rule"
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.act("receipt", "A", data={"purchase_key": key, "quantity": 3}).done, "it comes after all"


@pytest.mark.parametrize(
    ("kind", "data"), [("restock", {"supplier": "S", "quantity": 1}), ("stock_word", {"word": "out"})]
)
def test_a_sku_that_nothing_names_may_be_a_slip_and_is_told(
    world: World, kind: str, data: dict[str, Any]
) -> None:
    assert world.act(kind, "A", data=data).notes == []
    strange = world.act(kind, "AA", data=data)
    assert [act.sku for act in strange.done] == ["AA"]
    assert [(one.target, one.code, one.value) for one in strange.notes] == [("AA", "unknown_sku", "AA")]


def test_what_is_taken_off_sale_is_filled_in_as_the_deck_does(world: World) -> None:
    assert world.act("delist", "A").done[0].data == {"scope": "sku"}
    assert codes(world.act("delist", "A")) == [("already_delisted", "")]
    assert codes(world.act("relist", "A", data={"scope": "product"})) == [("other_scope", "sku")]
    assert world.act("relist", "A").done[0].data == {"scope": "sku"}


def test_of_two_desks_at_once_one_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other desk has written between this one's look and its act."""
    desk = world.bench.desk(world.desk.settings, hooks=None)
    other = StockActs(desk, desk.ledger, "li")
    settle = world.desk.ledger.settle

    def late(*args: Any, **rest: Any) -> Any:
        if not world.desk.ledger.acts():
            assert other.delist("A").done
        return settle(*args, **rest)

    monkeypatch.setattr(world.desk.ledger, "settle", late)
    assert codes(world.act("delist", "A")) == [("already_delisted", "")]
    assert [one.kind for one in world.desk.ledger.acts()] == ["delist"]


def test_an_own_act_of_another_session_is_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.bench.desk(world.desk.settings, hooks=None)
    settle = world.desk.ledger.settle

    def late(*args: Any, **rest: Any) -> Any:
        if not world.desk.ledger.acts():
            assert act(other, Request(kind="done", targets=(ONE,), operator="li")).done
        return settle(*args, **rest)

    monkeypatch.setattr(world.desk.ledger, "settle", late)
    assert codes(world.act("done", ONE)) == [("already_done", "")]
    assert [one.kind for one in world.desk.ledger.acts()] == ["claim", "done"]


def test_scripts_apply_the_plan_of_a_sku_or_of_one_order(world: World) -> None:
    world.bench.stock(NOON, A=3)
    world.desk.catch_up()
    shown = {hit.order_key: hit.step.action for hit in world.board().hits}
    assert shown[TWO] == "ship_now"
    assert [one.kind for one in world.act("apply_plan", TWO).done] == ["plan_applied", "allot"]
    assert world.applied() == {TWO: 3}
    assert world.act("apply_plan", "A").done
    assert {hit.order_key: hit.step.action for hit in world.board().hits} == shown
    assert codes(world.act("apply_plan", "A")) == [("nothing_to_apply", "")]
    assert world.act("release", TWO).done[0].kind == "release_allotment", "nobody has claimed it"
    assert not world.applied()


def test_a_plan_that_is_another_than_the_script_saw_is_not_applied(world: World) -> None:
    seen = plan_state(world.board().hits)
    world.bench.stock(NOON, A=6)
    world.desk.catch_up()
    outcome = world.act("apply_plan", "A", expected_states={"A": seen})
    assert codes(outcome) == [("plan_changed", "")]
    assert world.act("apply_plan", "A", expected_states={"A": outcome.conflicts[0].state}).done
    assert world.applied() == {ONE: 3, TWO: 3}


def test_the_deck_leaves_out_what_the_plan_says_otherwise_by_now(world: World) -> None:
    board = world.board()
    world.bench.stock(NOON, A=3)
    acts = StockActs(world.desk, world.desk.ledger, "li")
    outcome = acts.apply(board, {})
    assert [(one.target, one.code, one.value) for one in outcome.conflicts] == [
        (TWO, "step_changed", "ship_now")
    ]
    assert not world.applied()


def test_scripts_allot_and_move_what_is_there(world: World) -> None:
    world.bench.stock(NOON, A=3)
    world.desk.catch_up()
    assert world.act("allot", ONE).done[0].data == {"quantity": 3}, "though the other stands before it"
    assert codes(world.act("allot", ONE)) == [("allotted_already", "")]
    assert codes(world.act("allot", TWO)) == [("not_enough", "A")]
    assert world.act("move_stock", TWO, data={"source": "1"}).done
    assert world.applied() == {TWO: 3}
    actions.undo(world.desk, world.desk.ledger, "li")
    assert world.applied() == {ONE: 3}


def test_the_same_request_twice_counts_once(world: World) -> None:
    world.bench.stock(NOON, A=3)
    world.desk.catch_up()
    first = world.act("apply_plan", "A", ids=("mine",)).done
    assert [one.seq for one in world.act("apply_plan", "A", ids=("mine",)).done] == [one.seq for one in first]
    assert len(world.desk.ledger.acts()) == len(first)


def test_a_list_is_handed_over_while_it_waits_and_as_far_as_it_was_seen(world: World) -> None:
    world.act("restock", "A", data={"supplier": "S", "quantity": 3})
    (pending,) = StockDesk(world.desk).waiting()
    sent = {"list": "purchases", "supplier": "S", "upto": pending.upto}
    ahead = world.act("list_sent", data=sent | {"upto": pending.upto + 9})
    assert codes(ahead) == [("nothing_waits", "")], "no list is handed over before its time"
    assert world.act("list_sent", data=sent).done
    assert codes(world.act("list_sent", data=sent)) == [("nothing_waits", "")]


def test_a_buyer_who_was_written_to_can_be_written_to_again(world: World) -> None:
    acts = StockActs(world.desk, world.desk.ledger, "li")
    message = Message(ONE, "cancel", "A", "ask_cancel", "en", "Dear …")
    assert acts.asked([message]).done
    assert world.act("asked", ONE, data={"what": "cancel"}).done
