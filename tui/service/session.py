"""The real desk behind the desk's thread: opened, followed, its loader kept running, let go of at the end.

Imported in the thread, after the first paint: Polars, DuckDB and the settings come with it.
"""

import logging
import time
from collections.abc import Callable

from textual.message import Message

from orderdeck.data.base.config.settings import Settings, load
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Changes, Progress
from orderdeck.data.intake import log as desk_log
from orderdeck.data.intake.process import Holder, LoaderSupervisor, follow_progress, who_loads_since_when
from orderdeck.data.ledger import Ledger, LedgerAway, LedgerDenied, LedgerError, LedgerFull
from orderdeck.data.ledger.access.presence import Presence
from orderdeck.data.ledger.access.read_only import why_read_only
from orderdeck.data.ledger.errors import LedgerMended
from orderdeck.data.ledger.recovery.mend import last_mended
from orderdeck.data.messages import outbox
from orderdeck.data.reports.exported.open_desk import open_desk
from orderdeck.tui.service.desk_service import DeskService
from orderdeck.tui.service.options import Start
from orderdeck.tui.service.threads.desk import merge
from orderdeck.tui.service.threads.messages import (
    ActsSettled,
    DeskBack,
    DeskFailed,
    DeskProgress,
    DeskReadOnly,
    LoaderTold,
)

log = logging.getLogger(__name__)

BUSY_SECONDS = 2.0
"""How long a write waits for other writers before the act is kept for later: meanwhile this deck stands still."""
LOOK_SECONDS = 3.0
"""How often it is looked who else is here, at least: a deck that is killed says nothing."""
MENDED_SECONDS = 86_400.0
"""How long it is told that the ledger was damaged."""
AGAIN_SECONDS = 1.0
"""How often acts that are kept are tried again."""


