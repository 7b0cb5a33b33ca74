"""From one order to the next: what goes away leaves the cursor where it is, and letters follow each other."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.own_files.documents import orders_csv
from tests.tui.fake_desk import Until
from tests.tui.real_desk import RealDesk

BUYERS = ("Ana", "Bo", "Chen")
Playing = tuple[Orderdeck, Pilot[None]]


@pytest.fixture
async def unpaid(tmp_path: Path, until: Until) -> AsyncIterator[Playing]:
    """A deck at three unpaid wholesale orders; there is one of express beside them."""
    folder = tmp_path / "exports"
    paths = DeskPaths.of(folder)
    paths.exports.mkdir(parents=True)
    orders = (
        {
            "order_id": f"{at}",
            "status": "awaiting_payment",
            "quantity": "50",
            "total": "320.50",
            "currency": "USD",
            "buyer": name,
            "country_code": "US",
        }
        for at, name in enumerate(BUYERS, 1)
    )
    orders_csv(paths, *orders, {"order_id": "9", "service": "DHL"})
    real = RealDesk(folder)
    real.load()
    app = Orderdeck(Start(folder, operator="li", view="wholesale_unpaid"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(lambda: app.state.ready and app.deck.table.row_count == len(BUYERS))
        yield app, pilot


def screen(app: Orderdeck) -> str:
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


def told(app: Orderdeck) -> list[str | None]:
    """The orders whose buyers were written to."""
    with Ledger.open(DeskPaths.of(app.start.folder)) as ledger:
        return [act.order_key for act in ledger.acts() if act.kind == "message_sent"]


def letter_to(app: Orderdeck) -> str:
    """The order that the letter on screen is for; "" while there is none."""
    letter = app.deck.controls.letters._letter
    return letter.wanted.order_key if letter is not None and app.state.panel == "message" else ""


async def test_unpaid_buyers_are_written_to_one_after_another_by_two_keys_each(
    unpaid: Playing, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, pilot = unpaid
    copied: list[str] = []
    monkeypatch.setattr(app.deck.controls.clipboard, "put", lambda text, _name: copied.append(text))
    keys = [app.deck.table.source.key(at) for at in range(3)]
    await pilot.press("t")
    for at, key in enumerate(keys, 1):
        await until(lambda key=key: letter_to(app) == key)
        await pilot.press("y", "s")
        await until(lambda at=at: len(told(app)) == at)
    await until(lambda: not app.state.panel)
    assert told(app) == keys
    assert len(set(copied)) == 3
    await pilot.press("u")
    await until(lambda: "undoes" not in app.deck.status_line.shown and "Undone" in app.deck.status_line.shown)


async def test_a_letter_that_is_not_due_says_so_and_is_sent_only_after_a_yes(
    unpaid: Playing, until: Until, seen: Callable[[], str]
) -> None:
    app, pilot = unpaid
    first = app.deck.table.source.key(0)
    await pilot.press("t")
    await until(lambda: letter_to(app) == first)
    await pilot.press("s")
    await until(lambda: letter_to(app) not in ("", first))
    await pilot.press("escape")
    await until(lambda: app.deck.table.source.find(first) == 2)
    app.deck.table.move_to_key(first)
    await pilot.press("t")
    await until(lambda: letter_to(app) == first)
    assert "not before" in screen(app)
    await pilot.press("s")
    await until(lambda: "Not due yet" in app.deck.status_line.shown)
    await pilot.press("n")
    assert told(app) == [first]


async def test_after_an_act_that_moves_the_order_away_the_cursor_is_on_the_one_that_followed(
    unpaid: Playing, until: Until
) -> None:
    app, pilot = unpaid
    first, second, _third = (app.deck.table.source.key(at) for at in range(3))
    await pilot.press("z", *"2h", "enter")
    await until(lambda: app.deck.table.source.find(first) == 2)
    assert (app.deck.table.cursor, app.deck.table.cursor_key) == (0, second)


async def test_of_many_nothing_is_asked_since_one_key_takes_it_back(unpaid: Playing, until: Until) -> None:
    app, pilot = unpaid
    await pilot.press("asterisk", "x")
    await until(lambda: not app.deck.table.row_count)
    await pilot.press("u")
    await until(lambda: app.deck.table.row_count == 3)


async def test_where_no_letter_fits_one_is_chosen_and_none_to_a_supplier_is_offered(
    unpaid: Playing, until: Until
) -> None:
    app, pilot = unpaid
    app.deck.controls.views.show("express")
    await until(lambda: app.deck.table.row_count == 1)
    await pilot.press("t")
    await until(lambda: app.state.panel == "palette")
    assert "supplier" not in screen(app)
    await pilot.press(*"Paid", "enter")
    await until(lambda: letter_to(app))
    assert "Thank you for your payment" in screen(app)
    await pilot.press("escape", "t")
    await until(lambda: app.state.panel == "palette")
    await pilot.press("escape")
    await until(lambda: not app.state.panel)


@pytest.mark.parametrize(("held_for", "done"), [(1e9, False), (0, True)])
async def test_a_key_that_was_meant_for_another_order_is_held_and_said(
    unpaid: Playing, until: Until, monkeypatch: pytest.MonkeyPatch, held_for: float, done: bool
) -> None:
    app, pilot = unpaid
    monkeypatch.setattr("orderdeck.tui.deck.hearing.SLIP_SECONDS", held_for)
    first, second = (app.deck.table.source.key(at) for at in range(2))
    monkeypatch.setattr(app.deck.table, "shifted_at", -1e10)
    other = open_desk(DeskPaths.of(app.start.folder), Settings(), operator="chen")
    try:
        perform(other, other.ledger, Request(kind="done", targets=(first,), operator="chen"))
    finally:
        other.close()
    await until(lambda: app.deck.table.cursor_key == second)
    await pilot.press("x")
    if done:
        await until(lambda: app.deck.table.row_count == 1)
    else:
        assert "The list has just moved: 2 is under the cursor now" in app.deck.status_line.shown
        await pilot.press("asterisk", "x")  # what is marked is meant
        await until(lambda: not app.deck.table.row_count)


async def test_ones_own_acts_hold_nothing(
    unpaid: Playing, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, pilot = unpaid
    monkeypatch.setattr("orderdeck.tui.deck.hearing.SLIP_SECONDS", 1e9)
    monkeypatch.setattr(app.deck.table, "shifted_at", -1e10)
    for left in (2, 1, 0):
        await pilot.press("x")
        await until(lambda left=left: app.deck.table.row_count == left)


async def test_the_dashboard_keeps_queue_and_order_both_ways(unpaid: Playing, until: Until) -> None:
    app, pilot = unpaid
    await pilot.resize_terminal(150, 45)
    third = app.deck.table.source.key(2)
    app.deck.table.move_to_key(third)
    await pilot.press("D")
    await until(lambda: app.state.dashboard and app.deck.dashboard.current == "wholesale_unpaid")
    await until(lambda: app.deck.active_table().cursor_key == third)
    assert app.state.view == "wholesale_unpaid"
    await pilot.press("k")
    second = app.deck.active_table().cursor_key
    assert second not in (None, third)
    await pilot.press("D")
    await until(lambda: app.deck.active_table() is app.deck.table and app.deck.table.cursor_key == second)
    assert app.state.view == "wholesale_unpaid"


async def test_the_cursor_goes_to_what_comes_back(unpaid: Playing, until: Until) -> None:
    app, pilot = unpaid
    first, _second, third = (app.deck.table.source.key(at) for at in range(3))
    await pilot.press("x")
    await until(lambda: app.deck.table.row_count == 2)
    app.deck.table.move_to_key(third)
    await pilot.press("u")
    await until(lambda: app.deck.table.row_count == 3)
    await until(lambda: app.deck.table.cursor_key == first)


async def test_from_one_request_to_cancel_to_the_next_by_its_letter(tmp_path: Path, until: Until) -> None:
    folder = tmp_path / "exports"
    paths = DeskPaths.of(folder)
    paths.exports.mkdir(parents=True)
    orders_csv(
        paths, *({"order_id": f"{at}", "status": "cancel_requested", "buyer": f"B{at}"} for at in (1, 2, 3))
    )
    real = RealDesk(folder)
    real.load()
    app = Orderdeck(Start(folder, operator="li", view="cancel_requests"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=(100, 30)) as pilot:
        await until(lambda: app.state.ready and app.deck.table.row_count == 3)
        keys = [app.deck.table.source.key(at) for at in range(3)]
        await pilot.press("t")
        for at, key in enumerate(keys, 1):
            await until(lambda: app.state.panel)
            if app.state.panel == "palette":
                await pilot.press("enter")
            await until(lambda key=key: letter_to(app) == key)
            await pilot.press("s")
            await until(lambda at=at: len(told(app)) == at)
        await until(lambda: not app.state.panel)
        assert told(app) == keys
