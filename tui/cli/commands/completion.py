"""`orderdeck completion`: completion for bash, zsh and fish."""

import os
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from orderdeck.tui.cli.commands.base import Spoken
from orderdeck.tui.cli.commands.root import root
from orderdeck.tui.i18n import N_
from orderdeck.tui.terminal import exit_codes as exits

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion", cls=Spoken, help=N_("Print a script that completes commands in your shell: source it.")
)
@click.argument("shell", type=click.Choice(SHELLS), required=False)
def command(shell: str | None) -> int:
    named = shell or Path(os.environ.get("SHELL", "bash")).name
    found = get_completion_class(named if named in SHELLS else "bash")
    assert found is not None
    click.echo(found(root, {}, "orderdeck", "_ORDERDECK_COMPLETE").source())
    return exits.OK
