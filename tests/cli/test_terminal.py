"""The deck in a real pseudo-terminal: signals, a terminal that goes away, what is left behind."""

import ctypes
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderdeck.data.sample import generate
from tests.ledger.test_reading import everything

pytestmark = pytest.mark.luck

ROOT = Path(__file__).parents[2]
LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"


NOBODY = 65534


def become_nobody() -> None:
    """Another account from here on, which may read everything, as Python may lie in root's own folder, and write
    nothing. OSError where that can't be."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(8, 1, 0, 0, 0)  # PR_SET_KEEPCAPS
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)
    read = 1 << 2  # CAP_DAC_READ_SEARCH
    version, told = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)(read, read, read)
    if libc.capset(version, told) or libc.prctl(47, 2, 2, 0, 0):  # PR_CAP_AMBIENT_RAISE: beyond exec
        raise OSError(ctypes.get_errno(), "capset")


class Terminal:
    """A deck in a pseudo-terminal, with everything that it has written."""

    def __init__(self, *words: str, errors: str = "", nobody: bool = False, **environment: str) -> None:
        self.written = b""
        self.pid, self.handle = pty.fork()
        if self.pid == 0:
            os.chdir(ROOT)
            os.environ.update(TERM="xterm-256color", ORDERDECK_LANGUAGE="en", **environment)
            if nobody:
                become_nobody()
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
            if errors:
                os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT), 2)
            os.execv(sys.executable, [sys.executable, "-m", "orderdeck", *words])

    def read_until(self, mark: bytes, seconds: float = 40) -> None:
        """Read until `mark` has been written."""
        end = time.monotonic() + seconds
        while mark not in self.written:
            assert time.monotonic() < end, self.written[-300:]
            self._take(0.1)

    def _take(self, seconds: float) -> bool:
        if not select.select([self.handle], [], [], seconds)[0]:
            return True
        try:
            piece = os.read(self.handle, 65536)
        except OSError:
            return False
        self.written += piece
        return bool(piece)

    def ended(self, seconds: float = 30) -> tuple[int, float]:
        """Wait for the end; gives the exit status and how long it took."""
        began = time.monotonic()
        while time.monotonic() < began + seconds:
            self._take(0.01)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                while self._take(0.05) and select.select([self.handle], [], [], 0)[0]:
                    pass
                self.pid = 0
                return os.waitstatus_to_exitcode(status), time.monotonic() - began
        raise AssertionError("still running")

    def close(self) -> None:
        """End what a failed test left."""
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)


@pytest.fixture
def deck(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start decks on an empty folder; they are ended with the test."""
    made: list[Terminal] = []

    def start(*words: str, nobody: bool = False, **environment: str) -> Terminal:
        made.append(Terminal(*(words or (str(tmp_path),)), nobody=nobody, **environment))
        return made[-1]

    yield start
    for terminal in made:
        terminal.close()


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_signal_ends_the_deck_within_a_second_and_restores_the_terminal(
    deck: Callable[..., Terminal], number: signal.Signals
) -> None:
    for _attempt in range(3):  # a machine that does much else may take longer once
        terminal = deck()
        terminal.read_until(b"No orders yet", 30)
        os.kill(terminal.pid, number)
        code, seconds = terminal.ended()
        assert code == 0
        if seconds < 1:
            break
    assert seconds < 1
    assert LEAVES_ALTERNATE_SCREEN in terminal.written
    assert SHOWS_CURSOR in terminal.written[terminal.written.rindex(LEAVES_ALTERNATE_SCREEN) :]


def test_a_signal_while_the_desk_opens_restores_the_terminal_too(deck: Callable[..., Terminal]) -> None:
    terminal = deck()
    terminal.read_until(b"Queues")
    os.kill(terminal.pid, signal.SIGHUP)
    assert terminal.ended()[0] == 0
    assert LEAVES_ALTERNATE_SCREEN in terminal.written


def test_the_terminals_own_size_counts_not_the_one_that_a_login_exported(
    deck: Callable[..., Terminal],
) -> None:
    terminal = deck(COLUMNS="30", LINES="8")  # too small for a deck
    terminal.read_until(b"Queues")


def test_q_leaves_and_restores_the_terminal(deck: Callable[..., Terminal]) -> None:
    terminal = deck()
    terminal.read_until(b"Queues")
    os.write(terminal.handle, b"q")
    assert terminal.ended()[0] == 0
    assert LEAVES_ALTERNATE_SCREEN in terminal.written


def test_a_terminal_that_goes_away_takes_the_deck_along(deck: Callable[..., Terminal]) -> None:
    terminal = deck()
    terminal.read_until(b"Queues")
    os.close(terminal.handle)
    end = time.monotonic() + 30  # a slow machine takes its time
    while time.monotonic() < end:
        pid, _status = os.waitpid(terminal.pid, os.WNOHANG)
        if pid:
            terminal.pid = 0
            break
        time.sleep(0.02)
    assert terminal.pid == 0, "the deck lives on without its terminal"
    terminal.handle = os.open(os.devnull, os.O_RDONLY)


def test_nothing_is_written_that_asks_for_the_mouse(deck: Callable[..., Terminal]) -> None:
    terminal = deck()
    terminal.read_until(b"Queues")
    assert b"\x1b[?1000h" not in terminal.written
    assert b"\x1b[?1003h" not in terminal.written


def test_a_deck_whose_errors_go_into_a_file_is_drawn_on_the_terminal_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    terminal = Terminal(str(folder), errors=str(tmp_path / "errors"))
    terminal.read_until(b"Cancel requests")
    os.write(terminal.handle, b"q")
    assert terminal.ended()[0] == 0
    assert LEAVES_ALTERNATE_SCREEN in terminal.written
    assert not (tmp_path / "errors").read_bytes()


def test_without_the_right_to_write_the_deck_looks_on_and_leaves_nothing(
    deck: Callable[..., Terminal],
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can be somebody else")
    with tempfile.TemporaryDirectory(prefix="orderdeck-", dir="/tmp") as place:
        folder, home = Path(place) / "exports", Path(place) / "home"
        for one in (folder, home):
            one.mkdir()
        generate(folder, orders=10, files=1, seed=3, container="csv", now=datetime.now(UTC), open_share=1.0)
        # In a process of its own: what has just loaded goes on to find out what remarks ask for.
        subprocess.run(
            [sys.executable, "-m", "orderdeck", "load", str(folder)],
            cwd=ROOT,
            check=True,
            capture_output=True,
        )
        for one in (Path(place), folder, *folder.rglob("*")):
            one.chmod(0o755 if one.is_dir() else 0o644)
        os.chown(home, NOBODY, NOBODY)
        try:
            subprocess.run(["true"], preexec_fn=become_nobody, check=True)
        except (OSError, subprocess.SubprocessError):
            pytest.skip("no account can be given the right to read alone")
        before = everything(folder)
        terminal = deck(
            str(folder), nobody=True, HOME=str(home), XDG_CONFIG_HOME=str(home), XDG_DATA_HOME=str(home)
        )
        terminal.read_until(b"you may not write here")
        terminal.read_until(b"nobody loads")
        terminal.written = b""
        os.write(terminal.handle, b"x")
        terminal.read_until(b"nothing is written to this desk")
        os.write(terminal.handle, b"E")
        terminal.read_until(b"to the outbox as")
        os.write(terminal.handle, b"c")
        terminal.read_until(b"Written")
        os.write(terminal.handle, b"q")
        assert terminal.ended()[0] == 0
        assert [file.stat().st_uid for file in home.rglob("*.csv")] == [NOBODY]
        assert everything(folder) == before
