"""Every code that a reason or a badge may have: what stands behind it, and a plain English sentence for scripts.

A reason is "code|value"; `{value}` in the sentence is that value. The deck has words of its own for the same codes.
"""

from collections.abc import Callable
from typing import Final

REASONS: Final[dict[str, str]] = {
    # Why it is in its queue, by stage
    "dispute": "a dispute is open (since {value})",  # likewise
    "cancel_requested": "the buyer asked to cancel (since {value})",  # two times with "/" between: at one within them
    "as_asked": "as we asked on {value}: accept it",
    "to_ship": "to be shipped",
    "part_shipped": "shipped in part, the rest is owed",
    "unpaid": "not paid ({value})",
    "held": "not to be shipped now ({value})",
    "amount_yours": "the amount is yours to confirm",
    "platform_sends": "the marketplace's warehouse sends it, you don't ({value})",  # value: the file's own word
    "nothing_owed": "nothing to send ({value})",  # sent, cancelled, returned, no_parcel, none; or empty: several
    "owed": "{value} pieces still to send",  # 2/3: of those ordered
    "sent_unknown": "part of it was sent, the file doesn't say what",
    "refunded": "money was given back, the file doesn't say for what: {value}",  # currency and amount
    "status_unknown": "status not known: {value}",
    "gone": "gone: not in the newest export since {value}",
    # Who sends
    "jit": "just in time, by a clock of its own ({value})",  # value: the file's own word
    "mode_unknown": "who sends it is not known: {value}",  # value: the file's own word
    "tax_collected": "the marketplace collects the tax: not to be sent together with others",
    "customs_missing": "customs ask for what is missing: {value}",  # its name
    "customs_wrong": "this can't be a number that customs take: {value}",  # its name
    "cash_on_delivery": "cash on delivery: not to be sent together with others",
    "together": "more orders to the same buyer and address: {value}",  # count, apart, numbers, ship-by: "|" between
    # What newer exports say against it
    "absent": "not in the newest export since {value}: gone, or is that export no full list?",
    "sent_back": "was {value}",  # status, time, file that had it, file that has it back: "|" between
    # Rules that fired
    "short": "stock can't cover it: {value} short",  # value: SKU and pieces
    "message_due": "{value} message to the buyer is due",  # first, second
    "remark": "the remark asks for: {value}",  # kind, unread, or nothing where it is harmless
    "wholesale_line": "wholesale: {value} pieces in one line",
    "wholesale_order": "wholesale: {value} pieces in the order",
    "wholesale_amount": "wholesale: amount {value}",  # currency and amount
    "wholesale_buyer": "wholesale buyer: {value}",
    "wholesale_marked": "marked as a business order by the marketplace",
    "courier": "the buyer chose a courier: {value}",
    # Time
    "late": "late: it was due {value}",
    "due": "due {value}",
    "due_between": "the time to answer ends between {value}",  # two times, "/" between: it isn't known when it began
    "new": "arrived {value}",
    # What of its file could not be read; the value is what stands there
    "merged_parcel": "one parcel of several orders, all items stand at the first: {value}",
    "shared_parcel": "one parcel of several orders: {value}",
    "sku_ruined": "SKU ruined by a spreadsheet: '{value}'",
    "line_unclear": "a row of it may be no item, but a sum: '{value}'",
    "may_be_cut": "its file ends within its row, and may be cut off in the last cell: '{value}'",
    "lines_may_be_cut": "its file may be cut off below it: its lines and what they should come to are {value}",
    # lines that its newest file has, those that an older one has, and which: "|" between
    "fewer_lines": "its file ends with it and may be cut off below: lines there, and in an older file: {value}",
    "second_status_unknown": "beside its status stands what isn't known: '{value}'",
    "amount_unread": "an amount of it isn't known: '{value}'",
    "ship_by_unreadable": "ship-by unreadable: '{value}'",
    "ship_by_estimated": "its file has no ship-by: estimated, {value}",  # product|5: see ESTIMATES
    "placed_at_unreadable": "time of order unreadable: '{value}'",
    "paid_at_unreadable": "time of payment unreadable: '{value}'",
    "sent_at_unreadable": "time of dispatch unreadable: '{value}'",
    "received_at_unreadable": "time of receipt unreadable: '{value}'",
    "cancelled_at_unreadable": "time of cancellation unreadable: '{value}'",
    # What operators did
    "done": "done here by {value}",
    "sent": "sent, not yet declared: {value}",  # carrier and number
    "sent_undeclared": "sent {value}",  # as undeclared
    "parcel": "sent with {value}",
    "undeclared": "done {value}",  # how long ago, the time of the export that has it to be sent: "28 h/2026-…"
    "returned": "back again: it changed after {value} had done it",
    "changed": "changed since somebody last acted on it",
    "packed_over": "changed since it was packed: {value}",  # address, lines, service: "," between
    "remark_handled": "remark handled by {value}",
    "consent": "the buyer's consent is recorded: {value}",
    "cancel_answered": "cancel request answered: {value}",  # agreed, refused
    "message_sent": "messages sent: {value}",
    "asked": "the buyer was asked about the stock-out: {value}",  # cancel, time, choice, alternative
    "silent": "the buyer was asked {value} and has done nothing",
    "sold_after_delist": "sold after it was delisted: {value}",  # SKU
    "packed": "packed {value}",
    "snoozed": "put away until {value}",
    "claimed": "held by {value}",
    "note": "notes: {value}",
}
"""Code -> sentence. Times in values are ISO 8601, UTC."""

