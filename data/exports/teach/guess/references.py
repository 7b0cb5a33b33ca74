"""References that may be the order's or the item's: which column is the SKU."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import polars as pl

from orderdeck.data.exports.teach.guess.headers import concepts_of
from orderdeck.data.exports.teach.model import ACCEPTED, SURE, ColumnGuess, Proposal

_ANYTHINGS: Final = frozenset(("number", "code", "order", "of", "full"))
"""Concepts of headers that don't say what they are the number of: Reference, Code."""
_ITEMS: Final = frozenset(("item", "sku", "seller", "variation"))
_LEFT: Final = 0.7
"""What is left of such a header's likeness to a SKU where another one says that it is an item's."""


def _is_anybodys(column: ColumnGuess) -> bool:
    return concepts_of(column.header) <= _ANYTHINGS


def prefer_item_codes(columns: Sequence[ColumnGuess]) -> None:
    """A bare *Reference* gives way to *Product reference*."""
    if not any(
        option.field == "sku" and option.confidence >= SURE and concepts_of(column.header) & _ITEMS
        for column in columns
        for option in column.options
    ):
        return
    for column in columns:
        if _is_anybodys(column):
            weaker = (
                replace(option, confidence=round(_LEFT * option.confidence, 4))
                if option.field == "sku"
                else option
                for option in column.options
            )
            column.options = tuple(sorted(weaker, key=lambda option: -option.confidence))


def doubt_order_codes(proposal: Proposal) -> None:
    """A bare *Reference* with a value of its own for each order may be the order's: it is asked for, and where another
    column looks like the item's, that one is."""
    column, ids = proposal.column_of("sku"), proposal.cells("order_id")
    if column is None or ids is None or not _is_anybodys(column):
        return
    pairs = pl.DataFrame({"id": ids, "code": proposal.batch[column.name]}).drop_nulls().unique()
    if pairs.height < 2 or pairs["code"].n_unique() < pairs.height or pairs["id"].n_unique() < pairs.height:
        return
    others = [
        (option.confidence, other, option)
        for other in proposal.columns
        for option in other.options
        if not other.field and option.field == "sku" and option.confidence >= ACCEPTED
    ]
    if not others:
        column.confidence = min(column.confidence, ACCEPTED + 0.1)
        return
    column.field, column.confidence, column.reason = "", 0.0, ""
    _confidence, other, option = max(others, key=lambda pair: pair[0])
    other.field, other.confidence, other.reason = "sku", min(option.confidence, SURE - 0.01), option.reason
