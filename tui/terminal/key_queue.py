"""Keys one after the other: each is dealt with in full before the next one is looked at.

Textual passes a key to the focused widget at once, while what the key before it does (open the filter, ask a question)
is still on its way up to the app. Keys that arrive together, as they do over SSH, would then go to the wrong place:
the `x` of `/x` to the table. Here the next key waits until the one before has gone all the way up.

A widget in which one types says so by `takes_text`; to all others keys come as if no input method were on.
"""

import asyncio
import time
from collections import deque
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message import Message

from orderdeck.tui.terminal.input_method import is_words, without_input_method

PATIENCE: Final = 0.5
"""Seconds after which the next key goes on all the same: a handler may be waiting for just that key."""

RUN_SECONDS: Final = 30.0
"""Capitals further apart than this are each meant."""


class Capitals:
    """Which different capital letters were struck in a row. A terminal doesn't tell whether caps lock is on; whoever
    strikes two different ones within half a minute, and nothing between, may not know that it is, nor does who has not
    struck a small letter before."""

    def __init__(self) -> None:
        self._struck: set[str] = set()
        self._last = 0.0
        self._letter = ""  # the last one that was struck, before the key that is being dealt with
        self._now = ""

    def strike(self, event: events.Key) -> None:
        """A key was struck."""
        typed, now = event.character or "", time.monotonic()
        letter = typed if len(typed) == 1 and typed.isascii() and typed.isalpha() else ""
        if now - self._last > RUN_SECONDS or not letter.isupper():
            self._struck.clear()
        if letter.isupper():
            self._struck.add(letter)
        self._last = now
        self._letter, self._now = self._now or self._letter, letter

    def doubtful(self, *, known: bool = False) -> bool:
        """Whether the last key may be caps lock's; with `known` also where the letter before it was no small one, from
        which it would be known to be off. Asked once: whoever strikes it again means it."""
        alone = known and self._now.isupper() and not self._letter.islower() and self._letter != self._now
        doubtful = len(self._struck) > 1 or alone
        if doubtful:
            self._struck.clear()
        return doubtful


class KeyDone(Message, bubble=True):
    """Follows a key on its way up from the focused widget; back at the app, the key has been dealt with."""


class KeysInTurn(App[None]):
    """An app that looks at one key (or paste) at a time."""

    def __init__(self, *arguments: Any, **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.capitals = Capitals()
        self.by_input_method = False
        """Whether the key that is being dealt with came from an input method, as a sign or letter of full width."""
        self._held: deque[events.Event] = deque()
        self._turn: KeyDone | None = None
        self._overdue: asyncio.TimerHandle | None = None

    def not_a_key(self, event: events.Key) -> None:
        """Something was typed that no key is, by an input method for words: say so."""

    async def on_event(self, event: events.Event) -> None:
        """Hold keys back while one is being dealt with."""
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            self._held.append(event)
            if self._turn is None:
                await self._next_key()
        else:
            await super().on_event(event)

    async def on_key_done(self, done: KeyDone) -> None:
        """The key that it followed has been dealt with."""
        done.stop()
        if done is self._turn:
            await self._next_key()

    async def _next_key(self) -> None:
        self._turn = None
        if self._overdue is not None:
            self._overdue.cancel()
        while self._held and self._turn is None and self.is_running and self.screen_stack:
            event = self._held.popleft()
            target = self.focused or self.screen
            if isinstance(event, events.Key) and not getattr(target, "takes_text", False):
                struck, event = event, without_input_method(event)
                self.by_input_method = event is not struck
                if is_words(event):
                    self.not_a_key(event)
                    continue
                self.capitals.strike(event)
            await super().on_event(event)
            done = KeyDone()
            # One that a priority binding took never left the app.
            if event.is_forwarded and target.post_message(done):
                self._turn = done
                loop = asyncio.get_running_loop()
                self._overdue = loop.call_later(PATIENCE, self._go_on_without, done)

    def _go_on_without(self, done: KeyDone) -> None:
        if done is self._turn:
            self._turn = None
            self.call_later(self._next_key)
