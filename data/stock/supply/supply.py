"""How pieces of a SKU can still come, and how likely in time."""

from itertools import accumulate
from typing import Final

import msgspec

from orderdeck.data.rules.closures import open_days
from orderdeck.data.stock.supply.lead_time import AT_ONCE, PATIENCE, History, chance

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
    key: str = ""
    name: str = ""
    """What people call the purchase; "" where it was keyed here."""
    supplier: str = ""

    @property
    def over(self) -> float:
        """Days since it was to be here by its date; 0 where that is to come, or it has none."""
        return 0.0 if self.word is None else max(0.0, self.age - self.word)

    @property
    def forgotten(self) -> bool:
        """Whether its promise has been broken for so long that it says nothing for it any more, and no delivery known
        says how likely it comes."""
        known = any(history.n for history in self.levels)
        return self.word is not None and not known and self.over >= max(PATIENCE * self.word, AT_ONCE)

    def chance(self, slack: float, k: float, *, most: bool = False) -> float:
        """Chance that it is here within `slack` days from now; `most` as in `lead_time.chance`."""
        by = self.age + open_days(slack, self.closed)
        return chance(self.levels, by, k, self.age, self.word, most=most)


class Offer(msgspec.Struct, frozen=True):
    """A supplier that a SKU can be ordered from now."""

    levels: tuple[History, ...]
    """Histories, the most specific first."""
    word: float | None = None
    """Days that the supplier says it takes."""
    closed: Closed = ()
    left: int | None = None
    """So many it has at most, by its own word; None where it hasn't said."""
    supplier: str = ""


class SkuSupply(msgspec.Struct, frozen=True, kw_only=True):
    """How pieces of one SKU can still come."""

    offers: tuple[Offer, ...] = ()
    """One for each supplier it can be ordered from now."""
    incoming: tuple[Incoming, ...] = ()
    """Open purchases, the oldest first."""
    expected_at: int | None = None
    """The operator's own word for when it is back; microseconds UTC."""

    def _ordered_now(self, offer: Offer, pieces: int, slack: float, k: float, *, most: bool) -> float:
        """The same by what one supplier is asked for now. Where it hasn't so many left, what is on its way has to come
        as well, as far as it takes."""
        by = open_days(slack, offer.closed)
        found = chance(offer.levels, by, k, word=offer.word, most=most)
        if offer.left is None or pieces <= offer.left:
            return found
        return min(found, self._on_the_way(pieces - offer.left, slack, k, most=most))

    def _on_the_way(self, pieces: int, slack: float, k: float, *, most: bool) -> float:
        """The same by what is on its way; 0 where that is less than `pieces`."""
        covered, found = 0, 1.0
        for purchase in self.incoming:
            covered += purchase.quantity
            found = min(found, purchase.chance(slack, k, most=most))
            if covered >= pieces:
                return found
        return 0.0

    def too_few(self, pieces: int) -> bool:
        """Whether suppliers are known, but by what they say they have, and with what is on its way, fewer can come."""
        if not self.offers:
            return False
        most = 0
        for one in self.offers:
            if one.left is None:
                return False
            most = max(most, one.left)
        return pieces > most + sum(purchase.quantity for purchase in self.incoming)

    def ordered_today(
        self, pieces: int, slack: float, k: float, *, most: bool = False
    ) -> tuple[float, Offer | None]:
        """The best chance that an order of `pieces` placed today is here within `slack` days, and the offer that has
        it; `most` as in `lead_time.chance`."""
        best, offer = 0.0, next(iter(self.offers), None)
        for one in self.offers:
            likely = self._ordered_now(one, pieces, slack, k, most=most)
            if likely > best:
                best, offer = likely, one
        return best, offer

    def told(self, pieces: int) -> float | None:
        """Open days from now after which suppliers say that so many pieces are here; None where none of them does.

        A date that is over says nothing.
        """
        coming = self._told_on_the_way(pieces)
        said = [] if coming is None else [coming]
        for one in self.offers:
            if one.word is None:
                continue
            if one.left is None or pieces <= one.left:
                said.append(one.word)
            elif (rest := self._told_on_the_way(pieces - one.left)) is not None:
                said.append(max(one.word, rest))
        return min(said, default=None)

    def _told_on_the_way(self, pieces: int) -> float | None:
        covered, last = 0, 0.0
        for purchase in self.incoming:
            if purchase.word is None or purchase.word <= purchase.age:
                break
            covered += purchase.quantity
            last = max(last, purchase.word - purchase.age)
            if covered >= pieces:
                return last
        return None

    def turns(self) -> list[int]:
        """Pieces, counted from the head of the line, beyond which it takes other goods: another open purchase, or more
        than a supplier has left. Between two of them all that is said of so many pieces is the same; none where nothing
        hangs on how far from the head an order stands."""
        covered = [0, *accumulate(purchase.quantity for purchase in self.incoming)]
        found = set(covered[1:])
        for one in self.offers:
            if one.left is not None:
                found.update(one.left + pieces for pieces in covered)
        return sorted(found)

    @property
    def unknown(self) -> bool:
        """Whether nobody is known to sell it, and none is on its way."""
        return not (self.offers or self.incoming)
