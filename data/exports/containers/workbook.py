"""Workbooks (xlsx, xlsm, xlsb, BIFF xls, ods) by calamine, which keeps the types of cells."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import polars as pl
import python_calamine as calamine

from orderdeck.data.exports.containers.cells import text_of
from orderdeck.data.exports.containers.files import open_file
from orderdeck.data.exports.containers.layout.frame import Row, frames
from orderdeck.data.exports.containers.layout.sheets import Numbered, Sheets, Told
from orderdeck.data.exports.containers.memory import give_back
from orderdeck.data.exports.containers.number_formats.number_cells import NumberCells
from orderdeck.data.exports.containers.records import Limits, Recognised, RefusalError

_MOST_KEPT: Final = 5_000_000
"""Cells of the sheets that are kept, once parsed, until they are read."""


class Sheet:
    """One sheet with cells, parsed and in memory."""

    def __init__(self, sheet: calamine.CalamineSheet) -> None:
        self._sheet = sheet
        self.name: str = sheet.name
        self.height: int = sheet.end[0] + 1 if sheet.end else 0
        """Number of the last row with a cell."""

        self.cells: int = self.height * (sheet.end[1] + 1 if sheet.end else 0)

    def head(self, count: int) -> list[tuple[int, list[str]]]:
        """The first `count` rows that are not blank, as text, with their numbers in the sheet."""
        texts = ((number, [text_of(cell) for cell in row]) for number, row in self.rows())
        return list(islice(texts, count))

    def rows(self) -> Iterator[Numbered]:
        """The rows that are not blank with their numbers, 1-based."""
        for number, row in enumerate(self._sheet.iter_rows(), 1):
            if any(
                cell is not None and cell != "" and not (type(cell) is str and cell.isspace()) for cell in row
            ):
                yield number, row


class Book:
    """A workbook. Its sheets are parsed when they are asked for; as many as take little memory are kept."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Raises RefusalError."""
        with (
            open_file(path) as file,
            _as_refusals(),
        ):  # a file, since from a path calamine would go by the extension
            self._book = calamine.load_workbook(file)
        table = calamine.SheetTypeEnum.WorkSheet
        self._sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == table]
        self._kept: dict[str, Sheet] = {}
        self._empty: set[str] = set()
        self._cells = 0
        taken = sorted(self._sheets, key=self._is_hidden)[: limits.max_sheets]
        self._taken = {sheet.name for sheet in taken}

    def shown_first(self) -> Iterator[Sheet]:
        """The sheets with cells, those that are shown first. Raises RefusalError."""
        for sheet in sorted(self._sheets, key=self._is_hidden):
            if found := self._sheet(sheet.name):
                yield found
        if self._taken <= self._kept.keys() | self._empty:
            self._book.close()  # all that there is to it is kept: of an .xls it has it all a second time
            give_back()

    def in_order(self) -> Iterator[tuple[str, Sheet | None]]:
        """Name of each sheet in the workbook's order, and the sheet; None for those that are one too many. Raises
        RefusalError."""
        for sheet in self._sheets:
            found = self._sheet(sheet.name)
            if found or sheet.name not in self._taken:
                yield sheet.name, found

    def _sheet(self, name: str) -> Sheet | None:
        if name in self._kept or name in self._empty or name not in self._taken:
            return self._kept.get(name)
        with _as_refusals():
            found = self._book.get_sheet_by_name(name)
        if not found.height or not found.width:
            self._empty.add(name)
            return None
        sheet = Sheet(found)
        self._cells += sheet.cells
        if self._cells <= _MOST_KEPT or not self._kept:
            self._kept[name] = sheet
        return sheet

    @staticmethod
    def _is_hidden(sheet: calamine.SheetMetadata) -> bool:
        return sheet.visible != calamine.SheetVisibleEnum.Visible


def workbook_batches(recognised: Recognised, batch_rows: int, told: Told) -> Iterator[pl.DataFrame]:
    """The rows of the recognised sheet below its header, and of all others that fit. Raises RefusalError."""
    book = recognised.parsed
    if not isinstance(book, Book):
        book = Book(recognised.path, recognised.limits)

    def below() -> Iterator[Row]:
        sheets = Sheets(recognised, told)
        cells = NumberCells(recognised.path, recognised.container)
        for name, sheet in book.in_order():
            if sheet is None:
                sheets.skip(name)
            else:
                yield from sheets.rows(name, sheet.rows(), cells.shown)
        if recognised.sheet not in told.sheets:
            raise RefusalError("torn", f"sheet {recognised.sheet} is gone")

    yield from frames(below(), recognised, batch_rows)


@contextmanager
def _as_refusals() -> Iterator[None]:
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
