"""What commands for scripts need of a desk: its paths and settings, everything new loaded, then the desk itself."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.cli.commands.base import Failure
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.service.operator_name import login
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.base.records import Export, Progress, Waiting
    from orderdeck.data.base.settings import Settings


def desk_paths(folder: Path, state: Path | None) -> "DeskPaths":
    """The paths of the desk over `folder`; Failure where there is no such folder."""
    if not folder.expanduser().is_dir():
        raise Failure(_("{folder}: there is no such folder", folder=folder))
    return DeskPaths.of(folder, state)


def desk_settings(paths: "DeskPaths") -> "Settings":
    """The settings; Failure that names file and key where one is wrong."""
    from orderdeck.data.base.settings import SettingsError, load

    try:
        return load(paths)
    except SettingsError as error:
        # A folder that this account may not read is no fault of the settings.
        denied = isinstance(error.__cause__, PermissionError)
        raise Failure(str(error), exits.DESK if denied else exits.USAGE) from error


def operator_of(wanted: str) -> str:
    """The operator's name: the one given, cleaned, else the login."""
    from orderdeck.data.base.text.sanitize import clean_text

    name = clean_text(wanted) if wanted else login()
    if not name:
        raise click.UsageError(_("--as: a name is wanted"))
    return name


def load_new(
    paths: "DeskPaths",
    settings: "Settings",
    wait: float,
    on_progress: "Callable[[Progress], None] | None" = None,
    on_waiting: "Callable[[list[Waiting]], None] | None" = None,
) -> "list[Export]":
    """Load what is new, or wait until the loader that runs has; the files that were taken.

    What is not on the desk yet, since it is still arriving or can't be read, is told to `on_waiting`, by default on
    standard error: without it, what a script is given is not all that lies in the folder.
    """
    from orderdeck.data.intake import log
    from orderdeck.data.intake.process import load_once
    from orderdeck.data.ledger import LedgerError

    try:
        # What went wrong is told by the result; how, by the desk's log and not on a script's terminal.
        kept = log.to_file(paths)
        try:
            return load_once(
                paths,
                settings,
                deadline=wait,
                on_progress=on_progress,
                on_waiting=on_waiting or tell_waiting,
            )
        finally:
            log.stop(kept)
    except TimeoutError as error:
        text = _("another process is still loading after {seconds:g} s (--wait)", seconds=wait)
        raise Failure(text, exits.BUSY) from error
    except LedgerError as error:
        raise Failure(failure(error)) from error
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=paths.state, why=error.strerror or error)) from error


def tell_waiting(waiting: "Iterable[Waiting]") -> None:
    """Say on standard error which files are not on the desk yet, and why."""
    from orderdeck.tui.present.waiting import told

    tell_problems(told(one) for one in waiting)


def tell_problems(problems: Iterable[str]) -> None:
    """Say on standard error what is wrong with files of the user's: they are passed over, the rest counts."""
    for problem in dict.fromkeys(problems):
        click.echo(f"orderdeck: {' '.join(problem.split())}", err=True)


def tell_broken_profiles(paths: "DeskPaths") -> None:
    """The same of profiles of the user's own."""
    from orderdeck.data.exports.profile.files import own_problems

    tell_problems(own_problems(paths))


@contextmanager
def opened(
    folder: Path,
    state: Path | None,
    wait: float,
    operator: str = "",
    on_waiting: "Callable[[list[Waiting]], None] | None" = None,
) -> "Iterator[Any]":
    """The desk over `folder` for `operator`, with everything new loaded; `on_waiting` as in `load_new`."""
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.stock.open_desk import open_desk

    paths = desk_paths(folder, state)
    settings = desk_settings(paths)
    load_new(paths, settings, wait, on_waiting=on_waiting)
    try:
        desk = open_desk(paths, settings, operator=operator)
    except (LedgerError, ValueError) as error:
        raise Failure(failure(error)) from error
    tell_broken_profiles(paths)
    tell_problems(desk.problems)
    try:
        yield desk
    finally:
        desk.close()


@contextmanager
def opened_now(folder: Path, state: Path | None, operator: str) -> "Iterator[Any]":
    """The desk over `folder` for `operator`: what is new is loaded where nobody loads; no loader is waited for.

    A loader at work may have a million orders to go through; an act is on what has arrived so far.
    """
    from orderdeck.data.intake.process import is_free
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.stock.open_desk import open_desk

    paths = desk_paths(folder, state)
    settings = desk_settings(paths)
    try:
        if is_free(paths):
            load_new(paths, settings, 0.0)
    except LedgerError as error:
        raise Failure(failure(error)) from error
    except Failure as busy:
        if busy.exit_code != exits.BUSY:
            raise
    try:
        desk = open_desk(paths, settings, operator=operator)
    except (LedgerError, ValueError) as error:
        raise Failure(failure(error)) from error
    try:
        yield desk
    finally:
        desk.close()
