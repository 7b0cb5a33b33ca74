"""The rows of a desk from SQLite to PostgreSQL and back, each with its number."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, cast

from psycopg import sql

from orderdeck.data.ledger.database.connection import connect
from orderdeck.data.ledger.database.schema import migrate
from orderdeck.data.ledger.recovery.second_copy import NUMBERED
from orderdeck.data.ledger.shared.connection import Connection

TRUTH: Final = ("exports", "journal", "parts", "replaced")
AT_ONCE: Final = 5_000


def to_postgres(source: sqlite3.Connection, target: Connection, folder: str) -> None:
    """Copies all rows into the empty tables of `target`, in one transaction; sightings as those of `folder`.

    Raises psycopg.Error and sqlite3.Error.
    """
    source.text_factory = _text
    with target.transaction(), target.cursor() as cursor:
        for table in (*TRUTH, "sightings"):
            found = source.execute(f"select * from {table}")
            names = [column[0] for column in found.description]
            statement = sql.SQL("copy {} ({}) from stdin").format(
                sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
            )
            with cursor.copy(statement) as copy:
                for row in found:
                    copy.write_row((f"{folder}{row[0]}", *row[1:]) if table == "sightings" else row)
        for table in NUMBERED:
            cursor.execute(
                sql.SQL(
                    "select setval(pg_get_serial_sequence({}, 'seq'), greatest((select max(seq) from {}), 1), "
                    "exists (select from {}))"
                ).format(sql.Literal(table), sql.Identifier(table), sql.Identifier(table))
            )


def to_sqlite(source: Connection, file: Path, folder: str) -> None:
    """Writes all rows, as of one moment, into a new database at `file`; of the sightings those of `folder`.

    Raises psycopg.Error, sqlite3.Error and OSError.
    """
    target = connect(file, 5.0)
    try:
        migrate(target)
        target.execute("begin immediate")
        with source.transaction():
            source.execute("set transaction isolation level repeatable read, read only")
            for table in (*TRUTH, "sightings"):
                names = [column[0] for column in target.execute(f"select * from {table}").description]
                places = ", ".join("?" * len(names))
                put = f"insert into {table} ({', '.join(names)}) values ({places})"
                for rows in _rows(source, table, names):
                    target.executemany(put, _of(rows, folder) if table == "sightings" else rows)
        target.execute("commit")
        target.execute("pragma wal_checkpoint(truncate)")
    finally:
        target.close()


def _rows(source: Connection, table: str, names: list[str]) -> Iterator[list[tuple[Any, ...]]]:
    order = "seq" if table in NUMBERED else names[0]
    with source.cursor(name=f"all_{table}") as cursor:
        cursor.execute(cast(Any, f"select {', '.join(names)} from {table} order by {order}"))
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _of(sightings: list[tuple[Any, ...]], folder: str) -> list[tuple[Any, ...]]:
    return [(row[0][len(folder) :], *row[1:]) for row in sightings if str(row[0]).startswith(folder)]


def _text(content: bytes) -> str:
    """Text as PostgreSQL takes it: a byte that is none, or a NUL, is shown as unknown."""
    return content.decode("utf-8", "replace").replace("\0", "\ufffd")
