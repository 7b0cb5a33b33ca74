"""The loop of the process that holds the loader's lock, and loading once for a script."""

import logging
import os
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import msgspec

from orderdeck.data.base.commands.agreed import NAME as TRUSTED
from orderdeck.data.base.config.settings import Settings, SettingsError
from orderdeck.data.base.config.settings import load as load_settings
from orderdeck.data.base.folder.found import Found, scan
from orderdeck.data.base.folder.reach import is_chosen, reaching
from orderdeck.data.base.paths import DeskPaths, user_settings
from orderdeck.data.base.records import Export, Progress, Waiting
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.apart.allocator import ALLOCATION, ALLOCATOR
from orderdeck.data.intake.batch.remarks import FEW
from orderdeck.data.intake.batch.together import batches
from orderdeck.data.intake.folder.sources import Sources
from orderdeck.data.intake.folder.watch import Watch
from orderdeck.data.intake.lock import Heartbeat, LoaderBusy, ProgressFile, follow_progress, hold, is_free
from orderdeck.data.intake.rebuild.by_itself import ByItself
from orderdeck.data.ledger import Ledger, LedgerAway, LedgerBusy, LedgerFull
from orderdeck.data.ledger.parts.folder import GRACE_SECONDS, sweep

if TYPE_CHECKING:
    from orderdeck.data.intake.intake import Reader

IDLE_SECONDS: Final = 2.0
"""How often an idle loader looks for changed profiles and for parts to merge."""
SWEEP_SECONDS: Final = 60.0
RETRY_SECONDS: Final = 1.0
"""Pause before a write is tried again that a full disk or a busy ledger did not let through."""
ONCE_TRIES: Final = 5
"""How often, when loading once for a script."""
ONCE_PATIENCE: Final = 10.0
"""Seconds for which loading once waits for files that are still being written."""
WAITING_TOLD: Final = 500
"""Files still arriving or put off that are told by name; of more there is the number."""

_log = logging.getLogger(__name__)


def run(
    paths: DeskPaths,
    settings: Settings,
    *,
    once: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    on_waiting: Callable[[list[Waiting]], None] | None = None,
    stop: threading.Event | None = None,
    operator: str = "",
    patience: float = 0.0,
    reader: "Reader | None" = None,
) -> list[Export]:
    """Loads what is in the folder and, unless `once`, what arrives, until `stop` is set.

    Gives the lines that were added to the exports ledger with `once`, else none; what is still arriving, or was put
    off, is then told to `on_waiting`. Waits `patience` seconds for the lock. A full disk or a busy ledger is waited
    out, with `once` only for a while. `reader` stands in for the profiles' own. Raises LoaderBusy where another
    process loads, LedgerError where the desk can't be used.
    """
    paths = reaching(paths, settings.folder)
    with hold(paths, operator, patience) as heart, Ledger.open(paths) as ledger:
        if reader is None and (not once or _has_news(paths, ledger)):
            _start_reader()
        loader = _Loader(paths, settings, ledger, reader, on_progress, stop or threading.Event(), heart)
        loader.operator = operator
        try:
            before = ledger.last_export()
            if once:
                left = loader.once()
                if on_waiting:
                    on_waiting(left)
                return _verdicts(ledger.exports(after=before))
            loader.follow()
            return []
        finally:
            loader.close()


def load_once(
    paths: DeskPaths,
    settings: Settings,
    *,
    deadline: float = 3600.0,
    on_progress: Callable[[Progress], None] | None = None,
    on_waiting: Callable[[list[Waiting]], None] | None = None,
    reader: "Reader | None" = None,
) -> list[Export]:
    """Sees to it that everything which is in the folder now is loaded or refused; the ledger lines that added.

    Loads in this process where nobody else does; else waits until the running loader has taken all of it, and
    takes its place should it go. What is still arriving, or can't be read just now, is left to the next time and told
    to `on_waiting`. Raises LedgerError, and TimeoutError after `deadline` seconds of waiting for another process.
    """
    until = time.monotonic() + deadline
    paths = reaching(paths, settings.folder)
    with Ledger.open(paths) as ledger:
        before = ledger.last_export()
        awaited = chosen_now(paths, settings)
        while awaited or is_free(paths):
            try:
                run(paths, settings, once=True, on_progress=on_progress, on_waiting=on_waiting, reader=reader)
                return _verdicts(ledger.exports(after=before))
            except LoaderBusy:
                awaited = still_awaited(paths, ledger, awaited)
            if awaited and time.monotonic() > until:
                raise TimeoutError(f"the running loader has not yet taken {len(awaited)} files")
            if awaited:
                time.sleep(0.05)
        told = follow_progress(paths)
        if on_waiting and told:
            on_waiting(told.waiting)
        return _verdicts(ledger.exports(after=before))


