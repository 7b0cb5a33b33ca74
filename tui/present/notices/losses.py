"""What the desk should show and can't, in words."""

from collections.abc import Iterable, Sequence
from typing import Final

from orderdeck.data.base.records import Loss
from orderdeck.tui.i18n import N_, _, labelled, ngettext
from orderdeck.tui.i18n.phrases import phrase
from orderdeck.widgets.model import ListRow, Piece, plain

TABLES: Final[dict[str, str]] = {
    "journal": N_("journal"),
    "exports": N_("files that arrived"),
    "parts": N_("list of parts"),
}
"""Table of the ledger -> what it is."""


def told(loss: Loss) -> str:
    """One loss in a sentence."""
    if loss.code == "rows":
        text = ngettext(
            "{count} row is damaged and passed over: `orderdeck doctor` says what can be put right",
            "{count} rows are damaged and passed over: `orderdeck doctor` says what can be put right",
            loss.count,
        )
        return labelled(phrase(TABLES, loss.subject), text)
    if loss.kind == "orders":
        text = ngettext(
            "lost or damaged on disk: {count} order isn't shown, or as older files have it; put the file into the "
            "folder again, and it is read again",
            "lost or damaged on disk: up to {count} orders aren't shown, or as older files have them; put the file "
            "into the folder again, and it is read again",
            loss.count,
        )
        return labelled(loss.subject, text)
    text = ngettext(
        "lost or damaged on disk: its {count} row counts no more; put the file into the folder again, and it is "
        "read again",
        "lost or damaged on disk: its {count} rows count no more; put the file into the folder again, and it is "
        "read again",
        loss.count,
    )
    return labelled(loss.subject, text)


def summed_up(losses: Sequence[Loss]) -> str:
    """All losses in a few words, for a status line."""
    hidden = sum(loss.count for loss in losses if loss.code == "part" and loss.kind == "orders")
    if hidden:
        return ngettext(
            "{count} order isn't shown: its file's rows are lost or damaged on disk.",
            "Up to {count} orders aren't shown: their files' rows are lost or damaged on disk.",
            hidden,
        )
    return _("Something on disk is lost or damaged and doesn't count.")


def rows(losses: Iterable[Loss]) -> list[ListRow]:
    """One line for each, for the list of files that arrived."""
    return [
        ListRow(
            key=f"loss {place}",
            pieces=(Piece("! ", "error"), Piece(told(loss), "error")),
            hang=1,
            detail=(plain(told(loss), "error"),),
        )
        for place, loss in enumerate(losses)
    ]
