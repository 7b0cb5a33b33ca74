"""Files that are still arriving, or that a fault keeps from being read: waited for, told of, in nobody's way."""

import errno
import hashlib
import os
import threading
import time
import types
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from fake_reader import FakeOpened, FakeReader
from writer import Writer

from data import loading
from data.ahead import Ahead
from data.faults import FAULTS, fault_of
from data.ledger import Ledger
from data.loader import follow_progress, load_once, run
from data.model import Export, Progress, Waiting
from data.paths import DeskPaths
from data.recognise.model import Refusal, RefusalError
from data.sample import Style, World, write_export
from data.settings import Folder, Settings

Put = Callable[..., Path]
Until = Callable[..., None]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


class CutOff(FakeReader):
    """Takes a file without the line `END` at its end for one that is cut off."""

    def open(self, path: Path, name: str, mtime_us: int, *, settled: bool = True) -> FakeOpened | Refusal:
        if not path.read_text().endswith("END"):
            return Refusal("torn", "row 3")
        return super().open(path, name, mtime_us)


@pytest.fixture
def follow(
    paths: DeskPaths, until: Until, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., list[Progress]]]:
    """follow(reader, **folder): a loader at work; what it tells."""
    monkeypatch.setattr(loading, "IDLE_SECONDS", 0.1)
    stops: list[tuple[threading.Event, threading.Thread]] = []

    def begin(reader: FakeReader | None = None, **folder: Any) -> list[Progress]:
        told: list[Progress] = []
        stop = threading.Event()
        settings = Settings(folder=Folder(settle_seconds=0.15, **folder))
        thread = threading.Thread(
            target=run,
            args=(paths, settings),
            kwargs={"stop": stop, "reader": reader or FakeReader(), "on_progress": told.append},
        )
        thread.start()
        stops.append((stop, thread))
        until(lambda: told and told[-1].state == "idle")
        return told

    yield begin
    for stop, thread in stops:
        stop.set()
        thread.join(20)
        assert not thread.is_alive()


def _once(
    paths: DeskPaths, reader: FakeReader | None = None, **folder: Any
) -> tuple[list[Export], list[Waiting]]:
    left: list[Waiting] = []
    settings = Settings(folder=Folder(**{"settle_seconds": 0.1, **folder}))
    return load_once(paths, settings, reader=reader, on_waiting=left.extend), left


def _states(exports: list[Export]) -> list[tuple[str, str, int]]:
    return [(export.name, export.state, export.orders) for export in exports]


