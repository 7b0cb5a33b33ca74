"""What a column's header says it is: likeness to every header that any profile knows, across languages.

A header is cut into words, and words into *concepts* ("Bestelldatum" and "下单时间" are both order + date), by the
dictionary in `words.toml`. Two headers are alike by the concepts and words that they share (weighted Jaccard), or by
their trigrams (Dice), which forgives spelling.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

from orderdeck.data.base.vocabulary.fields import FIELDS
from orderdeck.data.exports.containers.layout.header import fold
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise.quantity_names import NAMES
from orderdeck.data.rules.places.fold import fold_text

_WEAK: Final = {
    "number": 0.5,
    "date": 0.7,
    "name": 0.6,
    "amount": 0.5,
    "code": 0.6,
    "of": 0.0,
    "parcel": 0.0,
    "full": 0.5,
    "total": 0.8,
    "order": 0.8,
    "fee": 0.7,
}
"""Concepts that say less about a column than others, which weigh 1."""
_UNKNOWN: Final = 0.9
"""What a word weighs that the dictionary doesn't have."""
_CAMEL: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[A-Za-z])(?=\d)")
_CJK: Final = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u3040-\u30ff\u0e00-\u0e7f]")
_SHORTEST_INSIDE: Final = 4
"""Letters that a Latin or Cyrillic word must have to be found inside of another."""
_UNITS: Final = re.compile(
    r"[(（\[]\s*(?:元|usd|eur|cny|gbp|rmb|brl|krw|jpy|rub|uah|try|tl|pln|idr|vnd|thb|inr|mxn|ars|clp|cop|pen|"
    r"r\$|руб\.?|грн\.?|₽|₩|원|円|zł|₺|₫|đ|rp|฿|₹|шт\.?|件|個|개|kg|g|cm|\$|€|£|¥|天|days?)\s*[)）\]]"
    r"|,\s*(?:руб|грн|шт)\.?$",
    re.IGNORECASE,
)
_DELIVERED: Final = frozenset(
    ("status", "recipient", "recipient_first", "recipient_last", "phone", "country", "country_code", "province", "city",
     "address", "address_2", "zip")
)  # fmt: skip
"""Fields of which a file may have the buyer's or the order's as well: the parcel's is wanted."""
_ELSEWHERE: Final = 0.7
"""What is left of a likeness where the header is known, whole, for another field."""

Concepts = frozenset[str]


@dataclass(frozen=True, slots=True)
class Likeness:
    """How well a field suits a header: 0 to 1, by which known header, of which profile ("" for the dictionary)."""

    field: str
    score: float
    alias: str
    profile: str

    @property
    def same(self) -> bool:
        """Whether a profile knows the very header."""
        return self.score >= 1


@dataclass(frozen=True, slots=True)
class _Known:
    field: str
    alias: str
    profile: str
    folded: str
    whole: str
    concepts: Concepts
    weight: float
    grams: frozenset[str]


class Vocabulary:
    """Every header that `profiles` of one kind know, and what the dictionary adds."""

    def __init__(self, profiles: Iterable[Profile], kind: str) -> None:
        self._known: list[_Known] = []
        seen: set[tuple[str, str]] = set()
        told = [
            (field, alias, profile.name)
            for profile in profiles
            if profile.kind == kind
            for field, aliases in profile.headers().items()
            for alias in aliases
        ]
        # Where a file has but the second-best order number, it is the order number.
        told += [("order_id", alias, name) for field, alias, name in told if field == "order_id_alt"]
        told += [(field, phrase, "") for field, phrases in dictionary()[kind].items() for phrase in phrases]
        told += [(field, field.replace("_", " "), "") for field in FIELDS[kind]]
        # Headers known whole, except those that only look like a field.
        whole = dictionary()["headers"].get(kind, {})
        if kind == "orders":
            told += [("quantity", name, "") for name in NAMES]
        told += [(field, phrase, "") for field, phrases in whole.items() for phrase in phrases]
        self._none = {_whole(phrase) for phrase in whole.get("none", ())}
        told = [entry for entry in told if entry[0] != "none" and not _is_buyers(entry[0], entry[1])]
        for field, alias, profile_name in told:
            key = (field, fold(alias))
            if key not in seen and key[1]:
                seen.add(key)
                concepts = _comparable(field, alias)
                self._known.append(
                    _Known(
                        field,
                        alias,
                        profile_name,
                        key[1],
                        _whole(alias),
                        concepts,
                        _weight(concepts),
                        _grams(alias) if concepts else frozenset(),
                    )
                )

    def likenesses(self, header: str) -> dict[str, Likeness]:
        """Field -> how well it suits `header`, for those that suit at all."""
        folded, whole, concepts, grams = fold(header), _whole(header), concepts_of(header), _grams(header)
        weight = _weight(concepts)
        best: dict[str, Likeness] = {}
        none = self.is_none(header)
        for known in self._known:
            if folded == known.folded and known.profile:
                score = 1.0
            elif none:
                continue
            elif folded == known.folded or whole == known.whole:
                parcel = known.field in _DELIVERED and concepts & {"ship", "deliver", "recipient"}
                # Of two remarks the order's own may be the seller's.
                buyers = known.field == "remark" and "buyer" in concepts
                score = 0.98 if parcel or buyers else 0.97
            else:
                spelling = _dice(grams, known.grams)
                shared = _shared(concepts, weight, known.concepts, known.weight)
                score = max(0.92 * shared + 0.04 * spelling, 0.85 * spelling)
            before = best.get(known.field)
            if score > 0.2 and (before is None or score > before.score):
                best[known.field] = Likeness(known.field, round(score, 4), known.alias, known.profile)
        if any(likeness.score >= 0.97 for likeness in best.values()):
            best = {
                field: likeness
                if likeness.score >= 0.97
                else replace(likeness, score=round(_ELSEWHERE * likeness.score, 4))
                for field, likeness in best.items()
            }
        return best

    def is_none(self, header: str) -> bool:
        """Whether a header is known for no field at all: a running number, the seller's own notes."""
        return _whole(header) in self._none


