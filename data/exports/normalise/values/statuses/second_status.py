"""Columns beside the status that say more of it: a claim, a check of the payment, the state of the parcel or the item.

What one of them says that no rule, label or pattern of the profile knows could hold the order back. Where the profile
has such words in that column (an open claim, a check under way), an order that would otherwise be sent isn't recognised
instead; elsewhere it bears a doubt. What the profile knows as the status of an order that somebody wants undone (a
request to cancel, a claim) holds the order wherever it stands.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader, bare
from orderdeck.data.exports.normalise.values.text import by_distinct, fold
from orderdeck.data.exports.profile.records import MEANS, Profile

FIELDS: Final = ("substatus", "line_status", "cancel_request", "payment_status", "risk_status")
_OF_LINES: Final = ("substatus", "line_status")
"""What became of an item is read in these, by [owed]."""
_HOLDING: Final = (codes.CANCEL_REQUESTED, *codes.HELD)
_UNDONE: Final = (codes.CANCEL_REQUESTED, codes.DISPUTE)
_WORDLESS: Final = ("empty", "blank", "absent", "filled", "negative")
NOTHING: Final = Pattern(
    r"[\W_]*|n/?a|none|null|nil|no|not applicable|false|0|non|nein|nee|nej|nie|não|нет|hayır|tidak(?: ada)?"
    r"|không(?: có)?|ไม่มี|ไม่|无|否|無|没有|沒有|なし|いいえ|아니오|아니요|없음|לא|لا"
)
"""Nothing to tell, in whichever language: whole texts, as by `bare`."""


class Unknown(NamedTuple):
    """Texts of a field that nothing of the profile knows."""

    field: str
    rows: pl.Series
    """Which, a mask."""
    holds: bool
    """Whether the profile knows words in this field that hold an order back."""


class SecondStatus:
    """Finds what second columns of statuses say that `profile` doesn't know."""

    def __init__(self, profile: Profile) -> None:
        self._labels = StatusReader(profile.status)
        owed = profile.owed
        lines = [owed.sent, owed.cancelled, owed.returned, owed.part]
        self._known: dict[str, list[Pattern]] = {}
        self._folded: dict[str, list[Pattern]] = {}
        self._holds: dict[str, bool] = {}
        nothing = profile.status.says_nothing
        self._nothing = Pattern(nothing) if nothing else None
        for field in FIELDS:
            rules = [rule for rule in profile.status.rules if field in rule.when]
            words = [rule.when[field] for rule in rules]
            if "filled" in words:  # whatever else stands there has its meaning
                continue
            told = [one for one in words if one not in _WORDLESS and not one.startswith(MEANS)]
            if profile.status.says_nothing:
                told.append(profile.status.says_nothing)
            of_lines = [one for one in lines if one] if field in _OF_LINES else []
            if rules or of_lines or field == "line_status":
                self._known[field] = [NOTHING, *map(Pattern, told)]
                self._folded[field] = list(map(Pattern, of_lines))
                # Not by what the status itself says already.
                self._holds[field] = any(
                    rule.status in _HOLDING and rule.when.get("status") != f"{MEANS}{rule.status}"
                    for rule in rules
                )

    def unknown_in(self, field: str, cells: pl.Series) -> Unknown | None:
        """Which of `cells`, those of `field`, say what is unknown; None where none does."""
        if field not in self._known:
            return None
        rows = by_distinct(cells, lambda texts: self._unknown(field, texts), pl.Boolean).fill_null(False)
        return Unknown(field, rows, self._holds[field]) if rows.any() else None

    def undone_by(self, cells: pl.Series) -> pl.Series:
        """What each of `cells` says as the status of an order that somebody wants undone; null where it says no such
        thing."""
        return by_distinct(cells, self._undone, pl.String)

    def _undone(self, texts: Sequence[str]) -> list[str | None]:
        found = [code if code in _UNDONE else None for code in self._labels.read_labels(texts)]
        if self._nothing and any(found):
            refused = self._nothing.fits([bare(text) for text in texts])
            found = [None if no else code for code, no in zip(found, refused, strict=True)]
        return found

    def _unknown(self, field: str, texts: Sequence[str]) -> list[bool]:
        known = [code != codes.UNRECOGNISED for code in self._labels.read_labels(texts)]
        for fit, patterns in ((bare, self._known[field]), (fold, self._folded[field])):
            plain = [fit(text) for text in texts]
            for pattern in patterns:
                known = [one or fits for one, fits in zip(known, pattern.fits(plain), strict=True)]
        return [not one for one in known]
