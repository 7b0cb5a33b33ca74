"""Actions on an order, or on all marked orders at once."""

from typing import Final

from orderdeck.tui.actions import disabled_reasons as why
from orderdeck.tui.actions.model import Action, Scope, Why
from orderdeck.tui.i18n import N_

_O = Scope.ORDER


def _act(kind: str, label: str, help_: str, key: str, reason: Why = why.no_order, footer: int = 0) -> Action:
    """An action that appends to the journal."""
    return Action(f"order.{kind}", label, help_, (key,), _O, reason, undoable=True, footer=footer)


ACTIONS: Final = (
    _act(
        "claim", N_("Claim"), N_("Take the order: colleagues see that it is yours"), "a", why.already_mine, 4
    ),
    _act("release", N_("Release"), N_("Give the order back for anybody to take"), "A", why.not_claimed),
    _act(
        "take_next",
        N_("Take next"),
        N_("Claim the next order of this queue that nobody has"),
        "n",
        why.not_ready,
    ),
    Action(
        "order.hand_over",
        N_("Hand over"),
        N_("Hand the order over to a colleague, or a free one to somebody, with a note"),
        ("H",),
        _O,
        why.not_open,
        undoable=True,
    ),
    _act("done", N_("Done"), N_("Nothing more to do for it, until it changes"), "x", why.not_open, 5),
    _act(
        "reopen",
        N_("Open again"),
        N_("Put an order that is done here, or sent by a tracking file, back to work"),
        "U",
        why.not_done,
    ),
    _act(
        "snooze",
        N_("Snooze"),
        N_(
            "Put it away until a time: 2h, 18:00, tomorrow, 10-01; offers the day that the buyer asks to wait for"
        ),
        "z",
        why.not_open,
    ),
    _act("note", N_("Note"), N_("Write a note on it for yourself and your colleagues"), "m"),
    Action(
        "order.remark_handled",
        N_("Remark handled"),
        N_(
            "The buyer's remark has been read and dealt with; of all marked orders at once, and the next one follows"
        ),
        ("h",),
        _O,
        why.no_remark,
        undoable=True,
        footer=2,
        footer_in="remarks",
    ),
    Action(
        "order.message",
        N_("Message"),
        N_("A message to the buyer, in their language, to read, copy and mark as sent"),
        ("t",),
        _O,
        why.one_order,
        outward=True,
        footer=6,
    ),
    Action(
        "order.copy",
        N_("Copy"),
        N_("Copy the number (i), the address (a) or the message (m) to your clipboard"),
        ("y",),
        _O,
        why.no_order,
        outward=True,
    ),
)
"""Claim, done, snooze and the like; every one of them works on marks as well."""
