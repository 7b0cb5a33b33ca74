"""Through how many files and calls one key and one row of a CSV file pass.

    python -m tests.bench.hops

Counts calls of our own functions, in every thread: from the key `x` until its act is in the journal, until the screen
is at rest, and from a file of one order until the ledger has it. Calls that a deck at rest makes anyhow (clock,
polling) count too, so files are the surer figure. No figure of time.
"""

import asyncio
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import orderdeck
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.keep.kept_desk import write_orders
from tests.tui.real_desk import RealDesk

ROOT = Path(orderdeck.__file__).resolve().parents[2]
OURS = tuple(str(ROOT / folder) for folder in ("tui", "widgets", "data", "queries"))
REST = 1.0
"""Seconds without a new file after which the screen is taken to be at rest."""


class Watched:
    """Calls of our functions, by file, while it is on."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._known: dict[str, str] = {}

    def _call(self, frame: FrameType, event: str, _arg: object) -> None:
        if event != "call":
            return
        name = frame.f_code.co_filename
        real = self._known.get(name)
        if real is None:
            real = self._known[name] = str(Path(name).resolve()) if not name.startswith("<") else ""
        if real.startswith(OURS):
            self.calls[real] += 1

    def __enter__(self) -> "Watched":
        threading.setprofile(self._call)
        sys.setprofile(self._call)
        return self

    def __exit__(self, *_error: object) -> None:
        sys.setprofile(None)
        threading.setprofile(None)

    def said(self, what: str) -> str:
        rooms = Counter(str(Path(name).relative_to(ROOT).parent) for name in self.calls)
        return f"{what}: {len(self.calls)} files in {len(rooms)} rooms, {self.calls.total()} calls"


async def until(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        await asyncio.sleep(0.01)


async def key(paths: DeskPaths) -> None:
    """`x` on the first order of the first queue."""
    app: Any = Orderdeck(
        Start(paths.exports, operator="li"), Looks(zone="UTC"), follower=RealDesk(paths.exports)
    )
    with Watched() as watched:  # threads that begin later are watched from their beginning
        async with app.run_test(size=(120, 36)) as pilot:
            await until(lambda: app.state.ready and app.state.view and app.deck.table.cursor_key)
            await pilot.pause(REST)
            with Ledger.open(paths) as ledger:
                before = len(ledger.acts())
                watched.calls.clear()
                await pilot.press("x")
                await until(lambda: len(ledger.acts()) > before)
            print(watched.said("x, until its act is in the journal"))
            while True:
                known = len(watched.calls)
                await pilot.pause(REST)
                if len(watched.calls) == known:
                    break
            print(watched.said("x, until the screen is at rest"))


def row(paths: DeskPaths) -> None:
    """One order in a file of its own."""
    write_orders(paths, "first.csv", [1])
    load_once(paths, Settings())  # what is made once a process is made
    write_orders(paths, "second.csv", [2])
    with Watched() as watched:
        load_once(paths, Settings())
    print(watched.said("one row, from the file to the ledger"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = DeskPaths.of(Path(folder))
        row(paths)
        asyncio.run(key(paths))


if __name__ == "__main__":
    main()
