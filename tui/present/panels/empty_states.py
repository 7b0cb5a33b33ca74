"""What is said where there are no orders: nothing to do, nothing yet, or not known yet. Pure functions."""

from typing import Final

from orderdeck.data.base.records import Progress, View
from orderdeck.tui.i18n import _, labelled, ngettext, phrases, times
from orderdeck.tui.present.notices import waiting
from orderdeck.tui.present.state import State

SHOWN: Final = 5
"""Files that are waited for, named where there is nothing else; `i` has all of them."""


def nothing(state: State, view: View | None, folder: str, words: str = "") -> str:
    """Why a view that is filtered by `words` has no rows. That the folder is empty is said only once somebody has
    looked into it."""
    if words:
        return _("No order here holds “{words}”.\nesc takes the filter away.", words=words)
    if not state.pulse.known:
        return not_known_yet(state, folder) or _(
            "No orders yet.\nPut order exports (.xls, .xlsx, .csv) into\n{folder}\nand they show up here.",
            folder=folder,
        )
    if view is not None and view.asleep:
        return _("Nothing to do here: {count} snoozed.", count=view.asleep)
    return _("Nothing to do here.")


def not_known_yet(state: State, folder: str) -> str:
    """What is going on while nobody can tell yet what the folder holds; "" once it is known."""
    progress = state.progress
    if progress is not None and progress.state == "waiting" and progress.notice:
        return f"{phrases.phrase(phrases.NOTICES, progress.notice)}\n{folder}"
    if state.looked:
        if progress is None or not progress.waiting:
            return ""
        return "\n".join([_("No orders yet."), *(waiting.told(one) for one in progress.waiting[:SHOWN])])
    if progress is not None and progress.state in ("loading", "merging"):
        return f"{_loading(progress)}\n{_('Orders show up here once their file is read.')}"
    if progress is not None and progress.state == "waiting":
        return _("Waiting until the files in\n{folder}\nare complete…", folder=folder)
    return _("Looking for order exports in\n{folder}", folder=folder)


def _loading(progress: Progress) -> str:
    if not progress.files_total:
        return _("Loading…")
    files = ngettext(
        "Loading {done} of {count} file",
        "Loading {done} of {count} files",
        progress.files_total,
        done=min(progress.files_done + 1, progress.files_total),
    )
    if not progress.rows:
        return f"{files}…"
    rows = ngettext("{rows} row", "{rows} rows", progress.rows, rows=times.count(progress.rows))
    return labelled(files, rows) + "…"