class TestArriving:
    def test_an_upload_that_another_process_stalls_is_one_load(
        self, paths: DeskPaths, ledger: Ledger, follow: Callable[..., list[Progress]], until: Until, put: Put
    ) -> None:
        told = follow()
        writer = Writer(paths.exports / "slow.csv")
        try:
            writer.write("order_id,status\n1,to_ship\n")
            until(lambda: [(one.name, one.why) for one in told[-1].waiting] == [("slow.csv", "open")])
            writer.write("2,to_ship\n")
            put("other.csv", ["9"], age=0)
            until(lambda: len(ledger.exports()) == 1)  # it holds nobody up
            writer.write("3,to_ship").close()
            until(lambda: len(ledger.exports()) == 2)
        finally:
            writer.end()
        assert _states(ledger.exports()) == [("other.csv", "loaded", 1), ("slow.csv", "loaded", 3)]
        until(lambda: not told[-1].waiting)

    def test_what_is_closed_or_renamed_is_not_made_to_settle(
        self, paths: DeskPaths, ledger: Ledger, until: Until, put: Put, follow: Callable[..., list[Progress]]
    ) -> None:
        follow(polling="never", patience_seconds=600)
        assert Folder().settle_seconds < 600
        put("warm.csv", ["0"], age=0)
        until(lambda: len(ledger.exports()) == 1)
        began = time.monotonic()
        put("a.csv", ["1"], age=0)
        (paths.exports / ".b.csv").write_text("order_id,status\n2,to_ship")
        (paths.exports / ".b.csv").rename(paths.exports / "b.csv")
        until(lambda: len(ledger.exports()) == 3)
        assert time.monotonic() - began < 5

    def test_a_cut_file_is_arriving_until_the_rest_has_come(
        self, paths: DeskPaths, ledger: Ledger, put: Put, until: Until, follow: Callable[..., list[Progress]]
    ) -> None:
        told = follow(CutOff())
        file = put("a.csv", ["1", "2"], age=0)
        until(lambda: told[-1].waiting)
        [one] = told[-1].waiting
        assert (one.name, one.state, one.why, one.detail) == ("a.csv", "arriving", "torn", "row 3")
        assert told[-1].waiting_count == 1
        assert follow_progress(paths) == told[-1]
        assert ledger.exports() == []
        with file.open("a") as out:
            out.write("\n3,END")
        until(lambda: ledger.exports())
        assert _states(ledger.exports()) == [("a.csv", "loaded", 3)]

    def test_after_the_patience_it_is_refused(
        self, ledger: Ledger, put: Put, until: Until, follow: Callable[..., list[Progress]]
    ) -> None:
        follow(CutOff(), patience_seconds=1.0)
        put("a.csv", ["1", "2"], age=0)
        until(lambda: ledger.exports())
        [export] = ledger.exports()
        assert (export.state, export.reason, export.detail) == ("refused", "torn", "row 3")
        sighting = ledger.sightings()["a.csv"]
        assert sighting.attempts == 0

    def test_a_script_does_not_wait_for_it(self, paths: DeskPaths, put: Put) -> None:
        put("a.csv", ["1"], age=0)
        began = time.monotonic()
        exports, left = _once(paths, CutOff())
        assert time.monotonic() - began < loading.ONCE_PATIENCE
        assert exports == []
        assert [(one.name, one.state, one.why, one.again) for one in left] == [
            ("a.csv", "arriving", "torn", 0)
        ]

    def test_one_whose_time_is_past_the_patience_a_script_refuses(self, paths: DeskPaths, put: Put) -> None:
        put("a.csv", ["1"], age=130)
        exports, left = _once(paths, CutOff())
        assert [(export.state, export.reason) for export in exports] == [("refused", "torn")]
        assert left == []

    def test_a_script_tells_of_what_the_running_loader_waits_for(
        self, paths: DeskPaths, put: Put, until: Until, follow: Callable[..., list[Progress]]
    ) -> None:
        told = follow(CutOff())
        put("a.csv", ["1"], age=0)
        until(lambda: told[-1].waiting)
        left: list[Waiting] = []
        assert load_once(paths, Settings(), deadline=20, on_waiting=left.extend) == []
        assert [one.name for one in left] == ["a.csv"]


NUMBERS = [number for names in FAULTS.values() for name in names if (number := getattr(errno, name, 0))]


@pytest.mark.parametrize("number", NUMBERS)
def test_faults_are_told_however_they_come(number: int) -> None:
    class ComputeError(Exception):
        """As Rust libraries raise."""

    words = os.strerror(number)
    told = fault_of(OSError(number, words))
    assert told in FAULTS
    panic = f'called `Result::unwrap()` on an `Err` value: Os {{ code: {number}, kind: Other, message: "{words}" }}'
    assert fault_of(ComputeError(f"{words} (os error {number}): /x.csv")) == told
    assert fault_of(ComputeError(panic)) == told
    with pytest.raises(RefusalError) as refused:
        _raise_for(OSError(number, words))
    assert refused.value.refusal.fault == told


def _raise_for(error: OSError) -> None:
    try:
        raise error
    except OSError as met:
        raise RefusalError("torn", "damaged") from met


def test_what_a_file_is_to_blame_for_is_no_fault_that_passes() -> None:
    errors = [
        OSError(errno.ENOENT, "gone"), OSError(errno.EISDIR, "a folder"), OSError("odd"), ValueError("(os error 5)"),
        RuntimeError("dictionary changed"), RecursionError("can't start new thread"), KeyError("x"),
        RefusalError("torn", "EIO"),
    ]  # fmt: skip
    assert [fault_of(error) for error in errors] == [""] * len(errors)
    assert fault_of(MemoryError()) == "memory"
    assert fault_of(RuntimeError("can't start new thread")) == "threads"


