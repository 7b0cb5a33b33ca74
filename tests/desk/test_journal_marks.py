"""What acts make of an order: done, asleep, handled, answered, written to, held."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.base.config.settings import People, Queues, Settings
from orderdeck.data.desk import Desk, DeskError
from tests.desk.make_desk import NOON, Bench, order, us

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
ONE = "aliexpress:1"


def row(desk: Desk, key: str = ONE) -> dict[str, Any]:
    return desk.board([key]).to_dicts()[0]


def counts(desk: Desk) -> dict[str, tuple[int, int]]:
    return {view.key: (view.count, view.asleep) for view in desk.views() if view.count}


def test_done_leaves_the_queue_and_comes_back_when_the_order_changes(bench: Bench) -> None:
    bench.load(order(1), order(2), at=NOON)
    desk = bench.desk()
    state = row(desk)["state"]
    bench.act("done", ONE, state=state)
    desk.catch_up()
    assert counts(desk) == {"standard": (1, 0), "done": (1, 0)}
    assert row(desk)["reasons"][0] == "done|li"
    bench.load(order(1, ship_by=NOON + 5 * 24 * HOUR - 20 * MINUTE), at=NOON + HOUR)
    desk.catch_up()
    assert row(desk)["queue"] == "done", "rounded otherwise is not another state"
    bench.load(order(1, recipient="Ana"), at=NOON + 2 * HOUR)
    assert desk.catch_up().order_keys == {ONE}
    back = row(desk)
    assert back["queue"] == "standard"
    assert "returned" in back["badges"]
    assert "returned|li" in back["reasons"]
    desk.check()


def test_reopened_or_undone_it_is_not_done(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("done", ONE)
    bench.act("reopen", ONE)
    done = bench.act("done", ONE)
    undo = bench.act("undo", ONE, undoes=done.id)
    desk.catch_up()
    assert row(desk)["queue"] == "standard"
    bench.act("redo", ONE, undoes=undo.id)
    desk.catch_up()
    assert row(desk)["queue"] == "done"
    desk.check()


def test_a_snoozed_order_stays_counted_sleeps_last_and_wakes(bench: Bench) -> None:
    bench.load(order(1, ship_by=NOON + HOUR), order(2))
    desk = bench.desk()
    bench.act("snooze", ONE, data={"until": us(NOON + 3 * HOUR)}, state=row(desk)["state"])
    desk.catch_up()
    assert counts(desk)["standard"] == (2, 1)
    assert row(desk)["snoozed_until"] == NOON + 3 * HOUR
    assert desk.rows("standard")["order_id"].to_list() == ["2", "1"]
    bench.now = NOON + 3 * HOUR
    assert ONE in desk.tick().order_keys
    assert desk.rows("standard")["order_id"].to_list() == ["1", "2"]
    desk.check()


def test_a_change_wakes_a_snoozed_order_and_so_does_an_operator(bench: Bench) -> None:
    bench.load(order(1), at=NOON)
    desk = bench.desk()
    snooze = {"until": us(NOON + 30 * HOUR)}
    bench.act("snooze", ONE, data=snooze, state=row(desk)["state"])
    bench.load(order(1, total=Decimal(3)), at=NOON + HOUR)
    desk.catch_up()
    assert not row(desk)["asleep"]
    assert "changed" in row(desk)["badges"]
    bench.act("snooze", ONE, data=snooze, state=row(desk)["state"])
    desk.catch_up()
    assert row(desk)["asleep"]
    assert "changed" not in row(desk)["badges"]
    bench.act("wake", ONE)
    desk.catch_up()
    assert not row(desk)["asleep"]


def test_a_handled_remark_leaves_its_queue_and_stays_handled_while_it_says_the_same(bench: Bench) -> None:
    remark = "please change my address to Rua 9"
    bench.load(order(1, remark=remark), at=NOON)
    desk = bench.desk()
    assert row(desk)["queue"] == "remarks"
    digest = desk.con.execute("select remark_digest from open_orders").fetchall()[0][0]
    bench.act("remark_handled", ONE, data={"remark": digest}, state=row(desk)["state"])
    bench.act("consent_recorded", ONE, data={"what": "address"})
    desk.catch_up()
    handled = row(desk)
    assert handled["queue"] == "standard"
    assert {"remark_handled|li", "consent|address"} <= set(handled["reasons"])
    bench.load(order(1, remark=remark, address="Rua 9"), at=NOON + HOUR)
    desk.catch_up()
    assert row(desk)["queue"] == "standard"
    bench.load(order(1, remark="please change my address to Rua 10"), at=NOON + 2 * HOUR)
    desk.catch_up()
    assert row(desk)["queue"] == "remarks"


def test_an_answered_cancel_request_sleeps_until_its_window_closes(bench: Bench) -> None:
    bench.load(order(1, status="cancel_requested"), at=NOON)
    desk = bench.desk()
    bench.act("cancel_answered", ONE, data={"answer": "refused"}, state=row(desk)["state"])
    desk.catch_up()
    assert row(desk)["asleep"]
    assert "cancel_answered|refused" in row(desk)["reasons"]
    bench.now = NOON + 48 * HOUR
    desk.tick()
    assert not row(desk)["asleep"]
    assert row(desk)["late"]
    desk.check()


def test_unpaid_wholesale_is_written_to_twice_and_then_left_in_peace(bench: Bench) -> None:
    bench.load(order(1, status="awaiting_payment", total=Decimal(500)))
    desk = bench.desk(Settings(queues=Queues(second_message_hours=12)))
    assert row(desk)["reasons"][0] == "message_due|first"
    bench.act("message_sent", ONE)
    desk.catch_up()
    first = row(desk)
    assert (first["queue"], first["asleep"], first["snoozed_until"]) == (
        "wholesale_unpaid",
        True,
        NOON + 12 * HOUR,
    )
    bench.now = NOON + 12 * HOUR
    assert ONE in desk.tick().order_keys
    second = row(desk)
    assert second["reasons"][0] == "message_due|second"
    assert "second_message" in second["badges"]
    bench.act("message_sent", ONE)
    desk.catch_up()
    last = row(desk)
    assert last["queue"] == "awaiting_payment"
    assert {"wholesale", "message_sent"} <= set(last["badges"])
    desk.check()


def test_claims_show_lapse_and_come_back_with_their_owner(bench: Bench) -> None:
    bench.load(order(1), order(2))
    desk = bench.desk(Settings(people=People(claim_hours=2)), operator="li")
    bench.act("claim", ONE)
    desk.catch_up()
    assert row(desk)["claimed_by"] == "li"
    assert counts(desk)["mine"] == (1, 0)
    assert desk.keys("mine", operator="wang") == []
    bench.now = NOON + HOUR
    bench.act("note", "aliexpress:2", data={"text": "x"})
    desk.catch_up()
    bench.now = NOON + 2.5 * HOUR
    desk.tick()
    assert row(desk)["claimed_by"] == "li", "acting on anything keeps all claims"
    bench.now = NOON + 3 * HOUR
    desk.tick()
    assert row(desk)["claimed_by"] is None
    bench.act("note", "aliexpress:2", data={"text": "back"})
    desk.catch_up()
    assert row(desk)["claimed_by"] == "li"
    desk.check()


def test_release_hand_over_and_take_over(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()

    def holder() -> object:
        desk.catch_up()
        return row(desk)["claimed_by"]

    bench.act("claim", ONE)
    bench.act("hand_over", ONE, data={"to": "wang"})
    assert holder() == "wang"
    over = bench.act("take_over", ONE, operator="zhao")
    assert holder() == "zhao"
    bench.act("undo", ONE, operator="zhao", undoes=over.id)
    assert holder() == "wang"
    bench.act("release", ONE, operator="wang")
    assert holder() is None
    assert [(p.operator, p.holds) for p in desk.people()] == [("li", 0), ("wang", 0), ("zhao", 0)]


def test_a_desk_opened_later_shows_the_same(bench: Bench) -> None:
    bench.load(*(order(n, service="DHL" if n % 3 else None) for n in range(1, 9)))
    desk = bench.desk()
    bench.act("claim", ONE)
    bench.act("done", "aliexpress:2")
    bench.act("snooze", "aliexpress:3", data={"until": us(NOON + HOUR)})
    bench.act("note", "aliexpress:4", data={"text": "x"})
    bench.act("message_sent", "aliexpress:5")
    desk.catch_up()
    keys = [f"aliexpress:{n}" for n in range(1, 9)]
    assert desk.board(keys).sort("order_key").equals(bench.desk().board(keys).sort("order_key"))


def test_what_was_patched_wrongly_is_named(bench: Bench) -> None:
    bench.load(order(1), order(2))
    bench.act("note", "aliexpress:2", data={"text": "x"})
    desk = bench.desk()
    desk.check()
    desk.con.execute("update marks set notes = 7")
    with pytest.raises(DeskError, match="marks was patched wrongly: aliexpress:2: notes 7 → 1"):
        desk.check()
    desk.con.execute("update standing set queue = 'express' where order_key = 'aliexpress:1'")
    with pytest.raises(
        DeskError, match="standing was patched wrongly: aliexpress:1: queue express → standard"
    ):
        desk.check()
