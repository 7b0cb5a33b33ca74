"""Which countries ask for a number, and what one looks like: `rules.toml`, and the desk's `customs.toml` over it."""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

import msgspec

from orderdeck.data.base.guards.own_files import lies_there, read_text
from orderdeck.data.base.text.linear_regex import Pattern, PatternError
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.rules.customs.digits import CHECKS, completed, holds

PACKAGED: Final = Path(__file__).with_name("rules.toml")
USER_FILE: Final = "customs.toml"
LONGEST_NAME: Final = 60
_MARKS: Final = re.compile(r"[\s.\-/_,]")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")


class Form(msgspec.Struct, forbid_unknown_fields=True):
    """One look that a number can have."""

    pattern: str
    check: str = ""


class Asked(msgspec.Struct, forbid_unknown_fields=True):
    """What customs of a country ask for."""

    name: str = ""
    """What the number is called; "" where none is asked for."""
    forms: list[Form] = []
    """Looks of which it has to have one; none: anything will do."""
    address: str = ""
    """What else the address needs, by its name."""
    off: bool = False


class CustomsRules:
    """What is asked for by country, and what was wrong with the user's file."""

    def __init__(self, asked: Mapping[str, Asked], errors: Sequence[str] = ()) -> None:
        self.asked = dict(asked)
        self.errors = tuple(errors)
        self._forms = {
            country: [(Pattern(form.pattern), form.check) for form in one.forms]
            for country, one in self.asked.items()
        }

    def name_of(self, country_code: str | None) -> str | None:
        """What the number of a country is called; None where none is asked for."""
        one = self.asked.get((country_code or "").upper())
        return one.name or None if one else None

    def ill_formed(self, country_code: str, numbers: Sequence[str]) -> list[bool]:
        """Of each of these numbers of a country, whether it can't be one."""
        forms = self._forms.get(country_code, [])
        if not forms:
            return [False] * len(numbers)
        said = [spelled(number) for number in numbers]
        found = [False] * len(said)
        for pattern, check in forms:
            fits = pattern.fits(said)
            found = [
                good or (fit and (not check or holds(check, one)))
                for good, fit, one in zip(found, fits, said, strict=True)
            ]
        return [not good for good in found]

    def completed(self, country_code: str, number: str) -> str:
        """`number` with the check digits that it should have, where a form of its country has any."""
        said = [spelled(number)]
        for pattern, check in self._forms.get(country_code, []):
            if check and pattern.fits(said)[0]:
                right = completed(check, said[0])
                length = CHECKS[check][1]
                return number[:-length] + right[-length:]
        return number


def spelled(number: str) -> str:
    """A number as the forms see it: upper case, half width, no accents, blanks or marks, nor a name before a colon."""
    spread = unicodedata.normalize("NFKD", number).rpartition(":")[2]
    if not spread.isascii():
        spread = "".join(c for c in spread if not unicodedata.category(c).startswith("M"))
    return _MARKS.sub("", spread).upper()


def load_customs(folder: Path | None = None) -> CustomsRules:
    """The packaged rules, with `customs.toml` of `folder` (the desk's rules) over them country by country. What is
    wrong there is left out and told."""
    file = folder / USER_FILE if folder else None
    if file is None or not lies_there(file):
        return _packaged()
    asked = dict(_packaged().asked)
    try:
        tables = tomllib.loads(read_text(file))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return CustomsRules(asked, [f"{file}: {error}"])
    errors = []
    for country, table in tables.items():
        try:
            one = _sound(country, table)
        except (msgspec.ValidationError, ValueError) as error:
            errors.append(f"{file}: {clean_text(country)[:20]}: {error}")
            continue
        asked.pop(country, None)
        if not one.off:
            asked[country] = one
    return CustomsRules(asked, errors)


@cache
def _packaged() -> CustomsRules:
    tables = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))
    return CustomsRules({country: _sound(country, table) for country, table in tables.items()})


def _sound(country: str, table: object) -> Asked:
    if not _COUNTRY.fullmatch(country):
        raise ValueError("no country code of two capital letters")
    one = msgspec.convert(table, Asked)
    for form in one.forms:
        if form.check and form.check not in CHECKS:
            raise ValueError(f"there is no check `{form.check[:40]}`; there are {', '.join(CHECKS)}")
        try:
            Pattern(form.pattern)
        except PatternError as error:
            raise ValueError(str(error)) from error
    one.name, one.address = (_name(text) for text in (one.name, one.address))
    if not (one.name or one.address or one.off):
        raise ValueError("it has no name")
    return one


def _name(text: str) -> str:
    # "|" and U+001F part reasons.
    return clean_text(text).replace("|", "/")[:LONGEST_NAME]
