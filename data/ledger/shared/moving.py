"""Which desk stands in a schema, and whether it is there: what moving a desk changes."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Literal

import msgspec
import psycopg
from psycopg import sql

from orderdeck.data.ledger.errors import LedgerAbsent, LedgerBusy, LedgerError
from orderdeck.data.ledger.shared.connection import (
    Connection,
    connect,
    let_go,
    lock,
    lock_alone,
    plain_errors,
    run,
)
from orderdeck.data.ledger.shared.pointer import Pointer
from orderdeck.data.ledger.shared.schema import prepare

State = Literal["moving", "here", "left"]
"""On its way to the schema; there; or brought back to one machine, and only a copy since."""
_BUSY_SECONDS: Final = 10.0


@contextmanager
def _session(address: str, schema: str) -> Iterator[Connection]:
    """A connection that looks in `schema`; whoever comes next finds none of its locks. Raises LedgerError."""
    with plain_errors(f"schema {schema}"), connect(address, schema, _BUSY_SECONDS) as db:
        try:
            yield db
        finally:
            with suppress(psycopg.Error):
                let_go(db)


@contextmanager
def begun(pointer: Pointer, store: str) -> Iterator[Connection]:
    """A schema that is made for the desk, empty and "moving"; what an earlier attempt left of it goes.

    Raises LedgerError where another desk, or a schema of something else, is there.
    """
    schema = pointer.schema
    with _session(pointer.ledger, schema) as db:
        if not lock_alone(db, f"orderdeck:{pointer.desk}:move"):
            raise LedgerBusy("this desk is being moved already")
        if _is_there(db, schema):
            if run(db, "select to_regclass('desk')").fetchone() == (None,):
                raise LedgerError(f"there is a schema {schema} of something else; name another with --schema")
            found = run(db, "select id, state from desk").fetchone()
            if found != (pointer.desk, "moving"):
                raise LedgerError(f"there is a desk in schema {schema} already; name another with --schema")
            db.execute(sql.SQL("drop schema {} cascade").format(sql.Identifier(schema)))
        prepare(db, schema, create=True)
        run(db, "insert into desk (id, state, store) values (?, 'moving', ?)", (pointer.desk, store))
        yield db


def _is_there(db: Connection, schema: str) -> bool:
    return run(db, "select 1 from pg_namespace where nspname = ?", (schema,)).fetchone() is not None


@contextmanager
def leaving(pointer: Pointer) -> Iterator[Connection]:
    """The desk leaves its schema within, for the machine that `pointer` is of: nobody can write to it there any more.

    Where it doesn't leave after all, everybody can again. Raises LedgerBusy while somebody loads or has it open.
    """
    schema, prefix = pointer.schema, f"orderdeck:{pointer.desk}"
    with _session(pointer.ledger, schema) as db:
        for what in ("load", "use"):
            if not lock_alone(db, f"{prefix}:{what}"):
                raise LedgerBusy("the desk is open elsewhere; close the decks and loaders of all machines")
        with db.transaction():
            # Whoever was cut off and is about to commit comes first.
            lock(db, "advisory_xact_lock", f"{prefix}:write")
            run(db, "update desk set state = 'left', left_by = ?", (pointer.folder,))
        try:
            yield db
        except BaseException:
            with suppress(psycopg.Error):
                run(db, "update desk set state = 'here', left_by = ''")
            raise


def arrived(pointer: Pointer) -> None:
    """From here on the desk is there. Raises LedgerError."""
    with _session(pointer.ledger, pointer.schema) as db:
        run(db, "update desk set state = 'here' where id = ?", (pointer.desk,))


class Standing(msgspec.Struct, frozen=True):
    """The desk that stands in a schema."""

    desk: str
    state: State
    store: str
    """Where its parts lie: "" for the database."""
    left_by: str
    """The folder of the machine that it was brought back to."""


def standing(address: str, schema: str) -> Standing:
    """Which desk stands in a schema, whatever its state. Raises LedgerAbsent, LedgerError."""
    with _session(address, schema) as db:
        there = run(db, "select to_regclass('desk')").fetchone() != (None,)
        row = run(db, "select id, state, store, left_by from desk").fetchone() if there else None
    if row is None:
        raise LedgerAbsent(f"there is no desk in schema {schema}: orderdeck share moves one there")
    return Standing(*row)
