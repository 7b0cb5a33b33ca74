"""Files refused because nothing told the day from the month: tried again once the desk knows one of their orders.

Which orders were placed when is a fact, told alike by every file that is sure of it. So what comes of such a file does
not hang on whether the file that tells arrives before or after it.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NamedTuple

from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.records import UNSURE

if TYPE_CHECKING:
    import polars as pl

DOUBTED: Final = "dates_ambiguous"
"""The reason of such refusals."""
IN_DOUBT: Final = "dates_in_doubt"
"""The note of such a file of which nothing tells any more."""


class _Asked(NamedTuple):
    ids: "pl.Series"
    seq: int
    """Of the newest part by then."""


class Doubted:
    """The refused files of one ledger that may be read by what others tell. For the loader alone."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._last = 0
        self._names: dict[str, str] = {}
        self._unsure: set[str] = set()
        self._asked: dict[str, _Asked] = {}

    def recall_for(self, sha256: str) -> "Callable[[pl.Series], pl.DataFrame]":
        """What tells the file with these bytes of its orders; see
        `data.exports.normalise.dates.date_order.by_known`."""

        def recall(ids: "pl.Series") -> "pl.DataFrame":
            self._catch_up()
            parts = self._parts()
            self._asked[sha256] = _Asked(ids, max((part.seq for part in parts), default=0))
            return self._known(parts, ids)

        return recall

    def ready(self) -> list[tuple[str, str]]:
        """Name and sha-256 of the files of which some order has become known since they were last tried."""
        self._catch_up()
        parts = self._parts() if self._names else []
        return [
            (name, sha256) for name, sha256 in sorted(self._names.items()) if self._is_news(sha256, parts)
        ]

    def drop(self, name: str) -> None:
        """The file is gone, or another: it comes again by itself."""
        self._names.pop(name, None)

    def _catch_up(self) -> None:
        for export in self._ledger.exports(after=self._last):
            self._last = export.seq
            if export.state == "refused" and export.reason == DOUBTED:
                self._names[export.name] = export.sha256
                continue
            self._names.pop(export.name, None)
            if any(note.startswith(UNSURE) for note in export.notes):
                self._unsure.add(export.content)

    def _parts(self) -> list[Part]:
        return [part for part in self._ledger.parts() if part.kind == "orders"]

    def _is_news(self, sha256: str, parts: list[Part]) -> bool:
        asked = self._asked.get(sha256)
        if asked is None:
            return bool(parts)
        return bool(self._known([part for part in parts if part.seq > asked.seq], asked.ids).height)

    def _known(self, parts: list[Part], ids: "pl.Series") -> "pl.DataFrame":
        """What sure files among `parts`, as far as they can be read, tell of the orders `ids`."""
        import polars as pl

        from orderdeck.data.ledger.dated_by_others import in_doubt, rows_of

        withdrawn = self._ledger.withdrawn()
        doubtful = in_doubt(self._ledger, self._ledger.exports(), withdrawn) if withdrawn else frozenset()
        out = sorted(self._unsure | withdrawn | doubtful)
        wanted = pl.col("order_id").is_in(ids.implode()) & ~pl.col("export_id").is_in(out)
        return rows_of(self._ledger, parts, wanted)
