"""What the screen says while a shared desk's server can't be reached, and that it says so no longer once it can."""

import threading
from collections.abc import Callable

import pytest

from orderdeck.data.ledger import LedgerAway
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.threads.messages import DeskBack, DeskFailed
from tests.tui.fake_desk import FakeFollower, Until

AWAY = DeskFailed(LedgerAway("schema orderdeck: connection refused"), fatal=False)


async def test_a_deck_that_waits_to_open_says_for_what(
    app: Orderdeck,
    follower: FakeFollower,
    until: Until,
    seen: Callable[[], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    there, opens = threading.Event(), follower.open
    monkeypatch.setattr(follower, "open", lambda: opens() if there.wait() else None)
    async with app.run_test(size=(100, 24)):
        app.post_message(AWAY)
        await until(lambda: seen().count("The desk's server can't be reached") == 2)
        assert "goes on by itself" in seen()
        assert "can't be opened" not in seen()
        app.post_message(DeskBack())
        await until(lambda: "can't be reached" not in seen())
        assert "Opening the desk…" in seen()
        there.set()
        await until(lambda: app.deck.table.row_count)
        assert "Opening" not in seen()


async def test_an_outage_is_said_until_it_is_over_and_nothing_else_is_taken_away(
    app: Orderdeck, until: Until, seen: Callable[[], str]
) -> None:
    async with app.run_test(size=(100, 24)):
        await until(lambda: app.deck.table.row_count)
        app.post_message(AWAY)
        await until(lambda: "can't be reached" in seen())
        # Also once a key has taken the words away: what others do isn't on the screen.
        app.deck.status_line.dismiss()
        await until(lambda: "goes on by itself" not in seen())
        assert "the desk's server can't be reached" in seen().splitlines()[0]
        app.post_message(DeskBack())
        await until(lambda: "can't be reached" not in seen())
        app.post_message(AWAY)
        await until(lambda: "can't be reached" in seen())
        app.deck.status_line.flash("something else", "error", seconds=0)
        app.post_message(DeskBack())
        await until(lambda: "can't be reached" not in seen())
        assert "something else" in seen()
