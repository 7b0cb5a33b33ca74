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


async def test_lists_of_the_marked_orders_are_written_and_the_last_choice_is_asked_first(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    key = app.deck.active_table().cursor_key
    await opened.press("space", "E")
    await until(lambda: "1 order to the outbox" in app.deck.status_line.shown)
    assert "⏎" not in app.deck.status_line.shown
    await opened.press("p")
    await until(lambda: "picking list" in app.deck.status_line.shown)
    await opened.press("h")  # that is none of its formats
    await opened.press("j")
    await until(lambda: desk.written)
    assert desk.written == [("picking json", f"{key} named")]
    await until(lambda: "2 to be cancelled" in app.deck.status_line.shown)
    await opened.press("E")
    await until(lambda: "⏎ picking list (JSON)" in app.deck.status_line.shown)
    assert app.deck.status_line.shown.index("⏎") < app.deck.status_line.shown.index("CSV")
    await opened.press("enter")
    await until(lambda: len(desk.written) == 2)
    assert desk.written[1] == desk.written[0]
    await opened.press("escape")  # without marks it is what is shown
    await opened.press("E", "o", "c")
    await until(lambda: len(desk.written) == 3)
    name, keys = desk.written[2]
    assert (name, "named" in keys, keys.count(",") + 1) == (
        "orders csv",
        False,
        app.deck.active_table().row_count,
    )
    await opened.press("E", "c")
    await until(lambda: len(desk.written) == 4)
    assert desk.written[3][0] == "csv"


async def test_each_column_map_is_a_choice_with_its_title_and_one_put_there_since_the_next_time(
    opened: Pilot[None], app: Orderdeck, desk: FakeDesk, until: Until
) -> None:
    await opened.press("E", "1")
    assert app.deck.status_line.busy, "there is none yet"
    await opened.press("escape")
    desk.column_maps = ["o", "yanwen"]  # one that is called as a list's key
    await opened.press("E", "escape")
    await until(lambda: len(app.state.maps) == 2)
    key = app.deck.active_table().cursor_key
    await opened.press("space", "E")
    await until(lambda: "2 yanwen in English" in app.deck.status_line.shown)
    await opened.press("2")
    await until(lambda: desk.written == [("map yanwen", f"{key} named")])
    await until(lambda: "outbox/yanwen.csv · 2 orders left out" in app.deck.status_line.shown)
    await opened.press("E")
    await until(lambda: "⏎ yanwen in English" in app.deck.status_line.shown)
    await opened.press("1")
    await until(lambda: len(desk.written) == 2)
    await opened.press("E", "o", "c")
    await until(lambda: len(desk.written) == 3)
    assert desk.written[2][0] == "orders csv"
    desk.column_maps = []
    await opened.press("E", "1")
    await until(lambda: "no usable map o any more" in app.deck.status_line.shown)
