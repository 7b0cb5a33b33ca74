"""The share of paid orders that were not fulfilled by our fault: our own estimate, no marketplace's figure.

Definition: of the paid orders seen in exports that were paid within the last 7 or 30 days, those that
- are late: to be shipped, and their ship-by time has passed; or
- were cancelled unsent after their ship-by time had passed; or
- were cancelled after we had asked the buyer to cancel for a stock-out.

The marketplace's formula and thresholds are not published. Where an export has no time of payment the time of the
order stands in.
"""

from typing import TYPE_CHECKING, Final

import msgspec

from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    from orderdeck.data.desk import Desk

DAYS: Final = (7, 30)


class Share(msgspec.Struct, frozen=True):
    """So many of so many paid orders within the last `days`."""

    days: int
    unfulfilled: int
    paid: int

    @property
    def part(self) -> float | None:
        """The share, 0 to 1; None where no order was paid."""
        return self.unfulfilled / self.paid if self.paid else None


def shares(desk: "Desk") -> list[Share]:
    """The share for each of DAYS, from every export that the desk has."""
    files = parts.files(desk.paths, parts.order_parts(desk.ledger), "orders")
    if not files:
        return [Share(days, 0, 0) for days in DAYS]
    rows = desk.con.execute(
        as_one(desk.con, statements("stock/allocation/share")["share"]), {"files": files, "days": list(DAYS)}
    ).fetchall()
    return [Share(*row) for row in rows]
