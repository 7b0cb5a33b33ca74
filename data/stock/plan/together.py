"""The chance that all comes of which an order lacks, by the chance of each SKU and by who can bring it.

What one supplier sells is ordered and sent together: late with one of it is late with all, so that the least likely
decides. What no supplier has both of comes from different hands, whose delays have nothing to do with one another: the
chances multiply. Of all ways to part an order's SKUs among suppliers that have them the likeliest counts; where the
likeliest goods of each are another supplier's, that is a little more than those goods together are likely.

So an order never fares better for lacking more, nor worse for a delivery in time that becomes known.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

Sellers = frozenset[str]
"""Names of the suppliers that can bring a SKU, from now on or by what is on its way."""

_MOST: Final = 10
"""SKUs of one order up to which every way is tried; of more, all from one supplier and each by itself."""


def all_come(chances: Sequence[float], sellers: Sequence[Sellers]) -> float:
    """The chance that each of an order's short SKUs is there, of which the `chances` are those of each one, and
    `sellers` who can bring it; the same SKUs in both."""
    if 0.0 in chances:
        return 0.0
    least = min(chances)
    if least == 1.0 or frozenset.intersection(*sellers):
        return least
    # In an order of their own: the same SKUs in another one multiply to the same, to the last bit.
    told = sorted(zip(chances, map(tuple, map(sorted, sellers)), strict=True))
    return _best(tuple(told))


@lru_cache(maxsize=8192)
def _best(told: tuple[tuple[float, tuple[str, ...]], ...]) -> float:
    """The likeliest way, of SKUs with the least likely first."""
    if not told:
        return 1.0
    (least, first), rest = told[0], told[1:]
    # The least likely decides for whatever comes with it: of the rest all that one of its suppliers has.
    found = least * _best(rest)
    for name in first if len(told) <= _MOST else ():
        others = tuple(one for one in rest if name not in one[1])
        if len(others) < len(rest):
            found = max(found, least * _best(others))
    return found
