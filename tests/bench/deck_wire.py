"""The deck itself on a real desk: bytes to the terminal and time to the first of them, for what operators do most.

    python -m tests.bench.deck_wire DIR [--runs 15] [--landing 1000000]
    python -m tests.bench.deck_wire DIR --queues [--language zh]

DIR is a folder of exports (for instance one of `orderdeck sample DIR --orders 30000 --open 1`), loaded beforehand.
With --queues, instead: each of the first steps of the cursor in every queue, without the card that comes after it.
With --landing, instead: from a letter typed into the filter to that letter on the screen, all the time that an export
of so many orders is being loaded and taken in; it stays in DIR.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from tests.bench.terminal import Terminal

KEYS = {
    "cursor down": "j",
    "half page down": "\x04",
    "mark": " ",
    "next queue": "\t",
    "filter, one character": "a",
}
"""What is measured -> the key."""


QUEUES = "1234567890"
"""The keys of the queues."""
STEPS = 8
"""Steps of the cursor in each: it is scrolled then at few sizes."""
SOON = 0.07
"""Seconds after its first byte in which a step is drawn, and the card beside it isn't yet."""
OPEN = {"en": b"Across all", "zh": "跨队列".encode()}
"""Language -> what stands on the screen once the desk is open."""


@contextmanager
def opened(
    folder: Path, width: int, height: int, keys: str = "7", language: str = "en"
) -> Iterator[tuple[Terminal, bytearray]]:
    """A deck on a queue of its desk, and all that it has written so far."""
    seen = bytearray()
    command = [sys.executable, "-m", "orderdeck", str(folder)]
    deck = Terminal(command, width, height, environment={"ORDERDECK_LANGUAGE": language}, feed=seen.extend)
    try:
        if not deck.wait_for(lambda: OPEN[language] in seen, 60):
            raise TimeoutError("the desk did not open")
        time.sleep(3)
        deck.send(keys)
        deck.settle(0.5)
        yield deck, seen
    finally:
        deck.end()


def measure(folder: Path, width: int, height: int, runs: int, keys: str) -> None:
    """Print a line for each kind of key at one size, once `keys` have led to where it is measured."""
    with opened(folder, width, height, keys) as (deck, _seen):
        sys.stdout.write(f"{width}x{height}, {keys}\n")
        for name, key in KEYS.items():
            if name.startswith("filter"):
                _line("open the filter", [deck.cost("/")])
            _line(name, [deck.cost(key) for _run in range(1 if name.startswith("filter") else runs)])
        deck.send("\x1b")
        deck.settle(1.0)
        _idle(deck)


def queues(folder: Path, width: int, height: int, language: str, before: str) -> None:
    """Print the bytes of the first steps in every queue at one size, once `before` has been typed."""
    with opened(folder, width, height, before or "1", language) as (deck, _seen):
        sys.stdout.write(f"{width}x{height} {language} {before}\n")
        for key in QUEUES:
            deck.send(key)
            deck.settle(0.7)
            deck.send("g")
            deck.settle(0.5)
            steps = [_step(deck) for _run in range(STEPS)]
            sys.stdout.write(f"  {key}  {' '.join(f'{size:4}' for size in steps)}\n")
            sys.stdout.flush()


def _step(deck: Terminal) -> int:
    """Bytes of one step of the cursor; 0 at the end of the list."""
    before, at = deck.received, time.monotonic()
    deck.send("j")
    while deck.received == before and time.monotonic() - at < 1.0:
        time.sleep(0.0005)
    time.sleep(SOON)
    size = deck.received - before
    deck.settle(0.5)
    return size


def _idle(deck: Terminal) -> None:
    before = deck.received
    time.sleep(10)
    sys.stdout.write(f"  idle                   {(deck.received - before) / 10:7.0f} B/s\n")


def _line(name: str, costs: list[tuple[int, float]]) -> None:
    sizes = [size for size, _first in costs]
    first = sorted(first * 1000 for _size, first in costs)
    late = first[max(0, round(len(first) * 0.95) - 1)]
    middle = statistics.median(first)
    size = statistics.median(sizes)
    sys.stdout.write(f"  {name:22} {size:7.0f} B   first byte {middle:5.1f} ms, p95 {late:5.1f} ms\n")


def landing(folder: Path, orders: int) -> None:
    """Print the time a key takes to show while a big export lands."""
    from orderdeck.data.sample.files.big import write_big_csv

    file = folder / f"landing-{orders}.csv.part"
    write_big_csv(file, orders, now=datetime.now(UTC))
    with opened(folder, 120, 36) as (deck, seen):
        deck.send("/")
        deck.settle(0.5)
        quiet = [_typed(deck, seen) for _run in range(40)]
        file.rename(file.with_suffix(""))
        with Ledger.open(DeskPaths.of(folder)) as ledger:
            before, busy = ledger.last_export(), []
            while ledger.last_export() == before:
                busy.append(_typed(deck, seen))
            after = [_typed(deck, seen) for _run in range(60)]
    for name, times in (
        ("nothing lands", quiet),
        ("being loaded", busy),
        ("being taken in, and after", after),
    ):
        times.sort()
        sys.stdout.write(
            f"  {name:26} {len(times)} keys: median {statistics.median(times):5.1f} ms, "
            f"95 % within {times[round(len(times) * 0.95) - 1]:5.1f} ms, all within {times[-1]:5.1f} ms\n"
        )


def _typed(deck: Terminal, seen: bytearray) -> float:
    """Milliseconds from a letter that is nowhere else to its showing; it is taken away again."""
    before, began = len(seen), time.perf_counter()
    deck.send("Ж")
    while "Ж".encode() not in seen[before:]:
        if time.perf_counter() - began > 20:
            raise TimeoutError("a key did not show")
        time.sleep(0.0005)
    took = (time.perf_counter() - began) * 1000
    deck.send("\x7f")
    time.sleep(0.12)
    return took


def main() -> None:
    """Measure at four sizes, on the larger ones on the dashboard, with which they open, and in a queue."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--landing", type=int, default=0)
    parser.add_argument("--queues", action="store_true")
    parser.add_argument("--language", choices=tuple(OPEN), default="en")
    options = parser.parse_args()
    if options.landing:
        landing(options.folder, options.landing)
        return
    if options.queues:
        for width, height in ((80, 24), (120, 36), (200, 50)):
            for before in ("", "D") if width >= 120 else ("",):
                queues(options.folder, width, height, options.language, before)
        return
    for width, height in ((80, 24), (120, 36), (160, 45), (200, 50)):
        for keys in ("7", "D7") if width >= 160 else ("7",):
            measure(options.folder, width, height, options.runs, keys)


if __name__ == "__main__":
    main()
