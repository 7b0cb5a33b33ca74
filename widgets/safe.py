"""The last line of defence before the terminal: no text that a widget draws may steer it.

Text from files is cleaned where it is read; this holds for whatever gets past that, or never went through it (an
error's text, a file's name). It sits where text becomes cells, so that no widget can forget it.
"""

import re
import unicodedata
from typing import Final

_BLANK: Final = "[\t\r\n\x0b\x0c\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u2800]"
_INVISIBLE: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufdd0-\ufdef\ufff0-\ufffb\ufffe\uffff\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d159"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
) + "".join(chr(plane << 16 | last) for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))
_SUSPECT: Final = re.compile(f"{_BLANK}|[\x00-\x1f\x7f-\x9f{_INVISIBLE}\ud800-\udfff\u0300-\u036f]")
_BLANKS: Final = re.compile(_BLANK)
_CONTROLS: Final = re.compile("[\x00-\x1f\x7f-\x9f]")
_DROPPED: Final = re.compile(f"[{_INVISIBLE}]")
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_MOST_MARKS: Final = 3


def safe(text: str) -> str:
    """`text` as it may be drawn on one line.

    Blanks of any kind become a space, controls `␣`, so that one sees that something was there; bidi overrides and
    other invisible characters go, as do combining marks beyond three in a row; half a surrogate pair is `\\ufffd`.
    """
    if text.isascii():
        return text if text.isprintable() else _CONTROLS.sub("␣", _BLANKS.sub(" ", text))
    if _SUSPECT.search(text) is None:
        return text
    text = _CONTROLS.sub("␣", _BLANKS.sub(" ", text))
    text = _SURROGATES.sub("\ufffd", _DROPPED.sub("", text))
    return _thin(text)


def _thin(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        marks = marks + 1 if unicodedata.combining(character) else 0
        if marks <= _MOST_MARKS:
            kept.append(character)
    return "".join(kept)
