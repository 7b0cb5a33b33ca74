"""Several operators on one desk, whole: load, kills, idle decks. Prints figures; ends with 1 where one is missed.

python -m tests.bench.operators [load] [kills] [idle] [memory]

load    8 decks, each acting twice a second for a minute while exports land: nothing lost, nothing doubled, all show
        the same at the end, 95 % of the acts under 50 ms
kills   acting decks and the loader killed (SIGKILL) at random moments 50 times over; the journal against what each
        was told, the exports against the files
idle    20 decks in pseudo-terminals that only follow: under 10 % of a core together
memory  one deck over 1 million orders, 30,000 of them open: under 400 MB
"""

import os
import random
import signal
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import psutil

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once, who_loads
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.folder import damaged_files
from orderdeck.data.ledger.parts.writer import read_part
from orderdeck.data.sample import generate
from tests.people.crowd import Talker, contradictions, percentile, work_together
from tests.people.decks import Deck, desk_of, wait_for

ROOT = Path(__file__).resolve().parents[2]

OPERATORS, SECONDS, RATE = 8, 60, 2
KILLS = 50
IDLE, IDLE_SECONDS = 20, 20
missed: list[str] = []


def told(what: str, value: float, bound: float, unit: str, *, least: bool = False) -> None:
    """One figure beside its target: at most `bound`, or at least."""
    print(f"  {what}: {value:.2f} {unit} ({'at least' if least else 'at most'} {bound:g})", flush=True)
    if value < bound if least else value > bound:
        missed.append(what)


def holds(what: str, found: object) -> None:
    """Something that has to be empty or true."""
    wrong = found is not True and bool(found) if not isinstance(found, bool) else not found
    print(f"  {what}: {'NO ' + str(found)[:300] if wrong else 'yes'}", flush=True)
    if wrong:
        missed.append(what)


def _export(folder: Path, seed: int, orders: int = 40) -> None:
    generate(
        folder, orders=orders, files=1, seed=seed, container="csv", now=datetime.now(UTC), open_share=0.9
    )


def load(folder: Path) -> None:
    """Acts while exports land."""
    print(f"{OPERATORS} decks, {RATE} acts a second each, {SECONDS} s, an export every 5 s")
    paths = desk_of(folder / "load", orders=400)
    stop = threading.Event()

    def land() -> None:
        seed = 1000
        while not stop.wait(5):
            seed += 1
            _export(paths.exports, seed)

    lander = threading.Thread(target=land)
    lander.start()
    try:
        crowd = work_together(
            paths.exports, OPERATORS, SECONDS, RATE, before_end=lambda: _landed(paths, stop, lander)
        )
    finally:
        stop.set()
        lander.join()
    spans = [span for one in crowd for span in one.spans()]
    done = sum(len(one.ids("done")) for one in crowd)
    print(f"  {len(spans)} acts tried, {done} done, {len(list(paths.exports.glob('*.csv')))} exports")
    told("act, median", percentile(spans, 0.5), 50, "ms")
    told("act, 95th percentile", percentile(spans, 0.95), 50, "ms")
    holds("nothing lost, nothing doubled", contradictions(paths, crowd))
    holds("all decks show the same", all(one.said[-1]["end"] == crowd[0].said[-1]["end"] for one in crowd))


def _landed(paths: DeskPaths, stop: threading.Event, lander: threading.Thread) -> None:
    stop.set()
    lander.join()
    with Ledger.open(paths) as ledger:
        wait_for(lambda: len(ledger.exports()) >= len(list(paths.exports.glob("*.csv"))), 60, "exports")


def kills(folder: Path) -> None:
    """Acting decks, each the loader in its turn, killed without a word."""
    print(f"{KILLS} decks killed while acting, the loader among them, while exports land")
    dice = random.Random(7)
    paths = desk_of(folder / "kills", orders=200)
    heard: list[Talker] = []
    alive: list[Talker] = []
    loaders = 0
    try:
        for number in range(KILLS):
            while len(alive) < 3:
                alive.append(Talker(paths.exports, f"op{number}-{len(heard)}", 600, 100, len(heard)))
                heard.append(alive[-1])
            for one in alive:
                if not one.has("ready"):
                    wait_for(partial(one.has, "ready"), 90)
                    one.go()
            _export(paths.exports, 2000 + number, 20)
            time.sleep(dice.uniform(0.05, 0.6))
            holder = who_loads(paths)
            if holder and number % 2:
                loaders += 1
                try:
                    os.kill(holder.pid, signal.SIGKILL)
                except ProcessLookupError:
                    loaders -= 1
            alive.pop(0).kill()
            print(f"\r  {number + 1} kills", end="", flush=True)
        print()
    finally:
        for one in heard:
            one.close()
    load_once(paths, Settings())
    with Ledger.open(paths) as ledger:
        exports, parts = ledger.exports(), ledger.parts()
    rows = sum(read_part(paths, part)["orders"].height for part in parts)
    print(f"  {sum(len(one.ids('done')) for one in heard)} acts told done, loaders killed: {loaders}")
    holds("journal agrees with what each was told", contradictions(paths, heard))
    holds(
        "every file loaded once",
        len(exports) == len({one.sha256 for one in exports}) and rows == sum(one.orders for one in exports),
    )
    holds("no part damaged", [part.name for part in parts if damaged_files(paths, part)])


def idle(folder: Path) -> None:
    """Decks that only follow."""
    print(f"{IDLE} idle decks for {IDLE_SECONDS} s")
    paths = desk_of(folder / "idle", orders=400)
    decks = [Deck(paths.exports, f"op{number}") for number in range(IDLE)]
    try:
        for deck in decks:
            deck.wait("with op", 120)
        time.sleep(5)
        processes = processes_of(decks)
        before = seconds_of(processes)
        time.sleep(IDLE_SECONDS)
        used = (seconds_of(processes) - before) / IDLE_SECONDS * 100
        told("all decks and the loader together", used, 10, "% of a core")
        print(f"  memory of one: {processes[0].memory_info().rss / 2**20:.0f} MB")
    finally:
        for deck in decks:
            deck.close()


def processes_of(decks: list[Deck]) -> list[psutil.Process]:
    """Those of the decks, theirs first, and all that they have started."""
    processes = [psutil.Process(deck.child.pid) for deck in decks]
    return processes + [child for process in processes for child in process.children(recursive=True)]


def seconds_of(processes: list[psutil.Process]) -> float:
    """Processor time that they have taken."""
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def memory(folder: Path) -> None:
    """One deck over many orders."""
    print("1 million orders, 30,000 open")
    exports = folder / "memory"
    exports.mkdir()
    generate(
        exports, orders=1_000_000, files=20, seed=3, container="csv",
        now=datetime.now(UTC) - timedelta(minutes=1), open_share=0.03,
    )  # fmt: skip
    load_once(DeskPaths.of(exports), Settings())
    deck = Deck(exports, "li", view="standard")
    try:
        deck.wait("open", 120)
        time.sleep(5)
        told("resident memory", psutil.Process(deck.child.pid).memory_info().rss / 2**20, 400, "MB")
    finally:
        deck.close()


def main() -> None:
    wanted = sys.argv[1:] or ["load", "kills", "idle"]
    with tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".orderdeck-bench-") as folder:
        for name in wanted:
            {"load": load, "kills": kills, "idle": idle, "memory": memory}[name](Path(folder))
    if missed:
        print("missed: " + ", ".join(missed))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
