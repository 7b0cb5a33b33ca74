"""Files to teach, and the profiles to teach them against."""

import csv
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Refusal
from orderdeck.data.exports.teach.guess.propose import propose
from orderdeck.data.exports.teach.model import Proposal

Table = Callable[..., Path]


@pytest.fixture(scope="session")
def profiles() -> tuple[Profile, ...]:
    """The packaged profiles."""
    return tuple(profile for profile in load_profiles() if "packaged" in profile.origin)


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """Write a CSV of `header` and `rows`; its path."""

    def write(header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "new export.csv") -> Path:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([header, *rows])
        path = tmp_path / name
        path.write_text(buffer.getvalue(), encoding="utf-8")
        return path

    return write


@pytest.fixture
def proposed(profiles: tuple[Profile, ...], table: Table) -> Callable[..., Proposal]:
    """Propose a profile for a table of `header` and `rows`."""

    def make(header: Sequence[str], rows: Sequence[Sequence[str]], name: str = "new export.csv") -> Proposal:
        found = propose(table(header, rows, name), profiles)
        assert not isinstance(found, Refusal), found
        return found

    return make


class Terminal:
    """A command in a pseudo-terminal, and what its screen shows."""

    def __init__(self, words: Sequence[str], size: tuple[int, int], home: Path, language: str) -> None:
        import pexpect
        import pyte

        columns, lines = size
        self._screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        root = Path(__file__).parents[2]
        environment = {
            **os.environ,
            "TERM": "xterm-256color",
            "ORDERDECK_LANGUAGE": language,
            "XDG_CONFIG_HOME": str(home),
        }
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "orderdeck", *words],
            cwd=str(root),
            env=environment,
            dimensions=(lines, columns),
            timeout=5,
        )

    @property
    def text(self) -> str:
        """What the screen shows now."""
        return "\n".join(self._screen.display)

    def take(self, seconds: float = 0.1) -> None:
        """Take what the command has written."""
        import pexpect

        try:
            self._stream.feed(self.child.read_nonblocking(65536, seconds))
        except (pexpect.TIMEOUT, pexpect.EOF):
            pass

    def wait(self, *wanted: str, seconds: float = 40) -> str:
        """Read until the screen shows all of `wanted`."""
        end = time.monotonic() + seconds
        while not all(part in self.text for part in wanted):
            assert time.monotonic() < end, f"waited in vain for {wanted}:\n{self.text}"
            self.take()
        return self.text

    def press(self, *keys: str) -> None:
        """Send keys as a person would: text as it is, names of control keys."""
        named = {
            "enter": "\r",
            "escape": "\x1b",
            "down": "\x1b[B",
            "up": "\x1b[A",
            "clear": "\x15",
            "tab": "\t",
        }
        for key in keys:
            self.child.send(named.get(key, key))

    def ended(self, seconds: float = 30) -> int:
        """Wait for the end; the exit code."""
        end = time.monotonic() + seconds
        while self.child.isalive():
            assert time.monotonic() < end, self.text
            self.take()
        self.take()
        return int(self.child.exitstatus or 0)


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Callable[..., Terminal]]:
    """Start `orderdeck` with words in a pseudo-terminal; ended with the test."""
    pytest.importorskip("pexpect")
    pytest.importorskip("pyte")
    started: list[Terminal] = []

    def start(*words: str, size: tuple[int, int] = (80, 24), language: str = "en") -> Terminal:
        started.append(Terminal(words, size, tmp_path / "config", language))
        return started[-1]

    yield start
    for one in started:
        one.child.close(force=True)
