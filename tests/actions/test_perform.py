"""Acting on orders: what is done, what is refused, what has to be asked first."""

from datetime import timedelta
from threading import Thread
from typing import Any, Final

import pytest

from orderdeck.data.actions import (
    Outcome,
    Request,
    claims_of,
    perform,
    redo,
    redoable,
    take_next,
    undo,
    undoable,
)
from orderdeck.data.desk import Desk
from tests.desk.make_desk import NOON, Bench, order, us

ONE, TWO = "aliexpress:1", "aliexpress:2"


def do(desk: Desk, kind: str, *targets: str, operator: str = "li", **rest: Any) -> Outcome:
    return perform(desk, desk.ledger, Request(kind=kind, targets=targets, operator=operator, **rest))


def row(desk: Desk, key: str = ONE) -> dict[str, Any]:
    desk.catch_up()
    return desk.board([key]).to_dicts()[0]


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    refused = [(one.code, one.value) for one in outcome.refused]
    return refused + [(one.code, one.value) for one in outcome.conflicts]


@pytest.fixture
def desk(bench: Bench) -> Desk:
    bench.load(
        order(1, remark="please change my address"), order(2), order(3, status="cancel_requested"), order(4)
    )
    bench.load(order(9, status="finished"))
    return bench.desk()


def test_acting_claims_does_and_says_what_changed(desk: Desk) -> None:
    outcome = do(desk, "done", TWO, ids=("d1",))
    assert [act.kind for act in outcome.done] == ["claim", "done"]
    assert outcome.changes.order_keys == {TWO}
    assert {act.group for act in outcome.done} == {outcome.done[0].group}
    assert row(desk, TWO)["queue"] == "done"
    assert [act.kind for act in desk.journal(order_key=TWO)] == ["done", "claim"]


def test_the_same_request_twice_counts_once(desk: Desk) -> None:
    first = do(desk, "note", ONE, TWO, data={"text": "hello"}, ids=("a", "b"))
    again = do(desk, "note", ONE, TWO, data={"text": "hello"}, ids=("a", "b"))
    assert [act.seq for act in again.done] == [act.seq for act in first.done]
    do(desk, "done", ONE, ids=("d",))
    assert [act.id for act in do(desk, "done", ONE, ids=("d",)).done] == ["d"]
    assert len(desk.journal(kind="done")) == 1
    assert row(desk)["notes"] == 1


REFUSED: Final[tuple[tuple[str, str, dict[str, Any], tuple[str, str]], ...]] = (
    ("fly", ONE, {}, ("unknown_kind", "fly")),
    ("undo", ONE, {}, ("unknown_kind", "undo")),
    ("done", "aliexpress:77", {}, ("unknown_order", "")),
    ("done", "aliexpress:9", {}, ("finished", "finished")),
    ("cancel_answered", ONE, {"answer": "agreed"}, ("not_this_stage", "to_ship")),
    ("cancel_answered", "aliexpress:3", {"answer": "maybe"}, ("field_wrong", "answer")),
    ("note", ONE, {"text": " \x1b "}, ("field_missing", "text")),
    ("note", ONE, {"text": "x", "colour": "red"}, ("field_unknown", "colour")),
    ("snooze", ONE, {"until": 5}, ("until_past", "")),
    ("snooze", ONE, {"until": "soon"}, ("field_wrong", "until")),
    ("wake", ONE, {}, ("not_asleep", "")),
    ("reopen", ONE, {}, ("not_done", "")),
    ("release", ONE, {}, ("not_held", "")),
    ("remark_handled", TWO, {}, ("no_remark", "")),
    ("packed", "aliexpress:3", {}, ("not_this_stage", "cancel")),
)
"""Kind, target, what comes with it, and why it isn't done."""


def test_what_cannot_be_done_is_refused_with_a_code(desk: Desk) -> None:
    for kind, target, data, code in REFUSED:
        assert codes(do(desk, kind, target, data=data, force=True)) == [code], (kind, target, data)
        assert not desk.journal(), (kind, target, data)


def test_a_note_can_be_left_on_a_finished_order_and_is_cleaned(desk: Desk) -> None:
    outcome = do(desk, "note", "aliexpress:9", data={"text": "a\x1b[31mb\nc\u202e"})
    assert outcome.done[0].data == {"text": "a[31mb\nc"}
    found = desk.order("aliexpress:9")
    assert found is not None
    assert [act.kind for act in found.acts] == ["note"]


