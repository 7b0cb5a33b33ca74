"""Over a real terminal: the same picture as Textual's own drawing, few bytes, and nothing stale after a stall."""

import os
import random
import re
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import psutil
import pytest

from tests.bench.screen import Screen
from tests.bench.terminal import Terminal, python

pytestmark = pytest.mark.luck

KEYS = [
    "j",
    "k",
    "g",
    "G",
    "\x04",
    "\x15",
    " ",
    "V",
    "u",
    "n",
    "\t",
    "d",
    "y",
    "c",
    "i",
    "l",
    "/",
    "x",
    "\r",
    "f",
    "A",
    "\x0c",
]


class Watched:
    """The gallery in a terminal, with what it shows."""

    def __init__(
        self, columns: int, rows: int, *options: str, plain: bool = False, **environment: str
    ) -> None:
        self.screen = Screen(columns, rows)
        self.sent = bytearray()
        if plain:
            environment["ORDERDECK_DISPLAY"] = "plain"

        def take(data: bytes) -> None:
            self.sent += data
            self.screen.feed(data)

        self.terminal = Terminal(
            python("tests.widgets.gallery", *options),
            columns,
            rows,
            environment=environment,
            feed=take,
        )
        assert self.terminal.wait_for(lambda: "help" in "".join(self.screen.display))
        self.terminal.settle()

    def cells(self) -> list[list[tuple[object, ...]]]:
        return self.screen.cells()


@pytest.fixture
def watch() -> Iterator[Callable[..., Watched]]:
    opened: list[Watched] = []

    def start(*arguments: Any, **settings: Any) -> Watched:
        opened.append(Watched(*arguments, **settings))
        return opened[-1]

    yield start
    for each in opened:
        each.terminal.end()


@pytest.mark.parametrize(("columns", "rows"), [(80, 24), (125, 30)])
def test_the_same_picture_as_textuals_own(watch: Callable[..., Watched], columns: int, rows: int) -> None:
    thin = watch(columns, rows, "--no-tick", "--flash=0")
    plain = watch(columns, rows, "--no-tick", "--flash=0", plain=True)
    pick = random.Random(columns)
    for step in range(40):
        keys = pick.choices(KEYS, k=pick.randint(1, 3))
        for each in (thin, plain):
            for key in keys:
                each.terminal.send(key)
        same = thin.terminal.wait_for(lambda: thin.cells() == plain.cells(), deadline=10)
        assert same, f"after {keys!r} (step {step}):\n" + "\n".join(
            f"{left}\n{right}"
            for left, right in zip(thin.screen.display, plain.screen.display, strict=True)
            if left != right
        )
    assert thin.terminal.received < plain.terminal.received / 2


def test_resizing_draws_everything_anew(watch: Callable[..., Watched]) -> None:
    thin = watch(80, 24, "--no-tick")
    thin.screen.resize(30, 100)
    thin.terminal.resize(100, 30)
    assert thin.terminal.wait_for(lambda: "help" in thin.screen.display[29])
    thin.terminal.settle()
    assert thin.screen.display[29].rstrip().endswith("? help")
    assert "›" in thin.screen.display[2]


def test_ctrl_l_mends_a_screen_that_something_wrote_over(watch: Callable[..., Watched]) -> None:
    thin = watch(80, 24, "--no-tick")
    before = thin.cells()
    thin.screen.feed(b"\x1b[5;5Hbroadcast message from root")
    assert thin.cells() != before
    thin.terminal.send("\x0c")
    assert thin.terminal.wait_for(lambda: thin.cells() == before)


@pytest.mark.parametrize("theme", ["ansi-dark", "nord"])
def test_no_color_means_none(watch: Callable[..., Watched], theme: str) -> None:
    thin = watch(80, 24, "--no-tick", f"--theme={theme}", NO_COLOR="1")
    codes = {
        code for found in re.findall(rb"\x1b\[([0-9;]*)m", bytes(thin.sent)) for code in found.split(b";")
    }
    assert codes <= {b"", b"0", b"1", b"2", b"7"}
    assert thin.screen.buffer[2][30].reverse


def test_it_comes_back_whole_after_ctrl_z(watch: Callable[..., Watched]) -> None:
    thin = watch(80, 24, "--no-tick")
    before = thin.cells()
    os.kill(thin.terminal.pid, signal.SIGTSTP)
    stopped = os.WSTOPPED | os.WNOHANG | os.WNOWAIT
    assert thin.terminal.wait_for(lambda: os.waitid(os.P_PID, thin.terminal.pid, stopped) is not None)
    thin.terminal.settle()
    thin.screen.reset()
    thin.terminal.send("j")
    os.kill(thin.terminal.pid, signal.SIGCONT)
    assert thin.terminal.wait_for(lambda: "2/500" in "".join(thin.screen.display))
    thin.terminal.send("k")
    assert thin.terminal.wait_for(lambda: thin.cells() == before)


def at_rest(pid: int) -> None:
    """Wait until a process has spent no processor time for half a second: all its keys are dealt with."""
    process, spent, since = psutil.Process(pid), -1.0, time.monotonic()
    end = time.monotonic() + 60
    while time.monotonic() - since < 0.5:
        assert time.monotonic() < end, "it never came to rest"
        now = sum(process.cpu_times()[:2])
        if now != spent:
            spent, since = now, time.monotonic()
        time.sleep(0.02)


def test_a_stalled_terminal_gets_the_newest_picture_only(watch: Callable[..., Watched]) -> None:
    thin = watch(80, 24, "--rows=30000", "--no-tick")
    thin.terminal.taking.clear()
    before = thin.terminal.received
    for _ in range(200):
        thin.terminal.send("\x04")
    thin.terminal.send("k")
    # Nobody reads: what the terminal's own buffer holds is all that may come before the newest picture.
    at_rest(thin.terminal.pid)
    thin.terminal.taking.set()
    assert thin.terminal.wait_for(lambda: "2000/30000" in "".join(thin.screen.display))
    thin.terminal.settle()
    assert thin.terminal.received - before < 30_000
    last = thin.cells()
    thin.terminal.send("\x0c")
    thin.terminal.settle(0.4)
    assert thin.cells() == last


def test_it_ends_at_once_though_the_terminal_takes_nothing(watch: Callable[..., Watched]) -> None:
    thin = watch(80, 24, "--rows=30000")
    thin.terminal.taking.clear()
    for _ in range(60):
        thin.terminal.send("\x04")
    time.sleep(0.5)
    os.kill(thin.terminal.pid, signal.SIGTERM)
    assert thin.terminal.wait_for(
        lambda: os.waitid(os.P_PID, thin.terminal.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None, 2.5
    )
