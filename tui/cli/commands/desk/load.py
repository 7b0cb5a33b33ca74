"""`orderdeck load DIR`: take what is new into the ledger and say what it was."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.records import Waiting
from orderdeck.tui.cli.commands.base import (
    Spoken,
    folder_argument,
    is_quiet,
    json_option,
    quiet_option,
    say,
    state_option,
    wait_option,
)
from orderdeck.tui.cli.commands.desk.intake import show_files
from orderdeck.tui.cli.commands.desk.opening import (
    desk_paths,
    desk_settings,
    load_new,
    missing_folders,
    tell_broken_profiles,
    tell_problems,
)
from orderdeck.tui.i18n import N_, _, labelled, ngettext, phrases, times
from orderdeck.tui.i18n.reasons import refusal
from orderdeck.tui.present.notices import waiting as told
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.records import Export, Progress


@click.command("load", cls=Spoken, help=N_("Load what is new in a folder and print a summary."))
@folder_argument
@state_option
@json_option
@wait_option
@quiet_option
def command(folder: Path, state: Path | None, as_json: bool, wait: float) -> int:
    paths = desk_paths(folder, state)
    waiting: list[Waiting] = []
    progress = _tell if sys.stderr.isatty() and not is_quiet() else None
    settings = desk_settings(paths)
    exports = load_new(paths, settings, wait, progress, waiting.extend)
    if progress is not None:
        click.echo("\r\x1b[K", nl=False, err=True)
    tell_broken_profiles(paths)
    if as_json or not is_quiet():
        show_files(exports, waiting, as_json=as_json)
    else:
        _tell_faults(exports, waiting)
    if not as_json:
        say(_summary(exports, waiting))
    wrong = (
        _refused(exports) or any(one.state == "later" for one in waiting) or missing_folders(paths, settings)
    )
    return exits.REFUSED if wrong else exits.OK


def _tell(progress: "Progress") -> None:
    """One line on a terminal, overwritten as loading goes on."""
    text = phrases.phrase(phrases.LOADER, progress.state)
    count = f" {progress.files_done}/{progress.files_total} · {times.count(progress.rows)}"
    click.echo(f"\r\x1b[K{text}{count}", nl=False, err=True)


def _tell_faults(exports: "list[Export]", waiting: "list[Waiting]") -> None:
    """Why the exit code isn't 0, a line a file."""
    tell_problems(
        labelled(export.name, refusal(export.reason, export.detail))
        for export in exports
        if export.state == "refused" and not export.passed_over
    )
    tell_problems(told.told(one) for one in waiting if one.state == "later")


def _refused(exports: "list[Export]") -> int:
    """How many are refused that may have been meant as exports."""
    return sum(export.state == "refused" and not export.passed_over for export in exports)


def _summary(exports: "list[Export]", waiting: "list[Waiting]") -> str:
    loaded = [export for export in exports if export.state == "loaded"]
    if not exports:
        return phrases.joined(left) + _(".") if (left := told.summary(waiting)) else _("Nothing new.")
    parts = [
        ngettext("{count} file loaded", "{count} files loaded", len(loaded)),
        ngettext("{count} order", "{count} orders", sum(export.orders for export in loaded)),
    ]
    if rejected := sum(export.rejected for export in loaded):
        parts.append(ngettext("{rows} row rejected", "{rows} rows rejected", rejected, rows=rejected))
    if refused := _refused(exports):
        parts.append(ngettext("{count} file refused", "{count} files refused", refused))
    if passed := sum(export.passed_over for export in exports):
        parts.append(ngettext("{count} file passed over", "{count} files passed over", passed))
    return phrases.joined([*parts, *told.summary(waiting)])
