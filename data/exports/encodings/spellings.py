"""Which accented letters the languages in Latin letters have, and beside which others they stand.

A text is of one language: what `ő` and `á` together say for Hungarian, no language has with `õ`. Of single letters it
tells more what stands around them: Portuguese has õ before e alone, Italian ò at the end of words.
"""

import re
from functools import cache
from typing import Final, NamedTuple

_VOWELS: Final = "aeiouyáéíóúýàèìòùâêîôûäëïöüãõåæøœąęěůőűăı"
_V: Final = f"[{_VOWELS}]"
_C: Final = rf"[^\W\d_{_VOWELS}]"


class Spelling(NamedTuple):
    """The accented letters of one language, or of some alike."""

    encodings: tuple[str, ...]
    """Those that it is written in."""
    letters: str
    """Small ones."""
    places: dict[str, str]
    """Letter -> regular expression for the one before it, itself and the two behind it, small, a blank for what is no
    letter."""


_WEST: Final = ("cp1252", "mac_roman")
_EAST: Final = ("cp1250", "iso8859_2")
_GERMANIC: Final = {"ä": f"..(?:{_C}|u| )", "ö": f"..(?:{_C}| )", "ü": f"..(?:{_C}| )"}

_BY_VOWEL: Final = f"{_V}..|..{_V}| .{_C}"
_HUSHED: Final = f"{_V}.[^fghsxz]|..{_V}| .{_C}"
_HACEKS: Final = {"š": _HUSHED, "ž": _HUSHED, "ň": f"{_V}..|..{_V}"}

_SPELLINGS: Final = (
    Spelling(_WEST, "äöüß", {**_GERMANIC, "ß": f"{_V}.."}),  # German
    Spelling(_WEST, "àâçéèêëîïôùûüœ", {  # French
        "à": ".. ", "ù": "o. ", "û": "[^ ].[trlcmn]", "è": f"[^ ].(?:{_C}[elr]|s )", "ç": "..[aouâ]", "ë": "[aeou]..",
    }),
    Spelling(_WEST, "àèéìòù", {  # Italian
        **dict.fromkeys("àìòù", f"(?:{_C}|[iuo ]).[ s]"), "è": f"(?:{_C}|[iu ]). ",
    }),
    Spelling(_WEST, "áéíóúñü", {"ü": "g.[ei]", "ñ": f"(?:{_V}| ).{_V}"}),  # Spanish
    Spelling(_WEST, "áéíóúâêôãõàçü", {  # Portuguese
        "ã": ".ã[oe]|[hmçlf]ã[ s]", "õ": ".õe", "ç": "..[aouãõáóúâô]", "ü": "[gq].[ei]",
    }),
    Spelling(_WEST, "àéíïòóúüç", {"ç": "..[aou ]", "ò": f"(?:{_C}| ).{_C}"}),  # Catalan
    Spelling(_WEST, "åäöé", {}),  # Swedish, Finnish
    Spelling(_WEST, "æøåé", {"æ": f"(?:{_C}| ).{_C}", "ø": f"..(?:{_C}| )"}),  # Danish, Norwegian
    Spelling(_WEST, "éèëïöü", {"è": f"{_C}.[rs]", "ë": f"{_V}..", "ï": f"{_V}.."}),  # Dutch
    Spelling(_WEST, "õäöü", {"õ": f"(?:{_C}| ).[^e ]"}),  # Estonian
    Spelling(("cp1254",), "âçğıîöşûü", {}),  # Turkish
    Spelling(_EAST, "ąćęłńóśźż", {  # Polish
        "ą": f"[^ ].(?:{_C}| )", "ę": f"[^ ].(?:{_C}| )", "ń": f"{_V}.(?:{_C}| )", "ś": _BY_VOWEL, "ź": _BY_VOWEL,
    }),
    Spelling(_EAST, "áčďéěíňóřšťúůýž", {"ě": "[bdfmnptv]..", "ů": f"{_C}.(?:{_C}| )", **_HACEKS}),  # Czech
    Spelling(_EAST, "áäčďéíĺľňóôŕšťúýž", {  # Slovak
        **_HACEKS, **dict.fromkeys("ôŕĺ", f"{_C}.{_C}"), "ä": "[bpmv]..",
        "ľ": f" .[aouú]|[aáeiuy].[ bkmnsv]|{_V}.[oué]|[eoôu].a",
    }),
    Spelling(_EAST, "áéíóöőúüű", {}),  # Hungarian
    Spelling(_EAST, "ăâîşţ", {  # Romanian
        "â": f"{_C}.(?:{_C}|i)", "î": f"(?: |{_C}).{_C}", "ş": f"{_V}..|..{_V}|..[tc]",
    }),
    Spelling(_EAST, "čćđšž", _HACEKS),  # Croatian, Slovene, Bosnian, Serbian
    Spelling(_EAST, "äöüß", {**_GERMANIC, "ß": f"{_V}.."}),  # German beside those
)  # fmt: skip
BY_ENCODING: Final = {
    encoding: [spelling for spelling in _SPELLINGS if encoding in spelling.encodings]
    for encoding in (*_WEST, "cp1254", *_EAST)
}
"""Encoding -> the languages that are written in it."""


def in_place(letter: str, before: str, behind: str, spelling: Spelling) -> bool:
    """Whether the language of `spelling` has `letter` between the character `before` and the two `behind` it."""
    small = letter.lower()
    if small not in spelling.letters:
        return False
    place = spelling.places.get(small)
    if place is None:
        return True
    around = "".join(one if one.isalpha() else " " for one in (before or " ", letter, *(behind + "  ")[:2]))
    return _pattern(place).match(around.lower()) is not None


@cache
def _pattern(place: str) -> re.Pattern[str]:
    return re.compile(place)
