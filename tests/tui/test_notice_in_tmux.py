"""What of a notice reaches the terminal around a real tmux, by what the settings ask for and tmux lets through."""

import os
import pty
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")

SAID = "本店 2 个订单"
"""With a byte (0x9c) that ends an escape where a terminal doesn't read UTF-8."""
OSC9 = f"\x1b]9;orderdeck: {SAID}\x1b\\".encode()
OSC777 = f"\x1b]777;notify;orderdeck;{SAID}\x1b\\".encode()
SCRIPT = """
import os, sys, time
from orderdeck.tui.terminal.notice import sequence
sys.stdin.readline()
print("called" + sequence(sys.argv[1], sys.argv[2:], os.environ), flush=True)
sys.stdin.readline()
print("done", flush=True)
time.sleep(60)
"""
"""Waits for enter, so that tmux has drawn the pane, and calls; at the next one tmux has dealt with all of that."""


@contextmanager
def inside_tmux(folder: Path, passing: str, ways: tuple[str, ...]) -> Iterator[int]:
    """A tmux in a terminal of ours, whose end is yielded, with a program that calls once enter is pressed."""
    script, config, socket = folder / "calls.py", folder / "tmux.conf", folder / "socket"
    script.write_text(SCRIPT)
    config.write_text(f"set -g allow-passthrough {passing}\nset -g status off\n")
    program = " ".join([sys.executable, str(script), f"'{SAID}'", *ways])
    command = ["tmux", "-S", str(socket), "-f", str(config), "new-session", program]
    child, terminal = pty.fork()
    if not child:
        environment = {name: value for name, value in os.environ.items() if name != "TMUX"}
        os.execvpe("tmux", command, environment | {"TERM": "xterm-256color", "LANG": "C.UTF-8"})
    try:
        yield terminal
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, capture_output=True)
        os.close(terminal)
        os.waitpid(child, 0)


def read_until(terminal: int, end: bytes, seconds: float = 30) -> bytes:
    """All that is written to the terminal up to `end`."""
    got, deadline = b"", time.monotonic() + seconds
    while end not in got:
        assert time.monotonic() < deadline, got
        if select.select([terminal], [], [], 0.1)[0]:
            got += os.read(terminal, 65536)
    return got


@pytest.mark.parametrize("passing", ["on", "off"])
@pytest.mark.parametrize("ways", [("bell",), ("osc9",), ("osc777",), ("bell", "osc9", "osc777")])
def test_what_was_asked_for_gets_through_tmux(tmp_path: Path, passing: str, ways: tuple[str, ...]) -> None:
    with inside_tmux(tmp_path, passing, ways) as terminal:
        os.write(terminal, b"\r")
        got = read_until(terminal, b"called")
        os.write(terminal, b"\r")
        got += read_until(terminal, b"done")
    for way, escape in (("osc9", OSC9), ("osc777", OSC777)):
        assert (escape in got) == (way in ways and passing == "on"), got
    assert b"tmux;" not in got, "the wrapping is tmux's own"
    assert (b"\a" in got) == ("bell" in ways), "tmux rings by itself"
