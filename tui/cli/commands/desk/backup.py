"""`orderdeck backup DIR FILE`: one file of a desk, while it is in use."""

from pathlib import Path

import click
import msgspec

from orderdeck.tui.cli.commands.base import (
    Failure,
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    quiet_option,
    say,
    state_option,
)
from orderdeck.tui.cli.commands.desk.errors import desk_errors
from orderdeck.tui.cli.commands.desk.opening import desk_paths
from orderdeck.tui.i18n import N_, _, times
from orderdeck.tui.terminal import exit_codes as exits


@click.command("backup", cls=Spoken, help=N_("Write a desk into one file, also while it is in use."))
@folder_argument
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@state_option
@json_option
@quiet_option
def command(folder: Path, file: Path, state: Path | None, as_json: bool) -> int:
    from orderdeck.data.maintenance.backup import BackupError, backup

    paths = desk_paths(folder, state)
    if not paths.is_there:
        raise Failure(_("{folder}: there is no desk here", folder=paths.state))
    try:
        with desk_errors():
            manifest = backup(paths, file)
    except BackupError as error:
        raise Failure(str(error)) from error
    if as_json:
        told = msgspec.to_builtins(manifest)
        del told["files"]
        echo_json({"file": str(file)} | told)
    else:
        text = _(
            "{file}: {acts} acts, {exports} files, {size} MB. It holds buyers' data: keep it where you keep that.",
            file=file,
            acts=times.count(manifest.acts),
            exports=times.count(manifest.exports),
            size=f"{manifest.size / 1e6:.1f}",
        )
        say(text)
    return exits.OK
