"""Files refused because nothing told the day from the month: tried again once the desk knows one of their orders.

Which orders were placed when is a fact, told alike by every file that is sure of it. So what comes of such a file does
not hang on whether the file that tells arrives before or after it.
"""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.base.records import Export
from orderdeck.data.exports.normalise.dates.date_order import COMPARED, SAME
from orderdeck.data.ledger import Ledger, Part

DOUBTED: Final = "dates_ambiguous"
"""The reason of such refusals."""
BY_KNOWN: Final = "dates_by_known|"
"""The note of files that were read by what others tell."""
IN_DOUBT: Final = "dates_in_doubt"
"""The note of such a file of which nothing tells any more."""
_UNSURE: Final = ("dates_assumed|", "dates_set|")
"""Notes of files whose order of day and month somebody said, and no cell showed: they are no witnesses."""
_TOLD: Final = ("order_id", "shop", "placed_at", "paid_at")

_log = logging.getLogger(__name__)


class _Asked(NamedTuple):
    ids: pl.Series
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

    def recall_for(self, sha256: str) -> Callable[[pl.Series], pl.DataFrame]:
        """What tells the file with these bytes of its orders; see
        `data.exports.normalise.dates.date_order.by_known`."""

        def recall(ids: pl.Series) -> pl.DataFrame:
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
            if any(note.startswith(_UNSURE) for note in export.notes):
                self._unsure.add(export.content)

    def _parts(self) -> list[Part]:
        return [part for part in self._ledger.parts() if part.kind == "orders"]

    def _is_news(self, sha256: str, parts: list[Part]) -> bool:
        asked = self._asked.get(sha256)
        if asked is None:
            return bool(parts)
        return bool(self._known([part for part in parts if part.seq > asked.seq], asked.ids).height)

    def _known(self, parts: list[Part], ids: pl.Series) -> pl.DataFrame:
        """What sure files among `parts`, as far as they can be read, tell of the orders `ids`."""
        withdrawn = self._ledger.withdrawn()
        doubtful = in_doubt(self._ledger, self._ledger.exports(), withdrawn) if withdrawn else frozenset()
        out = sorted(self._unsure | withdrawn | doubtful)
        wanted = pl.col("order_id").is_in(ids.implode()) & ~pl.col("export_id").is_in(out)
        return _rows_of(self._ledger, parts, wanted)


def in_doubt(ledger: Ledger, exports: Sequence[Export], withdrawn: Collection[str]) -> frozenset[str]:
    """Ids of those of `exports` whose day and month nothing tells any more, now that those in `withdrawn` (ids) are:
    they were read by what others told of their orders."""
    left = [
        one
        for one in exports
        if one.state == "loaded" and one.kind == "orders" and one.export_id not in withdrawn
    ]
    asked = [one for one in left if any(note.startswith(BY_KNOWN) for note in one.notes)]
    if not asked:
        return frozenset()
    told = {
        one.content
        for one in left
        if one not in asked and not any(note.startswith(_UNSURE) for note in one.notes)
    }
    own = {one.content for one in asked}
    parts = [part for part in ledger.parts() if part.kind == "orders"]
    rows = _rows_of(ledger, parts, pl.col("export_id").is_in(sorted(own)))
    numbers = rows["order_id"].unique()
    others = _rows_of(
        ledger,
        parts,
        pl.col("order_id").is_in(numbers.implode()) & pl.col("export_id").is_in(sorted(told | own)),
    )
    pairs = _agreeing(rows, others)
    while more := {content for content, by in pairs if by in told} - told:
        told |= more
    return frozenset(one.export_id for one in asked if one.content not in told)


def _agreeing(rows: pl.DataFrame, others: pl.DataFrame) -> set[tuple[str, str]]:
    """Exports of `rows` with those of `others` that date an order of theirs alike, and not as if turned."""
    found: set[tuple[str, str]] = set()
    both = rows.join(others, on="order_id").filter(
        (pl.col("export_id") != pl.col("export_id_right"))
        & ((pl.col("shop") == pl.col("shop_right")) | (pl.col("shop") == "") | (pl.col("shop_right") == ""))
    )
    for field in (name for name in COMPARED if f"{name}_right" in both.columns):
        at, then = pl.col(field), pl.col(f"{field}_right")
        turned = at.dt.replace(month=at.dt.day().clip(1, 12), day=at.dt.month())
        alike = both.filter(
            ((at - then).abs() <= SAME)
            & (at.dt.day() <= 13)
            & ((turned - then).abs() > SAME - timedelta(days=1))
        )
        found |= set(alike.select("export_id", "export_id_right").unique().rows())
    return found


def _rows_of(ledger: Ledger, parts: Iterable[Part], wanted: pl.Expr) -> pl.DataFrame:
    """export_id and _TOLD of the rows that are `wanted`, of `parts` as far as they can be read."""
    found = [pl.DataFrame(schema={"export_id": pl.String, "order_id": pl.String, "shop": pl.String})]
    for part in parts:
        files = [ledger.paths.parts / part.name / name for name in part.files("orders")]
        try:
            rows = pl.scan_parquet(files, missing_columns="insert", extra_columns="ignore").filter(wanted)
            found.append(rows.select("export_id", *_TOLD).collect())
        except (OSError, pl.exceptions.PolarsError) as error:
            _log.warning("part %s passed over: %s", part.name, type(error).__name__)
    return pl.concat(found, how="diagonal")
