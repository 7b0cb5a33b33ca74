"""Acts in words: why one was not done, what is worth a word about one that was, and what each carries."""

from collections.abc import Iterable
from datetime import tzinfo
from typing import Final

from orderdeck.data.base.records import Json
from orderdeck.tui.i18n import N_, _, noted, phrases, times
from orderdeck.tui.i18n.words import stock as stockout_words

BLOCKED: Final[dict[str, str]] = {
    "held_by": N_("{value} has it"),
    "done_by": N_("{value} has done it already"),
    "acted_by": N_("{value} has just acted on it"),
    "state_changed": N_("it has changed since you looked, now: {value}"),
    "unknown_order": N_("no such order is known"),
    "unknown_export": N_("no such export of orders is loaded"),
    "finished": N_("it is finished: {value}"),
    "not_this_stage": N_("not in its state: {value}"),
    "already_done": N_("it is done already"),
    "not_done": N_("it is not done"),
    "not_held": N_("nobody has claimed it"),
    "not_asleep": N_("it is not snoozed"),
    "no_remark": N_("it has no remark"),
    "until_past": N_("that time is past"),
    "field_missing": N_("missing: {value}"),
    "field_wrong": N_("wrong: {value}"),
    "already_handled": N_("its remark is handled already"),
    "already_answered": N_("this request was answered so already: {value}"),
    "field_unknown": N_("it carries no such thing: {value}"),
    "unknown_kind": N_("there is no such act: {value}"),
    "unknown_purchase": N_("no such purchase is known"),
    "purchase_over": N_("nothing of this purchase is due any more"),
    "purchase_ended": N_("it was ended here as never to come: undo that, or say how many there are now"),
    "not_restock_and_file": N_("one has to be a purchase of a file, the other a restock keyed here"),
    "unknown_sku": N_("nothing here names this SKU"),
    "other_sku": N_("that purchase is of another SKU: {value}"),
    "other_scope": N_("that is not how it is listed, but as: {value}"),
    "not_short": N_("it isn't known to lack anything"),
    "not_overruled": N_("its plan was not overruled"),
    "not_covered": N_("stock doesn't cover it"),
    "not_allowed_there": N_("the order's marketplace, or how it stands, rules this out: {value}"),
    "case_open": N_("its buyer is being asked already: {value}"),
    "already_agreed": N_("that was agreed already"),
    "sku_not_in_order": N_("the order has no {value}"),
    "step_changed": N_("the plan says something else of it now: {value}"),
    "allotted_already": N_("what it wants is allotted to it already"),
    "nothing_to_allot": N_("nothing is known of a stock that it would want"),
    "not_enough": N_("there is not enough of {value} that isn't promised"),
    "wants_otherwise": N_("it wants {value}, and whole orders alone are allotted"),
    "nothing_waits": N_("nothing waits on that list"),
    "no_supplier": N_("no supplier is known for {value}: restock it by hand"),
    "already_delisted": N_("it is off sale already"),
    "not_delisted": N_("it is on sale"),
    "nothing_to_apply": N_("nothing to apply: all of it is done already"),
    "plan_changed": N_("by now something else would be right: look again"),
    "nothing_to_move": N_("there is nothing to move"),
    "half_allotted": N_("it would still be short of {value}: only whole orders are allotted"),
    "packed": N_("the order that would have to give is packed or done"),
    "not_allotted": N_("no stock is held for it"),
    "no_case": N_("its buyer was not asked"),
    "overtaken": N_("colleagues were quicker each time; try again"),
    "unknown_file": N_("no such file has arrived"),
    "never_loaded": N_("it was refused and never loaded"),
    "withdrawn_already": N_("it is withdrawn already"),
    "nothing_free": N_("Nothing left here that nobody has."),
    "nothing_to_undo": N_("There is nothing to undo."),
    "nothing_to_redo": N_("There is nothing to redo."),
}
"""Why an act was not done -> words."""

CASES: Final[dict[tuple[str, str], str]] = {
    ("case_opened", "cancel"): N_("buyer to be asked to cancel"),
    ("case_opened", "time"): N_("buyer to be asked for more time"),
    ("case_opened", "choice"): N_("buyer to be asked to choose"),
    ("case_opened", "alternative"): N_("buyer to be offered another item"),
    ("case_opened", "wait"): N_("buyer to be asked to agree to wait"),
    ("case_opened", "we_cancel"): N_("noted as yours to cancel"),
    ("asked", "cancel"): N_("buyer asked to cancel"),
    ("asked", "time"): N_("buyer asked for more time"),
    ("asked", "choice"): N_("buyer asked to choose"),
    ("asked", "alternative"): N_("buyer offered another item"),
    ("asked", "wait"): N_("buyer asked to agree to wait"),
    ("asked", "we_cancel"): N_("buyer told that we cancel"),
}
"""Kind of act and what it is about -> what was done; of what the seller cancels nothing is asked."""

