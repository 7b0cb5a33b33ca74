"""What applying a plan does: worked out by one function for the question before it and for the acts after it."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING

import msgspec

from orderdeck.data.stock.cases import ASK_OF
from orderdeck.data.stock.plan.rests import Rest

if TYPE_CHECKING:
    from orderdeck.data.stock.stockouts import Hit


class Effects(msgspec.Struct, frozen=True, kw_only=True):
    """What a plan comes to, order by order in the line's order."""

    ship: tuple[str, ...]
    """Orders that get what they want."""
    pieces: int
    """Pieces of the SKU allotted to them that weren't before."""
    wait: tuple[str, ...]
    restock: tuple[tuple[str, Rest], ...]
    """Order and what has to be ordered for it."""
    ask: tuple[tuple[str, str], ...]
    """Order and what its buyer is to be asked for."""

    @property
    def nothing(self) -> bool:
        """Whether all of it is done already: who waits for what is noted, and nobody is left to allot to or to ask."""
        return not (self.pieces or self.restock or self.ask)

    def to_order(self) -> dict[tuple[str, str], int]:
        """(SKU, supplier) -> pieces that this plan rests on and that have to be ordered."""
        found: dict[tuple[str, str], int] = {}
        for _order, rest in self.restock:
            found[rest.sku, rest.supplier] = found.get((rest.sku, rest.supplier), 0) + rest.own
        return found


def effects(
    hits: "Iterable[Hit]",
    asked: Collection[str] = (),
    wished: Mapping[tuple[str, str], int] | None = None,
) -> Effects:
    """What applying these steps does. `asked` are orders whose buyers are asked already, `wished` (order and SKU ->
    pieces) what is to be ordered for them already."""
    hits, known = list(hits), wished or {}
    ship = [hit for hit in hits if hit.step.action == "ship_now"]
    return Effects(
        ship=tuple(hit.order_key for hit in ship),
        pieces=sum(hit.allotted for hit in ship if not hit.applied),
        wait=tuple(hit.order_key for hit in hits if hit.step.action == "wait_restock"),
        restock=tuple(
            (hit.order_key, rest)
            for hit in hits
            for rest in hit.rests
            if rest.own > known.get((hit.order_key, rest.sku), 0)
        ),
        ask=tuple(
            (hit.order_key, ASK_OF[hit.step.action])
            for hit in hits
            if hit.step.action in ASK_OF and hit.order_key not in asked
        ),
    )