def test_many_are_done_in_one_go_each_by_itself(bench: Bench) -> None:
    bench.load(*(order(n) for n in range(1, 301)))
    bench.act("claim", "aliexpress:7", operator="wang")
    desk = bench.desk(debug=False)
    outcome = do(desk, "done", *(f"aliexpress:{n}" for n in range(1, 301)))
    assert codes(outcome) == [("held_by", "wang")]
    assert len(outcome.done) == 2 * 299, "each is claimed by acting on it"
    assert {view.key: view.count for view in desk.views()}["done"] == 299
    assert len(undo(desk, desk.ledger, "li").done) == 2 * 299
    assert desk.open_count() == desk.rows("standard", ["order_key"]).height == 300
    desk.check()


def test_one_target_refused_harms_no_other(desk: Desk) -> None:
    outcome = do(desk, "done", ONE, "aliexpress:9", TWO)
    assert [act.order_key for act in outcome.done if act.kind == "done"] == [ONE, TWO]
    assert codes(outcome) == [("finished", "finished")]


def test_a_state_that_changed_since_is_asked_about(bench: Bench, desk: Desk) -> None:
    seen = row(desk)["state"]
    bench.load(order(1, status="cancel_requested"), at=NOON + timedelta(hours=1))
    outcome = do(desk, "done", ONE, expected_states={ONE: seen})
    assert codes(outcome) == [("state_changed", "cancel_requested")]
    assert outcome.conflicts[0].state == row(desk)["state"]
    assert not desk.journal()
    forced = do(desk, "done", ONE, expected_states={ONE: seen}, force=True)
    assert forced.done[-1].state == row(desk)["state"]


def test_a_colleagues_order_is_asked_about_and_taken_over(bench: Bench, desk: Desk) -> None:
    colleague = bench.desk()
    do(colleague, "claim", ONE, operator="wang")
    assert codes(do(desk, "done", ONE)) == [("held_by", "wang")]
    assert codes(do(desk, "claim", ONE)) == [("held_by", "wang")]
    assert codes(do(desk, "release", ONE)) == [("held_by", "wang")]
    outcome = do(desk, "done", ONE, force=True)
    assert [act.kind for act in outcome.done] == ["take_over", "done"]
    assert [(note.code, note.value) for note in outcome.notes] == [("took_over", "wang")]
    assert row(colleague)["claimed_by"] == "li"
    assert codes(do(colleague, "done", ONE, operator="wang")) == [("done_by", "li")]


def test_taking_over_needs_no_asking_twice(bench: Bench, desk: Desk) -> None:
    do(bench.desk(), "claim", ONE, operator="wang")
    assert [act.kind for act in do(desk, "take_over", ONE).done] == ["take_over"]
    assert [act.kind for act in do(desk, "take_over", TWO).done] == ["claim"], "nobody to take it from"


def test_a_lapsed_claim_stands_in_nobodys_way(bench: Bench, desk: Desk) -> None:
    do(bench.desk(), "claim", ONE, operator="wang")
    bench.now = NOON + timedelta(hours=9)
    assert [act.kind for act in do(desk, "done", ONE).done] == ["claim", "done"]


def test_handing_over_all(desk: Desk) -> None:
    do(desk, "claim", ONE, TWO)
    mine = claims_of(desk, "li")
    assert set(mine) == {ONE, TWO}
    do(desk, "hand_over", *mine, data={"to": "wang", "note": "lunch"})
    assert claims_of(desk, "li") == []
    assert set(claims_of(desk, "wang")) == {ONE, TWO}


def test_a_free_order_is_assigned_and_who_has_an_order_taken_away_stands_in_the_act(desk: Desk) -> None:
    note = {"to": "wang", "note": "call first"}
    assert [act.data for act in do(desk, "hand_over", ONE, data=note).done] == [note]
    assert row(desk)["claimed_by"] == "wang"
    assert (row(desk)["handed_by"], row(desk)["handed_note"]) == ("li", "call first")
    assert codes(do(desk, "hand_over", ONE, data={"to": "mei"})) == [("held_by", "wang")]
    taken = do(desk, "hand_over", ONE, data={"to": "mei"}, force=True).done
    assert [act.data for act in taken] == [{"to": "mei", "from": "wang"}]
    assert (row(desk)["handed_by"], row(desk)["handed_note"]) == ("li", None)
    assert [act.data for act in do(desk, "release", ONE, force=True).done] == [{"from": "mei"}]
    assert row(desk)["handed_by"] is None
    undo(desk, desk.ledger, "li")
    undo(desk, desk.ledger, "li")
    assert (row(desk)["claimed_by"], row(desk)["handed_note"]) == ("wang", "call first")
    undo(desk, desk.ledger, "li")
    assert row(desk)["claimed_by"] is None


