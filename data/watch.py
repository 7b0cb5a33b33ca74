"""What arrives in the folder of exports: found, told from half-written and foreign files, given out once settled.

Cheap to import: the file system and nothing else until a notifier is started.
"""

import fnmatch
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import msgspec

from data.ledger.volume import is_network
from data.paths import DeskPaths
from data.settings import Folder

UNFINISHED: Final = (
    "~*", "*~", "*.part", "*.partial", "*.filepart", "*.crdownload", "*.opdownload", "*.download", "*.tmp", "*.temp",
    "*.swp", "*.swx", "*.lock", "thumbs.db", "desktop.ini",
)  # fmt: skip
"""Names that editors, browsers and copying tools give to what is not, or not yet, an export; hidden names as well."""

_TABLES: Final = (".csv", ".tsv", ".txt", ".xls", ".xlsx", ".html", ".xml")

RESCAN_SECONDS: Final = 30.0
"""How often the whole folder is looked through in spite of a notifier, for what it may have missed."""

_QUIET_MS: Final = 50
_GATHER_MS: Final = 300

_log = logging.getLogger(__name__)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """Something in the folder that could be an export."""

    path: Path
    name: str  # relative to the folder, "/" between, unprintable characters as escapes
    size: int
    mtime_us: int  # µs since the epoch, UTC
    stamp: str  # differs once the file was written to, replaced or touched
    settled: bool = (
        True  # whether waiting for the rest of it is over: what may be cut off then counts as it is
    )
    trouble: str = ""  # a reason to refuse it unread: "outside_folder", "not_a_file"


def scan(paths: DeskPaths) -> list[Found]:
    """Everything in the folder that could be an export, settled or not, oldest first. Empty where it is not there."""
    found, _ = _walk(paths)
    return sorted(found, key=by_time)


def by_time(found: Found) -> tuple[int, str]:
    """The order in which files are taken."""
    return (found.mtime_us, found.name)


class Watch:
    """Follows the folder and gives out what has settled.

    `wanted` says whether a file is still to be taken (one that the ledger knows is not). `notice` says why the folder
    is polled where nobody asked for it ("polling_network", "polling_limit"); `missing` is true while the folder is
    not there.
    """

    def __init__(
        self,
        paths: DeskPaths,
        settings: Folder,
        wanted: Callable[[Found], bool],
        stop: threading.Event | None = None,
    ) -> None:
        self.notice = ""
        self.missing = False
        self._paths, self._settings, self._wanted = paths, settings, wanted
        self._stop = stop or threading.Event()
        self._pending: dict[Path, tuple[str, float]] = {}  # -> stamp, since when (monotonic)
        self._folders: list[str] = []
        self._root: tuple[int, int] | None = None
        self._notifier: Any = None
        self._scan_at = 0.0
        network = is_network(paths.exports)
        self._trust_times = not network
        self._polling = settings.polling == "always" or (settings.polling == "auto" and network)
        if self._polling and network:
            self.notice = "polling_network"

    @property
    def pending(self) -> int:
        """How many files are there that have not settled yet."""
        return len(self._pending)

    def next(self, seconds: float) -> list[Found]:
        """What has settled, oldest first; waits for `seconds` at most, and for none where something has."""
        deadline = time.monotonic() + seconds
        while True:
            if time.monotonic() >= self._scan_at or self._root != _identity(self._paths.exports):
                self.rescan()
            settled = self._settled()
            left = deadline - time.monotonic()
            if settled or left <= 0 or self._stop.is_set():
                return settled
            self._wait(min(left, self._next_look()))

    def rescan(self) -> None:
        """Looks through the whole folder now, and follows folders that came or went."""
        root = _identity(self._paths.exports)
        self.missing = root is None
        found, folders = _walk(self._paths)
        if folders != self._folders or root != self._root or (not self._notifier and not self._polling):
            self._folders, self._root = folders, root
            self._start_notifier()
            # Once more, for what came before the notifier was listening.
            found, _ = _walk(self._paths)
        for one in found:
            self._note(one)
        # A folder that is gone or polled has nobody to tell of what comes.
        pause = self._settings.poll_seconds if self._polling or self.missing else RESCAN_SECONDS
        self._scan_at = time.monotonic() + pause

    def put_back(self, found: Found) -> None:
        """Gives `found` out again once it has settled anew."""
        self._pending[found.path] = ("", time.monotonic())

    def close(self) -> None:
        """Ends the notifier."""
        if self._notifier:
            self._notifier.close()
            self._notifier = None

    def _note(self, found: Found) -> None:
        known = self._pending.get(found.path)
        if known and known[0] == found.stamp:
            return
        if not self._wanted(found):
            self._pending.pop(found.path, None)
            return
        # What was last written a while before we first see it came by a rename, or while nobody watched.
        age = time.time() - found.mtime_us / 1e6
        still = self._settings.settle_seconds
        old = known is None and self._trust_times and age >= max(still, 1.0)
        self._pending[found.path] = (found.stamp, time.monotonic() - (still if old else 0.0))

    def _settled(self) -> list[Found]:
        now, still = time.monotonic(), self._settings.settle_seconds
        ready = []
        for path, (stamp, since) in list(self._pending.items()):
            if now - since < still:
                continue
            found = examine(self._paths, path)
            if found is None:
                del self._pending[path]
            elif found.stamp != stamp:
                self._pending[path] = (found.stamp, now)
            else:
                del self._pending[path]
                if self._wanted(found):
                    ready.append(found)
        return sorted(ready, key=by_time)

    def _next_look(self) -> float:
        now = time.monotonic()
        due = [since + self._settings.settle_seconds - now for _, since in self._pending.values()]
        return max(0.005, min([*due, self._scan_at - now]))

    def _wait(self, seconds: float) -> None:
        if not self._notifier:
            self._stop.wait(seconds)
            return
        # "signal" (a handler has something to do in this thread), "stop" and "timeout" come as strings.
        wait_ms = 1 + int(seconds * 1000)
        events = self._notifier.watch(_GATHER_MS, min(_QUIET_MS, wait_ms), wait_ms, self._stop)
        if isinstance(events, str):
            return
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


