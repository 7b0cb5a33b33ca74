"""The same ledger on PostgreSQL, for a desk that has grown past one machine: see docs/scaling.md.

Nothing of what reads and writes the tables is written twice: `PostgresLedger` is a `Ledger` with other connections.
It needs psycopg (`pip install orderdeck[postgres]`), which is imported here and nowhere else.
"""

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, Self, cast

import psycopg
from psycopg import errors, sql

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.permissions import Rights
from orderdeck.data.ledger.errors import (
    LedgerBusy,
    LedgerDenied,
    LedgerError,
    LedgerFull,
    LedgerTooNew,
    plain_errors,
)
from orderdeck.data.ledger.store import Ledger

VERSION: Final = 4

_TABLES: Final = """
create table about (version integer not null);
insert into about values (4);
create table exports (
  seq bigint generated always as identity primary key, export_id text not null, sha256 text not null,
  name text not null, size bigint not null, exported_at bigint not null, loaded_at bigint not null,
  state text not null check (state in ('loaded', 'refused', 'duplicate')), profile text not null, kind text not null,
  orders bigint not null, lines bigint not null, rejected bigint not null, reason text not null,
  detail text not null, headers text not null, nearest text not null, notes text not null, checksums text not null,
  part text, latest_event bigint not null default 0, claimed_at bigint not null default 0,
  lacks text not null default '[]', rows_of text not null default '',
  copied_at bigint not null default 0
);
create unique index exports_loaded_once on exports (sha256, exported_at) where state = 'loaded';
create index exports_by_name on exports (name);
create table journal (
  seq bigint generated always as identity primary key, id text not null unique, grp text not null, at bigint not null,
  operator text not null, kind text not null, order_key text, sku text, state text, data text not null, undoes text
);
create index journal_by_order on journal (order_key) where order_key is not null;
create index journal_by_undone on journal (undoes) where undoes is not null;
create index journal_by_operator on journal (operator, at);
create index journal_withdrawals on journal (id) where kind = 'withdraw';
create index journal_without_order on journal (seq) where order_key is null;
create index journal_by_kind on journal (kind, seq);
create index journal_of_operator on journal (operator, seq);
create table parts (
  seq bigint generated always as identity primary key, name text not null unique, kind text not null,
  at bigint not null, rows bigint not null, size bigint not null, export_ids text not null, checksums text not null
);
create table replaced (part text primary key, by_part text not null, at bigint not null);
create table sightings (
  name text primary key, stamp text not null, sha256 text not null, state text not null, profiles text not null,
  attempts integer not null
);
create function append_only() returns trigger language plpgsql as
  $$ begin raise exception '% is append-only', tg_table_name; end $$;
""" + "".join(
    f"create trigger {table}_append_only before update or delete or truncate on {table} "
    "for each statement execute function append_only();\n"
    for table in ("exports", "journal", "parts", "replaced")
)

_UPGRADES: Final = (
    """
alter table exports add column latest_event bigint not null default 0;
alter table exports add column claimed_at bigint not null default 0;
alter table exports add column lacks text not null default '[]';
alter table exports add column rows_of text not null default '';
alter table exports add column copied_at bigint not null default 0;
drop index exports_loaded_once;
create unique index exports_loaded_once on exports (sha256, exported_at) where state = 'loaded';
create index journal_withdrawals on journal (id) where kind = 'withdraw';
create table progress (what text primary key, upto bigint not null);
update about set version = 2;
""",
    """
drop table progress;
update about set version = 3;
""",
    """
create index journal_without_order on journal (seq) where order_key is null;
create index journal_by_kind on journal (kind, seq);
create index journal_of_operator on journal (operator, seq);
update about set version = 4;
""",
)
"""Statements number n make a schema of version n + 1 into one of version n + 2."""

_UPSERT: Final = re.compile(r"insert or replace into sightings values (\(.*\))")
_NUMBERED: Final = re.compile(r"insert into (exports|parts) ")


class _Answer:
    """What a statement gave, as the ledger's own code knows it from SQLite."""

    def __init__(self, cursor: "psycopg.Cursor[Any]", *, numbered: bool) -> None:
        self._cursor = cursor
        self.lastrowid = int(cursor.fetchone()[0]) if numbered else 0  # type: ignore[index]

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


