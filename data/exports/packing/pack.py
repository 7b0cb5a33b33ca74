"""Exports of one kind as the files of a part, and what their rows come to."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary import status
from orderdeck.data.exports.normalise.normaliser import SeenTooLateError
from orderdeck.data.exports.packing.packer import Packer
from orderdeck.data.exports.packing.stamps import stamped
from orderdeck.data.exports.packing.steps import Step, Steps
from orderdeck.data.exports.packing.tally import Tally

REMARKS_BYTES: Final = 8 << 20
"""Bytes of remarks that are remembered; what the others ask for is found out where they are shown."""


Reading = Callable[[bool], Generator[dict[str, pl.DataFrame], None, None]]
"""Whether with care -> the frames of a file; see `data.exports.profile_reader.ProfileOpened.frames`."""


def packed(reading: Reading, exports: Sequence[tuple[str, int]], kind: str, upto: int) -> Steps:
    """The files of what `reading` gives, the rows of `exports` in batches, and at last what they come to.

    `exports`: id and time (µs, UTC) that the rows of each bear; `upto`: nothing later than this has happened. Files are
    read in a hurry, and where that won't do once more with care. Raises what reading raises.
    """
    try:
        return (yield from _packed(reading(False), exports, kind, upto))
    except SeenTooLateError:
        yield Step(anew=True)
    return (yield from _packed(reading(True), exports, kind, upto))


def _packed(
    frames: Generator[dict[str, pl.DataFrame], None, None],
    exports: Sequence[tuple[str, int]],
    kind: str,
    upto: int,
) -> Steps:
    tally, remarks, rows = Tally([export_id for export_id, _ in exports], kind, upto), _Remarks(), 0
    packer = Packer()
    try:
        with closing(frames):  # may have a thread to end
            for batch in frames:
                batch = stamped(batch, *exports)
                tally.note(batch)
                if kind == "orders":
                    remarks.note(batch["orders"])
                rows += sum(frame.height for stem, frame in batch.items() if stem in (kind, "rejects"))
                yield Step(rows, packer.add(batch))
                del batch
        yield Step(rows, packer.finish())
    finally:
        packer.close()
    return tally.summary(remarks.found)


class _Remarks:
    """The remarks of open orders, each once."""

    def __init__(self) -> None:
        self._noted: dict[str, None] = {}
        self._left = REMARKS_BYTES

    @property
    def found(self) -> list[str]:
        return list(self._noted)

    def note(self, orders: pl.DataFrame) -> None:
        """Takes in those of `orders` (columns of the orders frame)."""
        if self._left <= 0:
            return
        closed = pl.col("status").is_in(status.CLOSED).fill_null(False)
        remarks = orders.lazy().filter(~closed).select(pl.col("remark").drop_nulls().unique()).collect()
        for remark in remarks["remark"]:
            if remark not in self._noted:
                self._left -= len(remark)
                if self._left <= 0:
                    return
                self._noted[remark] = None
