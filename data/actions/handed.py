"""What acting has to say about stock: acts on a list that was handed over, and what is packed or done beyond all
there is."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from orderdeck.data.desk.connection import fetching
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

    from orderdeck.data.desk.connection import Fetch


def has_stock(fetch: "Fetch") -> bool:
    """Whether the desk knows of stock: purchases, allotments, cases and what else stands in its tables."""
    return bool(fetch("select 1 from duckdb_views() where view_name = 'live_acts'", ()))


def beyond(fetch: "Fetch", order_keys: Sequence[str], *, done: bool = False) -> list[tuple[str, int]]:
    """SKUs of these orders of which more is promised than there is once they are packed, or marked `done`, and by how
    many pieces; as the desk has it now. None on a desk without stock."""
    if not has_stock(fetch):
        return []
    asked: dict[str, object] = {"keys": list(order_keys), "done": done}
    return [(sku, pieces) for sku, pieces in fetch(statements("stock/allocation/beyond")["beyond"], asked)]


def handed_over(con: "duckdb.DuckDBPyConnection") -> set[str]:
    """Ids of acts on lists that were handed over: undoing them calls nothing back. None on a desk without stock."""
    if not has_stock(fetching(con)):
        return set()
    return {row[0] for row in con.execute(statements("stock/outbox")["handed_over"]).fetchall()}
