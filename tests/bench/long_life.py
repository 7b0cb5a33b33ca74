"""A desk of many acts over many known orders beside one with the same open work and no history: what history costs.

    python -m tests.bench.long_life [--acts 1000000] [--known 1000000] [--open 30000] [--runs 3] [--keep DIR]

Each command runs in a process of its own; printed are the median of its seconds on the clock, those of its processor,
and its peak of memory. --keep makes the two desks in DIR, or takes those that are there.
"""

import argparse
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench import desk_scale

ROOT: Final = Path(__file__).resolve().parents[2]
OPERATORS: Final = ("li", "wang", "zhao", "chen", "liu", "yang", "huang", "zhou")
DAYS: Final = 60
ON_OPEN: Final = 4
"""One of so many open orders has been acted on."""
SKUS: Final = 5
"""So many SKUs have words on their stock, the newest of each a day old or so."""
FIRST: Final = 8010000000000000
"""The number of the first order, as desk_scale gives them."""

Row = tuple[str, str, int, str, str, str | None, str | None, str, str | None]


class Cost(NamedTuple):
    """What one process took: seconds on the clock and of processors, megabytes at its peak."""

    clock: float
    processor: float
    memory: float


def make(folder: Path, acts: int, known: int, open_orders: int) -> None:
    """A desk with `acts` acts over `known` orders of which `open_orders` are open, written without the loader.

    Raises OSError where there is something by that name.
    """
    folder.mkdir(parents=True)
    desk_scale.make(folder, known, open_orders, DAYS * desk_scale.DAY // desk_scale.FILES)
    db = sqlite3.connect(folder / ".orderdeck" / "ledger.sqlite", isolation_level=None)
    db.execute("begin")
    db.executemany(
        "insert into journal (id, grp, at, operator, kind, order_key, sku, data, undoes) "
        "values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        journal(acts, known, open_orders),
    )
    db.execute("commit")
    db.close()
    # The copy is made anew from the database when the ledger is opened next.
    (folder / ".orderdeck" / "journal.jsonl").unlink()
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.ledger import Ledger

    Ledger.open(DeskPaths.of(folder)).close()


def journal(acts: int, known: int, open_orders: int) -> Iterator[Row]:
    """`acts` acts of some sixty days, oldest first: orders are claimed, packed and done, and finished since; at last
    some of the open ones are claimed. Now and then an undo, a note, a case with a buyer, a word on stock."""
    rows = known // desk_scale.FILES
    open_rows = open_orders // desk_scale.FILES
    finished = [n for n in range(rows * desk_scale.FILES) if n % rows >= open_rows]
    open_ = [n for n in range(rows * desk_scale.FILES) if n % rows < open_rows]
    last = open_[::ON_OPEN]
    old = max(0, acts - len(last))
    step = DAYS * desk_scale.DAY // max(1, acts)
    begin = desk_scale.NOW - DAYS * desk_scale.DAY
    number = 0

    def act(kind: str, order: int | None, who: str, data: str = "{}", **more: str) -> Row:
        nonlocal number
        number += 1
        key = None if order is None else f"aliexpress:{FIRST + order}"
        return (
            f"a{number}", more.get("grp", ""), begin + number * step, who, kind, key, more.get("sku"), data,
            more.get("undoes"),
        )  # fmt: skip

    for place in range(old):
        turn, kind = divmod(place, 3)
        order = finished[turn % len(finished)]
        who = OPERATORS[turn % len(OPERATORS)]
        if place % 997 == 996:
            yield act(
                "stock_word", None, who, '{"word":"left","quantity":50}', sku=f"SKU-{place // 997 % SKUS}"
            )
        elif place % 499 == 0:
            yield act("asked", order, who, '{"what":"choice"}')
        elif place % 101 == 0:
            yield act("undo", order, who, '{"kind":"done"}', undoes=f"a{number}")
        elif kind == 2:
            yield act("done", order, who, grp=f"g{turn // 10 // len(OPERATORS)}-{who}")
        else:
            yield act(("claim", "packed")[kind], order, who)
    for place, order in enumerate(last[: acts - old]):
        yield act("claim", order, OPERATORS[place % len(OPERATORS)])


def spent(command: list[str]) -> Cost:
    """What a process takes, with all that it has waited for. Raises CalledProcessError."""
    began = time.perf_counter()
    child = subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=os.environ | {"COLUMNS": "120"},
    )
    assert child.stderr is not None
    told = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, stderr=told)
    return Cost(time.perf_counter() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 1000)


def commands(folder: Path, run: int) -> dict[str, list[str]]:
    """Name -> the process to measure on the desk in `folder`."""
    desk = [sys.executable, "-m", "orderdeck"]
    paint = [sys.executable, "-m", "tests.bench.first_paint"]
    order = f"aliexpress:{FIRST + 1 + run * ON_OPEN}"
    return {
        "version": [*desk, "--version"],
        "queues": [*desk, "queues", str(folder)],
        "stockouts": [*desk, "stockouts", str(folder), "--json"],
        "claim": [*desk, "act", str(folder), "claim", order, "--as", f"op{run}"],
        "undo": [*desk, "act", str(folder), "undo", "--as", f"op{run}"],
        "report": [*desk, "report", str(folder)],
        "deck": [*paint, str(folder), "--runs", "1", "--until", str(FIRST)[:6]],
        "doctor": [*desk, "doctor", str(folder)],
    }  # fmt: skip


def measure(name: str, desks: dict[str, Path], runs: int) -> Iterator[str]:
    """Runs a command `runs` times on each desk, in turns; a line a desk."""
    found: dict[str, list[Cost]] = {desk: [] for desk in desks}
    for run in range(runs):
        for desk, folder in desks.items():
            found[desk].append(spent(commands(folder, run)[name]))
    for desk, costs in found.items():
        clock, processor, memory = (statistics.median(column) for column in zip(*costs, strict=True))
        yield f"{name:10} {desk:12} {clock:6.2f} s  processor {processor:6.2f} s  {memory:6.0f} MB"


def main() -> None:
    """Make, measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--acts", type=int, default=1_000_000)
    parser.add_argument("--known", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=desk_scale.OPEN)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--only", default=",".join(commands(Path(), 0)))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keep = options.keep or Path(folder)
        desks = {"old": keep / "old", "no history": keep / "young"}
        if not desks["old"].exists():
            make(desks["old"], options.acts, options.known, options.open)
        if not desks["no history"].exists():
            make(desks["no history"], options.open // ON_OPEN, options.open, options.open)
        print(f"{options.acts:,} acts, {options.known:,} orders known, {options.open:,} open; beside it "
              f"{options.open // ON_OPEN:,} acts and the open orders alone")  # fmt: skip
        for name in options.only.split(","):
            for line in measure(name, desks, options.runs):
                print(line, flush=True)


if __name__ == "__main__":
    main()
