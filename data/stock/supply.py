"""How pieces of a SKU can still come, and how likely in time."""

from typing import Final

import msgspec

from data.stock.closures import open_days
from data.stock.lead_time import History, chance

FOREVER: Final = 36_500.0
"""Days that no lead time exceeds."""


Closed = tuple[tuple[float, float], ...]
"""When from now on a supplier is closed: (from, until) in days from now, in order of time."""


class Incoming(msgspec.Struct, frozen=True):
    """An open purchase of a SKU: pieces on their way, ordered `age` days ago."""

    quantity: int
    age: float
    levels: tuple[History, ...]
    word: float | None = None
    """Days from the order to the date it was expected on; closed days left out, as in `age`."""
    closed: Closed = ()


class Offer(msgspec.Struct, frozen=True):
    """A supplier that a SKU can be ordered from now."""

    levels: tuple[History, ...]
    """Histories, the most specific first."""
    word: float | None = None
    """Days that the supplier says it takes."""
    closed: Closed = ()


class SkuSupply(msgspec.Struct, frozen=True, kw_only=True):
    """How pieces of one SKU can still come."""

    offers: tuple[Offer, ...] = ()
    """One for each supplier it can be ordered from now."""
    incoming: tuple[Incoming, ...] = ()
    """Open purchases, the oldest first."""
    expected_at: int | None = None
    """The operator's own word for when it is back; microseconds UTC."""

    def chance(self, pieces: int, slack: float, k: float) -> float:
        """Chance that `pieces`, counted from the head of the line for this SKU, are here within `slack` days."""
        found = max(
            (chance(one.levels, open_days(slack, one.closed), k, word=one.word) for one in self.offers),
            default=0.0,
        )
        covered, on_the_way = 0, 1.0
        for purchase in self.incoming:
            covered += purchase.quantity
            by = purchase.age + open_days(slack, purchase.closed)
            on_the_way = min(on_the_way, chance(purchase.levels, by, k, purchase.age, purchase.word))
            if covered >= pieces:
                return max(found, on_the_way)
        return found

    def told(self, pieces: int) -> float | None:
        """Open days from now after which suppliers say that so many pieces are here; None where none of them does.

        A date that is over says nothing.
        """
        said = [one.word for one in self.offers if one.word is not None]
        covered, last = 0, 0.0
        for purchase in self.incoming:
            if purchase.word is None or purchase.word <= purchase.age:
                break
            covered += purchase.quantity
            last = max(last, purchase.word - purchase.age)
            if covered >= pieces:
                said.append(last)
                break
        return min(said, default=None)

    @property
    def unknown(self) -> bool:
        """Whether nobody is known to sell it, and none is on its way."""
        return not (self.offers or self.incoming)
