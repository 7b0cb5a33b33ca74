"""What is typed reaches the deck at once, and while nobody types no core is woken for it."""

import os
import pty
import queue
import selectors
import threading
import tty
from collections.abc import Iterator
from typing import Any

import pytest
from textual import events
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

from orderdeck.tui.terminal import thin_app


def _bare_driver() -> Any:
    """The driver without an app around it."""
    kind: Any = thin_app._sized(LinuxDriver)
    return kind.__new__(kind)


class Typed:
    """The driver's thread over a terminal of its own, and what it takes from it."""

    def __init__(self) -> None:
        self.ours, theirs = pty.openpty()
        tty.setraw(theirs)
        self.heard: queue.Queue[str] = queue.Queue()
        self.driver = _bare_driver()
        self.driver.fileno, self.driver._debug = theirs, False
        self.driver.exit_event = self.driver._bell = thin_app._Bell()
        self.driver.process_message = self._take
        self.thread = threading.Thread(target=self.driver.run_input_thread, daemon=True)
        self.thread.start()

    def _take(self, message: Message) -> None:
        if isinstance(message, events.Key):
            self.heard.put(message.key)

    def type(self, keys: bytes) -> None:
        os.write(self.ours, keys)

    def end(self) -> None:
        self.driver.exit_event.set()
        self.thread.join()
        self.driver.exit_event.clear()


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> "queue.Queue[float | None]":
    """For how long the thread has been about to wait, each time; None: for as long as it takes."""
    told: queue.Queue[float | None] = queue.Queue()
    as_it_is = selectors.SelectSelector.select

    def select(self: selectors.SelectSelector, timeout: float | None = None) -> object:
        told.put(timeout)
        return as_it_is(self, timeout)

    monkeypatch.setattr(selectors.SelectSelector, "select", select)
    return told


@pytest.fixture
def typed(waits: "queue.Queue[float | None]") -> Iterator[Typed]:
    made = Typed()
    yield made
    made.end()


def test_keys_and_a_lone_escape_are_heard_and_nobody_looks_in_between(
    typed: Typed, waits: "queue.Queue[float | None]"
) -> None:
    assert waits.get() is None
    typed.type("aé".encode())
    assert [typed.heard.get(), typed.heard.get()] == ["a", "é"]
    typed.type(b"\x1b")  # the begin of a sequence, or a key: told once nothing has followed
    assert typed.heard.get() == "escape"
    typed.type(b"\x1b[A")
    assert typed.heard.get() == "up"
    while waits.get() is not None:
        pass
    typed.end()  # though it waits for as long as it takes
    assert not typed.thread.is_alive()
