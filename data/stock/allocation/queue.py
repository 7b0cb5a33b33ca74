"""Who stands in line for stock: kept in step with the orders that change, or worked out for all of them."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from orderdeck.data.base.config.settings import Stock
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

_DECIDED = ("applied", "givers", "touch_decided")
_POSITION = ("skus_known", "forget_known", "known")
_LINE = ("leave", "line", "skus", "supply", "pieces")


def line_up(
    con: "duckdb.DuckDBPyConnection", rules: Stock, touched: Collection[str] | None, *, position: bool
) -> None:
    """Fill stock_line, stock_supply and stock_pieces, and empty what allocation makes of them.

    `touched` are the orders that came, changed, left or stand elsewhere since the last time; None: any may have.
    `position`: stock_position was worked out anew. What operators applied is looked at each time.
    """
    sql, keeps = statements("stock/allocation/line"), _keeps(rules)
    con.execute(sql["nobody"])
    if touched is None:
        steps = ("touch_every", "forget", *_DECIDED, *_POSITION, *_LINE)
    else:
        con.execute(sql["touch"], {"keys": list(touched)})
        steps = ("touch_decided", "forget", *_DECIDED, *(_POSITION if position else ()), *_LINE)
    for step in steps:
        con.execute(sql[step], keeps if step == "line" else None)


def clear(con: "duckdb.DuckDBPyConnection") -> None:
    """Nobody stands in line, nothing is allotted, nothing short."""
    con.execute(statements("stock/allocation/line")["clear"])


def _keeps(rules: Stock) -> dict[str, bool]:
    return {
        "hold_keeps": rules.hold_keeps_stock,
        "cancel_keeps": rules.cancel_request_keeps_stock,
        "unpaid_keeps": rules.unpaid_keeps_stock,
    }
