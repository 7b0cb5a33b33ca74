"""The language, zone and tax number of a buyer's country."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final

LANGUAGES: Final = ("en", "zh", "ru", "es", "pt", "fr", "de", "ko")
"""Languages that buyers are written to in."""


def language_of(country_code: str | None) -> str:
    """The language for a buyer in `country_code` (ISO 3166 alpha-2); "en" where no other is known."""
    return _by_country().get((country_code or "").upper(), "en")


def zone_of(country_code: str | None) -> str:
    """IANA zone in which a buyer in `country_code` is told dates; "UTC" where it is not known."""
    code = (country_code or "").upper()
    chosen = _tables()["zone"].get(code)
    if chosen:
        return str(chosen)
    from babel.core import get_global

    zones = get_global("territory_zones").get(code, [])
    return str(zones[0]) if len(zones) == 1 else "UTC"


def tax_number_of(country_code: str | None) -> str | None:
    """What the number is called that customs ask for in `country_code`, where no rule of customs speaks of it
    (`data.rules.customs.rules`); None where none is known."""
    name = _tables()["tax_number"].get((country_code or "").upper())
    return str(name) if name else None


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("languages.toml").read_text(encoding="utf-8"))


@cache
def _by_country() -> dict[str, str]:
    return {code: language for language, codes in _tables()["language"].items() for code in codes}
