"""Codes and values of `data` put into words: statuses, reasons, rejects, refusals, badges, kinds of acts.

Tables hold msgids; a code that no table knows is shown as it is, with its underscores as spaces, so that nothing
stays unsaid because a word for it is missing.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import N_, _, noted

if TYPE_CHECKING:
    from orderdeck.data.base.records import Export

STATUSES: Final[dict[str, str]] = {
    "awaiting_payment": N_("awaiting payment"),
    "payment_check": N_("payment being checked"),
    "risk_control": N_("risk control"),
    "to_ship": N_("to ship"),
    "part_shipped": N_("partly shipped"),
    "cancel_requested": N_("cancel requested"),
    "awaiting_amount": N_("amount to confirm"),
    "awaiting_group": N_("awaiting group"),
    "presale": N_("pre-sale"),
    "dispute": N_("dispute"),
    "frozen": N_("frozen"),
    "shipped": N_("shipped"),
    "closing": N_("closing"),
    "finished": N_("finished"),
    "cancelled": N_("cancelled"),
    "unrecognised": N_("status not known"),
}
"""Canonical status -> word."""

SENDERS: Final[dict[str, str]] = {
    "seller": N_("you"),
    "jit": N_("you, just in time"),
    "platform": N_("the marketplace"),
}
"""Who sends an order -> word."""

MARKETPLACES: Final[dict[str, str]] = {
    "aliexpress": N_("AliExpress"),
    "aliexpress_ru": N_("AliExpress Russia"),
    "amazon": N_("Amazon"),
    "ebay": "eBay",
    "etsy": "Etsy",
    "lazada": "Lazada",
    "shopee": "Shopee",
    "shopify": "Shopify",
    "temu": "Temu",
    "tiktok": "TikTok Shop",
    "walmart": N_("Walmart"),
    "woocommerce": "WooCommerce",
}
"""Marketplace of a profile -> the name that it goes by."""

QUEUES: Final[dict[str, str]] = {
    "cancel_requests": N_("Cancel requests"),
    "stockouts": N_("Stock-outs"),
    "wholesale_unpaid": N_("Wholesale, unpaid"),
    "remarks": N_("Remarks"),
    "wholesale": N_("Wholesale"),
    "express": N_("Express"),
    "standard": N_("Standard"),
    "on_hold": N_("On hold"),
    "awaiting_payment": N_("Awaiting payment"),
    "unrecognised": N_("Unrecognised"),
    "done": N_("Done"),
    "due": N_("Due"),
    "mine": N_("Mine"),
    "gone": N_("Gone"),
    "back": N_("Sent back"),
}
"""Queue or lens -> its name, shown until the desk says its own."""

BADGES: Final[dict[str, str]] = {
    "late": N_("late"),
    "due": N_("due"),
    "amount_unread": N_("amount?"),
    "unreadable": N_("time unreadable"),
    "sku_ruined": N_("SKU ruined"),
    "line_unclear": N_("an item?"),
    "may_be_cut": N_("cut off?"),
    "second_status_unknown": N_("status?"),
    "merged_parcel": N_("merged parcel"),
    "wholesale": N_("wholesale"),
    "express": N_("express"),
    "remark": N_("remark"),
    "short": N_("short"),
    "cancel_requested": N_("cancel"),
    "cancel_answered": N_("answered"),
    "remark_handled": N_("remark ✓"),
    "nothing_owed": N_("nothing to send"),
    "part_owed": N_("partly owed"),
    "sent_unknown": N_("sent: what?"),
    "refunded": N_("money back"),
    "packed": N_("packed"),
    "packed_over": N_("packed, changed"),
    "asked": N_("asked"),
    "silent": N_("silent"),
    "as_asked": N_("as we asked"),
    "undeclared": N_("not declared"),
    "estimated": N_("ship-by ≈"),
    "your_move": N_("your move"),
    "platform_sends": N_("marketplace sends"),
    "jit": N_("JIT"),
    "mode_unknown": N_("sender unknown"),
    "tax_collected": N_("tax collected"),
    "cash_on_delivery": N_("COD"),
    "customs_missing": N_("customs no. missing"),
    "customs_wrong": N_("customs no. wrong"),
    "together": N_("same address"),
    "sold_after_delist": N_("sold after delisting"),
    "gone": N_("gone"),
    "absent": N_("gone?"),
    "sent_back": N_("sent back"),
    "claimed": N_("claimed"),
    "snoozed": N_("snoozed"),
    "note": N_("note"),
    "changed": N_("changed"),
    "returned": N_("back again"),
    "second_message": N_("write again"),
    "message_sent": N_("written"),
    "new": N_("new"),
    "hold": N_("hold"),
    "unpaid": N_("unpaid"),
}
"""Badge -> word."""

REMARK_KINDS: Final[dict[str, str]] = {
    "change_address": N_("change address"),
    "change_name": N_("change name"),
    "variant": N_("change size or colour"),
    "quantity": N_("another quantity"),
    "pieces": N_("missing or extra pieces"),
    "hold": N_("wait with shipping"),
    "gift_wrap": N_("gift wrapping"),
    "courier_note": N_("note for the courier"),
    "invoice": N_("invoice"),
    "no_invoice": N_("no invoice"),
    "customs_value": N_("low value or gift"),
    "carrier": N_("change carrier"),
    "tax_number": N_("tax number"),
    "phone": N_("phone number"),
    "urgent": N_("urgent"),
    "combine": N_("combine parcels"),
    "cancel": N_("wants to cancel"),
    "unread": N_("to be read"),
}
"""Kind of a buyer's remark -> word."""
SHORT_KINDS: Final[dict[str, str]] = {
    "change_address": N_("new address"),
    "change_name": N_("new name"),
    "variant": N_("other size"),
    "quantity": N_("how many"),
    "pieces": N_("extra pcs"),
    "hold": N_("hold off"),
    "gift_wrap": N_("gift wrap"),
    "courier_note": N_("for courier"),
    "customs_value": N_("low value"),
    "carrier": N_("new carrier"),
    "tax_number": N_("tax no."),
    "phone": N_("phone"),
    "combine": N_("one parcel"),
    "cancel": N_("cancel it"),
}
"""Those of them that a list has a shorter word for: beside it stands the remark itself."""

