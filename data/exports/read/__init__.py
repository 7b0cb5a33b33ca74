"""Reading a recognised file as a stream of text frames."""

from collections.abc import Iterator
from typing import Final

import polars as pl

from orderdeck.data.exports.containers.layout.frame import FAULT, OPEN_END, ROW, is_sound
from orderdeck.data.exports.containers.layout.sheets import Told
from orderdeck.data.exports.containers.markup import markup_batches
from orderdeck.data.exports.containers.records import Recognised
from orderdeck.data.exports.containers.workbook import workbook_batches
from orderdeck.data.exports.read.delimited import delimited_batches

__all__ = ["FAULT", "OPEN_END", "ROW", "Told", "batches", "is_sound"]


BATCH_ROWS: Final = 100_000
"""Rows of a batch, at most: what normalising does for a batch rather than for a row is then of no account."""
_MOST_CELLWISE: Final = 12_000
"""The same where rows are first lists of cells: what one is read into while others are normalised."""


def batches(
    recognised: Recognised, *, batch_rows: int = BATCH_ROWS, told: Told | None = None
) -> Iterator[pl.DataFrame]:
    """The rows below the header, in frames of at most `batch_rows` rows, in the file's order.

    Columns: `recognised.columns`, all text, null for empty; `__row` (Int64, 1-based row of the file as a
    spreadsheet counts, for delimited text the record's ordinal, header and furniture counted); `__fault` (text:
    what is wrong with the row as a record, see data.exports.containers.layout.frame.Fault, else null; OPEN_END and a
    column where the row is sound but for the end of that cell). Text is not cleaned yet. Blank
    rows and repeated headers are left out; every other row comes. Memory stays bounded for text and markup, a
    workbook's sheet is in memory whole. Of workbooks and pages, all sheets and tables come whose header fits; row
    numbers then carry their sheet (`data.exports.containers.layout.sheets`). `told` gets the doubts and the sheets.
    Raises RefusalError where the file turns out damaged or cut off on the way, OSError where it can't be read on.
    """
    told = told or Told()
    if recognised.container == "delimited":
        return delimited_batches(recognised, batch_rows, notes=told.notes)
    batch_rows = min(batch_rows, _MOST_CELLWISE)
    if recognised.container in ("html", "mhtml", "xml"):
        return markup_batches(recognised, batch_rows, told)
    return workbook_batches(recognised, batch_rows, told)
