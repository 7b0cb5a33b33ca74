"""`orderdeck serve DIR`: a loader without a screen, for a service manager."""

import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.text.iso_times import iso_of
from orderdeck.tui.cli.commands.base import (
    Failure,
    Option,
    Spoken,
    echo_json,
    folder_argument,
    json_option,
    operator_named,
    quiet_option,
    say,
    state_option,
)
from orderdeck.tui.cli.commands.desk.opening import (
    desk_paths,
    desk_settings,
    loaders_elsewhere,
    loaders_told,
    tell_notes,
)
from orderdeck.tui.i18n import N_, _, times
from orderdeck.tui.i18n.phrases import LOADING, failure, meanwhile, phrase
from orderdeck.tui.terminal import exit_codes as exits

if TYPE_CHECKING:
    from orderdeck.data.base.records import Progress, SourceTold


@click.command("serve", cls=Spoken, help=N_("Load what arrives, without a screen, until told to stop."))
@folder_argument
@state_option
@click.option(
    "--status",
    cls=Option,
    is_flag=True,
    help=N_("Say who is loading now, and leave (1: nobody, or they hang)."),
)
@operator_named(N_("Name that the decks show."))
@json_option
@quiet_option
def command(folder: Path, state: Path | None, status: bool, operator: str, as_json: bool) -> int:
    paths = desk_paths(folder, state)
    if status:
        return _status(paths, as_json)
    from orderdeck.data.intake import log
    from orderdeck.data.intake.process import AWAY_SECONDS, LoaderBusy, run
    from orderdeck.data.ledger import LedgerAway, LedgerError

    settings = desk_settings(paths)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_args: stop.set())
    try:
        handler = log.to_file(paths)
        server = _Server()
        while not stop.is_set():
            try:
                run(paths, settings, stop=stop, operator=operator or "serve", on_progress=server.told)
            except LoaderBusy:
                stop.wait(0.5)  # a deck loads; take its place when it goes
            except LedgerAway as error:
                server.is_away(meanwhile(error, LOADING))
                stop.wait(AWAY_SECONDS)
        log.stop(handler)
    except LedgerError as error:
        raise Failure(failure(error)) from error
    except OSError as error:
        raise Failure(_("{folder}: {why}", folder=paths.state, why=error.strerror or error)) from error
    return exits.OK


class _Server:
    """What was last said of a shared desk's server: each outage is told of once, and its end."""

    def __init__(self) -> None:
        self._away = False

    def is_away(self, words: str) -> None:
        """It can't be reached."""
        if not self._away:
            tell_notes([words])
        self._away = True

    def told(self, progress: "Progress") -> None:
        """The loader is at work, or waits for it."""
        if progress.notice in LOADING:
            self.is_away(phrase(LOADING, progress.notice))
        elif self._away:
            tell_notes([_("The desk's server is back; loading goes on.")])
            self._away = False


def _status(paths: DeskPaths, as_json: bool) -> int:
    from orderdeck.data.intake.process import follow_progress, who_loads_since_when
    from orderdeck.tui.present.notices import sources
    from orderdeck.tui.present.panels import people

    elsewhere = loaders_elsewhere(paths)
    holder, hung = who_loads_since_when(paths)
    progress = follow_progress(paths)
    if as_json:
        told = {
            "loading": holder is not None,
            "pid": holder.pid if holder else None,
            "operator": holder.operator if holder else None,
            "state": progress.state if progress and holder else None,
            "hung_since": iso_of(hung) if hung else None,
            "files_done": progress.files_done if progress and holder else 0,
            "files_total": progress.files_total if progress and holder else 0,
            "files_waiting": progress.waiting_count if progress and holder else 0,
            "sources": [_source(one) for one in progress.sources] if progress and holder else [],
            "elsewhere": loaders_told(elsewhere),
        }
        echo_json(told)
    elif holder is None:
        say(_("Nobody is loading on this machine.") if elsewhere else _("Nobody is loading."))
    elif hung:
        text = _(
            "{operator} loads (process {pid}), but has given no sign of life since {time}. Until that process ends "
            "nobody else can load; once it is killed (kill -9 {pid}) another may, and nothing is lost.",
            operator=holder.operator or "?",
            pid=holder.pid,
            time=times.stamp(hung, None, time.time_ns() // 1000),
        )
        say(text)
    else:
        say(_("{operator} loads (process {pid}).", operator=holder.operator or "?", pid=holder.pid))
    if holder and not as_json:
        for one in sources.failing(progress):
            say(sources.line(one, None))
    if not as_json:
        for there in elsewhere:
            say(people.loader(there.operator, there.machine, there.exports, there.since, None))
    return exits.OK if holder is not None and not hung else exits.REFUSED


def _source(one: "SourceTold") -> dict[str, object]:
    return {
        "name": one.name,
        "running": one.running,
        "ended": iso_of(one.at) if one.at else None,
        "failing_since": iso_of(one.failing_since) if one.failing_since else None,
        "end": one.end if one.at else None,
        "code": one.code,
        "wrong": one.wrong,
    }