class Faulty:
    """Makes one step fail for files of one name, with an error, as long as `on`."""

    def __init__(
        self, name: str, error: Callable[[], BaseException], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self.on, self.met = True, 0
        self._name, self._error, self._patch = name, error, monkeypatch

    def opening(self) -> None:
        """The file can't be opened; for everybody else it can."""
        opens = os.open

        def failing(path: Any, *rest: Any, **more: Any) -> int:
            self._fail(path)
            return opens(path, *rest, **more)

        its_own = types.SimpleNamespace(**{**vars(os), "open": failing})
        self._patch.setattr("data.recognise.gate.os", its_own)

    def looking(self) -> None:
        """Its size and rights can't be told."""
        resolves = Path.resolve

        def failing(path: Path, *rest: Any, **more: Any) -> Path:
            self._fail(path)
            return resolves(path, *rest, **more)

        self._patch.setattr(Path, "resolve", failing)

    def hashing(self) -> None:
        """Its bytes can't be read."""
        digests = hashlib.file_digest

        def failing(file: Any, *rest: Any) -> Any:
            self._fail(Path(f"/proc/self/fd/{file.fileno()}").readlink())
            return digests(file, *rest)

        self._patch.setattr("data.recognise.gate.hashlib.file_digest", failing)

    def reading(self) -> None:
        """Something fails once it is being read."""
        from data import reader

        batches = reader.batches

        def failing(recognised: Any, **more: Any) -> Iterator[pl.DataFrame]:
            self._fail(recognised.path)
            return batches(recognised, **more)

        self._patch.setattr(reader, "batches", failing)

    def _fail(self, path: Any) -> None:
        if self.on and str(path).endswith(self._name):
            self.met += 1
            raise self._error()


def _samples(paths: DeskPaths, count: int) -> list[str]:
    """Small exports, which are taken together."""
    names = [f"{number}.csv" for number in range(count)]
    for number, name in enumerate(names):
        orders = World(number, NOW, orders=5).orders_at(NOW)
        file = write_export(paths.exports / name, orders, style=Style(), at=NOW)
        os.utime(file, (time.time() - 900 + number, time.time() - 900 + number))
    return names


ERRORS: dict[str, Callable[[], BaseException]] = {
    "io": lambda: OSError(errno.EIO, "Input/output error"),
    "unreachable": lambda: OSError(errno.ESTALE, "Stale file handle"),
    "files": lambda: OSError(errno.EMFILE, "Too many open files"),
    "busy": lambda: OSError(errno.EAGAIN, "Resource temporarily unavailable"),
    "permission": lambda: PermissionError(errno.EACCES, "Permission denied"),
    "memory": MemoryError,
    "threads": lambda: RuntimeError("can't start new thread"),
}


class TestLater:
    @pytest.mark.parametrize("step", ["looking", "opening", "hashing", "reading"])
    @pytest.mark.parametrize("count", [1, 8])
    def test_a_fault_that_passes_refuses_nothing_and_holds_nobody_up(
        self, paths: DeskPaths, ledger: Ledger, step: str, count: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        names = _samples(paths, count)
        bad = names[count // 2]
        for code, error in ERRORS.items():
            if code in ("memory", "threads") and step != "reading":
                continue
            with monkeypatch.context() as patching:
                faulty = Faulty(bad, error, patching)
                getattr(faulty, step)()
                exports, left = _once(paths)
                assert faulty.met
            assert [(one.name, one.state, one.why) for one in left] == [(bad, "later", code)]
            assert not {export.name for export in exports} & {bad}
            assert {export.state for export in ledger.exports()} <= {"loaded"}
            assert len(ledger.exports()) == count - 1
            sighting = ledger.sightings().get(bad)
            assert not sighting or (sighting.state, sighting.attempts) == ("", 0)
        exports, left = _once(paths)
        assert [(export.name, export.state, export.orders) for export in exports] == [(bad, "loaded", 5)]
        assert left == []

    def test_the_loader_goes_on_trying_and_takes_it_once_the_fault_has_passed(
        self,
        paths: DeskPaths,
        ledger: Ledger,
        put: Put,
        until: Until,
        follow: Callable[..., list[Progress]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        faulty = Faulty("bad.csv", ERRORS["unreachable"], monkeypatch)
        faulty.hashing()
        told = follow()
        put("bad.csv", ["1"], age=0)
        until(lambda: told[-1].waiting)
        [one] = told[-1].waiting
        assert (one.state, one.why, one.detail) == ("later", "unreachable", "Stale file handle")
        assert 0 < one.again - one.since < 10e6
        put("good.csv", ["2"], age=0)
        until(lambda: len(ledger.exports()) == 1)
        until(lambda: faulty.met >= 3)
        assert [export.name for export in ledger.exports()] == ["good.csv"]
        faulty.on = False
        until(lambda: len(ledger.exports()) == 2)
        assert {export.state for export in ledger.exports()} == {"loaded"}
        until(lambda: not told[-1].waiting_count)

    def test_however_often_it_fails_no_loader_has_died_of_it(
        self, paths: DeskPaths, ledger: Ledger, put: Put, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from data.intake import MAX_ATTEMPTS, Intake
        from data.watch import examine

        def failing(_self: FakeOpened) -> Iterator[dict[str, pl.DataFrame]]:
            raise ERRORS["threads"]()

        found = examine(paths, put("a.csv", ["1"]))
        assert found
        intake = Intake(ledger, FakeReader())
        with monkeypatch.context() as patching:
            patching.setattr(FakeOpened, "frames", failing)
            for _ in range(MAX_ATTEMPTS + 2):
                assert intake.take(found) is None
                assert intake.later["a.csv"].fault == "threads"
        export = intake.take(found)
        assert export
        assert export.state == "loaded"
        assert intake.later == {}

    def test_a_thread_that_cannot_be_started_puts_the_file_off(
        self, paths: DeskPaths, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [name] = _samples(paths, 1)
        with monkeypatch.context() as patching:

            def none_left(_self: threading.Thread) -> None:
                raise RuntimeError("can't start new thread")

            inits = Ahead.__init__

            def starving(self: Ahead[Any], *rest: Any, **more: Any) -> None:
                with pytest.MonkeyPatch.context() as inner:
                    inner.setattr(threading.Thread, "start", none_left)
                    inits(self, *rest, **more)

            patching.setattr(Ahead, "__init__", starving)
            exports, left = _once(paths)
        assert exports == []
        assert [(one.name, one.why) for one in left] == [(name, "threads")]

    def test_a_file_of_which_not_even_the_size_can_be_told_is_not_overlooked(
        self, paths: DeskPaths, put: Put, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put("a.csv", ["1"])
        looks = Path.lstat
        with monkeypatch.context() as patching:

            def failing(path: Path) -> os.stat_result:
                if path.name == "a.csv":
                    raise OSError(errno.ESTALE, "Stale file handle")
                return looks(path)

            patching.setattr(Path, "lstat", failing)
            exports, left = _once(paths, FakeReader())
        assert exports == []
        assert [(one.name, one.state, one.why) for one in left] == [("a.csv", "later", "unreachable")]
        exports, left = _once(paths, FakeReader())
        assert (_states(exports), left) == ([("a.csv", "loaded", 1)], [])

    def test_a_folder_that_cannot_be_looked_into_is_not_overlooked(
        self, paths: DeskPaths, put: Put, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put("shop/a.csv", ["1"])
        put("b.csv", ["2"])
        lists = os.scandir
        with monkeypatch.context() as patching:

            def failing(folder: Any) -> Any:
                if str(folder).endswith("shop"):
                    raise PermissionError(errno.EACCES, "Permission denied")
                return lists(folder)

            patching.setattr(os, "scandir", failing)
            exports, left = _once(paths, FakeReader())
        assert _states(exports) == [("b.csv", "loaded", 1)]
        assert [(one.name, one.state, one.why) for one in left] == [("shop", "later", "permission")]
        exports, left = _once(paths, FakeReader())
        assert (_states(exports), left) == ([("shop/a.csv", "loaded", 1)], [])


def test_of_very_many_the_number_is_told(
    paths: DeskPaths,
    put: Put,
    until: Until,
    follow: Callable[..., list[Progress]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loading, "WAITING_TOLD", 3)
    for number in range(5):
        put(f"{number}.csv", ["1"], age=1)
    told = follow(CutOff())
    until(lambda: told[-1].waiting_count == 5)
    assert len(told[-1].waiting) == 3
    left: list[Waiting] = []
    assert load_once(paths, Settings(), deadline=20, on_waiting=left.extend) == []
