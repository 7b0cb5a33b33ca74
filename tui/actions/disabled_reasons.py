"""Reasons why an action can't be done now, each a msgid said on the status line."""

from orderdeck.tui.actions.model import Situation
from orderdeck.tui.i18n import N_

LOADING = N_("The desk is still opening.")
NO_ORDER = N_("There is no order here.")


def not_ready(now: Situation) -> str | None:
    """The desk isn't open yet."""
    return None if now.ready else LOADING


def no_order(now: Situation) -> str | None:
    """Neither a marked order nor one under the cursor."""
    if not now.ready:
        return LOADING
    return None if now.order_key or now.marked else NO_ORDER


def one_order(now: Situation) -> str | None:
    """No order under the cursor: marks don't count."""
    if not now.ready:
        return LOADING
    return None if now.order_key else NO_ORDER


def nothing_shown(now: Situation) -> str | None:
    """An empty list."""
    if not now.ready:
        return LOADING
    return None if now.shown else N_("Nothing is shown here.")


def no_question(now: Situation) -> str | None:
    """What is shown was not asked for in SQL."""
    return not_ready(now) or (
        None if now.view == "asked" else N_("Ask in SQL first: what is shown is a queue.")
    )


def no_marks(now: Situation) -> str | None:
    """Nothing is marked."""
    return None if now.marked else N_("No order is marked.")


def not_open(now: Situation) -> str | None:
    """A finished order: nothing but notes and messages is left to do for it."""
    return no_order(now) or (N_("It is finished.") if now.finished else None)


def not_done(now: Situation) -> str | None:
    """It isn't done here, so it needn't be opened again; of several that are marked each is asked for itself."""
    return not_open(now) or (
        None if now.queue in ("done", "") or now.marked else N_("It is not done here: nothing to open again.")
    )


def not_claimed(now: Situation) -> str | None:
    """Nobody holds it, so there is nothing to release."""
    return not_open(now) or (None if now.claimed else N_("Nobody has claimed it."))


def already_mine(now: Situation) -> str | None:
    """This operator has it already."""
    return not_open(now) or (N_("You have claimed it already.") if now.mine and now.marked <= 1 else None)


def no_remark(now: Situation) -> str | None:
    """The buyer left no remark."""
    return not_open(now) or (None if now.has_remark else N_("There is no remark."))


def no_undo(now: Situation) -> str | None:
    """Nothing of one's own to undo."""
    return not_ready(now) or (None if now.can_undo else N_("There is nothing to undo."))


def no_redo(now: Situation) -> str | None:
    """Nothing undone since."""
    return not_ready(now) or (None if now.can_redo else N_("There is nothing to redo."))
