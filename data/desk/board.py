"""Rows of the board."""

from collections.abc import Sequence
from typing import Final

import polars as pl

from data.desk.columns import BOARD
from data.desk.connection import Connection, frame

_NAMES: Final = ", ".join(BOARD)
FEW: Final = 40


def rows(con: Connection, order_keys: Sequence[str]) -> pl.DataFrame:
    """BOARD columns of those of `order_keys` that are open."""
    keys = list(order_keys)
    if not keys:
        return empty()
    if len(keys) <= FEW:
        return frame(
            con, f"select {_NAMES} from board where order_key in ({', '.join('?' * len(keys))})", keys
        )
    return frame(con, f"select {_NAMES} from board where order_key in (select unnest($keys))", {"keys": keys})


def ordered(con: Connection, keys: str, order: str, parameters: dict[str, object]) -> pl.DataFrame:
    """BOARD columns of the orders that the query `keys` gives, sorted by the clause `order`."""
    return frame(
        con, f"select {_NAMES} from board where order_key in ({keys}\n) order by {order}", parameters
    )


def empty() -> pl.DataFrame:
    """A board without rows."""
    return pl.DataFrame(schema=BOARD)
