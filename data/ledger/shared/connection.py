"""Connections to a shared desk's database that come back once the server does, and its errors in plain words."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import Any, Final, Literal, cast

import psycopg
from psycopg import conninfo, errors, sql

from orderdeck.data.ledger.errors import LedgerAway, LedgerBusy, LedgerDenied, LedgerError, LedgerFull

Connection = psycopg.Connection[tuple[Any, ...]]
Locking = Literal[
    "advisory_lock", "advisory_lock_shared", "advisory_unlock", "advisory_unlock_shared", "advisory_xact_lock",
]  # fmt: skip
"""What PostgreSQL does about advisory locks, without the pg_ before it."""

DEFAULTS: Final = {
    "connect_timeout": "3",
    "keepalives_idle": "2",
    "keepalives_interval": "1",
    "keepalives_count": "3",
    "tcp_user_timeout": "3000",
    "application_name": "orderdeck",
}
"""How soon a machine finds that it was cut off, unless the address says otherwise."""
_OF_SERVER: Final = {
    "tcp_keepalives_idle": "1",
    "tcp_keepalives_interval": "1",
    "tcp_keepalives_count": "1",
    "tcp_user_timeout": "2000",
    "synchronous_commit": "on",
    "client_min_messages": "warning",
}
"""And how soon the server does, so that another may load."""
AGAIN_SECONDS: Final = 0.1
PATIENCE_SECONDS: Final = 3.0
"""How long a lock is waited for that nobody should have: the server finds a little later that a process was killed, or
a machine cut off."""
_NO_CONNECTION: Final = re.compile(
    r"connection to server (at|on socket) \"(?P<server>[^\"]+?)(/\.s\.PGSQL\.\d+)?\".*? failed: (?P<why>.*)"
)
_NUMBERED: Final = re.compile(r"insert into (journal|exports|parts) ")


def password_in(address: str) -> bool:
    """Whether `address` has a password in it, which a file that others read must not keep. Raises LedgerError where it
    is no address."""
    try:
        return "password" in conninfo.conninfo_to_dict(address)
    except psycopg.Error as error:
        raise LedgerError(f"{address}: {error}") from error


def connect(address: str, schema: str, busy_seconds: float) -> Connection:
    """A connection that looks in `schema`: autocommit. Raises psycopg.Error."""
    given = conninfo.conninfo_to_dict(address)
    asked = {
        "search_path": sql.Identifier(schema).as_string(None),
        "lock_timeout": str(round(busy_seconds * 1000)),
        **_OF_SERVER,
    }
    options = " ".join(f"-c {name}={value}" for name, value in asked.items())
    # What the address says itself goes before.
    options = f"{options} {given.pop('options', '')}".strip()
    return psycopg.connect(**cast(Any, {**DEFAULTS, **given, "options": options}), autocommit=True)


class Answered:
    """What a statement gave, as the ledger's own code knows it from SQLite."""

    def __init__(self, cursor: "psycopg.Cursor[tuple[Any, ...]]", *, numbered: bool) -> None:
        self._cursor = cursor
        row = cursor.fetchone() if numbered else None
        self.lastrowid: int | None = int(row[0]) if row else None
        self.rowcount = cursor.rowcount

    def fetchone(self) -> Any:
        return self._cursor.fetchone()

    def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[Any]:
        return iter(self._cursor)


class Link:
    """A connection that is made anew where it was lost. Not for two threads at once.

    It takes the ledger's statements; what only reads may be asked once more on a new connection.
    """

    def __init__(self, address: str, schema: str, busy_seconds: float, *, reading: bool) -> None:
        self._address, self._schema, self._busy_seconds = address, schema, busy_seconds
        self._reading = reading
        self.patience = busy_seconds
        """How long reading waits for a server that went away."""
        self.on_away: Callable[[psycopg.Error], object] | None = None
        """Called once of a server that is waited for longer than is usual."""
        self._connection: Connection | None = None
        self._failed: psycopg.OperationalError | None = None
        self._not_before = self._gone_since = 0.0
        self.generation = 0
        """How often it was connected."""

    def get(self) -> Connection:
        """The connection as it is, made where there is none. Raises psycopg.Error."""
        if self._connection is None or self._connection.closed:
            self._connection = self._made()
            if (
                self._reading
            ):  # not among the options: target_session_attrs would take the server for a replica
                self._connection.execute("set default_transaction_read_only = on")
            self.generation += 1
        return self._connection

    def _made(self) -> Connection:
        # Whoever follows asks several times a second, and must not stand still each time in a network that is cut.
        began = time.monotonic()
        if self._failed and began < self._not_before:
            raise self._failed
        try:
            connection = connect(self._address, self._schema, self._busy_seconds)
        except psycopg.OperationalError as error:
            self._failed, took = error, time.monotonic() - began
            self._not_before = time.monotonic() + 3 * took
            raise
        self._failed = None
        return connection

    @property
    def is_there(self) -> bool:
        return self._connection is not None and not self._connection.closed

    @property
    def pid(self) -> int:
        """The number of the server's process behind it, 0 where there is none."""
        return self._connection.info.backend_pid if self._connection and self.is_there else 0

    def drop(self) -> None:
        """Lets go of the connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Answered:
        if not self._reading:
            return run(self.get(), statement, values)
        while True:
            try:
                answer = run(self.get(), statement, values)
            except psycopg.OperationalError as error:
                if self.is_there:
                    raise
                # A server that restarts is waited for, one that stays away is not, each time.
                self._gone_since = self._gone_since or time.monotonic()
                gone = time.monotonic() - self._gone_since
                if gone > self.patience:
                    raise
                if self.on_away and gone > self._busy_seconds:
                    self.on_away(error)
                    self.on_away = None
                self.drop()
                time.sleep(AGAIN_SECONDS)
            else:
                self._gone_since = 0.0
                return answer

    def executemany(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        for row in rows:
            self.execute(statement, row)


def run(connection: Connection, statement: str, values: Sequence[Any] = ()) -> Answered:
    """Has a statement of the ledger's done, as PostgreSQL wants it. Raises psycopg.Error."""
    asked, numbered = _translated(statement)
    return Answered(connection.execute(cast(Any, asked), values or None), numbered=numbered)


