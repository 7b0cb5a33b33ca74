"""Country names in the languages of exports → ISO 3166 alpha-2 codes. Names by CLDR, through Babel."""

import re
import unicodedata
from functools import cache
from typing import Final

LANGUAGES: Final = ("en", "zh", "zh_Hant", "ru", "es", "pt", "fr", "de", "ko", "it", "pl", "nl", "ja", "uk")
"""Languages whose country names are known, the likeliest first."""

VARIANTS: Final = {
    "america": "US", "united states of america": "US", "usa": "US", "u s a": "US", "美国本土": "US",
    "great britain": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "united kingdom of great britain and northern ireland": "GB", "uk": "GB", "英格兰": "GB",
    "russian federation": "RU", "俄罗斯联邦": "RU", "российская федерация": "RU", "рф": "RU", "russland": "RU",
    "republic of korea": "KR", "korea": "KR", "korea republic of": "KR", "south korea": "KR", "南韩": "KR",
    "대한민국": "KR", "한국": "KR", "korea south": "KR", "korea north": "KP", "north korea": "KP",
    "viet nam": "VN", "czech republic": "CZ", "czechia": "CZ", "turkey": "TR", "türkiye": "TR", "holland": "NL",
    "the netherlands": "NL", "netherland": "NL", "macedonia": "MK", "the republic of macedonia": "MK",
    "republic of moldova": "MD", "moldova republic of": "MD", "republic of belarus": "BY", "byelorussia": "BY",
    "belorussia": "BY", "беларусь": "BY", "белоруссия": "BY", "hong kong": "HK", "hong kong china": "HK",
    "hong kong sar": "HK", "中国香港": "HK", "香港": "HK", "taiwan china": "TW", "中国台湾": "TW", "台湾": "TW",
    "taiwan province of china": "TW", "macau": "MO", "macao": "MO", "macau china": "MO", "中国澳门": "MO",
    "澳门": "MO", "mainland china": "CN", "中国大陆": "CN", "p r china": "CN", "slovak republic": "SK",
    "bosnia": "BA", "uae": "AE", "阿联酋": "AE", "emirates": "AE", "kingdom of saudi arabia": "SA", "沙特": "SA",
    "ksa": "SA", "brasil": "BR", "españa": "ES", "deutschland": "DE", "republic of kazakhstan": "KZ",
    "ivory coast": "CI", "cape verde": "CV", "swaziland": "SZ", "burma": "MM", "east timor": "TL", "eire": "IE",
    "republic of ireland": "IE", "palestine": "PS", "iran": "IR", "iran islamic republic of": "IR", "syria": "SY",
    "laos": "LA", "brunei": "BN", "brunei darussalam": "BN", "tanzania": "TZ", "venezuela": "VE", "bolivia": "BO",
    "kosovo": "XK", "reunion": "RE", "curacao": "CW", "alderney": "GG", "jersey": "JE", "guernsey": "GG",
    "vatican": "VA", "congo": "CG", "dr congo": "CD", "srpska": "BA", "montenegro": "ME", "serbia": "RS",
}  # fmt: skip
"""Names in files that CLDR does not have."""

_SPECIAL = {"EU", "UN", "EZ", "QO", "XA", "XB", "ZZ"}  # in CLDR's list, and no countries


def country_code(text: str) -> str | None:
    """The ISO 3166 alpha-2 code of a country name, alpha-2 or alpha-3 code, or None."""
    name = _fold(text)
    code = text.strip().upper()
    if len(code) == 2 and code.isascii() and code in _codes():
        return code
    if len(code) == 3 and code in _alpha3():
        return _alpha3()[code]
    if name in _VARIANTS:
        return _VARIANTS[name]
    for language in LANGUAGES:
        if name in _names(language):
            return _names(language)[name]
    inner = re.sub(r"\(.*?\)|（.*?）", " ", text)
    return country_code(inner) if inner.strip() and inner != text else None


def _fold(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(" " if character in "().,-'’&/" else character for character in decomposed)
    bare = "".join(character for character in bare if not unicodedata.combining(character))
    return unicodedata.normalize("NFC", " ".join(word for word in bare.split() if word not in ("the", "and")))


_VARIANTS: Final = {_fold(name): code for name, code in VARIANTS.items()}


@cache
def _names(language: str) -> dict[str, str]:
    from babel import Locale

    territories = Locale.parse(language).territories
    return {_fold(str(name)): str(code) for code, name in territories.items() if code in _codes()}


@cache
def _codes() -> frozenset[str]:
    from babel import Locale

    known = [str(code) for code in Locale.parse("en").territories]
    return frozenset(code for code in known if len(code) == 2 and code.isalpha()) - _SPECIAL


@cache
def _alpha3() -> dict[str, str]:
    from babel.core import get_global

    aliases = get_global("territory_aliases")
    return {
        old: new[0] for old, new in aliases.items() if len(old) == 3 and old.isalpha() and new[0] in _codes()
    }
