"""Letters: what is wanted of one, and what it is once written. Records alone; `data.messages.letter` writes."""

import msgspec


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
    """Name and text of what the operator supplied, or says otherwise than the desk."""

    def supplied(self, name: str, text: str) -> "Wanted":
        """The same with this fact."""
        return msgspec.structs.replace(self, facts=tuple((dict(self.facts) | {name: text}).items()))


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter as it stands: its text with what is missing marked, and what else there is to choose."""

    wanted: Wanted
    order_id: str = ""
    """The number that people know the order by; "" where it isn't about an order."""
    template: str
    templates: tuple[str, ...]
    """All that there are for this reader, the fitting ones first."""
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
    private: tuple[str, ...] = ()
    """Names and addresses that stand in the text."""
    problem: str = ""
    """Why there is no text: the template and, where there is one, the line."""

    @property
    def sendable(self) -> bool:
        """Whether it may leave: there is a text, and every fact that it states was given."""
        return not self.missing and not self.problem
