"""Faults that pass, of no file's making: they refuse nothing, are told of, and hold nobody up."""

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

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.faults import FAULTS, fault_of
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.prefetch import Ahead
from orderdeck.data.base.records import Progress
from orderdeck.data.exports.containers.records import RefusalError
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample import Style, World, write_export
from tests.loader.exports_folder import once, states
from tests.loader.fake_reader import FakeOpened, FakeReader

Put = Callable[..., Path]
Until = Callable[..., None]
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


NUMBERS = [number for names in FAULTS.values() for name in names if (number := getattr(errno, name, 0))]


class Rust(Exception):  # noqa: N818 (the like of ComputeError and PanicException)
    """As libraries in Rust raise."""


@pytest.mark.parametrize("number", NUMBERS)
def test_faults_are_told_however_they_come(number: int) -> None:
    words = os.strerror(number)
    told = fault_of(OSError(number, words))
    assert told in FAULTS
    panic = f'called `Result::unwrap()` on an `Err` value: Os {{ code: {number}, kind: Other, message: "{words}" }}'
    assert fault_of(Rust(f"{words} (os error {number}): /x.csv")) == told
    assert fault_of(Rust(panic)) == told
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
        RefusalError("torn", "EIO"), ValueError("memory allocation failed"), Rust("a cell: cannot allocate memory"),
    ]  # fmt: skip
    assert [fault_of(error) for error in errors] == [""] * len(errors)
    assert fault_of(SystemError("bad argument")) == ""
    assert fault_of(SystemError("<function f> returned NULL without setting an exception")) == "memory"
    assert fault_of(MemoryError()) == "memory"
    assert fault_of(RuntimeError("can't start new thread")) == "threads"


@pytest.mark.parametrize(
    "words",
    [
        "Cannot allocate memory to hold CompactString",
        "memory allocation failed because the memory allocator returned an error",
        "memory allocation of 4096 bytes failed",
    ],
)
def test_what_libraries_say_where_they_are_given_no_memory_is_later(words: str) -> None:
    assert fault_of(Rust(words)) == "memory"


def _here(paths: DeskPaths) -> ProfileReader:
    """A reader whose steps can be made to fail: in this process."""
    return ProfileReader.of(paths, Settings())


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
        self._patch.setattr("orderdeck.data.exports.containers.files.os", its_own)

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

        self._patch.setattr("orderdeck.data.exports.containers.files.hashlib.file_digest", failing)

    def reading(self) -> None:
        """Something fails once it is being read."""
        from orderdeck.data.exports import profile_reader as reader
        from orderdeck.data.exports.read import batches

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
                exports, left = once(paths, _here(paths))
                assert faulty.met
            assert [(one.name, one.state, one.why) for one in left] == [(bad, "later", code)]
            assert not {export.name for export in exports} & {bad}
            assert {export.state for export in ledger.exports()} <= {"loaded"}
            assert len(ledger.exports()) == count - 1
            sighting = ledger.sightings().get(bad)
            assert not sighting or (sighting.state, sighting.attempts) == ("", 0)
        exports, left = once(paths)
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
        from orderdeck.data.base.folder.found import examine
        from orderdeck.data.intake.intake import MAX_ATTEMPTS, Intake

        def failing(_self: FakeOpened, _beside: object) -> Iterator[dict[str, pl.DataFrame]]:
            raise ERRORS["threads"]()

        found = examine(paths, put("a.csv", ["1"]))
        assert found
        intake = Intake(ledger, FakeReader())
        with monkeypatch.context() as patching:
            patching.setattr(FakeOpened, "frames", failing)
            for _ in range(MAX_ATTEMPTS + 2):
                assert list(intake.take([found])) == [(found, None)]
                assert intake.later["a.csv"].fault == "threads"
        [(_, export)] = intake.take([found])
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
            exports, left = once(paths, _here(paths))
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
            exports, left = once(paths, FakeReader())
        assert exports == []
        assert [(one.name, one.state, one.why) for one in left] == [("a.csv", "later", "unreachable")]
        exports, left = once(paths, FakeReader())
        assert (states(exports), left) == ([("a.csv", "loaded", 1)], [])

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
            exports, left = once(paths, FakeReader())
        assert states(exports) == [("b.csv", "loaded", 1)]
        assert [(one.name, one.state, one.why) for one in left] == [("shop", "later", "permission")]
        exports, left = once(paths, FakeReader())
        assert (states(exports), left) == ([("shop/a.csv", "loaded", 1)], [])
