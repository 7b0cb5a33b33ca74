"""Codes that a workbook holds as numbers and dates are read as the sheet shows them; what is ruined is marked."""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import DATED, UNSHOWN
from orderdeck.data.exports.containers.number_formats.codes import shown_moment, shown_number
from orderdeck.data.exports.containers.number_formats.number_cells import NumberCells, Numbered
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Recognised, recognise

HEADER = ["order no", "code", "postcode", "pieces"]
Cell = tuple[Any, str]
"""A value and the number format of its cell."""


def profile() -> Profile:
    aliases = {"order_id": ["order no"], "sku": ["code"], "zip": ["postcode"], "quantity": ["pieces"]}
    return Profile(name="p", title={}, marketplace="p", aliases=aliases, required=["order_id"])


def xlsx(path: Path, rows: list[list[Cell]], first: int = 0) -> None:
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("About")
        sheet = book.add_worksheet("Order & co")
        for place, name in enumerate(HEADER):
            sheet.write(first, place, name)
        for number, row in enumerate(rows, first + 1):
            for place, (value, code) in enumerate(row):
                style = book.add_format({"num_format": code})
                write = sheet.write_datetime if isinstance(value, dt.date) else sheet.write
                write(number, place, value, style)


def xls(path: Path, rows: list[list[Cell]], first: int = 0) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("About")
    sheet = book.add_sheet("Order & co")
    for place, name in enumerate(HEADER):
        sheet.write(first, place, name)
    for number, row in enumerate(rows, first + 1):
        for place, (value, code) in enumerate(row):
            sheet.write(number, place, value, xlwt.easyxf(num_format_str=code))
    book.save(str(path))


WRITERS = {"xlsx": xlsx, "xls": xls}


def read(path: Path) -> pl.DataFrame:
    found = recognise(path, [profile()], Limits())
    assert isinstance(found, Recognised), found
    return pl.concat(list(batches(found)))


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("first", [0, 3])
def test_codes_are_what_the_sheet_shows(tmp_path: Path, kind: str, first: int) -> None:
    day = dt.datetime(2026, 1, 2)
    rows: list[list[Cell]] = [
        [(8012, "General"), (42, "0000"), (2108, "00000"), (1, "0")],
        [(8013, "#,##0"), (90.75, "0.000"), ("02108", "@"), (2, "0000")],
        [("8014", "@"), (0.5, "0%"), (90210, "General"), (3, "0.00")],
        [("8015", "@"), (day, "d-mmm"), ("1", "@"), (4, "General")],
        [("8016", "@"), ("0042", "@"), ("2", "@"), (5, "General")],
        [("8017", "@"), (42, "General"), (211234567, "00000\\-0000"), (6, "General")],
    ]
    path = tmp_path / f"orders.{kind}"
    WRITERS[kind](path, rows, first)
    assert read(path).select(HEADER).rows() == [
        ("8012", "0042", "02108", "1"),
        ("8013", "90.750", "02108", "2"),
        ("8014", "50%", "90210", "3"),
        ("8015", f"{DATED}2-Jan", "1", "4"),
        ("8016", "0042", "2", "5"),
        ("8017", "42", "21123-4567", "6"),
    ]


def test_where_formats_are_not_read_a_number_is_said_to_be_doubtful(tmp_path: Path) -> None:
    path = tmp_path / "orders.ods"
    rows: list[Numbered] = [(2, ["8012", 42.0]), (3, ["8013", "A"])]
    shown = list(NumberCells(path, "ods").shown("Sheet1", [0, 1], iter(rows)))
    assert shown == [(2, ["8012", f"{UNSHOWN}42"]), (3, ["8013", "A"])]


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234567, "#,##0", "1234567"), (5551234567, "[<=9999999]###-####;(###) ###-####", "(555) 123-4567"),
        (78051120, "000-00-0000", "078-05-1120"), (4.2e11, "0.00E+00", "420000000000"), (0, "0000", "0000"),
        (42, '"A-"0000', "A-0042"), (0.5, "# ?/?", None), (12.5, "$#,##0.00", "12.50"), (1234, "0.###", "1234"),
        (7, '00"-X"', "07-X"), (-5, "0.0", "-5.0"), (1, "[$-409]0", "1"), (42, "@", "42"), (90.75, "0", "91"),
    ],
)  # fmt: skip
def test_formats(value: float, code: str, text: str | None) -> None:
    assert shown_number(value, code) == text


@pytest.mark.parametrize(
    ("code", "text"),
    [("mmm-yy", "Jan-26"), ("m/d/yyyy", "1/2/2026"), ("yyyy-mm-dd hh:mm:ss", "2026-01-02 13:05:09"), ("[h]:mm", None),
     ('m"月"d"日"', "1月2日"), ("[$-409]d\\-mmm;@", "2-Jan"), ("dd.mm.yyyy", "02.01.2026"), ("h:mm AM/PM", "1:05 PM")],
)  # fmt: skip
def test_formats_of_dates(code: str, text: str | None) -> None:
    assert shown_moment(dt.datetime(2026, 1, 2, 13, 5, 9), code) == text


@given(st.integers(0, 10**9), st.integers(1, 12))
def test_leading_noughts_come_back(number: int, width: int) -> None:
    assert shown_number(float(number), "0" * width) == f"{number:0{width}}"


@given(st.integers(0, 10**8), st.integers(0, 4))
def test_noughts_at_the_end_come_back(number: int, places: int) -> None:
    value = number / 10**places
    assert shown_number(value, f"0.{'0' * places}" if places else "0") == f"{value:.{places}f}"


@given(st.floats(allow_nan=False), st.text('0#?.,%;[]<>="\\_*dmyhsE+/ A$-', max_size=12))
def test_no_format_is_too_odd(value: float, code: str) -> None:
    shown = shown_number(value, code)
    assert shown is None or isinstance(shown, str)
    shown_moment(dt.datetime(2026, 1, 2), code)
