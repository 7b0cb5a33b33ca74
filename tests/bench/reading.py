"""Memory and processor time that reading takes by container and size, beside what a file of that size may take.

    python -m tests.bench.reading [ORDERS …]      # 1,000, 10,000 and 50,000 by default

Each file is read, and packed, by a fresh reader, whose use the system tells at its end; `holds` is what its bounds
follow from (data.exports.apart.bounds). Below, files that would take far more: what they take until they are
refused, twice.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.apart.bounds import Bounds, held_by
from orderdeck.data.exports.apart.reader import ApartReader
from orderdeck.data.exports.containers.records import MB, Refusal, RefusalError
from orderdeck.data.exports.packing.steps import each
from orderdeck.data.exports.profile.files import load_profiles
from tests.hostile.far_cells import WAYS
from tests.hostile.hostile_files import orders, write_csv

ROOT = Path(__file__).resolve().parents[2]
CONTAINERS = ("csv", "utf16", "xlsx", "xls", "html", "xml")
LINES = {
    "line ends": b"\n",
    "rows of commas": b"," * 17 + b"\n",
    "form feeds": b"\x0c\n",
    "wide blanks": "\u3000\n".encode(),
}
FAR = (
    "r of a cell",
    "r of a row",
    "ods filled rows",
    "biff, many sheets",
    "biff dimensions",
    "html spans of many",
)


def rows_of(reader: ApartReader, file: Path) -> str:
    """How many rows the file has, or why it is refused."""
    try:
        opened = reader.open(file, file.name, 0)
        if isinstance(opened, Refusal):
            return opened.reason
        summary = each(opened.packed([("x", 0)], 0), lambda _step: None)
        return f"{sum(summary.height(stem) for stem in summary.rows['x']):,} rows"
    except RefusalError as refused:
        return refused.refusal.reason


def one(file: Path) -> None:
    """Reads a file and prints what that took."""
    reader = ApartReader(file.parent, load_profiles(), Settings(), Bounds())
    began = time.perf_counter()
    said = rows_of(reader, file)
    took = time.perf_counter() - began
    reader.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    held = held_by(file)
    may = Bounds().of(held)
    print(
        f"{file.stat().st_size / MB:7.2f} MB, holds {held / MB:6.1f} MB: peak {used.ru_maxrss >> 10:4} of "
        f"{may.memory // MB:4} MB, {used.ru_utime + used.ru_stime:5.1f} of {may.seconds:4} s of processor time, "
        f"{took:5.1f} s in all: {said}"
    )


def measured(what: str, file: Path) -> None:
    """The same in a process of its own."""
    print(f"{what:22}", end="", flush=True)
    subprocess.run([sys.executable, "-m", "tests.bench.reading", "--one", str(file)], check=True, cwd=ROOT)


def sample(folder: Path, count: int, container: str) -> Path:
    """An export of so many orders."""
    options = [*("--orders", str(count), "--files", "1"), *("--container", container, str(folder))]
    command = [sys.executable, "-m", "orderdeck", "sample", *options]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    [file] = folder.iterdir()
    return file


def main() -> None:
    """Measure and print."""
    if sys.argv[1:2] == ["--one"]:
        one(Path(sys.argv[2]))
        return
    counts = [int(text) for text in sys.argv[1:]] or [1_000, 10_000, 50_000]
    with tempfile.TemporaryDirectory(prefix="orderdeck-bench-") as name:
        root = Path(name)
        for container in CONTAINERS:
            for count in counts:
                (folder := root / f"{container}{count}").mkdir()
                measured(f"{container:6} {count:8,} orders", sample(folder, count, container))
        good = write_csv(root / "x.csv", orders(["x"] * 50)).read_bytes()
        for what, end in LINES.items():
            (file := root / "blank.csv").write_bytes(good + end * (20 * MB // len(end)))
            measured(what, file)
        for way in FAR:
            (file := root / "far.xls").write_bytes(WAYS[way](50_000_000, 60_000))
            measured(way, file)


if __name__ == "__main__":
    main()
