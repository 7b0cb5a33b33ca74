"""Going through the queue of remarks: read, deal with, on to the next."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from textual.pilot import Pilot

from orderdeck.tui.deck.app import Orderdeck
from tests.tui.fake_desk import FakeDesk, Until

REMARKS = "4"
FIRST, SECOND = "aliexpress:4001", "aliexpress:4002"


@pytest.fixture
def queue(desk: FakeDesk) -> FakeDesk:
    """The desk with two orders in the queue of remarks, one of which nobody has read."""
    like = next(iter(desk.orders.values()))
    for key, kinds in ((FIRST, ["change_address"]), (SECOND, ["unread"])):
        number = key.rpartition(":")[2]
        told = {"order_key": key, "order_id": number, "queue": "remarks", "remark_kinds": kinds}
        desk.orders[key] = {**like, **told, "haystack": number, "deadline": None}
    desk.orders[FIRST]["remark"] = "please ship to my new address in Vienna, the old one is no good"
    desk.orders[SECOND] |= {"remark": "my budgie says hello", "remark_kinds": ["unread"]}
    return desk


def queue_of(desk: FakeDesk, key: str) -> str:
    return str(desk.orders[key]["queue"])


async def test_the_list_says_what_is_asked_for_and_how_the_remark_begins(
    queue: FakeDesk, opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    await opened.resize_terminal(80, 24)
    await opened.press(REMARKS)
    await until(lambda: "please ship" in seen())
    assert "new address" in seen()
    assert "my budgie" in seen()
    assert "to be read" in seen()
    assert "h Remark handled" in seen().splitlines()[-1]
    await opened.press("7")
    await until(lambda: "my budgie" not in seen())
    assert "Remark handled" not in seen().splitlines()[-1]


async def test_the_next_one_follows_in_the_list(
    queue: FakeDesk, opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press(REMARKS)
    await until(lambda: app.deck.table.cursor_key == FIRST)
    await opened.press("h")
    await until(lambda: app.deck.table.cursor_key == SECOND)
    assert queue_of(queue, FIRST) == "standard"
    await opened.press("h")
    await until(lambda: app.deck.table.row_count == 0)


async def test_one_key_handles_all_that_are_marked(
    queue: FakeDesk, opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press(REMARKS)
    await until(lambda: app.deck.table.row_count == 2)
    await opened.press("asterisk", "h")
    await until(lambda: app.deck.table.row_count == 0)
    assert {act.order_key for act in queue.acts if act.kind == "remark_handled"} == {FIRST, SECOND}


async def test_the_next_one_follows_in_the_detail(
    queue: FakeDesk, opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.resize_terminal(80, 24)
    await opened.press(REMARKS)
    await until(lambda: app.deck.table.cursor_key == FIRST)
    await opened.press("enter")
    await until(lambda: app.state.panel == "detail")
    await opened.press("h")
    await until(lambda: app.state.subject == SECOND)
    assert app.state.panel == "detail"
    await opened.press("h")
    await until(lambda: app.state.panel == "")
    assert queue_of(queue, SECOND) == "standard"


async def test_in_the_detail_of_another_queue_nothing_moves(
    queue: FakeDesk, opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    key = next(key for key, row in queue.orders.items() if row["queue"] == "express")
    queue.orders[key]["remark"] = "hello"
    await opened.press("6")
    await until(lambda: app.deck.table.cursor_key == key)
    await opened.press("enter")
    await until(lambda: app.state.panel == "detail")
    await opened.press("h")
    await until(lambda: bool(queue.acts))
    assert app.state.subject == key


async def test_snoozing_offers_the_day_that_the_buyer_names(
    queue: FakeDesk, opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    day = datetime.now(UTC).date() + timedelta(days=12)
    queue.orders[FIRST] |= {"remark": f"don't ship before {day:%B} {day.day}", "remark_kinds": ["hold"]}
    await opened.press(REMARKS)
    await until(lambda: app.deck.table.cursor_key == FIRST)
    await opened.press("z")
    await until(lambda: f"{day:%Y-%m-%d}" in seen())
    await opened.press("enter")
    await until(lambda: bool(queue.acts))
    at = datetime.fromtimestamp(queue.acts[-1].data["until"] / 1e6, UTC)
    assert (queue.acts[-1].kind, at.date()) == ("snooze", day)


async def test_snoozing_offers_nothing_where_no_day_is_named(
    queue: FakeDesk, opened: Pilot[None], app: Orderdeck, seen: Callable[[], str], until: Until
) -> None:
    queue.orders[FIRST] |= {"remark": "wait until I confirm", "remark_kinds": ["hold"]}
    queue.orders[SECOND] |= {"remark": "see you on December 24", "remark_kinds": ["unread"]}
    await opened.press(REMARKS)
    await until(lambda: app.deck.table.cursor_key == FIRST)
    for move in ("j", "escape"):
        await opened.press("z")
        await until(lambda: "Snooze" in seen() and "tomorrow" in seen())
        await opened.press("escape", move)
