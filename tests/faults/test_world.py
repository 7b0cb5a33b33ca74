"""A world that fails: disks that fill, folders that go, files that change, clocks that jump, watches that run out."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.intake.process import LoaderSupervisor, follow_progress, load_once
from orderdeck.data.ledger import Ledger, LedgerError, LedgerFull
from orderdeck.data.maintenance.backup import backup
from orderdeck.data.messages import outbox
from orderdeck.data.stock.open_desk import open_desk
from tests.bench.screen import Screen
from tests.bench.terminal import Terminal
from tests.engine import new_paths
from tests.keep.kept_desk import SETTINGS, everything, load, write_orders

pytestmark = pytest.mark.luck

ROOT = Path(__file__).resolve().parents[2]
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="needs root to mount file systems")


def mount(folder: Path, *options: str) -> None:
    subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], check=True, capture_output=True)


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A folder on a file system of 4 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    try:
        mount(folder, "-o", "size=4m")
    except (subprocess.CalledProcessError, FileNotFoundError):
        pytest.skip("file systems can't be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def fill(folder: Path) -> Path:
    file = folder / ".filler"
    with file.open("wb", buffering=0) as out:
        try:
            while out.write(b"x" * 4096):
                pass
        except OSError:
            pass
    return file


@root_only
class TestFullDisk:
    @pytest.mark.one_machine
    def test_an_act_is_refused_and_nothing_is_lost(self, small: Path) -> None:
        paths = DeskPaths.of(small)
        told: list[str] = []
        with Ledger.open(paths) as ledger:
            ledger.append([Act(id="first", kind="note", operator="li", at=1)])
            filler = fill(small)

            def until_it_is_full() -> None:
                for number in range(10_000):
                    act = Act(id=str(number), kind="note", operator="li", at=1, data={"text": "x" * 500})
                    told.extend(one.id for one in ledger.append([act]))

            with pytest.raises(LedgerFull, match="free some space"):
                until_it_is_full()
            assert [act.id for act in ledger.acts()] == ["first", *told]
            filler.unlink()
            ledger.append([Act(id="after", kind="note", operator="li", at=1)])
        with Ledger.open(paths) as ledger:
            assert [act.id for act in ledger.acts()] == ["first", *told, "after"]

    def test_a_file_waits_and_is_loaded_once_there_is_space(self, small: Path, tmp_path: Path) -> None:
        paths = new_paths(tmp_path / "exports", small / "desk")
        Ledger.open(paths).close()
        write_orders(paths, "orders.csv", range(3000))
        filler = fill(small)
        with pytest.raises(LedgerError) as refused:
            load_once(paths, SETTINGS)
        assert refused.value.code == "disk_full"
        assert not [one for one in paths.parts.iterdir() if any(one.iterdir())]
        filler.unlink()
        load(paths)
        assert len(everything(paths)) == 3000

    def test_an_outbox_file_and_a_backup_are_whole_or_not_there(self, small: Path, tmp_path: Path) -> None:
        paths = new_paths(small)
        Ledger.open(paths).close()
        filler = fill(small)
        from datetime import UTC, datetime

        rows = [["x" * 1000] for _ in range(2000)]
        with pytest.raises(OSError, match="space"):
            outbox.write_csv(paths, "list", ["a"], rows, datetime.now(UTC))
        with pytest.raises((LedgerError, OSError)):
            backup(paths, small / "backup")
        assert list(paths.outbox.iterdir()) == []
        assert not list(small.glob("*backup*"))
        filler.unlink()
        outbox.write_csv(paths, "list", ["a"], rows[:100], datetime.now(UTC))
        backup(paths, tmp_path / "backup")

    @pytest.mark.one_machine
    def test_the_deck_says_it_and_goes_on(self, small: Path) -> None:
        paths = DeskPaths.of(small)
        write_orders(paths, "orders.csv", range(20))
        load(paths)
        screen = Screen(120, 30)
        command = [sys.executable, "-m", "orderdeck", str(small)]
        deck = Terminal(command, 120, 30, environment={"ORDERDECK_LANGUAGE": "en"}, feed=screen.feed)

        def shows(*words: str) -> bool:
            return any(word in line for word in words for line in screen.display)

        def send(keys: str, until: Callable[[], bool]) -> None:
            deck.send(keys)
            assert deck.wait_for(until, 20), "\n".join(screen.display)

        try:
            assert deck.wait_for(lambda: shows("Lantern"), 40)
            deck.send("4")  # what is ordered with so much to say stands in Remarks
            deck.settle()
            filler = fill(small)
            deck.send("m")
            deck.settle()
            send("x" * 300, lambda: shows("x" * 30))
            send("\r", lambda: shows("disk is full"))
            filler.unlink()
            assert deck.wait_for(lambda: not shows("disk is full"), 20), "\n".join(screen.display)
            deck.send("m")
            send("second", lambda: shows("second"))
            deck.send("\r")

            def noted() -> bool:
                with Ledger.open(paths) as ledger:
                    notes = [str(act.data) for act in ledger.acts()]
                    return any("xxx" in note for note in notes) and any("second" in note for note in notes)

            assert deck.wait_for(noted, 10)
        finally:
            deck.end()


@root_only
def test_a_read_only_folder_is_a_fine_place_for_exports_and_a_plain_refusal_for_a_desk(
    small: Path, tmp_path: Path
) -> None:
    paths = DeskPaths.of(small)
    write_orders(paths, "orders.csv", range(5))
    subprocess.run(["mount", "-o", "remount,ro", str(small)], check=True)
    with pytest.raises(LedgerError) as refused:
        Ledger.open(paths)
    assert refused.value.code == "ledger_denied"
    elsewhere = DeskPaths.of(small, tmp_path / "desk")
    load(elsewhere)
    assert len(everything(elsewhere)) == 5


@root_only
def test_a_folder_that_is_unmounted_and_comes_back_loses_nothing(small: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    paths = new_paths(small, tmp_path / "desk")
    write_orders(paths, "one.csv", range(5))
    settings = '[folder]\nsettle_seconds = 0.1\npolling = "always"\npoll_seconds = 0.2\n'
    paths.state.mkdir(exist_ok=True)
    paths.settings.write_text(settings)
    keeper = LoaderSupervisor(paths)
    try:
        _until(lambda: keeper.tick() is None and _loaded(paths) == 1)
        subprocess.run(["umount", "-l", str(small)], check=True)
        time.sleep(1)
        assert _loaded(paths) == 1
        assert follow_progress(paths)
        mount(small, "-o", "size=4m")
        write_orders(paths, "two.csv", range(5, 10))
        _until(lambda: keeper.tick() is None and _loaded(paths) == 2)
    finally:
        keeper.close(3)
    assert len(everything(paths)) == 10


def test_exports_that_are_deleted_or_replaced_take_nothing_away(paths: DeskPaths) -> None:
    file = write_orders(paths, "orders.csv", range(10))
    load(paths)
    file.unlink()
    load(paths)
    assert len(everything(paths)) == 10
    write_orders(paths, "orders.csv", range(10, 15))
    load(paths)
    assert len(everything(paths)) == 15


def test_a_file_that_grows_is_loaded_once_and_whole(paths: DeskPaths) -> None:
    done = threading.Event()

    def grow() -> None:
        whole = write_orders(paths, ".whole", range(200)).read_bytes()
        with (paths.exports / "growing.csv").open("wb") as out:
            for at in range(0, len(whole), len(whole) // 25 + 1):
                out.write(whole[at : at + len(whole) // 25 + 1])
                out.flush()
                time.sleep(0.08)
        done.set()

    thread = threading.Thread(target=grow)
    thread.start()
    time.sleep(0.1)
    settings = Settings(folder=Folder(settle_seconds=0.6))
    load_once(paths, settings)
    thread.join()
    load_once(paths, settings)
    with Ledger.open(paths) as ledger:
        assert [(one.state, one.orders) for one in ledger.exports()] == [("loaded", 200)]


@pytest.mark.parametrize("hours", [-1, -25, 1])
def test_a_clock_that_jumps_moves_no_order_and_loses_no_act(paths: DeskPaths, hours: int) -> None:
    write_orders(paths, "orders.csv", range(20))
    load(paths)
    now = time.time_ns() // 1000
    clock = [now]
    desk = open_desk(paths, SETTINGS, lambda: clock[0], debug=True)
    try:
        before = {view.key: view.count for view in desk.views() if view.kind == "queue"}
        desk.ledger.append([Act(id="a", kind="note", operator="li", at=now, order_key="x:1")])
        clock[0] += hours * 3_600_000_000
        desk.ledger.append([Act(id="b", kind="note", operator="li", at=clock[0], order_key="x:1")])
        desk.catch_up()
        desk.tick()
        desk.check()
        assert {view.key: view.count for view in desk.views() if view.kind == "queue"} == before
        assert [act.id for act in desk.ledger.acts()] == ["a", "b"], (
            "in the order they were done, whatever the clock"
        )
    finally:
        desk.close()


@pytest.mark.parametrize("moment", ["2026-03-29 00:30", "2026-10-25 00:30"])
def test_daylight_saving_changes_no_count_and_no_deadline(paths: DeskPaths, moment: str) -> None:
    from datetime import UTC, datetime

    write_orders(paths, "orders.csv", range(20))
    load(paths)
    start = round(datetime.fromisoformat(moment).replace(tzinfo=UTC).timestamp() * 1e6)
    found = []
    clock = [start]
    for zone in ("Europe/Berlin", "Asia/Shanghai", "America/New_York"):
        os.environ["TZ"] = zone
        time.tzset()
        try:
            clock[0] = start
            desk = open_desk(paths, SETTINGS, lambda: clock[0], debug=True)
            told = []
            for _ in range(4):
                clock[0] += 1_800_000_000
                desk.tick()
                told.append([(view.key, view.count, view.due, view.late) for view in desk.views()])
            desk.check()
            found.append(told)
            desk.close()
        finally:
            del os.environ["TZ"]
            time.tzset()
    assert found[0] == found[1] == found[2]


def test_where_no_watch_is_left_the_folder_is_polled_and_it_is_said(
    paths: DeskPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    import watchfiles._rust_notify as notify

    from orderdeck.data.intake.folder.watch import Watch

    def exhausted(*_: object) -> None:
        raise OSError(28, "OS file watch limit reached")

    monkeypatch.setattr(notify, "RustNotify", exhausted)
    watch = Watch(paths, Folder(settle_seconds=0, poll_seconds=0.05), lambda _found: True)
    write_orders(paths, "orders.csv", range(3))
    _until(lambda: [one.name for one in watch.next(0.2)] == ["orders.csv"])
    assert watch.notice == "polling_limit"
    watch.close()


def test_ten_thousand_files_at_once_are_all_seen(paths: DeskPaths) -> None:
    from orderdeck.data.base.folder.found import scan

    for number in range(10_000):
        (paths.exports / f"{number}.csv").write_bytes(b"x")
    begun = time.monotonic()
    assert len(scan(paths)) == 10_000
    assert time.monotonic() - begun < 10


def _loaded(paths: DeskPaths) -> int:
    if not (paths.ledger.exists() or paths.shared.exists()):
        return 0
    with Ledger.open(paths) as ledger:
        return sum(one.state == "loaded" for one in ledger.exports())


def _until(true: Callable[[], object], seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
