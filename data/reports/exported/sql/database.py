"""The desk's tables as a database of DuckDB's, for its own command line, harlequin or a BI tool."""

import os
from pathlib import Path

import duckdb

from orderdeck import __version__
from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import lent
from orderdeck.data.reports.exported.formats import cleaned
from orderdeck.data.reports.exported.relations import VIEWS, relation


def fill(desk: Desk, file: Path) -> None:
    """Makes a database of `VIEWS`, a table each, in the place of the empty `file`. Raises LedgerError, OSError."""
    file.unlink()
    before = os.umask(0o077)  # what it lays beside the file is no more for others than that
    try:
        with duckdb.connect(str(file)) as con:
            con.execute("set TimeZone = 'UTC'")
            for name in VIEWS:
                with lent(con, "given", cleaned(relation(desk, name))):
                    con.execute(f"create table {name} as from given")
            con.execute(
                f"comment on table clock is 'orderdeck {__version__}: the moment that all is reckoned at'"
            )
    except duckdb.Error as error:
        raise OSError(0, str(error).splitlines()[0]) from error
    finally:
        os.umask(before)
        file.with_name(f"{file.name}.wal").unlink(missing_ok=True)
