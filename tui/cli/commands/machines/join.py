"""`orderdeck join postgresql://… DIR`: this machine takes part in a shared desk."""

from pathlib import Path

import click

from orderdeck.tui.cli.commands.base import Spoken, folder_argument, quiet_option, say, state_option
from orderdeck.tui.cli.commands.desk.opening import desk_paths
from orderdeck.tui.cli.commands.machines.base import address_argument, schema_option, sharing_errors
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits


@click.command(
    "join",
    cls=Spoken,
    help=N_(
        "Take part in a desk that another machine has shared.\n\n"
        "DIR is this machine's folder of exports; what arrives there is loaded for all, and it may stay empty."
    ),
)
@address_argument
@folder_argument
@state_option
@schema_option
@quiet_option
def command(address: str, folder: Path, state: Path | None, schema: str) -> int:
    paths = desk_paths(folder, state)
    with sharing_errors():
        from orderdeck.data.maintenance.sharing import join

        join(paths, address, schema)
    say(_("{folder} takes part: orderdeck {folder} opens the deck.", folder=folder))
    return exits.OK