def examine(paths: DeskPaths, path: Path) -> Found | None:
    """What `path` is; None where it is gone, hidden, ours, or bears the name of an unfinished or foreign file."""
    try:
        name = path.relative_to(paths.exports)
        seen = path.lstat()
    except (ValueError, OSError):
        return None
    if any(_is_passed_over(part) for part in name.parts) or path.is_relative_to(paths.state):
        return None
    trouble = ""
    if stat.S_ISLNK(seen.st_mode):
        try:
            target = path.resolve(strict=True)
            seen = target.stat()
        except (OSError, RuntimeError):
            return None
        trouble = "" if target.is_relative_to(paths.exports.resolve()) else "outside_folder"
        if stat.S_ISDIR(seen.st_mode) and not trouble:
            return None  # what is in there is seen where it is
    if not trouble and not stat.S_ISREG(seen.st_mode):
        if stat.S_ISDIR(seen.st_mode) and path.suffix.lower() not in _TABLES:
            return None
        trouble = "not_a_file"
    # Of what is not read, only that it is there matters: a folder's times change with each file in it.
    return Found(
        path=path,
        name=printable("/".join(name.parts)),
        size=0 if trouble else seen.st_size,
        mtime_us=seen.st_mtime_ns // 1000,
        stamp=trouble or stamp_of(seen),
        trouble=trouble,
    )


def stamp_of(seen: os.stat_result) -> str:
    """Text that differs once a file was written to, replaced or touched."""
    return f"{seen.st_size}:{seen.st_mtime_ns}:{seen.st_ctime_ns}"


def printable(name: str) -> str:
    """A file name as text that a terminal and SQLite can bear; other characters and broken bytes become escapes."""
    if name.isprintable():
        return name
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def _is_passed_over(part: str) -> bool:
    lowered = part.lower()
    return part.startswith(".") or any(fnmatch.fnmatchcase(lowered, pattern) for pattern in UNFINISHED)


def _walk(paths: DeskPaths) -> tuple[list[Found], list[str]]:
    found: list[Found] = []
    folders: list[str] = []
    for folder, entries in _folders(paths):
        folders.append(str(folder))
        found.extend(one for entry in entries if (one := examine(paths, Path(entry.path))))
    return found, folders


def _folders(paths: DeskPaths) -> Iterator[tuple[Path, list[os.DirEntry[str]]]]:
    waiting = [paths.exports]
    while waiting:
        folder = waiting.pop()
        try:
            with os.scandir(folder) as listing:
                entries = list(listing)
        except OSError:
            continue
        yield folder, entries
        inner = (
            Path(e.path) for e in entries if e.is_dir(follow_symlinks=False) and not _is_passed_over(e.name)
        )
        waiting.extend(path for path in inner if path != paths.state)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        seen = folder.stat()
    except OSError:
        return None
    return (seen.st_dev, seen.st_ino) if stat.S_ISDIR(seen.st_mode) else None
