"""Which letters fit an order: by its queue, by what customs lack of it, by what its buyer was told already."""

from collections.abc import Sequence
from typing import Final

from orderdeck.data.base import status
from orderdeck.data.base.records import Act, Fields
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.desk.views.reasons import split

PREFERRED: Final = {
    "cancel_requests": ("cancel_reply",),
    "stockouts": ("stockout_choice", "stock_out_choice", "stockout"),
    "remarks": ("address_check", "remark_reply"),
}
"""Queue -> templates tried first for its orders."""
CUSTOMS: Final = {"customs_missing": "tax_number_request", "customs_wrong": "tax_number_check"}
"""What is wrong with what customs ask for -> the template that asks for it."""


def fitting(order: Fields, acts: Sequence[Act]) -> tuple[str, ...]:
    """Templates that fit an order (columns of ORDERS, of the board too while it is open) with these acts, the best
    first."""
    if order.get("status") in status.UNPAID:
        second = any(act.kind == "message_sent" for act in counting(acts))
        names = ("unpaid_second", "unpaid_first") if second else ("unpaid_first", "unpaid_second")
        return tuple(f"wholesale_{name}" for name in names) + names
    customs = tuple(dict.fromkeys(CUSTOMS[code] for code in _customs(order)))
    usual = PREFERRED.get(str(order.get("queue")), ())
    return (*customs, *usual) if order.get("queue") == "remarks" else (*usual, *customs)


def customs_facts(order: Fields) -> Fields:
    """What a letter about customs calls what they ask for; none where nothing of it is wrong."""
    named = [name for names in _customs(order).values() for name in names]
    number = order.get("tax_number")
    return {"tax_number_name": ", ".join(named)} | ({"tax_number": number} if number else {}) if named else {}


def _customs(order: Fields) -> dict[str, list[str]]:
    """What customs ask for and is missing, or ill-formed: reason -> names."""
    found: dict[str, list[str]] = {}
    for code, value in map(split, order.get("reasons") or ()):
        if code in CUSTOMS:
            found.setdefault(code, []).append(value)
    return found
