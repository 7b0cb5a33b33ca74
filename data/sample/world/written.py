"""What people write on sample orders: remarks in seven languages, with what each one asks for."""

from datetime import datetime, timedelta
from functools import cache
from random import Random

from orderdeck.data.sample.words import words
from orderdeck.data.sample.world.orders import Person, Remark
from orderdeck.data.sample.world.people import make_person

COLOURS = {
    "ru": "чёрный",
    "es": "negro",
    "pt": "preto",
    "fr": "noir",
    "de": "schwarz",
    "zh": "黑色",
    "en": "black",
}

_STRANGER = 0.25
"""How often a buyer writes in English rather than the country's language."""


def write_remark(random: Random, person: Person, now: datetime, *, blocking: bool) -> Remark:
    """A remark as `person` would write it; one that somebody has to read, or one that is harmless."""
    shape = random.random()
    language = "en" if shape < _STRANGER else "zh" if shape > 0.93 else person.language
    entries = _entries(language, blocking)
    kinds, template, harmless = random.choice(entries)
    other = make_person(random, person.country)
    text = template.format(
        street=other.street,
        place=f"{other.city} {other.zip}",
        name=other.name,
        phone=other.phone,
        tax=person.tax or "XI123456789000",
        color=COLOURS[language],
        size=random.choice(("M", "L", "XL")),
        date=(now + timedelta(days=random.randint(9, 25))).strftime("%d.%m."),
    )
    return Remark(text, kinds, language, harmless)


@cache
def _entries(language: str, blocking: bool) -> list[tuple[tuple[str, ...], str, bool]]:
    return [
        (tuple(entry["kinds"]), text, not blocking)
        for entry in words("remarks")["remark"]
        if entry["language"] == language and blocking != entry.get("harmless", False)
        for text in entry["texts"]
    ]
