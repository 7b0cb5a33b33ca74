"""What a burst of small exports costs: CPU and wall time a file from landing to being on record.

python -m tests.bench.burst [FILES] [CONTAINER]      # 1000 csv by default, about ten orders each
"""

import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.sample import generate

ROOT = Path(__file__).resolve().parents[2]

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def main() -> None:
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    container = sys.argv[2] if len(sys.argv) > 2 else "csv"
    with tempfile.TemporaryDirectory() as folder:
        exports = Path(folder) / "exports"
        generate(exports, orders=files * 4, files=files, container=container, now=NOW, days=90)
        paths = DeskPaths.of(exports)
        cpu, wall = time.process_time(), time.perf_counter()
        loaded = load_once(paths, Settings())
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        assert {export.state for export in loaded} <= {"loaded", "duplicate"}
        parts = sum(1 for _ in paths.parts.iterdir())
        orders = sum(export.orders for export in loaded)
        print(f"{len(loaded)} files, {orders} orders in {parts} parts: {cpu:.1f} s CPU, {wall:.1f} s")
        print(f"{cpu / files * 1e3:.1f} ms CPU, {wall / files * 1e3:.1f} ms a file")


if __name__ == "__main__":
    main()
