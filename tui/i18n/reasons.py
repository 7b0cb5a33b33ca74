"""Why an order stands where it stands, why a row was rejected, why a file was refused: codes put into words.

A reason is a code and the value that fired it; `{value}` in its msgid is that value.
"""

import re
from datetime import datetime, tzinfo
from typing import Final

from orderdeck.tui.i18n import N_, _, labelled, ngettext, noted, phrases, times
from orderdeck.tui.i18n.field_names import CUSTOMS, FIELDS

REASONS: Final[dict[str, str]] = {
    "cancel_requested": N_("buyer asked to cancel {value}"),
    "dispute": N_("dispute opened {value}"),
    "as_asked": N_("as we asked {value}: accept it"),
    "due_between": N_("time to answer ends between {first} and {last}"),
    "undeclared": N_("done {ago} ago, not yet declared at the marketplace"),
    "sent": N_("sent, not yet declared: {value}"),
    "sent_undeclared": N_("sent {ago} ago, not yet declared at the marketplace"),
    "parcel": N_("sent with {value}"),
    "ship_by_estimated": N_("ship-by is an estimate: {value}"),
    "sku_ruined": N_("SKU ruined by a spreadsheet: '{value}'"),
    "line_unclear": N_("a row of it may be no item, but a sum: '{value}'"),
    "merged_parcel": N_("one parcel of several orders, all items stand at the first: {value}"),
    "shared_parcel": N_("one parcel of several orders: {value}"),
    "may_be_cut": N_("its file ends within its row, and may be cut off in the last cell: '{value}'"),
    "lines_may_be_cut": N_("its file may be cut off below it: lines and what they should come to: {value}"),
    "fewer_lines": N_("its file ends with it, with {has} of the {had} lines that {before} has: cut off?"),
    "second_status_unknown": N_("beside its status, not known: “{value}”"),
    "amount_unread": N_("an amount of it isn't known: '{value}'"),
    "ship_by_unreadable": N_("ship-by unreadable: '{value}'"),
    "placed_at_unreadable": N_("time of order unreadable: '{value}'"),
    "paid_at_unreadable": N_("time of payment unreadable: '{value}'"),
    "sent_at_unreadable": N_("time of dispatch unreadable: '{value}'"),
    "received_at_unreadable": N_("time of receipt unreadable: '{value}'"),
    "cancelled_at_unreadable": N_("time of cancellation unreadable: '{value}'"),
    "cancel_answered": N_("answered: {value}"),
    "unpaid": N_("not paid: {value}"),
    "held": N_("on hold: {value}"),
    "amount_yours": N_("the amount is yours to confirm"),
    "platform_sends": N_("the marketplace's warehouse sends it, not you: {value}"),
    "jit": N_("just in time (JIT), by a clock of its own: {value}"),
    "mode_unknown": N_("who sends it is not known: {value}"),
    "tax_collected": N_("the marketplace collects the tax: not to be sent together with others"),
    "customs_missing": N_("missing for customs: {value}"),
    "customs_wrong": N_("ill-formed for customs: {value}"),
    "cash_on_delivery": N_("cash on delivery: not to be sent together with others"),
    "gone": N_("gone: not in the newest export since {value}"),
    "absent": N_("gone? Not in the newest export since {value}"),
    "sent_back": N_("was {status} {time} in {before}, is back in {after}"),
    "status_unknown": N_("unknown status “{value}”"),
    "to_ship": N_("to ship"),
    "part_shipped": N_("partly shipped"),
    "nothing_owed": N_("nothing to send: {value}"),
    "owed": N_("{value} pieces still to send"),
    "sent_unknown": N_("part of it was sent, the file doesn't say what"),
    "refunded": N_("money given back, the file doesn't say for what: {value}"),
    "wholesale_line": N_("{value} pieces in one line"),
    "wholesale_order": N_("{value} pieces in all"),
    "wholesale_amount": N_("amount {value}"),
    "wholesale_buyer": N_("wholesale buyer {value}"),
    "wholesale_marked": N_("marked as business by the marketplace"),
    "courier": N_("courier {value}"),
    "remark": N_("remark: {value}"),
    "remark_handled": N_("remark handled by {value}"),
    "consent": N_("buyer agreed: {value}"),
    "short": N_("short {value}"),
    "message_due": N_("{value} message due"),
    "message_sent": N_("messages sent: {value}"),
    "late": N_("late since {value}"),
    "due": N_("due {value}"),
    "done": N_("done by {value}"),
    "returned": N_("changed since {value} had done it"),
    "changed": N_("changed since it was worked on"),
    "packed_over": N_("packed, and changed since: {value}"),
    "asked": N_("buyer was asked: {value}"),
    "silent": N_("buyer was asked and is silent: {value}"),
    "sold_after_delist": N_("sold after it was delisted: {value}"),
    "packed": N_("packed {value}"),
    "snoozed": N_("snoozed until {value}"),
    "claimed": N_("claimed by {value}"),
    "note": N_("notes: {value}"),
    "new": N_("new, {value}"),
}
"""Reason of an order -> msgid."""

