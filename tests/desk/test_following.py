"""Exports that come in any order, and what the desk makes of them."""

import json
import shutil
import tempfile
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import PRECEDENCE
from orderdeck.data.base.records import Export, Progress
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import intake_json, queues_json
from orderdeck.data.desk.lookup.order_detail import OrderDetail
from tests.desk.make_desk import NOON, Bench, order, us
from tests.engine import new_paths

HOUR = timedelta(hours=1)


def status_of(desk: Desk, key: str = "aliexpress:1") -> str | None:
    rows = desk.board([key])
    return rows["status"][0] if rows.height else None


def test_a_newer_export_moves_an_order_and_names_it(bench: Bench) -> None:
    bench.load(order(1, status="awaiting_payment"), order(2), at=NOON)
    desk = bench.desk()
    bench.load(order(1), order(2), at=NOON + HOUR)
    changes = desk.catch_up()
    assert changes.order_keys == {"aliexpress:1"}, "an order that came again unchanged is not worth a repaint"
    assert status_of(desk) == "to_ship"
    bench.load(order(1, status="shipped"), order(2), at=NOON + 2 * HOUR)
    assert desk.catch_up().order_keys == {"aliexpress:1"}
    assert status_of(desk) is None
    assert not desk.catch_up()


def test_an_older_export_never_regresses_an_order(bench: Bench) -> None:
    bench.load(order(1, status="shipped"), order(2, status="cancel_requested"), at=NOON)
    desk = bench.desk()
    bench.load(order(1), order(2), order(3), at=NOON - HOUR)
    desk.catch_up()
    for each in (desk, bench.desk()):
        assert each.board([f"aliexpress:{n}" for n in (1, 2, 3)]).height == 2
        assert status_of(each, "aliexpress:2") == "cancel_requested"
        assert each.pulse().known == 3


def test_of_two_files_of_one_moment_the_later_in_the_ledger_counts(bench: Bench) -> None:
    bench.load(order(1, status="awaiting_payment"), at=NOON)
    bench.load(order(1), at=NOON)
    assert status_of(bench.desk()) == "to_ship"


def test_a_finished_order_that_opens_again_has_its_journal_back(bench: Bench) -> None:
    bench.load(order(1), at=NOON)
    desk = bench.desk()
    bench.act("note", "aliexpress:1", data={"text": "fragile"})
    desk.catch_up()
    bench.load(order(1, status="finished"), at=NOON + HOUR)
    desk.catch_up()
    bench.load(order(1, status="dispute"), at=NOON + 2 * HOUR)
    desk.catch_up()
    assert desk.board(["aliexpress:1"])["notes"].to_list() == [1]
    desk.check()


def test_when_a_cancel_request_began_is_told_right_in_any_order_of_arrival(bench: Bench) -> None:
    asked, plain = order(1, status="cancel_requested"), order(1)
    bench.load(asked, at=NOON)
    desk = bench.desk()

    def since() -> int:
        return int(desk.con.execute("select epoch_us(since) from open_orders").fetchall()[0][0])

    assert since() == us(NOON)
    bench.load(asked, at=NOON + 2 * HOUR)
    desk.catch_up()
    assert since() == us(NOON)
    bench.load(asked, at=NOON - 5 * HOUR)
    desk.catch_up()
    assert since() == us(NOON - 5 * HOUR)
    bench.load(plain, at=NOON - HOUR)
    assert desk.catch_up().order_keys == {"aliexpress:1"}
    assert since() == us(NOON)
    desk.check()
    again = bench.desk()
    assert again.con.execute("select epoch_us(since) from open_orders").fetchall()[0][0] == us(NOON)


