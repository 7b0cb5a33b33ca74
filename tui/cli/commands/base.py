"""What the subcommands share: help in the language spoken, failures with an exit code, the desk's folder, JSON."""

import json
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from orderdeck.tui.cli.commands.choices import Folder, OneOf
from orderdeck.tui.cli.commands.known import from_desk, operators
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits

F = TypeVar("F", bound=Callable[..., Any])
"""A function that is about to become a command."""


LACKING = "orderdeck.lacking"
"""In a command's context: whether what it printed lacks what is lost or damaged on disk."""


READ_ONLY = "orderdeck.read_only"
"""The same: whether nothing may be written to the desk."""


QUIET = "orderdeck.quiet"
"""The same: whether only what went wrong is said."""


class Failure(Exception):  # noqa: N818  # says what it is to the reader of a command
    """The command can't go on: said on stderr, then left with `exit_code`."""

    def __init__(self, message: str, exit_code: int = exits.DESK) -> None:
        super().__init__(message)
        self.message = message
        self.exit_code = exit_code


class Option(click.Option):
    """An option whose help is a msgid, put into words when it is shown."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        record = super().get_help_record(ctx)
        if record is None or not self.help:
            return record
        names = {"names": ", ".join(self.type.names())} if isinstance(self.type, OneOf) else {}
        return record[0], record[1].replace(self.help, _(self.help, **names))


class Spoken(click.Command):
    """A command whose help is a msgid, with click's own headings in the language spoken too."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), f"{_('Usage:')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.help:
            formatter.write_paragraph()
            with formatter.indentation():
                formatter.write_text(_(self.help))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        records = [record for option in options if (record := option.get_help_record(ctx)) is not None]
        if records:
            with formatter.section(_("Options")):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this and leave.")
        return option

    def get_short_help_str(self, limit: int = 45) -> str:
        return _(self.help).split("\n\n", 1)[0].rstrip(".。") if self.help else ""


class Deck(Spoken, click.Group):
    """A group of such commands, listed in the order they were added."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        commands = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        rows = [(name, command.get_short_help_str()) for name, command in commands if command is not None]
        with formatter.section(_("Commands")):
            formatter.write_dl(rows)
        Spoken.format_options(self, ctx, formatter)


def folder_argument(function: F) -> F:
    """The desk's folder, which must be there."""
    return click.argument("folder", metavar="DIR", type=Folder())(function)


def state_option(function: F) -> F:
    """`--desk`: where the desk keeps its state."""
    return click.option(
        "--desk",
        "state",
        cls=Option,
        type=Folder(),
        metavar="DIR",
        help=N_("Keep ledger, outbox and settings here instead of DIR/.orderdeck."),
    )(function)


def operator_named(what_for: str) -> Callable[[F], F]:
    """`--as`, with the help `what_for`."""
    return click.option(
        "--as",
        "operator",
        cls=Option,
        default="",
        metavar="NAME",
        shell_complete=from_desk(operators),
        help=what_for,
    )


def operator_option(function: F) -> F:
    """`--as`: whose orders are *mine*, and who acts."""
    return operator_named(N_("Under this name (default: your login)."))(function)


def json_option(function: F) -> F:
    """`--json`."""
    return click.option("--json", "as_json", cls=Option, is_flag=True, help=N_("Print JSON for scripts."))(
        function
    )


def wait_option(function: F) -> F:
    """`--wait`: how long to wait for another process that is loading."""
    return click.option(
        "--wait",
        "wait",
        cls=Option,
        type=click.FloatRange(min=0),
        default=600.0,
        metavar="SECONDS",
        help=N_("Wait this long while another process is loading (default 600)."),
    )(function)


def read_only_option(function: F) -> F:
    """`--read-only`, put down in the command's context: nothing may be written to the desk."""

    def put_down(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        ctx.meta[READ_ONLY] = value

    return click.option(
        "--read-only",
        cls=Option,
        is_flag=True,
        expose_value=False,
        callback=put_down,
        help=N_("Write nothing to the desk: what is new in the folder is not loaded."),
    )(function)


def quiet_option(function: F) -> F:
    """`--quiet`, put down in the command's context: `say` says nothing then, and notes are kept back."""

    def put_down(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
        ctx.meta[QUIET] = value

    return click.option(
        "--quiet",
        "-q",
        cls=Option,
        is_flag=True,
        expose_value=False,
        callback=put_down,
        help=N_("Say only what goes wrong, on standard error; what was asked for is printed all the same."),
    )(function)


def is_quiet() -> bool:
    """Whether the command was told to say only what goes wrong."""
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(QUIET))


def say(text: object) -> None:
    """Say on standard output what was done; it is no result, and `--quiet` leaves it out."""
    if not is_quiet():
        click.echo(text)


def echo_json(value: object) -> None:
    """Print `value` as JSON, UTF-8 whatever the locale, money and ids as text."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.flush()


def echo_table(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    """Print rows under each other by cell width (Chinese counts two); columns of `right` are right-aligned."""
    for line in table_lines(rows, right):
        click.echo(line)


def table_lines(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """The same as lines that are yet to be printed, one a row."""
    from orderdeck.tui.terminal.cell_width import column

    columns = [column(cells, right=at in right) for at, cells in enumerate(zip(*rows, strict=True))]
    return ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]


def cell_width(text: str) -> int:
    """Columns that `text` takes in a terminal."""
    from orderdeck.tui.terminal.cell_width import width

    return width(text)
