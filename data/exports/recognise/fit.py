"""Which profile fits a header: its required fields are there, and it explains most of the columns.

A column weighs the more, the fewer profiles know its name: `log(1 + profiles / profiles that know it)`, the inverse
document frequency of text search. So `SKU` says little and `产品信息` much.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final, Protocol

from orderdeck.data.base.text.linear_regex import Pattern
from orderdeck.data.exports.containers.layout.header import fold, name_columns
from orderdeck.data.exports.profile.encoding import said_by
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.everyday import EVERYDAY
from orderdeck.data.exports.recognise.quantity_names import QUANTITY_NAMES

CLOSE: Final = 0.97
"""A second profile with this share of the best one's score is worth a note."""
_ENOUGH: Final = 3
_PACKED: Final = ("quantity", "quantity_open", "products", "codes")
"""Fields that say how many pieces."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How one profile fits one header."""

    profile: Profile
    mapping: dict[str, str]
    """Field -> column."""
    lacked: tuple[str, ...]
    """Required fields without a column."""
    score: float
    marked: bool = True
    """Whether the header has one of the names that the profile asks for as a mark."""
    known: int = 0
    """How many columns the profile explains."""
    guessed: int = 0
    """How many of those only by names that it guesses."""
    columns: int = 0
    """How many there are."""
    row: int = 0
    """0-based index of the header among the rows looked at."""
    rivals: tuple[str, ...] = ()
    """Profiles that fit as well as this one, or nearly."""
    uncounted: bool = False
    """Whether a column of the header says how many pieces, and the profile would count each row as one instead."""
    everyday: bool = False
    """Whether the profile asks for a telling name and all that it knows are such as anybody writes."""
    told: float | None = None
    """What of `score` tells in which encoding the header was read right; None: all of it."""

    @property
    def fits(self) -> bool:
        """Whether the file can be read by it: one known column or two are no order export yet. A list of stock may
        have no others than those two that it must have."""
        known = self.known >= self.profile.least_share * self.columns
        if (
            self.lacked
            or self.uncounted
            or self.everyday
            or not self.marked
            or not known
            or (self.profile.only and self.known < self.columns)
        ):
            return False
        if self.profile.kind != "orders" and 1 < self.known == self.columns == len(self.mapping):
            return True
        return self.known >= min(_ENOUGH, len(self.profile.aliases))

    @property
    def rank(self) -> tuple[bool, float, bool, int, float, str]:
        """Sorts fits, the best highest: fitting at all, columns explained, then one that would bear the other columns,
        then the one that has to guess the fewest names, then the more specific profile."""
        share = len(self.mapping) / max(len(self.profile.aliases.keys() | self.profile.guesses.keys()), 1)
        bears = not self.profile.only or self.known >= self.columns
        return (self.fits, round(self.score, 6), bears, -self.guessed, share, self.profile.name)


class Finder(Protocol):
    """Finds the header among the first rows of a table."""

    @property
    def encodings(self) -> Sequence[str]:
        """The encodings that its profiles say their files are in."""
        ...

    def find(self, rows: Sequence[Sequence[str]]) -> Fit | None:
        """The best fit to any of `rows`, the earlier row on a tie; None where nothing fits in the least."""
        ...

    def for_file(self, name: str) -> "Finder":
        """What finds the header of the file called `name`: without profiles that such a name rules out."""
        ...


class Matcher:
    """The aliases of all profiles, folded once, to try many headers against."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._profiles = [
            (profile, {field: [fold(name) for name in names] for field, names in profile.headers().items()})
            for profile in profiles
        ]
        known = Counter(chain.from_iterable(_names(aliases) for _, aliases in self._profiles))
        counts = (
            aliases.get("quantity", ()) for profile, aliases in self._profiles if profile.kind == "orders"
        )
        self._pieces = QUANTITY_NAMES | (set(chain.from_iterable(counts)) - {""})
        self._weights = {name: math.log(1 + len(self._profiles) / count) for name, count in known.items()}

    @property
    def encodings(self) -> list[str]:
        """The encodings that profiles say their files are in."""
        told = (said_by(profile) for profile, _ in self._profiles)
        return list(dict.fromkeys(encoding for encoding in told if encoding))

    def find(self, rows: Sequence[Sequence[str]]) -> Fit | None:
        """The best fit of any profile to any of `rows`, the earlier row on a tie; None where nothing is known."""
        best: Fit | None = None
        for index, row in enumerate(rows):
            fit = self._best(row, index)
            if fit and (best is None or fit.rank[:2] > best.rank[:2]):
                best = fit
        return best

    def for_file(self, name: str) -> "Matcher":
        """The same without the profiles that a file called `name` can't be of (their `name_not`)."""
        out = {
            profile.name
            for profile, _ in self._profiles
            if profile.name_not and Pattern(f"(?i){profile.name_not}").found_in([name])[0]
        }
        if not out:
            return self
        others = copy(self)
        others._profiles = [(profile, names) for profile, names in self._profiles if profile.name not in out]
        return others

    def _best(self, row: Sequence[str], index: int) -> Fit | None:
        names = set(name_columns(row))
        columns = {name for name in names if name in self._weights}
        if not columns:
            return None
        filled = sum(1 for cell in row if str(cell).strip())
        fits = [
            replace(
                fit := self._fit(profile, aliases, columns, index),
                columns=filled,
                uncounted=_is_uncounted(profile, fit.mapping, (names & self._pieces) - _names(aliases)),
            )
            for profile, aliases in self._profiles
        ]
        fits = sorted((fit for fit in fits if fit.mapping), key=lambda fit: fit.rank, reverse=True)
        if not fits:
            return None
        best = fits[0]
        near = tuple(fit.profile.name for fit in fits[1:] if fit.fits and fit.score >= CLOSE * best.score)
        return replace(best, rivals=near)

    def _fit(self, profile: Profile, aliases: dict[str, list[str]], columns: set[str], index: int) -> Fit:
        mapping = {
            field: found
            for field, names in aliases.items()
            if (found := next((name for name in names if name in columns), None)) is not None
        }
        lacked = tuple(field for field in profile.required if field not in mapping)
        known = columns & _names(aliases)
        score = sum(self._weights[name] for name in sorted(known))
        marked = not profile.marks or any(fold(name) in columns for name in profile.marks)
        sure = {fold(name) for names in profile.aliases.values() for name in names}
        everyday = profile.telling and known <= EVERYDAY
        return Fit(
            profile,
            mapping,
            lacked,
            score,
            marked,
            len(known),
            len(known - sure),
            row=index,
            everyday=everyday,
        )


def _is_uncounted(profile: Profile, mapping: dict[str, str], pieces: set[str]) -> bool:
    """Whether a file with a column of `pieces` that `profile` doesn't know would have each of its rows counted as one:
    what says three would be sent once."""
    if profile.kind != "orders" or not pieces or profile.items.columns:
        return False
    items = profile.items.row_shape == "unit" or "sku" in mapping or "item_title" in mapping
    return items and not any(field in mapping for field in _PACKED)


def _names(aliases: dict[str, list[str]]) -> set[str]:
    return set(chain.from_iterable(aliases.values())) - {""}
