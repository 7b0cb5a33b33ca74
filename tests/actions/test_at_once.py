"""Acting beside the desk's own thread: the same outcome, or none and nothing lost."""

from datetime import timedelta
from typing import Any

import pytest

from orderdeck.data.actions import Request, new_id, perform, perform_at_once
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from tests.desk.make_desk import NOON, Bench, order


@pytest.fixture
def desk(bench: Bench) -> Desk:
    bench.load(*(order(number) for number in range(1, 5)))
    return bench.desk()


def request(kind: str, *numbers: int, **rest: Any) -> Request:
    targets = tuple(f"aliexpress:{number}" for number in numbers)
    ids = tuple(new_id() for _ in targets)
    return Request(kind=kind, targets=targets, operator="li", ids=ids, group=ids[0], **rest)


def colleague(desk: Desk, kind: str, number: int) -> None:
    desk.ledger.append(
        [Act(id=new_id(), kind=kind, operator="wang", at=desk.now(), order_key=f"aliexpress:{number}")]
    )


def test_it_does_what_the_desk_would_do(desk: Desk) -> None:
    outcome = perform_at_once(desk.aside(), request("done", 1, 2))
    assert outcome is not None
    assert [act.kind for act in outcome.done] == ["claim", "claim", "done", "done"]
    assert len({act.group for act in outcome.done}) == 1
    desk.catch_up()
    assert sorted(desk.keys("done")) == ["aliexpress:1", "aliexpress:2"]


def test_what_the_desk_does_not_know_yet_is_left_to_it(desk: Desk) -> None:
    aside = desk.aside()
    colleague(desk, "done", 1)
    one, other = request("done", 1), request("done", 2)
    assert perform_at_once(aside, one) is None
    assert perform_at_once(aside, other) is not None  # a colleague's business elsewhere is no hindrance
    conflict = perform(desk, desk.ledger, one).conflicts[0]
    assert (conflict.code, conflict.value) == ("done_by", "wang")


def test_an_order_that_a_new_export_names_is_left_to_the_desk(bench: Bench, desk: Desk) -> None:
    aside = desk.aside()
    seen = {row["order_key"]: row["state"] for row in desk.rows("standard").to_dicts()}
    bench.load(order(1, remark="please hurry"), at=NOON + timedelta(minutes=1))
    assert perform_at_once(aside, request("done", 1, expected_states=seen)) is None
    assert perform_at_once(aside, request("done", 2, expected_states=seen)) is not None
    conflict = perform(desk, desk.ledger, request("done", 1, expected_states=seen)).conflicts[0]
    assert conflict.code == "state_changed"


def test_what_a_colleague_holds_is_said_at_once(desk: Desk) -> None:
    colleague(desk, "claim", 1)
    desk.catch_up()
    outcome = perform_at_once(desk.aside(), request("done", 1))
    assert outcome is not None
    assert not outcome.done
    assert [(one.code, one.value) for one in outcome.conflicts] == [("held_by", "wang")]
    taken = perform_at_once(desk.aside(), request("done", 1, force=True))
    assert taken is not None
    assert [(one.code, one.value) for one in taken.notes] == [("took_over", "wang")]


def test_the_rest_of_what_was_begun_is_done_by_the_desk_and_counts_once(desk: Desk) -> None:
    stale = {"aliexpress:1": "another state"}
    both = request("done", 1, 2, expected_states=stale)
    assert perform_at_once(desk.aside(), both) is None
    outcome = perform(desk, desk.ledger, both)
    assert [one.code for one in outcome.conflicts] == ["state_changed"]
    assert [act.order_key for act in outcome.done if act.kind == "done"] == ["aliexpress:2"]
    desk.catch_up()
    assert [act.kind for act in desk.ledger.acts(order_key="aliexpress:2")] == ["claim", "done"]


def test_kinds_and_orders_that_take_the_desk(desk: Desk) -> None:
    aside = desk.aside()
    assert perform_at_once(aside, request("no such kind", 1)) is None
    assert perform_at_once(aside, request("done", 99)) is None
    past = perform_at_once(aside, request("snooze", 1, data={"until": desk.now() - 1}))
    assert past is not None
    assert [one.code for one in past.refused] == ["until_past"]
    assert perform_at_once(aside, request("note", 1)) is None
    assert desk.ledger.acts() == []
