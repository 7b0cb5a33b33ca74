"""The spelling that remark rules see: one width, no case, no accents, words and clauses parted by blanks.

A folded remark starts and ends with a blank. Clauses end in " . " or " , "; a dot, comma, dash or slash between
digits stays where it is (`12.345.678-5`). Chinese stands apart from Latin letters and digits beside it. So a rule
needs no word boundary: a blank in a pattern is one, in every script.
"""

import re
import unicodedata
from typing import Final

import polars as pl

_MARKS: Final = r"[\x{300}-\x{36f}\x{fe00}-\x{fe0f}\x{200b}-\x{200f}]"
_HAN: Final = r"[\x{3400}-\x{9fff}]"

_PLAIN: Final[dict[str, str]] = {"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ı": "i"}
"""Letters that are no other letter with an accent."""
_TABLE: Final = {ord(old): new for old, new in _PLAIN.items()}

_STEPS: Final[tuple[tuple[str, str], ...]] = (
    (r"[’‘´`ʼ′＇]", "'"),
    (r"'(t|s|m|re|ve|ll|d)([^\p{L}]|$)", "$1$2"),  # don't → dont, but l'adresse → l adresse
    (r"[。!?;…\n\r|]+", " . "),
    (r"[、，]", ","),
    (r"(^|[^\p{L}])(\p{L}{1,4})\.(\P{N}|$)", "$1$2 $3"),  # abbreviations: ul. tel. nr. av.
    (r"(str)\.", "$1 "),
    (r"(\p{L})[.](\p{L}|\p{N})", "$1 . $2"),
    (r"(\p{L})[,:/=](\p{L}|\p{N})", "$1 , $2"),
    (r"(\p{N})[,:](\P{N})", "$1 , $2"),
    (r"[,:=](\P{N}|$)", " , $1"),
    (r"(\P{N})[,:=]", "$1 , "),
    (r"\.(\s|$)", " . "),
    (r"(\s)[-–—](\s|$)", " , "),
    (r"(\p{L})[-–—/](\p{L})", "$1 $2"),
    (r"(\p{L})[-–—/](\p{L})", "$1 $2"),
    (r"[^\p{L}\p{N}.,+@%$€£¥/-]+", " "),
    (f"({_HAN})([a-z0-9+])", "$1 $2"),
    (f"([a-z0-9])({_HAN})", "$1 $2"),
    (r" {2,}", " "),
)


def fold(text: pl.Expr) -> pl.Expr:
    """`text` as remark rules see it (the module's head says how); null stays null."""
    text = text.str.normalize("NFKD").str.replace_all(_MARKS, "").str.to_lowercase().str.normalize("NFC")
    for old, new in _PLAIN.items():
        text = text.str.replace_all(old, new, literal=True)
    text = (text + " ").str.replace(r"\A", " ")
    for pattern, replacement in _STEPS:
        text = text.str.replace_all(pattern, replacement)
    return text


_LETTERS: Final = re.compile(
    r"(\\[pP]\{[^}]*\}|\\x\{[^}]*\}|\\.|\(\?P?<[^>]*>|\(\?[a-zA-Z-]+[:)]|\{\w+\})|([^\\({]+|.)", re.S
)
"""What of a pattern stays as it is (escapes, groups, repeats), or else letters to be folded."""


def fold_pattern(pattern: str) -> str:
    """A rule's `pattern` with its letters folded as remarks are, so that it may be written with its accents."""

    def letters(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[2].isascii():
            return found[2].lower()
        plain = unicodedata.normalize("NFKD", found[2].lower())
        plain = "".join(character for character in plain if not "\u0300" <= character <= "\u036f")
        return unicodedata.normalize("NFC", plain).translate(_TABLE)

    return _LETTERS.sub(letters, unicodedata.normalize("NFC", pattern))
