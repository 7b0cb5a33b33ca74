"""`orderdeck watch DIR`: open the deck."""

from pathlib import Path

import click

from orderdeck.tui.cli.commands.base import Option, Spoken, folder_argument, operator_named, state_option
from orderdeck.tui.cli.commands.choices import completing
from orderdeck.tui.i18n import LANGUAGES, N_
from orderdeck.tui.i18n.phrases import QUEUES
from orderdeck.tui.service.options import Start
from orderdeck.tui.terminal.themes import known_themes


def _themes() -> list[str]:
    return list(known_themes())


def look_options(function: "click.decorators.FC") -> "click.decorators.FC":
    """Options of the commands that open a deck."""
    for option in (
        click.option(
            "--check-sums",
            "debug",
            cls=Option,
            is_flag=True,
            help=N_("Check at every refresh that the queues add up."),
        ),
        click.option(
            "--mouse/--no-mouse",
            "mouse",
            cls=Option,
            default=None,
            help=N_("Use the mouse (off unless the settings say so)."),
        ),
        click.option(
            "--theme",
            cls=Option,
            default="",
            metavar="NAME",
            shell_complete=completing(_themes),
            help=N_("Colours, such as ansi-dark or ansi-light."),
        ),
        click.option(
            "--language",
            cls=Option,
            type=click.Choice(LANGUAGES),
            default=None,
            help=N_("Language of the deck."),
        ),
        operator_named(N_("Your name, where several people share an account.")),
        click.option(
            "--queue",
            "view",
            cls=Option,
            default="",
            metavar="KEY",
            shell_complete=completing(lambda: QUEUES),
            help=N_("Begin with this queue, such as remarks."),
        ),
    ):
        function = option(function)
    return function


@click.command("watch", cls=Spoken, help=N_("Open the deck on a folder of exports (also: orderdeck DIR)."))
@folder_argument
@state_option
@click.option(
    "--read-only",
    cls=Option,
    is_flag=True,
    help=N_("Look on: write nothing to the desk, and load nothing."),
)
@look_options
def command(
    folder: Path,
    state: Path | None,
    read_only: bool,
    operator: str,
    language: str | None,
    theme: str,
    view: str,
    mouse: bool | None,
    debug: bool,
) -> int:
    from orderdeck.tui.cli.launch import run

    start = Start(folder, state, operator, language or "", theme, mouse, view, debug, read_only=read_only)
    return run(start)
