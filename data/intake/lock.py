"""One loader per desk: who holds `loader.lock` loads. The operating system frees it, however its holder ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.permissions import Rights
from orderdeck.data.base.records import Progress
from orderdeck.data.ledger.database.connection import prepare_folder
from orderdeck.data.ledger.errors import plain_errors


class LoaderBusy(Exception):  # noqa: N818
    """Another process is the desk's loader."""


class Holder(msgspec.Struct, frozen=True):
    """The process that loads."""

    pid: int
    operator: str = ""
    since: int = 0  # µs since the epoch, UTC


@contextmanager
def hold(paths: DeskPaths, operator: str = "", patience: float = 0.0) -> Iterator[None]:
    """Holds the loader's lock within; tries for `patience` seconds. Raises LoaderBusy, LedgerError."""
    rights = prepare_folder(paths)
    with plain_errors(str(paths.lock)):
        rights.make_file(paths.lock)
        handle = os.open(paths.lock, os.O_RDWR | os.O_CLOEXEC)
    try:
        _lock(handle, patience)
        content = msgspec.json.encode(Holder(os.getpid(), operator, time.time_ns() // 1000))
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, content, 0)
        except OSError:
            pass  # a full disk: the lock holds all the same, only its holder's name is not known
        yield
    finally:
        os.close(handle)


def is_free(paths: DeskPaths) -> bool:
    """Whether nobody loads. Raises LedgerDenied where this account may not know."""
    if not paths.state.is_dir():
        return True
    with plain_errors(str(paths.lock)):
        try:
            handle = os.open(paths.lock, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return True
    try:
        # Shared, so that two who ask at once don't take each other for a loader.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(handle)
    return True


def who_loads(paths: DeskPaths) -> Holder | None:
    """The process that loads now, None where nobody does."""
    if is_free(paths):
        return None
    try:
        return msgspec.json.decode(paths.lock.read_bytes(), type=Holder)
    except (OSError, msgspec.DecodeError):
        return Holder(0)


class ProgressFile:
    """`loader.json`: the loader's progress for the decks, replaced whole, some ten times a second at most."""

    def __init__(self, paths: DeskPaths) -> None:
        self._file = paths.progress
        self._rights = Rights.of(paths)
        self._told: Progress | None = None
        self._at = 0.0

    def tell(self, progress: Progress) -> None:
        """Writes `progress`; one that only counts rows may be left out."""
        now = time.monotonic()
        rows_only = self._told and self._told.state == progress.state != "idle"
        if progress == self._told or (rows_only and now - self._at < 0.1):
            return
        self._told, self._at = progress, now
        aside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        try:
            aside.unlink(missing_ok=True)
            with os.fdopen(self._rights.open_new(aside), "wb") as out:
                out.write(msgspec.json.encode(progress))
            aside.replace(self._file)
        except OSError:
            aside.unlink(missing_ok=True)  # a full disk: the work matters more than its news

    def clear(self) -> None:
        """Takes the file away: nobody loads."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError:
            pass


def follow_progress(paths: DeskPaths) -> Progress | None:
    """How far the loader is; None where none is at work. To be asked as often as a screen is painted."""
    try:
        progress = msgspec.json.decode(paths.progress.read_bytes(), type=Progress)
    except (OSError, msgspec.DecodeError):
        return None
    return progress if _lives(progress.pid) else None


def _lock(handle: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise LoaderBusy("another process loads for this desk") from error
            time.sleep(0.02)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return pid > 0
