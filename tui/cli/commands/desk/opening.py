"""What commands for scripts need of a desk: its paths and settings, everything new loaded, then the desk itself."""

import errno
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.iso_times import iso_of
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.tui.cli.commands.base import LACKING, READ_ONLY, Failure, is_quiet
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.phrases import failure
from orderdeck.tui.present.notices.losses import told as losses_told
from orderdeck.tui.service.operator_name import login
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.config.settings import Settings
    from orderdeck.data.base.paths import DeskPaths
    from orderdeck.data.base.records import Export, Loss, Progress, Waiting
    from orderdeck.data.ledger import LedgerError
    from orderdeck.data.ledger.records import LoaderThere


def desk_paths(folder: Path, state: Path | None) -> "DeskPaths":
    """The paths of the desk over `folder`; Failure where there is no such folder."""
    if not folder.expanduser().is_dir():
        raise Failure(_("{folder}: there is no such folder", folder=folder))
    return DeskPaths.of(folder, state)


def desk_settings(paths: "DeskPaths") -> "Settings":
    """The settings; Failure that names file and key where one is wrong."""
    from orderdeck.data.base.config.settings import SettingsError, load
    from orderdeck.data.base.guards.trust import UntrustedError
    from orderdeck.tui.i18n.words.settings import settings_wrong

    try:
        return load(paths)
    except SettingsError as error:
        # A folder that this account may not read is no fault of the settings.
        denied = isinstance(error.__cause__, PermissionError)
        said = (
            failure(error.__cause__) if isinstance(error.__cause__, UntrustedError) else settings_wrong(error)
        )
        raise Failure(said, exits.DESK if denied else exits.USAGE) from error


def operator_of(wanted: str) -> str:
    """The operator's name: the one given, cleaned, else the login."""
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
        tell_problems(missing_folders(paths, settings))
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
        raise _still_loading(wait) from error
    except LedgerError as error:
        raise refused(error) from error
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=paths.state, why=error.strerror or error)) from error


def missing_folders(paths: "DeskPaths", settings: "Settings") -> list[str]:
    """What to say of folders that the settings name beside that of exports (`[folder] also`) and that are not there."""
    from orderdeck.data.base.folder.reach import reaching

    return [
        _("{folder}: a folder that the settings name is not there", folder=folder)
        for folder in reaching(paths, settings.folder).also
        if not folder.is_dir()
    ]


def tell_waiting(waiting: "Iterable[Waiting]") -> None:
    """Say on standard error which files are not on the desk yet, and why; that one is still arriving is a note."""
    from orderdeck.tui.present.notices.waiting import told

    every = list(waiting)
    tell_problems(told(one) for one in every if one.state == "later")
    tell_notes(told(one) for one in every if one.state != "later")


def tell_notes(notes: Iterable[str]) -> None:
    """The same of what is no fault, unless only faults are wanted (`--quiet`)."""
    if not is_quiet():
        tell_problems(notes)


def tell_problems(problems: Iterable[str]) -> None:
    """Say on standard error what is wrong with files of the user's: they are passed over, the rest counts."""
    for problem in dict.fromkeys(problems):
        click.echo(f"orderdeck: {' '.join(problem.split())}", err=True)


def tell_broken_profiles(paths: "DeskPaths") -> None:
    """The same of profiles and column maps of the user's own."""
    from orderdeck.data.exports.profile.files import own_problems
    from orderdeck.data.reports.exported.maps.files import map_problems

    tell_problems([*own_problems(paths), *map_problems(paths)])


@contextmanager
def opened(
    folder: Path,
    state: Path | None,
    wait: float,
    operator: str = "",
    on_waiting: "Callable[[list[Waiting]], None] | None" = None,
) -> "Iterator[Any]":
    """The desk over `folder` for `operator`, with everything new loaded; `on_waiting` as in `load_new`."""
    paths = desk_paths(folder, state)
    settings = desk_settings(paths)
    if click.get_current_context().meta.get(READ_ONLY):
        paths = paths.for_reading()
    else:
        try:
            load_new(paths, settings, wait, on_waiting=on_waiting)
        except Failure as failed:
            if _is_full(failed.__cause__):
                tell_problems([_("What is new can't be taken in: {why}", why=failed.message)])
            elif not _is_denied(failed.__cause__):
                raise
            paths = paths.for_reading()
    if paths.read_only:
        _await_others(paths, settings, wait, on_waiting or tell_waiting)
    desk = _open(paths, settings, operator, reading=True)
    if not desk.paths.read_only:
        desk = _with_lost_parts(desk, paths, settings, operator)
    tell_broken_profiles(paths)
    tell_problems(desk.problems)
    tell_losses(desk.losses)
    try:
        yield desk
    finally:
        desk.close()


