"""Invented buyers with addresses of their country's shape, and the shipping services they may choose."""

import unicodedata
from functools import cache
from random import Random
from typing import Any

from orderdeck.data.rules.customs.rules import load_customs
from orderdeck.data.sample.words import fill_digits, words
from orderdeck.data.sample.world.orders import Person, Service

DOMAINS = ("example.com", "example.org", "example.net")
"""Domains kept for examples: a message sent by mistake reaches nobody."""

SERVICE_ODDS = {"standard": 70, "economy": 18, "premium": 6}
"""Among orders that did not choose a courier."""


class Buyers:
    """Draws buyers; some of them come back."""

    def __init__(self, random: Random, returning: float = 0.12) -> None:
        self._random = random
        self._returning = returning
        self._known: list[Person] = []
        self._codes = list(words("countries"))
        self._weights = [words("countries")[code]["weight"] for code in self._codes]

    def draw(self) -> Person:
        """A buyer, new or returning."""
        if self._known and self._random.random() < self._returning:
            return self._random.choice(self._known[-500:])
        [code] = self._random.choices(self._codes, self._weights)
        person = make_person(self._random, code)
        self._known.append(person)
        return person


def make_person(random: Random, code: str) -> Person:
    """A new invented person who lives in the country `code`."""
    country: dict[str, Any] = words("countries")[code]
    first, last = random.choice(country["first"]), random.choice(country["last"])
    city, province, zip_pattern = random.choice(country["places"])
    name = f"{last.split()[0]} {first} {last.split()[1]}" if code == "RU" else f"{first} {last}"
    return Person(
        login=_login(random, code, first, last),
        name=name.upper() if random.random() < 0.06 else name,
        email=_email(random, first, last),
        country=code,
        country_label=country["label"],
        language=country["language"],
        street=random.choice(country["streets"]).format(n=random.randint(1, 199), s=random.randint(1, 9)),
        city=city,
        province=province,
        zip=digits(random, zip_pattern),
        phone=digits(random, random.choice(country["phones"])),
        tax=load_customs().completed(code, digits(random, country.get("tax", ""))),
        national=_national(random, country.get("national", "")),
    )


def pick_service(random: Random, person: Person, *, courier: bool) -> Service:
    """The shipping service that `person` chooses: one of the couriers, or one of the rest."""
    kind = "courier" if courier else random.choices(list(SERVICE_ODDS), list(SERVICE_ODDS.values()))[0]
    on_offer = [
        one for one in services() if one.kind == kind and (not one.regions or person.country in one.regions)
    ]
    [chosen] = random.choices(on_offer, [one.odds for one in on_offer])
    return chosen


@cache
def services() -> tuple[Service, ...]:
    """All services of the sample world."""
    return tuple(
        Service(
            label=one["label"],
            kind=one["class"],
            carrier=one["carrier"],
            tracking=one["tracking"],
            odds=one["odds"],
            regions=tuple(one.get("regions", ())),
        )
        for one in words("services")["service"]
    )


def digits(random: Random, pattern: str) -> str:
    """`pattern` with a random digit for each "#"."""
    return fill_digits(pattern, "".join(random.choices("0123456789", k=pattern.count("#"))))


def ascii_of(text: str) -> str:
    """The Latin letters and digits of `text` without accents, lower case; "" where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(character for character in plain if character.isalnum())


def _login(random: Random, code: str, first: str, last: str) -> str:
    shape = random.random()
    if shape < 0.55:
        return f"{first} {last.split()[0]}"
    if shape < 0.8:
        return f"{code.lower()}{digits(random, '1#########')}{''.join(random.choices('abcdefghkmnprstvwz', k=4))}"
    return f"{first} {last[0]}."


def _email(random: Random, first: str, last: str) -> str:
    local = ".".join(part for part in (ascii_of(first), ascii_of(last.split()[0])) if part) or "kupil"
    return f"{local}{random.randint(1, 999)}@{random.choice(DOMAINS)}"


def _national(random: Random, pattern: str) -> str:
    letters = "".join(random.choice("ABCDHKMR") if one == "?" else one for one in pattern)
    return digits(random, letters)
