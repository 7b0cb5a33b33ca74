"""Files that are still arriving, or can't be read just now: the deck says how many, which and why."""

import time
from collections.abc import Callable

import pytest

from orderdeck.data.base.records import Progress, Pulse, Waiting
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers.shown import views
from orderdeck.tui.present.notices.waiting import WHY, told, why
from tests.tui.fake_desk import FakeDesk, FakeFollower, Until

NOW = time.time_ns() // 1000

CUT = Waiting(name="cut.csv", state="arriving", why="torn", detail="row 3", since=NOW - 90_000_000)
HELD = Waiting(name="held.csv", state="arriving", why="open", since=NOW - 60_000_000)
STALE = Waiting(
    name="stale.csv",
    state="later",
    why="unreachable",
    detail="Stale file handle",
    since=NOW - 30_000_000,
    again=NOW + 60_000_000,
)


def _resting(*waiting: Waiting, count: int = 0) -> Progress:
    return Progress(state="idle", pid=1, waiting=list(waiting), waiting_count=count or len(waiting))


async def test_how_many_are_waited_for_is_said_and_which_stands_above_the_files(
    app: Orderdeck, follower: FakeFollower, seen: Callable[[], str], until: Until
) -> None:
    async with app.run_test(size=(170, 48)) as pilot:
        await until(lambda: app.state.ready)
        follower.progress.append(_resting(CUT, HELD, STALE))
        await until(lambda: "waiting for 3 files" in seen())
        await pilot.press("i")
        await until(lambda: "cut.csv" in seen() and "loaded" in seen())
        rows = seen().splitlines()
        places = [next(at for at, row in enumerate(rows) if name in row) for name in ("cut", "held", "stale")]
        assert places == sorted(places)
        assert places[-1] < next(at for at, row in enumerate(rows) if " loaded " in row)
        assert "arriving  cut.csv  cut off at row 3" in rows[places[0]]
        assert "arriving  held.csv  a program still has it open for writing" in rows[places[1]]
        assert "later     stale.csv  its disk or server doesn't answer" in rows[places[2]]
        await pilot.press("home", "down", "down", "enter")
        await until(lambda: "Stale file handle" in seen() and "Tried again at the latest:" in seen())
        follower.progress.append(_resting(HELD, count=4))
        await until(lambda: "stale.csv" not in seen() and "3 more files wait" in seen())
        follower.progress.append(_resting())
        await until(lambda: "held.csv" not in seen() and "waiting for" not in seen())


async def test_a_deck_without_orders_says_what_it_waits_for(
    app: Orderdeck,
    desk: FakeDesk,
    follower: FakeFollower,
    seen: Callable[[], str],
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.orders.clear()
    monkeypatch.setattr(desk, "pulse", lambda: Pulse(known=0))
    monkeypatch.setattr(views, "SETTLED_SECONDS", 0.3)
    follower.progress.append(_resting(HELD, STALE))
    async with app.run_test(size=(100, 24)):
        await until(lambda: "held.csv is still arriving: a program still has it open for writing" in seen())
        assert "stale.csv can't be read now and is tried again later" in seen()
        assert "Put order exports" not in seen()
        follower.progress.append(_resting())
        await until(lambda: "Put order exports" in seen())


def test_every_reason_has_words() -> None:
    from orderdeck.data.base.faults import FAULTS
    from orderdeck.data.exports.containers.records import ARRIVING

    for code in (*FAULTS, "threads", "open", "growing", "download"):
        assert code in WHY
    for code in ARRIVING:
        one = Waiting(name="a.csv", state="arriving", why=code)
        assert code not in why(one).split() or code == "empty"
        assert told(one).startswith("a.csv is still arriving: ")
