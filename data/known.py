"""Which orders the parts of a ledger know already, so that only the parts that matter are read again.

Twelve bytes an order and export are kept: hashes of order keys, read from each part once, when first asked for.
"""

import logging
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from data.ledger import Ledger, Part

_log = logging.getLogger(__name__)


class KnownOrders:
    """Looks orders up in the parts of one ledger. For the process that loads: it alone adds parts."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._parts: dict[str, Part] = {}
        self._index = pl.DataFrame(schema={"hash": pl.UInt64, "part": pl.UInt32})  # part: its seq
        self._told: dict[tuple[str, str, str], bool] = {}

    def holders(self, keys: pl.Series) -> list[Part]:
        """The parts that hold any of `keys`, in the order in which they became visible."""
        self._catch_up()
        hit = self._index.filter(pl.col("hash").is_in(keys.hash().implode()))["part"].unique()
        seqs = set(hit.to_list())
        return [part for part in self._parts.values() if part.seq in seqs]

    def tells(self, part: Part, stem: str, column: str) -> bool:
        """Whether any row of `part` has something in `column` of `stem`."""
        place = (part.name, stem, column)
        if place not in self._told:
            found = self.read(part, stem, [column])
            self._told[place] = column in found.columns and found[column].null_count() < found.height
        return self._told[place]

    def read(
        self, part: Part, stem: str, columns: Sequence[str], keys: pl.Series | None = None
    ) -> pl.DataFrame:
        """`columns` of the rows of `stem` in `part`, of the orders `keys` alone where given.

        Columns that the part does not have are left out; nothing comes from a part that can't be read, for that is
        no fault of the file that is being loaded.
        """
        files = [self._folder(part) / name for name in part.files(stem)]
        if not files:
            return pl.DataFrame()
        try:
            rows = pl.scan_parquet(files, missing_columns="insert", extra_columns="ignore")
            there = rows.collect_schema().names()
            if keys is not None:
                rows = rows.filter(pl.col("order_key").is_in(keys.implode()))
            return rows.select(name for name in columns if name in there).collect()
        except (OSError, pl.exceptions.PolarsError) as error:
            _log.warning("part %s passed over: %s", part.name, type(error).__name__)
            return pl.DataFrame()

    def _catch_up(self) -> None:
        visible = {part.name: part for part in self._ledger.parts() if part.kind == "orders"}
        if visible.keys() == self._parts.keys():
            return
        gone = {name: part.seq for name, part in self._parts.items() if name not in visible}
        if gone:
            self._index = self._index.filter(~pl.col("part").is_in(list(gone.values())))
            self._told = {place: told for place, told in self._told.items() if place[0] not in gone}
        more = [self._hashes(part) for name, part in visible.items() if name not in self._parts]
        self._index = pl.concat([self._index, *more])
        self._parts = visible

    def _hashes(self, part: Part) -> pl.DataFrame:
        found = self.read(part, "orders", ["order_key"])
        if not found.width:
            return self._index.clear()
        number = pl.lit(part.seq, pl.UInt32).alias("part")
        return found.select(pl.col("order_key").hash().alias("hash"), number)

    def _folder(self, part: Part) -> Path:
        return self._ledger.paths.parts / part.name