BADGES: Final[dict[str, str]] = {
    "packed_over": "packed, and its address, lines or service changed since",
    "late": "its deadline has passed",
    "due": "its deadline is near",
    "as_asked": "the buyer asks to cancel, as we asked",
    "undeclared": "done or sent here, and a newer export still has it as to be sent",
    "estimated": "its ship-by is an estimate",
    "returned": "done here before, and changed since",
    "changed": "changed since somebody last acted on it",
    "new": "arrived lately",
    "merged_parcel": "goes into one parcel with other orders",
    "sku_ruined": "a SKU of it was ruined by a spreadsheet",
    "line_unclear": "a row of it may be no item",
    "may_be_cut": "its file ends within its row or with it, and may be cut off",
    "second_status_unknown": "what stands beside its status isn't known",
    "amount_unread": "an amount can't be read, so that its total isn't known perhaps",
    "unreadable": "a time of it can't be read, its ship-by perhaps",
    "gone": "a newer, whole export of its shop doesn't list it any more",
    "absent": "a newer export doesn't list it; nobody has said whether that one is whole",
    "sent_back": "an older export has it further along",
    "cancel_requested": "the buyer asked to cancel",
    "cancel_answered": "the cancel request was answered",
    "short": "stock can't cover it",
    "nothing_owed": "nothing to send",
    "part_owed": "less to send than was ordered",
    "sent_unknown": "part of it was sent, not known what",
    "refunded": "money was given back, not known for what",
    "wholesale": "wholesale by pieces, amount or buyer",
    "express": "the buyer chose a courier",
    "second_message": "the second message is due",
    "message_sent": "the buyer was written to",
    "asked": "the buyer was asked, an answer is awaited",
    "silent": "the buyer was asked and has not reacted",
    "your_move": "waits for a word of yours",
    "platform_sends": "the marketplace's warehouse sends it",
    "jit": "just in time, by a clock of its own",
    "mode_unknown": "who sends it is not known",
    "tax_collected": "the marketplace collects the tax",
    "customs_missing": "a number or address that customs ask for is missing",
    "customs_wrong": "a number that customs ask for is ill-formed",
    "cash_on_delivery": "the buyer pays at the door",
    "together": "more orders go to the same buyer and address",
    "sold_after_delist": "came in on something that was delisted",
    "remark": "bears a remark",
    "remark_handled": "its remark was handled",
    "hold": "not to be shipped now",
    "unpaid": "not paid",
    "packed": "packed",
    "snoozed": "put away for a while",
    "note": "bears notes",
    "claimed": "somebody holds it",
}
"""Badge -> what it says."""

_REMARKS: Final = {
    "": "it bears a remark that asks for nothing",
    "unread": "it bears a remark that has to be read: no rule knows what it asks for",
}

ESTIMATES: Final = {
    "product": "paid + {days} d by the product list",
    "policy": "paid + {days} d as the marketplace gives",
    "setting": "paid + {days} d by the setting",
}
"""What an estimated ship-by rests on."""

Phrase = Callable[[str, str], str]
"""Puts a reason's code and value into words."""


def english(code: str, value: str) -> str:
    """A reason as a plain English sentence; a code without one is said as it is."""
    sentence = REASONS.get(code)
    if sentence is None:
        return f"{code.replace('_', ' ')} {value}".strip()
    if code == "sent_back":
        was, at, before, after = [*value.split("|"), "", "", ""][:4]
        return f"was {was.replace('_', ' ')} on {at} in {before}, and is not any more in {after}"
    if code == "together":
        return _together(value)
    if code == "remark" and value in _REMARKS:
        return _REMARKS[value]
    if code in ("undeclared", "sent_undeclared"):
        ago, _, at = value.partition("/")
        what = "done" if code == "undeclared" else "sent"
        return f"{what} {ago} ago, not yet declared at the marketplace (in the export of {at})"
    if code == "ship_by_estimated":
        value = ESTIMATES.get(value.partition("|")[0], "paid + {days} d").format(days=value.partition("|")[2])
    if "/" in value and code in ("cancel_requested", "dispute"):
        return f"the buyer asked to cancel (between {value.replace('/', ' and ')})"
    if code == "due_between":
        value = value.replace("/", " and ")
    said = sentence.format_map(
        {"value": value.replace("_", " ") if code in ("unpaid", "held", "remark") else value}
    )
    return said.removesuffix(" ()")


APART: Final = {
    "tax": "not to be sent together with others: the marketplace collects the tax",
    "cod": "not to be sent together with others: cash on delivery",
    "others": "some of them are not to be sent together: tax collected, or cash on delivery",
}
"""Why orders of one buyer must not go into one parcel."""


def parts_of_together(value: str) -> tuple[int, str, str, str]:
    """How many others, why apart, the numbers of the first of them, the first ship-by of all: of a `together`."""
    others, apart, names, first = [*value.split("|"), "", "", ""][:4]
    return int(others), apart, names, first


def _together(value: str) -> str:
    others, apart, names, first = parts_of_together(value)
    said = [
        f"{others} more to the same buyer and address: {names}"
        + (", …" if names.count(",") + 1 < others else "")
    ]
    said += [f"the first is to be shipped by {first}"] if first else []
    return "; ".join([*said, *filter(None, [APART.get(apart, "")])])


def split(reason: str) -> tuple[str, str]:
    """Code and value of a "code|value"."""
    code, _, value = reason.partition("|")
    return code, value
