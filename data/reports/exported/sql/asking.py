"""SQL over the desk, asked from outside: one SELECT over `VIEWS`, in a process that can do nothing but answer."""

import re
from collections.abc import Mapping
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.desk import Desk
from orderdeck.data.desk.views.query_sandbox import MEMORY_MB, Box, BoxError, BoxStoppedError
from orderdeck.data.reports.exported.relations import VIEWS, relation

SECONDS: Final = 10.0
"""How long a query may run, where nobody allows more."""
MOST_ROWS: Final = 1_000_000
_ABOUT_TABLES: Final = re.compile(
    r"^\s*show\b|\binformation_schema\b|\bduckdb_(tables|columns)\b", re.IGNORECASE
)


class SqlError(Exception):
    """The query was refused, failed or was stopped; the message says why, in DuckDB's words."""


class SqlStoppedError(SqlError):
    """It took longer than it may."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a query gives."""

    rows: pl.DataFrame
    """Columns of plain types: truth, numbers, decimals, text, times with a zone; anything else as text."""
    cut: bool = False
    """Whether there are more than MOST_ROWS."""


def tables(desk: Desk, sql: str) -> Mapping[str, pl.DataFrame]:
    """Those of `VIEWS` whose names stand in `sql`: most queries ask for one or two, and the others may be large. All of
    them where it asks what there is. Raises LedgerError."""
    every = _ABOUT_TABLES.search(sql) is not None
    return {
        name: relation(desk, name) for name in VIEWS if every or re.search(rf"\b{name}\b", sql, re.IGNORECASE)
    }


def answer(desk: Desk, sql: str, *, seconds: float = SECONDS, memory_mb: int = MEMORY_MB) -> Answer:
    """What the SELECT `sql` gives of the desk as it stands. Raises SqlError, LedgerError."""
    return ask(tables(desk, sql), sql, seconds=seconds, memory_mb=memory_mb)


def ask(
    seen: Mapping[str, pl.DataFrame],
    sql: str,
    *,
    seconds: float = SECONDS,
    memory_mb: int = MEMORY_MB,
) -> Answer:
    """The same of tables that were had before; asks nothing of the desk, so that any thread may. Raises SqlError."""
    try:
        box = Box(seen, memory_mb=memory_mb)
    except (BoxError, OSError) as error:
        raise SqlError(_line(error)) from error
    try:
        rows = box.rows(sql, seconds, MOST_ROWS)
    except BoxStoppedError as error:
        raise SqlStoppedError(_line(error)) from error
    except BoxError as error:
        raise SqlError(_line(error)) from error
    finally:
        box.close()
    return Answer(rows=rows.head(MOST_ROWS), cut=rows.height > MOST_ROWS)


def _line(error: Exception) -> str:
    """What is wrong, without the pointers to where in the query."""
    lines = [clean_text(line) for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
