"""What there is to be had of a desk, as frames: the one definition of each that `export`, and whatever asks for tables
of the desk beside it, goes by.

    frame = relation(desk, "orders")            # all rows, in no particular order
    tables = {name: relation(desk, name) for name in VIEWS}

The SQL stands in queries/exported. Ids, SKUs and codes are text, money is decimal in the row's `currency`, times are
UTC; what is not known is null. docs/export.md tells every column, and a test holds that it does.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

import polars as pl

from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import frame
from orderdeck.data.reports.exported.decided import acts, plan, stockouts
from orderdeck.data.reports.exported.finished import finished
from orderdeck.queries.statements import statements


def relation(desk: Desk, name: str) -> pl.DataFrame:
    """All rows of one of VIEWS, or of `stockouts`. Raises KeyError for another name, LedgerError."""
    return _MAKERS[name](desk)


@cache
def _sql(file: str) -> dict[str, str]:
    texts = statements(f"exported/{file}")
    return {
        name: text.replace("{told}", texts.get("told", "")).replace("{priced}", texts.get("priced", ""))
        for name, text in texts.items()
    }


def _asked(file: str, name: str) -> Callable[[Desk], pl.DataFrame]:
    return lambda desk: frame(desk.con, _sql(file)[name])


def _finished(file: str, name: str, like: str) -> Callable[[Desk], pl.DataFrame]:
    def made(desk: Desk) -> pl.DataFrame:
        columns = frame(desk.con, f"from ({_sql(file)[like]}) limit 0")
        with finished(desk) as some:
            if not some:
                return columns
            rows = frame(desk.con, _sql(file)[name])
        # In the order of the columns of those that are open, whatever the parts make of them.
        return rows.select(pl.col(one).cast(kind) for one, kind in columns.schema.items())

    return made


_MAKERS: Final[dict[str, Callable[[Desk], pl.DataFrame]]] = {
    "orders": _asked("orders", "orders"),
    "lines": _asked("lines", "lines"),
    "history": _finished("orders", "history", "orders"),
    "history_lines": _finished("lines", "history_lines", "lines"),
    "acts": acts,
    "stock": _asked("stock", "stock"),
    "purchases": _asked("stock", "purchases"),
    "plan": plan,
    "clock": _asked("stock", "clock"),
    "stockouts": stockouts,
}
VIEWS: Final = ("orders", "lines", "history", "history_lines", "acts", "stock", "purchases", "plan", "clock")
"""Relations that are told to other tools as tables: open orders and their lines, orders that were finished with and
theirs, the journal, stock and purchases by SKU, what the plan says of orders that go without, and the moment (`now`)
that all is reckoned at."""
