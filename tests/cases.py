"""Which cases of a test with many are tried where there is time for a few."""

import os
import zlib
from collections.abc import Iterable, Sequence
from typing import TypeVar

EXAMPLES = float(os.environ.get("ORDERDECK_EXAMPLES", "0.1"))
"""How many times as many examples as they say the laws take: few here and other ones each time, all (1) in the nightly
form, `.ci/nightly`, which has all cases, too."""
Value = TypeVar("Value", bound=object)


def spread(name: str, cases: Sequence[Iterable[Value]], most: int) -> set[int]:
    """The places of `most` of `cases`, each the values it has: such as have between them as many values as can be.

    The same each time; tests of other names get others, so that between them all is tried that many are tried with.
    """
    values = [set(case) for case in cases]
    left = sorted(range(len(cases)), key=lambda place: zlib.crc32(f"{name} {place}".encode()))
    chosen: set[int] = set()
    seen: set[Value] = set()
    while left and len(chosen) < most:
        best = max(left, key=lambda place: len(values[place] - seen))
        left.remove(best)
        chosen.add(best)
        seen |= values[best]
    return chosen
