"""The deck by its keys, over a desk in memory."""

from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.records import Act, Changes, Export, Progress
from orderdeck.data.desk.lookup.order_detail import OrderDetail
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers.shown.views import ViewsController
from orderdeck.widgets.model import Sort
from tests.tui.fake_desk import FakeDesk, FakeFollower, Until

SIZE = (80, 24)


def screen(app: Orderdeck) -> str:
    """What is on screen, line by line."""
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


async def test_opens_on_the_first_queue_that_has_orders(app: Orderdeck, until: Until) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: app.deck.table.row_count)
        await pilot.pause()
        assert app.state.view == "cancel_requests"
        assert "›1 Cancel requests" in screen(app)


async def test_numbers_and_tab_go_from_queue_to_queue(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    assert app.state.view == "standard"
    await opened.press("tab")
    assert app.state.view == "on_hold"
    await opened.press("shift+tab", "shift+tab")
    assert app.state.view == "express"
    await opened.press("0")
    assert app.state.view == "unrecognised"
    await until(lambda: "Nothing to do here." in screen(app))


async def test_cursor_moves_by_the_keys_people_know(opened: Pilot[None], app: Orderdeck) -> None:
    table = app.deck.table
    await opened.press("j", "j", "down", "k")
    assert table.cursor == 2
    await opened.press("G")
    assert table.cursor == 29
    await opened.press("g", "ctrl+d")
    half = table.cursor
    assert 5 <= half <= 12
    await opened.press("ctrl+u")
    assert table.cursor == 0


async def test_filter_narrows_while_it_is_typed_and_esc_takes_it_back(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press("slash", *"lantern 7")
    await until(lambda: app.deck.table.row_count == 3)  # 7, 17 and 27
    await opened.press("enter")
    assert app.state.filter == "lantern 7"
    await opened.press("escape")
    await until(lambda: app.deck.table.row_count == 30)
    await opened.press("slash", *"zzz", "escape")
    await until(lambda: app.deck.table.row_count == 30)
    assert app.state.filter == ""


async def test_filter_that_finds_nothing_says_how_to_go_on(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press("slash", *"zzz", "enter")
    await until(lambda: "esc takes the filter away" in screen(app))


async def test_done_takes_the_order_away_and_undo_brings_it_back(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    key = app.deck.table.cursor_key
    await opened.press("x")
    await until(lambda: app.deck.table.row_count == 29)
    assert desk.acts[-1].kind == "done"
    assert desk.acts[-1].order_key == key
    assert "u undoes" in app.deck.status_line.shown
    await opened.press("u")
    await until(lambda: app.deck.table.row_count == 30)
    await opened.press("ctrl+r")
    await until(lambda: app.deck.table.row_count == 29)


async def test_marked_orders_are_done_together_at_one_key(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    await opened.press("space", "space", "j", "V", "j", "V", "x")
    await until(lambda: app.deck.table.row_count == 26)
    assert len(desk.acts) == 4
    assert not app.deck.table.marked


@pytest.mark.parametrize("closing", ["V", "space"])
async def test_a_range_that_is_closed_says_what_it_marked(
    opened: Pilot[None], app: Orderdeck, closing: str
) -> None:
    await opened.press("V", "j", "j")
    assert "other end of the range" in app.deck.status_line.shown
    await opened.press(closing, "j")
    assert "3 orders marked." in app.deck.status_line.shown


async def test_mark_all_takes_only_what_the_filter_shows(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press("slash", *"lantern 12", "enter")
    await until(lambda: app.deck.table.row_count == 1)
    await opened.press("asterisk")
    assert len(app.deck.table.marked) == 1
    await opened.press("underscore")
    assert not app.deck.table.marked


async def test_claim_is_shown_and_a_colleagues_order_is_asked_about(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    await opened.press("a")
    await until(lambda: desk.acts)
    await until(lambda: "●" in screen(app))
    await opened.press("j")
    row = desk.orders[app.deck.table.cursor_key]
    row["claimed_by"] = "li"
    await opened.press("a")
    await until(lambda: app.deck.status_line.busy)
    assert "li" in app.deck.status_line.shown
    await opened.press("y")
    await until(lambda: row["claimed_by"] == "me")


async def test_snooze_reads_the_time_and_refuses_the_past(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    await opened.press("z", *"yesterday", "enter")
    assert "No time to come" in app.deck.status_line.shown
    assert not desk.acts
    await opened.press("ctrl+u", *"2h", "enter")
    await until(lambda: desk.acts)
    assert desk.acts[-1].data["until"] > app.deck.now()


async def test_note_keeps_its_words(opened: Pilot[None], desk: FakeDesk, until: Until) -> None:
    await opened.press("m", *"call him", "enter")
    await until(lambda: desk.acts)
    assert desk.acts[-1].data == {"text": "call him"}


async def test_find_goes_to_the_order_in_its_queue(opened: Pilot[None], app: Orderdeck, until: Until) -> None:
    await opened.press("f", *"3007000000000002", "enter")
    await until(lambda: app.state.view == "express")
    await until(lambda: app.deck.table.cursor_key == "aliexpress:3007000000000002")
    await opened.press("escape", "f", *"999", "enter")
    await until(lambda: "No order 999" in app.deck.status_line.shown)


async def test_sort_by_a_column_and_a_direction_and_back(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press("O")
    await until(lambda: app.deck.table.cursor_key and app.deck.table.source.key(0).endswith("030"))
    await opened.press("o", *"amount largest", "enter")
    await until(lambda: app.state.sort == Sort("total", descending=True))
    await until(lambda: app.deck.table.source.key(0).endswith("030"))
    await opened.press("o", *"amount smallest", "enter")
    await until(lambda: app.deck.table.source.key(0).endswith("001"))
    await opened.press("o", "enter")
    await until(lambda: app.state.sort is None)


async def test_disabled_action_says_why(opened: Pilot[None], app: Orderdeck) -> None:
    await opened.press("u")
    assert "nothing to undo" in app.deck.status_line.shown
    await opened.press("A")
    assert "Nobody has claimed it" in app.deck.status_line.shown


async def test_language_switches_live(opened: Pilot[None], app: Orderdeck, until: Until) -> None:
    await opened.press("j", "L")
    await until(lambda: "剩余时间" in screen(app))
    assert "订单号" in screen(app)
    await opened.press("L")
    await until(lambda: "Left Order" in screen(app))


async def test_privacy_hides_names(opened: Pilot[None], app: Orderdeck, until: Until) -> None:
    await opened.resize_terminal(190, 30)
    await until(lambda: "Buyer [b" in screen(app))
    await opened.press("p")
    await until(lambda: "Buyer [b" not in screen(app))
    assert "•••" in screen(app)


async def test_help_lists_the_keys_and_esc_returns(opened: Pilot[None], app: Orderdeck, until: Until) -> None:
    await opened.press("question_mark")
    await until(lambda: "In the list" in screen(app))
    await opened.press("escape")
    assert app.state.panel == ""
    assert app.focused is app.deck.table


async def test_intake_shows_refusals_with_headers_and_rejects_with_rows(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await opened.press("i")
    await until(lambda: "holiday[red].csv" in screen(app))
    await opened.press("enter")
    await until(lambda: "no profile knows these headers" in screen(app))
    assert "When, Who" in screen(app)
    await opened.press("j", "enter")
    await until(lambda: "row 7" in screen(app))


async def test_what_others_do_is_followed_and_the_cursor_stays(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, follower: FakeFollower, until: Until
) -> None:
    await opened.press("j", "j")
    key = app.deck.table.cursor_key
    desk.orders["aliexpress:3008000000000001"]["queue"] = "away"
    follower.changes.append(Changes(order_keys={"x"}, acts=[Act(id="z", kind="done", operator="li", at=1)]))
    await until(lambda: app.deck.table.row_count == 29)
    assert app.deck.table.cursor_key == key


async def test_files_that_were_loaded_or_refused_are_told(
    opened: Pilot[None], app: Orderdeck, follower: FakeFollower, until: Until
) -> None:
    export = Export(
        export_id="e",
        sha256="s",
        name="a.csv",
        size=1,
        exported_at=1,
        loaded_at=1,
        state="loaded",
        orders=1200,
    )
    follower.changes.append(Changes(exports=[export]))
    await until(lambda: "1 file loaded: 1,200 orders." in app.deck.status_line.shown)
    follower.progress.append(Progress(state="loading", files_done=3, files_total=9, rows=45000))
    await until(lambda: "3/9" in screen(app))


async def test_a_desk_that_cannot_be_opened_says_why_and_can_be_left(
    app: Orderdeck, follower: FakeFollower, until: Until
) -> None:
    follower.failure = OSError("disk on fire [b]")
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: "disk on fire [b]" in screen(app))
        await pilot.press("j", "x", "enter", "q")
    assert app.return_code == 3
    assert app.farewell == "disk on fire [b]"


async def test_a_request_that_fails_is_said_and_the_deck_goes_on(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    def broken(_number: str) -> list[str]:
        raise OSError("no space left")

    monkeypatch.setattr(desk, "find", broken)
    await opened.press("f", "1", "enter")
    await until(lambda: "no space left" in app.deck.status_line.shown)
    await opened.press("j")
    assert app.deck.table.cursor == 1


async def test_many_refreshes_while_one_runs_become_one(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    asked = len(desk.asked)
    views: ViewsController = app.deck.controls.views
    for _again in range(50):
        views.refresh()
    await until(lambda: len(desk.asked) > asked)
    await opened.pause(0.3)
    assert len(desk.asked) - asked < 10


async def test_too_small_says_what_is_needed(opened: Pilot[None], app: Orderdeck, until: Until) -> None:
    await opened.resize_terminal(50, 12)
    await until(lambda: "60×15" in screen(app))
    await opened.resize_terminal(80, 24)
    await until(lambda: "Left Order" in screen(app))


async def test_wide_terminals_show_the_detail_beside_and_larger_ones_the_dashboard(
    app: Orderdeck, until: Until
) -> None:
    async with app.run_test(size=(170, 48)) as pilot:
        await until(lambda: app.state.dashboard)
        await until(lambda: "Empty: " in screen(app))
        await pilot.press("D")
        assert not app.state.dashboard
        assert app.deck.detail.display
        await pilot.press("D")
        await until(lambda: app.deck.dashboard.display)
        await pilot.resize_terminal(100, 30)
        await until(lambda: not app.state.dashboard)


async def test_user_keys_replace_the_registrys(
    follower: FakeFollower, tmp_path: Path, desk: FakeDesk, until: Until
) -> None:
    from orderdeck.tui.service.options import Looks, Start

    keys = {"order.done": "X", "app.privacy": "", "order.claim": "x"}
    app = Orderdeck(Start(tmp_path, operator="me"), Looks(keys=keys), follower=follower)
    async with app.run_test(size=SIZE) as pilot:
        await until(lambda: app.deck.table.row_count)
        await pilot.press("x")
        await until(lambda: desk.acts)
        assert desk.acts[-1].kind == "claim"
        await pilot.press("X")
        await until(lambda: desk.acts[-1].kind == "done")
        await pilot.press("p")
        assert not app.state.privacy


async def test_in_the_dashboard_tab_goes_from_panel_to_panel_and_the_detail_follows(
    app: Orderdeck, until: Until
) -> None:
    async with app.run_test(size=(210, 50)) as pilot:
        await until(lambda: app.state.dashboard and app.deck.active_table().row_count)
        await pilot.press("tab", "tab")
        await until(lambda: app.deck.active_table().row_count > 1)
        await pilot.press("j")
        key = app.deck.active_table().cursor_key
        await until(lambda: app.state.subject == key)
        view = app.state.view
        await pilot.press("slash", "1", "enter")
        await until(lambda: not app.state.dashboard)
        assert app.state.view == view
        assert app.state.filter == "1"


async def test_acts_in_the_dashboard_are_on_its_panels_order(
    app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    async with app.run_test(size=(170, 48)) as pilot:
        await until(lambda: app.state.dashboard and app.deck.active_table().row_count)
        key = app.deck.active_table().cursor_key
        await pilot.press("a")
        await until(lambda: desk.acts)
        assert desk.acts[-1].order_key == key


async def test_the_dashboard_fits_from_120_columns_and_a_number_goes_to_a_panel(
    app: Orderdeck, until: Until
) -> None:
    async with app.run_test(size=(120, 36)) as pilot:
        await until(lambda: app.state.ready and app.deck.table.row_count)
        assert not app.state.dashboard, "it opens by itself on a larger terminal alone"
        await pilot.press("D")
        await until(lambda: app.state.dashboard and app.deck.dashboard.table_of("standard") is not None)
        await until(lambda: "Empty: " in screen(app))
        drawn = screen(app)
        assert "Empty: Stock-outs" in drawn.replace("Stockouts", "Stock-outs"), "what is empty takes no room"
        assert app.deck.dashboard.table_of("stockouts") is None
        assert "Due in 48 h" in drawn
        assert "Order" in drawn
        await pilot.press("7")
        await until(lambda: app.state.view == "standard" and app.deck.active_table().row_count == 30)
        assert app.state.dashboard, "a number goes from panel to panel"
        await pilot.press("2")
        await until(lambda: app.state.view == "stockouts" and app.deck.dashboard.current == "stockouts")
        assert app.state.dashboard, "a queue without a panel gets one"
        await pilot.press("D")
        await until(lambda: not app.state.dashboard)
        assert app.state.view == "stockouts"


async def test_an_empty_queue_leaves_no_order_of_another_in_the_detail(
    opened: Pilot[None], app: Orderdeck, until: Until
) -> None:
    await until(lambda: app.state.detail is not None or not app.deck.shows_detail)
    app.state.detail = OrderDetail(
        order_key="shown before", fields={}, lines=[], board=None, history=[], acts=[], notes=[], export=None,
        sightings=1,
    )  # fmt: skip
    await opened.press(*"/", *"nothing like this", "enter")
    await until(lambda: app.state.subject == "")
    assert app.state.detail is None
    assert "No order selected" in screen(app) or not app.deck.shows_detail
