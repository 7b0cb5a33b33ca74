"""The tables of a desk in a schema of a PostgreSQL database, for several machines: see docs/scaling.md.

Nothing of what reads and writes the tables is written twice: the statements are those of SQLite.
It needs psycopg (`pip install orderdeck[share]`), which is imported in this room and nowhere else.
"""

import math
import platform
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

import psycopg
from psycopg import errors

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.ledger.access.filesystem import refuse_network
from orderdeck.data.ledger.database.connection import refuse_unfit
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.errors import (
    LedgerAbsent,
    LedgerAway,
    LedgerBusy,
    LedgerDenied,
    LedgerError,
    LedgerReadOnly,
)
from orderdeck.data.ledger.errors import plain_errors as plain_file_errors
from orderdeck.data.ledger.records import LoaderThere
from orderdeck.data.ledger.shared.connection import (
    AGAIN_SECONDS,
    Connection,
    Link,
    away,
    begin_alone,
    commit_and_notify,
    connect,
    let_go,
    lock,
    lock_alone,
    plain_errors,
    run,
)
from orderdeck.data.ledger.shared.copying import to_sqlite
from orderdeck.data.ledger.shared.own_files import Stamp, mirror, stamp_of
from orderdeck.data.ledger.shared.parts import SharedParts
from orderdeck.data.ledger.shared.places import place_of
from orderdeck.data.ledger.shared.pointer import Pointer
from orderdeck.data.ledger.shared.schema import prepare

SLOW_SECONDS: Final = 10.0
"""How often the newest numbers are asked for where nothing was notified: one may be lost with its connection."""
HERE_SECONDS: Final = 20.0
"""How often it is asked who has gone: whoever comes, or acts, is notified."""
GATHER_SECONDS: Final = 0.05
"""How long what others write is gathered before it is asked for: twenty acts at once are one question, not twenty."""
PATIENCE: Final = 60.0
"""How long reading waits for a server where it can't be left half-way."""

_NEWEST: Final = (
    "select coalesce((select max(seq) from journal), 0), coalesce((select max(seq) from exports), 0), "
    "coalesce((select max(seq) from parts), 0), (extract(epoch from clock_timestamp()) * 1000000)::bigint"
)


