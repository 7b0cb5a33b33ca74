"""One widget in an app of its own, and what it shows."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

Show = Callable[..., AbstractAsyncContextManager[Pilot[None]]]
Lines = Callable[[Widget], list[str]]


class Host(App[None]):
    """Widgets and the messages they post."""

    def __init__(self, *widgets: Widget) -> None:
        super().__init__()
        self.widgets = widgets
        self.heard: list[Message] = []
        self.theme = "ansi-dark"

    def compose(self) -> ComposeResult:
        yield from self.widgets

    async def on_event(self, event: Any) -> None:
        await super().on_event(event)

    async def _on_message(self, message: Message) -> None:
        if type(message).__module__.startswith("orderdeck.widgets."):
            self.heard.append(message)
        await super()._on_message(message)


@pytest.fixture
def show() -> Show:
    """`async with show(widget, …, size=(80, 24)) as pilot`: the first one has the focus, where it can have it."""

    @asynccontextmanager
    async def start(*widgets: Widget, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Pilot[None]]:
        async with Host(*widgets).run_test(size=size) as pilot:
            if widgets[0].can_focus:
                widgets[0].focus()
            await pilot.pause()
            yield pilot

    return start


@pytest.fixture
def lines() -> Lines:
    """The lines of a widget as text, blank ends cut off."""

    def read(widget: Widget) -> list[str]:
        return [strip.text.rstrip() for strip in widget.render_lines(widget.size.region)]

    return read