def _whole(header: str) -> str:
    """A header as it is compared whole: without case, accents, signs and a unit behind it."""
    return fold_text(_UNITS.sub(" ", header)) or fold(header)


def _is_buyers(field: str, alias: str) -> bool:
    """Whether an alias for the shop is a word for the buyer as well: accounts are buyers'."""
    concepts = concepts_of(alias)
    return field == "shop" and "buyer" in concepts and "shop" not in concepts


def _comparable(field: str, alias: str) -> Concepts:
    """The concepts by which other headers may be like this one; none where only the very header will do: a
    profile that keeps the buyer's words as customisation says nothing about other files."""
    concepts = concepts_of(alias)
    return frozenset() if field == "custom_info" and "remark" in concepts else concepts


@lru_cache(maxsize=16384)
def concepts_of(text: str) -> Concepts:
    """The concepts in a header, and its words that the dictionary doesn't have, prefixed with `?`."""
    text = _UNITS.sub(" ", text).replace("#", " number ").replace("№", " number ")
    words = fold_text(_CAMEL.sub(" ", text)).split()
    known = _words()
    whole = known.get("".join(words)) or known.get(" ".join(words))
    if whole:
        return whole
    found: set[str] = set()
    place = 0
    while place < len(words):
        for length in (3, 2, 1):
            phrase = " ".join(words[place : place + length])
            if length <= len(words) - place and (hit := known.get(phrase)):
                found |= hit
                place += length
                break
        else:
            found |= _inside(words[place])
            place += 1
    return frozenset(found - {"of"} or found)


def _inside(word: str) -> set[str]:
    """The concepts of the parts of one word: 订单编号, bestellnummer."""
    known, found, rest = _words(), set[str](), ""
    cjk = bool(_CJK.search(word))
    place = 0
    while place < len(word):
        for end in range(min(len(word), place + 24), place, -1):
            part = word[place:end]
            if (cjk and _CJK.match(part)) or len(part) >= _SHORTEST_INSIDE:
                hit = known.get(part)
                if hit:
                    found |= hit
                    place = end
                    break
        else:
            rest += word[place]
            place += 1
    rest = re.sub(r"^s|s$|en$|er$|s", "", rest) if found and not cjk else rest
    if rest and (not found or len(rest) > 2 or cjk):
        found.add(f"?{rest}")
    return found


def _shared(one: Concepts, weight: float, other: Concepts, other_weight: float) -> float:
    """Weighted Jaccard of two sets, each with its weight."""
    if one.isdisjoint(other):
        return 0.0
    both = _weight(one & other)
    return both / (weight + other_weight - both) if both else 0.0


def _weight(concepts: Concepts) -> float:
    return sum(_UNKNOWN if name.startswith("?") else _WEAK.get(name, 1.0) for name in concepts)


@lru_cache(maxsize=8192)
def _grams(text: str) -> frozenset[str]:
    squeezed = f" {fold_text(_CAMEL.sub(' ', text)).replace(' ', '')} "
    size = 2 if _CJK.search(squeezed) else 3
    return frozenset(squeezed[at : at + size] for at in range(len(squeezed) - size + 1))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    if one.isdisjoint(other):
        return 0.0
    return 2 * len(one & other) / (len(one) + len(other))


@cache
def dictionary() -> dict[str, Any]:
    """`words.toml`, with the whole headers of `headers.toml` under "headers" and its status words among the others."""
    words, whole = (
        tomllib.loads(Path(__file__).with_name(name).read_text(encoding="utf-8"))
        for name in ("words.toml", "headers.toml")
    )
    for code, more in whole.pop("status").items():
        words["status"][code] = [*words["status"].get(code, ()), *more]
    return {**words, "headers": whole}


@cache
def _words() -> dict[str, Concepts]:
    """Word or phrase, folded → its concepts (most have one)."""
    found: dict[str, set[str]] = {}
    for concept, words in dictionary()["concepts"].items():
        for word in words:
            found.setdefault(fold_text(unicodedata.normalize("NFKC", word)), set()).add(concept)
    return {word: frozenset(concepts) for word, concepts in found.items() if word}
