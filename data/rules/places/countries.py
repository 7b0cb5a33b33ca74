"""Country code from any name that an export uses, and back.

Names come from the Unicode CLDR (through babel), in the languages exports are written in, and from
`aliases.toml`. Importing this costs nothing: babel is loaded with the first name looked up, its languages
one by one as they are needed, and answers are kept.
"""

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from orderdeck.data.rules.places.fold import fold_text

_LANGUAGES: Final = (
    "zh", "ru", "es", "pt", "fr", "de", "ko", "zh_Hant", "it", "pl", "nl", "tr", "uk", "ja", "ar", "he",
    "pt_PT",
)  # fmt: skip
"""Languages whose country names are tried after codes, aliases and English, likeliest first."""

_NO_COUNTRY: Final = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""CLDR codes that are no ISO 3166 country."""

_BRACKETED: Final = re.compile(r"^([^(（\[]+)[(（\[]([^)）\]]+)[)）\]]?\s*$")


@lru_cache(maxsize=4096)
def code_of(text: str | None) -> str | None:
    """ISO 3166 alpha-2 code of the country that `text` names, or None.

    Takes alpha-2 and alpha-3 codes and names in any of the languages that exports use, without regard to
    case, accents or width; of "俄罗斯(Russian Federation)" or "Brazil - BR" either half will do.
    """
    if not text or len(text) > 200:
        return None
    return _lookup(text) or next((code for part in _parts(text) if (code := _lookup(part))), None)


@cache
def codes() -> frozenset[str]:
    """All ISO 3166 alpha-2 codes (and XK, which carriers and marketplaces use for Kosovo)."""
    return frozenset(
        code for code in _territories("en") if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRY
    )


def name_of(code: str, language: str = "en") -> str:
    """Name of the country `code` in `language` (such as "zh_Hant"); `code` itself where unknown."""
    return _territories(language).get(code, code)


def _lookup(text: str) -> str | None:
    key = fold_text(text)
    if not key:
        return None
    found = _known().get(key)
    if found:
        return found
    return next((code for language in _LANGUAGES if (code := _names(language).get(key))), None)


def _parts(text: str) -> list[str]:
    bracketed = _BRACKETED.match(text)
    parts = [bracketed[1], bracketed[2]] if bracketed else re.split(r"\s[-–/|]\s|[/|:：\n]", text)
    # Two letters beside a longer text are as likely a state ("Ontario - CA") as a country.
    parts = [part for part in parts if not re.fullmatch(r"\W*\w\w\W*", part, re.ASCII)]
    return sorted(parts, key=len, reverse=True)


@cache
def _known() -> dict[str, str]:
    """Codes, aliases and English names, folded → alpha-2."""
    from babel.core import get_global

    names = {code.lower(): code for code in codes()}
    for old, new in get_global("territory_aliases").items():
        if len(old) == 3 and old.isalpha() and len(new) == 1 and new[0] in codes():
            names[old.lower()] = new[0]
    names |= _names("en")
    aliases = tomllib.loads(Path(__file__).with_name("aliases.toml").read_text(encoding="utf-8"))
    return names | {fold_text(alias): code for code, entries in aliases.items() for alias in entries}


@cache
def _names(language: str) -> dict[str, str]:
    names = {fold_text(name): code for code, name in _territories(language).items() if code in codes()}
    names.pop("", None)
    return names


@cache
def _territories(language: str) -> dict[str, str]:
    from babel.core import Locale

    return dict(Locale.parse(language).territories)
