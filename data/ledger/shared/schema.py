"""The tables of a shared desk in a schema of a PostgreSQL database, and how an earlier schema becomes this one."""

from typing import Final

import psycopg
from psycopg import sql

from orderdeck.data.ledger.errors import LedgerTooNew
from orderdeck.data.ledger.shared.connection import lock

VERSION: Final = 6

_SHARED: Final = """
create table desk (
  one integer primary key default 1 check (one = 1), id text not null, state text not null, store text not null,
  left_by text not null default ''
);
create function is_here() returns trigger language plpgsql as
  $$ begin
    if (select state from desk) = 'left' then raise exception 'the desk was brought back to one machine'; end if;
    return null;
  end $$;
create table presence (
  key integer generated always as identity primary key, operator text not null, since bigint not null
);
create table part_files (
  part text not null, name text not null, piece integer not null, content bytea not null,
  primary key (part, name, piece)
);
alter table part_files alter column content set storage external;
create table own_files (name text primary key, content bytea not null, at bigint not null);
""" + "".join(
    f"create trigger {table}_here before insert on {table} for each statement execute function is_here();\n"
    for table in ("exports", "journal", "parts", "replaced")
)
"""What one machine keeps in its state folder: which desk this is ("moving" to it, "here", "left"), who is here, and for
small desks the parts."""

_LOADERS: Final = """
alter table presence add column machine text not null default '', add column exports text not null default '',
  add column loads text not null default '';
"""
"""Loaders are among those who are here: on which machine, of which folder, and by which id that is told apart."""

TABLES: Final = (
    """
create table about (version integer not null);
insert into about values (6);
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
"""
    + _SHARED
    + _LOADERS
    + """
create function append_only() returns trigger language plpgsql as
  $$ begin raise exception '% is append-only', tg_table_name; end $$;
"""
    + "".join(
        f"create trigger {table}_append_only before update or delete or truncate on {table} "
        "for each statement execute function append_only();\n"
        for table in ("exports", "journal", "parts", "replaced")
    )
)

UPGRADES: Final = (
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
    _SHARED + "update about set version = 5;",
    _LOADERS + "update about set version = 6;",
)
"""Statements number n make a schema of version n + 1 into one of version n + 2."""


def prepare(connection: "psycopg.Connection[tuple[object, ...]]", schema: str, *, create: bool) -> bool:
    """Brings `schema`, which the connection looks in, up to date; whether it is there. With `create` it is made where
    it isn't. Raises LedgerTooNew, and psycopg's errors."""
    there = connection.execute("select to_regclass('about')").fetchone()
    if there == (None,):
        if not create:
            return False
        with connection.transaction():
            # Several may come first at once.
            lock(connection, "advisory_xact_lock", "orderdeck")
            connection.execute(sql.SQL("create schema if not exists {}").format(sql.Identifier(schema)))
            if connection.execute("select to_regclass('about')").fetchone() == (None,):
                connection.execute(TABLES)
    if version_of(connection, schema) < VERSION:
        with connection.transaction():
            lock(connection, "advisory_xact_lock", "orderdeck")
            for upgrade in UPGRADES[version_of(connection, schema) - 1 :]:
                connection.execute(upgrade)
    return True


def version_of(connection: "psycopg.Connection[tuple[object, ...]]", schema: str) -> int:
    """The version of `schema`. Raises LedgerTooNew."""
    row = connection.execute("select max(version) from about").fetchone()
    version = row[0] if row else None
    if not isinstance(version, int):
        return 1
    if version > VERSION:
        raise LedgerTooNew(f"schema {schema} was made by a newer orderdeck; it was left untouched")
    return version
