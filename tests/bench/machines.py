"""One desk on several machines, here state folders with caches of their own, on a PostgreSQL server of this script's
own that syncs as a real one does. Prints figures beside their aims; ends with 1 where one is missed.

    python -m tests.bench.machines [writers] [followers] [empty] [idle]

writers    8 processes append single acts: at least 500 a second, none lost; one alone: 20 ms at most, median
followers  20 desks on two machines: 95 % show a colleague's act within 0.3 s, as a deck that is at rest looks for it
empty      a machine without copies opens a desk of 1 million orders, 30,000 open, against one that has them: 1.3 times
idle       20 decks in pseudo-terminals on two machines: under 10 % of a core, under 5 questions a second to the server
"""

import multiprocessing
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.maintenance.sharing import join, share, store_address
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.service.threads.desk import POLL_SECONDS, QUIET_AFTER, QUIET_SECONDS
from tests.bench import desk_scale
from tests.bench.operators import missed, processes_of, seconds_of, told
from tests.ledger.server import server
from tests.machines.machines import new_schema
from tests.people.crowd import percentile
from tests.people.decks import Deck, desk_of

FOLLOWERS, ACTS = 20, 30
WRITERS, WRITER_SECONDS = 8, 5.0
DECKS, IDLE_SECONDS = 20, 20
SPAWN = multiprocessing.get_context("spawn")


def pair(folder: Path, paths: DeskPaths, address: str, store: str = "") -> tuple[str, DeskPaths]:
    """The desk at `paths` moved to the database, its parts to `store` or there too: its schema, and another machine
    that takes part in it."""
    schema = new_schema()
    share(paths, address, schema, store_address(store))
    other = DeskPaths.of(folder / "other")
    other.exports.mkdir(parents=True)
    join(other, address, schema)
    return schema, other


def writers(folder: Path, address: str) -> None:
    """Single acts, one after another, by one process and by several."""
    print(f"{WRITERS} processes on two machines append single acts for {WRITER_SECONDS:g} s")
    paths = desk_of(folder, orders=40)
    _, other = pair(folder.with_name("writers-2"), paths, address)
    alone, _ = _append([paths], 2.0)
    told("an act of one process alone, median", 1e3 * statistics.median(alone), 20, "ms")
    with Ledger.open(paths) as ledger:
        before = ledger.last_act()
    spans, seconds = _append([(paths, other)[number % 2] for number in range(WRITERS)], WRITER_SECONDS)
    with Ledger.open(other) as ledger:
        kept = len(ledger.acts(after=before))
    told("all together", len(spans) / seconds, 500, "acts a second", least=True)
    told("lost", len(spans) - kept, 0, "acts")
    print(f"  median {1e3 * statistics.median(spans):.1f} ms, 95 % {1e3 * percentile(spans, 0.95):.1f} ms")


def _append(machines: list[DeskPaths], seconds: float) -> tuple[list[float], float]:
    """Seconds that each act took, and for how long all of them acted."""
    out: Any = SPAWN.Queue()
    begin = SPAWN.Event()
    workers = [SPAWN.Process(target=_writer, args=(paths.exports, begin, seconds, out)) for paths in machines]
    for worker in workers:
        worker.start()
    for _ in workers:
        assert out.get(timeout=180) == "ready"
    begin.set()
    spans = [span for _ in workers for span in out.get(timeout=seconds + 120)]
    for worker in workers:
        worker.join()
    return spans, seconds


def _writer(folder: Path, begin: Any, seconds: float, out: Any) -> None:
    spans = []
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        out.put("ready")
        begin.wait()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            began = time.perf_counter()
            ledger.append([_note()])
            spans.append(time.perf_counter() - began)
    out.put(spans)


def _note() -> Act:
    return Act(id=uuid.uuid4().hex, kind="note", operator="li", at=1, order_key="a:1", data={"text": "x"})


