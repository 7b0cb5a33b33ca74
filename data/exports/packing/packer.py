"""Frames as Parquet files, a few at a time, in a thread of its own."""

import io
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary import status
from orderdeck.data.exports.packing.steps import PackedFile

FILE_ROWS: Final = (50_000, 50_000, 100_000)
"""Rows of all stems after which the first files of each are packed, and all others by the last number: of small exports
the reader may take less memory."""
FILE_BYTES: Final = 128 * 2**20
"""The same in bytes in memory, for files with very long cells."""

ROW_GROUP: Final = 100_000
SMALL_GROUP: Final = 10_000
"""Most and least rows of a row group. In between, the first group of a file holds what is open and nothing else: who
asks for open orders reads that group alone."""

# Of 300,000 orders: zstd 1 10.4 MB written in 0.31 s, zstd 3 10.7 MB, lz4 16.9 MB in 0.27 s, snappy 17.1 MB;
# DuckDB reads zstd 1 as fast as lz4.
LEVEL: Final = 1


class Packer:
    """Packs frames in batches: `add` as often as need be, then `finish`; `close` in any case.

    Each stem becomes `<stem>.parquet`, with `<stem>-0001.parquet` and so on for big exports; open orders, and
    their lines, come first within each file. A stem given without rows becomes a file without rows.
    """

    def __init__(self) -> None:
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._stems: set[str] = set()
        self._begun = 0
        """How often packing has begun."""
        # Packing lets go of the GIL: the next batches are read meanwhile, one file of each stem ahead at most.
        self._thread = ThreadPoolExecutor(1, "packer")
        self._packing: Future[list[PackedFile]] | None = None

    def add(self, frames: Mapping[str, pl.DataFrame]) -> list[PackedFile]:
        """Takes in a batch of frames by stem (see `stamped`), all with the columns they had in the batch before; gives
        the files that are packed by now and were not given before."""
        for stem, frame in frames.items():
            waiting = self._waiting.setdefault(stem, [])
            if frame.height or not waiting:
                waiting.append(frame)
        held = [frame for waiting in self._waiting.values() for frame in waiting]
        rows = FILE_ROWS[min(self._begun, len(FILE_ROWS) - 1)]
        if sum(f.height for f in held) >= rows or sum(f.estimated_size() for f in held) >= FILE_BYTES:
            return self._pack_next()
        return self._packed() if self._packing and self._packing.done() else []

    def finish(self) -> list[PackedFile]:
        """The files that are left."""
        return [*self._pack_next(), *self._packed()]

    def close(self) -> None:
        """Ends the thread, after what it is at."""
        self._thread.shutdown()

    def _pack_next(self) -> list[PackedFile]:
        """Begins with what is waiting; gives what is packed before that."""
        waiting, self._waiting = self._waiting, {}
        packed = self._packed()
        self._packing = self._thread.submit(self._pack, waiting, self._begun)
        self._begun += 1
        return packed

    def _packed(self) -> list[PackedFile]:
        packing, self._packing = self._packing, None
        return packing.result() if packing else []

    def _pack(self, waiting: dict[str, list[pl.DataFrame]], number: int) -> list[PackedFile]:
        packed: list[PackedFile] = []
        rows = _open_rows(waiting)
        while waiting:  # one stem after the other: of big frames each counts
            stem, held = waiting.popitem()
            frame = pl.concat(held)
            del held
            if stem in self._stems and not frame.height:
                continue
            group = ROW_GROUP
            if stem in rows:
                first = rows.pop(stem)
                frame, group = _first(frame, first), _group(int(first.sum()))
                del first
            name = f"{stem}-{number:04}.parquet" if stem in self._stems else f"{stem}.parquet"
            self._stems.add(stem)
            packed.append(PackedFile(name, _parquet(frame, group)))
            del frame
        return packed


def _group(first: int) -> int:
    """Rows of a row group, where so many are to stand in groups of their own as far as may be."""
    groups = -(-first // ROW_GROUP) or 1
    return max(SMALL_GROUP, -(-first // groups))


def _parquet(frame: pl.DataFrame, group: int) -> memoryview:
    # Through memory (some 10 MB): errors of the disk keep their errno and a checksum needs no second reading.
    packed = io.BytesIO()
    frame.write_parquet(packed, compression="zstd", compression_level=LEVEL, row_group_size=group)
    return packed.getbuffer()


def _open_rows(waiting: Mapping[str, Sequence[pl.DataFrame]]) -> dict[str, pl.Series]:
    """Which rows of orders and lines (masks) are of open orders: a reader that asks for those skips whole row groups by
    their statistics."""
    if "orders" not in waiting:
        return {}
    orders = pl.concat([frame.select("order_key", "status") for frame in waiting["orders"]])
    rows = {"orders": orders.select(~pl.col("status").is_in(status.CLOSED).fill_null(False)).to_series()}
    if "lines" in waiting:
        keys = pl.concat([frame.select("order_key") for frame in waiting["lines"]]).to_series()
        if keys.equals(orders["order_key"]):  # one line each
            rows["lines"] = rows["orders"]
        else:
            rows["lines"] = keys.is_in(orders["order_key"].filter(rows["orders"]).unique().implode())
    return rows


def _first(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """`frame` with `rows` (a mask) before the others, else in the order they are in."""
    # Taken up in one piece and then in another order: to filter twice and join the halves takes half as long again.
    return frame.rechunk()[pl.concat([rows.arg_true(), (~rows).arg_true()])]
