"""What arrives in the folder of exports: found, told from half-written and foreign files, given out once it is whole.

A file is whole once its writer has closed it, which the kernel knows of files of this account
(`data.intake.folder.lease`); one of others, once it has stood still for a while. Cheap to import: the file system
alone until a notifier is started.
"""

import logging
import math
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import msgspec

from orderdeck.data.base.config.settings import Folder
from orderdeck.data.base.folder.found import (
    Found,
    by_time,
    examine,
    identity,
    name_of,
    walk,
)
from orderdeck.data.base.folder.unfinished import is_downloading
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Waiting
from orderdeck.data.intake.folder.arriving import LOOKED_AT, QUIET, Arrival
from orderdeck.data.intake.folder.lease import being_written
from orderdeck.data.ledger.access.filesystem import is_network

RESCAN_SECONDS: Final = 30.0
"""How often the whole folder is looked through in spite of a notifier, for what it may have missed."""

LATELY_SECONDS: Final = 30.0
"""A file that grows on so soon after it was given out is being written by somebody who closes it in between."""
SHOWN_SECONDS: Final = 1.0
"""How long a file has been on its way before it is worth a word."""

_QUIET_MS: Final = 20
"""How often it is looked whether the notifier has something, while files come; a burst has ended when it hasn't."""
_RESTING_MS: Final = 40
"""And while none do: each look wakes a core. Two of them pass before a burst is known to have ended, and a file that is
whole is to be on record within a quarter of a second."""
_BUSY_SECONDS: Final = 5.0
"""Seconds since the last of them from which on that is so."""
_GATHER_MS: Final = 200

_log = logging.getLogger(__name__)


