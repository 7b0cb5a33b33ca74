"""Which of some orders are to be sent now, the list by which their goods are taken off the shelf, and what goes into
each parcel."""

from collections import Counter
from collections.abc import Sequence

import msgspec
import polars as pl

from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import frame, lent
from orderdeck.queries.statements import statements


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """Those of some orders that are to be sent, in the order given, and how many are kept back by which reason."""

    order_keys: tuple[str, ...]
    kept_back: dict[str, int] = {}
    """Code -> orders: cancel, held, unpaid, gone, unrecognised, done, finished; where they were not named one by one
    also remark (it asks to cancel or to wait, and nobody has handled it), short, asleep, packed."""
    picking: pl.DataFrame
    """SKU by SKU: sku, title, quantity, orders (structs of order_id, order_key, quantity), warehouse, shelf. The pieces
    of `orders` add up to `quantity`."""
    packing: pl.DataFrame
    """Line by line: order_key, shop, order_id, ship_by, buyer, recipient, address_block, service, remark, custom_info,
    line_no, sku, title, variant, quantity, warehouse, shelf."""


def sent(desk: Desk, order_keys: Sequence[str], *, named: bool = False) -> Sent:
    """Those of these orders that are to be sent. `named`: an operator named each of them, so that one that is put away,
    packed or short is meant."""
    sql, partial = statements("exported/picking"), desk.settings.stock.partial_shipping
    with lent(desk.con, "chosen_orders", _placed(list(dict.fromkeys(order_keys)))):
        rows = desk.con.execute(sql["kept_back"], {"named": named, "partial": partial}).fetchall()
    going = [key for key, _place, why in rows if why is None]
    with lent(desk.con, "sent_orders", _placed(going)):
        owed = frame(desk.con, sql["owed"], {"partial": partial and not named})
    with lent(desk.con, "owed_lines", owed):
        return Sent(
            order_keys=tuple(going),
            kept_back=dict(Counter(why for _key, _place, why in rows if why is not None)),
            picking=frame(desk.con, sql["picking"]),
            packing=frame(desk.con, sql["packing"]),
        )


def _placed(order_keys: Sequence[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"order_key": order_keys, "place": range(len(order_keys))},
        schema={"order_key": pl.String, "place": pl.Int64},
    )
