"""The deck itself on a real desk: bytes to the terminal and time to the first of them, for what operators do most.

    python tests/bench/deck_wire.py DIR [--runs 15]

DIR is a folder of exports (for instance one of `orderdeck sample DIR --orders 30000 --open 1`), loaded beforehand.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from terminal import Terminal

KEYS = {
    "cursor down": "j",
    "half page down": "\x04",
    "mark": " ",
    "next queue": "\t",
    "filter, one character": "a",
}
"""What is measured -> the key."""


def measure(folder: Path, width: int, height: int, runs: int) -> None:
    """Print a line for each kind of key at one size."""
    seen = bytearray()
    command = [sys.executable, "-m", "tui.cli", str(folder)]
    deck = Terminal(command, width, height, environment={"ORDERDECK_LANGUAGE": "en"}, feed=seen.extend)
    try:
        if not deck.wait_for(lambda: b"Across all" in seen, 60):
            raise TimeoutError("the desk did not open")
        time.sleep(3)
        deck.send("7")
        deck.settle(0.5)
        sys.stdout.write(f"{width}x{height}\n")
        for name, key in KEYS.items():
            if name.startswith("filter"):
                _line("open the filter", [deck.cost("/")])
            _line(name, [deck.cost(key) for _run in range(1 if name.startswith("filter") else runs)])
        deck.send("\x1b")
        deck.settle(1.0)
        _idle(deck)
    finally:
        deck.end()


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


def main() -> None:
    """Measure at 80×24, 120×36 and 200×50."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--runs", type=int, default=15)
    options = parser.parse_args()
    for width, height in ((80, 24), (120, 36), (200, 50)):
        measure(options.folder, width, height, options.runs)


if __name__ == "__main__":
    main()
