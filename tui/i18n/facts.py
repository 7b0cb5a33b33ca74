"""The facts that messages carry, in words: what the message panel asks for where one is missing."""

from collections.abc import Sequence
from typing import Final

from orderdeck.tui.i18n import N_, _, language, phrases
from orderdeck.tui.i18n.act_phrases import LANGUAGES

FACTS: Final[dict[str, str]] = {
    "address_block": N_("address"),
    "alternatives": N_("what is offered instead"),
    "answer": N_("answer"),
    "answer_by": N_("answer wanted by"),
    "buyer": N_("buyer's name"),
    "country": N_("country"),
    "doubt": N_("what is in doubt"),
    "extra_days": N_("days more"),
    "item_list": N_("items"),
    "need_by": N_("needed by"),
    "new_service": N_("other service"),
    "new_ship_by": N_("new ship-by date"),
    "new_total": N_("new total"),
    "note": N_("note"),
    "order_id": N_("order number"),
    "pay_by": N_("pay-by date"),
    "purchase": N_("what is bought"),
    "reason": N_("the true reason"),
    "refund_days": N_("days until the refund"),
    "restock_date": N_("restock date"),
    "sender": N_("your or the shop's name"),
    "service": N_("service"),
    "ship_by": N_("ship-by date"),
    "short_item": N_("item that is short"),
    "supplier": N_("supplier"),
    "tax_number": N_("tax number"),
    "tax_number_name": N_("name of the tax number"),
    "time_difference": N_("difference in time"),
    "total": N_("total"),
}
"""Name of a fact in templates -> word."""
_IN_WORDS: Final = frozenset(
    ("alternatives", "answer", "doubt", "note", "reason", "short_item", "time_difference")
)
"""Those that are said in words of a language."""


def personal_fields() -> frozenset[str]:
    """Fields of an order that say who the buyer is, or what they wrote."""
    from orderdeck.data.desk.changes.compared import PERSONAL

    return PERSONAL


def parcel_fields() -> frozenset[str]:
    """Fields of an order by which a parcel that is packed already is the wrong one."""
    from orderdeck.data.desk.changes.compared import PARCEL

    return frozenset(PARCEL)


def fact(name: str) -> str:
    """A fact of a message in words."""
    return phrases.phrase(FACTS, name)


def wanted_of(name: str, letter_language: str) -> str:
    """What a fact is asked for with: of words in a letter that isn't in the operator's language, in which it is."""
    words = name in _IN_WORDS or name not in FACTS
    if not words or letter_language == language() or letter_language not in LANGUAGES:
        return fact(name)
    return _("{fact}, {language}", fact=fact(name), language=_(LANGUAGES[letter_language]))


def facts(names: Sequence[str]) -> str:
    """Several facts in words."""
    return phrases.joined(fact(name) for name in names)
