"""Sources that fail, in words: for the line at the top, the list of files, and commands."""

from collections.abc import Sequence
from datetime import tzinfo

from orderdeck.data.base.commands.running import Ran
from orderdeck.data.base.records import Progress, SourceTold
from orderdeck.tui.i18n import _, ngettext, times
from orderdeck.tui.i18n.own_commands import ended
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.widgets.model import ListRow, Piece, Pieces, plain


def failing(progress: Progress | None) -> list[SourceTold]:
    """Those that the loader tells of and whose last run ended badly."""
    return [one for one in progress.sources if one.failing_since] if progress else []


def summary(told: Sequence[SourceTold], options: RenderOptions) -> Pieces:
    """That they fail, for the line at the top; nothing where none does."""
    if not told:
        return ()
    since = times.stamp(min(one.failing_since for one in told), options.zone, options.now)
    text = _("source {name} fails since {time}", name=told[0].name, time=since)
    if len(told) > 1:
        text = ngettext(
            "{count} source fails since {time}", "{count} sources fail since {time}", len(told), time=since
        )
    return (Piece(text + "  ", "error"),)


def line(one: SourceTold, zone: tzinfo | None) -> str:
    """Which fails, since when, and how it ended last."""
    since = times.full_stamp(one.failing_since, zone)
    title = _("source {name}, failing since {time}", name=one.name, time=since)
    return ended(title, Ran(end=one.end, code=one.code, wrong=one.wrong), hidden=False)[0]


def rows(told: Sequence[SourceTold], options: RenderOptions) -> list[ListRow]:
    """One line each, over the files that arrived."""
    return [
        ListRow(
            key=f"source {one.name}",
            pieces=(Piece("! ", "error"), Piece(text)),
            hang=1,
            detail=(
                plain(text, "error"),
                plain(_("Last run ended: {time}", time=times.full_stamp(one.at, options.zone)), "dim"),
            ),
        )
        for one in told
        for text in (line(one, options.zone),)
    ]
