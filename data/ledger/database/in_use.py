"""Who has a ledger open: a shared lock each, so that its file is replaced under nobody."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from orderdeck.data.base.guards.own_files import open_own
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.connection import prepare_folder, refuse_unfit
from orderdeck.data.ledger.errors import LedgerBusy, plain_errors

PATIENCE = 10.0
"""Seconds that an opening waits while the database is being replaced."""


def share(paths: DeskPaths) -> int:
    """A descriptor that says "in use" until it is closed, however its process ends; -1 for a reader where there is
    nothing to say it by. Raises LedgerError."""
    handle = _open_to_read(paths) if paths.read_only else _open(paths)
    if handle < 0:
        return handle
    try:
        _lock(handle, fcntl.LOCK_SH, PATIENCE)
    except BaseException:
        os.close(handle)
        raise
    return handle


@contextmanager
def alone(paths: DeskPaths, patience: float = 3.0) -> Iterator[None]:
    """Nobody else has the ledger open within. Raises LedgerBusy where somebody does for `patience` seconds."""
    handle = _open(paths)
    try:
        _lock(handle, fcntl.LOCK_EX, patience)
        yield
    finally:
        os.close(handle)


def _open(paths: DeskPaths) -> int:
    rights = prepare_folder(paths)
    with plain_errors(str(paths.in_use)):
        rights.make_file(paths.in_use)
        return open_own(paths.in_use, os.O_RDWR)


def _open_to_read(paths: DeskPaths) -> int:
    refuse_unfit(paths)
    try:
        return open_own(paths.in_use, os.O_RDONLY)  # enough for a lock
    except OSError:
        return -1


def _lock(handle: int, how: int, patience: float) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, how | fcntl.LOCK_NB)
            return
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise LedgerBusy(
                    "the ledger is open in another process; close the decks on this desk"
                ) from error
            time.sleep(0.02)
