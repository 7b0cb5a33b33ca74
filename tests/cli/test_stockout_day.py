"""A scripted stock-out day in a real pseudo-terminal: the loader's own process, the keys, the files."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pexpect
import pyte
import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample.stockout_day import StockoutDay

pytestmark = pytest.mark.luck

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


class Terminal:
    """A deck in a terminal of 80×24 that a test can read."""

    def __init__(self, folder: Path) -> None:
        self.screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self.screen)
        environment = os.environ | {"TERM": "xterm-256color", "ORDERDECK_LANGUAGE": "en"}
        environment.pop("TMUX", None)
        words = ["-m", "orderdeck", "--as", "li", "--queue", "stockouts", str(folder)]
        self.deck = pexpect.spawn(sys.executable, words, dimensions=(24, 80), env=environment, cwd=str(ROOT))

    def read(self) -> str:
        """What stands on the screen now."""
        while True:
            try:
                self._stream.feed(self.deck.read_nonblocking(65536, timeout=0.05))
            except pexpect.TIMEOUT:
                break
        return "\n".join(self.screen.display)

    def until(self, *marks: str) -> str:
        """Wait until all of `marks` stand on the screen."""
        end = time.monotonic() + PATIENCE
        while not all(mark in (text := self.read()) for mark in marks):
            assert time.monotonic() < end, f"{marks} never came:\n{text}"
        return text

    def press(self, keys: str) -> None:
        """Type."""
        self.deck.send(keys)


@pytest.fixture
def day(tmp_path: Path) -> StockoutDay:
    made = StockoutDay(tmp_path / "exports", datetime.now(UTC), hit=12)
    made.morning()
    return made


@pytest.fixture
def terminal(day: StockoutDay) -> Iterator[Terminal]:
    made = Terminal(day.folder)
    yield made
    made.deck.close(force=True)


def test_a_stockout_day_from_the_first_look_to_the_closed_case(day: StockoutDay, terminal: Terminal) -> None:
    paths = DeskPaths.of(day.folder)
    terminal.until("Stock-outs", day.hit[0])
    terminal.press("s")
    terminal.until(day.sku, "0 on hand", "12 short", "Suppliers", "ask to cancel")
    terminal.press("r")
    terminal.until(f"Restock {day.sku}  12 short")  # the footer has the word as well
    for mark in ("Pieces", "expected on", "on the purchase list"):
        terminal.press("\r")
        terminal.until(mark)
    terminal.press("d")
    terminal.until("Set GAN65_EU_White to 0")
    terminal.press("y")
    terminal.until("off sale since")
    terminal.press("P")
    terminal.until("Apply:", "(y/N)")
    terminal.press("y")
    terminal.until("Plan applied")
    terminal.press("c")
    terminal.until("Message for", "Asks")
    terminal.press("A")
    terminal.until("mark them all as sent?")
    terminal.press("y")
    terminal.until("buyers asked")
    asked = [key for key, kind in acts(paths) if kind == "asked"]
    assert asked
    assert list(paths.outbox.glob("messages-*.txt"))

    day.arrivals(1)
    terminal.until("sold while off sale 1")
    applied = asked[0].rpartition(":")[2]
    day.buyers_apply([applied])
    terminal.press("b")
    terminal.until("SKUs to set to 0", "Purchase list", "applied to cancel")
    day.seller_agrees([applied])
    wait(lambda: applied not in terminal.read())
    day.receipt(80)
    while "What is decided" in terminal.read():  # the first `esc` may only take a flash away
        terminal.press("\x1b")
        time.sleep(0.2)
    terminal.until("· 0 short", "ship now")
    terminal.press("P")
    terminal.until("allot")
    terminal.press("y")
    wait(lambda: any(kind == "allot" for _key, kind in acts(paths)))
    terminal.press("u")
    wait(lambda: any(kind == "undo" for _key, kind in acts(paths)))
    terminal.press("\x11")  # ctrl+q
    terminal.deck.expect(pexpect.EOF, timeout=10)


def acts(paths: DeskPaths) -> list[tuple[str, str]]:
    """(order key, kind) of every act in the journal."""
    with Ledger.open(paths) as ledger:
        return [(act.order_key or "", act.kind) for act in ledger.acts()]


def wait(condition: Callable[[], Any]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
