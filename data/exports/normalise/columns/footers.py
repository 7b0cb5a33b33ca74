"""What the last lines of a report say of it: how many records it has."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from typing import Final

import polars as pl

RECORDS: Final = "(?P<records>"
"""In a pattern of furniture: the number of records that the rows above it are, up to the last one that says so."""


def records_missing(said: Iterable[tuple[int, int]], rows: Iterable[pl.Series]) -> Iterator[str]:
    """A note for each report that says more records than it has rows: "records_missing|45 / 7". `said`: row numbers
    and what stands there; `rows`: the numbers of all rows that are no furniture.

    Rows may be more: those of an order's items, and one that adds them up.
    """
    numbers = sorted(number for some in rows for number in some.to_list())
    begin = 0
    for row, records in sorted(said):
        end = bisect_left(numbers, row)
        if records > end - begin:
            yield f"records_missing|{records} / {end - begin}"
        begin = end
