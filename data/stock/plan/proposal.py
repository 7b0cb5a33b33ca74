"""What to buy of a SKU: what paid orders lack, then what unpaid ones would want, less what is coming; and no less than
the plan orders for those that wait, where it doesn't count on what is coming.

Paid are all orders but those that await their payment or its check. What comes serves paid orders first.
Orders that the plan gives up for what is known want nothing any more.
"""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import msgspec

from orderdeck.data.stock.plan.counted.rests import Rest
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


class Proposal(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of one SKU."""

    for_paid: int = 0
    """To buy for paid orders: those that go without and may still be sent, those on hold, and what was promised beyond
    all there is."""
    for_unpaid: int = 0
    """To buy besides for orders that nobody has paid."""
    coming: int = 0
    """On its way already."""

    @property
    def pieces(self) -> int:
        """To buy for all of them."""
        return self.for_paid + self.for_unpaid

    def from_(self, least: int | None) -> int:
        """To buy from a supplier that sells no less than `least`; nothing where nothing is wanted."""
        return max(self.pieces, least or 0) if self.pieces else 0


Rests = Mapping[str, tuple[Rest, ...]]
"""Order -> what it waits for, by the plan."""


def proposals(
    con: "duckdb.DuckDBPyConnection", unwanted: Collection[str], rests: Rests, sku: str | None = None
) -> dict[str, Proposal]:
    """What to buy of each SKU that something is wanted of, or of one. `unwanted`: orders that want nothing any more
    (`plan.unwanted`), by key; `rests`: what those that wait rest on."""
    ordered = [(key, rest.sku, rest.own) for key, own in rests.items() for rest in own if rest.own]
    waiting, skus, pieces = zip(*ordered, strict=True) if ordered else ((), (), ())
    asked = {"sku": sku, "unwanted": list(unwanted), "waiting": waiting, "of": skus, "pieces": pieces}
    rows = con.execute(statements("stock/board")["wanted"], asked).fetchall()
    return {one: proposal(*counts) for one, *counts in rows}


def proposal(
    lack: int,
    lack_unpaid: int,
    out: int,
    out_unpaid: int,
    debt: int,
    free: int,
    coming: int,
    freed: int = 0,
    ordered: int = 0,
    ordered_unpaid: int = 0,
) -> Proposal:
    """What to buy where orders in line lack so much (`lack` paid), orders out of it want so much, so much is owed
    beyond what there is, nobody needs `free` pieces of it, so many are `coming`, and `freed` are what orders given up
    leave to those in line. `ordered` and `ordered_unpaid`: what the plan orders for orders that wait."""
    lack, lack_unpaid = max(0, lack - freed), max(0, lack_unpaid - max(0, freed - lack))
    paid = lack + debt + max(0, out - free)
    unpaid = lack_unpaid + max(0, out_unpaid - max(0, free - out))
    return Proposal(
        for_paid=max(ordered, paid - coming),
        for_unpaid=max(ordered_unpaid, unpaid - max(0, coming - paid)),
        coming=coming,
    )
