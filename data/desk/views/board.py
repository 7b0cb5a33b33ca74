"""Rows of the board."""

from collections.abc import Iterable, Sequence

import polars as pl

from orderdeck.data.desk.connection import Connection, among, frame
from orderdeck.data.desk.views.badges import USED, badges
from orderdeck.data.desk.views.columns import BOARD


def rows(con: Connection, order_keys: Sequence[str]) -> pl.DataFrame:
    """BOARD columns of those of `order_keys` that are open."""
    keys = list(order_keys)
    if not keys:
        return empty()
    named, parameters = among(keys)
    return _read(con, _all(), f"where order_key {named}", parameters)


def every(con: Connection) -> pl.DataFrame:
    """BOARD columns of all open orders, in no particular order."""
    return _read(con, _all(), "", None)


def ordered(
    con: Connection,
    where: str,
    order: str,
    parameters: dict[str, object],
    columns: Iterable[str] | None = None,
    why: str = "why",
) -> pl.DataFrame:
    """The orders for which `where` holds, sorted by the clause `order`.

    All BOARD columns; or `columns` of them, with those reasons alone for which an order stands in its queue, or those
    of the column `why`. Raises KeyError for a column that isn't one of them.
    """
    rest = f"where {where}\norder by {order}"
    if columns is None:
        return _read(con, _all(), rest, parameters)
    chosen = tuple(columns)
    return _read(con, _some(chosen, why), rest, parameters, chosen)


def empty() -> pl.DataFrame:
    """A board without rows."""
    return pl.DataFrame(schema=BOARD)


def _all() -> str:
    names = dict.fromkeys((*_plain(BOARD), *USED))
    return f"select {', '.join(names)} from board"


def _some(columns: Sequence[str], why: str) -> str:
    for name in columns:
        BOARD[name]
    names = dict.fromkeys((*_plain(columns), *(USED if "badges" in columns else ())))
    chosen = (f"coalesce({why}, why) as reasons" if name == "reasons" else name for name in names)
    return f"select {', '.join(chosen)} from listed"


def _plain(columns: Iterable[str]) -> list[str]:
    return [name for name in columns if name != "badges"]


def _read(
    con: Connection,
    select: str,
    rest: str,
    parameters: dict[str, object] | Sequence[object] | None,
    columns: Iterable[str] = BOARD,
) -> pl.DataFrame:
    found = frame(con, f"{select} {rest}", parameters)
    made: dict[str, pl.Series] = {}
    if "badges" in columns:
        made["badges"] = badges(found)
    if "reasons" in columns:
        made["reasons"] = found["reasons"].str.split("\x1f")
    return pl.DataFrame([made[name].alias(name) if name in made else found[name] for name in columns])
