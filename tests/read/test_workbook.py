"""Workbooks: cell types become text that says no more than the cell did."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import INEXACT
from orderdeck.data.exports.containers.cells import duration_text, moment_text, number_text, text_of
from orderdeck.data.exports.read import batches
from tests.read.reader import Reader

HEADER = ["订单号", "产品信息", "备注", "数量"]
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
CELL = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=10)


Write = Callable[[Path, list[list[Any]]], None]


def xlsx(path: Path, rows: list[list[Any]], first: int = 0) -> None:
    with xlsxwriter.Workbook(str(path), {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("Sheet1")
        styles = {
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
        }
        for place, row in enumerate([HEADER, *rows], first):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(place, column, cell, styles[type(cell)])
                elif isinstance(cell, str):
                    sheet.write_string(place, column, cell)
                else:
                    sheet.write(place, column, cell)


def xls(path: Path, rows: list[list[Any]], first: int = 0) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for place, row in enumerate([HEADER, *rows], first):
        for column, cell in enumerate(row):
            if cell != "":
                sheet.write(place, column, cell, *([moment] if isinstance(cell, dt.datetime) else []))
    book.add_sheet("Sheet2")
    book.save(str(path))


@pytest.mark.parametrize("write", [xlsx, xls])
@SHARED
@given(table=st.lists(st.lists(CELL, min_size=4, max_size=4), min_size=1, max_size=8))
def test_text_is_read_back(reader: Reader, write: Write, table: list[list[str]]) -> None:
    # A byte order mark at a cell's start is taken for that in .xls; cleaning takes it out anyway.
    table = [["1", "", "", ""], *([cell.lstrip("\ufeff") for cell in row] for row in table)]
    write(reader.path, table)
    assert reader.cells() == [row for row in table if any(cell.strip() for cell in row)]


@pytest.mark.parametrize("write", [xlsx, xls])
def test_typed_cells_become_plain_text(reader: Reader, write: Write) -> None:
    moment = dt.datetime(2024, 5, 6, 7, 8, 9)
    write(
        reader.path,
        [["1", 12.0, 0.1, True], ["2", moment, -3, 12.30], ["3", 1e-7, 8200000000000001, 123456789012345]],
    )
    assert reader.cells() == [
        ["1", "12", "0.1", "TRUE"],
        ["2", "2024-05-06 07:08:09", "-3", "12.3"],
        ["3", "0.0000001", f"{INEXACT}8200000000000001", "123456789012345"],
    ]


def test_rows_are_numbered_as_the_sheet_numbers_them(reader: Reader) -> None:
    xlsx(reader.path, [["1", "a", "", ""], ["", "", "", ""], ["2", "b", "", ""]], first=4)
    found = reader.recognised()
    assert found.header_row == 5
    assert pl.concat(list(batches(found)))["__row"].to_list() == [6, 8]


def test_a_sheet_that_begins_in_another_column(reader: Reader) -> None:
    with xlsxwriter.Workbook(str(reader.path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 3, HEADER)
        sheet.write_row(3, 3, ["1", "a", "b", "c"])
    assert reader.cells() == [["1", "a", "b", "c"]]


def test_a_column_without_a_header_is_kept_by_its_place(reader: Reader) -> None:
    xlsx(reader.path, [["1", "a", "", "", "", "my note"]])
    frame = reader.frame()
    assert frame["#6"].to_list() == ["my note"]
    assert frame["__fault"].to_list() == [None]


def test_line_breaks_error_cells_and_dates_alone(reader: Reader) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(HEADER)
    sheet.append(["1", "【1】a\n【2】b", "#N/A", dt.date(2024, 5, 6)])
    book.save(reader.path)
    [row] = reader.cells()
    assert row[:2] == ["1", "【1】a\n【2】b"]
    assert row[3].startswith("2024-05-06")


def test_a_recognised_sheet_can_be_read_twice_and_in_batches(reader: Reader) -> None:
    xlsx(reader.path, [[str(n), "a", "", n] for n in range(25)])
    found = reader.recognised()
    assert [frame.height for frame in batches(found, batch_rows=10)] == [10, 10, 5]
    assert [frame.height for frame in batches(found, batch_rows=20)] == [20, 5]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_never_written_with_an_exponent(value: float) -> None:
    text = number_text(value)
    assert "e" not in text.lower()
    assert text.startswith(INEXACT) == (abs(value) >= 1e15)
    if abs(value) < 1e15:
        assert float(text) == pytest.approx(value, rel=1e-14)


@given(st.integers(-(10**15) + 1, 10**15 - 1))
def test_whole_numbers_of_15_digits_are_exact(value: int) -> None:
    assert number_text(float(value)) == number_text(value) == str(value)


def test_moments_and_durations() -> None:
    assert moment_text(dt.datetime(2024, 5, 6, 7, 8, 8, 999997)) == "2024-05-06 07:08:09"
    assert moment_text(dt.datetime(2024, 5, 6, 7, 8, 8, 500000)) == "2024-05-06 07:08:08.500"
    assert duration_text(dt.timedelta(hours=76, minutes=30)) == "76:30:00"
    assert text_of(dt.time(9, 5)) == "09:05:00"
    assert text_of(None) == ""
