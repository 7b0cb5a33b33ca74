"""The spelling that remark rules see: one width, no case, no accents, words and clauses parted by blanks.

A folded remark starts and ends with a blank. Clauses end in " . " or " , "; a dot, comma, dash or slash between
digits stays where it is (`12.345.678-5`). Chinese, Japanese, Korean, Thai, Arabic and Hebrew stand apart from Latin
letters and digits beside them. Arabic and Hebrew lose vowel points, tatweel and final forms, and letters that are
typed for one another are one. So a rule needs no word boundary: a blank in a pattern is one, in every script.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

import polars as pl

_MARK_RANGES: Final = (
    (0x300, 0x36F), (0xFE00, 0xFE0F), (0x200B, 0x200F),
    (0x591, 0x5C7),  # Hebrew points
    (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6ED),  # Arabic vowels, tatweel
)  # fmt: skip
_MARKS: Final = "[" + "".join(f"\\x{{{first:x}}}-\\x{{{last:x}}}" for first, last in _MARK_RANGES) + "]"
_APART: Final = (
    r"[\x{3400}-\x{9fff}\x{3040}-\x{30ff}\x{ac00}-\x{d7a3}\x{e00}-\x{e7f}\x{600}-\x{6ff}\x{590}-\x{5ff}]"
)
"""Scripts that are written without blanks, or glue their words to Latin ones."""

_PLAIN: Final[dict[str, str]] = {
    "ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i", "đ": "d", "ð": "d", "ς": "σ",
    "ך": "כ", "ם": "מ", "ן": "נ", "ף": "פ", "ץ": "צ",
    "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ٱ": "ا", "ہ": "ه",
}  # fmt: skip
"""Letters that are no other letter with an accent, and such as stand for one another."""
_TABLE: Final = {ord(old): new for old, new in _PLAIN.items()}

_ENDS: Final = "。!?;…\n\r|؟؛۔।"
_STEPS: Final[tuple[tuple[str, str, str], ...]] = (
    (r"[’‘´`ʼ′＇׳״]", "'", "’‘´`ʼ′＇׳״"),
    (r"[،٫]", ",", "،٫"),
    (r"'(t|s|m|re|ve|ll|d)([^\p{L}]|$)", "$1$2", "'"),  # don't → dont, but l'adresse → l adresse
    (f"[{_ENDS}]+", " . ", _ENDS),
    (r"[、，]", ",", "、，"),
    (r"(^|[^\p{L}])(\p{L}{1,4})\.(\P{N}|$)", "$1$2 $3", "."),  # abbreviations: ul. tel. nr. av.
    (r"(str)\.", "$1 ", "."),
    (r"(\p{L})[.](\p{L}|\p{N})", "$1 . $2", "."),
    (r"(\p{L})[,:/=](\p{L}|\p{N})", "$1 , $2", ",:/="),
    (r"(\p{N})[,:](\P{N})", "$1 , $2", ",:"),
    (r"[,:=](\P{N}|$)", " , $1", ",:="),
    (r"(\P{N})[,:=]", "$1 , ", ",:="),
    (r"\.(\s|$)", " . ", "."),
    (r"(\s)[-–—](\s|$)", " , ", "-–—"),
    (r"(\p{L})[-–—/](\p{L})", "$1 $2", "-–—/"),
    (r"(\p{L})[-–—/](\p{L})", "$1 $2", "-–—/"),
    (r"[^\p{L}\p{M}\p{N}.,+@%$€£¥/-]+", " ", ""),
    (f"({_APART})([a-z0-9+])", "$1 $2", "\N{CJK UNIFIED IDEOGRAPH-4E00}"),
    (f"([a-z0-9])({_APART})", "$1 $2", "\N{CJK UNIFIED IDEOGRAPH-4E00}"),
    (r" {2,}", " ", ""),
)
"""Pattern, replacement, and characters one of which stands in what it changes: "" where any may."""


def fold(text: pl.Expr, signs: frozenset[str] | None = None) -> pl.Expr:
    """`text` as remark rules see it (the module's head says how); null stays null.

    `signs` (see `signs_of`) spares the steps that would change nothing: for few texts, making a pattern ready takes far
    longer than looking for it.
    """
    text = text.str.normalize("NFKD").str.replace_all(_MARKS, "").str.to_lowercase().str.normalize("NFC")
    text = text.str.replace_many(list(_PLAIN), list(_PLAIN.values()))
    text = (text + " ").str.replace(r"\A", " ")
    for pattern, replacement, held in _STEPS:
        if signs is None or not held or not signs.isdisjoint(held):
            text = text.str.replace_all(pattern, replacement)
    return text


def signs_of(texts: Iterable[str]) -> frozenset[str]:
    """What tells `fold` which of its steps these texts need."""
    found = {*unicodedata.normalize("NFKD", "".join(texts))}
    found |= {"'"} if found & {*"’‘´`ʼ′＇׳״"} else set()
    found |= {"."} if found & {*_ENDS} else set()
    found |= {","} if found & {*"،٫、，:=-–—"} else set()
    return frozenset(
        found | {"\N{CJK UNIFIED IDEOGRAPH-4E00}"} if any(one >= "\u0590" for one in found) else found
    )


QUESTION: Final = "qzq"
"""Stands for a question mark: one outlives folding as little as any other sign."""
_QUESTIONS: Final = (
    (r"[?？؟⁇]", f" {QUESTION} $0", "?？؟⁇"),
    (r"(\p{Greek}\p{M}*[^.!\n;]*);", f"$1 {QUESTION} ;", ";"),  # what a Greek asks ends in one
)


def fold_asking(text: pl.Expr, signs: frozenset[str] | None = None) -> pl.Expr:
    """As `fold`, with QUESTION before the end of a sentence that a question mark ended."""
    for pattern, replacement, held in _QUESTIONS:
        if signs is None or not signs.isdisjoint(held):
            text = text.str.replace_all(pattern, replacement)
    return fold(text, signs)


def unasked(folded: pl.Expr) -> pl.Expr:
    """What `fold` gives, from what `fold_asking` gave."""
    return folded.str.replace_all(rf"(?:(?: \.)* {QUESTION} \.)+", " .")


_LETTERS: Final = re.compile(
    r"(\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|\(\?P?<[^>]*>|\(\?[a-zA-Z-]+[:)]|\{\w+\})|([^\\({]+|.)", re.S
)
"""What of a pattern stays as it is (escapes, groups, repeats), or else letters to be folded."""


_UNMARKED: Final = {code: None for first, last in _MARK_RANGES for code in range(first, last + 1)}


def fold_pattern(pattern: str) -> str:
    """A rule's `pattern` with its letters folded as remarks are, so that it may be written with its accents."""

    def letters(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[2].isascii():
            return found[2].lower()
        plain = unicodedata.normalize("NFKD", found[2].lower()).translate(_UNMARKED)
        return unicodedata.normalize("NFC", plain).translate(_TABLE)

    return _LETTERS.sub(letters, unicodedata.normalize("NFC", pattern))
