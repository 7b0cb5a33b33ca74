"""What the deck says while it has no orders: that the folder is empty only once that is known."""

from collections.abc import Callable
from typing import Literal

import pytest

from orderdeck.data.base.records import Changes, Export, Progress, Pulse
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers.shown import views
from orderdeck.tui.present.panels.lists import loaded
from tests.tui.fake_desk import FakeDesk, FakeFollower, Until, order

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


async def test_the_first_load_ends_on_the_first_queue_that_has_orders_at_its_first_row(
    app: Orderdeck, desk: FakeDesk, follower: FakeFollower, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    settled: list[bool] = []
    monkeypatch.setattr(desk, "settled", lambda: settled.append(True))
    follower.progress.append(Progress(state="loading", files_total=2, pid=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.state.ready and app.state.view == "cancel_requests")
        later = {row["order_key"]: row for row in (order("express", at) for at in (2, 3))}
        desk.orders |= later
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.state.view == "express" and app.deck.table.row_count == 2)
        first = order("express", 1)
        desk.orders = {first["order_key"]: first} | later
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.deck.table.row_count == 3)
        assert app.deck.table.cursor == 0
        assert not settled
        follower.progress.append(Progress(state="idle", pid=1))
        await until(lambda: settled)
        await pilot.press("j")
        desk.orders = {row["order_key"]: row for row in (order("cancel_requests", 1), first)} | later
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.state.views[0].count == 1)
        assert (app.state.view, app.deck.table.cursor) == ("express", 1)


@pytest.mark.luck  # twice in some sixty runs the empty queue kept its panel, on a busy machine: the cause is not known
async def test_on_the_dashboard_it_ends_on_the_panel_of_the_first_queue_that_has_orders(
    app: Orderdeck, desk: FakeDesk, follower: FakeFollower, seen: Callable[[], str], until: Until
) -> None:
    follower.progress.append(Progress(state="loading", files_total=2, pid=1))
    async with app.run_test(size=(170, 46)) as pilot:
        await until(lambda: app.state.ready and app.state.dashboard and app.state.view == "cancel_requests")
        desk.orders |= {
            row["order_key"]: row for row in (order("express", 1), order("standard", 1), order("standard", 2))
        }
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.state.view == app.deck.dashboard.current == "express")
        await until(lambda: "Empty: Cancel requests" in seen())
        unpaid = order("wholesale_unpaid", 1)
        desk.orders |= {unpaid["order_key"]: unpaid}
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.state.view == app.deck.dashboard.current == "wholesale_unpaid")
        await pilot.press("7")
        await until(lambda: app.state.view == "standard")
        first = order("cancel_requests", 1)
        desk.orders |= {first["order_key"]: first}
        follower.changes.append(Changes(everything=True))
        await until(lambda: "Empty: Cancel requests" not in seen())
        assert app.state.view == app.deck.dashboard.current == "standard"


async def test_a_queue_that_is_called_is_gone_to_also_where_orders_arrive_at_that_moment(
    app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    async with app.run_test(size=(170, 46)):
        await until(lambda: app.state.ready and app.state.dashboard and app.deck.dashboard.current)
        board = app.deck.controls.dashboard
        for view in ("on_hold", "standard", "express"):
            board.call(view)
            board.refresh()  # panels are laid out anew before the others have been
            await until(lambda view=view: app.state.view == app.deck.dashboard.current == view)


async def test_whoever_goes_elsewhere_during_the_first_load_stays_there(
    app: Orderdeck, desk: FakeDesk, follower: FakeFollower, until: Until
) -> None:
    follower.progress.append(Progress(state="loading", files_total=2, pid=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.state.ready and app.state.view)
        await pilot.press("7")
        desk.orders |= {row["order_key"]: row for row in (order("express", 1), order("standard", 1))}
        follower.changes.append(Changes(everything=True))
        await until(lambda: app.deck.table.row_count == 1)
        assert app.state.view == "standard"


async def test_whoever_reads_the_list_of_files_meanwhile_comes_back_to_the_first_queue_that_has_orders(
    app: Orderdeck, desk: FakeDesk, follower: FakeFollower, until: Until
) -> None:
    follower.progress.append(Progress(state="loading", files_total=2, pid=1))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.state.ready and app.state.view)
        await pilot.press("i")
        await until(lambda: app.state.panel == "intake")
        desk.orders |= {row["order_key"]: row for row in (order("express", 1), order("standard", 1))}
        follower.changes.append(Changes(everything=True))
        await until(lambda: any(view.count for view in app.state.views))
        app.deck.controls.views._settled()
        await pilot.pause()
        await pilot.press("escape")
        await until(lambda: app.state.view == "express" and app.deck.table.row_count == 1)


async def test_what_the_loader_has_to_say_of_itself_is_seen(
    app: Orderdeck, follower: FakeFollower, seen: Callable[[], str], until: Until
) -> None:
    async with app.run_test(size=(100, 24)):
        await until(lambda: app.state.ready)
        told: tuple[tuple[Literal["waiting", "idle"], str, str], ...] = (
            ("waiting", "folder_missing", "the folder is not there"),
            ("waiting", "disk_full", "the disk is full"),
            ("idle", "polling_network", "looked through every few seconds"),
        )
        for state, notice, said in told:
            follower.progress.append(Progress(state=state, notice=notice, pid=1))
            await until(lambda said=said: said in app.deck.status_line.shown)
            app.deck.status_line.dismiss()
            if state == "waiting":
                assert said in seen().splitlines()[0]
                assert said in "\n".join(seen().splitlines()[2:-2])
                assert "settle" not in seen()


def test_what_files_brought_is_said_by_kind() -> None:
    def file(kind: str, orders: int = 0) -> Export:
        return Export(
            export_id=kind, sha256=kind, name=kind, size=1, exported_at=1, loaded_at=1, state="loaded",
            kind=kind, orders=orders,
        )  # fmt: skip

    kinds = ("orders", "suppliers", "stock", "purchases")
    assert loaded([file(kind, 20 * (kind == "orders")) for kind in kinds]) == (
        "4 files loaded: 20 orders, stock, purchases, suppliers."
    )
    assert loaded([file("stock")]) == "1 file loaded: stock."
    assert loaded([file("orders", 1)]) == "1 file loaded: 1 order."
