"""What drawing costs on the wire and in time: the deck's widgets beside Textual's own DataTable, in the same run.

    python -m tests.bench.wire [--quick] [--deck DIR]

Bytes at 80×24 for what an operator does; the time from a key to its first byte with 30,000 rows; the lag after ↓ was
held for 3 s at 200×50 over a line that takes 32 kB/s. Ends with status 1 where a limit is missed.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from typing import Any

from tests.bench.terminal import Terminal, python

OURS = "tests.widgets.gallery"
STOCK = "tests.bench.stock_table"

Costs = dict[str, float]


def opened(module: str, *options: str, columns: int = 80, rows: int = 24, **settings: Any) -> Terminal:
    """A terminal with the program started and at rest."""
    terminal = Terminal(python(module, *options), columns, rows, **settings)
    assert terminal.wait_for(lambda: terminal.received > 1500, 60), f"{module} didn't start"
    terminal.settle(1.0, deadline=60)
    return terminal


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


def costs(module: str, environment: dict[str, str] | None = None) -> Costs:
    """Bytes for each thing an operator does, at 80×24."""
    terminal = opened(module, "--no-tick", environment=environment)
    found: Costs = {"start": terminal.received}
    terminal.cost("j")
    found["cursor"] = median([terminal.cost("j")[0] for _ in range(5)])
    found["row changed"] = median([terminal.cost("u")[0] for _ in range(3)])
    found["cursor out of view"] = max(terminal.cost("j")[0] for _ in range(22))
    found["confirm opened"] = terminal.cost("d")[0]
    terminal.cost("n")
    found["filter opened"] = terminal.cost("/")[0]
    found["character typed"] = median([terminal.cost("x")[0] for _ in range(3)])
    terminal.end()
    terminal = opened(module, environment=environment)
    before = terminal.received
    time.sleep(5)
    found["idle, a second"] = (terminal.received - before) / 5
    terminal.end()
    return found


def latency(module: str, rows: int, keys: int) -> Costs:
    """Milliseconds from a key to its first byte: median and 95th percentile."""
    terminal = opened(module, f"--rows={rows}", "--no-tick")
    times = sorted(terminal.cost("\x1b[6~" if step % 10 == 9 else "\x1b[B")[1] * 1000 for step in range(keys))
    terminal.end()
    return {"median": median(times), "p95": times[int(len(times) * 0.95)]}


def held(module: str) -> Costs:
    """↓ held at 200×50, 32 kB/s: seconds until the last byte after release, and bytes a key."""
    terminal = opened(module, "--rows=500", "--no-tick", columns=200, rows=50, rate=32_000)
    lag, a_key = hold(terminal)
    terminal.end()
    return {"lag": lag, "bytes a key": a_key}


def hold(terminal: Terminal) -> tuple[float, float]:
    """Hold ↓ for 3 s, 30 a second: seconds until the last byte after release, and bytes a key."""
    before = terminal.received
    start = time.monotonic()
    for step in range(90):
        time.sleep(max(0.0, start + step / 30 - time.monotonic()))
        terminal.send("\x1b[B")
    released = time.monotonic()
    terminal.settle(0.5, deadline=60)
    return max(0.0, terminal.last - released), (terminal.received - before) / 90


def deck_costs(folder: str) -> Costs:
    """The same figures for the deck itself."""

    def start(**settings: Any) -> Terminal:
        command = [sys.executable, "-m", "orderdeck", folder]
        terminal = Terminal(command, **settings)
        assert terminal.wait_for(lambda: terminal.received > 1500, 60)
        terminal.settle(2.0, deadline=60)
        terminal.cost("7")
        return terminal

    terminal = start()
    terminal.cost("j")
    found: Costs = {"cursor": median([terminal.cost("j")[0] for _ in range(7)])}
    found["filter opened"] = terminal.cost("/")[0]
    found["character typed"] = terminal.cost("e")[0]
    terminal.cost("\x1b")
    terminal.settle(0.5)
    before = terminal.received
    time.sleep(10)
    found["idle, a second"] = (terminal.received - before) / 10
    times = sorted(terminal.cost("\x1b[6~" if n % 10 == 9 else "\x1b[B")[1] * 1000 for n in range(100))
    found["key to paint, median"], found["key to paint, p95"] = median(times), times[95]
    terminal.end()
    terminal = start(columns=200, rows=50, rate=32_000)
    found["lag after held ↓"], found["bytes a key, held"] = hold(terminal)
    terminal.end()
    return found


LIMITS = {
    "cursor": 500,
    "row changed": 500,
    "confirm opened": 500,
    "filter opened": 500,
    "idle, a second": 150,
    "key to paint, p95": 50,
    "lag after held ↓": 1,
}


UNITS = {"key to paint, median": "ms", "key to paint, p95": "ms", "lag after held ↓": "s"}


class Report:
    """Prints figures side by side and remembers which limit was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def line(self, name: str, ours: float, stock: float, limit: float | None, unit: str) -> None:
        """One figure."""
        ratio = f"{stock / ours:6.0f}×" if ours and stock else "      –"
        within = "" if limit is None else f"  limit {limit:g} {unit}"
        if limit is not None and ours >= limit:
            within += "  MISSED"
            self.missed.append(name)
        self.say(f"{name:24} {ours:10.1f} {stock:12.1f} {unit:4}{ratio}{within}")

    @staticmethod
    def say(text: str) -> None:
        """Print."""
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="fewer keys and rows")
    options.add_argument("--deck", metavar="DIR", help="measure the deck on a folder of exports")
    given = options.parse_args()
    quick = given.quick
    report = Report()
    if given.deck:
        for name, value in deck_costs(given.deck).items():
            report.line(name, value, 0, LIMITS.get(name), UNITS.get(name, "B"))
        return 1 if report.missed else 0
    report.say(f"{'':24} {'orderdeck':>10} {'DataTable':>12}")
    ours, stock = costs(OURS), costs(STOCK)
    for name in ours:
        report.line(name, ours[name], stock[name], LIMITS.get(name), "B")
    rows, keys = (2_000, 40) if quick else (30_000, 200)
    ours = latency(OURS, rows, keys)
    stock = latency(STOCK, 2_000, 40)  # with 30,000 rows it takes half a minute to begin
    report.line("key to paint, median", ours["median"], stock["median"], None, "ms")
    report.line("key to paint, p95", ours["p95"], stock["p95"], 50, "ms")
    ours, stock = held(OURS), held(STOCK)
    report.line("lag after held ↓", ours["lag"], stock["lag"], 1, "s")
    report.line("bytes a key, held", ours["bytes a key"], stock["bytes a key"], None, "B")
    if report.missed:
        report.say("missed: " + ", ".join(report.missed))
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(main())
