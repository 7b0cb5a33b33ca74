"""Quantities as files write them: 3, 3 piece, 2 lots, 1,000, 2개, 3.0."""

import re
import unicodedata
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.exports.normalise.values.text import by_distinct

_QUANTITY = re.compile(
    r"[x×]?\s*(?P<number>[+-]?\d{1,3}(?:[, ]\d{3})+|[+-]?\d{1,9})(?:\.0+)?\s*(?P<unit>\D{0,20})"
)
MOST: Final = 10**9
"""Pieces that nobody orders or has; such a figure stands for something else, and sums of it would overflow."""
_UNITS = {
    "pieces": "piece", "pcs": "piece", "pc": "piece", "件": "piece", "个": "piece", "個": "piece", "只": "piece",
    "개": "piece", "шт": "piece", "штук": "piece", "штука": "piece", "штуки": "piece", "pz": "piece", "stk": "piece",
    "lots": "lot", "包": "lot", "批": "lot", "лот": "lot", "sets": "set", "套": "set", "pairs": "pair", "双": "pair",
    "对": "pair", "packs": "pack",
}  # fmt: skip


class Quantities(NamedTuple):
    """Whole numbers, the unit beside each (null where none), and which cells hold something else."""

    values: pl.Series
    units: pl.Series
    unreadable: pl.Series


def read_quantities(text: pl.Series) -> Quantities:
    """The quantities in `text`; blank becomes null."""
    values = _sane(text.cast(pl.Int64, strict=False))
    units = pl.Series("unit", [None], pl.String).new_from_index(0, len(text))
    rest = text.is_not_null() & values.is_null()
    if not rest.any():
        return Quantities(values, units, rest)
    rows, odd = rest.arg_true(), text.filter(rest)
    numbers = by_distinct(odd, lambda cells: [read_quantity(cell)[0] for cell in cells], pl.Int64)
    words = by_distinct(odd, lambda cells: [read_quantity(cell)[1] for cell in cells], pl.String)
    blank = odd.str.contains(r"^\s*-*\s*$")
    return Quantities(
        values.scatter(rows, numbers),
        units.scatter(rows, words),
        rest.scatter(rows, numbers.is_null() & ~blank),
    )


def read_quantity(cell: str) -> tuple[int | None, str | None]:
    """(number, unit) in one cell; (None, None) where it is no whole number."""
    found = _QUANTITY.fullmatch(unicodedata.normalize("NFKC", cell).strip().rstrip(")"))
    if not found:
        return None, None
    unit = found["unit"].strip(" .()").lower()
    number = int(re.sub(r"[, ]", "", found["number"]))
    return (number, _UNITS.get(unit, unit) or None) if abs(number) <= MOST else (None, None)


def _sane(values: pl.Series) -> pl.Series:
    far = (values.max() or 0) > MOST or (values.min() or 0) < -MOST  # type: ignore[operator]
    return values.set(~values.is_between(-MOST, MOST), None) if far else values