class PostgresEngine:
    """See `data.ledger.database.engine.Engine`. Both connections come back after the server did."""

    def __init__(self, paths: DeskPaths, pointer: Pointer, busy_seconds: float) -> None:
        self._paths, self._pointer, self._busy_seconds = paths, pointer, busy_seconds
        self.folder = f"{pointer.folder}/"
        self._parts: SharedParts | None = None
        self._where = f"schema {pointer.schema}"
        self._reader = Link(pointer.ledger, pointer.schema, busy_seconds, reading=True)
        self._writer = Link(pointer.ledger, pointer.schema, busy_seconds, reading=False)
        self._reading, self._writing = threading.RLock(), threading.Lock()
        self._prepared = 0
        self._notified = True
        """Whether there is something to ask for at once: what was written here, or a connection that is new."""
        self._told_at: float | None = None
        """When the first of those notifications came that have not been asked after yet."""
        self._newest: tuple[int, ...] = ()
        self._ahead = 0
        self._asked_at = 0.0
        self._section: Connection | None = None
        """The connection by which this process alone loads."""
        self._operator, self._key, self._entered = "", 0, 0
        self._elsewhere: list[str] = []
        self._loaders: list[LoaderThere] = []
        self._looked_at = 0.0
        self._heard = True
        self._mirrored: Stamp = ()

    @classmethod
    def open(cls, paths: DeskPaths, pointer: Pointer, busy_seconds: float) -> Self:
        """The desk that `pointer` names, its schema brought up to date. Where `paths` are read only nothing is written.

        Raises LedgerError: LedgerTooNew for a newer schema, LedgerDenied where this account may not write, LedgerAway
        where the server can't be reached for `busy_seconds`, LedgerAbsent where there is no such desk.
        """
        refuse_unfit(paths)
        if not paths.read_only:
            prepare_folders(paths)
        engine = cls(paths, pointer, busy_seconds)
        try:
            with plain_errors(engine._where):
                engine._open_soon()
        except BaseException:
            engine.close()
            raise
        return engine

    def _open_soon(self) -> None:
        """Opens; a server that is just being restarted is waited for as long as another writer is."""
        until = time.monotonic() + self._busy_seconds
        while True:
            try:
                return self._open()
            except psycopg.OperationalError as error:
                if isinstance(error, errors.LockNotAvailable) or time.monotonic() >= until:
                    raise
                self._reader.drop()
                self._writer.drop()
                time.sleep(AGAIN_SECONDS)

    def _open(self) -> None:
        link = self._reader if self._paths.read_only else self._writer
        connection, schema = link.get(), self._pointer.schema
        if not prepare(connection, schema, create=False):
            raise LedgerAbsent(f"there is no desk in schema {schema}")
        if not self._paths.read_only:
            may = connection.execute("select has_table_privilege('journal', 'insert')").fetchone()
            if may != (True,):
                raise LedgerDenied(f"this account may only read schema {schema}")
        self._prepare_reader()
        row = self._reader.get().execute("select store from desk").fetchone()
        self._parts = SharedParts(self._paths, place_of(str(row[0]) if row else "", self._pointer))

    def _prepare_reader(self) -> None:
        """Listens, and says that the desk is in use, on a connection that is new. Raises psycopg.Error."""
        connection = self._reader.get()
        if self._prepared == self._reader.generation:
            return
        connection.add_notify_handler(lambda notice: self._notice(notice.pid))
        run(connection, f'listen "{self._channel}"')
        lock(connection, "advisory_lock_shared", self._lock("use"))
        self._refuse_elsewhere(connection)
        self._prepared = self._reader.generation
        self._notified = True
        self._hear()

    def _refuse_elsewhere(self, connection: Connection) -> None:
        """Raises LedgerError where the desk doesn't stand there."""
        schema = self._pointer.schema
        desk, state = connection.execute("select id, state from desk").fetchone() or ("", "")
        if desk != self._pointer.desk:
            raise LedgerAbsent(f"another desk than this one stands in schema {schema}")
        if state == "left":
            raise LedgerError(
                f"the desk was brought back from schema {schema} to one machine (orderdeck unshare)"
            )
        if state != "here":
            raise LedgerBusy(f"the desk is on its way to schema {schema}; try again once it is there")

    @property
    def stored(self) -> SharedParts:
        if self._parts is None:
            raise LedgerError("the desk is not open")
        return self._parts

    def _notice(self, pid: int) -> None:
        if pid != self._writer.pid:  # what was written here is known
            self._hear()

    def _hear(self) -> None:
        self._heard = True
        self._looked_at = 0.0
        if self._told_at is None:
            self._told_at = time.monotonic()

    @property
    def _channel(self) -> str:
        return f"orderdeck_{self._pointer.desk}"

    def _lock(self, what: str) -> str:
        return f"orderdeck:{self._pointer.desk}:{what}"

    def close(self) -> None:
        answers = self._reader.is_there
        if self._key and answers:
            try:  # who is killed is found to be gone a little later
                with self.write() as db:
                    db.execute("delete from presence where key = ?", (self._key,))
            except LedgerError:
                answers = False
        if self._parts:
            self._parts.close()
        with self._reading:
            if answers and self._reader.is_there:
                with suppress(psycopg.Error):
                    let_go(self._reader.get())
            self._reader.drop()
        with self._writing:
            self._writer.drop()

    # Following

    def changed(self) -> bool:
        """As `Ledger.changed`: what was notified meanwhile is read off the connection, without asking the server."""
        with self._reading, plain_errors(self._where):
            if not self._reader.is_there:
                self._reader.drop()
            try:
                self._prepare_reader()
                connection = self._reader.get().pgconn
                connection.consume_input()
                while notice := connection.notifies():
                    self._notice(notice.be_pid)
            except psycopg.OperationalError:
                self._reader.drop()
                raise
            if not self._is_due(time.monotonic()):
                return False
            self._notified, self._told_at = False, None
            self._asked_at = time.monotonic()
            row: tuple[int, ...] = self._reader.execute(_NEWEST).fetchone()
            before, self._newest = self._newest, row[:-1]
            self._ahead = time.time_ns() // 1000 - row[-1]
            return self._newest != before

    def clock_ahead(self) -> int:
        return self._ahead

    def _is_due(self, now: float) -> bool:
        """Whether the newest numbers are to be asked for."""
        told = self._told_at is not None and now >= self._told_at + GATHER_SECONDS
        return self._notified or told or now >= self._asked_at + SLOW_SECONDS

    def check(self) -> list[str]:
        """What reading every row finds wrong; empty where all are sound."""
        try:
            with self.read() as db:
                for table in ("exports", "journal", "parts"):
                    db.execute(f"select count(*), sum(hashtext({table}::text)) from {table}").fetchall()
        except LedgerError as error:
            return [str(error)]
        return []

    @contextmanager
    def read(self) -> Iterator[Database]:
        # No transaction: each statement is one, and may be asked once more where the connection was lost.
        with self._reading, plain_errors(self._where):
            try:
                yield self._reader
            except psycopg.OperationalError:
                if not self._reader.is_there:
                    self._reader.drop()
                raise
            try:
                self._prepare_reader()
            except psycopg.OperationalError:
                if self._reader.is_there:
                    raise
                self._reader.drop()  # lost once more: there was an answer all the same

    # Writing

    @contextmanager
    def write(self) -> Iterator[Database]:
        if self._paths.read_only:
            raise LedgerReadOnly("nothing was written")
        with self._writing, plain_errors(self._where):
            connection = self._begun()
            try:
                yield self._writer
                commit_and_notify(connection, self._channel)
                self._notified = True
            except BaseException as error:
                with suppress(psycopg.Error):
                    run(connection, "rollback")
                if connection.closed or isinstance(error, errors.ReadOnlySqlTransaction):
                    self._writer.drop()
                raise

    def _begun(self) -> Connection:
        """The writer's connection, in a transaction that no other writer has one beside."""
        for again in (True, False):
            connection = self._writer.get()
            if self._section not in (None, connection):
                raise LedgerAway(f"{self._where}: cut off while loading; it begins anew")
            try:
                # One writer at a time, as in SQLite: numbers become visible in their order, and no follower, who reads
                # from the last number it knows, misses one that was committed late.
                begin_alone(connection, self._lock("write"))
                return connection
            except psycopg.OperationalError:
                if not connection.closed:
                    run(connection, "rollback")
                    raise
                # It was lost while nothing was to be written: nothing was lost by it.
                self._writer.drop()
                if not again or self._section is not None:
                    raise
        raise AssertionError

    @contextmanager
    def loading(self) -> Iterator[None]:
        if self._section is not None:
            yield
            return
        with self._writing, plain_errors(self._where):
            self._section = self._held()
        try:
            yield
        finally:
            held, self._section = self._section, None
            with self._writing, suppress(psycopg.Error):
                lock(held, "advisory_unlock", self._lock("load"))

    def _held(self) -> Connection:
        for again in (True, False):
            connection = self._writer.get()
            try:
                lock(connection, "advisory_lock", self._lock("load"))
                return connection
            except errors.LockNotAvailable as error:
                raise LedgerBusy("another machine loads on this desk just now") from error
            except psycopg.OperationalError:
                if not connection.closed or not again:
                    raise
                self._writer.drop()
        raise AssertionError

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else has the desk open within, on any machine. Raises LedgerBusy where somebody has."""
        name = self._lock("use")
        with self._reading, plain_errors(self._where):
            self._prepare_reader()
            connection = self._reader.get()
            lock(connection, "advisory_unlock_shared", name)
            if not lock_alone(connection, name):
                lock(connection, "advisory_lock_shared", name)
                raise LedgerBusy("the desk is open elsewhere; close the decks and loaders of all machines")
        try:
            yield
        finally:
            with self._reading, suppress(psycopg.Error):
                lock(connection, "advisory_unlock", name)
                lock(connection, "advisory_lock_shared", name)

    @contextmanager
    def unguarded(self) -> Iterator[Database]:
        with self.write() as db:
            for table in ("journal", "exports"):
                db.execute(f"alter table {table} disable trigger {table}_append_only")
            yield db
            for table in ("journal", "exports"):
                db.execute(f"alter table {table} enable trigger {table}_append_only")
        with self._writing, plain_errors(self._where):
            run(self._writer.get(), "vacuum full journal, exports")

    def copy_to(self, file: Path) -> None:
        address, schema = self._pointer.ledger, self._pointer.schema
        with plain_errors(self._where), plain_file_errors(str(file)):  # noqa: SIM117
            with connect(address, schema, self._busy_seconds) as source:
                to_sqlite(source, file, self.folder)

    @contextmanager
    def patient(self, tell: Callable[[LedgerAway], object] | None = None) -> Iterator[None]:
        reader, before = self._reader, self._reader.patience
        reader.patience = math.inf if tell else max(before, PATIENCE)
        if tell:
            reader.on_away = lambda error: tell(away(self._where, error))
        try:
            yield
        finally:
            reader.patience = before
            if tell:
                reader.on_away = None

    def mirror(self) -> None:
        if self._paths.read_only:
            return
        stamp = stamp_of(self._paths)
        if stamp == self._mirrored and not self._heard:
            return
        self._heard = False
        mirror(self._paths, self.read, self.write)
        self._mirrored = stamp_of(self._paths)

    # Who is here

    def enter(self, operator: str, *, loads: bool = False) -> None:
        if self._paths.read_only or (self._entered == self._reader.generation and operator == self._operator):
            return
        here = self._lock("here")
        with self.write() as db:
            # Those whose decks have ended, however they ended.
            db.execute(
                "delete from presence where since < ? and key not in (select objid::bigint from pg_locks "
                "where locktype = 'advisory' and classid::bigint = hashtext(?)::bigint & 4294967295)",
                (time.time_ns() // 1000 - 3_600_000_000, here),
            )
            # By the server's clock: machines may disagree about the time.
            key = db.execute(
                "insert into presence (operator, since, machine, exports, loads) values "
                "(?, (extract(epoch from clock_timestamp()) * 1000000)::bigint, ?, ?, ?) returning key",
                (
                    clean_text(operator),
                    clean_text(platform.node()),
                    clean_text(str(self._paths.exports)),
                    self._pointer.folder if loads else "",
                ),
            ).fetchone()[0]
            # Before others hear of it: without the lock its deck would be taken for one that has ended.
            with self._reading:
                self._prepare_reader()
                run(self._reader.get(), "select pg_advisory_lock(hashtext(?), ?)", (here, key))
        self._operator, self._key, self._entered = operator, int(key), self._reader.generation

    def elsewhere(self) -> list[str]:
        self._look()
        return self._elsewhere

    def loaders(self) -> list[LoaderThere]:
        self._look()
        return self._loaders

    def _look(self) -> None:
        """Asks who is here, where it is time to."""
        if time.monotonic() < self._looked_at + HERE_SECONDS:
            return
        self._looked_at = time.monotonic()
        with self.read() as db:
            found = db.execute(
                "select operator, machine, exports, since, loads from presence join pg_locks on locktype = 'advisory' "
                "and objid::bigint = key and classid::bigint = hashtext(?)::bigint & 4294967295 and granted "
                "where key <> ? order by machine, exports, since",
                (self._lock("here"), self._key),
            ).fetchall()
        self._elsewhere = sorted({clean_text(row[0]) for row in found if not row[4]})
        self._loaders = [
            LoaderThere(clean_text(row[0]), clean_text(row[1]), clean_text(row[2]), row[3])
            for row in found
            if row[4] not in ("", self._pointer.folder)
        ]


def prepare_folders(paths: DeskPaths) -> None:
    """Makes what a machine needs of its own: a place for the copies of parts, and for what leaves the desk."""
    refuse_network(paths.state)
    with plain_file_errors(str(paths.state)):
        rights = Rights.of(paths)
        for folder in (paths.state, paths.parts, paths.staging, paths.outbox):
            rights.make_folder(folder)
