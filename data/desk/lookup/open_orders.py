"""What open orders hold, many at once; all of it is in memory."""

from collections.abc import Sequence

import msgspec

from orderdeck.data.base.records import Fields
from orderdeck.data.base.vocabulary.frames import LINES
from orderdeck.data.desk.connection import Connection, among, frame
from orderdeck.data.desk.views import board


class OpenOrder(msgspec.Struct, frozen=True, kw_only=True):
    """An open order. Times are aware datetimes, money is Decimal."""

    fields: Fields
    """Its newest state, columns of data.base.vocabulary.frames.ORDERS, and its row of the board."""
    lines: list[Fields]
    """Its lines in order: columns of data.base.vocabulary.frames.LINES."""


def contents(con: Connection, order_keys: Sequence[str]) -> dict[str, OpenOrder]:
    """Order key -> what it holds, of those that are open."""
    if not order_keys:
        return {}
    named, parameters = among(order_keys)
    lines: dict[str, list[Fields]] = {}
    sql = f"select {', '.join(LINES)} from open_lines where order_key {named} order by order_key, line_no"
    for line in frame(con, sql, parameters).to_dicts():
        lines.setdefault(line["order_key"], []).append(line)
    rows = {row["order_key"]: row for row in board.rows(con, order_keys).to_dicts()}
    held = frame(con, f"select * from open_orders where order_key {named}", parameters).to_dicts()
    return {
        order["order_key"]: OpenOrder(
            fields=order | rows.get(order["order_key"], {}), lines=lines.get(order["order_key"], [])
        )
        for order in held
    }
