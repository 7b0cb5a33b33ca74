"""`orderdeck` itself: what it is, and its subcommands."""

from typing import Any

import click
from click.shell_completion import CompletionItem

from orderdeck import __version__
from orderdeck.tui.cli.command_names import COMMANDS
from orderdeck.tui.cli.commands.base import LACKING, Deck, Option
from orderdeck.tui.i18n import N_
from orderdeck.tui.terminal import exit_codes as exits

ABOUT = N_(
    "A deck for marketplace orders, in the terminal.\n\n"
    "Point it at the folder where your order exports land (AliExpress .xls, .xlsx, .csv and others): "
    "orderdeck watches it, sorts every open order into a queue by what it needs, the most urgent first, "
    "and lets you work the queues from the keyboard. The exports themselves are never changed.\n\n"
    "\b\n"
    "orderdeck demo        look at it on invented orders that keep arriving\n"
    "orderdeck DIR         open the deck on your own folder\n"
    "orderdeck queues DIR  the same queues for a script"
)


class Lazy(Deck):
    """Imports a subcommand when it is asked for; a first word that is none of them is a folder to watch."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        import importlib

        module: Any = importlib.import_module(f"orderdeck.tui.cli.commands.{COMMANDS[cmd_name]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS:
            args = ["watch", *args]
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """Commands, and folders: `orderdeck DIR` opens the deck. Shells go by folders where no command fits."""
        found = super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [CompletionItem(incomplete, type="dir"), *found]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options of `watch` may stand before the folder: `orderdeck --as li DIR`."""
        own = ("-h", "--help", "--version")
        if args and args[0].startswith("-") and args[0] not in own:
            args = ["watch", *args]
        return super().parse_args(ctx, args)


@click.command("orderdeck", cls=Lazy, help=ABOUT, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(
    __version__,
    "--version",
    message="orderdeck %(version)s",
    cls=Option,
    help=N_("Show the version and leave."),
)
def root() -> None:
    pass


@root.result_callback()
def _lacking(code: Any, **_options: Any) -> Any:
    """A command that went well, but had not all to go by, says so by its exit code."""
    lacks = click.get_current_context().meta.get(LACKING)
    return exits.INCOMPLETE if lacks and code in (None, exits.OK) else code
