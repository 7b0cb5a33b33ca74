"""Bringing the database up to its second copy when a ledger is opened: what only one of the two has."""

import hashlib
import logging
import os
import sqlite3
from typing import Any

import msgspec

from orderdeck.data.base.guards.own_files import open_own
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.sound import is_part_name
from orderdeck.data.ledger.errors import LedgerDamaged
from orderdeck.data.ledger.recovery.second_copy import NUMBERED, Row, SecondCopy, sequences

CHECKED_BYTES = 64 * 2**20
"""A database up to this size is checked page by page whenever it is opened (0.1 s at most); `doctor` does the rest."""

_log = logging.getLogger(__name__)


def check_pages(db: sqlite3.Connection, paths: DeskPaths) -> None:
    """Raises LedgerDamaged where SQLite's quick check finds a page that is not sound."""
    if paths.ledger.stat().st_size > CHECKED_BYTES:
        return
    found = str(db.execute("pragma quick_check(1)").fetchone()[0])
    if found != "ok":
        words = " ".join(found.split())
        raise LedgerDamaged(f"{paths.ledger}: {words}; `orderdeck doctor` can restore it")


def catch_up(db: sqlite3.Connection, paths: DeskPaths) -> int:
    """Writes the second copy where there is none, and adds to `db` what only the copy has; how many rows that were.

    That is the act of a process that died between the two, or what a damaged write-ahead log has lost.
    """
    copy = SecondCopy(paths)
    if not paths.journal_copy.exists():
        db.execute("begin immediate")
        try:
            if not paths.journal_copy.exists():
                copy.write_all(db)
        finally:
            db.execute("rollback")
        return 0
    if not _behind(copy.last(), sequences(db)):
        return 0
    db.execute("begin immediate")  # waits for a writer that is between copy and commit
    try:
        added = _add(db, paths, copy) if _behind(copy.last(), sequences(db)) else 0
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise
    if added:
        _log.warning("%s rows of the ledger were taken from its second copy", added)
    return added


def insert_row(db: sqlite3.Connection, table: str, row: Row) -> bool:
    """Inserts `row` with the seq it had; False where the table won't have it (known, or not a row of it)."""
    names = [column for column in row if column.isidentifier()]
    sql = f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})"
    try:
        db.execute(sql, [row[name] for name in names])
    except (sqlite3.Error, OverflowError):
        return False
    return True


def newest(lines: Any) -> dict[tuple[str, Any], Row]:
    """The row that counts of each table and seq (part, for replaced ones): the last that was written down."""
    found: dict[tuple[str, Any], Row] = {}
    for line in lines:
        if line:
            key = (line.table, line.row["seq"] if line.table in NUMBERED else line.row["part"])
            found.pop(key, None)
            found[key] = line.row
    return found


def _behind(copy: dict[str, int], database: dict[str, int]) -> bool:
    return any(seq > database.get(table, 0) for table, seq in copy.items())


def _add(db: sqlite3.Connection, paths: DeskPaths, copy: SecondCopy) -> int:
    have = sequences(db)
    lines = newest(copy.after(have))
    lost = _lost_parts(paths, lines, have.get("parts", 0))
    added = 0
    for (table, _), row in lines.items():
        if table in NUMBERED and row["seq"] <= have.get(table, 0):
            continue
        # A file whose part never came into its place, or has gone, is loaded again.
        if {row.get("part"), row.get("by_part"), row.get("name") if table == "parts" else None} & lost:
            continue
        added += insert_row(db, table, row)
    return added


def _lost_parts(paths: DeskPaths, lines: dict[tuple[str, Any], Row], after: int) -> set[str | None]:
    """Names of parts above the seq `after` that are neither there nor merged into one that is."""
    merged = {row["part"]: row["by_part"] for (table, _), row in lines.items() if table == "replaced"}
    new = [row for (table, seq), row in lines.items() if table == "parts" and seq > after]
    sound = {row["name"]: is_sound(paths, row) for row in new}
    return {name for name in sound if not _is_there(name, sound, merged)}


def _is_there(name: str, sound: dict[str, bool], merged: dict[str, str]) -> bool:
    while name:
        if sound.get(name, True):
            return True
        name = merged.get(name, "")
    return False


def is_sound(paths: DeskPaths, row: Row) -> bool:
    """Whether the files of the part that `row` tells of are, byte for byte, what was written."""
    try:
        checksums = msgspec.json.decode(row["checksums"], type=dict[str, str])
    except msgspec.MsgspecError:
        return False
    if not is_part_name(row["name"]):
        return False
    for name, sha in checksums.items():
        try:
            with os.fdopen(open_own(paths.parts / row["name"] / name, os.O_RDONLY), "rb") as content:
                if hashlib.file_digest(content, "sha256").hexdigest() != sha:
                    return False
        except OSError:
            return False
    return True
