"""How long a big CSV takes from landing to being on record, against DuckDB's bare read of it into a table, one that is
kept in a file and one in memory alone.

    python -m tests.bench.load_big [ORDERS]      # 1,000,000 by default: about 430 MB in a temporary folder

Each runs in a process of its own, in turn and twice, the better time counting; the file has been read once before,
so that all find it in the page cache. Loading is everything: hashing, recognising, reading, normalising, Parquet on
disk, the ledger's line. Prints seconds, CPU seconds, peak memory and the ratio: of loading, CPU of this process and of
the one that reads, and the peak of whichever had the most in memory.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
TIMES = 2


def load(file: Path, state: Path) -> int:
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.exports.apart import process
    from orderdeck.data.intake.process import load_once

    [export] = load_once(DeskPaths.of(file.parent, state), Settings())
    assert export.state == "loaded", export
    assert export.rejected == 0, export
    for reader in process._idle:
        reader.end()  # what it took counts once it has ended
    return export.orders


def kept(file: Path, state: Path) -> int:
    return bare(file, state, str(state.with_suffix(".db")))


def bare(file: Path, _state: Path, database: str = ":memory:") -> int:
    import duckdb

    con = duckdb.connect(database)
    # Told what it is: its sniffer gives up on records that end in CRLF around cells with LF in them.
    con.execute(
        "create table orders as from read_csv($file, all_varchar = true, header = true, delim = ',', "
        """quote = '"', escape = '"', new_line = '\\r\\n')""",
        {"file": str(file)},
    )
    found = con.execute("select count(*) from orders").fetchone()
    con.close()
    return int(found[0]) if found else 0


def child(name: str, file: Path, state: Path) -> None:
    started = time.perf_counter()
    works: dict[str, Callable[[Path, Path], int]] = {"load": load, "kept": kept, "bare": bare}
    orders = works[name](file, state)
    seconds = time.perf_counter() - started
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(one.ru_utime + one.ru_stime for one in used)
    print(orders, seconds, cpu, max(one.ru_maxrss for one in used) / 1024)


def measure(name: str, file: Path, state: Path) -> tuple[int, float, float, float]:
    command = [sys.executable, __file__, name, str(file), str(state)]
    # Modules are compiled once, as where orderdeck is installed, and not at every start.
    compiled = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=compiled)
    orders, *figures = map(float, done.stdout.split()[-4:])
    seconds, cpu, peak = figures
    print(f"{name:6} {int(orders):>9} orders {seconds:6.2f} s {cpu:6.2f} s CPU {peak:6.0f} MB peak")
    return int(orders), seconds, cpu, peak


def main() -> None:
    from orderdeck.data.sample.files.big import write_big_csv

    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "exports" / "orders.csv"
        file.parent.mkdir()
        truth = write_big_csv(file, orders, now=NOW)
        print(f"{truth.orders} orders, {truth.size / 1e6:.0f} MB")
        with file.open("rb") as whole:
            while whole.read(1 << 24):
                pass
        found: dict[str, list[tuple[int, float, float, float]]] = {"load": [], "kept": [], "bare": []}
        for turn in range(TIMES):
            for name, runs in found.items():
                runs.append(measure(name, file, Path(folder) / f"state{turn}"))
        assert {run[0] for runs in found.values() for run in runs} == {orders}
        ours, seconds = min(run[1] for run in found["load"]), min(run[2] for run in found["load"])
        for name, words in (("kept", "a table in a database file"), ("bare", "a table in memory")):
            time_ratio, cpu_ratio = (
                mine / min(run[place] for run in found[name]) for place, mine in ((1, ours), (2, seconds))
            )
            print(f"load / {words}: {time_ratio:.2f} of its time, {cpu_ratio:.2f} of its CPU")
        print(f"peak memory: {max(run[3] for run in found['load']):.0f} MB")


if __name__ == "__main__":
    if len(sys.argv) == 4:
        child(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
    else:
        main()
