"""What a command leaves: a file or standard output, where it may go, and in words what stands against it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from orderdeck.tui.cli.commands.base import F, Failure, Option, say
from orderdeck.tui.i18n import N_, _
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.reports.exported.target import TargetError

FORMATS: Final = ("csv", "tsv", "jsonl", "json", "xlsx", "parquet")
"""Formats of any table."""


def out_option(function: F) -> F:
    """`--out`: a file, or "-" for standard output."""
    return click.option(
        "--out",
        cls=Option,
        default="-",
        metavar="FILE",
        type=click.Path(path_type=Path, allow_dash=True),
        help=N_("Write there, never into the folder of exports; without it, or with -, to standard output."),
    )(function)


def replace_option(function: F) -> F:
    """`--replace`."""
    return click.option(
        "--replace", cls=Option, is_flag=True, help=N_("Put it in the place of a file that is there.")
    )(function)


def is_file(out: Path) -> bool:
    """Whether it is for a file, not for standard output."""
    return str(out) != "-"


def format_of(out: Path) -> str:
    """The format that a file's name asks for; "" where it asks for none."""
    from orderdeck.tui.present.exported.written import ENDINGS

    return next((one for one, ending in ENDINGS.items() if ending == out.suffix.lower()), "")


def check_target(paths: "DeskPaths", out: Path, *, replace: bool) -> None:
    """Whether it may be written, before anything is loaded. Raises TargetError, OSError."""
    from orderdeck.data.reports.exported import target

    if is_file(out):
        target.check(paths, out, replace=replace)


def leave(paths: "DeskPaths", out: Path, content: bytes, *, replace: bool) -> None:
    """Writes it, and says where where that is a file. Raises TargetError, OSError."""
    from orderdeck.data.reports.exported import target

    if is_file(out):
        say(target.write(paths, out, content, replace=replace))
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


@contextmanager
def in_words(out: Path) -> Iterator[None]:
    """What stands against writing to `out` becomes a Failure, but for a reader that went away (`| head`)."""
    from orderdeck.data.reports.exported.formats import TooManyRowsError
    from orderdeck.data.reports.exported.target import TargetError

    try:
        yield
    except TooManyRowsError as error:
        raise Failure(
            _("a workbook can't hold {count} rows; take csv", count=error.count), exits.USAGE
        ) from error
    except TargetError as error:
        raise Failure(_refused(error), exits.USAGE) from error
    except BrokenPipeError:
        raise
    except OSError as error:
        where = out if is_file(out) else _("standard output")
        raise Failure(_("{folder}: {why}", folder=where, why=error.strerror or error)) from error


def _refused(error: "TargetError") -> str:
    """Why nothing is written there, in words."""
    said = {
        "watched": _("{file}: lies in the folder of exports, where it would be read as one", file=error.path),
        "state": _("{file}: lies where the desk keeps its own files", file=error.path),
        "exists": _("{file} is there already; nothing was written (--replace)", file=error.path),
        "no_file": _("{file} is a link, a folder or a device; nothing was written", file=error.path),
        "no_folder": _("{folder}: there is no such folder", folder=error.path),
    }
    return said[error.code]
