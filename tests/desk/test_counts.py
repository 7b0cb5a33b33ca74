"""Over generated desks: every open order stands in one queue, the one that plain Python says."""

import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.dating.newer import place_of
from tests.desk.make_desk import NOON, Bench, order, us
from tests.desk.oracle import STAGES, deadline_of, is_late, newest, queue_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NUMBERS = st.integers(1, 12)
ORDERS = st.builds(
    order,
    NUMBERS,
    status=st.sampled_from([*STAGES, "shipped", "closing", "finished", "cancelled"]),
    ship_by=st.none() | st.integers(-50, 400).map(lambda hours: NOON + timedelta(hours=hours)),
    placed_at=st.none() | st.integers(0, 700).map(lambda hours: NOON - timedelta(hours=hours)),
    service=st.sampled_from(
        [None, "DHL", "UPS Express Saver", "DHL e-commerce", "AliExpress Standard Shipping"]
    ),
    remark=st.sampled_from([None, "please change my address", "thank you"]),
    currency=st.sampled_from(["USD", "CNY", "XXX", None]),
    total=st.none() | st.decimals(0, 3000, places=2),
    is_business=st.sampled_from([None, None, False, True]),
    recipient=st.sampled_from(["Ana", "Bo"]),
    lines=st.lists(st.builds(dict, quantity=st.sampled_from([1, 2, 9, 10, 15])), min_size=1, max_size=4),
)
TIMES = st.integers(-5, 5).map(lambda hours: NOON + timedelta(hours=hours))
FILES = st.lists(ORDERS, min_size=1, max_size=8, unique_by=lambda one: one["order_key"])
EXPORTS = st.lists(st.tuples(TIMES, FILES), min_size=1, max_size=5)
KINDS = "claim release hand_over done reopen snooze wake note message_sent remark_handled undo redo"
ACTS = st.lists(
    st.tuples(NUMBERS, st.sampled_from(KINDS.split()), st.sampled_from(["li", "wang"])),
    max_size=12,
)


def _act(bench: Bench, desk: Any, number: int, kind: str, operator: str, journal: list[Any]) -> None:
    key = f"aliexpress:{number}"
    if not desk.find(key):
        return  # nobody acts on an order that has not been seen
    state = desk.con.execute("select state from open_orders where order_key = ?", [key]).fetchall()
    data = {"hand_over": {"to": "wang"}, "snooze": {"until": us(NOON + timedelta(hours=3))}}.get(kind, {})
    target = None
    if kind in ("undo", "redo"):
        reversible = [a for a in journal if (a.kind == "undo") == (kind == "redo") and a.order_key == key]
        if not reversible:
            return
        target = reversible[-1].id
    journal.append(
        bench.act(kind, key, operator, state=state[0][0] if state else None, data=data, undoes=target)
    )


@settings(
    max_examples=10,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
@given(exports=EXPORTS, acts=ACTS, cut=st.integers(0, 5))
def test_every_open_order_stands_in_the_one_right_queue(
    exports: list[Any], acts: list[Any], cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(DeskPaths.of(Path(folder) / "exports"))
        try:
            _play(bench, exports, acts, cut)
        finally:
            bench.close()


def _play(bench: Bench, exports: list[Any], acts: list[Any], cut: int) -> None:
    files = [(bench.load(*orders, at=at), orders) for at, orders in exports[:cut]]
    desk = bench.desk(debug=False)  # checked once, at the end
    journal: list[Any] = []
    for number, kind, operator in acts:
        _act(bench, desk, number, kind, operator, journal)
    for at, orders in exports[cut:]:
        files.append((bench.load(*orders, at=at), orders))
        desk.catch_up()
    desk.catch_up()
    for hours in (2, 4, 30):
        bench.now = NOON + timedelta(hours=hours)
        desk.tick()
    desk.check()
    placed = [(place_of(export), orders) for export, orders in files]
    moments = [EPOCH + timedelta(microseconds=export.exported_at) for export, _ in files]
    known = newest(placed)
    is_open = {key: order for key, order in known.items() if order["status"] in STAGES}
    rows = {row["order_key"]: row for row in desk.board(list(known)).to_dicts()}
    assert rows.keys() == is_open.keys()
    assert desk.pulse().known == len(known)
    standing = desk.con.execute(
        "select not done and not asleep, asleep and not done from standing"
    ).fetchall()
    assert (desk.pulse().open, desk.pulse().asleep) == (
        sum(a for a, _ in standing),
        sum(b for _, b in standing),
    )
    assert desk.pulse().due == desk.rows("due", ["order_id"]).height
    for key, one in is_open.items():
        facts = desk.con.execute(
            "select messages, remark_handled, done from facts where order_key = ?", [key]
        ).fetchall()
        messages, handled, done = facts[0]
        assert rows[key]["queue"] == ("done" if done else queue_of(one, messages=messages, handled=handled))
        assert rows[key]["reasons"], "no order without a reason"
        history = [
            (moments[number], order["status"])
            for number, (_, orders) in sorted(enumerate(placed), key=lambda pair: pair[1][0])
            for order in orders
            if order["order_key"] == key
        ]
        assert rows[key]["deadline"] == deadline_of(one, history)
        assert rows[key]["late"] == is_late(one, history, bench.now)
    views = {view.key: view.count for view in desk.views()}
    queues = Counter(row["queue"] for row in rows.values())
    assert sum(view.count for view in desk.views() if view.kind == "queue") + views["done"] == len(is_open)
    assert {
        key: count for key, count in views.items() if count and key not in ("due", "mine", "gone", "back")
    } == dict(queues)
    fresh = bench.desk(debug=False)
    keys = list(is_open)
    assert fresh.board(keys).sort("order_key").equals(desk.board(keys).sort("order_key"))
    for key in keys[:3]:
        assert fresh.order(key) == desk.order(key)


def test_what_is_done_is_late_no_more_unless_the_marketplace_has_not_been_told(bench: Bench) -> None:
    bench.load(order(1, ship_by=NOON - timedelta(hours=1)))
    bench.act("done", "aliexpress:1")
    desk = bench.desk()

    def late() -> tuple[bool, int]:
        badges = desk.board(["aliexpress:1"]).to_dicts()[0]["badges"]
        return "late" in badges, next(view.late for view in desk.views() if view.key == "done")

    assert late() == (False, 0)
    assert desk.pulse().open == 0
    bench.now = NOON + timedelta(hours=2)
    bench.load(order(1, ship_by=NOON - timedelta(hours=1)), at=NOON + timedelta(hours=1))
    desk.catch_up()
    assert late() == (True, 1)
