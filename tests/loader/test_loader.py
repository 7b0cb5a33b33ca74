"""The loader as real processes: one per desk, killed at any moment, replaced, told to stop."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Progress
from orderdeck.data.intake import loop as loading
from orderdeck.data.intake import process as loader
from orderdeck.data.intake.lock import ProgressFile, hold
from orderdeck.data.intake.process import (
    LoaderBusy,
    LoaderSupervisor,
    ensure_loader,
    follow_progress,
    is_free,
    load_once,
    run,
    who_loads,
)
from orderdeck.data.ledger import Ledger, LedgerError, LedgerFull
from orderdeck.data.ledger.parts.folder import damaged_files
from orderdeck.data.ledger.parts.writer import read_part
from tests.keep.kept_desk import write_orders
from tests.loader.fake_reader import FakeReader

pytestmark = pytest.mark.luck

Put = Callable[..., Path]
Until = Callable[..., None]
ROOT = Path(__file__).resolve().parents[2]
FAKE = Path(__file__).parent / "fake_reader.py"


@pytest.fixture
def start(paths: DeskPaths) -> Iterator[Callable[..., "subprocess.Popen[bytes]"]]:
    """start(pause): a loader process with the fake reader, `pause` seconds between batches."""
    children: list[subprocess.Popen[bytes]] = []

    def begin(pause: float = 0.0) -> "subprocess.Popen[bytes]":
        children.append(subprocess.Popen([sys.executable, str(FAKE), str(paths.exports), str(pause)]))
        return children[-1]

    yield begin
    for child in children:
        child.kill()
        child.wait(10)


def _keys(ledger: Ledger) -> list[str]:
    return [
        key
        for part in ledger.parts()
        for key in read_part(ledger.paths, part)["orders"]["order_key"].to_list()
    ]  # fmt: skip


def test_once_loads_what_is_there_and_ends(
    paths: DeskPaths, settings: Settings, put: Put, ledger: Ledger
) -> None:
    put("b.csv", ["3"], age=10)
    put("a.csv", ["1", "2"], age=90)
    put("x.csv", ["1"], age=50, header="song")
    told: list[Progress] = []
    exports = run(paths, settings, once=True, reader=FakeReader(), on_progress=told.append)
    assert [(export.name, export.state) for export in exports] == [
        ("a.csv", "loaded"), ("x.csv", "refused"), ("b.csv", "loaded"),
    ]  # fmt: skip
    assert ledger.exports() == exports
    assert run(paths, settings, once=True, reader=FakeReader()) == []
    assert told[0].state == "scanning"
    assert told[-1].state == "idle"
    assert (told[-2].files_done, told[-2].files_total) == (3, 3)
    assert follow_progress(paths) is None
    assert is_free(paths)


def test_once_waits_for_a_file_that_has_just_been_written(
    paths: DeskPaths, settings: Settings, put: Put
) -> None:
    put("a.csv", ["1"], age=0)
    assert [export.orders for export in run(paths, settings, once=True, reader=FakeReader())] == [1]


def test_only_one_loads(paths: DeskPaths, settings: Settings) -> None:
    with hold(paths, "li"):
        assert not is_free(paths)
        holder = who_loads(paths)
        assert holder is not None
        assert (holder.pid, holder.operator) == (os.getpid(), "li")
        with pytest.raises(LoaderBusy):
            run(paths, settings, once=True, reader=FakeReader())
        assert ensure_loader(paths) is None
    assert is_free(paths)
    assert who_loads(paths) is None


def test_killed_at_any_moment_nothing_is_lost_or_loaded_twice(
    paths: DeskPaths, put: Put, start: Callable[..., "subprocess.Popen[bytes]"], until: Until
) -> None:
    dice = random.Random(20)
    files = {f"{number:02}.csv": [f"{number}-{row}" for row in range(230)] for number in range(12)}
    for number, (name, ids) in enumerate(files.items()):
        put(name, ids, age=900 - number)
    with Ledger.open(paths) as ledger:
        recorded = 0
        for _ in range(15):
            child = start(0.01)
            until(lambda child=child: not is_free(paths) or child.poll() is not None)
            time.sleep(dice.uniform(0.0, 0.5))
            child.kill()
            child.wait(10)
            assert is_free(paths)
            exports = ledger.exports()
            assert len(exports) >= recorded
            recorded = len(exports)
            for part in ledger.parts():
                assert damaged_files(paths, part) == []
        start()
        until(lambda: len(ledger.exports()) >= 12, seconds=40)
        assert sorted(export.name for export in ledger.exports()) == sorted(files)
        assert {export.state for export in ledger.exports()} == {"loaded"}
        assert {export.orders for export in ledger.exports()} == {230}
        assert sorted(_keys(ledger)) == sorted(f"fake:{one}" for ids in files.values() for one in ids)
        assert {folder.name for folder in paths.parts.iterdir()} == {part.name for part in ledger.parts()}
        assert list(paths.staging.iterdir()) == []
        assert ledger.check() == []


def test_sigterm_ends_it_in_the_middle_of_a_file_with_nothing_half_loaded(
    paths: DeskPaths, put: Put, start: Callable[..., "subprocess.Popen[bytes]"], until: Until
) -> None:
    put("big.csv", [str(number) for number in range(5000)])
    child = start(0.05)
    until(lambda: (progress := follow_progress(paths)) and progress.rows > 0)
    progress = follow_progress(paths)
    assert progress is not None
    assert (progress.state, progress.name, progress.pid) == ("loading", "big.csv", child.pid)
    child.terminate()
    assert child.wait(5) == 0
    assert follow_progress(paths) is None
    with Ledger.open(paths) as ledger:
        assert ledger.exports() == []
        assert ledger.sightings()["big.csv"].attempts == 0
    assert list(paths.parts.iterdir()) == list(paths.staging.iterdir()) == []


def test_a_script_waits_for_the_running_loader(
    paths: DeskPaths,
    settings: Settings,
    put: Put,
    start: Callable[..., "subprocess.Popen[bytes]"],
    until: Until,
) -> None:
    child = start(0.02)
    until(lambda: not is_free(paths))
    for number in range(5):
        put(f"{number}.csv", [f"{number}-{row}" for row in range(200)])
    exports = load_once(paths, settings, deadline=30, reader=FakeReader())
    assert sorted(export.name for export in exports) == [f"{number}.csv" for number in range(5)]
    assert child.poll() is None
    assert load_once(paths, settings, deadline=30, reader=FakeReader()) == []


def test_a_script_takes_the_place_of_a_loader_that_dies(
    paths: DeskPaths,
    settings: Settings,
    put: Put,
    start: Callable[..., "subprocess.Popen[bytes]"],
    until: Until,
) -> None:
    child = start(1.0)
    until(lambda: not is_free(paths))
    put("a.csv", [str(row) for row in range(500)])
    threading.Timer(0.5, child.kill).start()
    exports = load_once(paths, settings, deadline=30, reader=FakeReader())
    assert [(export.name, export.orders) for export in exports] == [("a.csv", 500)]


def test_waiting_has_an_end(paths: DeskPaths, settings: Settings, put: Put) -> None:
    put("a.csv", ["1"])
    with hold(paths), pytest.raises(TimeoutError, match="1 files"):
        load_once(paths, settings, deadline=0.1, reader=FakeReader())


def test_a_full_disk_is_waited_out(
    paths: DeskPaths, settings: Settings, put: Put, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orderdeck.data.ledger.parts.folder import PartFolder

    monkeypatch.setattr(loading, "RETRY_SECONDS", 0.02)
    told: list[Progress] = []
    write, stop, fails = PartFolder.put, threading.Event(), iter(range(3))

    def full(self: PartFolder, *arguments: Any) -> None:
        if next(fails, None) is not None:
            raise LedgerFull("no space")
        write(self, *arguments)

    monkeypatch.setattr(PartFolder, "put", full)
    put("a.csv", ["1"])
    follow = threading.Thread(
        target=run,
        args=(paths, settings),
        kwargs={"stop": stop, "reader": FakeReader(), "on_progress": told.append},
    )
    follow.start()
    try:
        with Ledger.open(paths) as ledger:
            until(ledger.exports)
            assert [export.state for export in ledger.exports()] == ["loaded"]
    finally:
        stop.set()
        follow.join(10)
    waiting = [progress for progress in told if progress.state == "waiting"]
    assert {progress.notice for progress in waiting} == {"disk_full"}
    fails = iter(range(100))
    put("b.csv", ["2"])
    with pytest.raises(LedgerFull):
        run(paths, settings, once=True, reader=FakeReader())


def test_many_small_exports_are_merged_while_idle(
    paths: DeskPaths,
    settings: Settings,
    put: Put,
    until: Until,
    ledger: Ledger,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loading, "IDLE_SECONDS", 0.1)
    for number in range(40):
        put(f"{number}.csv", [f"{number}"], age=100 - number)
    stop = threading.Event()
    follow = threading.Thread(
        target=run, args=(paths, settings), kwargs={"stop": stop, "reader": FakeReader()}
    )
    follow.start()
    try:
        until(lambda: len(ledger.exports()) == 40 and len(ledger.parts()) == 1)
    finally:
        stop.set()
        follow.join(10)
    assert sorted(_keys(ledger)) == sorted(f"fake:{number}" for number in range(40))


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(LedgerError, match="not a folder"):
        run(DeskPaths.of(tmp_path / "nothing"), settings, once=True)
    assert not (tmp_path / "nothing").exists()


def test_progress_is_written_whole_and_not_too_often(paths: DeskPaths) -> None:
    paths.state.mkdir(exist_ok=True)
    file = ProgressFile(paths)
    for rows in range(500):
        file.tell(Progress(state="loading", rows=rows, pid=os.getpid()))
        assert follow_progress(paths) is not None
    seen = follow_progress(paths)
    assert seen is not None
    assert seen.rows < 499
    assert paths.progress.stat().st_mode & 0o777 == 0o600
    file.tell(Progress(state="idle", pid=os.getpid()))
    assert follow_progress(paths) == Progress(state="idle", pid=os.getpid())
    file.clear()
    assert follow_progress(paths) is None


def test_a_dead_loaders_progress_is_not_believed(paths: DeskPaths) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(10)
    paths.state.mkdir(exist_ok=True)
    ProgressFile(paths).tell(Progress(state="loading", pid=gone.pid))
    assert follow_progress(paths) is None


class TestProcess:
    """`python -m orderdeck.data.intake.process` itself."""

    def test_the_child_of_a_deck_ends_with_it(self, paths: DeskPaths, until: Until, put: Put) -> None:
        child = ensure_loader(paths, "li")
        assert child is not None
        until(lambda: who_loads(paths))
        until(lambda: (progress := follow_progress(paths)) and progress.state == "idle")
        holder = who_loads(paths)
        assert holder is not None
        assert (holder.pid, holder.operator) == (child.pid, "li")
        assert ensure_loader(paths) is None
        assert psutil.Process(child.pid).nice() == loader.NICENESS
        assert child.stdin is not None
        child.stdin.close()
        assert child.wait(5) == 0
        assert is_free(paths)

    def test_when_a_deck_is_killed_another_takes_over(self, paths: DeskPaths, until: Until) -> None:
        script = "import sys, time; from pathlib import Path; from orderdeck.data.intake.process import ensure_loader;"
        script += "from orderdeck.data.base.paths import DeskPaths;"
        script += "p = ensure_loader(DeskPaths.of(Path(sys.argv[1]))); time.sleep(60)"
        deck = subprocess.Popen([sys.executable, "-c", script, str(paths.exports)], cwd=ROOT)
        until(lambda: who_loads(paths))
        deck.kill()
        deck.wait(10)
        begun = time.monotonic()
        keeper = LoaderSupervisor(paths)
        try:
            until(lambda: keeper.tick() is None and (holder := who_loads(paths)) and _is_child(holder.pid))
            assert time.monotonic() - begun < 5
        finally:
            keeper.close(5)
        until(lambda: is_free(paths))

    def test_a_second_one_ends_with_its_own_exit_code(self, paths: DeskPaths) -> None:
        with hold(paths):
            assert _loader(paths, "--once").returncode == 3

    def test_what_is_wrong_is_said(self, paths: DeskPaths, tmp_path: Path) -> None:
        done = _loader(DeskPaths.of(tmp_path / "nothing"), "--once")
        assert (done.returncode, "not a folder" in done.stderr) == (4, True)
        paths.state.mkdir(exist_ok=True)
        paths.settings.write_text("[folder]\nsetle_seconds = 1")
        done = _loader(paths, "--once")
        assert (done.returncode, "settle_seconds" in done.stderr) == (2, True)

    def test_sigterm_ends_it_cleanly(self, paths: DeskPaths, until: Until) -> None:
        child = subprocess.Popen(
            [sys.executable, "-m", "orderdeck.data.intake.process", str(paths.exports)], cwd=ROOT
        )
        until(lambda: (progress := follow_progress(paths)) and progress.state == "idle")
        child.send_signal(signal.SIGTERM)
        assert child.wait(20) == 0
        assert not paths.progress.exists()

    def test_polars_is_not_imported_before_the_lock_is_held(self) -> None:
        heavy = "('polars', 'duckdb', 'watchfiles')"
        script = f"import sys, orderdeck.data.intake.process; print([m for m in {heavy} if m in sys.modules])"
        done = subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert done.stdout.strip() == "[]"

    def test_a_load_that_ends_leaves_tables_and_few_remarks_to_others(self, paths: DeskPaths) -> None:
        write_orders(paths, "a.csv", range(3))
        script = (
            "import sys; from pathlib import Path; from orderdeck.data.intake import process as loader; "
            "code = loader.main([sys.argv[1], '--once']); print(code, 'polars' in sys.modules)"
        )
        done = subprocess.run(
            [sys.executable, "-c", script, str(paths.exports)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == "0 False"


def _is_child(pid: int) -> bool:
    return bool(psutil.pid_exists(pid) and psutil.Process(pid).ppid() == os.getpid())


def _loader(paths: DeskPaths, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "orderdeck.data.intake.process", str(paths.exports), *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
