"""Appends by several processes at once on SQLite and on PostgreSQL, both safe on disk before they are acknowledged.

python -m tests.bench.ledger_engines [processes] [seconds]
"""

import multiprocessing
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from tests.ledger.server import server
from tests.ledger.shared_desks import join, new_pointer, stand

ROOT = Path(__file__).resolve().parents[2]

SPAWN = multiprocessing.get_context("spawn")


def opened(folder: Path, address: str) -> Ledger:
    """The ledger on the engine at `address`, or on SQLite."""
    paths = DeskPaths.of(folder)
    if address and not paths.shared.exists():
        join(paths, stand(new_pointer(address)))
    return Ledger.open(paths, busy_seconds=30)


def append(folder: Path, address: str, start: float, seconds: float, out: Any) -> None:
    """One process: single acts, one after another."""
    spans = []
    with opened(folder, address) as ledger:
        time.sleep(max(0.0, start - time.time()))
        while time.time() < start + seconds:
            began = time.perf_counter()
            ledger.append([Act(id=uuid.uuid4().hex, kind="note", operator="li", at=1, order_key="a:1")])
            spans.append((time.perf_counter() - began) * 1000)
    out.put(spans)


def measure(name: str, folder: Path, address: str, processes: int, seconds: float) -> None:
    opened(folder, address).close()
    out = SPAWN.Queue()
    start = time.time() + 3 + processes * 0.3
    workers = [
        SPAWN.Process(target=append, args=(folder, address, start, seconds, out)) for _ in range(processes)
    ]
    for worker in workers:
        worker.start()
    spans = sorted(span for _ in workers for span in out.get(timeout=seconds + 120))
    with opened(folder, address) as ledger:
        stored = len(ledger.acts())
        began = time.perf_counter()
        for _ in range(1000):
            ledger.changed()
        poll = (time.perf_counter() - began) * 1000
    print(
        f"{name}: {len(spans) / seconds:.0f} appends/s, median {spans[len(spans) // 2]:.2f} ms, "
        f"95 % {spans[int(len(spans) * 0.95)]:.2f} ms, lost {len(spans) - stored}, poll {poll:.0f} µs"
    )


def main() -> None:
    processes = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder:
        for name in ("sqlite", "postgres"):
            (Path(folder) / name).mkdir()
        measure("SQLite", Path(folder) / "sqlite", "", processes, seconds)
        with server(safe=True) as address:
            if address:
                measure("PostgreSQL", Path(folder) / "postgres", address, processes, seconds)
            else:
                print("PostgreSQL: not installed")


if __name__ == "__main__":
    main()
