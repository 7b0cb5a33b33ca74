"""Reading a recognised file as a stream of text frames."""

from collections.abc import Iterator

import polars as pl

from data.read.delimited import delimited_batches
from data.read.frame import FAULT, ROW
from data.read.markup import markup_batches
from data.read.workbook import workbook_batches
from data.recognise.model import Recognised

__all__ = ["FAULT", "ROW", "batches"]


def batches(recognised: Recognised, *, batch_rows: int = 50_000) -> Iterator[pl.DataFrame]:
    """The rows below the header, in frames of at most `batch_rows` rows, in the file's order.

    Columns: `recognised.columns`, all text, null for empty; `__row` (Int64, 1-based row of the file as a
    spreadsheet counts, for delimited text the record's ordinal, header and furniture counted); `__fault` (text:
    what is wrong with the row as a record, see data.read.frame.Fault, else null). Text is not cleaned yet. Blank
    rows and repeated headers are left out; every other row comes. Memory stays bounded for text and markup, a
    workbook's sheet is in memory whole. Raises RefusalError where the file turns out damaged on the way, OSError where
    it can't be read on.
    """
    if recognised.container == "delimited":
        return delimited_batches(recognised, batch_rows)
    if recognised.container in ("html", "mhtml", "xml"):
        return markup_batches(recognised, batch_rows)
    return workbook_batches(recognised, batch_rows)