ESTIMATES: Final[dict[str, str]] = {
    "product": N_("paid + {days} d, by the product list"),
    "policy": N_("paid + {days} d, as the marketplace gives"),
    "setting": N_("paid + {days} d, by the setting"),
}
"""What an estimated ship-by rests on -> words."""

ASKED: Final[dict[str, str]] = {
    "cancel": N_("to cancel"),
    "time": N_("for more time"),
    "choice": N_("to choose"),
    "alternative": N_("to take another item"),
    "wait": N_("to agree to wait"),
    "we_cancel": N_("nothing: told that we cancel"),
}
"""What a buyer was asked about a stock-out -> words."""

_SPANS: Final[dict[str, str]] = {
    "cancel_requested": N_("buyer asked to cancel between {first} and {last}"),
    "dispute": N_("dispute opened between {first} and {last}"),
    "due_between": N_("time to answer ends between {first} and {last}"),
}
"""Reasons whose value may be a span of time, and what they say then."""

_VALUES: Final[dict[str, dict[str, str]]] = {
    "unpaid": phrases.STATUSES,
    "held": phrases.STATUSES,
    "nothing_owed": {
        "": N_("sent, cancelled or given back"),
        "sent": N_("all of it was sent"),
        "cancelled": N_("all of it was cancelled"),
        "returned": N_("all of it was given back"),
        "no_parcel": N_("nothing in it needs a parcel"),
        "none": N_("0 pieces in the order"),
    },
    "remark": phrases.REMARK_KINDS,
    "message_due": {"first": N_("first"), "second": N_("second")},
    "asked": ASKED,
    "silent": ASKED,
    "customs_missing": CUSTOMS,
    "customs_wrong": CUSTOMS,
    "cancel_answered": {"agreed": N_("agreed"), "refused": N_("turned down")},
}
"""Reasons whose value is a code itself."""

REJECTS: Final[dict[str, str]] = {
    "id_missing": N_("no order number"),
    "line_unnamed": N_("it names no item: a sum, or an item without its name"),
    "id_impossible": N_("can't be an order number"),
    "id_ruined": N_("order number ruined by a spreadsheet"),
    "date_unreadable": N_("a time that can't be read"),
    "date_missing": N_("a time is missing"),
    "money_unreadable": N_("an amount that can't be read"),
    "quantity_unreadable": N_("a quantity that can't be read"),
    "quantity_missing": N_("no quantity"),
    "sku_missing": N_("no SKU"),
    "order_id_missing": N_("no order number"),
    "tracking_number_missing": N_("no tracking number"),
    "tracking_number_ruined": N_("tracking number ruined by a spreadsheet"),
    "parcel_void": N_("no parcel by its status: cancelled or not sent off"),
    "sku_ruined": N_("SKU ruined by a spreadsheet"),
    "duplicate_line": N_("the same order line again"),
    "duplicate_row": N_("the same row again, as in row"),
    "duplicate_id": N_("the same order number with other content, as in row"),
    "told_otherwise": N_("told before with other content, in row"),
    "id_shared": N_("a number rounded by a spreadsheet that is another order's too, as in row"),
    "refund_alone": N_("a refund without its order in the file"),
    "order_incomplete": N_("another row of this order was rejected"),
    "extra_cells": N_("more cells than headers"),
    "few_cells": N_("too few cells: a piece of another row"),
    "unclosed_quote": N_("a quote that is opened and not closed"),
    "stray_quote": N_("a quote in the wrong place"),
    "cell_too_large": N_("a cell that is too large"),
    "row_too_long": N_("a row that is too long"),
    "other_header": N_("below a header with other columns"),
    "may_be_cut": N_("the file ends within the row, and may be cut off: end it with a line end"),
}
"""Why a row was not loaded -> msgid."""
_ROWS: Final = ("duplicate_row", "duplicate_id", "told_otherwise", "id_shared")
"""Those of them that end with the number of another row."""

