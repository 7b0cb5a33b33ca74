"""What becomes of commands of the user's own, in words."""

from typing import TYPE_CHECKING, Final, Literal

from orderdeck.tui.i18n import N_, _, labelled

if TYPE_CHECKING:
    from orderdeck.data.base.commands.running import Ran

EVENTS: Final[dict[str, str]] = {
    "arrived": N_("Files arrived"),
    "late": N_("Orders are late"),
    "stockout": N_("Stock ran out"),
    "handed_over": N_("Orders handed over"),
    "shift_end": N_("End of the shift"),
}
"""Event of a hook -> what has happened (a msgid)."""


def ended(title: str, ran: "Ran", *, hidden: bool) -> "tuple[str, Literal['ok', 'warning']]":
    """What became of the command `title`, and how good that is; what it said itself is left out where `hidden`."""
    said, wrong = ("•••" if hidden and text else text for text in (ran.said, ran.wrong))
    match ran.end:
        case "done":
            return labelled(title, said or _("done")), "ok"
        case "failed":
            text = _("failed with {code}", code=ran.code)
        case "late":
            text = _("took too long and was ended")
        case "stopped":
            text = _("was ended")
        case "missing":
            return labelled(title, _("could not be started: {why}", why=ran.wrong)), "warning"
    return labelled(title, f"{text} · {wrong or said}" if wrong or said else text), "warning"
