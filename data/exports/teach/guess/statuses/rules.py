"""Statuses that other columns tell than the status column: payment, second statuses, times, rows of returns."""

import re
from collections.abc import Iterable
from typing import Final

from orderdeck.data.base.vocabulary import status as statuses
from orderdeck.data.exports.normalise.values.statuses.status import bare
from orderdeck.data.exports.normalise.values.text import fold
from orderdeck.data.exports.profile.records import MEANS
from orderdeck.data.exports.teach.guess.headers import concepts_of, dictionary
from orderdeck.data.exports.teach.guess.statuses.payments import payment_codes, related
from orderdeck.data.exports.teach.guess.statuses.words import StatusWords, status_texts
from orderdeck.data.exports.teach.model import Proposal

Rules = list[tuple[dict[str, str], str]]
"""Condition -> status, the first that holds first."""
OVERRULING: Final = (
    statuses.CANCELLED,
    statuses.CANCEL_REQUESTED,
    statuses.DISPUTE,
    statuses.FROZEN,
    statuses.RISK_CONTROL,
)
"""What a second column of statuses says against the first one."""
_TO_SEND: Final = f"{MEANS}{statuses.TO_SHIP}"


def rules_of(proposal: Proposal) -> Rules:
    """Statuses that other columns tell: returns, payments, and where the status is blank or has no column."""
    rules = [*_returns(proposal), *_second_rules(proposal), *_payments(proposal, {"status": _TO_SEND})]
    blank = "absent" if proposal.column_of("status") is None else "blank"
    for field, status in (
        ("cancelled_at", statuses.CANCELLED),
        ("received_at", statuses.FINISHED),
        ("sent_at", statuses.SHIPPED),
    ):
        if proposal.column_of(field) is not None:
            rules.append(({"status": blank, field: "filled"}, status))
    rules += _payments(proposal, {"status": blank})
    if proposal.column_of("paid_at") is not None:
        rules.append(({"status": blank, "paid_at": "filled"}, statuses.TO_SHIP))
        rules.append(({"status": blank, "paid_at": "empty"}, statuses.AWAITING_PAYMENT))
    return rules


def says_nothing(proposal: Proposal) -> str:
    """Regular expression for the texts of the second status that the dictionary knows to change nothing: "no claim".
    Where other words of the column hold orders back, an order with one that nobody knows stands in *Unrecognised*."""
    cells = proposal.cells("substatus")
    known = {fold(word) for word in dictionary()["says_nothing"]["words"]}
    return "" if cells is None else _any(bare(text) for text in status_texts(cells) if fold(text) in known)


def payments_of(proposal: Proposal) -> dict[str, str]:
    """Every text of the column about the payment -> what it makes of an order that is otherwise to be sent."""
    cells = proposal.cells("payment_status")
    texts = [] if cells is None else status_texts(cells)
    return dict(zip(texts, payment_codes(texts), strict=True))


def of_parcel(proposal: Proposal, field: str) -> bool:
    """Whether "pending" in the column taken for `field` means that the parcel hasn't left: the column is the parcel's,
    or another one says how the payment stands."""
    column = proposal.column_of(field)
    about_parcel = column is not None and concepts_of(column.header) & {"ship", "deliver"}
    return bool(about_parcel) or proposal.column_of("payment_status") is not None


def _payments(proposal: Proposal, when: dict[str, str]) -> Rules:
    """What the payment overrules, `when` nothing but it holds an order back. A text that nobody has explained leaves
    the order without a status: it is looked at, never sent."""
    if proposal.column_of("payment_status") is None:
        return []
    said = {bare(text): code for text, code in proposal.payments.items() if code != statuses.UNRECOGNISED}
    texts = related(list(proposal.payments))
    meant: dict[str, list[str]] = {}
    for text, code in said.items():
        meant.setdefault(code, []).append(text)
    for code, words in texts.items():
        meant.setdefault(code, []).extend(text for text in words if text not in said)
    rules: Rules = [
        ({**when, "payment_status": _any(texts)}, code) for code, texts in sorted(meant.items()) if texts
    ]
    return [*rules, ({**when, "payment_status": "filled"}, statuses.UNRECOGNISED)]


def _any(texts: Iterable[str]) -> str:
    return "|".join(_literally(text) for text in dict.fromkeys(texts))


def _literally(text: str) -> str:
    return re.escape(text).replace(r"\ ", " ")


def _second_rules(proposal: Proposal) -> Rules:
    """What the second column of statuses overrules: an order that it calls cancelled, or unpaid, isn't to be sent; one
    whose buyer asks to cancel isn't cancelled yet."""
    cells = proposal.cells("substatus")
    if cells is None:
        return []
    texts = status_texts(cells)
    words = StatusWords(proposal.profiles, proposal.kind)
    codes = words.codes(texts, unsent=of_parcel(proposal, "substatus"))
    rules: Rules = []
    for text, code in zip(texts, codes, strict=True):
        when = {"substatus": _literally(bare(text))}
        if code == statuses.CANCELLED:
            asked = {**when, "status": f"{MEANS}{statuses.CANCEL_REQUESTED}"}
            rules.append((asked, statuses.CANCEL_REQUESTED))
        if code in OVERRULING:
            rules.append((when, code))
        elif code == statuses.AWAITING_PAYMENT:
            rules.append(({**when, "status": _TO_SEND}, code))
    return rules


def _returns(proposal: Proposal) -> Rules:
    """Cancellations written as rows of their own: numbers with a letter in front, negative pieces."""
    ids, pieces = proposal.cells("order_id"), proposal.column_of("quantity")
    rules: Rules = []
    if pieces is None or not pieces.look.negative:
        return rules
    if ids is not None:
        letters = ids.str.extract(r"^\s*([A-Za-z]{1,2})\d+\s*$")
        negative = proposal.batch[pieces.name].str.contains(r"^\s*-")
        for letter in letters.drop_nulls().unique().sort():
            rows = (letters == letter).fill_null(False)
            if rows.mean() < 0.5 and negative.filter(rows).all():
                rules.append(({"order_id": rf"{letter.lower()}\d+"}, statuses.CANCELLED))
    rules.append(({"quantity": "negative"}, statuses.CANCELLED))
    return rules