ACTS: Final[dict[str, str]] = {
    "claim": N_("claimed"),
    "take_over": N_("taken over"),
    "release": N_("released"),
    "hand_over": N_("handed over"),
    "done": N_("done"),
    "reopen": N_("opened again"),
    "consent_recorded": N_("buyer's consent recorded"),
    "cancel_answered": N_("cancel request answered"),
    "packed": N_("packed"),
    "redo": N_("done again"),
    "snooze": N_("snoozed"),
    "wake": N_("woken"),
    "note": N_("note"),
    "remark_handled": N_("remark handled"),
    "message_sent": N_("message sent"),
    "stock_word": N_("said of the stock"),
    "allot": N_("stock allotted"),
    "release_allotment": N_("stock released"),
    "move_stock": N_("stock moved here"),
    "restock": N_("restocked"),
    "receipt": N_("received"),
    "supplier_answer": N_("supplier's answer"),
    "ended": N_("will never come"),
    "paired": N_("one purchase"),
    "kept_apart": N_("two purchases"),
    "delist": N_("taken off sale"),
    "relist": N_("back on sale"),
    "list_sent": N_("list handed over"),
    "plan_override": N_("plan overruled"),
    "plan_applied": N_("plan applied"),
    "await_restock": N_("waits for a restock"),
    "case_opened": N_("buyer to be asked"),
    "asked": N_("buyer asked"),
    "agreed": N_("buyer agreed"),
    "closed": N_("case closed"),
    "withdraw": N_("export withdrawn"),
    "whole": N_("full list"),
    "partial": N_("no full list"),
    "undo": N_("undone"),
    "several": N_("several acts"),
}
"""Kind of act -> what was done."""

FILE_STATES: Final[dict[str, str]] = {
    "loaded": N_("loaded"),
    "refused": N_("refused"),
    "duplicate": N_("loaded before"),
    "withdrawn": N_("withdrawn"),
    "arriving": N_("arriving"),
    "later": N_("later"),
}
"""State of a file -> word."""

LOADER: Final[dict[str, str]] = {
    "idle": N_("idle"),
    "scanning": N_("looking through the folder"),
    "loading": N_("loading"),
    "merging": N_("tidying up"),
    "waiting": N_("waiting for files to settle"),
}
"""What the loader does -> words."""

NOTICES: Final[dict[str, str]] = {
    "folder_missing": N_("the folder is not there"),
    "also_missing": N_("a folder that the settings name is not there"),
    "polling_network": N_("a network folder, looked through every few seconds"),
    "polling_limit": N_("this machine can't watch more folders: looked through every few seconds"),
    "disk_full": N_("the disk is full: files wait"),
    "disk_fault": N_("the disk gives errors: files wait"),
    "ledger_busy": N_("the ledger is busy: files wait"),
    "ledger_away": N_("the desk's server can't be reached: files wait"),
}
"""What the loader has to say of itself -> words."""

FILE_KINDS: Final[dict[str, str]] = {
    "orders": N_("orders"),
    "stock": N_("stock"),
    "purchases": N_("purchases"),
    "products": N_("products"),
    "suppliers": N_("suppliers"),
    "tracking": N_("tracking numbers"),
}
"""Kind of file -> word."""


def marketplace(code: str) -> str:
    """The name of a marketplace, or that it is one where it has none here."""
    return _(MARKETPLACES[code]) if code in MARKETPLACES else _("the marketplace")


def phrase(table: dict[str, str], code: str) -> str:
    """`code` in words, by `table`."""
    msgid = table.get(code)
    return _(msgid) if msgid is not None else code.replace("_", " ")


def status(code: str) -> str:
    """A canonical status in words."""
    return phrase(STATUSES, code)


def badge(code: str) -> str:
    """A badge in words; `code|value` shows its value too."""
    name, _bar, value = code.partition("|")
    word = phrase(BADGES, name)
    return f"{word} {value}" if value else word


def remark_kinds(kinds: list[str] | None) -> str:
    """Kinds of a remark, separated as the language does."""
    return joined(phrase(REMARK_KINDS, kind) for kind in kinds or ())


