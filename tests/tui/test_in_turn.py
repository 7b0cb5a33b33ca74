"""Keys that arrive together go one after the other to where the one before has put the focus."""

import pytest
from textual import events
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget

from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.terminal.key_queue import KeysInTurn


class Listener(Widget, can_focus=True):
    """Takes every key it gets."""

    def __init__(self, name: str, heard: list[str], taking: bool) -> None:
        super().__init__(id=name)
        self.heard, self.taking = heard, taking

    def on_key(self, event: events.Key) -> None:
        self.heard.append(f"{self.id} {event.key}")
        if self.taking:
            event.stop()


class Two(KeysInTurn):
    """`slash` anywhere in the first widget moves the focus to the second."""

    BINDINGS = [("slash", "second")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def compose(self) -> ComposeResult:
        yield Listener("first", self.heard, taking=False)
        yield Listener("second", self.heard, taking=True)

    def action_second(self) -> None:
        self.screen.set_focus(self.query_one("#second"))


@pytest.fixture
def keys() -> list[events.Key]:
    return [
        events.Key(key, character) for key, character in [("a", "a"), ("slash", "/"), ("b", "b"), ("c", "c")]
    ]


async def test_keys_in_one_packet_follow_the_focus(keys: list[events.Key]) -> None:
    app = Two()
    async with app.run_test() as pilot:
        app.query_one("#first").focus()
        await pilot.pause()
        for key in keys:
            app.post_message(key)
        for _ in range(100):
            if len(app.heard) == 4:
                break
            await pilot.pause(0.01)
        assert app.heard == ["first a", "first slash", "second b", "second c"]


async def test_a_handler_that_never_ends_does_not_hold_keys_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    monkeypatch.setattr("orderdeck.tui.terminal.key_queue.PATIENCE", 0.05)
    app = Two()
    async with app.run_test() as pilot:
        first = app.query_one("#first", Listener)
        first.focus()
        await pilot.pause()
        waiting = asyncio.Event()

        async def wait(widget: Listener, event: events.Key) -> None:
            app.heard.append(f"{widget.id} {event.key}")
            if event.key == "a":
                app.screen.set_focus(app.query_one("#second"))
                await asyncio.wait_for(waiting.wait(), 5)

        monkeypatch.setattr(Listener, "on_key", wait)
        app.post_message(events.Key("a", "a"))
        app.post_message(events.Key("b", "b"))
        for _ in range(200):
            if "second b" in app.heard:
                break
            await asyncio.sleep(0.01)
        assert "second b" in app.heard
        waiting.set()


async def test_a_key_that_comes_while_the_desk_opens_is_answered(
    app: Orderdeck, opened: Pilot[None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state, "ready", False)
    for key in ("slash", "3", "o"):
        app.deck.status_line.dismiss()
        await opened.press(key)
        assert "still opening" in app.deck.status_line.shown, key
        assert not app.deck.status_line.busy
