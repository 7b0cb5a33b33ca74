"""A table that no profile knows: its container, encoding and header row found all the same, for teaching it."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from orderdeck.data.exports.containers.layout.header import MAX_HEADER, fold, name_columns
from orderdeck.data.exports.containers.records import Limits, Recognised, Refusal
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.files import DEFAULT_LIMITS, recognise_by
from orderdeck.data.exports.recognise.fit import Fit

NAMELESS: Final = "untaught"
"""Name of the profile that a table comes with: it knows no column."""

_NAME_LENGTH: Final = 60
"""Characters that a column's name hardly ever passes; a description row's cells do."""
_KNOWN: Final = 2.0
"""What a cell counts for that some profile has as a header, where any other name counts 1."""
_VALUE: Final = re.compile(
    r"[\s\W]*\d[\d\s.,:/\\TZ+%-]*[\W]*|\S+@\S+\.\S+|https?://.*|[^\d\s]{0,4}\s?\d[\d.,]*\s?[^\d\s]{0,4}"
)


def look(
    path: Path,
    profiles: Iterable[Profile],
    limits: Limits = DEFAULT_LIMITS,
    root: Path | None = None,
    *,
    encoding: str = "",
) -> Recognised | Refusal:
    """How to read the table at `path` though no profile fits: `Recognised` with an empty mapping and a profile that
    knows nothing. The header is the row with the most cells that look like names, those that `profiles` know as
    headers counting twice. `encoding` is what a person says of text. A Refusal where it is no table at all.
    """
    return recognise_by(path, HeaderFinder(profiles), limits, root, encoding=encoding)


def untaught() -> Profile:
    """A profile that knows no column."""
    return Profile(name=NAMELESS, title={}, marketplace="", aliases={})


class HeaderFinder:
    """Stands in for `data.exports.recognise.fit.Matcher`: it fits any row that looks like a header."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._known = {
            fold(name) for profile in profiles for names in profile.headers().values() for name in names
        }
        self._profile = untaught()

    def find(self, rows: Sequence[Sequence[str]]) -> Fit | None:
        """The row that looks most like a header, the earlier one on a tie; None where none has two names."""
        scores = [self.score(row) for row in rows]
        if not scores or max(scores) < 2:
            return None
        row = scores.index(max(scores))
        known = sum(not name.isascii() and name in self._known for name in name_columns(rows[row]))
        return Fit(self._profile, {}, (), scores[row], known=len(rows[row]), row=row, told=known)

    @property
    def encodings(self) -> tuple[str, ...]:
        """None: what profiles say is of other files."""
        return ()

    def for_file(self, name: str) -> "HeaderFinder":
        """Itself: no name rules a header out."""
        return self

    def score(self, row: Sequence[str]) -> float:
        """How much `row` looks like a header: names less values."""
        score, seen = 0.0, set()
        for cell, name in zip(row, name_columns(row), strict=True):
            text = cell.strip()
            if not text or text in seen or len(text) > MAX_HEADER or "\ufffd" in text:
                continue
            seen.add(text)
            if name in self._known:
                score += _KNOWN
            elif _VALUE.fullmatch(text):
                score -= 0.5
            elif len(text) <= _NAME_LENGTH:
                score += 1
        return score