def _verdicts(lines: list[Export]) -> list[Export]:
    """`lines` without refusals of files that were read after all, once another had settled what was in doubt."""
    last = {(line.name, line.sha256): line.seq for line in lines}
    return [line for line in lines if line.state != "refused" or last[line.name, line.sha256] == line.seq]


def chosen_now(paths: DeskPaths, settings: Settings) -> dict[str, str]:
    """The files in the folder that a loader takes: name -> stamp."""
    chosen = (found for found in scan(paths) if is_chosen(settings.folder, found.name))
    return {found.name: found.stamp for found in chosen}


def still_awaited(paths: DeskPaths, ledger: Ledger, awaited: dict[str, str]) -> dict[str, str]:
    """Those of the files `awaited` that a loader at work has not taken yet, nor put off."""
    known = {name: seen.stamp for name, seen in ledger.sightings().items() if seen.state}
    left = {name: stamp for name, stamp in awaited.items() if known.get(name) != stamp}
    if left:  # those that were written to, or went, meanwhile are not "now" any more
        here = {found.name: found.stamp for found in scan(paths)}
        left = {name: stamp for name, stamp in left.items() if here.get(name) == stamp}
    told = follow_progress(paths) if left else None
    if told and told.waiting_count > len(told.waiting) and told.state == "idle":
        return {}  # more than it tells by name: at rest, it has nothing else left
    waiting = {one.name for one in told.waiting} if told else set()
    return {name: stamp for name, stamp in left.items() if name not in waiting}


