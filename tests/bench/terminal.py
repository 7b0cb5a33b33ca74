"""A program in a terminal of our own: what it sends is counted, kept, and may be taken slowly or not at all."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUIET = 0.15
"""Seconds without output after which a program has said what it had to."""


class Terminal:
    """Runs `command` in a pty of `columns` × `rows`. `rate`: bytes a second that are taken; None for all at once."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        rate: int | None = None,
        environment: dict[str, str] | None = None,
        feed: Callable[[bytes], object] | None = None,
    ) -> None:
        self.received = 0
        self.last = time.monotonic()
        self.taking = threading.Event()
        self.taking.set()
        self.rate = rate
        self._feed = feed
        self._ended = False
        settings = {"TERM": "xterm-256color", "LANG": "C.UTF-8"}
        settings = {**os.environ, **settings, **(environment or {})}
        for name in ("COLORTERM", "NO_COLOR", "TMUX", "TERM_PROGRAM"):
            if name not in (environment or {}):
                settings.pop(name, None)
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.execvpe(command[0], list(command), settings)
        self.resize(columns, rows)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def resize(self, columns: int, rows: int) -> None:
        """Another size; the program is told."""
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def _read(self) -> None:
        due = time.monotonic()
        while not self._ended:
            self.taking.wait()
            chunk = 4096 if self.rate is None else max(64, self.rate // 100)
            try:
                if not select.select([self._fd], [], [], 0.05)[0]:
                    continue
                data = os.read(self._fd, chunk)
            except OSError:
                break
            if not data:
                break
            self.received += len(data)
            self.last = time.monotonic()
            if self._feed is not None:
                self._feed(data)
            if self.rate is not None:
                due = max(due, time.monotonic() - 0.02) + len(data) / self.rate
                time.sleep(max(0.0, due - time.monotonic()))

    def send(self, text: str) -> None:
        """Type `text`."""
        os.write(self._fd, text.encode())

    def settle(self, quiet: float = QUIET, deadline: float = 20.0) -> bool:
        """Wait until nothing has come for `quiet` seconds; False where the deadline came first."""
        end = time.monotonic() + deadline
        started = time.monotonic()
        while time.monotonic() < end:
            if time.monotonic() - max(self.last, started) >= quiet:
                return True
            time.sleep(0.005)
        return False

    def cost(self, text: str) -> tuple[int, float]:
        """Bytes that typing `text` makes the program send, and seconds until the first of them."""
        before, at = self.received, time.monotonic()
        self.send(text)
        while self.received == before and time.monotonic() - at < 1.0:
            time.sleep(0.0005)
        first = time.monotonic() - at
        self.settle()
        return self.received - before, first

    def wait_for(self, true: Callable[[], bool], deadline: float = 20.0) -> bool:
        """Wait until `true()`; False where the deadline came first."""
        end = time.monotonic() + deadline
        while time.monotonic() < end:
            if true():
                return True
            time.sleep(0.01)
        return true()

    def end(self, sig: int = signal.SIGTERM) -> None:
        """End the program, by force if it must be."""
        self.taking.set()
        self._ended = True
        for number in (sig, signal.SIGKILL):
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                break
            if self._gone(2.0):
                break
        self._thread.join(1.0)
        os.close(self._fd)

    def _gone(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if os.waitpid(self.pid, os.WNOHANG)[0]:
                return True
            time.sleep(0.02)
        return False


def python(module: str, *options: str) -> list[str]:
    """The command that runs a module of the tests."""
    return [sys.executable, "-m", module, *options]
