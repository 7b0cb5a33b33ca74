"""Remarks of orders that are just being loaded: what they ask for is known before a deck asks."""

import logging
from concurrent.futures import ThreadPoolExecutor

import polars as pl

from orderdeck.data.base import status
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.rules.remarks.kinds import RemarkKinds

_log = logging.getLogger(__name__)


class RemarksAhead:
    """Finds out in a thread what remarks ask for, into what all processes of the desk share. Nobody waits for it.

    Not before a file has been read to its end: until then both cores have their work, and patterns would be made
    ready more than once.
    """

    def __init__(self, paths: DeskPaths) -> None:
        self._paths = paths
        self._pool = ThreadPoolExecutor(1, "remarks")
        self._noted: set[str] = set()
        self._kinds: RemarkKinds | None = None

    def note(self, orders: pl.DataFrame) -> None:
        """Remembers the remarks of the open ones among `orders` (columns of the orders frame)."""
        closed = pl.col("status").is_in(status.CLOSED).fill_null(False)
        remarks = orders.lazy().filter(~closed).select(pl.col("remark").drop_nulls().unique()).collect()
        self._noted.update(remarks["remark"].to_list())

    def prepare(self) -> None:
        """Begins with what is needed for whatever will come; for when there is nothing else to do."""
        if self._kinds is None:
            self._pool.submit(self._find_out, [])

    def find_out(self) -> None:
        """Begins with what was noted."""
        remarks, self._noted = list(self._noted), set()
        if remarks:
            self._pool.submit(self._find_out, remarks)

    def _find_out(self, remarks: list[str]) -> None:
        try:
            if self._kinds is None or not self._kinds.hold():
                self._kinds = RemarkKinds(self._paths)
                self._kinds.prepare()
            self._kinds.of(remarks)
        except Exception:  # a deck finds out for itself, and tells
            _log.exception("remarks could not be looked at ahead")