@given(st.sampled_from(("cancel_requested", "dispute")), st.permutations(range(4)), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_when_a_clock_began_is_told_the_same_by_a_running_desk(
    status: str, places: list[int], already: int
) -> None:
    """The model: a fresh desk over the same files."""
    states = ("part_shipped", "awaiting_amount", status, status)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        try:
            desk = None
            for count, place in enumerate(places, 1):
                one = order(1, status=states[place], placed_at=None, paid_at=None)
                bench.load(one, at=NOON + place * HOUR)
                if count >= already:
                    desk = desk or bench.desk()
                    desk.catch_up()
            assert desk is not None
            board = desk.board(["aliexpress:1"])
            assert board.equals(bench.desk().board(["aliexpress:1"])), board["reasons"].to_list()
        finally:
            bench.close()


def test_lines_are_those_of_the_newest_export(bench: Bench) -> None:
    bench.load(order(1, lines=[{"sku": "A"}, {"sku": "B"}]), at=NOON)
    desk = bench.desk()
    bench.load(order(1, lines=[{"sku": "C", "quantity": 3}]), at=NOON + HOUR)
    desk.catch_up()
    row = desk.board(["aliexpress:1"]).to_dicts()[0]
    assert (row["skus"], row["pieces"], row["line_count"]) == ("C", 3, 1)


def test_everything_about_an_order_open_or_finished(bench: Bench) -> None:
    bench.load(order(7, status="awaiting_payment"), at=NOON - 2 * HOUR, name="monday.csv")
    bench.load(order(7), at=NOON - HOUR)
    bench.load(order(7, total=Decimal("15.2")), at=NOON, name="wednesday.csv")
    desk = bench.desk()
    bench.act("note", "aliexpress:7", data={"text": "call first"})
    desk.catch_up()
    found = desk.order("aliexpress:7")
    assert found is not None
    told = [(step.status, [one.now for one in step.changes]) for step in found.history]
    assert told == [("awaiting_payment", []), ("to_ship", []), ("to_ship", ["USD 15.20"])]
    assert found.history[0].export == "monday.csv"
    assert found.export is not None
    assert found.export.name == "wednesday.csv"
    assert found.fields["total"] == Decimal("15.2")
    assert found.fields["ship_by"] == us(NOON + timedelta(days=5))
    assert found.board is not None
    assert found.board["queue"] == "standard"
    assert found.notes[0].data["text"] == "call first"
    bench.load(order(7, status="finished"), at=NOON + HOUR)
    desk.catch_up()
    finished = desk.order("aliexpress:7")
    assert finished is not None
    assert finished.board is None
    assert finished.fields["status"] == "finished"
    assert [act.kind for act in finished.acts] == ["note"]
    assert [line["sku"] for line in finished.lines] == ["SKU-7-1"]
    assert desk.order("aliexpress:8") is None


def test_an_order_is_found_by_its_number_as_people_paste_it(bench: Bench) -> None:
    bench.load(
        order("3031265788123456"),
        order("#1113", order_key="shopify:a:#1113"),
        order("#1113", order_key="shopify:b:#1113", status="finished"),
    )
    desk = bench.desk()
    assert desk.find(" 3031265788123456\n") == ["aliexpress:3031265788123456"]
    assert desk.find("'3031265788123456") == ["aliexpress:3031265788123456"]
    assert desk.find("1113") == ["shopify:a:#1113", "shopify:b:#1113"]
    assert desk.find("aliexpress:3031265788123456") == ["aliexpress:3031265788123456"]
    assert desk.find("x' or 1=1 --") == []


def test_an_open_order_is_found_by_part_of_its_number(bench: Bench) -> None:
    bench.load(
        order("3031265788123456", ship_by=NOON + 2 * HOUR),
        order("3031265788120000", ship_by=NOON + HOUR),
        order("8123", order_key="aliexpress:8123"),
        order("3031265799990000", status="finished"),
    )
    desk = bench.desk()
    assert desk.find("65788") == ["aliexpress:3031265788120000", "aliexpress:3031265788123456"]
    assert desk.find("8123") == ["aliexpress:8123"]  # a whole number before parts of others
    assert desk.find("999900") == []
    assert desk.find("303") == []  # too little to tell orders apart


def test_rejects_intake_and_pulse(bench: Bench) -> None:
    rejects = [{"row": 9, "reason": "id_ruined", "order_id": None, "detail": "3.03E+15"}]
    export = bench.load(order(1, ship_by=NOON - HOUR), rejects=rejects)
    bench.ledger.record(
        Export(
            export_id="r" * 16, sha256="r" * 64, name="holiday.jpg", size=1, exported_at=1, loaded_at=us(NOON),
            state="refused", reason="not_a_table", detail="an image",
        )
    )  # fmt: skip
    desk = bench.desk()
    assert [(r.row, r.reason, r.detail) for r in desk.rejects(export.export_id)] == [
        (9, "id_ruined", "3.03E+15")
    ]
    assert [e.name for e in desk.intake()] == ["holiday.jpg", "orders-1.csv"]
    pulse = desk.pulse()
    assert (pulse.open, pulse.due, pulse.late, pulse.known) == (1, 1, 1, 1)
    assert sum(pulse.arrivals) == 1
    files = intake_json(bench.ledger.exports())["files"]
    assert [(f["name"], f["state"], f["orders"], f["lines"]) for f in files] == [
        ("orders-1.csv", "loaded", 1, 1), ("holiday.jpg", "refused", 0, 0)
    ]  # fmt: skip
    assert files[1]["reason"] == "not a table: an image"


@pytest.mark.one_machine
def test_a_part_that_is_gone_harms_no_other(bench: Bench) -> None:
    bench.load(order(1), at=NOON)
    lost = bench.load(order(2), at=NOON)
    torn = bench.load(order(3), at=NOON)
    shutil.rmtree(bench.paths.parts / lost.export_id)
    (bench.paths.parts / torn.export_id / "orders.parquet").write_bytes(b"PAR1 torn")
    desk = bench.desk()
    assert desk.open_count() == 1
    assert [(loss.code, loss.subject, loss.count) for loss in desk.losses] == [
        ("part", "orders-2.csv", 1),
        ("part", "orders-3.csv", 1),
    ]


def test_scripts_get_the_documented_shape(bench: Bench) -> None:
    lines = [{"sku": "0042", "title": "【A】", "quantity": 2}]
    bench.load(
        order(1, remark="please change my address", shop="Tienda", lines=lines),
        order(2, ship_by=None, total=None, country=None, service="DHL"),
    )
    answer = json.loads(json.dumps(queues_json(bench.desk())))
    assert [queue["key"] for queue in answer["queues"]] == list(PRECEDENCE)
    remarks = next(queue for queue in answer["queues"] if queue["key"] == "remarks")
    assert (remarks["title"], remarks["count"]) == ("Remarks", 1)
    [told] = remarks["orders"]
    assert told == told | (
        {
            "order_key": "aliexpress:1",
            "marketplace": "aliexpress",
            "shop": "Tienda",
            "order_id": "1",
            "status": "to_ship",
            "reasons": [
                "the remark asks for: change address",
                "to be shipped",
            ],
            "reason_codes": ["remark|change_address", "to_ship|"],
            "placed_at": "2026-09-05T12:00:00Z",
            "ship_by": "2026-09-12T12:00:00Z",
            "ship_by_estimate": None,
            "currency": "USD",
            "total": "12.50",
            "country": "Brazil",
            "country_code": "BR",
            "service": "AliExpress Standard Shipping",
            "remark": "please change my address",
            "remark_kinds": ["change_address"],
            "together": [],
            "changes": [],
        }
    )
    [line] = told["lines"]
    assert line == line | {"sku": "0042", "title": "【A】", "quantity": 2}
    express = next(queue for queue in answer["queues"] if queue["key"] == "express")["orders"][0]
    assert (express["ship_by"], express["total"], express["country"]) == (None, None, None)
    assert [lens["key"] for lens in answer["lenses"]] == ["due", "mine", "gone", "back", "done"]


def test_what_came_since_the_operator_looked_is_fresh(bench: Bench) -> None:
    bench.load(order(1), at=NOON)
    desk = bench.desk()
    assert desk.fresh() == set()
    bench.load(order(1), order(2), at=NOON + HOUR)
    desk.catch_up()
    assert desk.fresh() == {"aliexpress:2"}
    assert next(view.fresh for view in desk.views() if view.key == "standard") == 1
    desk.looked("standard")
    assert desk.fresh() == set()


def test_nothing_is_fresh_while_the_first_files_come_in(bench: Bench) -> None:
    desk = bench.desk()
    desk.first_load(True)
    bench.load(order(1), at=NOON)
    desk.catch_up()
    bench.load(order(1), order(2), at=NOON + HOUR)
    desk.catch_up()
    assert desk.fresh() == set()
    desk.first_load(False)
    bench.load(order(3), at=NOON + 2 * HOUR)
    desk.catch_up()
    assert desk.fresh() == {"aliexpress:3"}


def test_nothing_bears_new_that_was_in_the_folder_when_the_desk_began(bench: Bench) -> None:
    bench.now = NOON
    bench.load(order(1), at=NOON - HOUR, loaded=NOON)
    bench.load(order(1), order(2), at=NOON - HOUR / 2, loaded=NOON + HOUR / 60)
    bench.load(order(1), order(3), at=NOON + HOUR / 4)
    bench.now = NOON + HOUR / 2
    desk = bench.desk()
    new = {row["order_key"] for row in desk.rows("standard").to_dicts() if "new" in row["badges"]}
    assert new == {"aliexpress:3"}
    reasons = {
        row["order_key"]: row["reasons"]
        for row in desk.board([f"aliexpress:{at}" for at in (1, 2, 3)]).to_dicts()
    }
    assert [any(why.startswith("new|") for why in reasons[f"aliexpress:{at}"]) for at in (1, 2, 3)] == [
        False,
        False,
        True,
    ]


def test_what_came_since_the_operator_last_acted_is_fresh_in_a_new_deck(bench: Bench) -> None:
    bench.load(order(1), order(2), at=NOON)
    bench.now = NOON + HOUR
    bench.act("claim", "aliexpress:1", operator="li")
    bench.now = NOON + 2 * HOUR
    bench.load(order(2), order(3), at=NOON + 2 * HOUR)
    assert bench.desk(operator="li").fresh() == {"aliexpress:3"}
    assert bench.desk(operator="new here").fresh() == set()


def test_the_history_of_an_open_order_is_whole_whatever_came_in_which_order(bench: Bench) -> None:
    key = "aliexpress:1"
    bench.load(order(1, status="awaiting_payment"), order(2), at=NOON - 5 * HOUR)
    desk = bench.desk()
    bench.load(order(1), order(3), at=NOON - 3 * HOUR)
    desk.catch_up()

    def whole_of(desk: Desk) -> OrderDetail:
        found = desk.order(key)
        assert found is not None
        return found

    def told(desk: Desk) -> list[str]:
        return [step.status for step in whole_of(desk).history]

    assert told(desk) == told(bench.desk()) == ["awaiting_payment", "to_ship"]
    bench.load(order(1, status="finished"), at=NOON - 2 * HOUR)
    desk.catch_up()
    assert whole_of(desk).board is None
    assert told(desk) == ["awaiting_payment", "to_ship", "finished"]
    bench.load(order(1, status="dispute"), at=NOON)
    bench.load(order(1, status="risk_control"), at=NOON - 4 * HOUR)
    desk.catch_up()
    whole = ["awaiting_payment", "risk_control", "to_ship", "finished", "dispute"]
    assert told(desk) == told(bench.desk()) == whole, "also of one that is open again"
    assert whole_of(desk) == whole_of(bench.desk())
    assert whole_of(desk).sightings == 5
    assert next(step.export for step in whole_of(desk).history) == "orders-1.csv"


def test_a_cancel_request_that_was_finished_with_between_begins_anew(bench: Bench) -> None:
    for hours, status in (
        (9, "cancel_requested"),
        (6, "cancelled"),
        (3, "cancel_requested"),
        (1, "cancel_requested"),
    ):
        bench.load(order(1, status=status), at=NOON - hours * HOUR)
    assert bench.desk().board(["aliexpress:1"])["deadline"].to_list() == [NOON + 42 * HOUR]


def test_progress_is_told_lot_by_lot(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderdeck.data.desk.follow.LOT", 3)
    monkeypatch.setattr("orderdeck.data.desk.follow.FIRST_LOT", 3)
    for number in range(4):
        bench.load(
            order(number),
            order(number + 10),
            order(5, status="shipped" if number == 3 else "to_ship"),
            at=NOON - (3 - number) * HOUR,
        )
    told: list[Progress] = []
    desk = bench.desk(progress=told.append)
    assert [(one.files_done, one.rows) for one in told] == [(0, 0), (1, 3), (2, 6), (3, 9), (4, 12)]
    assert desk.open_count() == 8
    assert status_of(desk, "aliexpress:5") is None
    desk.check()
