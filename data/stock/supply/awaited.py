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
    from_seq: int = 0
    """The act of the first wish that this one puts right; its own where it puts none right."""
    from_at: int = 0

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


class Wished(msgspec.Struct, frozen=True):
    """How a wish stands. Times are µs, UTC."""

    left: int
    """Pieces that are still to be ordered."""
    ordered: int
    """Pieces that were."""
    seq: int
    at: int
    supplier: str


def wished(con: "duckdb.DuckDBPyConnection") -> dict[tuple[str, str], Wished]:
    """Order and SKU -> what is to be ordered for it by a plan applied, where it still wishes for anything."""
    found = {}
    for _sku, group in groupby(wishes(con), lambda one: one.sku):
        uttered = list(group)
        left = left_of_each([(one.pieces, one.bought) for one in uttered])
        for one, pieces in zip(uttered, left, strict=True):
            if one.pieces:
                found[one.order_key, one.sku] = Wished(
                    pieces, one.pieces - pieces, one.from_seq, one.from_at, one.supplier
                )
    return found


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


def left_of_each(wished: list[tuple[int, int]]) -> list[int]:
    """The same wish by wish: pieces bought go to the oldest wish that was uttered by then."""
    left: list[int] = []
    for place, (pieces, bought) in enumerate(wished, 1):
        left.append(pieces)
        came = max(0, bought - (wished[place][1] if place < len(wished) else 0))
        for at, open_ones in enumerate(left):
            used = min(open_ones, came)
            left[at] -= used
            came -= used
    return left


def left_of(wished: list[tuple[int, int]]) -> int:
    """Pieces to order of wishes, the oldest first: (pieces, pieces bought since). What was bought before a wish was
    uttered was known then, and does nothing for it."""
    most = later = 0
    for pieces, bought in reversed(wished):
        later += pieces
        most = max(most, later - bought)
    return most
