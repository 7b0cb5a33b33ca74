"""The desk's log: one file in the state folder that rotates, shared by its processes, without personal data.

Of an exception it keeps type and place, never the message: a message may quote a cell.
"""

import fcntl
import logging
import os
import time
from io import TextIOWrapper
from logging.handlers import WatchedFileHandler
from pathlib import Path
from typing import Final

from orderdeck.data.base.faults import Raised, places_of
from orderdeck.data.base.guards.own_files import open_own
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.connection import prepare_folder

MAX_BYTES: Final = 1_000_000
KEPT: Final = 3

_FORMAT: Final = "%(asctime)s %(process)d %(levelname)s %(name)s: %(message)s"


def to_file(paths: DeskPaths, level: int = logging.INFO) -> logging.Handler:
    """Sends the log of this process to the desk's log file; the handler, to be given to `stop`.

    Raises LedgerError where there can be no desk.
    """
    rights = prepare_folder(paths)
    handler = _SharedFile(paths.log, rights)
    formatter = _Discreet(_FORMAT, "%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return handler


def stop(handler: logging.Handler) -> None:
    """Ends what `to_file` began."""
    logging.getLogger().removeHandler(handler)
    handler.close()


class _Discreet(logging.Formatter):
    def formatException(self, ei: Raised) -> str:  # noqa: N802 (logging's name)
        return places_of(ei)

    def format(self, record: logging.LogRecord) -> str:
        record.exc_text = None  # another handler may have put the full text there
        text = super().format(record)
        return "".join(c if c.isprintable() or c == "\n" else "�" for c in text)


class _SharedFile(WatchedFileHandler):
    """Several processes append to one file; whoever finds it full, rotates it, and the others reopen it."""

    def __init__(self, file: Path, rights: Rights) -> None:
        self._file, self._rights = file, rights
        rights.make_file(file)
        super().__init__(file, encoding="utf-8", errors="backslashreplace", delay=True)

    def _open(self) -> TextIOWrapper:
        handle = open_own(self._file, os.O_WRONLY | os.O_APPEND)
        return os.fdopen(handle, "a", encoding=self.encoding, errors=self.errors)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._rotate_when_full()
        except OSError:
            pass  # a full disk: go on in the old file, or not at all
        super().emit(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's name)
        """A log that can't be written must not disturb a screen."""

    def _rotate_when_full(self) -> None:
        self._rights.make_file(self._file)
        if self._file.stat().st_size < MAX_BYTES:
            return
        with os.fdopen(open_own(self._file, os.O_RDONLY), "rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            now = self._file.stat()
            if (now.st_ino, now.st_dev) != (os.fstat(held.fileno()).st_ino, os.fstat(held.fileno()).st_dev):
                return  # another process was first
            for number in range(KEPT - 1, 0, -1):
                older = self._file.with_name(f"{self._file.name}.{number}")
                if older.exists():
                    older.replace(self._file.with_name(f"{self._file.name}.{number + 1}"))
            self._file.replace(self._file.with_name(f"{self._file.name}.1"))
            self._rights.make_file(self._file)
