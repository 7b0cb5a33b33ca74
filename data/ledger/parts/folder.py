"""The folder of a part: written aside, synced, then renamed into place; visible only by its row in the ledger."""

import hashlib
import logging
import os
import shutil
import time
from pathlib import Path
from typing import Final

from orderdeck.data.base.guards.own_files import open_own, sync_folder
from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.errors import LedgerAway, plain_errors
from orderdeck.data.ledger.records import Part
from orderdeck.data.ledger.store import Ledger
from orderdeck.data.ledger.whole import FETCHED

STAGED: Final = "part-"
"""Prefix of a part's folder in staging, which others use for files of their own."""
GRACE_SECONDS: Final = 600
"""How long merged-away parts stay on disk for readers that still have their list of parts from before."""


_log = logging.getLogger(__name__)


class PartFolder:
    """Takes the files of one part: `put` as often as need be, then `publish` or `discard`."""

    def __init__(self, paths: DeskPaths, name: str, kind: str, export_ids: list[str]) -> None:
        self._paths = paths
        self._rights = Rights.of(paths)
        self._staged = paths.staging / f"{STAGED}{name}"
        self._name, self._kind, self._export_ids = name, kind, export_ids
        self._checksums: dict[str, str] = {}
        self._size = 0
        self.clear()

    def put(self, name: str, content: bytes | memoryview) -> None:
        """Writes a file of it. Raises LedgerError."""
        file = self._staged / name
        with plain_errors(str(file)), os.fdopen(self._rights.open_new(file), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        self._checksums[name] = hashlib.sha256(content).hexdigest()
        self._size += len(content)

    def clear(self) -> None:
        """Begins anew, with no file. Raises LedgerError."""
        self._checksums, self._size = {}, 0
        with plain_errors(str(self._staged)):
            shutil.rmtree(self._staged, ignore_errors=True)
            self._rights.make_folder(self._staged)

    def publish(self, rows: int) -> Part:
        """Puts the part, which has so many rows of its kind, in its place, safely on disk; it is visible once the
        ledger has recorded what this gives.

        Raises LedgerError.
        """
        with plain_errors(str(self._staged)):
            sync_folder(self._staged)
            place = self._paths.parts / self._name
            shutil.rmtree(place, ignore_errors=True)  # of a loader that died between rename and record
            self._staged.rename(place)
            sync_folder(self._paths.parts)
        return Part(
            name=self._name,
            kind=self._kind,
            export_ids=self._export_ids,
            rows=rows,
            size=self._size,
            checksums=self._checksums,
            at=time.time_ns() // 1000,
        )

    def discard(self) -> None:
        """Takes away what was written so far. After `publish` it does nothing."""
        shutil.rmtree(self._staged, ignore_errors=True)


def sweep(paths: DeskPaths, ledger: Ledger, grace_seconds: float) -> list[str]:
    """Removes what dead loaders left and parts that were merged away more than `grace_seconds` ago; their names.

    Only for the holder of the loader's lock. Raises LedgerError.
    """
    gone = [folder for folder in _folders(paths.staging) if folder.name.startswith(STAGED)]
    known, replaced = ledger.known_parts(), ledger.replaced_parts()
    old = time.time_ns() // 1000 - int(grace_seconds * 1e6)
    gone += [
        folder for folder in _folders(paths.staging) if folder.name.startswith(FETCHED) and _is_old(folder)
    ]
    try:
        ledger.stored.drop(known, [name for name, at in replaced.items() if at < old])
    except LedgerAway as error:
        _log.warning("put off: %s", error.code)  # there is another time for that
    for folder in _folders(paths.parts):
        if folder.name not in known or replaced.get(folder.name, old) < old:
            gone.append(folder)
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in gone]


def _is_old(folder: Path) -> bool:
    """Whether nobody can be at it any more."""
    try:
        return folder.stat().st_mtime < time.time() - GRACE_SECONDS
    except OSError:
        return False


def damaged_files(paths: DeskPaths, part: Part) -> list[str]:
    """Names of the files of `part` that are missing or not, byte for byte, what was written."""
    return [name for name, sha in part.checksums.items() if _sha256(paths.parts / part.name / name) != sha]


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(entry for entry in parent.iterdir() if entry.is_dir() and not entry.is_symlink())
    except FileNotFoundError:
        return []


def _sha256(file: Path) -> str:
    try:
        with os.fdopen(open_own(file, os.O_RDONLY), "rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""
