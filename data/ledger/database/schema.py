"""The ledger's tables, and how a ledger of an earlier version becomes one of this version."""

import sqlite3
from typing import Final

from orderdeck.data.ledger.errors import LedgerForeign, LedgerTooNew

APPLICATION: Final = 0x4F44434B
"""SQLite application_id of a ledger: "ODCK"."""

_APPEND_ONLY: Final = """
create trigger {table}_no_update before update on {table}
begin select raise(abort, '{table} is append-only'); end;
create trigger {table}_no_delete before delete on {table}
begin select raise(abort, '{table} is append-only'); end;
"""

_V1: Final = """
create table exports (
  seq integer primary key autoincrement,
  export_id text not null,
  sha256 text not null,
  name text not null,
  size integer not null,
  exported_at integer not null,          -- µs since the epoch, UTC, like all times here
  loaded_at integer not null,
  state text not null check (state in ('loaded', 'refused', 'duplicate')),
  profile text not null,
  kind text not null,
  orders integer not null,
  lines integer not null,
  rejected integer not null,
  reason text not null,
  detail text not null,
  headers text not null,                 -- JSON list
  nearest text not null,
  notes text not null,                   -- JSON list
  checksums text not null,               -- JSON object: file of its part -> sha-256
  part text                              -- its folder under parts/, null where nothing was loaded
) strict;
create unique index exports_loaded_once on exports (sha256) where state = 'loaded';
create index exports_by_id on exports (export_id);
create index exports_by_name on exports (name);

create table journal (
  seq integer primary key autoincrement,
  id text not null unique,
  grp text not null,
  at integer not null,
  operator text not null,
  kind text not null,
  order_key text,
  sku text,
  state text,
  data text not null,                    -- JSON object
  undoes text
) strict;
create index journal_by_order on journal (order_key) where order_key is not null;
create index journal_by_sku on journal (sku) where sku is not null;
create index journal_by_undone on journal (undoes) where undoes is not null;
create index journal_by_operator on journal (operator, at);

-- Folders of Parquet: visible from their row here on, until a merged part replaces them.
create table parts (
  seq integer primary key autoincrement,
  name text not null unique,
  kind text not null,
  at integer not null,
  rows integer not null,
  size integer not null,
  export_ids text not null,              -- JSON list
  checksums text not null                -- JSON object
) strict;
create table replaced (
  part text primary key,
  by_part text not null,
  at integer not null
) strict, without rowid;

-- Not truth but memory: what the loader knows of the files in the folder. May be emptied at any time.
create table sightings (
  name text primary key,
  stamp text not null,
  sha256 text not null,
  state text not null,
  profiles text not null,
  attempts integer not null
) strict, without rowid;
""" + "".join(_APPEND_ONLY.format(table=table) for table in ("exports", "journal", "parts", "replaced"))

_V2: Final = """
-- The same bytes at another moment are another picture, which may point to the part that is there.
alter table exports add column latest_event integer not null default 0;
alter table exports add column claimed_at integer not null default 0;
alter table exports add column lacks text not null default '[]';      -- JSON list
alter table exports add column rows_of text not null default '';
alter table exports add column copied_at integer not null default 0;
drop index exports_loaded_once;
create unique index exports_loaded_once on exports (sha256, exported_at) where state = 'loaded';
create index journal_withdrawals on journal (id) where kind = 'withdraw';

-- How far the loader is with what acts ask of it; may be emptied at any time, then it begins anew.
create table progress (
  what text primary key,
  upto integer not null
) strict, without rowid;
"""

_V3: Final = """
-- Parts hold what each file itself says, not what it lacks: an earlier orderdeck would take that for blank. Nothing is
-- left to be done over by the loader.
drop table progress;
"""

_V4: Final = """
-- What a desk is opened with is read by these: docs/decisions/0008-journal-by-index.md.
create index journal_without_order on journal (seq) where order_key is null;
create index journal_by_kind on journal (kind);
create index journal_of_operator on journal (operator);
"""

ADDED: Final = {"exports": {"latest_event": 0, "claimed_at": 0, "lacks": "[]", "rows_of": "", "copied_at": 0}}
"""Columns that a row of an earlier version lacks, with what they are then."""

MIGRATIONS: Final[tuple[str, ...]] = (_V1, _V2, _V3, _V4)
"""Script number n makes a ledger of version n into one of version n + 1. A released script never changes."""

VERSION: Final = len(MIGRATIONS)


def version_of(db: sqlite3.Connection) -> int:
    """The schema version of `db`, 0 for an empty file.

    Raises LedgerTooNew for a newer one than this orderdeck knows, LedgerForeign for a database that is no ledger.
    """
    version = int(db.execute("pragma user_version").fetchone()[0])
    application = int(db.execute("pragma application_id").fetchone()[0])
    foreign = db.execute("select count(*) from sqlite_master").fetchone()[0] if application == 0 else 0
    if application not in (0, APPLICATION) or foreign:
        raise LedgerForeign("the file is a database, but not an orderdeck ledger; it was left untouched")
    if version > VERSION:
        raise LedgerTooNew(
            f"this desk was made by a newer orderdeck (ledger version {version}, this one knows {VERSION}); "
            "it was left untouched: install the newer orderdeck"
        )
    return version


def migrate(db: sqlite3.Connection) -> None:
    """Brings `db` (autocommit, WAL) to the current schema, in one transaction; several processes may do it at once."""
    if version_of(db) == VERSION:
        return
    db.execute("begin immediate")
    try:
        for script in MIGRATIONS[version_of(db) :]:
            for statement in _statements(script):
                db.execute(statement)
        db.execute(f"pragma application_id = {APPLICATION}")
        db.execute(f"pragma user_version = {VERSION}")
        db.execute("commit")
    except BaseException:
        if db.in_transaction:
            db.execute("rollback")
        raise


def _statements(script: str) -> list[str]:
    # sqlite3's executescript() would commit first; here all steps must stand or fall together.
    found, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            found.append(current)
            current = ""
    return found
