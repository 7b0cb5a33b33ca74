"""A file's own status words, or what its other columns show → canonical statuses."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import polars as pl

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise.values.text import by_distinct, fold, word_key
from orderdeck.data.exports.profile.records import MEANS, StatusRule, StatusTable

Lookup = Callable[[str], pl.Series | None]
"""Field -> its cells, or None where the file has no such column."""


class StatusReader:
    """Reads statuses by one profile's table."""

    def __init__(self, table: StatusTable) -> None:
        self._labels = {word_key(label): code for label, code in table.labels.items()}
        self._patterns = [(Pattern(pattern.match), pattern.status) for pattern in table.patterns]
        self._rules = table.rules
        self._otherwise = table.otherwise

    def read(self, cells: Lookup, height: int, dated: Mapping[str, pl.Series] | None = None) -> pl.Series:
        """A canonical code for each of `height` rows, whose cells `cells` gives; never null. `dated`: which cells of a
        field of times hold a date; none other is filled."""
        status = cells("status")
        if status is None:
            found = pl.Series([None], dtype=pl.String).new_from_index(0, height)
        else:
            found = by_distinct(status, self.read_labels, pl.String)
        for rule in reversed(self._rules):
            holds = self._holds(rule, cells, height, dated or {})
            if holds.any():
                found = pl.Series([rule.status]).new_from_index(0, height).zip_with(holds, found)
        return found.fill_null(self._otherwise)

    def code(self, label: str) -> str:
        """The code of one status text; `unrecognised` where neither labels nor patterns know it."""
        return self.read_labels([label])[0]

    def read_labels(self, labels: Sequence[str]) -> list[str]:
        """The codes of many status texts."""
        found = [self._labels.get(word_key(label), "") for label in labels]
        folded = [bare(label) for label in labels]
        for pattern, code in self._patterns:
            left = [at for at, known in enumerate(found) if not known]
            if not left:
                break
            for at, holds in zip(left, pattern.found_in([folded[at] for at in left]), strict=True):
                found[at] = code if holds else ""
        return [code or codes.UNRECOGNISED for code in found]

    def _holds(
        self, rule: StatusRule, cells: Lookup, height: int, dated: Mapping[str, pl.Series]
    ) -> pl.Series:
        holds = pl.Series([True]).new_from_index(0, height)
        for field, condition in rule.when.items():
            if field in dated and condition in ("filled", "empty", "blank"):
                holds = holds & (dated[field] if condition == "filled" else ~dated[field])
            else:
                holds = holds & self._meets(cells(field), condition, height)
            if not holds.any():
                break
        return holds

    def _meets(self, column: pl.Series | None, condition: str, height: int) -> pl.Series:
        if column is None or not condition.startswith(MEANS):
            return _meets(column, condition, height)
        wanted = condition.removeprefix(MEANS).split("|")
        met = by_distinct(
            column, lambda texts: [code in wanted for code in self.read_labels(texts)], pl.Boolean
        )
        return met.fill_null(False)


def _meets(column: pl.Series | None, condition: str, height: int) -> pl.Series:
    if column is None:
        return pl.Series([condition in ("absent", "blank")]).new_from_index(0, height)
    if condition in ("empty", "blank"):
        return column.is_null()
    if condition == "absent":
        return pl.Series([False]).new_from_index(0, height)
    if condition == "filled":
        return column.is_not_null()
    if condition == "negative":
        return column.str.contains(r"^\s*(?:[-−]|\()\s*\D{0,4}\d").fill_null(False)
    pattern = Pattern(condition)
    met = by_distinct(column, lambda texts: pattern.fits([bare(text) for text in texts]), pl.Boolean)
    return met.fill_null(False)


def bare(text: str) -> str:
    """`text` as patterns of profiles see it: folded, without punctuation at its ends."""
    folded = fold(text)
    begin, end = 0, len(folded)
    while begin < end and _is_punctuation(folded[end - 1]):
        end -= 1
    while begin < end and _is_punctuation(folded[begin]):
        begin += 1
    return folded[begin:end] or folded


def _is_punctuation(sign: str) -> bool:
    return not sign.isalnum() and unicodedata.category(sign)[0] in "PSZC"


_GRAVEST = (
    codes.CANCEL_REQUESTED,
    codes.FROZEN,
    codes.RISK_CONTROL,
    codes.DISPUTE,
    codes.AWAITING_AMOUNT,
    codes.AWAITING_GROUP,
    codes.PRESALE,
    codes.UNRECOGNISED,
    codes.PAYMENT_CHECK,
    codes.AWAITING_PAYMENT,
    codes.PART_SHIPPED,
    codes.TO_SHIP,
    codes.SHIPPED,
    codes.CLOSING,
    codes.FINISHED,
    codes.CANCELLED,
)
SENT: Final = (codes.SHIPPED, codes.CLOSING, codes.FINISHED)
"""Statuses of what has left."""


def combined(statuses: set[str]) -> str:
    """The status of an order whose lines have `statuses`.

    Cancelled lines say nothing while others live; some sent and some to be shipped is part-shipped; otherwise what
    forbids most decides.
    """
    living = statuses - {codes.CANCELLED} or statuses
    if len(living) > 1 and living <= {*SENT, *codes.TO_BE_SHIPPED} and living & set(codes.TO_BE_SHIPPED):
        return codes.PART_SHIPPED
    return next((code for code in _GRAVEST if code in living), codes.UNRECOGNISED)
