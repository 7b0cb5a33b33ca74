"""What leaves the deck by its keys: messages, copies, files; over a desk in memory."""

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from orderdeck.tui.deck.app import Orderdeck
from tests.tui.fake_desk import FakeDesk, Until


async def test_message_with_a_missing_fact_cannot_leave(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, seen: Callable[[], str], until: Until
) -> None:
    await opened.press("t")
    await until(lambda: "hello from" in seen())
    await opened.press("s")
    assert app.deck.status_line.busy  # asks for the fact
    await opened.press(*"Lamp Shop", "enter")
    await until(lambda: "hello from Lamp Shop" in seen())
    await until(
        lambda: "Have you sent this message" in app.deck.status_line.shown
    )  # what was asked for goes on
    await opened.press("n", "l")
    await until(lambda: "[en] hello" in seen())
    await opened.press("s", "y")
    await until(lambda: desk.acts and desk.acts[-1].kind == "message_sent")
    assert app.state.panel == ""


async def test_copy_sends_osc_52_and_says_what(
    opened: Pilot[None], app: Orderdeck, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    monkeypatch.delenv("TMUX", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    sent: list[str] = []
    monkeypatch.setattr(app, "write_raw", sent.append)
    await opened.press("y", "i")
    await until(lambda: sent)
    assert sent[0].startswith("\x1b]52;c;")
    await until(lambda: "Copied" in app.deck.status_line.shown)


async def test_address_can_be_had_as_a_file(opened: Pilot[None], desk: FakeDesk, until: Until) -> None:
    await opened.press("space", "y", "f")
    await until(lambda: desk.written)
    assert "Иван 1" in desk.written[0][1]


async def test_export_writes_the_columns_in_the_language_spoken(
    opened: Pilot[None], desk: FakeDesk, until: Until
) -> None:
    await opened.press("E", "x")
    await until(lambda: desk.written)
    assert desk.written[0][0] == "xlsx"
    assert desk.written[0][1].startswith("Deadline,Order")
