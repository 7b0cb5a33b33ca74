"""Caps lock: what turns the whole screen over isn't done by a capital that follows another by accident."""

from types import SimpleNamespace

import pytest
from textual.pilot import Pilot

from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import language, use
from tests.tui.fake_desk import Until


async def test_what_turns_the_screen_over_asks_after_another_capital(
    app: Orderdeck, opened: Pilot[None], until: Until
) -> None:
    use("en")
    await opened.press("J")
    await until(lambda: app.state.panel == "journal")
    await opened.press("L")
    assert "Is caps lock on? L is" in app.deck.status_line.shown
    assert language() == "en"
    await opened.press("L")
    assert language() == "zh"
    assert "Back to English: L" in app.deck.status_line.shown, "for whoever can't read the other one"
    await opened.press("L")
    assert language() == "en", "the same key again is meant"


async def test_the_first_capital_of_all_asks_before_the_screen_is_in_another_language(
    app: Orderdeck, opened: Pilot[None]
) -> None:
    use("en")
    await opened.press("down", "L")
    assert "Is caps lock on? L is" in app.deck.status_line.shown
    assert language() == "en"
    await opened.press("L")
    assert language() == "zh"
    await opened.press("L", "j", "L")
    assert language() == "zh", "after a small letter it is meant at once"
    await opened.press("L", "colon", *"chinese", "enter")
    assert language() == "zh", "nothing is asked about a command that was chosen by name"


async def test_a_capital_by_itself_or_after_a_small_letter_is_meant(
    app: Orderdeck, opened: Pilot[None]
) -> None:
    use("en")
    await opened.press("G", "k", "O")
    assert app.state.sort is not None
    await opened.press("V", "O")
    assert "Is caps lock on? O is" in app.deck.status_line.shown


async def test_a_capital_that_follows_another_after_a_while_is_asked_about(
    app: Orderdeck, opened: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    use("en")
    now = [0.0]
    clock = SimpleNamespace(monotonic=lambda: now[0])
    monkeypatch.setattr("orderdeck.tui.terminal.key_queue.time", clock)
    await opened.press("G")
    now[0] = 12.0
    await opened.press("L")
    assert "Is caps lock on? L is" in app.deck.status_line.shown
    assert language() == "en"
