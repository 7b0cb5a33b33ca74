"""Restocks that applied plans rest on and that nobody has ordered yet: derived from the journal, never counted twice.

An order's wish holds while it still lacks the SKU, by what it lacks at most, until it is given up (the buyer is asked
to cancel) or its plan is applied anew. What it wishes for because it is owed beyond all there is holds as long as so
much is owed: of several such wishes the newest. Pieces bought after a wish was uttered fulfil it, and older ones: what
is left of all wishes of a SKU is what is to be ordered.
"""

from itertools import groupby
from typing import TYPE_CHECKING

import msgspec

from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


class Wish(msgspec.Struct, frozen=True):
    """What one order waits for of a SKU. Times are µs, UTC."""

    order_key: str
    sku: str
    seq: int
    at: int
    operator: str
    supplier: str
    quantity: int
    lacks: int
    """What it lacks now; 0 where it was given up."""
    bought: int
    """Pieces of the SKU bought since, from whomever."""
    bought_there: int = 0
    """Those of them that came, or come, from `supplier`."""
    debt: int = 0
    """Those of `quantity` that pay what is owed beyond all there is."""
    owed: int = 0
    """So many of them are owed still, and in no newer wish."""

    @property
    def pieces(self) -> int:
        """Pieces that it still wishes for."""
        return min(self.quantity - self.debt, self.lacks) + self.owed


class ToOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of a SKU that somebody has to order. Times are µs, UTC."""

    sku: str
    supplier: str
    """Whom these plans would order from; "" where nobody was known."""
    pieces: int
    orders: int
    """Orders that wait for them."""
    seq: int
    at: int
    operator: str


def wishes(con: "duckdb.DuckDBPyConnection") -> list[Wish]:
    """The newest wish of each order and SKU, by SKU, oldest first."""
    return [Wish(*row) for row in con.execute(statements("stock/outbox")["awaited"]).fetchall()]


def wished(con: "duckdb.DuckDBPyConnection") -> dict[tuple[str, str], int]:
    """Order and SKU -> pieces that are to be ordered for it by a plan applied, none of them bought since."""
    return {(one.order_key, one.sku): one.quantity for one in wishes(con) if one.lacks and not one.bought}


def to_order(con: "duckdb.DuckDBPyConnection") -> list[ToOrder]:
    """What is still to be ordered, by SKU and supplier.

    An order waits for the goods of the one that its plan counts on: those of a slower one would come too late for it.
    """
    found = []
    for sku, group in groupby(wishes(con), lambda one: one.sku):
        uttered = list(group)
        for supplier, pieces in of_each_supplier(uttered).items():
            open_ones = [one for one in uttered if one.pieces and one.supplier == supplier]
            found.append(
                ToOrder(
                    sku=sku, supplier=supplier, pieces=pieces, orders=len(open_ones), seq=open_ones[-1].seq,
                    at=min(one.at for one in open_ones), operator=open_ones[-1].operator,
                )
            )  # fmt: skip
    return found


def of_each_supplier(uttered: list[Wish]) -> dict[str, int]:
    """Supplier -> pieces left to order from it, of the wishes for one SKU, the oldest first.

    A supplier's own pieces fulfil the wishes that name it; what was bought elsewhere besides, the oldest of the rest.
    """
    left = {
        supplier: left_of([(one.pieces, one.bought_there) for one in uttered if one.supplier == supplier])
        for supplier in dict.fromkeys(one.supplier for one in uttered)
    }
    over = sum(left.values()) - left_of([(one.pieces, one.bought) for one in uttered])
    for supplier, pieces in left.items():
        left[supplier] = pieces - min(pieces, over)
        over -= pieces - left[supplier]
    return {supplier: pieces for supplier, pieces in left.items() if pieces}


def left_of(wished: list[tuple[int, int]]) -> int:
    """Pieces to order of wishes, the oldest first: (pieces, pieces bought since). What was bought before a wish was
    uttered was known then, and does nothing for it."""
    most = later = 0
    for pieces, bought in reversed(wished):
        later += pieces
        most = max(most, later - bought)
    return most
