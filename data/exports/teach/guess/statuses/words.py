"""Status words of a file, mapped by the words of all profiles, then by the dictionary's."""

from collections import Counter
from collections.abc import Iterable, Sequence

import polars as pl

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise.values.statuses.status import StatusReader
from orderdeck.data.exports.normalise.values.text import fold
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.teach.guess.headers import dictionary
from orderdeck.data.rules.places.fold import fold_text

MOST = 200
"""Distinct status texts that are listed."""
PURCHASE_STATES = ("ordered", "paid", "sent", "received", "cancelled")
"""Statuses of purchases."""


class StatusWords:
    """What is known of status words, for one kind of file."""

    def __init__(self, profiles: Iterable[Profile], kind: str) -> None:
        tables = [profile.status for profile in profiles if profile.kind == kind]
        votes: dict[str, Counter[str]] = {}
        for table in tables:
            for label, code in table.labels.items():
                votes.setdefault(fold(label), Counter())[code] += 1
        self._labels = {label: counted.most_common(1)[0][0] for label, counted in votes.items()}
        section = "status" if kind == "orders" else "purchase_status"
        self._own = {fold(word): code for code, words in dictionary()[section].items() for word in words}
        self._unsent = {fold(word) for word in dictionary()["unsent"]["words"]}
        self._readers = [StatusReader(table) for table in tables if table.patterns]

    def codes(self, labels: Sequence[str], *, unsent: bool = False) -> list[str]:
        """The canonical status of each text; `unrecognised` where nothing knows it. `unsent`: the column says nothing
        of the payment, so what is pending in it is to be sent."""
        waiting = self._unsent if unsent else frozenset[str]()
        found = [codes.TO_SHIP if fold(label) in waiting else self._known(label) for label in labels]
        for reader in self._readers:
            left = [at for at, code in enumerate(found) if not code]
            for at, code in zip(left, reader.read_labels([labels[at] for at in left]), strict=True):
                found[at] = "" if code == codes.UNRECOGNISED else code
        return [code or codes.UNRECOGNISED for code in found]

    def share(self, labels: Sequence[str]) -> float:
        """The share of distinct texts that are known as statuses word for word."""
        return sum(bool(self._known(label)) for label in labels) / len(labels) if labels else 0.0

    def _known(self, label: str) -> str:
        folded = fold(label)
        # The dictionary first: what some marketplaces alone mean by a word ("confirmed": by the buyer, at the end) is
        # no guide to a format that none of them has made.
        return self._own.get(folded) or self._own.get(_bare(folded)) or self._labels.get(folded) or ""


def status_texts(cells: pl.Series) -> list[str]:
    """The distinct status texts of a column, cleaned, most common first."""
    counted = Counter(clean_text(text) for text in cells.drop_nulls())
    return [text for text, _times in counted.most_common(MOST) if text]


def _bare(folded: str) -> str:
    """Without accents, as the dictionary has its words."""
    return fold_text(folded)