def short_kinds(kinds: list[str] | None) -> str:
    """Kinds of a remark for a list, in a word or two each."""
    return joined(phrase(REMARK_KINDS | SHORT_KINDS, kind) for kind in kinds or ())


def act(kind: str) -> str:
    """What an act did, in words."""
    return phrase(ACTS, kind)


def joined(parts: Iterable[str]) -> str:
    """A list in words, separated as the language does."""
    return _(", ").join(parts)


def file_state(export: "Export", withdrawn: Collection[str] = ()) -> str:
    """What became of a file; `withdrawn` are the ids of exports that were."""
    out = export.state != "refused" and export.export_id in withdrawn
    return phrase(FILE_STATES, "withdrawn" if out else export.state)


FAILURES: Final[dict[str, str]] = {
    "ledger_busy": N_("Another process is writing to the ledger; try again in a moment."),
    "ledger_away": N_("The desk's server can't be reached; try again once it is back."),
    "disk_full": N_("The disk is full: nothing was written. It goes on when there is space."),
    "disk_fault": N_("The disk gives errors: reading or writing failed."),
    "ledger_damaged": N_("The ledger's file is damaged."),
    "ledger_mended": N_("The ledger was damaged and has been made anew from its second copy."),
    "ledger_too_new": N_("This desk was made by a newer orderdeck; update this one."),
    "ledger_denied": N_("You may not read or write this desk's folder."),
    "read_only": N_("Read only: nothing is written to this desk."),
    "no_desk": N_("There is no desk here that could be read."),
    "desk_untrusted": N_("What lies in this desk's folder is not trusted."),
    "network_file_system": N_(
        "The desk lies on a network file system, where its ledger can't be trusted: use --desk DIR on a local disk."
    ),
    "ledger_failed": N_("The ledger can't be used."),
}
"""What went wrong with the ledger -> what to say."""


TROUBLES: Final[dict[str, str]] = {
    "ledger_busy": N_("the ledger is busy"),
    "ledger_away": N_("the desk's server can't be reached"),
    "disk_full": N_("the disk is full"),
    "disk_fault": N_("the disk gives errors"),
}
"""Why acts wait -> words."""


READ_ONLY: Final[dict[str, str]] = {
    "asked": N_("read only, as asked"),
    "denied": N_("read only: you may not write here"),
    "mount": N_("read only: so is the file system"),
    "full": N_("read only: the disk is full"),
    "fault": N_("read only: the disk gives errors"),
}
"""Why a desk is only read -> words."""


def read_only(code: str) -> str:
    """That a desk is only read, and why."""
    return phrase(READ_ONLY, code)


def trouble(code: str) -> str:
    """Why acts wait, in a few words."""
    return phrase(TROUBLES, code)


CHANGED: Final[dict[str, str]] = {
    "status": N_("status"),
    "ship_by": N_("ship-by"),
    "currency": N_("currency"),
    "total": N_("amount"),
    "pieces": N_("pieces"),
    "skus": N_("SKUs"),
    "recipient": N_("recipient"),
    "address": N_("address"),
    "place": N_("place"),
    "national_address": N_("national address"),
    "country": N_("country"),
    "phone": N_("phone"),
    "tax_number": N_("tax number"),
    "lines": N_("items"),
    "service": N_("service"),
    "remark": N_("remark"),
}
"""What may have changed of an order since it was looked at -> words."""


def changes(changed: Iterable[tuple[str, str, str]]) -> str:
    """What has changed, each as "amount 12 → 13"."""
    return joined(
        f"{phrase(CHANGED, name)} {_change_value(name, before)} → {_change_value(name, now)}"
        for name, before, now in changed
    )


def change_value(name: str, value: str) -> str:
    """One side of a change in words; what there is not is a dash."""
    return (status(value) if name == "status" else value) or "–"


def _change_value(name: str, value: str) -> str:
    said = change_value(name, value)
    return said if len(said) <= 24 else said[:23] + "…"


def failure(error: Exception) -> str:
    """An error that reached the deck, in words as far as there are any."""
    msgid = FAILURES.get(getattr(error, "code", ""))
    text = " ".join(str(error).split()) or type(error).__name__
    return noted(_(msgid), text) if msgid else text


MEANWHILE: Final[dict[str, str]] = {
    "ledger_away": N_("The desk's server can't be reached; the deck goes on by itself once it is back."),
}
"""What is in the way of a deck that tries again -> words, where they are others than of who doesn't."""

LOADING: Final[dict[str, str]] = {
    "ledger_away": N_("The desk's server can't be reached; loading goes on by itself once it is back."),
}
"""The same of a loader."""


def meanwhile(error: Exception, words: Mapping[str, str] = MEANWHILE) -> str:
    """The same of what is tried again by itself."""
    msgid = words.get(getattr(error, "code", ""))
    return noted(_(msgid), " ".join(str(error).split())) if msgid else failure(error)


def not_a_key() -> str:
    """What to do where an input method, or another alphabet, makes words of keys."""
    return _("Keys are single letters: switch the input method to English.")
