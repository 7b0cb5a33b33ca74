"""Files that are there for a moment and hold buyers' data: in a private folder of the desk's, never in the system's.

Each folder is locked by the process that made it. However that ends, the lock goes with it, and the next process to
open the desk takes the folder away.
"""

import fcntl
import os
import re
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths

_DRAFT: Final = re.compile(
    r"(?:outbox-(\d+)-.*|backup-(\d+)|kept-(\d+)|ledger-(\d+)\.sqlite.*|(?:journal\.jsonl|loader\.json|backup\.json)\.(\d+))"
)
"""Drafts by name in `staging` and beside what they are to replace, with the process that writes them."""
_OLD: Final = re.compile(r"salvage-\w+")
"""Folders that an earlier orderdeck made in the state folder."""
GRACE_SECONDS: Final = 60.0
"""A draft younger than that stays: its process may be one that isn't seen from here, in another container."""


@contextmanager
def private(paths: DeskPaths, what: str) -> Iterator[Path]:
    """A folder that is there within, for what is called `what`; its desk's alone. Raises OSError."""
    rights = Rights.of(paths)
    rights.make_folder(paths.temp)
    folder = paths.temp / f"{what}-{uuid.uuid4().hex}"
    with _locked(paths.temp, fcntl.LOCK_SH):  # nobody sweeps between the two
        folder.mkdir(0o700)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


@contextmanager
def own_folder(what: str) -> Iterator[Path]:
    """The same for who may not write to the desk, in a place of the user's own, in memory where there is one such: the
    folder of their session, else shared memory. Nobody else may read it. Raises OSError."""
    folder = Path(tempfile.mkdtemp(prefix=f"orderdeck-{what}-", dir=_own_place()))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _own_place() -> str | None:
    for place in (os.environ.get("XDG_RUNTIME_DIR", ""), "/dev/shm"):
        if Path(place).is_absolute() and os.access(place, os.W_OK | os.X_OK):
            return place
    return None  # the system's


def sweep(paths: DeskPaths, *, everything: bool = False) -> int:
    """Takes away what processes left behind that were killed; how many files and folders. With `everything` what isn't
    locked goes at once: nobody else may be at the desk. A fault leaves the rest to the next time."""
    gone = 0
    try:
        with _locked(paths.temp, fcntl.LOCK_EX | fcntl.LOCK_NB):
            for entry in _entries(paths.temp):
                gone += _remove_unlocked(entry)
    except OSError:
        pass  # not there, or somebody is just making a folder
    for folder in (paths.staging, paths.state):
        for entry in _entries(folder):
            draft = _DRAFT.fullmatch(entry.name) or (folder == paths.state and _OLD.fullmatch(entry.name))
            if draft and (everything or _is_left(entry, draft)):
                gone += _remove(entry)
    return gone


@contextmanager
def _locked(folder: Path, how: int) -> Iterator[None]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, how)
        yield
    finally:
        os.close(handle)


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _remove_unlocked(folder: Path) -> int:
    try:
        with _locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB):
            return _remove(folder)
    except BlockingIOError:
        return 0
    except OSError:
        return _remove(folder)  # no folder of ours


def _is_left(entry: Path, draft: re.Match[str]) -> bool:
    pid = int(next(filter(None, draft.groups()), "0"))
    try:
        if time.time() - entry.lstat().st_mtime < GRACE_SECONDS:
            return False
        if pid:
            os.kill(pid, 0)
            return False
    except (ProcessLookupError, OverflowError):
        return True
    except OSError:
        return False  # another account's process
    return True


def _remove(entry: Path) -> int:
    try:
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    except OSError:
        return 0
    return 1
