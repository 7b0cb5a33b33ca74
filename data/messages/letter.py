"""The one writer of letters: to buyers from the list or from a stock-out, and to suppliers."""

from collections.abc import Callable, Mapping
from functools import cache, cached_property
from pathlib import Path
from typing import Any, Final

import msgspec

from orderdeck.data.base.letters import Letter, Wanted
from orderdeck.data.messages.render import (
    MessageError,
    facts_of,
    languages_for,
    render,
    situations,
    title_of,
)

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
    of_stockout: bool = False
    """Whether CHANGEABLE facts are its own."""
    asks: Mapping[str, str] = {}
    """Template -> what it asks for, where that is kept (`Letter.asks`)."""
    order_id: str = ""
    state: str = ""


class Shelf:
    """The templates that there are just now: looked through once, for any number of letters.

    `folder` has the user's own, `spoken` is the operator's language, for their titles.
    """

    def __init__(self, folder: Path | None = None, spoken: str = "en") -> None:
        self.folder = folder
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
    """The letter that is `wanted`; None where there is no template for it at all.

    Where its template can't be rendered the letter has no text, and says why.
    """
    templates = _templates(about, shelf)
    if not templates:
        return None
    template = wanted.template if wanted.template in templates else templates[0]
    letter = Letter(
        wanted=wanted,
        order_id=about.order_id,
        template=template,
        templates=templates,
        title=template,
        language=shelf.language(template, wanted.language or about.language),
        languages=tuple(shelf.languages(template)),
        text="",
        asks=about.asks.get(template, ""),
        state=about.state,
    )
    try:
        return _filled(letter, about, shelf)
    except MessageError as error:
        return msgspec.structs.replace(letter, problem=str(error))


def _filled(letter: Letter, about: Subject, shelf: Shelf) -> Letter:
    facts = {**about.facts(letter.language), **dict(letter.wanted.facts)}
    message = render(letter.template, letter.language, facts, shelf.folder)
    return msgspec.structs.replace(
        letter,
        title=shelf.title(letter.template),
        text=message.text,
        missing=tuple(message.missing),
        known=_known(facts, shelf.speaks_of(letter.template, letter.language)) if about.of_stockout else (),
        private=_private(facts),
    )


def _templates(about: Subject, shelf: Shelf) -> tuple[str, ...]:
    first = [name for name in dict.fromkeys(about.fitting) if name in shelf.templates]
    others = [name for name in shelf.templates if name not in first] if about.others else []
    return (*first, *others)


def _known(facts: Mapping[str, Any], spoken_of: frozenset[str]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, _in_a_line(facts[name])) for name in CHANGEABLE if name in facts and name in spoken_of
    )


def _in_a_line(fact: object) -> str:
    """A fact to be changed at a prompt, which has one line."""
    return "; ".join(str(fact).removeprefix("- ").split("\n- "))


def _private(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What of the facts says who the buyer is and where: whole, and line by line."""
    told = [str(facts.get(name) or "") for name in _PERSONAL]
    return tuple(dict.fromkeys(part for text in told for part in (text, *text.splitlines()) if part.strip()))
