"""Purchases as they stand: of files and of restocks keyed here, what both tell of counted once."""

from typing import TYPE_CHECKING

from orderdeck.data.desk.connection import run
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def fill(con: "duckdb.DuckDBPyConnection") -> None:
    """Fill the table `purchases` anew from purchase_rows, supplier_rows and live_acts.

    Which restock is which purchase of a file rests on what files and journal hold alone, not on when it came.
    """
    sql = statements("stock/supply/purchases")
    run(con, sql["forget"])
    # Most desks have none, and planning what follows takes a sixth of opening one.
    if not run(con, sql["any"]).fetchall():
        return
    for name in ("pictures", "filed", "keyed", "couples", "alone"):
        run(con, sql[name])
    _couple(con)
    run(con, sql["purchases"])
    run(con, sql["arrivals"])


def _couple(con: "duckdb.DuckDBPyConnection") -> None:
    """Take the surest couples first, each restock and each purchase once."""
    step = statements("stock/supply/pairing")["step"]
    while run(con, step).fetchall()[0][0]:
        pass
