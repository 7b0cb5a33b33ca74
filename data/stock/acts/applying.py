"""What applying a plan does: worked out by one function for the question before it and for the acts after it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from orderdeck.data.stock.cases import ASK_OF
from orderdeck.data.stock.plan.counted.counting import WAITING
from orderdeck.data.stock.supply.awaited import Wished

if TYPE_CHECKING:
    from orderdeck.data.stock.stockouts import Hit


class ToNote(msgspec.Struct, frozen=True, kw_only=True):
    """What has to be ordered for an order, which isn't noted so yet."""

    order_key: str
    sku: str
    supplier: str
    pieces: int
    """Beyond what is on its way; none where nothing has to be ordered any more."""
    debt: int = 0
    was: Wished | None = None
    """What is noted that this puts right."""

    def data(self) -> dict[str, str | int]:
        """What the act says. One that lowers a wish keeps what was ordered of it, which is no one else's."""
        found: dict[str, str | int] = {"sku": self.sku, "quantity": self.pieces, "supplier": self.supplier}
        if self.debt:
            found["debt"] = self.debt
        if self.was and self.was.ordered and self.pieces < self.was.left:
            found["quantity"] = self.pieces + self.was.ordered
            found |= {"since": self.was.seq, "since_at": self.was.at}
        return found


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan comes to, order by order in the line's order."""

    ship: tuple[str, ...]
    """Orders that get what they want."""
    pieces: int
    """Pieces of the SKU allotted to them that weren't before."""
    wait: tuple[str, ...]
    restock: tuple[ToNote, ...]
    """What has to be ordered for whom, where something else is noted."""
    ask: tuple[tuple[str, str], ...]
    """Order and what its buyer is to be asked for."""
    drop: tuple[str, ...] = ()
    """Orders whose buyer was to be asked, and needn't be any more."""

    @property
    def nothing(self) -> bool:
        """Whether all of it is done already: who waits for what is noted, and nobody is left to allot to or to ask."""
        return not (self.pieces or self.restock or self.ask or self.drop)

    def to_order(self) -> dict[tuple[str, str], int]:
        """(SKU, supplier) -> pieces that this plan rests on and that have to be ordered."""
        found: dict[tuple[str, str], int] = {}
        for one in self.restock:
            if one.pieces:
                found[one.sku, one.supplier] = found.get((one.sku, one.supplier), 0) + one.pieces
        return found


def effects(
    hits: "Iterable[Hit]",
    asked: Mapping[str, str] | None = None,
    wished: Mapping[tuple[str, str], Wished] | None = None,
) -> Effects:
    """What applying these steps does. `asked` are the open cases (order -> what nobody has written about yet, "" where
    somebody has; see data.stock.cases.open_cases), `wished` (order and SKU) what is to be ordered for them already."""
    hits, known, asked = list(hits), wished or {}, asked or {}
    ship = [hit for hit in hits if hit.step.action == "ship_now"]
    return Effects(
        ship=tuple(hit.order_key for hit in ship),
        pieces=sum(hit.allotted for hit in ship if not hit.applied),
        wait=tuple(hit.order_key for hit in hits if hit.step.action == "wait_restock"),
        restock=tuple(one for hit in hits for one in _to_note(hit, known)),
        ask=tuple(
            (hit.order_key, ASK_OF[hit.step.action])
            for hit in hits
            if hit.step.action in ASK_OF and asked.get(hit.order_key) not in ("", ASK_OF[hit.step.action])
        ),
        drop=tuple(
            hit.order_key for hit in hits if hit.step.action not in ASK_OF and asked.get(hit.order_key)
        ),
    )


def _to_note(hit: "Hit", known: Mapping[tuple[str, str], Wished]) -> list[ToNote]:
    """What is to be ordered for a waiting order, where that is more or less than what is noted for it."""
    if hit.step.action not in WAITING:
        return []
    rests = {rest.sku: rest for rest in hit.rests}
    noted = {sku: one for (key, sku), one in known.items() if key == hit.order_key}
    found = []
    for sku in [*rests, *(noted.keys() - rests.keys())]:
        rest, was = rests.get(sku), noted.get(sku)
        pieces = rest.own if rest else 0
        if pieces != (was.left if was else 0):
            supplier = rest.supplier if rest and pieces else was.supplier if was else ""
            debt = rest.debt if rest else 0
            found.append(
                ToNote(order_key=hit.order_key, sku=sku, supplier=supplier, pieces=pieces, debt=debt, was=was)
            )
    return found
