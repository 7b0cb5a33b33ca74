"""Workbooks (xlsx, xlsm, xlsb, BIFF xls, ods) by calamine, which keeps the types of cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import polars as pl
import python_calamine as calamine

from data.read.cells import text_of
from data.read.frame import Row, frames
from data.recognise.gate import open_file
from data.recognise.model import Limits, Recognised, RefusalError


class Sheet:
    """One sheet with cells, parsed and in memory."""

    def __init__(self, sheet: calamine.CalamineSheet) -> None:
        self._sheet = sheet
        self.name: str = sheet.name
        self.height: int = sheet.end[0] + 1 if sheet.end else 0
        """Number of the last row with a cell."""

    def head(self, count: int) -> list[list[str]]:
        """The first `count` rows as text, counted from the top of the sheet."""
        return [[text_of(cell) for cell in row] for row in islice(self._sheet.iter_rows(), count)]

    def rows(self, after: int) -> Iterator[Row]:
        """The rows below row `after` with their numbers, 1-based."""
        for number, row in enumerate(islice(self._sheet.iter_rows(), after, None), after + 1):
            yield number, row, None


def open_sheets(path: Path, limits: Limits) -> Iterator[Sheet]:
    """The sheets of the workbook at `path` that have cells, those that are shown first. Raises RefusalError."""
    with open_file(path) as file:  # given as a file, since from a path calamine would go by the extension
        with _told():
            book = calamine.load_workbook(file)
        shown = calamine.SheetVisibleEnum.Visible
        table = calamine.SheetTypeEnum.WorkSheet
        sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == table]
        for sheet in sorted(sheets, key=lambda sheet: sheet.visible != shown)[: limits.max_sheets]:
            with _told():
                found = book.get_sheet_by_name(sheet.name)
            if found.height and found.width:
                yield Sheet(found)


def workbook_batches(recognised: Recognised, batch_rows: int) -> Iterator[pl.DataFrame]:
    """The rows below the header of the recognised sheet. Raises RefusalError."""
    sheet = recognised.parsed
    if not isinstance(sheet, Sheet):
        sheets = open_sheets(recognised.path, recognised.limits)
        sheet = next((found for found in sheets if found.name == recognised.sheet), None)
        if sheet is None:
            raise RefusalError("torn", f"sheet {recognised.sheet} is gone")
    yield from frames(sheet.rows(recognised.header_row), recognised, batch_rows)


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except calamine.PasswordError as error:
        raise RefusalError("encrypted", "workbook with a password") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise RefusalError("torn", str(error)[:200]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # the reader's own fault on damaged bytes
            raise
        raise RefusalError("torn", "the workbook can't be parsed") from None
