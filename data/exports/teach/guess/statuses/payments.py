"""What a column about the payment says: whether it is one, and what its texts stand for."""

import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise.values.statuses.status import bare
from orderdeck.data.exports.teach.guess.headers import concepts_of, dictionary
from orderdeck.data.exports.teach.looks import Look
from orderdeck.data.rules.places.fold import fold_text

_CODES: Final = {
    "paid": codes.TO_SHIP,
    "unpaid": codes.AWAITING_PAYMENT,
    "returned": codes.CANCELLED,
    "check": codes.PAYMENT_CHECK,
}
_ANSWERS: Final = {"yes": codes.TO_SHIP, "no": codes.AWAITING_PAYMENT}
_HARMFUL: Final = (codes.AWAITING_PAYMENT, codes.CANCELLED, codes.PAYMENT_CHECK, codes.TO_SHIP)
"""Where two languages read a text differently, the reading that comes first here counts: nothing unpaid is sent."""
_ABOUT_ELSE: Final = frozenset(
    ("date", "amount", "price", "fee", "total", "method", "number", "code", "tax", "currency", "subtotal", "name")
)  # fmt: skip
"""Concepts of headers that speak of the payment, but not of whether it was made."""
_TELLING: Final = 0.5
"""Share of a column's texts that must be known where its header alone doesn't say what it is."""


def is_payment(header: str, look: Look, samples: Sequence[str]) -> bool:
    """Whether a column says how the payment stands: by its header, or by a header that speaks of paying and texts
    that say whether it was done."""
    if look.kind in ("date", "money", "id", "email", "phone"):
        return False
    if fold_text(header) in _headers():
        return True
    concepts = concepts_of(header)
    if "pay" not in concepts:
        return False
    if "status" in concepts:
        return not concepts & {"date", "amount", "method"}
    if concepts & _ABOUT_ELSE:
        return False
    known = [code for code in payment_codes(samples) if code != codes.UNRECOGNISED]
    return bool(samples) and len(known) >= _TELLING * len(samples)


def payment_codes(texts: Sequence[str]) -> list[str]:
    """What each text of such a column makes of an order that is otherwise to be sent; `unrecognised` where nothing
    knows it. Bare answers (yes, no) are those to whether it was paid."""
    words = _words()
    return [words.get(bare(text), codes.UNRECOGNISED) for text in texts]


def related(texts: Sequence[str]) -> dict[str, list[str]]:
    """Status -> every text that stands for it in the languages of `texts` and in English, `texts` among them: what the
    next file may hold."""
    given = {bare(text) for text in texts}
    tables = [
        table
        for language, table in _tables().items()
        if language == "en" or any(given & set(words) for words in table.values())
    ]
    known = {text for table in tables for words in table.values() for text in words}
    every = _words()
    found: dict[str, list[str]] = {}
    for text in sorted(known):
        found.setdefault(every[text], []).append(text)
    return found


@cache
def _headers() -> frozenset[str]:
    return frozenset(fold_text(header) for header in dictionary()["headers"]["orders"]["payment_status"])


@cache
def _tables() -> dict[str, dict[str, list[str]]]:
    """Language -> status -> folded texts."""
    raw = tomllib.loads(Path(__file__).with_name("payments.toml").read_text(encoding="utf-8"))
    tables: dict[str, dict[str, list[str]]] = {}
    for language, table in raw.items():
        made = tables.setdefault(language, {})
        for part, texts in table.items():
            code = _CODES.get(part) or _ANSWERS[part]
            made.setdefault(code, []).extend(bare(text) for text in texts)
    return tables


@cache
def _words() -> dict[str, str]:
    words: dict[str, str] = {}
    for code in reversed(_HARMFUL):
        for table in _tables().values():
            words.update(dict.fromkeys(table.get(code, ()), code))
    return words
