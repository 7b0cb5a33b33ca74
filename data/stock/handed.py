"""What can't be called back: acts that stand on a list which was handed over."""

from typing import TYPE_CHECKING

from queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def handed_over(con: "duckdb.DuckDBPyConnection") -> set[str]:
    """Ids of acts on lists that were handed over: undoing them calls nothing back. None on a desk without stock."""
    if not con.execute("select 1 from duckdb_views() where view_name = 'live_acts'").fetchall():
        return set()
    return {row[0] for row in con.execute(statements("stock/outbox")["handed_over"]).fetchall()}