def followers(folder: Path, address: str) -> None:
    """How long until desks that are at rest have taken in what a colleague did."""
    print(f"{FOLLOWERS} desks of 400 orders on two machines, {ACTS} acts of a colleague")
    paths = desk_of(folder, orders=400)
    _, other = pair(folder.with_name("followers-2"), paths, address)
    out: Any = SPAWN.Queue()
    stop = SPAWN.Event()
    workers = [
        SPAWN.Process(target=_follower, args=((paths, other)[number % 2].exports, stop, out))
        for number in range(FOLLOWERS)
    ]
    for worker in workers:
        worker.start()
    for _ in workers:
        assert out.get(timeout=180) == "ready"
    done: dict[str, float] = {}
    with Ledger.open(paths) as ledger:
        for _ in range(ACTS):
            note = _note()
            ledger.append([note])
            done[note.id] = time.time()
            time.sleep(0.5 + time.time() % 0.4)
    time.sleep(2)
    stop.set()
    seen: list[dict[str, float]] = [out.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    spans = [one[act] - at for one in seen for act, at in done.items() if act in one]
    told("not seen", FOLLOWERS * ACTS - len(spans), 0, "times")
    told("seen, 95 %", percentile(spans, 0.95), 0.3, "s")
    print(f"  median {statistics.median(spans):.2f} s, the longest {max(spans):.2f} s")


def _follower(folder: Path, stop: Any, out: Any) -> None:
    """A desk that looks for changes as often as that of a deck does."""
    desk = open_desk(DeskPaths.of(folder), Settings(), operator="mei")
    out.put("ready")
    seen: dict[str, float] = {}
    after, changed_at = desk.ledger.last_act(), 0.0
    while not stop.is_set():
        if desk.ledger.changed():
            desk.catch_up()
            now = time.time()
            new = desk.ledger.acts(after=after)
            seen |= {act.id: now for act in new}
            after = max([after, *(act.seq for act in new)])
            changed_at = time.monotonic()
        stop.wait(POLL_SECONDS if time.monotonic() < changed_at + QUIET_AFTER else QUIET_SECONDS)
    desk.close()
    out.put(seen)


def empty(folder: Path, address: str) -> None:
    """A machine that has no copies yet beside one that has them all."""
    print("1 million orders, 30,000 open, parts in a folder that both machines mount")
    folder.mkdir()
    paths = DeskPaths.of(folder)
    desk_scale.make(folder, 1_000_000)
    store = folder.with_name("store")
    store.mkdir()
    _, other = pair(folder.with_name("empty-2"), paths, address, str(store))
    spans: dict[str, list[float]] = {"with copies": [], "without": []}
    for _ in range(3):
        for name, machine in (("with copies", paths), ("without", other)):
            if name == "without":
                shutil.rmtree(machine.parts, ignore_errors=True)
            began = time.perf_counter()
            subprocess.run([sys.executable, __file__, "--open", str(machine.exports)], check=True)
            spans[name].append(time.perf_counter() - began)
    with_copies, without = (statistics.median(spans[name]) for name in spans)
    print(f"  opened in {with_copies:.2f} s with copies, in {without:.2f} s without")
    told("without copies", without / with_copies, 1.3, "times")


def idle(folder: Path, address: str) -> None:
    """Decks that only follow."""
    print(f"{DECKS} idle decks on two machines for {IDLE_SECONDS} s")
    import psycopg

    paths = desk_of(folder, orders=400)
    _, other = pair(folder.with_name("idle-2"), paths, address)
    decks = [Deck((paths, other)[number % 2].exports, f"op{number}") for number in range(DECKS)]
    try:
        for deck in decks:
            deck.wait("with op", 180)
        time.sleep(15)
        processes = processes_of(decks)
        with psycopg.connect(address, autocommit=True) as db:
            asked, used = _asked(db), seconds_of(processes)
            time.sleep(IDLE_SECONDS)
            used, asked = seconds_of(processes) - used, _asked(db) - asked
        told("all decks and the loaders together", used / IDLE_SECONDS * 100, 10, "% of a core")
        told("asked of the server", asked / IDLE_SECONDS, 5, "questions a second")
    finally:
        for deck in decks:
            deck.close()


def _asked(db: Any) -> int:
    """Transactions of the server so far; its own account of them lags by up to a second."""
    found = db.execute("select xact_commit + xact_rollback from pg_stat_database where datname = 'postgres'")
    return int(found.fetchone()[0])


def main() -> None:
    if sys.argv[1:2] == ["--open"]:
        desk = open_desk(DeskPaths.of(Path(sys.argv[2])), Settings(), lambda: desk_scale.NOW, operator="li")
        assert not desk.losses, desk.losses
        desk.close()
        return
    parts: dict[str, Callable[[Path, str], None]] = {
        "writers": writers, "followers": followers, "empty": empty, "idle": idle,
    }  # fmt: skip
    with (
        tempfile.TemporaryDirectory(dir=Path.cwd(), prefix=".orderdeck-bench-") as folder,
        server(safe=True) as address,
    ):
        if address is None:
            sys.exit("PostgreSQL is not here")
        for name in sys.argv[1:] or parts:
            parts[name](Path(folder) / name, address)
    if missed:
        print("missed: " + ", ".join(missed))
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
