"""What the last lines of a report say of the rows above them: whose shop's they are, and how many records."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.text.sanitize import clean_text

RECORDS: Final = "(?P<records>"
"""In a pattern of furniture: the number of records that the rows above it are, up to the last one that says so."""
_SHOP: Final = "(?P<shop>"
_FIGURES: Final = 9
"""Of a count of records: what has more is none."""


class Footers:
    """Hears the furniture of one file, whose patterns are `furniture`, over its batches."""

    def __init__(self, furniture: Sequence[str]) -> None:
        self._counting = [Pattern(one) for one in furniture if RECORDS in one]
        self._naming = [Pattern(one) for one in furniture if _SHOP in one]
        self.shops: list[tuple[int, str]] = []
        """Row numbers of furniture that names a shop, with the shop: that of the rows above it."""
        self._records: list[tuple[int, int]] = []
        self._rows: list[pl.Series] = []

    def hear(self, said: Sequence[tuple[int, str]], numbers: pl.Series, others: pl.Series) -> None:
        """Takes note of the furniture of a batch, by row number; `numbers` are those of all its rows, `others` says
        which are no furniture."""
        for pattern in self._counting:
            told = ((number, pattern.group(text, "records") or "") for number, text in said)
            self._records += [(number, int(count)) for number, count in told if 0 < len(count) <= _FIGURES]
        for pattern in self._naming:
            named = ((number, pattern.group(text, "shop")) for number, text in said)
            self.shops += [(number, clean_text(shop)) for number, shop in named if shop]
        if self._counting:
            self._rows.append(numbers.filter(others))

    def missing(self) -> Iterator[str]:
        """A note for each report that says more records than it has rows: "records_missing|45 / 7".

        Rows may be more: those of an order's items, and one that adds them up.
        """
        numbers = sorted(number for some in self._rows for number in some.to_list())
        begin = 0
        for row, records in sorted(self._records):
            end = bisect_left(numbers, row)
            if records > end - begin:
                yield f"records_missing|{records} / {end - begin}"
            begin = end
