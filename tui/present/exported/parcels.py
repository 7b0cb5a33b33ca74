"""What is to be said of picking lists and packing slips, and of upload files of shipments: what they leave out, what of
them isn't sure."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from orderdeck.tui.i18n import _, ngettext
from orderdeck.tui.i18n.phrases import joined, marketplace

if TYPE_CHECKING:
    from orderdeck.data.reports.exported.shipments import Upload

_KEPT: Final[dict[str, Callable[[int], str]]] = {
    "cancel": lambda n: ngettext("{count} to be cancelled", "{count} to be cancelled", n),
    "held": lambda n: ngettext("{count} on hold", "{count} on hold", n),
    "unpaid": lambda n: ngettext("{count} not paid", "{count} not paid", n),
    "gone": lambda n: ngettext(
        "{count} gone from the newest export", "{count} gone from the newest export", n
    ),
    "unrecognised": lambda n: ngettext("{count} of unknown status", "{count} of unknown status", n),
    "done": lambda n: ngettext("{count} done here", "{count} done here", n),
    "finished": lambda n: ngettext("{count} finished with", "{count} finished with", n),
    "remark": lambda n: ngettext(
        "{count} whose buyer asks to cancel or to wait", "{count} whose buyers ask to cancel or to wait", n
    ),
    "short": lambda n: ngettext("{count} that lacks stock", "{count} that lack stock", n),
    "asleep": lambda n: ngettext("{count} put away", "{count} put away", n),
    "packed": lambda n: ngettext("{count} packed already", "{count} packed already", n),
}


def kept_back(reasons: Mapping[str, int]) -> str:
    """Which orders are not on the list since they are not to be sent now: code (data.reports.exported.picking) ->
    how many."""
    told = [say(reasons[code]) for code, say in _KEPT.items() if reasons.get(code)]
    return _("left out: {orders}", orders=joined(told))


def unsure_columns(code: str) -> str:
    """That nobody has seen what a marketplace takes."""
    return _(
        "the columns are not sure: compare them with the template of {marketplace}",
        marketplace=marketplace(code),
    )


def upload_notes(upload: "Upload") -> list[str]:
    """What is to be said of an upload file of shipments."""
    if not upload.marketplace:
        return [_("None of these orders was sent by a tracking file and waits to be declared")]
    return [] if upload.sure else [unsure_columns(upload.marketplace)]
