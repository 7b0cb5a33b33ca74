"""How long from the moment a small export is whole in the folder to its line in the ledger, with a loader at work.

    python -m tests.bench.arrival [FILES]       # 40 by default, of 20 orders each, in each of the ways

Ways: written in one go and closed; renamed into place; written in pieces with stalls of STALL seconds, counted from
the closing. Beside it, in the same run: the bare load of the same files, recorded in a ledger of its own, by a process
that is warm.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.folder.found import examine
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.intake.intake import Intake
from orderdeck.data.intake.process import LoaderSupervisor
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample import Style, World, write_export

ROOT = Path(__file__).resolve().parents[2]

ORDERS = 20
STALL = 1.0
SLOW = 6
"""Files that are written with stalls."""

Way = Callable[[Path, bytes], float]


def made(folder: Path, number: int) -> bytes:
    """The bytes of export `number`, each of its own orders."""
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    file = folder / f"{number}.csv"
    write_export(file, World(number, now, orders=ORDERS).orders_at(now), style=Style(), at=now)
    return file.read_bytes()


def written(file: Path, content: bytes) -> float:
    """Writes `file` in one go; when it was closed."""
    with file.open("wb") as out:
        out.write(content)
    return time.perf_counter()


def renamed(file: Path, content: bytes) -> float:
    """Writes aside and renames; when it was in place."""
    aside = file.with_name(f".{file.name}")
    aside.write_bytes(content)
    aside.rename(file)
    return time.perf_counter()


def stalled(file: Path, content: bytes) -> float:
    """Writes in three pieces with stalls between; when it was closed."""
    third = len(content) // 3
    with file.open("wb", buffering=0) as out:
        for piece in (content[:third], content[third : 2 * third], content[2 * third :]):
            out.write(piece)
            time.sleep(STALL)
    return time.perf_counter()


def arrivals(paths: DeskPaths, ledger: Ledger, way: Way, contents: list[bytes]) -> tuple[list[float], int]:
    """Seconds from each file's being whole to its line in the ledger, and how many lines were too many."""
    times, before = [], ledger.last_export()
    for number, content in enumerate(contents):
        file = paths.exports / f"{way.__name__}{number}.csv"
        began = way(file, content)
        whole = (file.name, len(content))
        while whole not in [(export.name, export.size) for export in ledger.exports(after=before)]:
            if time.perf_counter() - began > 30:
                raise TimeoutError(file.name)
            time.sleep(0.002)
        times.append(time.perf_counter() - began)
        time.sleep(0.05 + 0.037 * (number % 7))  # at any moment of the loader's round
    time.sleep(1.0)
    return times, len(ledger.exports(after=before)) - len(contents)


def bare(paths: DeskPaths, contents: list[bytes]) -> list[float]:
    """Seconds that the intake alone takes for each of the same files, the first few left out."""
    times = []
    paths.exports.mkdir()
    with Ledger.open(paths) as ledger:
        intake = Intake(ledger, ProfileReader.of(paths, Settings()))
        for number, content in enumerate(contents):
            file = paths.exports / f"{number}.csv"
            file.write_bytes(content)
            found = examine(paths, file)
            assert found is not None
            began = time.perf_counter()
            [(_, export)] = intake.take([found])
            times.append(time.perf_counter() - began)
            assert export is not None
            assert export.state == "loaded", export
    return times[3:]


def told(name: str, times: list[float], more: str = "") -> None:
    """One line: median and the time within which 95 % were."""
    within = sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]
    print(f"{name:40} median {statistics.median(times):6.3f} s, 95 % {within:6.3f} s{more}")


def main() -> None:
    """Measure and print."""
    files = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    numbers = itertools.count(1)
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "made").mkdir()
        (root / "exports").mkdir()

        def some(count: int) -> list[bytes]:
            return [made(root / "made", next(numbers)) for _ in range(count)]

        told("bare load of such a file", bare(DeskPaths.of(root / "bare"), some(files)))
        paths = DeskPaths.of(root / "exports")
        keeper = LoaderSupervisor(paths)
        keeper.tick()
        try:
            with Ledger.open(paths) as ledger:
                arrivals(paths, ledger, warm_up, some(3))
                for way, count in ((written, files), (renamed, files), (stalled, min(SLOW, files))):
                    times, extra = arrivals(paths, ledger, way, some(count))
                    told(f"{way.__name__}, to the ledger", times, f", {extra} loads too many")
        finally:
            keeper.close(5)


def warm_up(file: Path, content: bytes) -> float:
    """The first files find a loader that is still starting."""
    return written(file, content)


if __name__ == "__main__":
    main()