class _Database:
    """A connection that takes the ledger's statements, written for SQLite, as PostgreSQL wants them."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.connection = connection

    def execute(self, statement: str, values: Sequence[Any] = ()) -> _Answer:
        statement = _UPSERT.sub(
            r"insert into sightings values \1 on conflict (name) do update set (stamp, sha256, state, profiles, "
            r"attempts) = (excluded.stamp, excluded.sha256, excluded.state, excluded.profiles, excluded.attempts)",
            statement,
        ).replace("?", "%s")
        numbered = _NUMBERED.match(statement) is not None
        cursor = self.connection.execute(cast(Any, statement + " returning seq" * numbered), values)
        return _Answer(cursor, numbered=numbered)

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.execute(statement, row)


class PostgresLedger(Ledger):
    """The ledger of one desk in a schema of its own. Parts stay files, at `paths`, on storage that all decks share."""

    def __init__(
        self,
        paths: DeskPaths,
        reader: "psycopg.Connection[Any]",
        writer: "psycopg.Connection[Any]",
        schema: str,
    ) -> None:
        self.paths = paths
        self._schema = schema
        self._read_from, self._write_to = _Database(reader), _Database(writer)
        self.account, self.torn, self._whole = "", {}, set()
        self._reading, self._writing = threading.Lock(), threading.Lock()
        self._seen: tuple[int, ...] = ()

    @classmethod
    def connect(
        cls, paths: DeskPaths, address: str, *, schema: str = "orderdeck", busy_seconds: float = 5.0
    ) -> Self:
        """The ledger in `schema` of the database at `address` (a libpq URL), created where it isn't there.

        Raises LedgerError: LedgerTooNew for a newer schema, LedgerDenied where this account may not.
        """
        with plain_errors(str(paths.state)):
            # Not refused on a network file system: parts are written whole and renamed, no lock is taken there.
            rights = Rights.of(paths)
            for folder in (paths.state, paths.parts, paths.staging, paths.outbox):
                rights.make_folder(folder)
        with _plain_errors(schema):
            opened = [_connect(address, schema, busy_seconds)]
            try:
                _prepare(opened[0], schema)
                opened.append(_connect(address, schema, busy_seconds))
                opened[1].read_only = True
            except BaseException:
                for connection in opened:
                    connection.close()
                raise
        return cls(paths, opened[1], opened[0], schema)

    def close(self) -> None:
        """Ends both connections."""
        with self._reading:
            self._read_from.connection.close()
        with self._writing:
            self._write_to.connection.close()

    def changed(self) -> bool:
        """As Ledger.changed; a question to the server, some 100 µs."""
        with self._read() as db:
            seen = tuple(
                db.execute(
                    "select coalesce((select max(seq) from journal), 0), coalesce((select max(seq) from exports), 0), "
                    "coalesce((select max(seq) from parts), 0)"
                ).fetchone()
            )
        changed, self._seen = seen != self._seen, seen
        return changed

    def check(self) -> list[str]:
        """What reading every row finds wrong; empty where all are sound."""
        try:
            with self._read() as db:
                for table in ("exports", "journal", "parts"):
                    db.execute(f"select count(*), sum(hashtext({table}::text)) from {table}").fetchall()
        except LedgerError as error:
            return [str(error)]
        return []

    @contextmanager
    def _read(self) -> Iterator[Any]:
        # One transaction, so that what is read belongs together; autocommit would do for single statements.
        with self._reading, _plain_errors(self._schema), self._read_from.connection.transaction():
            yield self._read_from

    @contextmanager
    def _write(self) -> Iterator[Any]:
        with self._writing, _plain_errors(self._schema), self._write_to.connection.transaction():
            # One writer at a time, as in SQLite: numbers become visible in their order, and no follower, who reads
            # from the last number it knows, misses one that was committed late.
            self._write_to.execute("select pg_advisory_xact_lock(hashtext(current_schema()))")
            yield self._write_to


def _connect(address: str, schema: str, busy_seconds: float) -> "psycopg.Connection[Any]":
    options = f"-c lock_timeout={round(busy_seconds * 1000)} -c search_path={schema} -c synchronous_commit=on"
    return psycopg.connect(address, autocommit=True, options=options, connect_timeout=10)


def _prepare(connection: "psycopg.Connection[Any]", schema: str) -> None:
    with connection.transaction():
        # Several may come first at once.
        connection.execute("select pg_advisory_xact_lock(hashtext('orderdeck'))")
        connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
        there = connection.execute("select to_regclass('about')").fetchone()
        if there == (None,):
            connection.execute(_TABLES)
        row = connection.execute("select max(version) from about").fetchone()
        if row and row[0] > VERSION:
            raise LedgerTooNew(f"schema {schema} was made by a newer orderdeck; it was left untouched")
        for upgrade in _UPGRADES[row[0] - 1 :] if row else ():
            connection.execute(upgrade)


@contextmanager
def _plain_errors(schema: str) -> Iterator[None]:
    try:
        yield
    except (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure) as error:
        raise LedgerBusy(f"{schema}: {error}; another process is writing, try again") from error
    except (errors.DiskFull, errors.OutOfMemory) as error:
        raise LedgerFull(f"{schema}: {error}; free some space, nothing is lost meanwhile") from error
    except (errors.InsufficientPrivilege, errors.InvalidAuthorizationSpecification) as error:
        raise LedgerDenied(f"{schema}: {error}; may this account write there?") from error
    except psycopg.OperationalError as error:
        # The server went away or restarts: what was to be written can be sent again as it is.
        raise LedgerBusy(f"{schema}: {error}") from error
    except psycopg.Error as error:
        raise LedgerError(f"{schema}: {error}") from error