class DeskFollower:
    """See `tui.service.threads.desk.Follower`. Every method runs in the desk's thread."""

    def __init__(
        self, start: Start, operator: str, settings: Settings | None, post: Callable[[Message], object]
    ) -> None:
        self._start, self._operator, self._settings, self._post = start, operator, settings, post
        self._paths = DeskPaths.of(start.folder, start.state)
        self._keeper = LoaderSupervisor(self._paths, operator)
        self._service: DeskService | None = None
        self._presence = Presence(self._paths, operator)
        self._told: LoaderTold | None = None
        self._again_at = self._look_at = 0.0
        self._here: tuple[str, ...] = ()
        self._here_at = 0
        self._behind = self._told_away = False
        self._handler: logging.Handler | None = None

    def open(self) -> DeskService:
        """The desk with everything taken in that the ledger has; a server that is away is waited for, however long. A
        loader is started after that, by `loader`: on two cores its start would cost a big desk's opening half a second.
        """
        settings = self._settings or load(self._paths)
        ledger = self._awaited()
        self._back()
        with ledger.patient(self._away):
            desk = open_desk(
                self._paths,
                settings,
                operator=self._operator,
                progress=self._tell,
                debug=self._start.debug,
                ledger=ledger,
            )
        self._back()
        self._presence.enter()
        desk.first_load(not desk.exports)
        self._service = DeskService(desk, self._operator)
        self._tell_mended()
        return self._service

    def _awaited(self) -> Ledger:
        while True:
            try:
                return self._opened()
            except LedgerAway as error:
                self._away(error)
                time.sleep(AGAIN_SECONDS)

    def _opened(self) -> Ledger:
        """The ledger; to be read alone, and the deck is told so, where that was asked for or it can't be written to.
        What is only read stays so until the deck is opened anew."""
        why = "asked"
        if not self._start.read_only:
            try:
                ledger = Ledger.open(self._paths, busy_seconds=BUSY_SECONDS)
            except (LedgerDenied, LedgerFull) as error:
                why, denied = why_read_only(self._paths, error), error
            else:
                self._log()
                return ledger
        paths = self._paths.for_reading()
        try:
            ledger = Ledger.open(paths)
        except LedgerError:
            if why == "asked":
                raise
            raise denied from None  # it can't be read either, and what it can't be first is written to
        self._paths, self._presence = paths, Presence(paths, self._operator)
        self._post(DeskReadOnly(why, outbox.has_own_place(paths)))
        return ledger

    def follow(self) -> Changes | None:
        """What came into the ledger since, by way of acting included."""
        if self._service is None:
            return None
        self._send_kept(self._service)
        desk = self._service.desk
        followed = None
        if desk.ledger.changed() or self._behind:
            try:
                # Half of it worked out would stay so: an outage is sat out, however long, and told meanwhile.
                with desk.ledger.patient(self._away):
                    followed, self._behind = desk.catch_up(), False
                self._back()
            except LedgerAway:
                self._behind = True  # a server that went in between
                raise
        if followed:
            self._service.forget()
        return merge(self._service.acted(), followed)

    def _away(self, error: LedgerAway) -> None:
        if not self._told_away:
            self._told_away = True
            self._post(DeskFailed(error, fatal=False))

    def _back(self) -> None:
        if self._told_away:
            self._told_away = False
            self._post(DeskBack())

    def loader(self) -> LoaderTold | None:
        """What the loader does, and who is here; starts a loader where none is at work."""
        if not self._paths.read_only:
            self._keeper.tick()
        self._presence.enter()
        holder, hung = self._loading()
        stamp = self._presence.stamp()
        if time.monotonic() >= self._look_at or stamp != self._here_at:
            self._look_at, self._here_at = time.monotonic() + LOOK_SECONDS, stamp
            self._here = tuple(
                sorted({here.operator for here in self._presence.others()} | self._elsewhere())
            )
        told = LoaderTold(
            follow_progress(self._paths) or Progress(state="idle"),
            mine=holder is not None and holder.pid == self._keeper.pid,
            loader=holder.operator if holder else "",
            here=self._here,
            hung=hung,
            clock=self._service.desk.ledger.clock_ahead() if self._service else 0,
        )
        if told == self._told:
            return None
        self._told = told
        return told

    def _elsewhere(self) -> set[str]:
        """Operators on other machines, who are told that this deck is here."""
        if self._service is None:
            return set()
        ledger = self._service.desk.ledger
        ledger.mirror()
        ledger.enter(self._operator)
        return set(ledger.elsewhere())

    def _loading(self) -> tuple[Holder | None, int]:
        """Who loads, and since when they hang (µs, UTC; 0: they don't)."""
        try:
            holder, hung = who_loads_since_when(self._paths)
            return holder, hung or 0
        except LedgerDenied:
            if self._paths.read_only:  # what may be read of the desk is enough to follow it
                return None, 0
            raise

    def close(self) -> None:
        """Let go; the loader that this deck started ends with it. What is kept is tried a last time."""
        self._presence.leave()
        if self._service is not None and self._service.acting.kept:
            self._service.acting.retry()
        self._keeper.close(patience=0.1)
        if self._service is not None:
            self._service.desk.close()
        if self._handler is not None:
            desk_log.stop(self._handler)

    def _send_kept(self, service: DeskService) -> None:
        acting = service.acting
        if acting.kept and time.monotonic() >= self._again_at:
            left = len(acting.kept)
            acting.retry()
            self._again_at = time.monotonic() + AGAIN_SECONDS
            if len(acting.kept) == left:
                return
        if acting.settled:
            results, acting.settled = acting.settled, []
            self._post(ActsSettled(results, len(acting.kept), acting.trouble))

    def _tell_mended(self) -> None:
        """Whoever opens the deck within a day hears of it; the loader may have been the one to mend the ledger."""
        mended = last_mended(self._paths)
        if mended and time.time() - mended.at / 1e6 < MENDED_SECONDS:
            what = f"{self._paths.damaged / mended.aside}"
            self._post(DeskFailed(LedgerMended(what), fatal=False))

    def _tell(self, progress: Progress) -> None:
        self._post(DeskProgress(progress.files_done, progress.files_total))

    def _log(self) -> None:
        try:
            self._handler = desk_log.to_file(self._paths)
        except (OSError, LedgerError):
            pass  # a folder that can't be written: the ledger says so in words
