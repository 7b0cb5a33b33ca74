"""`orderdeck unshare DIR`: a shared desk comes back to this machine."""

from pathlib import Path

import click

from orderdeck.tui.cli.commands.base import Spoken, folder_argument, quiet_option, say, state_option
from orderdeck.tui.cli.commands.desk.opening import desk_paths
from orderdeck.tui.cli.commands.machines.base import say_moved, sharing_errors, tell
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits


@click.command(
    "unshare",
    cls=Spoken,
    help=N_(
        "Bring a shared desk back to this machine, with all that was done on any.\n\n"
        "The other machines are told so and can't act on it any more. What is in the database stays there as a copy."
    ),
)
@folder_argument
@state_option
@quiet_option
def command(folder: Path, state: Path | None) -> int:
    paths = desk_paths(folder, state)
    with sharing_errors():
        from orderdeck.data.maintenance.sharing import unshare

        moved = unshare(paths, tell)
    say_moved(moved)
    text = _(
        "The schema {schema} stays as a copy, with buyers' data: drop schema {schema} cascade removes it.",
        schema=moved.schema,
    )
    say(text)
    return exits.OK