def test_handled_remarks_cancel_answers_and_snoozes_go_through(bench: Bench, desk: Desk) -> None:
    assert do(desk, "remark_handled", ONE).done
    assert row(desk)["queue"] == "standard"
    assert do(desk, "cancel_answered", "aliexpress:3", data={"answer": "agreed"}).done
    assert row(desk, "aliexpress:3")["asleep"]
    assert do(desk, "snooze", TWO, data={"until": us(NOON + timedelta(hours=2))}).done
    assert row(desk, TWO)["asleep"]
    assert do(desk, "wake", TWO).done
    assert not row(desk, TWO)["asleep"]
    assert do(desk, "done", TWO).done
    assert do(desk, "reopen", TWO).done
    assert row(desk, TWO)["queue"] == "standard"
    desk.check()


def test_undo_and_redo_many_levels(desk: Desk) -> None:
    do(desk, "done", ONE, TWO)
    do(desk, "note", ONE, data={"text": "x"})
    assert [act.kind for act in undoable(desk, "li")] == ["note"]
    undo(desk, desk.ledger, "li")
    assert row(desk)["notes"] == 0
    back = undo(desk, desk.ledger, "li")
    assert len(back.done) == 4, "both orders with their claims, as one"
    assert [row(desk, key)["queue"] for key in (ONE, TWO)] == ["remarks", "standard"]
    assert row(desk)["claimed_by"] is None
    assert codes(undo(desk, desk.ledger, "li")) == [("nothing_to_undo", "")]
    redo(desk, desk.ledger, "li")
    assert [row(desk, key)["queue"] for key in (ONE, TWO)] == ["done", "done"]
    redo(desk, desk.ledger, "li")
    assert row(desk)["notes"] == 1
    assert codes(redo(desk, desk.ledger, "li")) == [("nothing_to_redo", "")]
    undo(desk, desk.ledger, "li")
    assert row(desk)["notes"] == 0
    do(desk, "note", TWO, data={"text": "y"})
    assert redoable(desk, "li") == [], "a new act ends what could be redone"
    desk.check()


def test_undo_is_ones_own_and_says_what_has_left(bench: Bench, desk: Desk) -> None:
    do(desk, "message_sent", TWO, data={"template": "address_check"})
    do(bench.desk(), "note", ONE, operator="wang", data={"text": "mine"})
    outcome = undo(desk, desk.ledger, "li", act_id="u1")
    assert [act.data["kind"] for act in outcome.done] == ["claim", "message_sent"]
    assert [(note.target, note.code, note.value) for note in outcome.notes] == [
        (TWO, "already_left", "message_sent")
    ]
    assert undo(desk, desk.ledger, "li", act_id="u1").done == outcome.done, "sent twice, undone once"
    assert codes(undo(desk, desk.ledger, "li")) == [("nothing_to_undo", "")]
    assert row(desk)["notes"] == 1


def test_take_next_gives_each_the_next_free_one(bench: Bench, desk: Desk) -> None:
    colleague = bench.desk()
    do(desk, "snooze", TWO, data={"until": us(NOON + timedelta(hours=2))})
    bench.load(*(order(n, ship_by=NOON + timedelta(hours=n)) for n in (11, 12, 13)), at=NOON)
    taken = [
        take_next(one, one.ledger, "standard", who).done[0].order_key
        for one, who in ((desk, "li"), (colleague, "wang"), (desk, "li"))
    ]
    assert taken == ["aliexpress:11", "aliexpress:12", "aliexpress:13"]
    assert take_next(colleague, colleague.ledger, "standard", "wang").done[0].order_key == "aliexpress:4"
    assert codes(take_next(desk, desk.ledger, "standard", "li")) == [("nothing_free", "")]
    assert codes(take_next(desk, desk.ledger, "nowhere", "li")) == [("unknown_view", "")]
    first = take_next(desk, desk.ledger, "cancel_requests", "li", act_id="t")
    assert take_next(desk, desk.ledger, "cancel_requests", "li", act_id="t").done == first.done
    desk.check()


def test_any_number_at_once_get_different_orders(bench: Bench) -> None:
    bench.load(*(order(n) for n in range(1, 25)))
    desks = [bench.desk(debug=False) for _ in range(4)]
    taken: list[str] = []

    def take(desk: Desk, operator: str) -> None:
        for _ in range(6):
            taken.extend(
                str(act.order_key) for act in take_next(desk, desk.ledger, "standard", operator).done
            )

    threads = [Thread(target=take, args=(desk, f"op{place % 2}")) for place, desk in enumerate(desks)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(taken) == sorted({f"aliexpress:{n}" for n in range(1, 25)})
