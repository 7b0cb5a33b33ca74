"""Messages to buyers for the message panel: which templates fit an order, in which language, with which facts."""

from orderdeck.data.base import status
from orderdeck.data.base.records import Fields
from orderdeck.data.desk import Desk, OrderDetail
from orderdeck.data.desk.views.reasons import split
from orderdeck.data.messages import (
    best_language,
    language_of,
    languages_for,
    order_facts,
    render,
    situations,
    title_of,
)
from orderdeck.tui.i18n import language as own_language
from orderdeck.tui.present.records import Letter, private_of
from orderdeck.tui.service.letters.stock_letters import case_facts

PREFERRED = {
    "cancel_requests": ("cancel_reply",),
    "stockouts": ("stockout_choice", "stock_out_choice", "stockout"),
    "remarks": ("address_check", "remark_reply"),
}
"""Queue -> situations tried first for its orders."""


def write_letter(
    desk: Desk, operator: str, order_key: str, template: str, language: str, facts: dict[str, str]
) -> Letter | None:
    """The message for an order; None where the order isn't known or there is no template at all."""
    detail = desk.order(order_key)
    folder = desk.paths.templates
    there = situations(folder)
    if detail is None or not there:
        return None
    fitting = tuple(_fitting(detail, there))
    chosen = template if template in there else fitting[0]
    languages = tuple(languages_for(chosen, folder))
    spoken = best_language(chosen, language or language_of(detail.fields.get("country_code")), folder)
    known = order_facts(
        {**(detail.board or {}), **detail.fields, "lines": detail.lines, "zone": _zone(desk, detail)},
        desk.settings,
        desk.now(),
        spoken,
        {"operator": operator, **_of_stock(desk, detail), **_of_customs(detail), **facts},
        desk.policies.of(detail.fields.get("marketplace"), detail.fields.get("country_code")),
    )
    message = render(chosen, spoken, known | facts, folder)
    return Letter(
        order_key=order_key,
        order_id=str(detail.fields["order_id"]),
        template=chosen,
        templates=fitting,
        language=spoken,
        languages=languages,
        text=message.text,
        title=title_of(chosen, best_language(chosen, own_language(), folder), folder),
        missing=tuple(message.missing),
        state=str((detail.board or {}).get("state") or ""),
        private=private_of(known | facts),
    )


def _zone(desk: Desk, detail: OrderDetail) -> str | None:
    """Where the marketplace's clocks are."""
    export = detail.export
    return desk.zones([export.export_id]).get(export.export_id) if export else None


def _of_stock(desk: Desk, detail: OrderDetail) -> Fields:
    """What is short of the order, where something is."""
    short = detail.board and detail.board["short"]
    rests = detail.board and detail.board["ship_rests"]
    return (
        case_facts(desk, detail.order_key, detail.lines, None if rests else detail.fields["ship_by"])
        if short
        else {}
    )


CUSTOMS = {"customs_missing": "tax_number_request", "customs_wrong": "tax_number_check"}
"""What is wrong with what customs ask for -> the situation of a message that asks for it."""


def _customs(detail: OrderDetail) -> dict[str, list[str]]:
    """What customs ask for and is missing, or ill-formed: reason -> names."""
    found: dict[str, list[str]] = {}
    for code, value in map(split, (detail.board or {}).get("reasons") or ()):
        if code in CUSTOMS:
            found.setdefault(code, []).append(value)
    return found


def _of_customs(detail: OrderDetail) -> Fields:
    """What a message about it calls it."""
    named = [name for names in _customs(detail).values() for name in names]
    number = detail.fields.get("tax_number")
    return {"tax_number_name": ", ".join(named)} | ({"tax_number": number} if number else {}) if named else {}


def _fitting(detail: OrderDetail, there: list[str]) -> list[str]:
    """All situations, those that fit the order first."""
    first = [name for name in _wanted(detail) if name in there]
    return [*first, *(name for name in there if name not in first)]


def _wanted(detail: OrderDetail) -> tuple[str, ...]:
    row: Fields = detail.board or {}
    if detail.fields.get("status") in status.UNPAID:
        second = any(act.kind == "message_sent" for act in detail.acts)
        names = ("unpaid_second", "unpaid_first") if second else ("unpaid_first", "unpaid_second")
        return tuple(f"wholesale_{name}" for name in names) + names
    customs = tuple(dict.fromkeys(CUSTOMS[code] for code in _customs(detail)))
    usual = PREFERRED.get(str(row.get("queue")), ())
    return (*customs, *usual) if row.get("queue") == "remarks" else (*usual, *customs)
