"""What rows of a ledger can still be had: from its second copy, from a backup, from the damaged database itself."""

import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from orderdeck.data.base.guards.own_files import read_own
from orderdeck.data.base.guards.temporary import private
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.recovery.redo import newest
from orderdeck.data.ledger.recovery.second_copy import JSON_COLUMNS, NUMBERED, Row, SecondCopy, complete

Rows = dict[tuple[str, Any], Row]
"""(table, seq) -> row; of the table `replaced`, (table, part)."""


class Copied(msgspec.Struct, frozen=True):
    """What the second copy gave, and how many of its lines were not sound."""

    rows: Rows
    torn: int


def from_copy(paths: DeskPaths) -> Copied:
    """The rows of the second copy; none where it is not there. Raises LedgerError."""
    lines = list(SecondCopy(paths).lines())
    return Copied(newest(lines), sum(line is None for line in lines))


def from_database(file: Path, paths: DeskPaths) -> Rows:
    """The rows that can be read of a database that may be damaged. It is only read, as a copy of it.

    Each table is read from both ends until a page can't be.
    """
    found: Rows = {}
    if not file.is_file():
        return found
    with private(paths, "salvage") as folder:
        copy = folder / file.name
        for suffix in ("", "-wal"):
            beside = file.with_name(file.name + suffix)
            if beside.is_file():
                shutil.copyfile(beside, copy.with_name(copy.name + suffix))
        try:
            db = sqlite3.connect(copy, isolation_level=None)
        except sqlite3.Error:
            return found
        try:
            for table in JSON_COLUMNS:
                for direction in ("asc", "desc"):
                    for row in _readable(db, table, direction):
                        found[(table, row["seq"] if table in NUMBERED else row["part"])] = row
        finally:
            db.close()
    return found


def from_backup(paths: DeskPaths) -> Rows:
    """The rows of the last backup, where it is still where it was written to; else none."""
    try:
        note = msgspec.json.decode(read_own(paths.last_backup), type=dict[str, Any])
        backup = Path(str(note["file"]))
        with private(paths, "backup") as folder, tarfile.open(backup) as tar:
            member = tar.getmember("ledger.sqlite")
            content = tar.extractfile(member)
            if content is None:
                return {}
            file = folder / "ledger.sqlite"
            with content, file.open("wb") as out:
                shutil.copyfileobj(content, out)
            return from_database(file, paths)
    except (OSError, KeyError, tarfile.TarError, msgspec.MsgspecError, EOFError):
        return {}


def _readable(db: sqlite3.Connection, table: str, direction: str) -> Iterator[Row]:
    # "not indexed": a damaged index must not hide sound rows. Bytes that are no text are no row of ours.
    key = "seq" if table in NUMBERED else "part"
    try:
        found = db.execute(f"select * from {table} not indexed order by {key} {direction}")
        names = [column[0] for column in found.description]
        for values in found:
            row = complete(table, dict(zip(names, values, strict=True)))
            if _is_sane(table, row):
                yield row
    except (sqlite3.Error, UnicodeDecodeError):
        return


def _is_sane(table: str, row: Row) -> bool:
    try:
        for column in JSON_COLUMNS[table]:
            msgspec.json.decode(row[column])
    except (msgspec.MsgspecError, KeyError, TypeError):
        return False
    return table not in NUMBERED or (isinstance(row["seq"], int) and row["seq"] > 0)
