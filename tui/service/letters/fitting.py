"""Which letters fit an order: by its queue, by what the buyer wrote, by what customs lack, by what was told already."""

from collections.abc import Sequence
from typing import Final

from orderdeck.data.base.records import Act, Fields
from orderdeck.data.base.vocabulary import status
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.desk.views.reasons import split

PREFERRED: Final = {
    "cancel_requests": ("cancel_reply",),
    "stockouts": ("stockout_choice", "stock_out_choice", "stockout"),
    "wholesale": ("paid_dispatch_plan",),
}
"""Queue -> templates tried first for its orders."""
OF_REMARK: Final = {
    "change_address": "address_check",
    "change_name": "address_check",
    "phone": "address_check",
    "invoice": "invoice_answer",
    "carrier": "carrier_consent",
    "cancel": "cancel_remark",
}
"""Kind of remark -> the template that answers it; all others are answered in the operator's own words."""
ANSWER: Final = "remark_reply"
CUSTOMS: Final = {"customs_missing": "tax_number_request", "customs_wrong": "tax_number_check"}
"""What is wrong with what customs ask for -> the template that asks for it."""


def fitting(order: Fields, acts: Sequence[Act]) -> tuple[str, ...]:
    """Templates that fit an order (columns of ORDERS, of the board too while it is open) with these acts, the best
    first; none where nothing is known that one would write about."""
    if (
        order.get("status") == status.DISPUTE
    ):  # it is answered in the dispute; what was wanted before it is past
        return ()
    if order.get("status") in status.UNPAID:
        second = any(act.kind == "message_sent" for act in counting(acts))
        names = ("unpaid_second", "unpaid_first") if second else ("unpaid_first", "unpaid_second")
        due = (
            order.get("queue") == "wholesale_unpaid"
        )  # elsewhere no message is, but for texts of the user's own
        return (*(f"wholesale_{name}" for name in names if due), *names)
    customs = tuple(dict.fromkeys(CUSTOMS[code] for code in _customs(order)))
    usual = PREFERRED.get(str(order.get("queue")), ())
    return tuple(dict.fromkeys((*usual, *_of_remark(order), *customs)))


def situation_facts(order: Fields) -> Fields:
    """What a letter has to know of why it is written: `as_asked` where the buyer applied to cancel as we had asked,
    `asks_lower_value` where the remark wants a false customs value; nothing where neither is so."""
    told: Fields = {}
    if "as_asked" in _reasons(order):
        told["as_asked"] = True
    if "customs_value" in (order.get("remark_kinds") or ()):
        told["asks_lower_value"] = True
    return told


def customs_facts(order: Fields) -> Fields:
    """What a letter about customs calls what they ask for; none where nothing of it is wrong."""
    named = [name for names in _customs(order).values() for name in names]
    number = order.get("tax_number")
    return {"tax_number_name": ", ".join(named)} | ({"tax_number": number} if number else {}) if named else {}


def _of_remark(order: Fields) -> tuple[str, ...]:
    """Templates that answer a remark which nobody has dealt with; its first kind weighs most."""
    kinds = order.get("remark_kinds") or ()
    if "remark_handled" in _reasons(order):
        return ()
    if order.get("queue") == "remarks":
        return (*(OF_REMARK.get(kind, ANSWER) for kind in kinds), ANSWER)
    if (
        order.get("queue") == "cancel_requests"
    ):  # what they ask for they have applied for: nothing is left to tell them
        kinds = [kind for kind in kinds if kind != "cancel"]
    # Elsewhere a remark may be one that asks for nothing.
    return tuple(OF_REMARK[kind] for kind in kinds if kind in OF_REMARK)


def _reasons(order: Fields) -> set[str]:
    return {split(reason)[0] for reason in order.get("reasons") or ()}


def _customs(order: Fields) -> dict[str, list[str]]:
    """What customs ask for and is missing, or ill-formed: reason -> names."""
    found: dict[str, list[str]] = {}
    for code, value in map(split, order.get("reasons") or ()):
        if code in CUSTOMS:
            found.setdefault(code, []).append(value)
    return found
