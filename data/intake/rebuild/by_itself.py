"""Lost and damaged parts that the loader finds by itself, made anew where an export of theirs still lies in the folder.

What no file tells any more is left where it is, for `orderdeck doctor` and whoever has a backup.
"""

import hashlib
import logging
import os
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Final

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.folder.found import scan
from orderdeck.data.base.folder.reach import reaching
from orderdeck.data.base.guards.own_files import open_own
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.lock import LoaderBusy, hold
from orderdeck.data.intake.rebuild.unheld import without_part
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.whole import is_lost

if TYPE_CHECKING:
    from orderdeck.data.intake.rebuild.parts import Rebuild

AGAIN_SECONDS: Final = 3600.0
"""Pause after all parts have been held against their checksums, until it begins anew."""

_log = logging.getLogger(__name__)


class ByItself:
    """Looks after the parts of one desk. Only for the holder of the loader's lock."""

    def __init__(self, paths: DeskPaths, ledger: Ledger) -> None:
        self._paths, self._ledger = paths, ledger
        self._in_vain: dict[str, frozenset[tuple[str, str]]] = {}
        """Part, or what an export points to -> the files in the folder when none of them was of it."""
        self._checked: set[str] = set()
        self._again_at = 0.0

    def mend(self, settings: Settings, *, all_of_them: bool = False) -> int:
        """Makes those parts anew that are not there to be read, or don't bear their checksums (`all_of_them`; else that
        is asked of one part at a time), and those that an export lacks; how many exports were read again.

        Raises LedgerError.
        """
        parts = self._ledger.parts()
        whole = {part.name for part in self._ledger.whole_parts()}
        checked = {part.name for part in (parts if all_of_them else self._next(parts))}
        lost = [part for part in parts if self._is_lost(part, part.name in whole, part.name in checked)]
        unheld = list(dict.fromkeys(export.content for export in without_part(self._ledger)))
        if not lost and not unheld:
            return 0
        files = frozenset((found.name, found.stamp) for found in scan(self._paths))
        lost = [part for part in lost if self._in_vain.get(part.name) != files]
        unheld = [content for content in unheld if self._in_vain.get(content) != files]
        if not lost and not unheld:
            return 0
        from orderdeck.data.intake.rebuild.parts import Rebuild

        with closing(Rebuild(self._paths, self._ledger, settings)) as rebuild:
            return self._anew(rebuild, lost, unheld, files)

    def _anew(
        self, rebuild: "Rebuild", lost: list[Part], unheld: list[str], files: frozenset[tuple[str, str]]
    ) -> int:
        told = [part for part in lost if any(map(rebuild.has_file, part.export_ids))]
        back = [content for content in unheld if rebuild.has_file(content)]
        self._in_vain |= dict.fromkeys({part.name for part in lost if part not in told}, files)
        self._in_vain |= dict.fromkeys(set(unheld) - set(back), files)
        done = rebuild.all(told, back) if told or back else []
        again = [one for rebuilt in done for one in rebuilt.exports]
        for one in again:
            _log.warning("lost or damaged: %s %s", one.code, one.count)
        # What a file gives no more is not tried again with each look.
        self._in_vain |= dict.fromkeys(back, files)
        return sum(one.code == "export_rebuilt" for one in again)

    def _next(self, parts: list[Part]) -> list[Part]:
        unchecked = [part for part in parts if part.name not in self._checked]
        if not unchecked:
            if time.monotonic() >= self._again_at:
                self._checked.clear()
                self._again_at = time.monotonic() + AGAIN_SECONDS
            return []
        self._checked.add(unchecked[0].name)
        return unchecked[:1]

    def _is_lost(self, part: Part, whole: bool, checked: bool) -> bool:
        """Whether `part` has to be made anew for sure, by its checksums too where it is to be `checked`."""
        try:
            if not whole:
                return is_lost(self._paths, part) and self._ledger.stored.lacks(part)
            wrong = checked and any(
                _sha256(self._paths.parts / part.name / name) != sha for name, sha in part.checksums.items()
            )
            return wrong and not self._ledger.stored.again(part)
        except OSError:
            return False  # it may be readable the next time: no reason to make anything anew


def _sha256(file: Path) -> str:
    with os.fdopen(open_own(file, os.O_RDONLY), "rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def mend_now(paths: DeskPaths, settings: Settings) -> int:
    """Makes all lost and damaged parts anew, as the loader would in time; how many exports were read again: none where
    another process loads. Raises LedgerError."""
    paths = reaching(paths, settings.folder)
    try:
        with hold(paths, "mending"), Ledger.open(paths) as ledger, ledger.loading():
            return ByItself(paths, ledger).mend(settings, all_of_them=True)
    except LoaderBusy:
        return 0
