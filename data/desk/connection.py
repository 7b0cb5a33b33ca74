"""The desk's own DuckDB: in memory, one per process, nothing of it on disk."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import polars as pl

Connection = duckdb.DuckDBPyConnection
Parameters = Mapping[str, object] | Sequence[object] | None
Fetch = Callable[[str, Sequence[object] | dict[str, object]], list[tuple[Any, ...]]]
"""Gives the rows of a query with these parameters: by the desk itself, or beside it (`Aside`)."""

THREADS = 4
"""Threads at most; more cost memory and win little on 30,000 open orders."""

FEW = 40
"""Keys that are still named one by one in a query."""


def connect(threads: int | None = None) -> Connection:
    """A new in-memory database. It spills nothing to disk, fetches no extension and prints no progress bar."""
    con = duckdb.connect(":memory:", config={"threads": threads or min(THREADS, os.cpu_count() or 1)})
    for setting in (
        "enable_progress_bar = false",
        "preserve_insertion_order = false",
        "enable_external_file_cache = false",  # parts are read once; a cache of them would stay in memory
        "temp_directory = ''",
        # Packing memory after a big export would take half a second of the commit that shows it: see Intake.pack.
        "checkpoint_threshold = '128MB'",
        "autoinstall_known_extensions = false",
        "autoload_known_extensions = false",
        "python_enable_replacements = false",
        "TimeZone = 'UTC'",
    ):
        con.execute(f"set {setting}")
    return con


def fetching(con: Connection) -> Fetch:
    """Asks `con`."""
    return lambda sql, parameters: con.execute(sql, parameters).fetchall()


def frame(con: Connection, sql: str, parameters: Parameters = None) -> pl.DataFrame:
    """The rows of `sql`, times in UTC."""
    return pl.DataFrame(con.sql(sql, params=parameters))


def column(con: Connection, sql: str, parameters: Parameters = None) -> list[Any]:
    """The first column of `sql`."""
    return [row[0] for row in con.execute(sql, parameters).fetchall()]


def value(con: Connection, sql: str, parameters: Parameters = None) -> Any:
    """The first value of the first row of `sql`; None where there is no row."""
    rows = con.execute(sql, parameters).fetchall()
    return rows[0][0] if rows else None


def among(keys: Sequence[str]) -> tuple[str, list[object]]:
    """The right side of a condition that holds for these keys, and its parameters.

    Few are named one by one, which takes far less planning than a list to be joined.
    """
    if len(keys) <= FEW:
        return f"in ({', '.join('?' * len(keys))})", list(keys)
    return "in (select unnest(?::varchar[]))", [list(keys)]


def give_back(con: Connection) -> None:
    """Returns to the system what DuckDB keeps for later; after a big load that is more than the desk itself.

    It lets go only under a memory limit, so one just above what is in use is set, and taken away again.
    """
    used = int(value(con, "select coalesce(sum(memory_usage_bytes), 0) from duckdb_memory()"))
    try:
        con.execute(f"set memory_limit = '{used // 1_000_000 + 24}MB'")
    except duckdb.OutOfMemoryException:
        pass
    finally:
        con.execute("reset memory_limit")


class _Stream:
    # Hides that it is a Polars frame, for which DuckDB would want pyarrow; the Arrow stream is all it needs.
    def __init__(self, rows: pl.DataFrame) -> None:
        self._rows = rows

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._rows.__arrow_c_stream__(requested_schema)


@contextmanager
def lent(con: Connection, name: str, rows: pl.DataFrame) -> Iterator[None]:
    """`rows` as a view called `name`, within the block."""
    con.register(name, _Stream(rows))
    try:
        yield
    finally:
        con.unregister(name)


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """All or nothing of what is done within."""
    con.execute("begin")
    try:
        yield
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