class Watch:
    """Follows the folder and gives out what is whole.

    `wanted` says whether a file is still to be taken (one that the ledger knows is not). `notice` says why the folder
    is polled where nobody asked for it ("polling_network", "polling_limit"); `missing` is true while the folder is
    not there. `now` and `wall` are clocks in seconds, one that only goes forward and one since the epoch.
    """

    def __init__(
        self,
        paths: DeskPaths,
        settings: Folder,
        wanted: Callable[[Found], bool],
        stop: threading.Event | None = None,
        *,
        now: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self.notice = ""
        self.missing = False
        self._paths, self._settings, self._wanted = paths, settings, wanted
        self._stop = stop or threading.Event()
        self._now, self._wall = now, wall
        self._pending: dict[Path, Arrival] = {}
        self._lately: dict[Path, tuple[Arrival, float]] = {}  # given out -> when
        self._folders: list[str] = []
        self._root: tuple[int, int] | None = None
        self._notifier: Any = None
        self._scan_at = 0.0
        self._heard_at = -math.inf
        network = is_network(paths.exports)
        self._local = not network
        self._polling = settings.polling == "always" or (settings.polling == "auto" and network)
        if self._polling and network:
            self.notice = "polling_network"

    @property
    def pending(self) -> int:
        """How many files are there that have not been given out, or were put off."""
        return len(self._pending)

    @property
    def polls(self) -> bool:
        """Whether the folder is looked through regularly; else the system tells of changes. After a first look."""
        return self._polling

    @property
    def folders(self) -> int:
        """How many folders it looks through, inner ones counted."""
        return len(self._folders)

    def hopeful(self) -> bool:
        """Whether any of them may well be whole within seconds."""
        now = self._now()
        return any(one.is_hopeful(now) for one in self._pending.values())

    def waiting(self, *, all_of_them: bool = False) -> list[Waiting]:
        """Files that are still arriving or were put off, longest first; `all_of_them`: those just seen as well."""
        now = self._now()
        told = [
            Waiting(
                name=name,
                state=one.state or "arriving",
                why=one.why or "growing",
                detail=one.detail,
                since=one.first_us,
                again=one.first_us + round((one.again - one.first) * 1e6) if one.again > now else 0,
            )
            for path, one in self._pending.items()
            if (all_of_them or one.state == "later" or now - one.first >= SHOWN_SECONDS)
            and (name := name_of(self._paths, path))
        ]
        return sorted(told, key=lambda one: (one.since, one.name))

    def next(self, seconds: float) -> list[Found]:
        """What is whole, oldest first; waits for `seconds` at most, and for none where something is."""
        deadline = time.monotonic() + seconds
        while True:
            if self._now() >= self._scan_at or self._root != identity(self._paths.exports):
                self.rescan()
            settled = self._settled()
            left = deadline - time.monotonic()
            if settled or left <= 0 or self._stop.is_set():
                return settled
            self._wait(min(left, self._next_look()))

    def rescan(self) -> None:
        """Looks through the whole folder now, and follows folders that came or went."""
        root = identity(self._paths.exports)
        self.missing = root is None
        found, folders = walk(self._paths)
        if folders != self._folders or root != self._root or (not self._notifier and not self._polling):
            self._folders, self._root = folders, root
            self._start_notifier()
            # Once more, for what came before the notifier was listening.
            found, _ = walk(self._paths)
        first = not self._scan_at
        for one in found:
            self._note(one, first=first)
        # A folder that is gone or polled has nobody to tell of what comes.
        pause = self._settings.poll_seconds if self._polling or self.missing else RESCAN_SECONDS
        now = self._now()
        self._scan_at = now + pause
        self._lately = {path: one for path, one in self._lately.items() if now - one[1] < LATELY_SECONDS}

    def look_in(self, paths: DeskPaths, settings: Folder) -> None:
        """Looks through other folders from now on, or by other settings."""
        self._paths, self._settings = paths, settings
        self.rescan()

    def put_back(self, found: Found) -> None:
        """`found` went on changing while it was read: gives it out again once it has stood still."""
        one = self._back(found)
        one.wary, one.since = True, self._now()
        if one.state == "later":
            one.state = one.why = one.detail = ""

    def put_off(self, found: Found, state: str, why: str, detail: str = "", took: float = 0.0) -> None:
        """`found` can't be taken yet ("later") or looks cut off ("arriving"): gives it out again, after growing
        pauses or once it has changed. `took` is how long the try took, in seconds."""
        one, now = self._back(found), self._now()
        one.put_off(state, why, detail, now, took)
        one.doubtful = not found.settled
        if state == "arriving":
            # From then on the same bytes are read, or refused, otherwise.
            turn = one.patience(self._settings) if found.settled else one.ends(self._settings)
            one.again = max(one.may_try, min(one.again, now + turn - self._quiet(found, one, now)))

    def close(self) -> None:
        """Ends the notifier."""
        if self._notifier:
            self._notifier.close()
            self._notifier = None

    def _back(self, found: Found) -> Arrival:
        one, _ = self._lately.pop(found.path, (None, 0.0))
        if one is None:
            one = self._first_seen(found)
        self._pending[found.path] = one
        return one

    def _first_seen(self, found: Found) -> Arrival:
        now, wall = self._now(), self._wall()
        return Arrival(
            stamp=found.stamp,
            size=found.size,
            first=now,
            since=self._last_change(found, now),
            first_us=round(wall * 1e6),
            closes=self._local and not found.trouble,
        )

    def _last_change(self, found: Found, now: float) -> float:
        """When it was last changed, as far as that is a moment before it was seen."""
        return now - min(QUIET, max(0.0, self._wall() - found.ctime_us / 1e6)) if self._local else now

    def _note(self, found: Found, *, first: bool = False) -> None:
        known = self._pending.get(found.path)
        if known and known.stamp == found.stamp:
            return
        if not self._wanted(found):
            self._pending.pop(found.path, None)
            return
        if known:
            known.changed(found.stamp, found.size, self._last_change(found, self._now()))
            return
        one, given = self._lately.pop(found.path, (None, 0.0))
        if one and found.size > one.size and self._now() - given < LATELY_SECONDS:
            one.changed(found.stamp, found.size, self._last_change(found, self._now()))
            one.wary = True
        else:
            one = self._first_seen(found)
            # What was last written a while before we first see it came by a rename, or while nobody watched.
            age = self._wall() - found.mtime_us / 1e6
            one.old = self._local and age >= max(self._settings.settle_seconds, 1.0)
            one.before = first
        self._pending[found.path] = one

    def _settled(self) -> list[Found]:
        now = self._now()
        ready = []
        for path, one in list(self._pending.items()):
            if one.next_look(self._settings) > now:
                continue
            found = examine(self._paths, path)
            if found is None or (found.stamp != one.stamp and not self._wanted(found)):
                del self._pending[path]
                continue
            if found.stamp != one.stamp:
                one.changed(found.stamp, found.size, self._last_change(found, now))
            if self._is_ready(found, one, now):
                del self._pending[path]
                if self._wanted(found):
                    self._lately[path] = (one, now)
                    ready.append(self._judged(found, one, now))
        return sorted(ready, key=by_time)

    def _is_ready(self, found: Found, one: Arrival, now: float) -> bool:
        if not found.trouble and not found.fault:
            if is_downloading(found.path, found.size):
                one.waits("download", now)
                return False
            writing = being_written(found.path) if self._local else None
            one.closes = writing is not None
            if writing:
                one.waits("open", now)
                return False
        if one.why in LOOKED_AT:  # not any more
            one.state = one.why = ""
        if one.has_settled(now, self._settings):
            return True
        if not one.state and one.grew:
            one.waits("growing", now)
        return False

    def _judged(self, found: Found, one: Arrival, now: float) -> Found:
        """`found` with how far it is still waited for."""
        quiet = self._quiet(found, one, now)
        awaited = not found.trouble and quiet < one.patience(self._settings)
        return msgspec.structs.replace(
            found, awaited=awaited, settled=not awaited or quiet >= one.ends(self._settings)
        )

    def _quiet(self, found: Found, one: Arrival, now: float) -> float:
        """For how many seconds it has not changed, by its time where there is reason to believe that, else by what was
        seen of it."""
        age = self._wall() - found.mtime_us / 1e6
        believed = self._local or (one.before and not one.grew)
        return max(now - one.since, age if believed else 0.0)

    def _next_look(self) -> float:
        now = self._now()
        due = [one.next_look(self._settings) - now for one in self._pending.values()]
        return max(0.005, min([*due, self._scan_at - now]))

    def _wait(self, seconds: float) -> None:
        if not self._notifier:
            self._stop.wait(seconds)
            return
        # "signal" (a handler has something to do in this thread), "stop" and "timeout" come as strings.
        wait_ms = 1 + int(seconds * 1000)
        resting = not self._pending and self._now() >= self._heard_at + _BUSY_SECONDS
        step_ms = _RESTING_MS if resting else _QUIET_MS
        events = self._notifier.watch(_GATHER_MS, min(step_ms, wait_ms), wait_ms, self._stop)
        if isinstance(events, str):
            return
        self._heard_at = self._now()
        for _, name in events:
            path = Path(name)
            if path.is_dir() or str(path) in self._folders:
                self._scan_at = 0.0
            else:
                found = examine(self._paths, path)
                if found:
                    self._note(found)

    def _start_notifier(self) -> None:
        self.close()
        if self._polling or not self._folders:
            return
        try:
            # The class under watchfiles.watch(): listening from its construction on, and its wait can be cut short.
            from watchfiles._rust_notify import RustNotify

            # Folder by folder, so that the ledger's own traffic in the state folder wakes nobody.
            self._notifier = RustNotify(self._folders, False, False, 0, False, True)
        except FileNotFoundError:
            self._scan_at = 0.0  # a folder went meanwhile
        except Exception as error:  # the limit of inotify watches is reached, or the library is another
            if self._settings.polling == "never":
                raise
            self._polling = True
            self.notice = "polling_limit"
            _log.warning(
                "changes can't be followed (%s): the folder is looked through regularly", type(error).__name__
            )
