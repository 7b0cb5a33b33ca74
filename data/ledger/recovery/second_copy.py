"""`journal.jsonl`: a second, plain copy of what the ledger holds, so that losing the database loses no decision.

One line a row, appended and synced before SQLite commits the same row, so that nothing is ever acknowledged that is
not in both. A line is JSON: `{"sha":"<first 16 hex digits of the sha-256 of the row>","journal":{…the row…}}`, with
the table's name for a key. Writers come one at a time (they hold SQLite's write lock, and this file's own); a row
whose commit fails is taken back. A process that dies in between leaves a row that the next to open the ledger adds.
Of two lines with the same table and seq the later one counts: the earlier never was committed.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, Final

import msgspec

from orderdeck.data.base.guards.own_files import open_own, sync_folder
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.schema import ADDED
from orderdeck.data.ledger.errors import plain_errors

JSON_COLUMNS: Final = {
    "exports": ("headers", "notes", "checksums", "lacks"),
    "journal": ("data",),
    "parts": ("export_ids", "checksums"),
    "replaced": (),
}
"""Table of truth -> its columns that hold JSON, in the order in which rows are written down."""

NUMBERED: Final = ("exports", "journal", "parts")
"""Tables whose rows have a seq."""

TAIL: Final = 1 << 16
"""Bytes at the end that are looked at first."""

Row = dict[str, Any]
Cell = str | int | float | None
"""What a column holds; those of JSON_COLUMNS as text."""
Sequences = dict[str, int]


class Line(msgspec.Struct, frozen=True):
    """One sound line: a row of `table`."""

    table: str
    row: Row


class SecondCopy:
    """The second copy of the desk at `paths`."""

    def __init__(self, paths: DeskPaths) -> None:
        self._paths, self._file = paths, paths.journal_copy

    def append(self, db: sqlite3.Connection, before: Sequences) -> "Appended | None":
        """Puts down, safely on disk, what the open transaction of `db` added since `before`; None for nothing.

        What comes back is to be closed after the commit. Raises LedgerError, with nothing left in the file.
        """
        after = sequences(db)
        if after == before:
            return None
        if not self._file.exists():
            self.write_all(db)
            return None
        content = b"".join(encode(table, row) for table, row in rows(db, before))
        with plain_errors(str(self._file)):
            return Appended(self._file, content, db, after)

    def write_all(self, db: sqlite3.Connection) -> None:
        """Writes the copy anew from all that `db` holds, whole or not at all. `db` must be in a write transaction."""
        aside = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        with plain_errors(str(self._file)):
            with Rights.of(self._paths).replacing(self._file, aside, synced=True) as out:
                out.writelines(encode(table, row) for table, row in rows(db, {}))
            sync_folder(self._file.parent)

    def lines(self) -> Iterator[Line | None]:
        """All lines, in order; None for one that is torn or not what was written. Raises LedgerError."""
        with plain_errors(str(self._file)):
            try:
                with os.fdopen(open_own(self._file, os.O_RDONLY), "rb") as content:
                    yield from (decode(line) for line in content)
            except FileNotFoundError:
                return

    def last(self) -> Sequences:
        """The highest seq of each table among the last lines: cheap, for a look whether the database has them."""
        with plain_errors(str(self._file)), os.fdopen(open_own(self._file, os.O_RDONLY), "rb") as content:
            found: Sequences = {}
            for line in _end(content, TAIL):
                if line.table in NUMBERED:
                    found[line.table] = max(found.get(line.table, 0), int(line.row["seq"]))
            return found

    def after(self, have: Sequences) -> list[Line]:
        """The sound lines from before the first that is above the seqs of `have` on, in order, and maybe some before.

        Each table's lines stand in the order of their seqs, so that the end of the file is read, as far back as it
        takes to have met of each table one that is known.
        """
        with plain_errors(str(self._file)), os.fdopen(open_own(self._file, os.O_RDONLY), "rb") as content:
            size, tail = os.fstat(content.fileno()).st_size, TAIL
            while True:
                lines = _end(content, tail)
                met = {line.table for line in lines if line.row.get("seq", 0) <= have.get(line.table, 0)}
                if tail >= size or met >= set(NUMBERED):
                    return lines
                tail *= 8


class Appended:
    """Lines that were written and wait for their commit; others wait meanwhile."""

    def __init__(self, file: Path, content: bytes, db: sqlite3.Connection, after: Sequences) -> None:
        self._db, self._after = db, after
        self._handle = open_own(file, os.O_RDWR | os.O_APPEND)
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX)
            self._size = os.fstat(self._handle).st_size
            if self._size and os.pread(self._handle, 1, self._size - 1) != b"\n":
                content = b"\n" + content  # what a dead process left is no line of ours
            written = os.write(self._handle, content)
            while written < len(content):
                written += os.write(self._handle, content[written:])
            os.fdatasync(self._handle)  # its length included, its times not
        except BaseException:
            self._truncate()
            os.close(self._handle)
            raise

    def take_back(self) -> None:
        """The commit failed: the lines never were. Does nothing where it did not fail after all."""
        try:
            committed = not self._db.in_transaction and sequences(self._db) == self._after
        except sqlite3.Error:
            committed = False
        if not committed:
            self._truncate()

    def close(self) -> None:
        os.close(self._handle)

    def _truncate(self) -> None:
        try:
            os.ftruncate(self._handle, self._size)
        except (OSError, AttributeError):
            pass


def _end(content: BinaryIO, tail: int) -> list[Line]:
    """The sound lines among the last `tail` bytes; one that begins before them is none."""
    size = content.seek(0, os.SEEK_END)
    content.seek(max(0, size - tail))
    return [line for line in map(decode, content) if line]


def sequences(db: sqlite3.Connection) -> Sequences:
    """The last seq that each table gave out."""
    return dict(db.execute("select name, seq from sqlite_sequence").fetchall())


def rows(db: sqlite3.Connection, after: Sequences) -> Iterator[tuple[str, Row]]:
    """The rows of each table above the seqs of `after`, with which parts each new part replaced."""
    for table in JSON_COLUMNS:
        if table == "replaced":
            sql = (
                "select * from replaced where by_part in (select name from parts where seq > ?) order by part"
            )
            found = db.execute(sql, (after.get("parts", 0),))
        else:
            found = db.execute(f"select * from {table} where seq > ? order by seq", (after.get(table, 0),))
        names = [column[0] for column in found.description]
        for values in found:
            yield table, dict(zip(names, values, strict=True))


def encode(table: str, row: Row) -> bytes:
    """`row` of `table` as a line with its checksum."""
    shown = {
        name: msgspec.Raw(value.encode()) if name in JSON_COLUMNS[table] else value
        for name, value in row.items()
    }
    body = msgspec.json.encode(shown)
    return b'{"sha":"' + _sha(body) + b'","' + table.encode() + b'":' + body + b"}\n"


def decode(line: bytes) -> Line | None:
    """The row that a line holds, JSON columns as text like in the database; None where the line is not sound."""
    sha, begin, rest = line[8:24], line[24:27], line[27:]
    table, _, body = rest.partition(b'":')
    body = body.removesuffix(b"}\n")
    name = table.decode("ascii", "replace")
    if line[:8] != b'{"sha":"' or begin != b'","' or name not in JSON_COLUMNS or _sha(body) != sha:
        return None
    try:
        raw = msgspec.json.decode(body, type=dict[str, msgspec.Raw])
        row = {
            column: bytes(value).decode()
            if column in JSON_COLUMNS[name]
            else msgspec.json.decode(value, type=Cell)
            for column, value in raw.items()
        }
    except (ValueError, RecursionError):
        return None  # as it was written, and no row for all that
    row = complete(name, row)
    if not _has_key(name, row) or not set(JSON_COLUMNS[name]) <= row.keys():
        return None
    return Line(name, row)


def _has_key(table: str, row: Row) -> bool:
    if table in NUMBERED:
        return type(row.get("seq")) is int and 0 < row["seq"] < 2**63
    return isinstance(row.get("part"), str)


def complete(table: str, row: Row) -> Row:
    """`row` with the columns that one of an earlier schema lacks."""
    return ADDED.get(table, {}) | row


def _sha(body: bytes) -> bytes:
    return hashlib.sha256(body).hexdigest()[:16].encode()
