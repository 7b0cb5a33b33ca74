"""The desk's own DuckDB: in memory, one per process, nothing of it on disk."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import duckdb
import polars as pl

Connection = duckdb.DuckDBPyConnection
Parameters = Mapping[str, object] | Sequence[object] | None
Fetch = Callable[[str, Sequence[object] | dict[str, object]], list[tuple[Any, ...]]]
"""Gives the rows of a query with these parameters: by the desk itself, or beside it (`Aside`)."""

THREADS = 4
"""Threads at most; more cost memory and win little on 30,000 open orders."""

_PARSED: Final[dict[str, list[duckdb.Statement]]] = {}

FEW = 40
"""Keys that are still named one by one in a query."""
MANY_KEYS = 1_000
"""Keys from which on it is worth lending them as a frame."""
HASTE: Final = 500
"""Orders up to which what is asked of them is better planned in haste (`hastily`)."""
_SKIPPED: Final = (
    "join_order,statistics_propagation,projection_pullup,projection_placement,unused_columns,column_lifetime,"
    "common_subexpressions,expression_rewriter"
)
"""What is not worth optimising for few orders."""


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


def run(con: Connection, sql: str, parameters: Parameters = None) -> Connection:
    """Executes `sql`, a text of ours that is the same each time: what it parses to is kept for all desks of a process.

    Parsing takes a tenth of taking a small export in and a quarter of opening an empty desk.
    """
    parsed = _PARSED.get(sql)
    if parsed is None:
        parsed = _PARSED[sql] = con.extract_statements(sql)
    for statement in parsed:
        con.execute(statement, parameters)
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


def put_acts(
    con: Connection, table: str, rows: Sequence[tuple[object, ...]], schema: Mapping[str, Any]
) -> None:
    """Adds `rows` of acts, with the columns of `schema`, to `table`; `at` is µs since 1970, UTC, and becomes a moment.

    One is put by itself, as most come; many as a frame, since a thousand one by one take seconds.
    """
    if len(rows) == 1:
        values = ", ".join("make_timestamptz(?)" if name == "at" else "?" for name in schema)
        con.execute(f"insert into {table} values ({values})", rows[0])
    elif rows:
        with lent(con, "new_acts", pl.DataFrame(rows, schema=schema, orient="row")):
            con.execute(
                f'insert into {table} select * replace (make_timestamptz("at") as "at") from new_acts'
            )


@contextmanager
def lent_keys(con: Connection, keys: Sequence[str]) -> Iterator[tuple[str, Parameters]]:
    """`keys` as what follows "from" in a query, with one column `order_key`, and the parameters of it.

    Many are lent as a frame, which takes a third of the time that a parameter takes; few are not, which takes as much.
    """
    if len(keys) <= MANY_KEYS:
        yield "(select unnest($keys::varchar[]) as order_key)", {"keys": list(keys)}
        return
    with lent(con, "many_keys", pl.DataFrame({"order_key": pl.Series(keys, dtype=pl.String)})):
        yield "many_keys", None


@contextmanager
def hastily(con: Connection, orders: int) -> Iterator[None]:
    """Plans what is asked within, of so many `orders`, without what pays on many rows alone: of few nearly all the time
    is planning."""
    if orders > HASTE:
        yield
        return
    con.execute(f"set disabled_optimizers = '{_SKIPPED}'")
    try:
        yield
    finally:
        con.execute("set disabled_optimizers = ''")


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
