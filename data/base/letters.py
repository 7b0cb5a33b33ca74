"""Letters: what is wanted of one, and what it is once written. Records alone; `data.messages.letter` writes."""

from typing import Final

import msgspec

DAYS: Final = frozenset({"restock_date", "new_ship_by", "need_by", "answer_by", "pay_by"})
"""Facts that are days: nobody knows them to the minute."""
TIMES: Final = frozenset({"ship_by"})
"""Facts that are times of day."""


class Wanted(msgspec.Struct, frozen=True):
    """A letter that somebody wants to read."""

    order_key: str = ""
    """The order whose buyer it goes to; "" for one to a supplier."""
    sku: str = ""
    """The SKU whose stock-out it is part of; "" for any letter about an order."""
    template: str = ""
    """"" for the one that fits best."""
    language: str = ""
    """"" for the reader's own."""
    facts: tuple[tuple[str, str], ...] = ()
    """Name and text of what the operator supplied, or says otherwise than the desk. DAYS and TIMES are in ISO 8601, and
    are spelled for whoever reads the letter."""

    def supplied(self, name: str, text: str) -> "Wanted":
        """The same with this fact."""
        return msgspec.structs.replace(self, facts=tuple((dict(self.facts) | {name: text}).items()))


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it stands: its text with what is missing marked, and what else there is to choose."""

    wanted: Wanted
    order_id: str = ""
    """The number that people know the order by; "" where it isn't about an order."""
    template: str
    """"" where none fits: one has to be chosen."""
    templates: tuple[str, ...]
    """All that there are for this reader, the fitting ones first."""
    fitting: int = 0
    """How many of them fit."""
    titles: tuple[str, ...] = ()
    """Their own titles, in the operator's language; none where the letter isn't to be read."""
    title: str = ""
    """The template's own, in the operator's language."""
    language: str
    languages: tuple[str, ...]
    """Those that the template is there in."""
    text: str
    missing: tuple[str, ...] = ()
    """Names of the facts that must be supplied before it may leave."""
    known: tuple[tuple[str, str], ...] = ()
    """Facts of the case that the text speaks of, in a line each: what an operator may say otherwise."""
    asks: str = ""
    """What it asks the buyer for (data.stock.acts.kinds.ASKS) where it is about a stock-out; else ""."""
    state: str = ""
    """The order's state token that it was written on."""
    not_before: int | None = None
    """Microseconds since the epoch until which the order is put away: nothing is to be sent to its buyer before."""
    spoken: str = ""
    """The same text in the operator's language; "" where it is that already, isn't there in it, or isn't to be read."""
    private: tuple[str, ...] = ()
    """Names and addresses that stand in the text."""
    problem: str = ""
    """Why there is no text: the template and, where there is one, the line."""

    @property
    def sendable(self) -> bool:
        """Whether it may leave: there is a text, and every fact that it states was given."""
        return bool(self.template) and not self.missing and not self.problem
