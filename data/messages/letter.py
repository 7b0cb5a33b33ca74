"""The one writer of letters: to buyers from the list or from a stock-out, and to suppliers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from orderdeck.data.base.letters import DAYS, TIMES, Letter, Wanted
from orderdeck.data.messages.facts import ADDRESS
from orderdeck.data.messages.render import (
    MessageError,
    facts_of,
    languages_for,
    render,
    situations,
    title_of,
)
from orderdeck.data.rules.places import formats

CHANGEABLE: Final = (
    "short_item",
    "restock_date",
    "extra_days",
    "new_ship_by",
    "alternatives",
    "reason",
    "sender",
)
"""Facts of a stock-out that an operator may know better, as they are asked for."""
SUPPLIERS: Final = "supplier_"
"""How names of templates to suppliers begin: none of them goes to a buyer."""
_PERSONAL: Final = ("buyer", "recipient", "address_block", "tax_number")


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter is about, and whom it goes to."""

    facts: Callable[[str], Mapping[str, Any]]
    """Language -> the facts, spelled in it (see `data.messages.facts`)."""
    fitting: tuple[str, ...]
    """Templates that fit, best first."""
    others: bool = True
    """Whether any other template may be had too."""
    language: str = "en"
    """The reader's own."""
    zone: str = "UTC"
    """Where the reader is (IANA): times that the operator supplies are told there."""
    of_stockout: bool = False
    """Whether CHANGEABLE facts are its own."""
    asks: Mapping[str, str] = {}
    """Template -> what it asks for, where that is kept (`Letter.asks`)."""
    order_id: str = ""
    state: str = ""
    not_before: int | None = None
    """As in `Letter`."""


class Shelf:
    """The templates that there are just now: looked through once, for any number of letters.

    `folder` has the user's own, `spoken` is the operator's language, for their titles.
    """

    def __init__(self, folder: Path | None = None, spoken: str = "en") -> None:
        self.folder, self.spoken = folder, spoken
        self.languages: Callable[[str], list[str]] = cache(lambda template: languages_for(template, folder))
        self.title: Callable[[str], str] = cache(
            lambda template: title_of(template, self.language(template, spoken), folder)
        )
        self.speaks_of: Callable[[str, str], frozenset[str]] = cache(
            lambda template, language: frozenset(facts_of(template, language, folder))
        )

    @cached_property
    def templates(self) -> list[str]:
        """All of them, by name."""
        return situations(self.folder)

    def language(self, template: str, wanted: str) -> str:
        """`wanted` where the template is there in it, else English, else the first there is."""
        there = self.languages(template)
        return wanted if wanted in there else there[0]


def write(wanted: Wanted, about: Subject, shelf: Shelf) -> Letter | None:
    """The letter that is `wanted`; None where there is no template for it at all, one without template or text where
    none is wanted and none fits.

    Where its template can't be rendered the letter has no text, and says why.
    """
    fitting = [name for name in dict.fromkeys(about.fitting) if name in shelf.templates]
    templates = (*fitting, *_others(about, shelf, fitting))
    if not templates:
        return None
    template = wanted.template if wanted.template in templates else next(iter(fitting), "")
    if not template:
        return Letter(
            wanted=wanted,
            order_id=about.order_id,
            template="",
            templates=templates,
            language=about.language,
            languages=(),
            text="",
            state=about.state,
            not_before=about.not_before,
        )
    letter = Letter(
        wanted=wanted,
        order_id=about.order_id,
        template=template,
        templates=templates,
        fitting=len(fitting),
        title=template,
        language=shelf.language(template, wanted.language or about.language),
        languages=tuple(shelf.languages(template)),
        text="",
        asks=about.asks.get(template, ""),
        state=about.state,
        not_before=about.not_before,
    )
    try:
        return _filled(letter, about, shelf)
    except MessageError as error:
        return msgspec.structs.replace(letter, problem=str(error))


def to_read(letter: Letter, about: Subject, shelf: Shelf) -> Letter:
    """`letter` with what whoever reads it sees beside it: its text in their language, what other letters are called."""
    titles = tuple(map(shelf.title, letter.templates))
    return msgspec.structs.replace(letter, titles=titles, spoken=_spoken(letter, about, shelf))


def _filled(letter: Letter, about: Subject, shelf: Shelf) -> Letter:
    facts = _facts(letter, about, letter.language)
    message = render(letter.template, letter.language, facts, shelf.folder)
    return msgspec.structs.replace(
        letter,
        title=shelf.title(letter.template),
        text=message.text,
        missing=tuple(message.missing),
        known=_known(facts, shelf.speaks_of(letter.template, letter.language)) if about.of_stockout else (),
        private=_private(facts, shelf.speaks_of(letter.template, letter.language)),
    )


def _others(about: Subject, shelf: Shelf, fitting: Sequence[str]) -> list[str]:
    if not about.others:
        return []
    return [name for name in shelf.templates if name not in fitting and not name.startswith(SUPPLIERS)]


def _facts(letter: Letter, about: Subject, language: str) -> dict[str, Any]:
    supplied = {name: _spelled(name, text, language, about.zone) for name, text in letter.wanted.facts}
    return {**about.facts(language), **supplied}


def _spelled(name: str, text: str, language: str, zone: str) -> str:
    """What the operator supplied, as the reader spells it."""
    if name not in DAYS | TIMES:
        return text
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text  # words of one's own
    if name in TIMES and moment.tzinfo is not None:
        return formats.moment(moment, zone, language)
    return formats.date(date(moment.year, moment.month, moment.day), language)


def _spoken(letter: Letter, about: Subject, shelf: Shelf) -> str:
    """The text for the operator, who may not read the buyer's language."""
    if shelf.spoken == letter.language or shelf.spoken not in letter.languages:
        return ""
    try:
        facts = _facts(letter, about, shelf.spoken)
        return render(letter.template, shelf.spoken, facts, shelf.folder).text
    except MessageError:
        return ""  # it is beside the letter alone; what is wrong with it is said where it is the letter


def _known(facts: Mapping[str, Any], spoken_of: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, _in_a_line(facts[name])) for name in CHANGEABLE if name in facts and name in spoken_of
    )


def _in_a_line(fact: object) -> str:
    """A fact to be changed at a prompt, which has one line."""
    return "; ".join(str(fact).removeprefix("- ").split("\n- "))


def _private(facts: Mapping[str, Any], spoken_of: frozenset[str]) -> tuple[str, ...]:
    """What of the facts says who the buyer is and where: whole, and line by line. A part of an address counts where the
    text speaks of it: a short postal code may be a number in any other."""
    told = [
        str(facts.get(name) or "") for name in (*_PERSONAL, *(one for one in ADDRESS if one in spoken_of))
    ]
    return tuple(dict.fromkeys(part for text in told for part in (text, *text.splitlines()) if part.strip()))