_SHORT_YEARS: Final = re.compile(r"(?<!\d)\d\d[/.-]\d\d[/.-]\d\d(?!\d)")
"""Dates of which the first two figures may be the year."""
REFUSALS: Final[dict[str, str]] = {
    "missing": N_("the file is gone"),
    "not_a_file": N_("not a file"),
    "outside_folder": N_("a link that leads out of the folder"),
    "unreadable": N_("it can't be read"),
    "too_large": N_("too large"),
    "zip_bomb": N_("it unpacks to absurdly more than it is"),
    "encrypted": N_("it asks for a password"),
    "torn": N_("cut off or damaged"),
    "unsupported_workbook": N_("a kind of workbook that can't be read; save it as .xlsx"),
    "not_a_table": N_("not a table of orders"),
    "packed": N_("other files are packed in it: unpack it first"),
    "empty": N_("empty"),
    "too_many_columns": N_("too many columns"),
    "no_profile": N_("no profile knows these headers"),
    "no_rows": N_("headers, and no rows below"),
    "dates_ambiguous": N_("day and month can't be told apart"),
    "too_much_memory": N_(
        "reading it takes more memory than a file of its size may; where a cell stands far below the others, or far to "
        "their right, save the orders alone as a new workbook or as CSV"
    ),
    "too_much_time": N_("reading it takes longer than a file of its size may"),
    "crashed": N_("what reads it broke off twice"),
}
"""Why a file was refused -> msgid."""

NOTES: Final[dict[str, str]] = {
    "no_rows": N_("headers, and no rows below: it changes nothing"),
    "no_line_end": N_("the last row has no line end, and may be cut off: row {value}"),
    "may_be_cut": N_(
        "the file ends within row {value}, whose last cell may be cut off: end it with a line end"
    ),
    "lines_may_be_cut": N_(
        "the file may be cut off below its last order, whose lines come to less than it says: {value}"
    ),
    "records_missing": N_(
        "the file's own last lines count more records than it has rows, so some are missing; counted / there: {value}"
    ),
    "short_rows": N_("rows with fewer cells than headers, the first in row {value}"),
    "no_page_end": N_("the page does not end, and may be cut off"),
    "sheet_skipped": N_("a sheet that was not read, since its headers are others: {value}"),
    "encoding_guessed": N_("encoding guessed: {value}"),
    "profile_close": N_("other profiles fit nearly as well: {value}"),
    "bytes_replaced": N_("bytes that are no text were replaced: {value}"),
    "dates_decided": N_("order of day and month decided by the values: {value}"),
    "dates_by_sense": N_("order of day and month as the dates make sense, none ahead of the file: {value}"),
    "dates_by_known": N_("order of day and month as earlier files date the same orders: {value}"),
    "dates_in_doubt": N_(
        "what dated its orders was withdrawn, so that day and month can't be told: it does not count"
    ),
    "dates_year_first": N_("dates begin with the year in two figures, as they make sense: {value}"),
    "dates_turned": N_("dates of which a spreadsheet had taken the day for the month, put right: {value}"),
    "dates_assumed": N_("order of day and month not shown, taken as is usual there: {value}"),
    "dates_set": N_("order of day and month taken from orderdeck.toml: {value}"),
    "line_cancelled": N_("cancelled lines left out: {value}"),
    "line_not_ours": N_("lines that the marketplace sends, left out: {value}"),
    "package_rows": N_("rows of parcels, whose orders stand in the rows below: {value}"),
    "refund_rows": N_("refunds taken off their orders: {value}"),
    "refund_lines": N_("items given back among an order's others, taken off them: {value}"),
    "refund_unplaced": N_("refunded pieces of items that their orders don't have: {value}"),
    "part_sent_unknown": N_("lines sent in part, the file doesn't say how many pieces: {value}"),
    "codes_mismatch": N_("SKU codes and products differ in number: {value}"),
    "codes_contradict": N_("SKU codes and products differ in pieces: {value}"),
    "quantity_assumed": N_("quantity missing, taken as one: {value}"),
    "sku_ruined": N_("SKUs ruined by a spreadsheet, left empty: {value}"),
    "ean_ruined": N_("bar codes ruined by a spreadsheet, left empty: {value}"),
    "stored_as_number": N_("codes that the file holds as numbers, perhaps not as they were: {value}"),
    "product_id_ruined": N_("product ids ruined by a spreadsheet, left empty: {value}"),
    "ruined": N_("numbers ruined by a spreadsheet, left empty: {value}"),
    "key_ruined": N_("ids ruined by a spreadsheet, orders told apart by their numbers instead: {value}"),
    "country_unknown": N_("countries not known: {value}"),
    "currency_unknown": N_("currencies not known: {value}"),
    "currency_differs": N_("amounts in another currency than the order's: {value}"),
    "money_unreadable": N_("amounts that can't be read, left empty: {value}"),
    "second_status_unknown": N_("words beside the status that are not known: {value}"),
    "date_unreadable": N_("times that can't be read, left empty: {value}"),
    "quantity_unreadable": N_("quantities that can't be read, left empty: {value}"),
    "ahead": N_("claims to be of {value}, which lay ahead when it arrived: taken as of then"),
    "moment_by_content": N_(
        "tells of later things than its name and time allow: taken as of the latest of them"
    ),
    "again": N_("the same bytes as {value}, at another moment"),
    "carried": N_("columns that the file lacks, which open orders keep from earlier exports: {value}"),
    "sent_back": N_("orders sent back: {value}, further along in an older file"),
    "fewer_lines": N_("ends with an order of which an older file has more lines (cut off?): {value}"),
    "left_out": N_("orders gone: {value}, no longer listed"),
    "left_out_perhaps": N_("orders perhaps gone: {value}, no longer listed (is it the full list?)"),
    "sku_nearly": N_("SKUs that match an order but for case or blanks, and so don't count for it: {value}"),
    "tracking_waits": N_("rows of orders that no export has yet, kept until one does: {value}"),
    "tracking_too_early": N_(
        "times of dispatch from before the order was placed, left out (the time of the file counts): {value}"
    ),
    "tracking_ambiguous": N_(
        "numbers that several orders have, taken for none (name marketplace or shop in the file): {value}"
    ),
    "status_assumed": N_("no status in the file, taken as to be shipped: {value}"),
}
"""Doubt about a loaded file -> msgid."""


