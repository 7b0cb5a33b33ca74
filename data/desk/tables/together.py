"""Orders of one buyer to one address: which there are, and which of them must not go into one parcel."""

from collections.abc import Collection
from typing import Final

import msgspec

from orderdeck.data.desk.connection import Connection, column
from orderdeck.queries.statements import statements

FEW: Final = 1_000
"""Orders from which on all are looked at anew instead."""


class Companion(msgspec.Struct, frozen=True, kw_only=True):
    """Another order to be shipped to the same buyer at the same address."""

    order_key: str
    order_id: str
    ship_by: int | None
    """µs since the epoch, UTC."""
    apart: str
    """Why it must not be sent together with others: `tax` (the marketplace collects the tax), `cod`; "" otherwise."""
    pair: str
    """Why the two must not be in one parcel, for whichever of them: the same codes."""


class Together:
    """Keeps the table `companions` in step with open orders and with what is done. For the desk's thread."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self._sql = statements("desk/together")

    def refresh(self, touched: Collection[str] | None) -> set[str]:
        """Looks at the groups of these orders anew (None: at all); gives the orders for which that changed."""
        con = self._con
        if touched is None or len(touched) > FEW:
            parcels = self._sql["every_parcel"]
            before, which = "companions", "true"
        elif touched:
            found = column(con, self._sql["touched_parcels"], {"keys": list(touched)})
            if not found:
                return set()
            parcels = ", ".join(map(str, found))
            before, which = f"(from companions where parcel in ({parcels}))", f"parcel in ({parcels})"
        else:
            return set()
        con.execute(
            f"create or replace temp table companions_now as {self._sql['groups'].replace('{parcels}', parcels)}"
        )
        gone, come = f"from {before} except from companions_now", f"from companions_now except from {before}"
        changed = set(column(con, f"select order_key from (({gone}) union all ({come}))"))
        if changed:
            con.execute(f"delete from companions where {which}")
            con.execute("insert into companions from companions_now")
        con.execute("drop table companions_now")
        return changed

    def of(self, order_key: str) -> list[Companion]:
        """The other orders that go to the buyer of this one, the soonest ship-by first."""
        rows = self._con.execute(self._sql["of_order"], {"key": order_key}).fetchall()
        return [
            Companion(order_key=key, order_id=order_id, ship_by=ship_by, apart=apart, pair=pair)
            for key, order_id, ship_by, apart, pair in rows
        ]
