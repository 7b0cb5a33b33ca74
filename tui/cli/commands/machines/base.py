"""What share, unshare and join have in common."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import click

from orderdeck.tui.cli.commands.base import Failure, Option, is_quiet, say
from orderdeck.tui.cli.commands.desk.errors import desk_errors
from orderdeck.tui.i18n import N_, _, times
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.maintenance.sharing import Moved

F = TypeVar("F", bound=Callable[..., Any])


def address_argument(function: F) -> F:
    """Where the database is."""
    return click.argument("address", metavar="postgresql://…")(function)


def schema_option(function: F) -> F:
    """`--schema`: which of the desks in that database."""
    return click.option(
        "--schema",
        cls=Option,
        default="orderdeck",
        metavar="NAME",
        help=N_("Schema of the database; each desk there has one of its own (default: orderdeck)."),
    )(function)


@contextmanager
def sharing_errors() -> Iterator[None]:
    """Turns what moving a desk raises within into Failures."""
    try:
        from orderdeck.data.maintenance.sharing import SharingError
    except ImportError as error:
        raise Failure(_("pip install 'orderdeck[share]' brings what this needs"), exits.USAGE) from error
    try:
        with desk_errors():
            yield
    except SharingError as error:
        raise Failure(str(error)) from error


def tell(done: int, total: int) -> None:
    """How many parts are there, on a terminal."""
    if sys.stderr.isatty() and not is_quiet():
        click.echo(f"\r\x1b[K{done}/{total}" if done < total else "\r\x1b[K", nl=False, err=True)


def say_moved(moved: "Moved") -> None:
    """What was moved, and which file has it as it was before."""
    say(
        _(
            "{acts} acts, {exports} files, {parts} parts.",
            acts=times.count(moved.acts),
            exports=times.count(moved.exports),
            parts=times.count(moved.parts),
        )
    )
    if moved.backup:
        say(_("As it was before: {file} (it holds buyers' data).", file=moved.backup))
