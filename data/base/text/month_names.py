"""The names of months, whole and short, in the languages that dates are read in."""

import unicodedata
from functools import cache
from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "uk", "tr", "id")
"""Languages whose month names are read."""

_MORE: Final = {
    "sept": 9, "märz": 3, "mrz": 3, "aou": 8, "фев": 2, "сен": 9, "ноя": 11,
}  # fmt: skip
"""Names that people write beside those of the Unicode locale data."""


@cache
def spelled_months() -> dict[str, int]:
    """Month name, lower case, with its accents and without a dot → number."""
    from babel.dates import get_month_names

    names = dict(_MORE)
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    names.setdefault(name.lower().rstrip("."), number)
    return names


@cache
def _months() -> dict[str, int]:
    names: dict[str, int] = {}
    for name, number in spelled_months().items():
        names.setdefault(plain(name), number)
    return names


def month_of(name: str) -> int | None:
    """The number of the month called `name`, with or without its accents; None where there is none."""
    return _months().get(plain(name))


def plain(name: str) -> str:
    """`name` without case, accents and whatever is no letter."""
    folded = unicodedata.normalize("NFD", name.casefold().replace("ı", "i"))  # KASIM and Kasım are one
    return "".join(character for character in folded if character.isalpha())