def _open(paths: "DeskPaths", settings: "Settings", operator: str, *, reading: bool = False) -> Any:
    """The desk itself; `reading`: for who only means to read, see `Ledger.open`."""
    from orderdeck.data.ledger import Ledger, LedgerError
    from orderdeck.data.reports.exported.open_desk import open_desk

    try:
        ledger = Ledger.open(paths, reading=True) if reading else None
        return open_desk(paths, settings, operator=operator, ledger=ledger)
    except LedgerError as error:
        raise refused(error) from error
    except ValueError as error:
        raise Failure(failure(error)) from error


def refused(error: "LedgerError") -> Failure:
    """What a ledger that can't be opened comes to: one that is busy, or whose disk is full, can be tried again."""
    from orderdeck.data.ledger import LedgerBusy, LedgerFull

    return Failure(failure(error), exits.BUSY if isinstance(error, LedgerBusy | LedgerFull) else exits.DESK)


def _still_loading(wait: float) -> Failure:
    text = _("another process is still loading after {seconds:g} s (--wait)", seconds=wait)
    return Failure(text, exits.BUSY)


def tell_read_only() -> None:
    """Say on standard error that what is printed may lack what has just come into the folder."""
    tell_notes([_("read only: what is new in the folder was not loaded")])


def _await_others(
    paths: "DeskPaths", settings: "Settings", wait: float, on_waiting: "Callable[[list[Waiting]], None]"
) -> None:
    from orderdeck.data.intake.awaiting import await_loader
    from orderdeck.data.ledger import LedgerError

    try:
        if not await_loader(paths, settings, wait, on_waiting):
            tell_read_only()
    except TimeoutError as error:
        raise _still_loading(wait) from error
    except LedgerError as error:
        raise refused(error) from error


def _is_denied(error: BaseException | None) -> bool:
    """Whether the desk can't be written to: by this account, or since its file system is read only."""
    from orderdeck.data.ledger import LedgerDenied

    denied = isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return denied or isinstance(error, LedgerDenied)


def _is_full(error: BaseException | None) -> bool:
    from orderdeck.data.ledger import LedgerFull
    from orderdeck.data.ledger.errors import is_full

    return isinstance(error, LedgerFull) or (isinstance(error, OSError) and is_full(error))


def _with_lost_parts(desk: Any, paths: "DeskPaths", settings: "Settings", operator: str) -> Any:
    """The desk; opened anew with what is made anew of lost and damaged parts, where nobody else is the loader."""
    if not any(loss.code == "part" for loss in desk.losses):
        return desk
    from orderdeck.data.intake.rebuild.by_itself import mend_now
    from orderdeck.data.ledger import LedgerError

    try:
        if not mend_now(paths, settings):
            return desk
    except LedgerError:
        return desk  # a full disk, or another is at it
    desk.close()
    return _open(paths, settings, operator)


def tell_losses(losses: "Iterable[Loss]") -> None:
    """Say on standard error what the desk should know and can't; the command's exit code says so too."""
    texts = [losses_told(loss) for loss in losses]
    tell_problems(texts)
    if texts:
        click.get_current_context().find_root().meta[LACKING] = True


def loaders_elsewhere(paths: "DeskPaths") -> "list[LoaderThere]":
    """The loaders at work on other machines that take part in the desk; where its server can't be reached that is said,
    and none are known."""
    if not paths.shared.exists():
        return []
    from orderdeck.data.ledger import Ledger, LedgerError

    try:
        with Ledger.open(paths.for_reading()) as ledger:
            return ledger.loaders()
    except LedgerError as error:
        tell_notes([failure(error)])
        return []


def loaders_told(loaders: "Iterable[LoaderThere]") -> list[dict[str, str]]:
    """The same for scripts, who find them under `elsewhere`; `since` in ISO 8601, UTC."""
    return [
        {
            "operator": one.operator,
            "machine": one.machine,
            "folder": one.exports,
            "since": iso_of(one.since),
        }
        for one in loaders
    ]


@contextmanager
def opened_now(folder: Path, state: Path | None, operator: str) -> "Iterator[Any]":
    """The desk over `folder` for `operator`: what is new is loaded where nobody loads; no loader is waited for.

    A loader at work may have a million orders to go through; an act is on what has arrived so far.
    """
    from orderdeck.data.intake.process import is_free
    from orderdeck.data.ledger import LedgerError

    paths = desk_paths(folder, state)
    settings = desk_settings(paths)
    try:
        if is_free(paths):
            load_new(paths, settings, 0.0)
    except LedgerError as error:
        raise refused(error) from error
    except Failure as busy:
        if busy.exit_code != exits.BUSY:
            raise
    desk = _open(paths, settings, operator)
    try:
        yield desk
    finally:
        desk.close()
