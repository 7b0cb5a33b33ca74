"""What has changed of an order since somebody acted on it: old and new, the same in every desk."""

import random
from collections import Counter
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import queues_json
from orderdeck.data.desk.changes.compared import Difference, line_differences
from tests.desk.make_desk import NOON, Bench, order

HOUR = timedelta(hours=1)
ONE = "aliexpress:1"


def row(desk: Desk, key: str = ONE) -> dict[str, Any]:
    return desk.board([key]).to_dicts()[0]


def told(desk: Desk, key: str = ONE) -> list[tuple[str, Any]]:
    """(kind of act, changes) for each act since which something has changed."""
    return [
        (one.act.kind, None if one.changes is None else [(c.field, c.before, c.now) for c in one.changes])
        for one in desk.changed_since([key]).get(key, [])
    ]


def both(bench: Bench, running: Desk) -> list[tuple[str, Any]]:
    """What the running desk tells, which a fresh one tells as well."""
    running.catch_up()
    fresh = bench.desk()
    assert told(fresh) == told(running)
    assert row(fresh)["badges"] == row(running)["badges"]
    assert fresh.order(ONE) == running.order(ONE)
    return told(running)


def test_a_changed_address_is_told_old_and_new_and_a_packed_parcel_is_marked(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("packed", ONE, state=row(desk)["state"])
    desk.catch_up()
    assert told(desk) == []
    bench.load(order(1, address="Rua 2", city="Recife"), at=NOON + HOUR)
    assert both(bench, desk) == [("packed", [("address", "Rua 1", "Rua 2"), ("place", "", "Recife")])]
    assert row(desk)["badges"][0] == "packed_over"
    assert "packed_over|address" in row(desk)["reasons"]
    bench.act("packed", ONE, state=row(desk)["state"])
    assert both(bench, desk) == [], "it was packed again, with the new address"
    assert "packed_over" not in row(desk)["badges"]


def test_a_note_after_packing_does_not_hide_what_the_parcel_lacks(bench: Bench) -> None:
    bench.load(order(1, lines=[{"sku": "A", "quantity": 2}]))
    desk = bench.desk()
    bench.act("packed", ONE, state=row(desk)["state"])
    bench.load(order(1, lines=[{"sku": "A", "quantity": 3}]), at=NOON + HOUR)
    desk.catch_up()
    bench.act("note", ONE, state=row(desk)["state"], data={"text": "seen"})
    assert both(bench, desk) == [("packed", [("lines", "2 × A", "3 × A")])]
    assert "changed" not in row(desk)["badges"]
    assert "packed_over|lines" in row(desk)["reasons"]


def test_another_amount_does_not_make_a_packed_parcel_wrong(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("packed", ONE, state=row(desk)["state"])
    bench.load(order(1, total=Decimal("13"), remark="thanks"), at=NOON + HOUR)
    assert both(bench, desk) == [("packed", [("remark", "", "thanks"), ("total", "USD 12.50", "USD 13.00")])]
    assert "packed_over" not in row(desk)["badges"]


def test_it_counts_from_the_state_that_was_acted_on_whatever_came_between(bench: Bench) -> None:
    bench.load(order(1, service="Standard"))
    desk = bench.desk()
    bench.load(order(1, service="DHL"), at=NOON + HOUR)
    desk.catch_up()
    bench.act("remark_handled", ONE, state=row(desk)["state"])
    bench.load(order(1, service="UPS", country="Chile"), at=NOON + 2 * HOUR)
    bench.load(order(1, service="FedEx"), at=NOON + 3 * HOUR)
    assert both(bench, desk) == [("remark_handled", [("service", "DHL", "FedEx")])]


def test_an_undone_act_is_nothing_to_count_from(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    act = bench.act("packed", ONE, state=row(desk)["state"])
    bench.load(order(1, address="Rua 2"), at=NOON + HOUR)
    desk.catch_up()
    assert "packed_over" in row(desk)["badges"]
    bench.act("undo", undoes=act.id, order_key=ONE)
    assert both(bench, desk) == []
    assert "packed_over" not in row(desk)["badges"]


def test_what_the_state_was_is_said_as_unknown_where_no_export_has_it(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("packed", ONE, state="0123456789abcdef")
    assert both(bench, desk) == [("packed", None)]
    assert "packed_over" not in row(desk)["badges"]


def test_a_state_that_no_export_had_is_looked_for_again_once_one_may(bench: Bench, tmp_path: Path) -> None:
    (folder := tmp_path / "elsewhere").mkdir()
    elsewhere = Bench(DeskPaths.of(folder))
    elsewhere.load(order(1, address="Rua 2"))
    state = row(elsewhere.desk())["state"]
    elsewhere.close()
    bench.load(order(1))
    desk = bench.desk()
    bench.act("packed", ONE, state=state)
    assert both(bench, desk) == [("packed", None)]
    bench.load(order(1, address="Rua 2"), at=NOON + HOUR)
    assert both(bench, desk) == []
    bench.load(order(1, address="Rua 3"), at=NOON + 2 * HOUR)
    assert both(bench, desk) == [("packed", [("address", "Rua 2", "Rua 3")])]


def test_a_withdrawn_export_takes_what_it_said_with_it(bench: Bench) -> None:
    first = bench.load(order(1), order(2))
    desk = bench.desk()
    bench.act("packed", ONE, state=row(desk)["state"])
    bench.load(order(1, address="Rua 2"), at=NOON + HOUR)
    assert both(bench, desk)[0][1]
    withdrawal = bench.act("withdraw", data={"export": first.export_id})
    assert both(bench, desk) == [("packed", None)]
    bench.act("undo", undoes=withdrawal.id, data={"kind": "withdraw"})
    assert both(bench, desk) == [("packed", [("address", "Rua 1", "Rua 2")])]


def test_hostile_text_is_cleaned_and_cut(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("packed", ONE, state=row(desk)["state"])
    bench.load(order(1, remark="\x1b[31mred‮" + "x" * 9000), at=NOON + HOUR)
    ((_, [(_, before, now)]),) = both(bench, desk)
    assert before == ""
    assert now.startswith("[31mredxxx")
    assert len(now) <= 400


def test_history_tells_what_each_file_says_anew(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.load(order(1), at=NOON + HOUR)
    bench.load(order(1, service="DHL", lines=[{"sku": "B"}]), at=NOON + 2 * HOUR)
    bench.load(order(1, service="DHL", lines=[{"sku": "B"}], status="risk_control"), at=NOON + 3 * HOUR)
    desk.catch_up()
    detail = desk.order(ONE)
    assert detail is not None
    assert [(step.status, [c.field for c in step.changes]) for step in detail.history] == [
        ("to_ship", []),
        ("to_ship", ["lines", "lines", "service"]),
        ("risk_control", []),
    ]
    fresh = bench.desk().order(ONE)
    assert fresh is not None
    assert fresh.history == detail.history


def test_scripts_are_told_field_before_and_now(bench: Bench) -> None:
    bench.load(order(1), order(2))
    desk = bench.desk()
    bench.act("packed", ONE, state=row(desk)["state"])
    bench.load(order(1, recipient="Ana"), at=NOON + HOUR)
    desk.catch_up()
    orders = {one["order_id"]: one for queue in queues_json(desk)["queues"] for one in queue["orders"]}
    assert orders["2"]["changes"] == []
    assert orders["1"]["changes"] == [
        {
            "since": "packed",
            "operator": "li",
            "at": "2026-09-07T12:00:00Z",
            "fields": [{"field": "recipient", "before": "Maria Silva", "now": "Ana"}],
        }
    ]


LINES = st.lists(
    st.fixed_dictionaries(
        {
            "sku": st.sampled_from(["A", "B", None]),
            "title": st.sampled_from(["cup", "pot"]),
            "attributes": st.sampled_from(["red", "blue", None]),
            "quantity": st.integers(1, 3),
        }
    ),
    max_size=5,
)


def texts(lines: list[dict[str, Any]]) -> Counter[str]:
    return Counter(one.now for line in lines for one in line_differences([], [line]))


@given(LINES, LINES, st.randoms())
def test_taking_the_old_lines_away_and_the_new_ones_in_gives_the_new_order(
    before: list[dict[str, Any]], now: list[dict[str, Any]], luck: Any
) -> None:
    found = line_differences(before, now)
    left = texts(before) - Counter(one.before for one in found if one.before)
    assert left + Counter(one.now for one in found if one.now) == texts(now)
    luck.shuffle(before)
    luck.shuffle(now)
    assert line_differences(before, now) == found
    assert line_differences(before, list(before)) == []


@pytest.mark.few(2)
@pytest.mark.parametrize("lot", range(6))
def test_any_order_of_arrival_tells_the_same(bench: Bench, lot: int) -> None:
    luck = random.Random(lot)
    states: list[dict[str, Any]] = [
        {
            "address": luck.choice(["Rua 1", "Rua 2", None]),
            "service": luck.choice(["DHL", "UPS"]),
            "remark": luck.choice(["gift", None]),
        }
        for _ in range(4)
    ]
    lacks = [luck.choice([[], ["remark"], ["service"]]) for _ in states]
    places = list(range(4))
    luck.shuffle(places)
    desk = bench.desk()
    for place in places:
        fields = {k: v for k, v in states[place].items() if k not in lacks[place]}
        bench.load(
            order(1, **dict.fromkeys(lacks[place]) | fields),
            at=NOON + place * HOUR,
            lacks=lacks[place],
        )
        desk.catch_up()
        bench.act(luck.choice(["packed", "note"]), ONE, state=row(desk)["state"])
        both(bench, desk)
    assert isinstance(told(desk), list)
    assert all(
        isinstance(c, Difference) for one in desk.changed_since([ONE]).get(ONE, []) for c in one.changes or ()
    )


def test_another_ship_by_time_is_told_in_what_changed_and_in_the_history(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("note", ONE, state=row(desk)["state"])
    bench.load(order(1, remark="later is fine", ship_by=NOON + 9 * 24 * HOUR), at=NOON + HOUR)
    moved = ("ship_by", "2026-09-12T12:00:00Z", "2026-09-16T12:00:00Z")
    assert both(bench, desk) == [("note", [moved, ("remark", "", "later is fine")])]
    orders = [one for queue in queues_json(desk)["queues"] for one in queue["orders"]]
    (since,) = orders[0]["changes"]
    assert since["fields"][0] == dict(zip(("field", "before", "now"), moved, strict=True))
    found = desk.order(ONE)
    assert found
    first = found.history[-1].changes[0]
    assert (first.field, first.before, first.now) == moved


@pytest.mark.parametrize(
    "later", [{"ship_by": NOON + 5 * 24 * HOUR + timedelta(minutes=40)}, {"ship_by": None}]
)
def test_a_ship_by_time_that_is_told_by_what_is_left_or_not_at_all_has_not_changed(
    bench: Bench, later: dict[str, Any]
) -> None:
    bench.load(order(1))
    desk = bench.desk()
    bench.act("note", ONE, state=row(desk)["state"])
    bench.load(order(1, remark="?", **later), at=NOON + HOUR)
    assert both(bench, desk) == [("note", [("remark", "", "?")])]
