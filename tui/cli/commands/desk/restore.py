"""`orderdeck restore FILE DIR`: a desk from a backup."""

from datetime import UTC, datetime
from pathlib import Path

import click

from orderdeck.tui.cli.commands.base import (
    Failure,
    Spoken,
    folder_argument,
    quiet_option,
    say,
    state_option,
)
from orderdeck.tui.cli.commands.desk.errors import desk_errors
from orderdeck.tui.cli.commands.desk.opening import desk_paths
from orderdeck.tui.i18n import N_, _, times
from orderdeck.tui.terminal import exit_codes as exits


@click.command("restore", cls=Spoken, help=N_("Make the desk of a folder from a backup, where it has none."))
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@folder_argument
@state_option
@quiet_option
def command(file: Path, folder: Path, state: Path | None) -> int:
    from orderdeck.data.maintenance.backup import BackupError, restore

    paths = desk_paths(folder, state)
    try:
        with desk_errors():
            manifest = restore(file, paths)
    except BackupError as error:
        raise Failure(str(error)) from error
    text = _(
        "{folder}: {acts} acts, {exports} files, as of {moment}.",
        folder=paths.state,
        acts=times.count(manifest.acts),
        exports=times.count(manifest.exports),
        moment=_moment(manifest.at),
    )
    say(text)
    return exits.OK


def _moment(at: int) -> str:
    return datetime.fromtimestamp(at / 1e6, UTC).strftime("%Y-%m-%d %H:%M UTC")
