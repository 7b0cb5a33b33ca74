"""A deck on hostile exports in a real pseudo-terminal: nothing that a buyer wrote steers it, no layout breaks."""

import shutil
import sys
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from tests.bench.screen import Screen
from tests.bench.terminal import Terminal
from tests.hostile.hostile_files import folder_of_them
from tests.hostile.payloads import ESCAPES, MARKUP, UNSEEN, clips, faults, unprintable, whole

pytestmark = pytest.mark.luck

ROOT = Path(__file__).resolve().parents[2]


class Deck:
    """A deck over `folder`, with every byte that it wrote and the screen that they make."""

    def __init__(self, folder: Path, columns: int, rows: int, **environment: str) -> None:
        self.written = bytearray()
        self._told = 0
        self.screen = Screen(columns, rows)
        command = [sys.executable, "-m", "orderdeck", str(folder)]
        self.terminal = Terminal(
            command, columns, rows, environment={"ORDERDECK_LANGUAGE": "en", **environment}, feed=self._feed
        )

    def _feed(self, data: bytes) -> None:
        self.written += data
        self.screen.feed(data)

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def news(self) -> bytes:
        """What it wrote since this was last asked, as far as that is whole."""
        start, self._told = self._told, self._told + whole(bytes(self.written[self._told :]))
        return bytes(self.written[start : self._told])

    def type(self, keys: str) -> None:
        self.terminal.send(keys)
        self.terminal.settle(quiet=0.1, deadline=2)

    def wait(self, words: str, seconds: float = 60) -> None:
        assert self.terminal.wait_for(lambda: words in self.text, seconds), self.text


@pytest.fixture(scope="module")
def hostile_desk(tmp_path_factory: pytest.TempPathFactory) -> DeskPaths:
    """A desk that has loaded, or refused, all that is hostile."""
    paths = DeskPaths.of(tmp_path_factory.mktemp("hostile") / "exports")
    paths.exports.mkdir()
    folder_of_them(paths.exports)
    assert any(export.state == "refused" for export in load_once(paths, Settings()))
    return paths


@pytest.fixture
def paths(hostile_desk: DeskPaths, tmp_path: Path) -> DeskPaths:
    """A copy of it for each test."""
    shutil.copytree(hostile_desk.exports, tmp_path / "exports", symlinks=True)
    return DeskPaths.of(tmp_path / "exports")


ROUND = [
    *("1", "\r", "\x1b", "2", "3", "4", "\r", "\x1b[B", "\x1b", "5", "6", "7", "G", "\r", "\x1b", "8", "9", "0"),
    *("i", "\x1b[B", "\r", "\x1b", "\x1b", "J", "\x1b", "w", "\x1b", "?", "\x1b", "D", "D"),
    *("9", "/", "red", "\r", "\x1b", "*", "_", "t", "l", "c", "\x1b", "\x1b", "y", "a", "y", "i", "y", "m"),
    *("m", "note\r", "a", "p", "p", "L", "L", "T", "\x1b[B", "\r", "\x0c"),
]  # fmt: skip
"""Keys that visit every screen: each queue, details, files and their rejects, journal, help, messages, copies."""
SHORT = [
    "4",
    "\r",
    "\x1b",
    "5",
    "G",
    "i",
    "\x1b[B",
    "\r",
    "\x1b",
    "\x1b",
    "J",
    "\x1b",
    "D",
    "D",
    "/",
    "red",
    "\r",
    "t",
    "\x1b",
    "\x0c",
]
"""Those that show most of what buyers wrote, for another way of drawing the same screens."""


@pytest.mark.parametrize(
    ("columns", "rows", "environment", "keys"),
    [
        (170, 48, {}, ROUND),
        (80, 24, {"NO_COLOR": "1"}, SHORT),
        (120, 30, {"ORDERDECK_DISPLAY": "plain"}, SHORT),
    ],
)
def test_nothing_reaches_the_terminal_but_sequences_of_ours_and_printable_text(
    paths: DeskPaths, columns: int, rows: int, environment: dict[str, str], keys: list[str]
) -> None:
    deck = Deck(paths.exports, columns, rows, **environment)
    try:
        deck.wait("1/")
        for key in keys:
            deck.type(key)
            assert faults(deck.news()) == [], key
        for clip in clips(bytes(deck.written)):
            assert unprintable(clip.decode("utf-8"), {"\n"}) == []
        deck.type("\x1b")
        edges = {line.find("│") for line in deck.screen.display[2:-3] if "│" in line}
        assert len(edges) <= 2, deck.text
    finally:
        deck.terminal.end()
    assert faults(bytes(deck.written), more=True) == []


def test_markup_is_text_and_copies_are_clean(paths: DeskPaths) -> None:
    deck = Deck(paths.exports, 200, 60)
    try:
        deck.wait("1/")
        deck.type("f")
        number = 30312700_00000000 + len(ESCAPES) + len(UNSEEN)
        deck.type(f"{number}\r")
        deck.wait("[red]red[/red]", 10)
        assert MARKUP[0] in deck.text
        deck.type("y")
        deck.type("a")
        deck.wait("Copied")
        deck.type("y")
        deck.type("i")
        copied = [clip.decode() for clip in clips(bytes(deck.written))]
        assert copied
        assert all(unprintable(clip, {"\n"}) == [] for clip in copied)
    finally:
        deck.terminal.end()


def test_window_titles_and_process_titles_say_nothing_of_a_buyer(paths: DeskPaths) -> None:
    deck = Deck(paths.exports, 100, 30)
    try:
        deck.wait("1/")
        assert b"\x1b]0;" not in deck.written
        assert b"\x1b]2;" not in deck.written
        line = Path(f"/proc/{deck.terminal.pid}/cmdline").read_bytes()
        assert b"303127" not in line
    finally:
        deck.terminal.end()
    log = paths.log.read_text(encoding="utf-8")
    assert unprintable(log, {"\n"}) == []
    for word in ("osc52", "gnp.exe", "drop table", "30312700"):
        assert word not in log
