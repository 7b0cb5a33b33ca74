"""Text from files is hostile: what may stay of it.

Taken out: C0 and C1 controls (escape sequences lose their teeth with their ESC or CSI byte), bidi overrides and
isolates, zero-width and other invisible format characters (shorthand, music, hieroglyphs, tags), noncharacters, private
use and surrogates, and combining marks beyond three in a row. Line breaks become `\\n` where they are allowed and a
space elsewhere.
"""

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

INEXACT: Final = "\ue000"
"""Put by readers before a number whose digits can't be trusted (read from a float of 2^53 or more, or 16+ digits).
A private use character, so no text from a file can bear it once cleaned."""

DATED: Final = "\ue001"
"""Put by readers before a code that its cell holds as a date: a spreadsheet made it one."""

UNSHOWN: Final = "\ue002"
"""Put by readers before a code that its cell holds as a number, where nobody can tell how the number is shown."""

_INVISIBLE: Final = (
    r"\x{00}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}-\x{9f}\x{ad}\x{034f}\x{061c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}"
    r"\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}"
    r"\x{fdd0}-\x{fdef}\x{fff0}-\x{fffb}\x{fffe}\x{ffff}\x{e000}-\x{f8ff}\x{13430}-\x{1345f}\x{1bca0}-\x{1bca3}"
    r"\x{1d159}\x{1d173}-\x{1d17a}\x{e0000}-\x{e0fff}\x{f0000}-\x{10ffff}"
) + "".join(rf"\x{{{plane:x}fffe}}\x{{{plane:x}ffff}}" for plane in range(1, 15))
"""Format characters, what Unicode says may be ignored, noncharacters of each plane, private use."""
_BREAKS: Final = r"\r\n|[\r\n\x{2028}\x{2029}]"
_BLANKS: Final = r"[\t\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{2800}]"
_FLOOD: Final = r"(\p{M}{3})\p{M}+"

DIRTY: Final = rf"\r|[\x{{2028}}\x{{2029}}]|{_BLANKS}|[{_INVISIBLE}]|\p{{M}}{{4}}"
"""Text without a match is left by `clean(multiline=True)` as it is, but for trimming: a cheap test for big frames."""
DIRTY_LINE: Final = rf"\n|{DIRTY}"
"""The same for `clean()` to a single line."""


def clean(text: "pl.Expr", *, multiline: bool = False) -> "pl.Expr":
    """`text` without what may not reach a terminal, trimmed; empty becomes null.

    With `multiline` line breaks stay, as `\\n`; otherwise each becomes a space.
    """
    import polars as pl

    text = text.str.replace_all(_BREAKS, "\n" if multiline else " ")
    text = text.str.replace_all(_BLANKS, " ").str.replace_all(f"[{_INVISIBLE}]", "")
    text = text.str.replace_all(_FLOOD, "$1").str.strip_chars(" \n")
    return pl.when(text != "").then(text)


def _python(pattern: str) -> str:
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: f"\\U{int(found[1], 16):08x}", pattern)


_PY_INVISIBLE: Final = re.compile(f"[{_python(_INVISIBLE)}\ud800-\udfff]")
_PY_BREAKS: Final = re.compile(_python(_BREAKS))
_PY_BLANKS: Final = re.compile(_python(_BLANKS))


def clean_text(text: str, *, multiline: bool = False) -> str:
    """The same for one Python string (file names, headers, an operator's note); empty stays empty."""
    if text.isascii() and text.isprintable():
        return text.strip(" ")
    text = _PY_BREAKS.sub("\n" if multiline else " ", text)
    text = _PY_INVISIBLE.sub("", _PY_BLANKS.sub(" ", text))
    return _thin(text).strip(" \n")


def _thin(text: str) -> str:
    import unicodedata

    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.category(character).startswith("M") else 0
        if marks <= 3:
            kept.append(character)
    return "".join(kept)
