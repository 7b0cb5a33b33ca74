"""Remarks of orders that are just being loaded: what they ask for is known before a deck asks."""

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from orderdeck.data.base.paths import DeskPaths

if TYPE_CHECKING:
    from orderdeck.data.rules.remarks.kinds import RemarkKinds

FEW: Final = 200
"""So many remarks whoever shows them judges sooner than a process that is about to end learns the rules."""

_log = logging.getLogger(__name__)


class RemarksAhead:
    """Finds out in a thread what remarks ask for, into what all processes of the desk share. Nobody waits for it.

    Not before a file has been read to its end: until then both cores have their work, and patterns would be made
    ready more than once.
    """

    def __init__(self, paths: DeskPaths) -> None:
        self._paths = paths
        self._pool = ThreadPoolExecutor(1, "remarks")
        self._kinds: RemarkKinds | None = None
        self.leaves = 0
        """How many remarks at a time are left to whoever shows them: `FEW` for a process that ends after this."""

    def prepare(self) -> None:
        """Begins with what is needed for whatever will come; for when there is nothing else to do."""
        if self._kinds is None:
            self._pool.submit(self._find_out, [])

    def find_out(self, remarks: list[str]) -> None:
        """Begins with `remarks`."""
        if len(remarks) > self.leaves:
            self._pool.submit(self._find_out, remarks)

    def _find_out(self, remarks: list[str]) -> None:
        from orderdeck.data.rules.remarks.kinds import RemarkKinds

        try:
            if self._kinds is None or not self._kinds.hold():
                self._kinds = RemarkKinds(self._paths)
                self._kinds.prepare()
            self._kinds.of(remarks)
        except Exception:  # a deck finds out for itself, and tells
            _log.exception("remarks could not be looked at ahead")
