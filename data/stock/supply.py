"""How pieces of a SKU can still come, and how likely in time."""

from typing import Final

import msgspec

from data.stock.lead_time import History, chance

FOREVER: Final = 36_500.0
"""Days that no lead time exceeds."""


class Incoming(msgspec.Struct, frozen=True):
    """An open purchase of a SKU: pieces on their way, ordered `age` days ago."""

    quantity: int
    age: float
    levels: tuple[History, ...]


class SkuSupply(msgspec.Struct, frozen=True, kw_only=True):
    """How pieces of one SKU can still come."""

    levels: tuple[tuple[History, ...], ...] = ()
    """One entry per supplier it can be ordered from now: histories, most specific first."""
    incoming: tuple[Incoming, ...] = ()
    """Open purchases, the oldest first."""
    expected_at: int | None = None
    """The operator's own word for when it is back; microseconds UTC."""

    def chance(self, pieces: int, slack: float, k: float) -> float:
        """Chance that `pieces`, counted from the head of the line for this SKU, are here within `slack` days."""
        found = max((chance(levels, slack, k) for levels in self.levels), default=0.0)
        covered, on_the_way = 0, 1.0
        for purchase in self.incoming:
            covered += purchase.quantity
            on_the_way = min(on_the_way, chance(purchase.levels, purchase.age + slack, k, purchase.age))
            if covered >= pieces:
                return max(found, on_the_way)
        return found