def reason(told: str, zone: tzinfo | None = None, now: int = 0) -> str:
    """A reason of the board ("code|value") in words; a time in it is said in the deck's zone."""
    code, _bar, value = told.partition("|")
    if code in _VALUES:
        value = phrases.phrase(_VALUES[code], value)
    elif code == "together":
        return _together(value, zone, now)
    elif code == "packed_over":
        value = phrases.joined(phrases.phrase(phrases.CHANGED, what) for what in value.split(","))
    elif code == "sent_back":
        return _sent_back(value, zone, now)
    elif code == "fewer_lines":
        return _fewer_lines(value)
    elif code in ("undeclared", "sent_undeclared"):
        return _undeclared(code, value, zone, now)
    elif code == "ship_by_estimated":
        value = estimate(value)
    elif "/" in value and code in _SPANS:
        first, last = (times.stamp(datetime.fromisoformat(one), zone, now) for one in value.split("/"))
        return _(_SPANS[code], first=first, last=last)
    elif code == "short":
        sku, _blank, pieces = value.rpartition(" ")
        return _("short {pieces} × {sku}", pieces=pieces, sku=sku) if sku else _fill(REASONS, code, value)
    elif _is_time(value) and not code.endswith("_unreadable"):
        value = times.stamp(datetime.fromisoformat(value), zone, now)
    return _fill(REASONS, code, value)


APART: Final[dict[str, str]] = {
    "tax": N_("not to be sent together: the marketplace collects the tax"),
    "cod": N_("not to be sent together: cash on delivery"),
    "others": N_("some not to be sent together: tax collected, or cash on delivery"),
}
"""Why orders of one buyer must not go into one parcel -> words."""


