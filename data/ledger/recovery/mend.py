"""A damaged or lost ledger database, kept aside and made anew from everything that still has its rows."""

import logging
import os
import sqlite3
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

import msgspec

from orderdeck.data.base.guards.own_files import read_own
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.connection import connect
from orderdeck.data.ledger.database.in_use import alone
from orderdeck.data.ledger.database.reading import open_reading
from orderdeck.data.ledger.database.schema import migrate, version_of
from orderdeck.data.ledger.errors import LedgerDamaged, LedgerForeign, plain_errors
from orderdeck.data.ledger.recovery.redo import insert_row
from orderdeck.data.ledger.recovery.salvage import Rows, from_backup, from_copy, from_database
from orderdeck.data.ledger.recovery.second_copy import JSON_COLUMNS, SecondCopy

_ASIDE: Final = ("", "-wal", "-shm")
_log = logging.getLogger(__name__)


class Mended(msgspec.Struct, frozen=True, kw_only=True):
    """What was done about a damaged ledger."""

    why: str
    aside: str  # folder with what was damaged
    acts: int = 0
    exports: int = 0
    parts: int = 0
    from_copy: int = 0
    from_backup: int = 0
    from_wreck: int = 0
    adopted: int = 0  # parts that no row told of
    torn: int = 0  # lines of the second copy that were not sound
    turned_down: int = 0  # rows that contradicted others
    at: int = 0


def trouble(paths: DeskPaths, *, whole: bool = True) -> str:
    """What is wrong with the database, "" where it is sound; nothing is written.

    With `whole` every index is checked against its table too. Raises LedgerTooNew, and LedgerForeign for the database
    of something else.
    """
    file = paths.ledger
    if not file.is_file() or not file.stat().st_size:
        return f"{file.name} is gone" if paths.journal_copy.is_file() else ""
    try:
        db = (
            open_reading(file).db
            if paths.read_only
            else sqlite3.connect(
                f"file:{quote(str(file))}?mode=ro", uri=True, isolation_level=None, timeout=5
            )
        )
        try:
            if version_of(db) == 0:
                return f"{file.name} holds no ledger"
            check = "integrity_check" if whole else "quick_check"
            found = [" ".join(str(row[0]).split()) for row in db.execute(f"pragma {check}(5)")]
        finally:
            db.close()
    except sqlite3.DatabaseError as error:
        return str(error)
    return "" if found == ["ok"] else "; ".join(found)


def mend_on_opening(paths: DeskPaths, damaged: LedgerDamaged) -> None:
    """What an opening does about a damaged database: `mend`, where there is a second copy.

    Raises `damaged` again where there is none, or the file belongs to something else; LedgerBusy where others have it
    open.
    """
    if isinstance(damaged, LedgerForeign) or not paths.journal_copy.is_file():
        raise damaged
    mend(paths)


def mend(paths: DeskPaths, why: str = "") -> Mended | None:
    """Makes the database anew where it is damaged, or `why` says so; None where it is sound (another was first).

    Rows come from the second copy; what that lacks from the last backup, then from what can be read of the damaged
    file; parts without a row from themselves. Raises LedgerError: LedgerBusy while others have it open.
    """
    with alone(paths), plain_errors(str(paths.ledger)):
        why = trouble(paths) or why
        if not why:
            return None
        # Read before anything is moved.
        wreck = from_database(paths.ledger, paths)
        copied = from_copy(paths)
        backup = from_backup(paths)
        rows: Rows = wreck | backup | copied.rows
        known = {
            "from_copy": len(copied.rows),
            "from_backup": len(backup.keys() - copied.rows.keys()),
            "from_wreck": len(wreck.keys() - backup.keys() - copied.rows.keys()),
        }
        adopted = _adopted(paths, rows)
        new = paths.staging / f"ledger-{os.getpid()}.sqlite"
        counts = _build(paths, new, rows)
        aside = _put_aside(paths, copied.torn > 0)
        new.replace(paths.ledger)
        _write_copy(paths)
        told = Mended(
            why=why,
            aside=aside.name,
            adopted=adopted,
            torn=copied.torn,
            at=time.time_ns() // 1000,
            **known,
            **counts,
        )
        (aside / "report.json").write_bytes(msgspec.json.format(msgspec.json.encode(told), indent=2))
        _log.error("the ledger was damaged and was made anew: %s acts, %s exports", told.acts, told.exports)
        return told


def last_mended(paths: DeskPaths) -> Mended | None:
    """The report of the last time that this desk's ledger had to be made anew."""
    reports = sorted(paths.damaged.glob("*/report.json"))
    try:
        return msgspec.json.decode(read_own(reports[-1]), type=Mended) if reports else None
    except (OSError, msgspec.MsgspecError):
        return None


def keep_aside(paths: DeskPaths, what: str) -> Path:
    """A new folder for damaged things, named by the time and `what`. Raises OSError."""
    rights = Rights.of(paths)
    rights.make_folder(paths.damaged)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    number = 1
    while (folder := paths.damaged / f"{stamp}-{number:02}-{what}").exists():
        number += 1
    return rights.make_folder(folder)


def _adopted(paths: DeskPaths, rows: Rows) -> int:
    from orderdeck.data.ledger.recovery.adopt import adopt

    return adopt(paths, rows)


def _build(paths: DeskPaths, new: Path, rows: Rows) -> dict[str, int]:
    rights = Rights.of(paths)
    rights.make_folder(paths.staging)
    for suffix in _ASIDE:
        new.with_name(new.name + suffix).unlink(missing_ok=True)
    rights.make_file(new)
    db = connect(new, 5.0)
    try:
        migrate(db)
        db.execute("begin immediate")
        order = list(JSON_COLUMNS)
        turned_down = 0
        for table, key in sorted(rows, key=lambda one: (order.index(one[0]), one[1])):
            turned_down += not insert_row(db, table, rows[(table, key)])
        db.execute("commit")
        counts = {
            name: int(db.execute(f"select count(*) from {table}").fetchone()[0])
            for name, table in (("acts", "journal"), ("exports", "exports"), ("parts", "parts"))
        }
        db.execute("pragma wal_checkpoint(truncate)")
    finally:
        db.close()
    return counts | {"turned_down": turned_down}


def _put_aside(paths: DeskPaths, copy_too: bool) -> Path:
    aside = keep_aside(paths, "ledger")
    # The database itself stays in its place until the new one takes it.
    if paths.ledger.is_file():
        (aside / paths.ledger.name).hardlink_to(paths.ledger)
    for suffix in _ASIDE[1:]:
        beside = paths.ledger.with_name(paths.ledger.name + suffix)
        if beside.exists():
            beside.rename(aside / beside.name)
    if copy_too:
        (aside / paths.journal_copy.name).hardlink_to(paths.journal_copy)
    return aside


def _write_copy(paths: DeskPaths) -> None:
    db = connect(paths.ledger, 5.0)
    try:
        db.execute("begin immediate")
        SecondCopy(paths).write_all(db)
        db.execute("rollback")
    finally:
        db.close()
