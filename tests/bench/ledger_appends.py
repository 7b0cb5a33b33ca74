"""Appends to one ledger by several processes at once, each act fsynced on its own.

python -m tests.bench.ledger_appends [processes] [acts each]
"""

import multiprocessing
import statistics
import sys
import tempfile
import time
from pathlib import Path

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger


def work(folder: Path, worker: int, acts: int, out: "multiprocessing.Queue[list[float]]") -> None:
    times = []
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        for number in range(acts):
            act = Act(
                id=f"{worker}-{number}",
                kind="note",
                operator=f"op{worker}",
                at=number,
                order_key=f"a:{number}",
            )
            begun = time.perf_counter()
            ledger.append([act])
            times.append(time.perf_counter() - begun)
    out.put(times)


def main() -> None:
    processes, acts = (int(argument) for argument in (sys.argv[1:] + ["8", "200"][len(sys.argv) - 1 :]))
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        Ledger.open(DeskPaths.of(Path(folder))).close()
        out = context.Queue()
        workers = [context.Process(target=work, args=(Path(folder), n, acts, out)) for n in range(processes)]
        begun = time.perf_counter()
        for worker in workers:
            worker.start()
        times = sorted(one for _ in workers for one in out.get())
        took = time.perf_counter() - begun
        with Ledger.open(DeskPaths.of(Path(folder))) as ledger:
            found = len(ledger.acts())
            ledger.changed()
            begun = time.perf_counter()
            for _ in range(1000):
                ledger.changed()
            poll = (time.perf_counter() - begun) / 1000
    print(
        f"{processes} processes × {acts} acts: {found} on record (lost {processes * acts - found}), "
        f"{found / took:.0f}/s with start-up; an act: median {statistics.median(times) * 1e3:.2f} ms, "
        f"p95 {times[int(len(times) * 0.95)] * 1e3:.2f} ms, p99 {times[int(len(times) * 0.99)] * 1e3:.2f} ms; "
        f"asking for changes {poll * 1e6:.0f} µs"
    )


if __name__ == "__main__":
    main()