def begin_alone(connection: Connection, name: str) -> None:
    """Begins a transaction; nobody who begins one by the same `name` has it beside. One way there and back. Raises
    psycopg.Error."""
    key = sql.Literal(name).as_string(connection)
    run(connection, f"begin; select pg_advisory_xact_lock(hashtextextended({key}, 0))")


def commit_and_notify(connection: Connection, channel: str) -> None:
    """Ends the open transaction, and tells who listens on `channel`. One way there and back. Raises psycopg.Error."""
    run(connection, f'notify "{channel}"; commit')


def lock(connection: Connection, what: Locking, name: str) -> bool:
    """Has PostgreSQL do `what` about the advisory lock `name`; whether it was got, of one that is tried for. Raises
    psycopg.Error."""
    (got,) = run(connection, f"select pg_{what}(hashtextextended(?, 0))", (name,)).fetchone()
    return got is True


def lock_alone(connection: Connection, name: str) -> bool:
    """Whether nobody else has the advisory lock `name`, or lets go of it within PATIENCE_SECONDS: it is this session's
    then. Not within a transaction. Raises psycopg.Error."""
    try:
        with connection.transaction():
            run(connection, f"set local lock_timeout = {round(PATIENCE_SECONDS * 1000)}")
            lock(connection, "advisory_lock", name)
    except errors.LockNotAvailable:
        return False
    return True


def let_go(connection: Connection) -> None:
    """Gives all locks of this session back: whoever asks after this returns gets them. A connection that is only closed
    keeps them until the server finds that it was, which is later on a busy machine. Raises psycopg.Error."""
    run(connection, "select pg_advisory_unlock_all()")


@lru_cache(maxsize=500)
def _translated(statement: str) -> tuple[str, bool]:
    numbered = _NUMBERED.match(statement) is not None
    return statement.replace("?", "%s") + " returning seq" * numbered, numbered


def away(where: str, error: psycopg.Error) -> LedgerAway:
    """That the server at `where` can't be reached."""
    return LedgerAway(f"{where}: {_said(error)}")


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turns psycopg's errors within into LedgerErrors that name `where`."""
    try:
        yield
    except (errors.LockNotAvailable, errors.DeadlockDetected, errors.SerializationFailure) as error:
        raise LedgerBusy(f"{where}: {_said(error)}; another process is writing, try again") from error
    except (errors.DiskFull, errors.OutOfMemory) as error:
        raise LedgerFull(
            f"{where}: {_said(error)}; free some space there, nothing is lost meanwhile"
        ) from error
    except (errors.InsufficientPrivilege, errors.InvalidAuthorizationSpecification) as error:
        raise LedgerDenied(f"{where}: {_said(error)}; may this account write there?") from error
    except (psycopg.OperationalError, errors.ReadOnlySqlTransaction) as error:
        # The server went away, restarts or is a replica by now: what was to be written can be sent again as it is.
        raise away(where, error) from error
    except psycopg.Error as error:
        raise LedgerError(f"{where}: {_said(error)}") from error


def _said(error: psycopg.Error) -> str:
    """Which server, and what is the matter with it: the first of what libpq says, which of several addresses and ways
    says the same of each."""
    text = " ".join(str(error).split()).partition(" Is the server")[0]
    if found := _NO_CONNECTION.search(text):
        text = f"{found['server']}: {found['why'].partition(' connection to server ')[0]}"
    return text[:200]