class _Loader:
    """What the holder of the lock does with its time."""

    operator = ""
    """Whose it is, for those on other machines."""

    def __init__(
        self,
        paths: DeskPaths,
        settings: Settings,
        ledger: Ledger,
        reader: "Reader | None",
        on_progress: Callable[[Progress], None] | None,
        stop: threading.Event,
        heart: Heartbeat,
    ) -> None:
        self._paths, self._ledger, self._stop, self._heart = paths, ledger, stop, heart
        self._given = reader
        self._file, self._listener = ProgressFile(paths), on_progress
        self._progress = Progress(state="scanning", pid=os.getpid())
        self._tell(state="scanning")
        # Heavy imports only now: of many decks that would load, one gets here.
        os.environ.setdefault(ALLOCATOR, ALLOCATION)
        from orderdeck.data.intake.intake import Intake

        self._configuration = _configuration(paths)
        self._reader = reader or _reader(paths, settings)
        self._intake = Intake(ledger, self._reader, lambda rows: self._tell(rows=rows), stop.is_set)
        self._settings, self._parts = settings, ByItself(paths, ledger)
        self._intake.chosen = lambda name, outer: is_chosen(self._settings.folder, name, outer)
        self._watch = Watch(paths, settings.folder, self._wanted, stop)
        self._sweep_at = 0.0
        self._away = ""
        """Why a shared desk's server could not be asked, when it last was: the code of an error."""
        self._sources = Sources(paths)

    def _wanted(self, found: Found) -> bool:
        return is_chosen(self._settings.folder, found.name) and self._intake.wanted(found)

    def once(self) -> list[Waiting]:
        """Takes all that is there and is whole soon; what is left."""
        self._intake.remarks.leaves = FEW
        with self._ledger.loading():
            self._sweep()
            self._mend_parts()
        prepared = False
        until = time.monotonic() + ONCE_PATIENCE
        while not self._stop.is_set():
            batch = self._watch.next(0.1 if self._watch.hopeful() else 0.0)
            if batch:
                if not prepared:
                    self._prepare()
                    prepared = True
                self._take(batch, ONCE_TRIES)
            elif not self._watch.hopeful() or time.monotonic() > until:
                break
        # When this process would try again is nobody's business: it ends now.
        left = self._watch.waiting(all_of_them=True)
        return [msgspec.structs.replace(one, again=0) for one in left]

    def follow(self) -> None:
        """Takes what is there and what comes, until stopped."""
        self._sources.take(self._settings.sources)
        self._prepare(kept=True)
        while not self._stop.is_set():
            batch = self._watch.next(IDLE_SECONDS)
            self._tell_sources()
            if batch:
                self._take(batch)
            # In a folder where something always comes, house is kept in between.
            if not self._stop.is_set() and (not batch or time.monotonic() >= self._sweep_at):
                self._keep_house()
                self._intake.remarks.prepare()
                self._prepare(kept=True)
            if not batch or not self._watch.hopeful():
                self._rest()

    def close(self) -> None:
        """Ends the watch; nobody loads from here on."""
        if hasattr(self, "_sources"):
            self._sources.close()
        if hasattr(self, "_watch"):
            self._watch.close()
        self._dismiss()
        self._file.clear()
        if self._listener:
            self._listener(Progress(state="idle"))

    def _take(self, batch: list[Found], tries: int = 0) -> None:
        self._tell(state="loading", files_total=self._progress.files_total + len(batch), notice="")

        def order(found: Found) -> tuple[int, int, str]:
            time_of_file = self._reader.file_time(found.name, found.mtime_us)
            return (self._intake.attempts(found), time_of_file, found.name)

        files = sorted(batch, key=order)
        for some in batches(files, [self._intake.attempts(found) > 0 for found in files]):
            self._take_batch(some, tries)
            if self._stop.is_set():
                return
        self._settle()
        self._tell_waiting()

    def _settle(self) -> None:
        """Lets files that were refused be read by what has come since."""
        from orderdeck.data.intake.intake import Stopped

        try:
            with self._ledger.loading():
                self._intake.settle()
        except Stopped:
            pass
        except (LedgerBusy, LedgerFull) as error:
            _log.warning("put off: %s", error.code)  # the next files that come bring it up again

    def _take_batch(self, left: list[Found], tries: int) -> None:
        """Takes the files of a batch; where the ledger is in the way, once more those that are left."""
        from orderdeck.data.intake.intake import Stopped

        while left and not self._stop.is_set():
            self._tell(state="loading", name=left[0].name, rows=0, notice="")
            began = time.monotonic()
            try:
                with self._ledger.loading():
                    for found, export in self._intake.take(left):
                        if found.inside:  # the file that it came in is told as well
                            continue
                        left = [one for one in left if one is not found]
                        if export is None:
                            self._not_taken(found, time.monotonic() - began)
                        self._tell(name=found.name, files_done=self._progress.files_done + 1)
                        began = time.monotonic()
            except Stopped:
                return
            except (LedgerBusy, LedgerFull) as error:
                tries -= 1
                if tries == 0:
                    raise
                _log.warning("waiting: %s", error.code)
                self._tell(state="waiting", notice=error.code)
                self._stop.wait(RETRY_SECONDS)

    def _not_taken(self, found: Found, took: float) -> None:
        """Leaves `found` to the watch, which gives it out again: by when depends on why it was not taken."""
        if later := self._intake.later.get(found.name):
            self._watch.put_off(found, "later", later.fault, clean_text(later.detail)[:200], took)
        elif arriving := self._intake.arriving.get(found.name):
            self._watch.put_off(found, "arriving", arriving.reason, clean_text(arriving.detail)[:200], took)
        else:
            self._watch.put_back(found)

    def _keep_house(self) -> None:
        from orderdeck.data.ledger.parts.merge import merge_small

        self._away = ""
        try:
            self._ledger.enter(self.operator, loads=True)
            self._ledger.mirror()
            self._reload()
            due = time.monotonic() >= self._sweep_at
            if self._ledger.is_shared and not due and not self._ledger.changed():
                return  # a server is not asked every two seconds for what is as it was
            with self._ledger.loading():
                if due:
                    self._sweep()
                self._mend_parts()
                while not self._stop.is_set() and merge_small(self._paths, self._ledger, self._merging):
                    pass
        except (LedgerBusy, LedgerFull) as error:
            self._away = error.code if isinstance(error, LedgerAway) else ""
            _log.warning("put off: %s", error.code)

    def _prepare(self, *, kept: bool = False) -> None:
        from orderdeck.data.exports.reading import StandingReader

        if isinstance(self._reader, StandingReader):
            self._reader.prepare(kept=kept)

    def _dismiss(self) -> None:
        from orderdeck.data.exports.reading import StandingReader

        if not self._given and hasattr(self, "_reader") and isinstance(self._reader, StandingReader):
            self._reader.close()

    def _merging(self) -> None:
        self._tell(state="merging")

    def _sweep(self) -> None:
        self._sweep_at = time.monotonic() + SWEEP_SECONDS
        gone = sweep(self._paths, self._ledger, GRACE_SECONDS)
        if gone:
            _log.info("swept %s folders", len(gone))

    def _mend_parts(self) -> None:
        if not self._given:  # a test's reader knows no exports
            self._parts.mend(self._settings)

    def _reload(self) -> None:
        now = _configuration(self._paths)
        if self._given or now == self._configuration:
            return
        self._configuration = now
        try:
            settings = load_settings(self._paths)
        except SettingsError:
            _log.warning("changed settings can't be used")
            return
        self._dismiss()
        self._settings = settings
        self._reader = _reader(self._paths, settings)
        self._paths = reaching(self._paths, settings.folder)
        self._intake.reader, self._intake.paths = self._reader, self._paths
        self._watch.look_in(self._paths, settings.folder)
        self._sources.take(settings.sources)

    def _rest(self) -> None:
        others = self._watch.notice if all(one.is_dir() for one in self._paths.also) else "also_missing"
        notice = "folder_missing" if self._watch.missing else others
        state = "waiting" if self._watch.missing or self._away else "idle"
        self._tell_waiting()
        self._tell(state=state, files_done=0, files_total=0, rows=0, name="", notice=self._away or notice)

    def _tell_waiting(self) -> None:
        waiting = self._watch.waiting()
        told = self._progress
        if waiting != told.waiting or len(waiting) != told.waiting_count:
            self._tell(waiting=waiting[:WAITING_TOLD], waiting_count=len(waiting))

    def _tell_sources(self) -> None:
        told = self._sources.told()
        if told != self._progress.sources:
            self._tell(sources=told)

    def _tell(self, **changes: object) -> None:
        self._progress = msgspec.structs.replace(self._progress, **changes)
        self._heart.busy = self._progress.state not in ("idle", "waiting")
        self._file.tell(self._progress)
        if self._listener:
            self._listener(self._progress)


