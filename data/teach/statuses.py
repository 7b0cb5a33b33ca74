"""Status words of a file, mapped by the words of all profiles, then by the dictionary's."""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from data import status as codes
from data.clean import clean_text
from data.normalise.status import StatusReader
from data.normalise.text import fold
from data.profile import Profile
from data.teach.headers import dictionary

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
        self._readers = [StatusReader(table) for table in tables if table.patterns]

    def code(self, label: str) -> str:
        """The canonical status of one text; `unrecognised` where nothing knows it."""
        folded = fold(label)
        found = self._labels.get(folded) or self._own.get(folded) or self._own.get(_bare(folded))
        if found:
            return found
        patterns = (reader.code(label) for reader in self._readers)
        return next((code for code in patterns if code != codes.UNRECOGNISED), codes.UNRECOGNISED)

    def share(self, labels: Iterable[str]) -> float:
        """The share of distinct texts that are known as statuses."""
        known = [self.code(label) != codes.UNRECOGNISED for label in labels]
        return sum(known) / len(known) if known else 0.0


def status_texts(cells: pl.Series) -> list[str]:
    """The distinct status texts of a column, cleaned, most common first."""
    counted = Counter(clean_text(text) for text in cells.drop_nulls())
    return [text for text, _times in counted.most_common(MOST) if text]


def _bare(folded: str) -> str:
    """Without accents, as the dictionary has its words."""
    from data.places.fold import fold_text

    return fold_text(folded)
