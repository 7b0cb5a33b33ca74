"""Sheets of a workbook, and tables of a page: those that fit are read, in whatever order; the others are named."""

import io
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
import xlwt

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile_reader import ProfileReader
from orderdeck.data.exports.read import Told, batches
from orderdeck.data.exports.recognise import Recognised, Refusal, recognise

TOP = ["订单号", "订单状态", "下单时间", "产品信息", "订单备注", "收货国家"]
Sheets = dict[str, list[list[str]]]


def _order(number: int) -> list[str]:
    return [f"82000000000000{number:02}", "等待您发货", "2026-03-01 10:00", f"【1】x{number}", "", "US"]


def xlsx(sheets: Sheets) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            if name.startswith("hidden"):
                sheet.hide()
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return out.getvalue()


def xls(sheets: Sheets) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        sheet.visibility = int(name.startswith("hidden"))
        for place, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(place, column, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def xml(sheets: Sheets) -> bytes:
    uri = "urn:schemas-microsoft-com:office:spreadsheet"
    parts = [f'<?xml version="1.0"?><Workbook xmlns="{uri}" xmlns:ss="{uri}">']
    for name, rows in sheets.items():
        cells = (
            "".join(f'<Cell><Data ss:Type="String">{escape(cell)}</Data></Cell>' for cell in row)
            for row in rows
        )
        body = "".join(f"<Row>{row}</Row>" for row in cells)
        parts.append(f'<Worksheet ss:Name="{name}"><Table>{body}</Table></Worksheet>')
    return "".join([*parts, "</Workbook>"]).encode()


def html(sheets: Sheets) -> bytes:
    tables = (
        "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
        for rows in sheets.values()
    )
    return (
        "<html><body>" + "".join(f"<table>{table}</table>" for table in tables) + "</body></html>"
    ).encode()


WORKBOOKS: list[Callable[[Sheets], bytes]] = [xlsx, xls, xml]
ALL = [*WORKBOOKS, html]


def _read(path: Path, content: bytes) -> tuple[list[str], list[str]]:
    """Order numbers in the file's order, and notes."""
    path.write_bytes(content)
    found = recognise(path, load_profiles(None, []))
    assert isinstance(found, Recognised), found
    told = Told()
    numbers = [cell for frame in batches(found, told=told) for cell in frame["订单号"]]
    return numbers, sorted(told.notes)


def _ids(*numbers: int) -> list[str]:
    return [_order(number)[0] for number in numbers]


@pytest.mark.parametrize("write", ALL)
def test_orders_that_go_on_in_a_second_sheet(tmp_path: Path, write: Callable[[Sheets], bytes]) -> None:
    with_header = {"Sheet1": [TOP, _order(1), _order(2)], "Sheet2": [TOP, _order(3)]}
    assert _read(tmp_path / "a", write(with_header)) == (_ids(1, 2, 3), [])
    without = {"Sheet1": [TOP, _order(1), _order(2)], "Sheet2": [_order(3), _order(4)]}
    assert _read(tmp_path / "a", write(without)) == (_ids(1, 2, 3, 4), [])


@pytest.mark.parametrize("write", WORKBOOKS)
def test_sheets_that_are_no_orders_are_named(tmp_path: Path, write: Callable[[Sheets], bytes]) -> None:
    sheets = {
        "说明": [["How to fill this in"], ["Ship within 3 days"]],
        "03-01": [["Orders of 1 March"], TOP, _order(1)],
        "03-02": [TOP, _order(2)],
        "Stock": [["SKU", "Quantity"], ["A", "1"]],
        "Sum": [["82000000000000", "2"], ["United States", "2"]],
        "Empty": [],
    }
    notes = ["sheet_skipped|Stock", "sheet_skipped|Sum", "sheet_skipped|说明"]
    assert _read(tmp_path / "a", write(sheets)) == (_ids(1, 2), notes)


@pytest.mark.parametrize("write", [xlsx, xls])
def test_hidden_sheets_are_read_where_they_fit(tmp_path: Path, write: Callable[[Sheets], bytes]) -> None:
    sheets = {"hidden1": [TOP, _order(1)], "Orders": [TOP, _order(2)], "hidden2": [["Pivot", "1"]]}
    assert _read(tmp_path / "a", write(sheets)) == (_ids(1, 2), ["sheet_skipped|hidden2"])


@pytest.mark.parametrize("write", ALL)
def test_columns_may_stand_in_another_order(tmp_path: Path, write: Callable[[Sheets], bytes]) -> None:
    turned = [list(reversed(row)) for row in ([*TOP, "mine"], [*_order(2), "z"], [*_order(3), "z"])]
    content = write({"A": [TOP, _order(1)], "B": turned})
    assert _read(tmp_path / "a", content) == (_ids(1, 2, 3), [])


@pytest.mark.parametrize("write", WORKBOOKS)
def test_a_sheet_that_lacks_a_column_is_named_and_not_read(
    tmp_path: Path, write: Callable[[Sheets], bytes]
) -> None:
    lacking = [row[:4] for row in (TOP, _order(2))]
    content = write({"A": [TOP, _order(1)], "B": lacking})
    assert _read(tmp_path / "a", content) == (_ids(1), ["sheet_skipped|B"])


def test_a_table_of_headers_above_the_table_of_rows(tmp_path: Path) -> None:
    assert _read(tmp_path / "a", html({"a": [TOP], "b": [_order(1), _order(2)]})) == (_ids(1, 2), [])


def test_a_table_of_another_kind_makes_no_orders(tmp_path: Path) -> None:
    sheets = {"menu": [["Home", "Log out"]], "orders": [TOP, _order(1)], "sums": [["Total 2026", "9", "1"]]}
    assert _read(tmp_path / "a", html(sheets)) == (
        _ids(1),
        ["sheet_skipped|table 1", "sheet_skipped|table 3"],
    )


@pytest.mark.parametrize("write", WORKBOOKS)
def test_rejects_name_their_sheet(tmp_path: Path, write: Callable[[Sheets], bytes]) -> None:
    bad = ["8.2E+15", *_order(3)[1:]]
    path = tmp_path / "orders"
    path.write_bytes(write({"May": [TOP, _order(1), bad], "June": [TOP, _order(2), bad, _order(1)]}))
    opened = ProfileReader(tmp_path, load_profiles(None, []), Settings()).open(path, "orders", 0)
    assert not isinstance(opened, Refusal), opened
    rejects: list[tuple[int, str, str]] = []
    rows: list[int] = []
    for frames in opened.frames():
        rejects += frames["rejects"].select("row", "reason", "detail").rows()
        rows += frames["orders"]["source_row"].to_list()
    assert rows == [2, 2]
    assert [(row, reason) for row, reason, _ in rejects] == [
        (3, "id_ruined"),
        (3, "id_ruined"),
        (4, "duplicate_row"),
    ]
    assert [detail.partition(":")[0] for _, _, detail in rejects] == ["May", "June", "June"]
    assert rejects[2][2] == "June: May 2"


def test_more_sheets_than_are_read_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a"
    sheets: Sheets = {f"S{number}": [TOP, _order(number)] for number in range(70)}
    numbers, notes = _read(path, xlsx(sheets))
    assert len(numbers) == 64
    assert notes == [f"sheet_skipped|S{number}" for number in range(64, 70)]
