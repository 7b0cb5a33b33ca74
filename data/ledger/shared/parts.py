"""The parts of a shared desk, with this machine's `parts` folder as a cache that may be deleted at any time."""

import hashlib
import logging
import os
import secrets
import shutil
import threading
import time
from collections.abc import Collection, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

from orderdeck.data.base.guards.permissions import Rights
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger.errors import LedgerAway, LedgerError
from orderdeck.data.ledger.records import Part
from orderdeck.data.ledger.shared.places import Place, TablePlace
from orderdeck.data.ledger.whole import FETCHED, is_whole

AT_ONCE: Final = 8
"""Parts that are fetched from a store at a time."""
AGAIN_SECONDS: Final = 5.0
"""Pause before a part is asked for again that could not be had."""

_log = logging.getLogger(__name__)


class SharedParts:
    """See `data.ledger.database.engine.Stored`; safe in threads."""

    def __init__(self, paths: DeskPaths, place: Place) -> None:
        self._paths, self._place = paths, place
        self._lock = threading.Lock()
        self._whole: set[str] = set()
        self._wanted: dict[str, Part] = {}
        """Parts that could not be had."""
        self._again_at = 0.0

    def bring(self, parts: Iterable[Part]) -> None:
        with self._lock:
            missing = [part for part in parts if not self.is_here(part)]
            if time.monotonic() < self._again_at:
                missing = [part for part in missing if part.name not in self._wanted]
            if missing:
                self._fetch(missing)

    def came(self) -> bool:
        """Whether a part that could not be had has come meanwhile; asks for it once more where it is time to."""
        with self._lock:
            if not self._wanted or time.monotonic() < self._again_at:
                return False
            before = len(self._wanted)
            self._fetch(list(self._wanted.values()))
            return len(self._wanted) < before

    def again(self, part: Part) -> bool:
        if self.lacks(part):
            return False
        with self._lock:
            self._whole.discard(part.name)
            shutil.rmtree(self._paths.parts / part.name, ignore_errors=True)
            return self._fetch_one(part)

    def keep(self, part: Part) -> None:
        """Puts the files of a part that was just written, and that no row tells of, where all machines find them."""
        try:
            for name, sha in part.checksums.items():
                content = (self._paths.parts / part.name / name).read_bytes()
                if hashlib.sha256(content).hexdigest() != sha:
                    raise LedgerError(f"part {part.name}: {name} is not what was written")
                try:
                    self._place.put(part.name, name, content)
                except FileExistsError:
                    # Of a loader that died before its row was there: what it wrote was never seen by anybody.
                    if self._sha256(part.name, name) != sha:
                        self._place.remove(part.name)
                        self.keep(part)
                        return
        except OSError as error:
            raise LedgerAway(f"part {part.name} can't be put where the desk's parts are: {error}") from error

    def lacks(self, part: Part) -> bool:
        try:
            return any(self._sha256(part.name, name) != sha for name, sha in part.checksums.items())
        except FileNotFoundError:
            return True
        except LedgerError as error:
            raise OSError(str(error)) from error

    def drop(self, known: Collection[str], gone: Collection[str]) -> None:
        try:
            for name in sorted(self._place.parts()):
                if name not in known or name in gone:
                    self._place.remove(name)
        except OSError as error:
            raise LedgerAway(f"where the desk's parts are: {error}") from error

    def close(self) -> None:
        self._place.close()

    def _sha256(self, part: str, name: str) -> str:
        return hashlib.sha256(self._place.get(part, name)).hexdigest()

    def is_here(self, part: Part) -> bool:
        """Whether `part` lies in this machine's folder, whole."""
        folder = self._paths.parts / part.name
        if part.name in self._whole and all((folder / name).exists() for name in part.checksums):
            return True
        if not is_whole(self._paths, part):
            self._whole.discard(part.name)
            return False
        self._whole.add(part.name)
        return True

    def _fetch(self, parts: list[Part]) -> None:
        if self._paths.read_only:
            return  # what isn't here can't be put here
        if isinstance(self._place, TablePlace) or len(parts) == 1:  # one connection
            had = [self._fetch_one(part) for part in parts]
        else:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                had = list(pool.map(self._fetch_one, parts))
        for part, came in zip(parts, had, strict=True):
            if came:
                self._wanted.pop(part.name, None)
            else:
                self._wanted[part.name] = part
        if not all(had):
            self._again_at = time.monotonic() + AGAIN_SECONDS

    def _fetch_one(self, part: Part) -> bool:
        """Whether `part` lies here now: whole, by its checksums, or not at all."""
        staged = self._paths.staging / f"{FETCHED}{part.name}.{secrets.token_hex(4)}"
        rights = Rights.of(self._paths)
        try:
            rights.make_folder(staged)
            rights.make_folder(self._paths.parts)
            for name, sha in part.checksums.items():
                content = self._place.get(part.name, name)
                if hashlib.sha256(content).hexdigest() != sha:
                    _log.warning("part %s: %s is damaged where the desk's parts are", part.name, name)
                    return False
                with os.fdopen(rights.open_new(staged / name), "wb") as out:
                    out.write(content)
            place = self._paths.parts / part.name
            if place.exists() and not is_whole(self._paths, part):
                shutil.rmtree(place, ignore_errors=True)  # a damaged copy
            with suppress(FileExistsError, OSError):
                staged.rename(place)  # another process of this machine may have been faster
            return is_whole(self._paths, part)
        except (OSError, LedgerError) as error:
            _log.warning("part %s can't be had: %s", part.name, type(error).__name__)
            return False
        finally:
            shutil.rmtree(staged, ignore_errors=True)
