"""`orderdeck load DIR`: take what is new into the ledger and say what it was."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.records import Waiting
from orderdeck.tui.cli.commands.base import Spoken, folder_argument, json_option, state_option, wait_option
from orderdeck.tui.cli.commands.desk.intake import show_files
from orderdeck.tui.cli.commands.desk.opening import desk_paths, desk_settings, load_new, tell_broken_profiles
from orderdeck.tui.i18n import N_, _, ngettext, phrases, times
from orderdeck.tui.present import waiting as told
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.records import Export, Progress


@click.command("load", cls=Spoken, help=N_("Load what is new in a folder and print a summary."))
@folder_argument
@state_option
@json_option
@wait_option
def command(folder: Path, state: Path | None, as_json: bool, wait: float) -> int:
    paths = desk_paths(folder, state)
    waiting: list[Waiting] = []
    progress = _tell if sys.stderr.isatty() else None
    exports = load_new(paths, desk_settings(paths), wait, progress, waiting.extend)
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", nl=False, err=True)
    tell_broken_profiles(paths)
    show_files(exports, waiting, as_json=as_json)
    if not as_json:
        click.echo(_summary(exports, waiting))
    wrong = _refused(exports) or any(one.state == "later" for one in waiting)
    return exits.REFUSED if wrong else exits.OK


def _tell(progress: "Progress") -> None:
    """One line on a terminal, overwritten as loading goes on."""
    text = phrases.phrase(phrases.LOADER, progress.state)
    count = f" {progress.files_done}/{progress.files_total} · {times.count(progress.rows)}"
    click.echo(f"\r\x1b[K{text}{count}", nl=False, err=True)


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
