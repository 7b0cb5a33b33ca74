"""Files that lie in the folder and are not on the desk yet, in words: still arriving, or put off."""

from collections.abc import Sequence
from typing import Final

from orderdeck.data.base.records import Waiting
from orderdeck.tui.i18n import N_, _, ngettext, phrases, times
from orderdeck.tui.i18n.reasons import refusal
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.terminal.cell_width import pad
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain

WHY: Final[dict[str, str]] = {
    "open": N_("a program still has it open for writing"),
    "growing": N_("it is still being written"),
    "download": N_("its download has not ended: a control file lies beside it"),
    "empty": N_("it is empty so far"),
    "permission": N_("this account may not read it"),
    "io": N_("the disk can't read it"),
    "unreachable": N_("its disk or server doesn't answer"),
    "busy": N_("another program has it locked"),
    "files": N_("too many files are open on this machine"),
    "memory": N_("there is not enough memory"),
    "threads": N_("this machine can't start another thread"),
    "reader": N_("the process that was reading it was ended from outside, or stood still"),
    "disk_full": N_("the disk is full"),
}
"""Why a file waits -> words; a reason to refuse it is said as where it is refused."""


def why(one: Waiting) -> str:
    """Why it is not on the desk, in words."""
    return phrases.phrase(WHY, one.why) if one.why in WHY else refusal(one.why, one.detail)


def told(one: Waiting) -> str:
    """The same in a line of its own, with the file's name."""
    if one.state == "later":
        return _("{name} can't be read now and is tried again later: {why}", name=one.name, why=why(one))
    return _("{name} is still arriving: {why}", name=one.name, why=why(one))


def summary(waiting: Sequence[Waiting]) -> list[str]:
    """How many there are of each kind."""
    later = sum(one.state == "later" for one in waiting)
    arriving = len(waiting) - later
    parts = []
    if arriving:
        parts.append(ngettext("{count} file still arriving", "{count} files still arriving", arriving))
    if later:
        parts.append(ngettext("{count} file can't be read now", "{count} files can't be read now", later))
    return parts


def count(number: int) -> str:
    """That so many files are waited for, for the line at the top."""
    return ngettext("waiting for {count} file", "waiting for {count} files", number)


def rows(waiting: Sequence[Waiting], number: int, options: RenderOptions) -> list[ListRow]:
    """One line a file, over those that arrived; `number` is of all of them where not all are listed."""
    listed = [_row(one, options) for one in waiting]
    if number > len(waiting):
        more = ngettext("{count} more file waits", "{count} more files wait", number - len(waiting))
        listed.append(ListRow(key="waiting more", pieces=plain(more, "due")))
    return listed


def _row(one: Waiting, options: RenderOptions) -> ListRow:
    tone = "error" if one.state == "later" else "due"
    detail: list[Pieces] = [plain(why(one), tone)]
    if one.state == "later" and one.detail:
        detail.append((Piece(_("The system says:") + " ", "dim"), Piece(one.detail)))
    detail.append((Piece(_("Seen since:") + " ", "dim"), Piece(times.full_stamp(one.since, options.zone))))
    if one.again:
        again = times.full_stamp(one.again, options.zone)
        detail.append((Piece(_("Tried again at the latest:") + " ", "dim"), Piece(again)))
    return ListRow(
        key=f"waiting {one.name}",
        pieces=(
            Piece(pad(times.stamp(one.since, options.zone, options.now), 12) + " ", "dim"),
            Piece(pad(phrases.phrase(phrases.FILE_STATES, one.state), 9) + " ", tone),
            Piece(one.name, "bold"),
            Piece("  " + why(one), tone),
        ),
        detail=tuple(detail),
        hang=2,
    )
