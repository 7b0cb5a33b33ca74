"""What to do next about an order, in a line: by the queue that it stands in, and by what is waited for. Pure."""

from collections.abc import Callable
from typing import Final

from orderdeck.data.base.records import Fields
from orderdeck.tui.i18n import N_, _, phrases, times
from orderdeck.tui.present.view.rows import RenderOptions, is_message_due, waits_for

KeyOf = Callable[[str], str]
"""Action -> its key as people read it."""

FIRST: Final[dict[str, str]] = {
    "cancel_requests": "order.done",
    "stockouts": "stock.open",
    "wholesale_unpaid": "order.message",
    "remarks": "order.remark_handled",
    "wholesale": "order.done",
    "express": "order.done",
    "standard": "order.done",
}
"""Queue -> the action that its orders wait for: it stands first in the footer."""

_SEND: Final = N_("pack and send it {by}, then {key}")
_STEPS: Final[dict[str, str]] = {
    "cancel_requests": N_("accept or refuse it at {marketplace} {by}, then {key}"),
    "stockouts": N_("{key}: restock, wait, or write to the buyer"),
    "wholesale_unpaid": N_("{key}: write to the buyer"),
    "remarks": N_("do what the remark asks for, then {key}"),
    "wholesale": _SEND,
    "express": N_("send it {by}, with the courier that the buyer chose, then {key}"),
    "standard": _SEND,
    "on_hold": N_("don't send it: {marketplace} has to release it"),
    "awaiting_payment": N_("wait for the payment"),
    "unrecognised": N_("look at it at {marketplace}, then add its status to the profile"),
}
"""Queue -> what to do; `by` is by when, `key` that of FIRST."""

_BY_BADGE: Final[dict[str, dict[str, str]]] = {
    "cancel_requests": {
        "cancel_answered": N_("it is answered: wait until {marketplace} closes it"),
        "as_asked": N_("accept it at {marketplace} {by}, then {key}"),
    },
    "stockouts": {"silent": N_("{key}: the buyer doesn't answer, decide")},
    "on_hold": {
        "gone": N_("look at {marketplace} what became of it"),
        "platform_sends": N_("nothing to do: the marketplace sends it"),
        "your_move": N_("answer it at {marketplace} {by}"),
    },
    "done": {"undeclared": N_("declare it as sent at {marketplace}")},
}
"""Queue -> badge -> what to do then instead."""


def next_step(row: Fields, options: RenderOptions, key_of: KeyOf) -> str:
    """What to do next about the order of a row of the board; "" where nothing is left to do."""
    if waits := waits_for(row, options):
        return waits
    queue = str(row["queue"])
    badges = row["badges"] or ()
    told = next((step for badge, step in _BY_BADGE.get(queue, {}).items() if badge in badges), None)
    if told is None and queue == "wholesale_unpaid" and not is_message_due(row):
        told = _STEPS["awaiting_payment"]
    told = told or _STEPS.get(queue)
    if told is None:
        return ""
    marketplace = phrases.marketplace(row.get("marketplace") or "")
    key = key_of(FIRST[queue]) if queue in FIRST else ""
    said = _(told, marketplace=marketplace, by=_by(row, options), key=key)
    return " ".join(said.split()).replace(" ,", ",")  # where no time is known


def _by(row: Fields, options: RenderOptions) -> str:
    if row["late"]:
        return _("at once, it is late")
    deadline = times.micros(row["deadline"])
    if deadline is None:
        return ""
    if deadline <= options.now:  # it began between two exports, and ends between two times
        return _("at once, it may be late")
    return _("by {time}", time=times.stamp(row["deadline"], options.zone, options.now))
