"""What open orders are called by: numbers, SKUs and buyers that hold what somebody types."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from orderdeck.data.base.text.folding import fold
from orderdeck.data.desk.connection import Connection, column
from orderdeck.queries.statements import statements

LEAST: Final = 2
"""Characters that are looked for: one is in nearly everything."""
MOST: Final = 8
"""Of each kind at most: more is typed sooner than chosen from."""
Kind = Literal["sku", "buyer"]


class FoundOrder(msgspec.Struct, frozen=True):
    """An open order by its number; `buyer` "" and `country` None where its file has none."""

    order_key: str
    order_id: str
    buyer: str
    country: str | None


class Group(msgspec.Struct, frozen=True):
    """A SKU or a buyer, and how many open orders there are of it."""

    name: str
    orders: int


class Hits(msgspec.Struct, frozen=True):
    """What holds the words `text`, whatever its case, accents and width: what begins with it first, MOST of each."""

    text: str
    orders: tuple[FoundOrder, ...] = ()
    skus: tuple[Group, ...] = ()
    buyers: tuple[Group, ...] = ()


def search(con: Connection, text: str) -> Hits:
    """See Desk.search."""
    wanted = fold(text).strip()
    if len(wanted) < LEAST:
        return Hits(text)
    sql, values = statements("desk/search"), {"wanted": wanted, "most": MOST}
    return Hits(
        text,
        tuple(FoundOrder(*row) for row in con.execute(sql["orders"], values).fetchall()),
        tuple(Group(*row) for row in con.execute(sql["skus"], values).fetchall()),
        tuple(Group(*row) for row in con.execute(sql["buyers"], values).fetchall()),
    )


def orders_of(con: Connection, kind: Kind, name: str) -> list[str]:
    """See Desk.orders_of."""
    return column(con, statements("desk/search")[f"of_{kind}"], {"name": name})


def tracking_of(con: Connection, order_keys: Sequence[str]) -> dict[str, str]:
    """See Desk.tracking_of."""
    rows = con.execute(statements("desk/search")["tracking_of"], {"keys": list(order_keys)}).fetchall()
    return dict(rows)


def skus_of(con: Connection, order_keys: Sequence[str]) -> dict[str, list[str]]:
    """See Desk.skus_of."""
    rows = con.execute(statements("desk/search")["skus_of"], {"keys": list(order_keys)}).fetchall()
    return dict(rows)
