"""One loader per desk: who holds `loader.lock` loads. The operating system frees it, however its holder ends."""

import fcntl
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import msgspec
import psutil

from orderdeck.data.base.guards.own_files import open_own, read_own
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Progress
from orderdeck.data.ledger.database.connection import prepare_folder
from orderdeck.data.ledger.errors import plain_errors

BEAT_SECONDS: Final = 2.0
SILENT_SECONDS: Final = 10.0
"""Without a sign of life for so long the process that loads is said to hang."""
LEAST_WORK: Final = 0.05
"""Seconds of processor, in SILENT_SECONDS, without which work that is going on counts as standing still: more than
looking at the time costs."""


LARGEST: Final = 2_000
"""Bytes of the lock's file that are read at most."""


class LoaderBusy(Exception):  # noqa: N818
    """Another process is the desk's loader."""


class Holder(msgspec.Struct, frozen=True):
    """The process that loads."""

    pid: int
    operator: str = ""
    since: int = 0  # µs since the epoch, UTC


class Heartbeat:
    """Signs of life of the process that holds the lock: its file's time, some seconds old at most.

    A process that was stopped gives none. Nor does one whose work stands still: it is `busy`, and for as long as makes
    others doubt it, has used no processor, as where a network mount answers no more. Reading a big workbook is one step
    of minutes, but it is work.
    """

    def __init__(self, handle: int) -> None:
        self.busy = False
        self._handle = handle
        self._end = threading.Event()
        self._used, self._used_at = time.process_time(), time.monotonic()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def start(self) -> None:
        with suppress(OSError):
            os.utime(self._handle)
        self._thread.start()

    def stop(self) -> None:
        """The handle may be closed from here on."""
        self._end.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._end.wait(BEAT_SECONDS):
            used = _processor() if self.busy else time.process_time()
            if self.lives(time.monotonic(), used):
                with suppress(OSError):
                    os.utime(self._handle)

    def lives(self, now: float, used: float) -> bool:
        """Whether a sign is to be given at `now`, when the process has `used` so much processor (both in seconds)."""
        # Less than before: a process that read has ended.
        if abs(used - self._used) >= LEAST_WORK or not self.busy:
            self._used, self._used_at = used, now
        return now - self._used_at < SILENT_SECONDS


def _processor() -> float:
    """Seconds of processor that this process and those that read for it have used."""
    used = time.process_time()
    with suppress(psutil.Error):
        for child in psutil.Process().children(recursive=True):
            with suppress(psutil.Error):
                times = child.cpu_times()
                used += times.user + times.system
    return used


@contextmanager
def hold(paths: DeskPaths, operator: str = "", patience: float = 0.0) -> Iterator[Heartbeat]:
    """Holds the loader's lock within; tries for `patience` seconds. Raises LoaderBusy, LedgerError."""
    rights = prepare_folder(paths)
    with plain_errors(str(paths.lock)):
        rights.make_file(paths.lock)
        handle = open_own(paths.lock, os.O_RDWR)
    try:
        _lock(handle, patience)
        content = msgspec.json.encode(Holder(os.getpid(), operator, time.time_ns() // 1000))
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, content, 0)
        except OSError:
            pass  # a full disk: the lock holds all the same, only its holder's name is not known
        heart = Heartbeat(handle)
        heart.start()
        try:
            yield heart
        finally:
            heart.stop()
    finally:
        os.close(handle)


def silent_since(paths: DeskPaths) -> int | None:
    """Since when (µs, UTC) the process that loads has given no sign of life, where that is more than SILENT_SECONDS;
    None where it has, or nobody loads. Raises LedgerDenied where this account may not know."""
    return who_loads_since_when(paths)[1]


def is_free(paths: DeskPaths) -> bool:
    """Whether nobody loads. Raises LedgerDenied where this account may not know."""
    handle = _of_loader(paths)
    if handle is not None:
        os.close(handle)
    return handle is None


def who_loads(paths: DeskPaths) -> Holder | None:
    """The process that loads now, None where nobody does."""
    return who_loads_since_when(paths)[0]


def who_loads_since_when(paths: DeskPaths) -> tuple[Holder | None, int | None]:
    """`who_loads` and `silent_since` by one look: decks ask each second."""
    handle = _of_loader(paths)
    if handle is None:
        return None, None
    try:
        with plain_errors(str(paths.lock)):
            beat = os.fstat(handle).st_mtime_ns // 1000
            content = os.pread(handle, LARGEST, 0)
    finally:
        os.close(handle)
    try:
        holder = msgspec.json.decode(content, type=Holder)
    except msgspec.MsgspecError:
        holder = Holder(0)
    return holder, beat if time.time_ns() // 1000 - beat > SILENT_SECONDS * 1_000_000 else None


def _of_loader(paths: DeskPaths) -> int | None:
    """The lock's file, open, where somebody holds it; to be closed. Raises LedgerDenied where this account may not
    know."""
    lock = paths.lock
    with plain_errors(str(lock)):
        try:
            handle = open_own(lock, os.O_RDONLY)
        except (FileNotFoundError, NotADirectoryError):
            return None
    try:
        # Shared, so that two who ask at once don't take each other for a loader.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


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
        with suppress(OSError), self._rights.replacing(self._file, aside) as out:
            # A full disk: the work matters more than its news.
            out.write(msgspec.json.encode(progress))

    def clear(self) -> None:
        """Takes the file away: nobody loads."""
        try:
            self._file.unlink(missing_ok=True)
        except OSError:
            pass


def follow_progress(paths: DeskPaths) -> Progress | None:
    """How far the loader is; None where none is at work. To be asked as often as a screen is painted."""
    try:
        progress = msgspec.json.decode(read_own(paths.progress), type=Progress)
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
