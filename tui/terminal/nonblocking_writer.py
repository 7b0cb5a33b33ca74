"""A terminal to write to that tells how far it is, and that can be given up on."""

import os
import select
import time
from collections.abc import Callable
from typing import TextIO

LAST_WORDS = 0.5
"""Seconds that a terminal which takes nothing is given when the deck ends."""


class PacedFile:
    """The terminal as a file for Textual's writer thread: counts what has really gone out, and can give up.

    Writes go to a descriptor of our own that doesn't block, so that ending the deck needn't wait for a terminal that
    takes nothing; the terminal's shared one stays as it is, for the shell has it too.
    """

    def __init__(self, file: TextIO, idle: Callable[[], None]) -> None:
        self._file = file
        self._idle = idle
        self._own: int | None = None
        self._deadline: float | None = None
        self._broken = False
        self.queued = 0  # characters handed to the writer, counted by the app's thread alone
        self.written = 0  # characters gone out, counted by the writer's thread alone

    def open(self) -> None:
        """The terminal is ours (again)."""
        self._deadline = None
        self._broken = False
        try:
            terminal = os.ttyname(self._file.fileno())
            self._own = os.open(terminal, os.O_WRONLY | os.O_NOCTTY | os.O_NONBLOCK)
        except OSError:
            self._own = None  # not a terminal, or one that can't be opened by name: the blocking one will do

    def give_up_soon(self) -> None:
        """What hasn't gone out in a moment is dropped."""
        self._deadline = time.monotonic() + LAST_WORDS

    def close(self) -> None:
        """The writer's thread is done."""
        if self._own is not None:
            os.close(self._own)
            self._own = None

    def write(self, text: str) -> int:
        """Send `text`, waiting for the terminal as long as there is hope."""
        data = memoryview(text.encode(self._file.encoding or "utf-8", "replace"))
        while data and not self._broken:
            data = data[self._some(data) :]
        self.written += len(text)
        if self.written >= self.queued:
            self._idle()
        return len(text)

    def _some(self, data: memoryview) -> int:
        try:
            if self._own is None:
                return os.write(self._file.fileno(), data)
            if select.select([], [self._own], [], 0.1)[1]:
                return os.write(self._own, data[:4096])
        except BlockingIOError:
            pass
        except OSError:
            # The line is gone. Saying so is the hang-up signal's business.
            self._broken = True
        if self._deadline is not None and time.monotonic() > self._deadline:
            self._broken = True
        return 0

    def flush(self) -> None:
        """Nothing is held back here."""

    def fileno(self) -> int:
        """The terminal's own descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """As the terminal's own."""
        return self._file.isatty()
