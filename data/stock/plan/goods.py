"""What can still come of the SKUs that orders lack, as far as it is the same for all of these orders."""

from collections.abc import Iterable, Mapping, Sequence

from orderdeck.data.stock.plan.records import ShortLine
from orderdeck.data.stock.plan.together import Sellers, all_come
from orderdeck.data.stock.supply.supply import SkuSupply


class Goods:
    """A supply as of `now` (µs, UTC): made once for all orders that are planned together."""

    def __init__(self, supply: Mapping[str, SkuSupply], now: int) -> None:
        """`supply` has every SKU that is asked about."""
        self.supply = supply
        self.dated = expected(supply, now)
        """SKU -> when the operator says it is back (µs, UTC)."""
        # What has a date of the operator's is as good as known.
        self._capped = {
            sku
            for sku, one in supply.items()
            if sku not in self.dated and any(offer.left is not None for offer in one.offers)
        }
        self._sellers: dict[str, Sellers] = {}
        self._unknown = {sku for sku, one in supply.items() if one.unknown and sku not in self.dated}

    def all_come(self, short: Sequence[ShortLine], chances: Sequence[float]) -> float:
        """The chance that all of these come, by the chance of each."""
        if len(chances) == 1:
            return chances[0]
        return all_come(chances, [self._who_sells(line.sku) for line in short])

    def _who_sells(self, sku: str) -> Sellers:
        if sku not in self._sellers:
            one = self.supply[sku]
            names = {offer.supplier for offer in one.offers if offer.left != 0}
            names |= {purchase.supplier for purchase in one.incoming}
            # The operator's date for a SKU is as good as a fact about that one, whoever sends it.
            self._sellers[sku] = frozenset() if sku in self.dated else frozenset(names - {""})
        return self._sellers[sku]

    def promised(self, short: Iterable[ShortLine]) -> int | None:
        """When the operator says the last of these is back; None unless he said so of every one."""
        if not self.dated:
            return None
        found = [self.dated.get(line.sku) for line in short]
        known = [at for at in found if at is not None]
        return max(known) if known and len(known) == len(found) else None

    def unknown(self, short: Sequence[ShortLine]) -> bool:
        """Whether nobody is known to sell one of these, and none of it is on its way; a date of the operator's is as
        good."""
        if len(short) == 1:  # as mostly, for thousands of orders
            return short[0].sku in self._unknown
        return any(line.sku in self._unknown for line in short)

    def too_few(self, short: Iterable[ShortLine]) -> bool:
        """Whether there is one of these of which suppliers say that they have too few."""
        # Few suppliers say that they have so many left: mostly there is nothing to ask for.
        return bool(self._capped) and any(
            line.sku in self._capped and self.supply[line.sku].too_few(line.ahead + line.short)
            for line in short
        )

    def told(self, short: Sequence[ShortLine]) -> float | None:
        """After how many open days all of these are here by the suppliers' word; None where they don't say so of
        each. What has a date of the operator's is left out."""
        longest = 0.0
        for line in short:
            if line.sku in self.dated:
                continue
            word = self.supply[line.sku].told(line.ahead + line.short)
            if word is None:
                return None
            longest = max(longest, word)
        return longest


def expected(supply: Mapping[str, SkuSupply], now: int) -> dict[str, int]:
    """SKU -> when the operator says it is back, where he says so (µs, UTC) and that isn't over."""
    return {
        sku: one.expected_at
        for sku, one in supply.items()
        if one.expected_at is not None and one.expected_at >= now
    }
