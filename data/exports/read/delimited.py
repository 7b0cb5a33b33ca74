"""Delimited text: blocks of whole records through Polars; a block with anything odd in it, record by record.

Polars is fast, but gives up on a row with too many cells, and may silently take a stray quote for the start of a
cell that goes on for thousands of rows. So a block goes that way only where its quoting has been proved well-formed
(at the same time, on the other core); the lenient reader takes the others.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, repeat
from typing import Final

import polars as pl

from orderdeck.data.exports.containers.layout.frame import FAULT, OPEN_END, ROW, Fault, Finish, from_rows
from orderdeck.data.exports.containers.layout.short_records import Record, ShortRecords
from orderdeck.data.exports.containers.records import Dialect, Recognised, RefusalError
from orderdeck.data.exports.read.blocks import (
    BLOCK,
    CutCharacterError,
    blank_run,
    boundary,
    likely_boundary,
    utf8_chunks,
)
from orderdeck.data.exports.read.last_cell import LastCell
from orderdeck.data.exports.read.lenient import LenientRecords
from orderdeck.data.exports.read.quoting import Bytes, has_short_rows, is_well_formed, may_swallow

_BLOCKS: Final = (2, 2, 2, 4, 4, 8)
"""So many blocks are joined to the first batches, and the last number to all others: much work has a price a batch, but
two batches are worked on at a time, and none before it is whole."""

_HOLE: Final = bytes(16)
"""So many NULs are where something has still to be written: downloads fill files out of order."""
_PART: Final = 1 << 19
"""Bytes of a block that are dealt with at a time where its records take up much more in memory than they are."""
_THIN: Final = 2
"""So many times as many cells as bytes, by the lines that there are, can't be there."""
_SAMPLE: Final = 200
_SPARE: Final = "__spare"
"""A column beyond the header's: rows that end in a separator have it, empty."""


def delimited_batches(
    recognised: Recognised, batch_rows: int, block_size: int = BLOCK, notes: Counter[str] | None = None
) -> Iterator[pl.DataFrame]:
    """The records below the header, see data.exports.read.batches."""
    with ThreadPoolExecutor(1, "quoting") as prover:
        records = _Records(recognised, prover, Counter() if notes is None else notes)
        yield from _batched(records.frames(block_size), batch_rows)


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
        cut = list(pl.concat(waiting, how="diagonal", rechunk=True).iter_slices(batch_rows))
        waiting = [cut.pop()] if len(cut) > 1 and cut[-1].height < batch_rows else []
        most = next(numbers)
        yield from cut
    if waiting:
        yield pl.concat(waiting, how="diagonal", rechunk=True)


