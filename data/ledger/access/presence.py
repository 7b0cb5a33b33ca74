"""Who has a deck open just now: each deck holds a lock on a file of its own, which the system frees however it ends."""

import fcntl
import os
import time
import uuid
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text

LARGEST: Final = 2_000
"""Bytes of a presence file that are read at most: whoever may write to the desk may write anything there."""


class Here(msgspec.Struct, frozen=True):
    """A deck that is open."""

    operator: str
    pid: int = 0
    since: int = 0  # µs since the epoch, UTC


class Presence:
    """This deck among those that are open: `enter` to be seen, `leave` at the end. A full disk only hides it."""

    def __init__(self, paths: DeskPaths, operator: str) -> None:
        self._paths, self._operator = paths, operator
        self._file: Path | None = None
        self._handle = -1

    def enter(self) -> None:
        """Be seen from now on; nothing happens where this deck is seen already or where that can't be written."""
        if self._file is not None or self._paths.read_only:
            return
        rights, name = Rights.of(self._paths), uuid.uuid4().hex
        aside, file = self._paths.here / f".{name}", self._paths.here / name
        handle = -1
        try:
            rights.make_folder(self._paths.here)
            handle = rights.open_new(aside)
            # Locked before it gets its name: nobody takes it for one that was left behind.
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.write(handle, msgspec.json.encode(Here(self._operator, os.getpid(), time.time_ns() // 1000)))
            aside.rename(file)
        except OSError:
            with suppress(OSError):
                aside.unlink(missing_ok=True)
            if handle >= 0:
                os.close(handle)
            return
        self._file, self._handle = file, handle

    def leave(self) -> None:
        """Be seen no more."""
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
            os.close(self._handle)
            self._file, self._handle = None, -1

    def stamp(self) -> int:
        """Another number once a deck has come or gone (but for one that was killed)."""
        try:
            return self._paths.here.stat().st_mtime_ns
        except OSError:
            return 0

    def others(self) -> list[Here]:
        """All other decks that are open on this desk, by name of their operators."""
        return [here for file, here in _present(self._paths) if file != self._file]

    def __enter__(self) -> Self:
        self.enter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leave()


def present(paths: DeskPaths) -> list[Here]:
    """Every deck that is open on the desk at `paths`, by name of their operators."""
    return [here for _, here in _present(paths)]


def _present(paths: DeskPaths) -> list[tuple[Path, Here]]:
    try:
        files = [entry for entry in paths.here.iterdir() if not entry.name.startswith(".")]
    except OSError:
        return []
    found = [(file, here) for file in files if (here := _read(file, paths.read_only))]
    return sorted(found, key=lambda one: (one[1].operator, one[1].since))


def _read(file: Path, read_only: bool) -> Here | None:
    """Who holds the lock on `file`; one that nobody holds was left behind by a deck that was killed, and goes."""
    try:
        handle = os.open(file, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _decoded(os.pread(handle, LARGEST, 0))
    except OSError:
        return None
    else:
        with suppress(OSError):
            if not read_only:
                file.unlink(missing_ok=True)
        return None
    finally:
        os.close(handle)


def _decoded(content: bytes) -> Here | None:
    try:
        here = msgspec.json.decode(content, type=Here)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None
    name = clean_text(here.operator)[:80]
    return msgspec.structs.replace(here, operator=name) if name else None
