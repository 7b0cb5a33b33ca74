"""Opening the ledger's database: the right file system, modes, pragmas and schema, or a plain reason why not."""

import sqlite3
import time
from pathlib import Path
from urllib.parse import quote

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.guards.temporary import sweep
from orderdeck.data.base.guards.trust import refuse_untrusted
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.access.filesystem import refuse_network
from orderdeck.data.ledger.database.schema import migrate, version_of
from orderdeck.data.ledger.errors import LedgerDamaged, LedgerError, plain_errors


def prepare_folder(paths: DeskPaths) -> Rights:
    """Makes the state folder of the desk at `paths`; the rights of what goes into it.

    Raises LedgerError: LedgerUnsafe on a network file system, LedgerUntrusted where others may have written what lies
    there (`data.base.guards.trust`), LedgerDenied, or a plain one where neither the exports nor the desk are there.
    """
    refuse_unfit(paths)
    with plain_errors(str(paths.state)):
        rights = Rights.of(paths)
        rights.make_folder(paths.state)
    return rights


def refuse_unfit(paths: DeskPaths) -> None:
    """Raises those LedgerErrors of `prepare_folder` that hold for a reader too: where the desk can't be, or what lies
    there isn't believed."""
    if not paths.exports.is_dir() and not paths.state.is_dir():
        raise LedgerError(f"{paths.exports} is not a folder")
    refuse_network(paths.state)
    with plain_errors(str(paths.state)):
        refuse_untrusted(paths)


def prepare(paths: DeskPaths, busy_seconds: float) -> None:
    """Makes the database of the desk at `paths` and its folders, or brings an older database up to date.

    Raises LedgerError as `prepare_folder` does; LedgerTooNew and LedgerDamaged with the database left as it was.
    """
    rights = prepare_folder(paths)
    sweep(paths)
    with plain_errors(str(paths.ledger)):
        for folder in (paths.parts, paths.staging, paths.outbox):
            rights.make_folder(folder)
        if paths.ledger.is_file() and paths.ledger.stat().st_size:
            _peek(paths.ledger)
        else:
            _refuse_lost(paths)
            # Made beforehand: SQLite gives its -wal and -shm files the mode and group of the database.
            rights.make_file(paths.ledger)
        db = connect(paths.ledger, busy_seconds)
        try:
            migrate(db)
        finally:
            db.close()


def connect(file: Path, busy_seconds: float, *, reading: bool = False) -> sqlite3.Connection:
    """A connection to the ledger database: autocommit, WAL, full sync; with `reading` it refuses to write.

    It may be handed between threads, one at a time. Raises sqlite3.Error.
    """
    db = sqlite3.connect(file, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    try:
        _use_wal(db, file, busy_seconds)
        db.execute("pragma synchronous = full")
        db.execute("pragma journal_size_limit = 16777216")
        db.execute("pragma temp_store = memory")
        db.execute("pragma trusted_schema = off")
        if reading:
            db.execute("pragma query_only = on")
    except BaseException:
        db.close()
        raise
    return db


def _use_wal(db: sqlite3.Connection, file: Path, busy_seconds: float) -> None:
    # The switch to WAL needs the file alone and does not wait for it by itself.
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            mode = db.execute("pragma journal_mode = wal").fetchone()[0]
            break
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
    if mode != "wal":
        raise LedgerError(
            f"{file}: this file system gives no shared memory for a database (journal mode {mode}); "
            "keep the desk on a local disk with --desk DIR"
        )


def _refuse_lost(paths: DeskPaths) -> None:
    # A desk that has a second copy of its ledger had a ledger.
    try:
        lost = paths.journal_copy.stat().st_size > 0
    except FileNotFoundError:
        return
    if lost and not (paths.ledger.is_file() and paths.ledger.stat().st_size):
        raise LedgerDamaged(f"{paths.ledger} is gone; `orderdeck doctor` can restore it")


def _peek(file: Path) -> None:
    # Read-only, so that a ledger of a newer orderdeck isn't even checkpointed.
    wal = file.with_name(f"{file.name}-wal")
    # Nobody has it open, or left a log: then not even the files beside it are made.
    alone = "" if wal.exists() else "&immutable=1"
    db = sqlite3.connect(f"file:{quote(str(file))}?mode=ro{alone}", uri=True, isolation_level=None)
    try:
        version_of(db)
    finally:
        db.close()