def _reader(paths: DeskPaths, settings: Settings) -> "Reader":
    from orderdeck.data.exports.apart.reader import ApartReader

    return ApartReader.of(paths, settings)


def _has_news(paths: DeskPaths, ledger: Ledger) -> bool:
    """Whether there is a file that the loader doesn't know as it is."""
    seen = ledger.sightings()
    return any(
        found.name not in seen or seen[found.name].stamp != found.stamp or not seen[found.name].state
        for found in scan(paths)
    )


def _start_reader() -> None:
    """Starts the process that will read, before this one imports what it needs itself."""
    os.environ.setdefault(ALLOCATOR, ALLOCATION)
    from orderdeck.data.exports.apart.process import start_ahead

    start_ahead()


def _configuration(paths: DeskPaths) -> list[tuple[str, int, int]]:
    """Names and times of the files that say how exports are read, and which sources are."""
    own = user_settings()
    files = [
        paths.settings,
        own,
        own.with_name(TRUSTED),
        *paths.profiles.glob("*.toml"),
        *(own.parent / "profiles").glob("*.toml"),
    ]
    found = []
    for file in files:
        try:
            seen = file.stat()
        except OSError:
            continue
        found.append((str(file), seen.st_mtime_ns, seen.st_size))
    return sorted(found)
