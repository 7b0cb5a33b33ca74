"""Real decks in pseudo-terminals, their screens kept by a terminal emulator, and the desks they work on."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pexpect
import pyte

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample import generate
from tests.engine import new_paths

ROOT = Path(__file__).parents[2]


def wait_for(condition: Callable[[], object], seconds: float, what: str = "") -> float:
    """Wait until `condition` holds; gives the seconds it took. Fails after `seconds`."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() < began + seconds, f"waited in vain {what}"
        time.sleep(0.005)
    return time.monotonic() - began


class Deck:
    """One deck in its own process and terminal."""

    def __init__(
        self, folder: Path, operator: str, *, rows: int = 30, columns: int = 130, view: str = ""
    ) -> None:
        self.operator = operator
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self._lock = threading.Lock()
        words = ["-m", "orderdeck", "watch", str(folder), "--as", operator]
        self.child = pexpect.spawn(
            sys.executable,
            words + (["--queue", view] if view else []),
            cwd=str(ROOT),
            dimensions=(rows, columns),
            env={**os.environ, "TERM": "xterm-256color", "ORDERDECK_LANGUAGE": "en", "COLORTERM": ""},
            timeout=30,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                piece = self.child.read_nonblocking(65536, timeout=None)
            except (pexpect.EOF, pexpect.TIMEOUT, OSError, ValueError):
                return
            with self._lock, suppress(Exception):
                self._stream.feed(piece)

    def text(self) -> str:
        """What stands on the screen."""
        with self._lock:
            return "\n".join(self.screen.display)

    def line(self, number: int) -> str:
        """One line of the screen; negative from below."""
        with self._lock:
            return str(self.screen.display[number])

    def wait(self, text: str, seconds: float = 20) -> float:
        """Wait until `text` stands somewhere on the screen; gives the seconds it took."""
        try:
            return wait_for(lambda: text in self.text(), seconds, f"for {text!r}")
        except AssertionError as error:
            raise AssertionError(f"{error} on the deck of {self.operator}:\n{self.text()}") from None

    def ready(self, seconds: float = 30) -> None:
        """Wait until its orders stand there and can be acted on."""
        self.wait("Why here", seconds)

    def press(self, keys: str) -> None:
        """Type `keys`."""
        self.child.send(keys)

    def kill(self) -> None:
        """End it without a word; a loader that it started goes with it by the closing of its pipe."""
        with suppress(ProcessLookupError):
            os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def close(self) -> None:
        """End it."""
        if self.child.isalive():
            self.kill()
        self._reader.join(2)
        self.child.close(force=True)


def desk_of(folder: Path, orders: int = 40, seed: int = 8) -> DeskPaths:
    """A desk over sample orders, loaded."""
    paths = new_paths(folder)
    now = datetime.now(UTC) - timedelta(seconds=5)
    generate(folder, orders=orders, files=1, seed=seed, container="csv", now=now, open_share=0.9)
    load_once(paths, Settings())
    return paths


def acts(paths: DeskPaths) -> list[Act]:
    """The journal on disk."""
    with Ledger.open(paths) as ledger:
        return ledger.acts()
