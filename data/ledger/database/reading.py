"""The ledger's database for who only reads: not a byte is written, neither to it nor beside it.

SQLite makes files beside a database that it opens, even to read it. Three ways do without:

- nobody has it open and all is in the database itself: as it is, taken for one that doesn't change;
- somebody has it open: by the index of the log that they keep beside it (`-shm`), which is only looked at;
- a log without such an index, as a crash or a copy leaves it: a private copy of both files, in the user's own place.

The first and the last don't see what is written later: `Reading.stale` tells, and then it is opened anew.
"""

import os
import shutil
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from orderdeck.data.base.guards.own_files import open_own
from orderdeck.data.base.guards.temporary import own_folder
from orderdeck.data.ledger.database.schema import VERSION, version_of
from orderdeck.data.ledger.errors import LedgerAbsent, LedgerBusy, LedgerError

ATTEMPTS: Final = 20
"""How often a copy is tried of a ledger that is written to meanwhile, and how often an opening."""

Stamp = tuple[tuple[int, int, int], ...]
"""Number, size and time of the database and of its log."""


class Reading(msgspec.Struct, frozen=True):
    """An open connection, and what it was opened from."""

    db: sqlite3.Connection
    stamp: Stamp
    """Of the files it can't follow; () where it sees what is written by itself."""

    def stale(self, file: Path) -> bool:
        """Whether `file` has been written to in a way that this connection doesn't see."""
        return bool(self.stamp) and stamp_of(file) != self.stamp


def open_reading(file: Path) -> Reading:
    """The database at `file` to be read, by one of the three ways.

    Raises LedgerAbsent where there is none, LedgerError where it is of an earlier version, sqlite3.Error and OSError.
    """
    error: Exception = LedgerAbsent(f"{file} is not there")
    for _ in range(ATTEMPTS):
        stamp = stamp_of(file)
        if not stamp or not stamp[0][1]:
            raise error
        try:
            return _checked(_opened(file, stamp), file)
        except (sqlite3.OperationalError, FileNotFoundError) as changed:
            # Somebody was the first to open it just now, or the last to close it.
            error = changed
            if stamp_of(file) == stamp:
                return _checked(Reading(_copied(file), stamp), file)
    raise error


def stamp_of(file: Path) -> Stamp:
    """What tells whether the database or its log has been written to; () where there is no database."""
    found = []
    for one in (file, file.with_name(f"{file.name}-wal")):
        with suppress(FileNotFoundError):
            seen = one.stat()
            found.append((seen.st_ino, seen.st_size, seen.st_mtime_ns))
    return tuple(found)


def _opened(file: Path, stamp: Stamp) -> Reading:
    os.close(open_own(file, os.O_RDONLY))  # what SQLite says where it may not is no more than that it can't
    if len(stamp) == 1 or (not stamp[1][1] and not file.with_name(f"{file.name}-shm").exists()):
        return Reading(_connect(file, "&immutable=1"), stamp)
    return Reading(_connect(file, "&readonly_shm=1"), ())


def _checked(reading: Reading, file: Path) -> Reading:
    try:
        version = version_of(reading.db)
    except BaseException:
        reading.db.close()
        raise
    if version != VERSION:
        reading.db.close()
        raise LedgerError(
            f"{file}: it is of an earlier orderdeck; open the desk once with an account that may write there"
        )
    return reading


def _connect(file: Path, how: str) -> sqlite3.Connection:
    where = f"file:{quote(str(file))}?mode=ro{how}"
    db = sqlite3.connect(where, uri=True, timeout=5.0, isolation_level=None, check_same_thread=False)
    try:
        db.execute("pragma temp_store = memory")
        db.execute("pragma trusted_schema = off")
        db.execute("pragma query_only = on")
        db.execute("select count(*) from sqlite_master").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _copied(file: Path) -> sqlite3.Connection:
    with own_folder("ledger") as folder:
        copy = folder / file.name
        for _ in range(ATTEMPTS):
            if _copy(file, copy):
                break
            time.sleep(0.02)
        else:
            raise LedgerBusy(f"{file}: it is being written to all the time; try again")
        db = sqlite3.connect(copy, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            db.execute("pragma temp_store = memory")
            db.execute("pragma trusted_schema = off")
            # The log goes into the database, and the database to memory: nothing of it stays behind on a disk.
            db.execute("pragma wal_checkpoint(truncate)")
            db.execute("pragma journal_mode = delete")
            held = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
            db.backup(held)
        finally:
            db.close()
    held.execute("pragma query_only = on")
    return held


def _copy(file: Path, copy: Path) -> bool:
    """Whether both files were copied as they stood at one moment."""
    before = stamp_of(file)
    for one in (file, file.with_name(f"{file.name}-wal")):
        target = copy.with_name(copy.name + one.name.removeprefix(file.name))
        target.unlink(missing_ok=True)
        with (
            suppress(FileNotFoundError),
            os.fdopen(open_own(one, os.O_RDONLY), "rb") as source,
            target.open("xb") as out,
        ):
            shutil.copyfileobj(source, out)
    return stamp_of(file) == before
