"""What taking acts back, or doing them again, makes of the stock that is promised: found out by doing it, in a
transaction of the desk's own memory that is rolled back."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from orderdeck.data.actions.handed import has_stock
from orderdeck.data.base.records import Act
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

    from orderdeck.data.desk.connection import Fetch

_OVER = "select sku, -available from stock_supply where available < 0"
_HELD = (
    "select order_key, sku, quantity from stock_applied where order_key in (select unnest(?::varchar[])) "
    "order by all"
)
_HALF = """
with held as (select order_key, sku, sum(quantity)::bigint as quantity from stock_applied group by all)
select l.order_key, l.sku, sum(l.owed) > coalesce(any_value(h.quantity), 0), coalesce(any_value(h.quantity), 0) > 0
from open_lines l
semi join stock_supply s using (sku)
left join held h using (order_key, sku)
where l.order_key in (select unnest(?::varchar[]))
group by l.order_key, l.sku
having sum(l.owed) > 0
order by all
"""


class Promises(msgspec.Struct, frozen=True, kw_only=True):
    """How stock stands."""

    over: dict[str, int]
    """SKU -> pieces of it that are promised beyond all there is."""
    held: list[tuple[str, str, int]] = []
    """What the orders that were asked about hold of each SKU."""
    half: dict[str, str] = {}
    """Those of them that hold something, and not all that they want -> a SKU that they lack."""


def over_promised(fetch: "Fetch") -> dict[str, int]:
    """SKU -> pieces of it that are promised beyond all there is. Nothing on a desk without stock."""
    return dict(fetch(_OVER, ())) if has_stock(fetch) else {}


def promises(con: "duckdb.DuckDBPyConnection", order_keys: Sequence[str]) -> Promises:
    """How stock stands now, of these orders."""
    over = dict(con.execute(_OVER).fetchall())
    lacking: dict[str, str] = {}
    holding: set[str] = set()
    for key, sku, lacks, holds in con.execute(_HALF, [list(order_keys)]).fetchall():
        if lacks:
            lacking.setdefault(key, sku)
        if holds:
            holding.add(key)
    half = {key: sku for key, sku in lacking.items() if key in holding}
    return Promises(over=over, held=con.execute(_HELD, [list(order_keys)]).fetchall(), half=half)


def foreseen(
    con: "duckdb.DuckDBPyConnection", reverses: Sequence[Act], order_keys: Sequence[str]
) -> Promises:
    """How it would stand if these undos or redos were in the journal; with nothing changed."""
    sql = statements("stock/allocation/line")
    con.execute("begin transaction")
    try:
        con.executemany(
            "insert into acts (seq, id, operator, kind, order_key, sku, undoes) values (?, ?, ?, ?, ?, ?, ?)",
            [(0, act.id, act.operator, act.kind, act.order_key, act.sku, act.undoes) for act in reverses],
        )
        con.execute("delete from stock_applied")
        con.execute("delete from stock_supply")
        for step in ("applied", "supply"):
            con.execute(sql[step])
        return promises(con, order_keys)
    finally:
        con.execute("rollback")
