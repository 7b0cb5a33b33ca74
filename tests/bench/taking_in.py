"""Processor time from a file to its orders in the queues: loader, opening an empty desk, taking in what is new.

    python -m tests.bench.taking_in [ORDERS] [TURNS]      # 20,000 orders, half of them open, and 3 turns by default

What an operator feels each minute is the last figure: an export of 50 orders into a desk that has all the others.
Each turn is a process of its own; loading is one, too, and counts whole, with its start and with the process that reads
for it. Beside it: DuckDB's bare read of the file. Medians.
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

SMALL = 50
ARRIVALS = 5


def exports(folder: Path, orders: int) -> list[Path]:
    """One big export, and ARRIVALS small ones, each of orders of its own."""
    files: list[Path] = []
    for number in range(ARRIVALS + 1):
        (made := folder / str(number)).mkdir()
        options = ["--orders", str(SMALL if number else orders), "--files", "1", "--container", "csv"]
        command = [sys.executable, "-m", "orderdeck", "sample", *options, "--seed", str(number), str(made)]
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        files += made.iterdir()
    return files


def compiled() -> dict[str, str]:
    """The environment in which modules are compiled once, as where orderdeck is installed, and not at every start."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def child(*arguments: object) -> list[float]:
    """The figures that this script prints in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.taking_in", *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=compiled())
    return [float(word) for word in done.stdout.split()]


def bare(file: Path) -> None:
    """A bare read of all cells."""
    import duckdb

    duckdb.connect().execute(
        "create table orders as from read_csv($file, all_varchar = true, header = true, delim = ',', "
        """quote = '"', escape = '"', new_line = '\\r\\n')""",
        {"file": str(file)},
    )


def load(folder: Path) -> None:
    """Loads what is new in `folder`, and ends the process that read it, so that what that took counts."""
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.exports.apart import process
    from orderdeck.data.intake.process import load_once

    load_once(DeskPaths.of(folder), Settings())
    for reader in process._idle:
        reader.end()


def take(folder: Path, files: list[Path]) -> None:
    """Prints seconds of opening an empty desk, of taking in the first of `files`, and of each other."""
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.stock.open_desk import open_desk

    paths = DeskPaths.of(folder)
    open_desk(paths, Settings()).close()  # what is imported and read by then is not counted
    began = time.process_time()
    desk = open_desk(paths, Settings())
    times = [time.process_time() - began]
    for number, file in enumerate(files):
        (folder / f"{number}.csv").write_bytes(file.read_bytes())
        child("load", folder)
        began = time.process_time()
        desk.catch_up()
        desk.views()
        times.append(time.process_time() - began)
        desk.tick()
    desk.close()
    opened, big, *small = times
    sys.stdout.write(f"{opened} {big} {statistics.median(small)}\n")


def main() -> None:
    """Measure and print."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    words = (
        "bare read",
        "loader",
        "opening an empty desk",
        f"taking {orders:,} orders in",
        f"{SMALL} orders more",
    )
    found: list[list[float]] = [[] for _ in words]
    with tempfile.TemporaryDirectory() as name:
        files = exports(Path(name), orders)
        for turn in range(turns):
            for step in ("loaded", "taken"):
                (Path(name) / f"{step}{turn}").mkdir()
            (one := Path(name) / f"loaded{turn}" / "orders.csv").write_bytes(files[0].read_bytes())
            figures = (
                *child("bare", one),
                *child("load", one.parent),
                *child("take", Path(name) / f"taken{turn}", *files),
            )
            for times, seconds in zip(found, figures, strict=True):
                times.append(seconds)
    for word, times in zip(words, found, strict=True):
        sys.stdout.write(
            f"{word:28} {statistics.median(times):.3f} s ({min(times):.3f} to {max(times):.3f})\n"
        )


if __name__ == "__main__":
    works: dict[str, Callable[[Path], None]] = {"bare": bare, "load": load}
    if sys.argv[1:2] == ["take"]:
        take(Path(sys.argv[2]), [Path(word) for word in sys.argv[3:]])
    elif sys.argv[1:2] and sys.argv[1] in works:
        works[sys.argv[1]](Path(sys.argv[2]))
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        sys.stdout.write(f"{sum(one.ru_utime + one.ru_stime for one in used)}\n")
    else:
        main()
