"""`orderdeck share DIR postgresql://… [STORE]`: a desk moves to where several machines reach it."""

import shlex
from pathlib import Path

import click

from orderdeck.tui.cli.commands.base import Spoken, folder_argument, quiet_option, say, state_option
from orderdeck.tui.cli.commands.desk.opening import desk_paths
from orderdeck.tui.cli.commands.machines.base import (
    address_argument,
    say_moved,
    schema_option,
    sharing_errors,
    tell,
)
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits


@click.command(
    "share",
    cls=Spoken,
    help=N_(
        "Move a desk into a PostgreSQL database, for several machines to take part.\n\n"
        "Its parts go into the same database, or to STORE: s3://bucket/prefix, or a folder that all machines mount. "
        "A backup is written first, and doing it again goes on where it was broken off. Passwords stay where libpq "
        "finds them (~/.pgpass, service files). See: orderdeck docs scaling."
    ),
)
@folder_argument
@address_argument
@click.argument("store", metavar="[STORE]", default="")
@state_option
@schema_option
@quiet_option
def command(folder: Path, address: str, store: str, state: Path | None, schema: str) -> int:
    paths = desk_paths(folder, state)
    with sharing_errors():
        from orderdeck.data.maintenance.sharing import share, store_address

        moved = share(paths, address, schema, store_address(store), tell)
    say_moved(moved)
    named = f" --schema {shlex.quote(schema)}" if schema != "orderdeck" else ""
    say(
        _(
            "On each other machine: {command}",
            command=f"orderdeck join {shlex.quote(address)} {_('FOLDER')}{named}",
        )
    )
    return exits.OK
