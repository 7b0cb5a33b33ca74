"""The tables of a desk in an SQLite database beside its parts, with their second copy."""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Self

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.database.connection import connect, prepare
from orderdeck.data.ledger.database.in_use import alone, share
from orderdeck.data.ledger.database.reading import Reading, open_reading
from orderdeck.data.ledger.errors import LedgerAway, LedgerBusy, LedgerReadOnly, plain_errors
from orderdeck.data.ledger.records import LoaderThere
from orderdeck.data.ledger.recovery.redo import catch_up, check_pages
from orderdeck.data.ledger.recovery.second_copy import SecondCopy, sequences
from orderdeck.data.ledger.whole import LocalParts


class SqliteEngine:
    """See `data.ledger.database.engine.Engine`; readers don't wait for a writer."""

    folder = ""

    def __init__(
        self,
        paths: DeskPaths,
        reader: sqlite3.Connection,
        writer: sqlite3.Connection,
        in_use: int,
        opened: Reading | None = None,
    ) -> None:
        self._paths, self._reader, self._writer, self._in_use = paths, reader, writer, in_use
        self._copy = SecondCopy(paths)
        self.stored = LocalParts(paths)
        self._reading, self._writing = threading.Lock(), threading.Lock()
        self._version = -1
        self._opened = opened

    @classmethod
    def open(cls, paths: DeskPaths, busy_seconds: float) -> Self:
        """The database at `paths`, created or migrated where needed. Raises LedgerError."""
        in_use = share(paths)
        opened: list[sqlite3.Connection] = []
        try:
            prepare(paths, busy_seconds)
            with plain_errors(str(paths.ledger)):
                opened.append(connect(paths.ledger, busy_seconds))
                check_pages(opened[0], paths)
                catch_up(opened[0], paths)
                opened.append(connect(paths.ledger, busy_seconds, reading=True))
        except BaseException:
            for connection in opened:
                connection.close()
            os.close(in_use)
            raise
        return cls(paths, opened[1], opened[0], in_use)

    @classmethod
    def open_to_read(cls, paths: DeskPaths) -> Self:
        """The same without writing a byte; it has to be there."""
        in_use = share(paths)
        try:
            with plain_errors(str(paths.ledger)):
                opened = open_reading(paths.ledger)
        except BaseException:
            if in_use >= 0:
                os.close(in_use)
            raise
        return cls(paths, opened.db, opened.db, in_use, opened)

    def close(self) -> None:
        """Ends both connections; the last process to do so folds the write-ahead log into the database."""
        with self._reading:
            self._reader.close()
        with self._writing:
            self._writer.close()
            if self._in_use >= 0:
                os.close(self._in_use)
                self._in_use = -1

    def changed(self) -> bool:
        with self._reading, plain_errors(str(self._paths.ledger)):
            if self._opened and self._opened.stale(self._paths.ledger):
                self._open_anew()
                return True
            version = int(self._reader.execute("pragma data_version").fetchone()[0])
            changed, self._version = version != self._version, version
            return changed

    def check(self) -> list[str]:
        with self.read() as db:
            found = [str(row[0]) for row in db.execute("pragma integrity_check(100)")]
        return [] if found == ["ok"] else found

    def loading(self) -> AbstractContextManager[None]:
        return nullcontext()  # the lock of the machine is enough

    def enter(self, operator: str, *, loads: bool = False) -> None:
        """Who is here is told by the machine (`data.ledger.access.presence`)."""

    def elsewhere(self) -> list[str]:
        return []

    def loaders(self) -> list[LoaderThere]:
        return []

    def clock_ahead(self) -> int:
        return 0

    def patient(self, tell: Callable[[LedgerAway], object] | None = None) -> AbstractContextManager[None]:
        return nullcontext()

    def mirror(self) -> None:
        """The desk's own files lie here and nowhere else."""

    def alone(self) -> AbstractContextManager[None]:
        return alone(self._paths, patience=0.5)

    @contextmanager
    def unguarded(self) -> Iterator[sqlite3.Connection]:
        with self._writing, plain_errors(str(self._paths.ledger)):
            db = self._writer
            db.execute("pragma secure_delete = on")
            db.execute("begin immediate")
            try:
                triggers = _lift_guards(db)
                yield db
                for sql in triggers:
                    db.execute(sql)
                self._copy.write_all(db)
                db.execute("commit")
            except BaseException:
                if db.in_transaction:
                    db.execute("rollback")
                raise
            db.execute("vacuum")
            busy, _, _ = db.execute("pragma wal_checkpoint(truncate)").fetchone()
            if busy:
                raise LedgerBusy("the write-ahead log is being read; try again once the decks are closed")

    def copy_to(self, file: Path) -> None:
        with plain_errors(str(file)):
            source = sqlite3.connect(self._paths.ledger, timeout=5)
            copy = sqlite3.connect(file)
            try:
                source.backup(copy)  # one step: one moment
                copy.execute("pragma journal_mode = delete")
            finally:
                copy.close()
                source.close()

    def _open_anew(self) -> None:
        opened = open_reading(self._paths.ledger)
        self._reader.close()
        self._opened, self._reader, self._writer = opened, opened.db, opened.db
        self._version = -1

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        with self._reading, plain_errors(str(self._paths.ledger)):
            yield self._reader

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        if self._paths.read_only:
            raise LedgerReadOnly("nothing was written")
        with self._writing, plain_errors(str(self._paths.ledger)):
            self._writer.execute("begin immediate")
            appended = None
            try:
                before = sequences(self._writer)
                yield self._writer
                # In the second copy first: what is acknowledged is in both.
                appended = self._copy.append(self._writer, before)
                self._writer.execute("commit")
            except BaseException:
                if appended:
                    appended.take_back()
                # A failed commit may have rolled back by itself.
                if self._writer.in_transaction:
                    self._writer.execute("rollback")
                raise
            finally:
                if appended:
                    appended.close()


def _lift_guards(db: sqlite3.Connection) -> list[str]:
    """Drops the triggers that forbid updates, within the open transaction; the SQL that makes them again."""
    found = []
    for table in ("journal", "exports"):
        name = f"{table}_no_update"
        found.append(str(db.execute("select sql from sqlite_master where name = ?", (name,)).fetchone()[0]))
        db.execute(f"drop trigger {name}")
    return found
