"""How long from an export's landing in the folder to its orders standing in the queues, with a loader at work.

    python -m tests.bench.landing [ORDERS]      # 50,000 by default: as CSV and as xlsx, half of them open

Beside it, in the same run: the bare reading of the same files, CSV by DuckDB and xlsx by calamine.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import LoaderSupervisor
from orderdeck.data.stock.open_desk import open_desk

ROOT = Path(__file__).resolve().parents[2]

TIMES = 3


def sample(folder: Path, orders: int, container: str, seed: int) -> Path:
    """An export of so many orders."""
    options = [
        *("--orders", str(orders), "--files", "1"),
        *("--container", container, "--seed", str(seed)),
        str(folder),
    ]
    subprocess.run(
        [sys.executable, "-m", "orderdeck", "sample", *options], check=True, capture_output=True, cwd=ROOT
    )
    [file] = folder.iterdir()
    return file


def landed(desk: Desk, file: Path) -> float:
    """Seconds until the orders of `file` are in the queues."""
    before = desk.open_count()
    began = time.perf_counter()
    file.rename(desk.paths.exports / f"{file.parent.name}{file.suffix}")
    while desk.open_count() == before:
        if desk.ledger.changed():
            desk.catch_up()
            desk.views()
        if time.perf_counter() - began > 60:
            raise TimeoutError("it was not loaded")
        time.sleep(0.02)
    return time.perf_counter() - began


def by_duckdb(file: Path) -> None:
    """A bare read of all cells."""
    import duckdb

    con = duckdb.connect()
    con.execute(
        "create table orders as from read_csv($file, all_varchar = true, header = true, delim = ',', "
        """quote = '"', escape = '"', new_line = '\\r\\n')""",
        {"file": str(file)},
    )


def by_calamine(file: Path) -> None:
    """A bare read of all cells."""
    import python_calamine

    with file.open("rb") as content:
        python_calamine.CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def seconds(work: Callable[[Path], None], file: Path) -> float:
    """How long `work` takes."""
    began = time.perf_counter()
    work(file)
    return time.perf_counter() - began


def main() -> None:
    """Measure and print."""
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "exports").mkdir()
        keeper = LoaderSupervisor(paths := DeskPaths.of(root / "exports"))
        desk = open_desk(paths, Settings())
        keeper.tick()
        time.sleep(2)  # the loader has started, as it has beside an open deck
        try:
            for number, (container, bare) in enumerate((("csv", by_duckdb), ("xlsx", by_calamine))):
                times, base = [], []
                for turn in range(TIMES):
                    (folder := root / f"{container}{turn}").mkdir()
                    file = sample(folder, orders, container, seed=10 * number + turn)
                    base.append(seconds(bare, file))
                    times.append(landed(desk, file))
                    desk.tick()  # as a deck does once a second: memory is packed
                sys.stdout.write(
                    f"{orders} orders as {container:4}  in the queues after {min(times):.2f} to {max(times):.2f} s, "
                    f"bare reading {min(base):.2f} s: {min(times) / min(base):.1f} times\n"
                )
        finally:
            desk.close()
            keeper.close()


if __name__ == "__main__":
    main()
