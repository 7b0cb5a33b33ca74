"""Delimited text: blocks of whole records through Polars; a block with anything odd in it, record by record.

Polars is fast, but gives up on a row with too many cells, and may silently take a stray quote for the start of a
cell that goes on for thousands of rows. So a block goes that way only where its quoting has been proved well-formed
(at the same time, on the other core); the lenient reader takes the others.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from typing import Final

import polars as pl

from data.read.blocks import BLOCK, boundary, likely_boundary, utf8_chunks
from data.read.frame import FAULT, ROW, finish, from_rows
from data.read.lenient import LenientRecords
from data.read.quoting import is_well_formed
from data.recognise.model import Dialect, Recognised

_BLOCKS: Final = (2, 2, 2, 4, 4, 8)
"""So many blocks are joined to the first batches, and the last number to all others: much work has a price a batch, but
two batches are worked on at a time, and none before it is whole."""

_SPARE: Final = "__spare"
"""A column beyond the header's: rows that end in a separator have it, empty."""


def delimited_batches(
    recognised: Recognised, batch_rows: int, block_size: int = BLOCK
) -> Iterator[pl.DataFrame]:
    """The records below the header, see data.read.batches."""
    with ThreadPoolExecutor(1, "quoting") as prover:
        yield from _batched(_Records(recognised, prover).frames(block_size), batch_rows)


def _batched(frames: Iterator[pl.DataFrame], batch_rows: int) -> Iterator[pl.DataFrame]:
    """`frames` joined, as far as memory allows, and cut to `batch_rows` rows.

    What is left over after a cut is no batch of its own.
    """
    waiting: list[pl.DataFrame] = []
    numbers = chain(_BLOCKS, repeat(_BLOCKS[-1]))
    most = next(numbers)
    for frame in frames:
        waiting.append(frame)
        if len(waiting) < most and sum(one.height for one in waiting) < batch_rows:
            continue
        cut = list(pl.concat(waiting, rechunk=True).iter_slices(batch_rows))
        waiting = [cut.pop()] if len(cut) > 1 and cut[-1].height < batch_rows else []
        most = next(numbers)
        yield from cut
    if waiting:
        yield pl.concat(waiting, rechunk=True)


class _Records:
    """The frames of a file's blocks."""

    def __init__(self, recognised: Recognised, prover: ThreadPoolExecutor) -> None:
        assert recognised.dialect is not None
        self._prover = prover
        self._recognised = recognised
        self._dialect: Dialect = recognised.dialect
        self._row = recognised.header_row
        self._lenient = LenientRecords(self._dialect, recognised.limits)
        width = len(recognised.columns)
        self._names = [f"c{place}" for place in range(width)]
        names = [*self._names, _SPARE]
        self._schema = dict.fromkeys(names, pl.String)

    def frames(self, block_size: int) -> Iterator[pl.DataFrame]:
        rest = b""
        for chunk in utf8_chunks(self._recognised, block_size):
            block = rest + chunk if rest else chunk
            frame, used = self._frame(block, final=False)
            rest = block[used:]
            if not frame.is_empty():
                yield frame
        if rest:
            frame, _ = self._frame(rest, final=True)
            if not frame.is_empty():
                yield frame

    def _frame(self, block: bytes, *, final: bool) -> tuple[pl.DataFrame, int]:
        """The frame of the whole records of `block`, all of it with `final`, and how many of its bytes they took."""
        frame, end = (None, 0) if self._lenient.skipping else self._well_formed(block, final=final)
        if frame is None:
            records, end = self._lenient.parse(block, final=final)
            rows = [(self._row + place, cells, fault) for place, (cells, fault) in enumerate(records, 1)]
            self._row += len(rows)
            frame = from_rows(rows, self._recognised.columns)
        return finish(frame, self._recognised), end

    def _well_formed(self, block: bytes, *, final: bool) -> tuple[pl.DataFrame | None, int]:
        """The frame of the records of `block` where they are well-formed, and where they end."""
        if final:
            return self._fast(block), len(block)
        # Counting quotes is not needed where the guess is right, as the proof shows.
        guess = likely_boundary(block, self._dialect)
        frame = self._fast(block[:guess]) if guess else None
        if frame is not None:
            return frame, guess
        end = boundary(block, self._dialect)
        return (self._fast(block[:end]) if end and end != guess else None), end

    def _fast(self, block: bytes) -> pl.DataFrame | None:
        """The frame of a well-formed block; None where it is not, or where a row has too many cells."""
        proof = self._prover.submit(is_well_formed, block, self._dialect)
        try:
            frame = pl.read_csv(
                block,
                has_header=False,
                schema=self._schema,
                separator=self._dialect.separator,
                quote_char='"' if self._dialect.quoting else None,
                eol_char=self._dialect.eol,
                missing_columns="insert",
                null_values=[""],
            )
        except pl.exceptions.PolarsError:
            return None
        finally:
            well_formed = proof.result()
        if not well_formed:
            return None
        numbers = pl.int_range(self._row + 1, self._row + 1 + frame.height, dtype=pl.Int64)
        self._row += frame.height
        extra = pl.col(_SPARE).str.strip_chars() != ""
        cells = [
            pl.col(old).alias(new) for old, new in zip(self._names, self._recognised.columns, strict=True)
        ]
        return frame.select(
            *cells, numbers.alias(ROW), pl.when(extra).then(pl.lit("extra_cells")).alias(FAULT)
        )
