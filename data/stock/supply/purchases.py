"""Purchases as they stand: of files and of restocks keyed here, what both tell of counted once."""

from typing import TYPE_CHECKING

from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def fill(con: "duckdb.DuckDBPyConnection") -> None:
    """Fill the table `purchases` anew from purchase_rows, supplier_rows and live_acts.

    Which restock is which purchase of a file rests on what files and journal hold alone, not on when it came.
    """
    for name, sql in statements("stock/purchases").items():
        if name == "purchases":
            _couple(con)
        con.execute(sql)


def _couple(con: "duckdb.DuckDBPyConnection") -> None:
    """Take the surest couples first, each restock and each purchase once."""
    step = statements("stock/pairing")["step"]
    while con.execute(step).fetchall()[0][0]:
        pass