def _together(value: str, zone: tzinfo | None, now: int) -> str:
    from orderdeck.data.desk.views.reasons import parts_of_together

    others, apart, names, first = parts_of_together(value)
    if names.count(",") + 1 < others:
        names += ", …"
    said = [
        ngettext(
            "{count} more to the same address: {names}",
            "{count} more to the same address: {names}",
            others,
            names=names,
        )
    ]
    if _is_time(first):
        said.append(_("earliest ship-by {time}", time=times.stamp(datetime.fromisoformat(first), zone, now)))
    if apart in APART:
        said.append(_(APART[apart]))
    return phrases.joined(said)


def estimate(rests: str) -> str:
    """What an estimated ship-by rests on ("product|5"), in words."""
    basis, _bar, days = rests.partition("|")
    return _(ESTIMATES[basis], days=days) if basis in ESTIMATES else rests


def _undeclared(code: str, value: str, zone: tzinfo | None, now: int) -> str:
    ago, _slash, exported = value.partition("/")
    number, _blank, unit = ago.partition(" ")
    span = _("{count} min", count=number) if unit == "min" else _("{count} h", count=number)
    seen = times.stamp(datetime.fromisoformat(exported), zone, now) if _is_time(exported) else exported
    return noted(_(REASONS[code], ago=span), seen)


def _sent_back(value: str, zone: tzinfo | None, now: int) -> str:
    was, at, before, after = [*value.split("|"), "", "", ""][:4]
    time = times.stamp(datetime.fromisoformat(at), zone, now) if _is_time(at) else at
    return _(REASONS["sent_back"], status=phrases.status(was), time=time, before=before, after=after)


def _fewer_lines(value: str) -> str:
    has, had, before = [*value.split("|"), "", ""][:3]
    return _(REASONS["fewer_lines"], has=has, had=had, before=before)


def note(told: str) -> str:
    """A doubt about a file ("code|value", at its end how often) in words."""
    code, _bar, value = told.partition("|")
    if not value and " ×" in code:
        code, _cross, value = code.partition(" ×")
    return _fill(NOTES, code, value)


def reject(code: str, detail: str = "") -> str:
    """Why a row was rejected, with the offending value."""
    if code in _ROWS and detail:
        sheet, parted, row = detail.rpartition(": ")  # the sheet where there are several
        return f"{sheet}{parted}{_(REJECTS[code])} {row}"
    return _with(REJECTS, code, detail)


def refusal(code: str, detail: str = "") -> str:
    """Why a file was refused, with what was found."""
    if code == "no_profile" and detail:
        return _("{why}; {detail}", why=_(REFUSALS[code]), detail=_unfitting(detail))
    if code == "dates_ambiguous" and "|" in detail:
        profile, _bar, values = detail.partition("|")
        short = ' / "ymd"' if _SHORT_YEARS.search(values) else ""
        return _(
            "day and month can't be told apart: {values}. Say which comes first in orderdeck.toml: {setting}",
            values=values,
            setting=f'[folder] dates = {{ {profile} = "dmy" }} / "mdy"{short}',
        )
    if code == "torn" and (row := _TORN_ROW.fullmatch(detail)):
        return _("cut off at row {row}", row=row[1])
    return _with(REFUSALS, code, detail)


def _unfitting(detail: str) -> str:
    """What kept the nearest profile from fitting: the fields that it missed, or how few columns it knew."""

    few = _FEW_KNOWN.fullmatch(detail)
    if few:
        return _("columns known: {known} of {count}", known=few[1], count=few[2])
    return _(
        "missing: {value}", value=phrases.joined(phrases.phrase(FIELDS, name) for name in detail.split(", "))
    )


_TORN_ROW: Final = re.compile(r"row (\d+)")
_FEW_KNOWN: Final = re.compile(r"(\d+) of (\d+) columns known")


def _is_time(value: str) -> bool:
    return len(value) == 20 and value[4] == "-" and value[10] == "T" and value[-1] == "Z"


def _fill(table: dict[str, str], code: str, value: str) -> str:
    """`code` by `table`, its value filled in; a code without a word is said as it is, with its value."""
    msgid = table.get(code)
    if msgid is None:
        return " ".join(part for part in (code.replace("_", " "), value) if part)
    return _(msgid, value=value).rstrip(" :：,，")


def _with(table: dict[str, str], code: str, detail: str) -> str:
    msgid = table.get(code)
    said = _(msgid) if msgid else code.replace("_", " ")
    return labelled(said, detail) if detail else said