class _Records:
    """The frames of a file's blocks."""

    def __init__(self, recognised: Recognised, prover: ThreadPoolExecutor, notes: Counter[str]) -> None:
        assert recognised.dialect is not None
        self._prover, self._notes = prover, notes
        self._recognised = recognised
        self._dialect: Dialect = recognised.dialect
        self._row = recognised.header_row
        width = len(recognised.columns)
        self._full = len(recognised.headers)
        own = recognised.mapping.get("order_id")
        number = recognised.columns.index(own) if own else None
        self._lenient = LenientRecords(self._dialect, recognised.limits, self._full, width, number)
        self._short = ShortRecords(recognised, self._full)
        self._last_cell = LastCell(recognised, self._full)
        self._ends: list[str] = []
        """The cells of the last column in the first rows."""
        self._finish = Finish(recognised)
        self._names = [f"c{place}" for place in range(width)]
        self._schema = dict.fromkeys([*self._names, _SPARE], pl.String)

    def frames(self, block_size: int) -> Iterator[pl.DataFrame]:
        """Raises RefusalError where the file turns out to be cut off."""
        rest = b""
        for chunk in self._chunks(block_size):
            for block in self._without_gaps(rest + chunk if rest else chunk):
                frame, used = self._frame(block)
                rest = block[used:]
                if not frame.is_empty():
                    yield frame
        if rest:
            frame = self._last(rest)
            if not frame.is_empty():
                yield frame
        self._note()

    def _chunks(self, size: int) -> Iterator[bytes]:
        try:
            for chunk in utf8_chunks(self._recognised, size, self._notes):
                if b"\0" in chunk and _HOLE in chunk:  # a single byte is found ten times as fast
                    raise _torn(self._row + 1)
                yield chunk
        except CutCharacterError:
            raise _torn(self._row + 1) from None

    def _without_gaps(self, block: bytes) -> Iterator[bytes]:
        """`block` in pieces without the longest runs of blank lines, which would be rows in memory; each but the last
        is of whole records."""
        while gap := blank_run(block, self._dialect):
            start, end = gap
            if boundary(block[:start], self._dialect) != start:
                break  # within a cell
            if start:
                yield block[:start]
            self._row += block.count(self._dialect.eol.encode(), start, end)
            block = block[end:]
        yield block

    def _frame(self, block: bytes) -> tuple[pl.DataFrame, int]:
        """The frame of the whole records of `block`, and how many of its bytes they took."""
        told = Bytes(block)
        thin = self._is_thin(told)
        frame, end = (None, 0) if thin or self._lenient.skipping else self._well_formed(told)
        if frame is None:
            frame, end = self._in_parts(block, thin)
        else:
            frame = self._finish(frame)
        if len(self._ends) < _SAMPLE:
            self._ends += (
                frame[self._recognised.columns[self._full - 1]].head(_SAMPLE).fill_null("").to_list()
            )
        return frame, end

    def _in_parts(self, block: bytes, thin: bool) -> tuple[pl.DataFrame, int]:
        """The frame of the whole records of `block`, a part of it at a time, and where they end: taken apart one by
        one, unless they are only `thin`. As lists of cells, or as rows with next to nothing in them, they take up many
        times what they are."""
        made, at, size = [], 0, _PART
        while at < len(block):
            part = block[at : at + size]
            frame, used = self._well_formed(Bytes(part)) if thin and not self._lenient.skipping else (None, 0)
            if frame is None:
                records, used = self._lenient.parse(part, final=False)
                frame = self._judged(records)
            if used:
                made.append(self._finish(frame))
                at, size = at + used, _PART
            elif at + size >= len(block):
                break
            else:
                size *= 2
        return (pl.concat(made, how="diagonal") if made else self._finish(self._judged([]))), at

    def _is_thin(self, told: Bytes) -> bool:
        """Whether the lines of a block can't all have a separator for each column."""
        return told.lines(self._dialect.eol) * (self._full - 1) > _THIN * len(told.block)

    def _judged(self, records: Sequence[Record]) -> pl.DataFrame:
        told = self._short.judge(records, self._row + 1)
        rows = [(self._row + place, cells, fault) for place, (cells, fault) in enumerate(told, 1)]
        self._row += len(rows)
        return from_rows(rows, self._recognised.columns)

    def _last(self, rest: bytes) -> pl.DataFrame:
        """The frame of what follows the last record with a line end. Raises RefusalError where it is cut off."""
        records, _ = self._lenient.parse(rest, final=True)
        if self._lenient.left_open is not None:
            raise _torn(self._row + 1 + self._lenient.left_open)
        if not rest.endswith(self._dialect.eol.encode()) and records and any(map(str.strip, records[-1][0])):
            open_end = self._doubt(self._row + len(records), rest, *records[-1])
            return self._finish(_marked(self._judged(records), open_end))
        return self._finish(self._judged(records))

    def _doubt(self, row: int, rest: bytes, cells: list[str], fault: Fault | None) -> str:
        """What to do about a last record without a line end: it may be whole, or cut off. Gives the column of a cell
        that is to be doubted, "" where none is."""
        count = len(cells)
        known = count in self._short.widths or self._short.is_furniture(cells)
        few = count < self._full and fault is None and not known
        if few or not self._recognised.settled:
            raise _torn(row)
        furniture = fault is None and self._short.is_furniture(cells)
        worth = "whole" if fault or furniture else self._last_cell.judge(rest, cells, self._ends)
        if worth == "torn":
            raise _torn(row)
        self._notes[f"no_line_end|{row}"] += 1
        return self._last_cell.column(cells) if worth == "doubtful" else ""

    def _note(self) -> None:
        if self._lenient.replaced:
            self._notes["bytes_replaced|utf-8"] += self._lenient.replaced
        if self._short.first:
            self._notes[f"short_rows|{self._short.first}"] += self._short.widths.total()

    def _well_formed(self, told: Bytes) -> tuple[pl.DataFrame | None, int]:
        """The frame of the records of a block where they are well-formed, and where they end."""
        # Counting quotes is not needed where the guess is right, as the proof shows.
        guess = likely_boundary(told.block, self._dialect)
        frame = self._fast(told.first(guess)) if guess else None
        if frame is not None:
            return frame, guess
        end = boundary(told.block, self._dialect)
        return (self._fast(told.first(end)) if end and end != guess else None), end

    def _fast(self, told: Bytes) -> pl.DataFrame | None:
        """The frame of a well-formed block; None where it is not, or where a row has too many cells or too few."""
        proof = self._prover.submit(is_well_formed, told, self._dialect)
        try:
            frame = pl.read_csv(
                told.block,
                has_header=False,
                schema=self._schema,
                separator=self._dialect.separator,
                quote_char='"' if self._dialect.quoting else None,
                eol_char=self._dialect.eol,
                missing_columns="insert",
                null_values=[""],
            )
            odd = not proof.result() or self._is_odd(told, frame)
        except pl.exceptions.PolarsError:
            return None
        finally:
            proof.result()
        if odd:
            return None
        numbers = pl.int_range(self._row + 1, self._row + 1 + frame.height, dtype=pl.Int64)
        self._row += frame.height
        cells = [
            pl.col(old).alias(new) for old, new in zip(self._names, self._recognised.columns, strict=True)
        ]
        return frame.select(*cells, numbers.alias(ROW), pl.lit(None, pl.String).alias(FAULT))

    def _is_odd(self, block: Bytes, frame: pl.DataFrame) -> bool:
        """Whether records have too many cells, or too few, or may be several that a stray quote has put together."""
        spare = frame[_SPARE]
        if spare.null_count() < len(spare) and (spare.str.strip_chars() != "").any():
            return True
        cells = [frame[name] for name in self._names[: self._full]]
        if has_short_rows(block, cells, self._dialect):
            return True
        return self._dialect.quoting and may_swallow(frame, self._dialect, self._full)


def _marked(frame: pl.DataFrame, open_end: str) -> pl.DataFrame:
    """`frame` with its last row marked as one whose cell in column `open_end` may be cut off; "" for none."""
    if not open_end or frame.is_empty():
        return frame
    last = pl.int_range(pl.len()) == pl.len() - 1
    marked = pl.when(last & pl.col(FAULT).is_null()).then(pl.lit(f"{OPEN_END}{open_end}"))
    return frame.with_columns(pl.coalesce(FAULT, marked).alias(FAULT))


def _torn(row: int) -> RefusalError:
    return RefusalError("torn", f"row {row}")
