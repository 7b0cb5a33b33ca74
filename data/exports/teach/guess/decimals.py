"""Which mark stands before the decimals of a file's amounts, and whether that shows."""

from collections.abc import Iterator
from typing import Final, Literal, NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.normalise.values.currency import currency_of, symbol_key
from orderdeck.data.exports.teach.model import Proposal

_WITHOUT_CENTS: Final = frozenset(
    ("IDR", "VND", "COP", "CLP", "KRW", "JPY", "PYG", "HUF", "ISK", "UGX", "RWF", "XOF", "XAF", "XPF", "KMF", "DJF",
     "GNF", "BIF", "VUV", "CRC", "RSD", "KHR", "LAK", "MMK", "IRR", "IQD", "LBP", "SYP", "TZS", "UZS", "MGA", "MNT",
     "AMD", "KZT", "ARS", "UYU", "NGN", "PKR")
)  # fmt: skip
"""Currencies whose prices bear no decimals, or of which a thousand is little: 250.000 is a quarter of a million."""
_THREE_DECIMALS: Final = frozenset(("KWD", "BHD", "OMR", "JOD", "TND", "LYD"))


class DecimalMark(NamedTuple):
    """The mark, and whether amounts could as well be a thousand times as much or as little."""

    mark: Literal[".", ","]
    doubtful: bool = False


def decimal_mark(proposal: Proposal) -> DecimalMark:
    """A comma where more amounts end in one and two digits than in a point and two digits. Where each point has three
    digits behind it, it separates thousands if the currency has no decimals in use, or if an amount has two points; in
    another currency nobody knows."""
    cells = pl.concat([pl.Series([], dtype=pl.String), *_amounts(proposal)])
    commas = int(cells.str.contains(r",\d{1,2}\D*$").sum())
    points = int(cells.str.contains(r"\.\d{1,2}\D*$").sum())
    if commas or points:
        return DecimalMark("," if commas > points else ".")
    three = cells.filter(cells.str.contains(r"\.\d{3}\D*$").fill_null(False))
    others = cells.filter(cells.str.contains(r"\d\.\d{4,}\D*$|\.\d{1,2}\D*$").fill_null(False))
    if not len(three) or len(others):
        return DecimalMark(".")
    if three.str.contains(r"\d\.\d{3}\.\d{3}|\d,\d{3}\.\d{3}").any():
        return DecimalMark("," if three.str.contains(r"\d\.\d{3}\.\d{3}").any() else ".")
    if three.str.contains(r"(?:^|\D)0\.\d{3}|\d{4,}\.\d{3}").any():
        return DecimalMark(".")  # 0.250 and 1250.000 have no thousands there
    currencies = _currencies(proposal)
    if currencies and currencies <= _WITHOUT_CENTS:
        return DecimalMark(",")
    if currencies and currencies <= _THREE_DECIMALS:
        return DecimalMark(".")
    return DecimalMark(",", doubtful=True)


def _amounts(proposal: Proposal) -> Iterator[pl.Series]:
    for field in MONEY_FIELDS:
        cells = proposal.cells(field)
        if cells is not None:
            yield cells.drop_nulls()


def _currencies(proposal: Proposal) -> set[str]:
    """The currencies that the file, or a person, says it is in."""
    cells = proposal.cells("currency")
    if cells is None:
        return {proposal.currency} - {""}
    named = (currency_of(symbol_key(text), {}) for text in cells.drop_nulls().unique())
    return {currency for currency in named if currency}
