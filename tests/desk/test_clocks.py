"""Which clocks run, and from when: requests, disputes, ship-by times that no file has, what was never declared."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.config.settings import Clocks, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.as_json import queues_json
from tests.desk.make_desk import NOON, Bench, order, us

HOUR = timedelta(hours=1)
KEY = "aliexpress:1"


def row(desk: Desk, key: str = KEY) -> dict[str, Any]:
    return desk.board([key]).to_dicts()[0]


def due(desk: Desk) -> list[str]:
    return desk.rows("due", ["order_id"])["order_id"].to_list()


def codes(found: dict[str, Any]) -> dict[str, str]:
    return dict(reason.partition("|")[::2] for reason in found["reasons"])


def test_the_clock_of_a_request_runs_from_the_last_file_without_it(bench: Bench) -> None:
    bench.load(order(1), at=NOON - 30 * HOUR)
    desk = bench.desk()
    bench.load(order(1, status="cancel_requested"), at=NOON - HOUR)
    desk.catch_up()
    for one in (desk, bench.desk()):
        found = row(one)
        assert found["deadline"] == NOON + 18 * HOUR, "48 h from the earliest moment that it can have begun"
        assert found["latest_end"] == NOON + 47 * HOUR
        assert (found["due"], found["late"]) == (True, False)
        assert codes(found)["cancel_requested"] == "2026-09-06T06:00:00Z/2026-09-07T11:00:00Z"
        assert codes(found)["due_between"] == "2026-09-08T06:00:00Z/2026-09-09T11:00:00Z"
    bench.now = NOON + 20 * HOUR
    desk.tick()
    assert not row(desk)["late"], "it may be over, but nobody knows"
    bench.now = NOON + 48 * HOUR
    desk.tick()
    assert row(desk)["late"]


def test_a_request_whose_time_nobody_knows_waits_for_a_word_without_a_clock(bench: Bench) -> None:
    bench.load(order(1, order_key="x:1", marketplace="x", status="cancel_requested"), at=NOON - HOUR)
    desk = bench.desk()
    assert row(desk, "x:1")["deadline"] is None
    assert due(desk) == ["1"]
    bench.act("cancel_answered", "x:1", data={"answer": "agreed"})
    desk.catch_up()
    assert due(desk) == []


def test_disputes_have_five_days_and_stand_in_due(bench: Bench) -> None:
    bench.load(order(1, status="shipped"), at=NOON - 20 * HOUR)
    bench.load(order(1, status="dispute"), order(2, status="awaiting_amount"), at=NOON - HOUR)
    desk = bench.desk()
    assert (row(desk)["deadline"], row(desk)["latest_end"]) == (NOON + 100 * HOUR, NOON + 119 * HOUR)
    assert sorted(due(desk)) == ["1", "2"]
    assert row(desk)["queue"] == "on_hold"


@pytest.mark.parametrize(
    ("marketplace", "country", "days", "product", "hours", "rests"),
    [
        ("x", "US", 3, None, 72, "setting|3"),
        ("x", "US", 0, None, None, None),
        ("shopee", "PH", 3, None, 48, "policy|2"),
        ("shopee", "PH", 3, 6, 144, "product|6"),
    ],
)
def test_a_ship_by_time_that_no_file_has_is_estimated(
    bench: Bench,
    marketplace: str,
    country: str,
    days: float,
    product: float | None,
    hours: int | None,
    rests: str | None,
) -> None:
    paid = NOON - timedelta(days=6)  # a Tuesday: two working days on it is Thursday
    one = order(
        1,
        order_key="k:1",
        marketplace=marketplace,
        country_code=country,
        ship_by=None,
        paid_at=paid,
        placed_at=None,
    )
    bench.load(one, order(2, ship_by=None, status="shipped"))
    desk = bench.desk(Settings(clocks=Clocks(ship_days=days)))
    if product:
        desk.con.execute("insert into handling values ('SKU-1-1', ?)", [product])
        bench.load(one, at=NOON + HOUR)
        desk.catch_up()
    found = row(desk, "k:1")
    assert found["ship_by"] == found["deadline"] == (None if hours is None else paid + hours * HOUR)
    assert found["ship_rests"] == rests
    assert codes(found).get("ship_by_estimated") == rests
    assert ("estimated" in found["badges"]) == bool(rests)


def test_a_ship_by_time_in_the_file_is_no_estimate(bench: Bench) -> None:
    bench.load(order(1))
    assert row(bench.desk(Settings(clocks=Clocks(ship_days=1))))["ship_rests"] is None


def test_what_was_done_here_and_never_declared_is_due_before_it_is_late(bench: Bench) -> None:
    soon, later = order(1, ship_by=NOON + 30 * HOUR), order(2, ship_by=NOON + 200 * HOUR)
    bench.load(soon, later, at=NOON - HOUR)
    desk = bench.desk()
    for key in (KEY, "aliexpress:2"):
        bench.act("done", key, state=row(desk, key)["state"])
    desk.catch_up()
    bench.now = NOON + 10 * HOUR
    desk.tick()
    assert due(desk) == [], "no file since says anything of it"
    bench.load(soon, later, at=NOON + 9 * HOUR, loaded=NOON + 10 * HOUR)
    desk.catch_up()
    for one in (desk, bench.desk()):
        assert due(one) == ["1"]
        assert row(one)["queue"] == "done"
        assert codes(row(one))["undeclared"] == "10 h/2026-09-07T21:00:00Z"
        assert "undeclared" in row(one)["badges"]
        told = queues_json(one)["undeclared"]
        assert told["count"] == 2
        assert {order["order_id"]: order["reason_codes"][0] for order in told["orders"]} == dict.fromkeys(
            "12", "undeclared|10 h/2026-09-07T21:00:00Z"
        )
    assert desk.fresh() == set(), "it is no other order than before"
    again = Request(kind="done", targets=(KEY,), operator="li")
    assert [act.kind for act in perform(desk, desk.ledger, again).done] == ["claim", "done"]
    assert due(desk) == [], "somebody has seen to it"
    assert [one.code for one in perform(desk, desk.ledger, again).refused] == ["already_done"]
    bench.load(order(1, status="shipped"), at=NOON + 11 * HOUR, loaded=NOON + 11 * HOUR)
    desk.catch_up()
    assert due(desk) == []


@given(
    files=st.lists(st.tuples(st.integers(-6, 6), st.integers(0, 4)), min_size=1, max_size=4),
    acted=st.integers(0, 5),
)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_only_a_file_that_was_taken_since_says_that_it_is_not_declared(
    files: list[tuple[int, int]], acted: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """And came in since: (moment, hours until it is loaded), half an hour before and after the act."""
    folder = tmp_path_factory.mktemp("clocks") / "exports"
    folder.mkdir()
    bench = Bench(DeskPaths.of(folder))
    try:
        half = timedelta(minutes=30)
        bench.load(order(1), at=NOON - 9 * HOUR, loaded=NOON - 8 * HOUR)
        bench.now = NOON + acted * HOUR
        desk = bench.desk()
        bench.act("done", KEY, state=row(desk, KEY)["state"])
        bench.now = NOON + 12 * HOUR
        for at, later in files:
            bench.load(order(1), at=NOON + at * HOUR + half, loaded=NOON + (at + later) * HOUR + half)
        desk.catch_up()
        since = any(at >= acted for at, _later in files)
        for one in (desk, bench.desk()):
            assert ("undeclared" in row(one, KEY)["badges"]) == since
            assert queues_json(one)["undeclared"]["count"] == since
    finally:
        bench.close()


@pytest.mark.parametrize(("loaded", "told"), [(-2, False), (2, True)])
def test_clocks_may_differ_by_minutes(bench: Bench, loaded: int, told: bool) -> None:
    """A file seems to be five minutes older than the act; whether it was there by then is known."""
    minute = timedelta(minutes=1)
    bench.load(order(1), at=NOON - HOUR, loaded=NOON - HOUR)
    bench.load(order(1), at=NOON - 5 * minute, loaded=NOON + loaded * minute)
    desk = bench.desk()
    bench.act("done", KEY, state=row(desk, KEY)["state"])
    for one in (desk, bench.desk()):
        one.catch_up()
        assert ("undeclared" in row(one, KEY)["badges"]) == told


def test_a_request_that_was_asked_for_is_told_and_comes_first(bench: Bench) -> None:
    bench.load(order(1), order(2), order(3), at=NOON - 10 * HOUR)
    desk = bench.desk()
    bench.now = NOON - 9 * HOUR
    bench.act("asked", "aliexpress:2", data={"what": "cancel"})
    bench.now = NOON
    asked = [order(n, status="cancel_requested", placed_at=NOON - timedelta(days=3 - n)) for n in (1, 2, 3)]
    bench.load(*asked, at=NOON - HOUR)
    desk.catch_up()
    assert desk.keys("cancel_requests")[0] == "aliexpress:2"
    assert codes(row(desk, "aliexpress:2"))["as_asked"] == "2026-09-07T03:00:00Z"
    told = [key for key in desk.keys("cancel_requests") if "as_asked" in row(desk, key)["badges"]]
    assert told == ["aliexpress:2"]
    bench.now = NOON + HOUR
    bench.act("asked", "aliexpress:1", state=row(desk)["state"], data={"what": "cancel"})
    desk.catch_up()
    assert "as_asked" not in row(desk)["badges"], "the buyer came first"


@pytest.mark.parametrize(("days", "answered"), [(7, True), (5, False), (3, False)])
def test_a_later_ship_by_time_answers_who_asked_for_more(bench: Bench, days: int, answered: bool) -> None:
    bench.load(order(1), at=NOON - 10 * HOUR)
    desk = bench.desk(hooks=None)
    bench.act("asked", KEY, data={"what": "time", "ship_by": us(NOON + timedelta(days=5))})
    bench.load(order(1, ship_by=NOON + timedelta(days=days)), at=NOON + HOUR)
    desk.catch_up()
    stage, ends = desk.con.execute("select stage, epoch_us(clock_ends) from cases").fetchall()[0]
    assert (stage, ends is None) == (("agreed", True) if answered else ("asked", False))
    assert ("asked" in row(desk)["badges"]) == (not answered)


@pytest.mark.parametrize("marketplace", ["aliexpress", "shopee", "ebay", "other"])
def test_disputes_of_every_marketplace_stand_in_due_and_say_when_they_began(
    bench: Bench, marketplace: str
) -> None:
    key = f"{marketplace}:1"
    made = order(1, order_key=key, marketplace=marketplace)
    bench.load(made, at=NOON - 3 * HOUR)
    bench.load(made | {"status": "dispute"}, at=NOON - HOUR)
    desk = bench.desk()
    assert key in desk.keys("due")
    reasons = desk.board([key]).to_dicts()[0]["reasons"]
    assert reasons[0] == "dispute|2026-09-07T09:00:00Z/2026-09-07T11:00:00Z"
