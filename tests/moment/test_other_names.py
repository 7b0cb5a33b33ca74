"""What was done under an order's number before its id was known counts when somebody acts on it by its id."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.actions import Request, perform, perform_at_once
from orderdeck.data.actions.claims import take_next
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Bid, Held
from tests.moment.arrivals import NOW, Place, folder
from tests.moment.test_any_order import LAW
from tests.moment.test_side_ids import MINUTES, export


@pytest.fixture
def known() -> Iterator[tuple[Place, str, str, Any]]:
    """A desk that knows #1001 by its id; the key by number, the key by id, and the desk."""
    with folder() as place:
        place.arrive(export("ruined.csv", 1, ids="ruined", numbers=(1001,)))
        [number] = place.desk().find("#1001")
        place.arrive(export("sound.csv", 2, numbers=(1001,)))
        desk = place.desk()
        [by_id] = desk.find("#1001")
        assert by_id != number
        yield place, number, by_id, desk


def wangs(kind: str, key: str, **data: Any) -> Request:
    return Request(kind=kind, targets=(key,), operator="wang", ids=(f"w-{kind}",), group="w", data=data)


def test_a_claim_by_number_holds(known: tuple[Place, str, str, Any]) -> None:
    place, number, by_id, desk = known
    place.act("claim", {}, order_key=number)
    assert perform_at_once(desk.aside(), wangs("done", by_id)) is None
    [conflict] = perform(desk, desk.ledger, wangs("done", by_id)).conflicts
    assert (conflict.code, conflict.value) == ("held_by", "li")
    assert take_next(desk, desk.ledger, "standard", "wang").refused[0].code == "nothing_free"


@pytest.mark.parametrize("kind", ["done", "snooze", "note"])
def test_the_ledger_itself_sees_what_was_done_by_number(
    known: tuple[Place, str, str, Any], kind: str
) -> None:
    """Where it was done between the desk's look at the order and its own act."""
    place, number, by_id, desk = known
    before = desk.acts.seq
    place.act(kind, {"until": NOW, "text": "seen"}, order_key=number)
    mine = Act(id="w", kind="done", operator="wang", at=NOW, group="w", order_key=by_id)
    [settled] = desk.ledger.settle([Bid(mine, names=(number,))], 0, after=before) or []
    assert (settled.done, settled.acted_by) == (None, "li")
    assert desk.ledger.acts(order_key=by_id) == []


def test_an_act_beside_the_desk_waits_for_an_export_that_may_tell_an_id() -> None:
    with folder() as place:
        place.arrive(export("ruined.csv", 1, ids="ruined", numbers=(1001,)))
        desk = place.desk()
        [number] = desk.find("#1001")
        place.arrive(export("sound.csv", 2, numbers=(1001,)))
        assert perform_at_once(desk.aside(), wangs("done", number)) is None


@LAW
@given(
    st.sampled_from([{"ids": "ruined"}, {"ids": "ruined", "created": MINUTES}]),
    st.lists(st.tuples(st.sampled_from(["claim", "release", "take_over"]), st.booleans()), max_size=5),
)
def test_who_holds_it_is_one_whichever_key_each_act_is_on(
    weak: dict[str, Any], acts: list[tuple[str, bool]]
) -> None:
    with folder() as place:
        place.arrive(export("weak.csv", 1, numbers=(1001,), **weak))
        [number] = place.desk().find("#1001")
        place.arrive(export("sound.csv", 2, numbers=(1001,)))
        desk = place.desk()
        [by_id] = desk.find("#1001")
        for kind, old in acts:
            place.act(kind, {}, order_key=number if old else by_id)
        held = next((kind != "release" for kind, _ in reversed(acts)), False)
        claim = Act(id="w", kind="claim", operator="wang", at=NOW, group="w", order_key=by_id)
        given = desk.ledger.claim(claim, 0, names=(number,))
        assert isinstance(given, Held) == held