LETTERS: Final[dict[str, str]] = {
    "address_check": N_("please check the address"),
    "alternative_offer": N_("another item offered"),
    "ask_cancel": N_("please cancel"),
    "ask_more_time": N_("please give us more time"),
    "cancel_remark": N_("reply to a remark that asks to cancel"),
    "cancel_reply": N_("reply to a cancel request"),
    "carrier_consent": N_("another carrier"),
    "invoice_answer": N_("reply to an invoice request"),
    "paid_dispatch_plan": N_("paid: when and how"),
    "remark_reply": N_("reply to a remark"),
    "stockout_choice": N_("wait, another item, or cancel"),
    "tax_number_check": N_("please check the tax number"),
    "tax_number_request": N_("please send the tax number"),
    "wholesale_unpaid_first": N_("first message, unpaid"),
    "wholesale_unpaid_second": N_("second message, unpaid"),
}
"""Template of ours -> what it is, in a few words."""
LANGUAGES: Final[dict[str, str]] = {
    "de": N_("in German"),
    "en": N_("in English"),
    "es": N_("in Spanish"),
    "fr": N_("in French"),
    "ko": N_("in Korean"),
    "pt": N_("in Portuguese"),
    "ru": N_("in Russian"),
    "zh": N_("in Chinese"),
}
"""Language of a letter -> how the journal says it."""
WORDS: Final[dict[str, str]] = {
    "out": N_("out"),
    "left": N_("so many left"),
    "back": N_("back"),
    "expected": N_("expected"),
}
"""What an operator said of a SKU's stock -> words."""

_STATUS_VALUES: Final = ("state_changed", "finished")

REMARKS: Final[dict[str, str]] = {
    "took_over": N_("Taken over from {value}."),
    "already_left": N_("What was sent stays sent."),
    "over_promised": N_("More is promised than there is: {value} too many."),
    "not_sent": N_("It had not been written yet."),
    "more_came": N_("That is {value} more than was still due."),
    "unknown_sku": N_("Nothing else here names {value}."),
}
"""What is worth a word about an act that was done -> words."""


def remark(code: str, value: str = "") -> str:
    """A word about an act that was done."""
    msgid = REMARKS.get(code)
    return _(msgid, value=value) if msgid else " ".join(filter(None, (code.replace("_", " "), value)))


def act(kind: str, data: Json) -> str:
    """What an act did, in words; of a case also for what."""
    msgid = CASES.get((kind, str(data.get("what"))))
    return phrases.act(kind) if msgid is None else _(msgid)


def blocked(code: str, value: str = "") -> str:
    """What stands against an act, in words."""
    if code in _STATUS_VALUES:
        value = phrases.status(value)
    elif code == "step_changed":
        value = stockout_words.action(value) if value else _("nothing")
    elif code == "not_allowed_there":
        value = phrases.phrase(stockout_words.ASKS, value)
    elif code == "case_open":
        value = stockout_words.stage(value)
    msgid = BLOCKED.get(code)
    return _(msgid, value=value) if msgid else " ".join(filter(None, (code.replace("_", " "), value)))


def who(operator: str, accounts: Iterable[str]) -> str:
    """Who acted: the name, and the accounts that did so under it where they are others."""
    told = phrases.joined(filter(None, accounts))
    return noted(operator, _("account {name}", name=told)) if told else operator


def act_data(kind: str, data: Json, zone: tzinfo | None, now: int) -> str:
    """What an act carries beside what `act` says, where it is worth a line: the note, until when, to whom, which
    message."""
    if kind == "snooze" and data.get("until"):
        return _("until {time}", time=times.stamp(int(data["until"]), zone, now))
    if kind in ("hand_over", "take_over", "release"):
        return _handed(data)
    names = (
        "text",
        "file",
        "word",
        "quantity",
        "supplier",
        "action",
        "what",
        "template",
        "language",
        "reason",
    )
    said = {"what"} if (kind, data.get("what")) in CASES else set()
    parts = (_carried(name, str(data[name])) for name in names if data.get(name) and name not in said)
    return " · ".join(parts)


def _handed(data: Json) -> str:
    """From whom to whom, and what was said along with it."""
    told = [_("to {name}", name=data["to"])] if data.get("to") else []
    told += [_("from {name}", name=data["from"])] if data.get("from") else []
    note = " ".join(str(data.get("note") or "").split())
    return " · ".join([*told, *([note] if note else [])])


def _carried(name: str, value: str) -> str:
    """A value of an act in words, where it is a code of ours."""
    table = _CODES.get(name, {})
    return phrases.phrase(table, value) if value in table else value


_CODES: Final[dict[str, dict[str, str]]] = {
    "action": stockout_words.ACTIONS,
    "what": stockout_words.ASKS,
    "template": LETTERS,
    "language": LANGUAGES,
    "word": WORDS,
}
"""What an act carries -> its codes."""
