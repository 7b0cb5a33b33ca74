"""What the deck says while it has no orders: that the folder is empty only once that is known."""

from collections.abc import Callable

import pytest

from orderdeck.data.base.records import Changes, Progress, Pulse
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers import views
from tests.tui.fake_desk import FakeDesk, FakeFollower, Until

EMPTY = "No orders yet"


@pytest.fixture(autouse=True)
def nothing_known(desk: FakeDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that has just begun."""
    desk.orders.clear()
    monkeypatch.setattr(desk, "pulse", lambda: Pulse(known=len(desk.orders)))
    monkeypatch.setattr(views, "SETTLED_SECONDS", 0.3)


@pytest.mark.parametrize("size", [(80, 24), (170, 48)])
async def test_the_first_load_is_told_as_long_as_it_takes(
    app: Orderdeck,
    desk: FakeDesk,
    follower: FakeFollower,
    seen: Callable[[], str],
    until: Until,
    size: tuple[int, int],
) -> None:
    async with app.run_test(size=size) as pilot:
        await until(lambda: "Looking for order exports" in seen())
        assert EMPTY not in seen()
        assert "Nothing to do" not in seen()
        follower.progress.append(Progress(state="loading", files_total=2, rows=112_705, pid=1))
        await until(lambda: "Loading 1 of 2 files: 112,705 rows" in seen())
        await pilot.press("i")
        await until(lambda: app.state.panel == "intake")
        await pilot.press("escape")
        follower.progress.append(Progress(state="idle", pid=1))
        await pilot.pause(0.1)
        assert EMPTY not in seen()
        desk.orders["x"] = {"queue": "elsewhere", "due": False, "late": False, "claimed_by": None}
        follower.changes.append(Changes(everything=True))
        await until(lambda: "Nothing to do here." in seen())


async def test_an_empty_folder_is_told_once_it_has_been_looked_through(
    app: Orderdeck, follower: FakeFollower, seen: Callable[[], str], until: Until
) -> None:
    follower.progress.append(Progress(state="scanning", pid=1))
    async with app.run_test(size=(80, 24)):
        await until(lambda: "Looking for order exports" in seen())
        follower.progress.append(Progress(state="idle", pid=1))
        await until(lambda: EMPTY in seen())


async def test_files_are_no_news_while_the_first_is_read(
    app: Orderdeck,
    desk: FakeDesk,
    follower: FakeFollower,
    seen: Callable[[], str],
    until: Until,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(desk, "intake", list)
    follower.progress.append(Progress(state="loading", files_total=1, pid=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: "Loading 1 of 1 file" in seen())
        await pilot.press("i")
        await until(lambda: app.state.panel == "intake" and "Loading 1 of 1 file" in seen())
        follower.progress.append(Progress(state="idle", pid=1))
        await until(lambda: "No file has arrived yet." in seen())
