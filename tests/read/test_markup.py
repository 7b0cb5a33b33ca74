"""Tables in HTML, MIME HTML and XML Spreadsheet 2003 that pose as workbooks."""

import html
from email.message import EmailMessage
from xml.sax.saxutils import escape

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import INEXACT
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import RefusalError, recognise
from tests.read.reader import Reader

HEADER = ["订单号", "产品信息", "备注", "数量"]
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
LETTERS = st.text(
    st.one_of(st.sampled_from("<>&\"'a1 ;"), st.characters(codec="gb18030", exclude_categories=("C", "Z"))),
    max_size=10,
).map(lambda text: " ".join(text.split()))
TABLE = st.lists(st.lists(LETTERS, min_size=4, max_size=4), min_size=1, max_size=8)


def page(rows: list[list[str]], cell: str = "td", meta: str = "") -> str:
    body = "".join(
        "<tr>" + "".join(f"<{cell}>{html.escape(text)}</{cell}>" for text in row) + "</tr>\n" for row in rows
    )
    return f"<html><head>{meta}<title>Orders</title><style>td {{color: red}}</style></head><body><table>{body}</table>"


def workbook(sheets: dict[str, list[list[str]]], declared: str = "UTF-8") -> str:
    parts = []
    for name, rows in sheets.items():
        body = "".join(
            "<Row>"
            + "".join(f'<Cell><Data ss:Type="String">{escape(text)}</Data></Cell>' for text in row)
            + "</Row>"
            for row in rows
        )
        parts.append(f'<Worksheet ss:Name="{name}"><Table>{body}</Table></Worksheet>')
    return (
        f'<?xml version="1.0" encoding="{declared}"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        f'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">{"".join(parts)}</Workbook>'
    )


def filled(table: list[list[str]]) -> list[list[str]]:
    return [row for row in table if any(row)]


@SHARED
@given(table=TABLE, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_a_page_is_read_back(reader: Reader, table: list[list[str]], encoding: str) -> None:
    table.insert(0, ["1", "", "", ""])
    content = page(
        [HEADER, *table], "th", '<meta http-equiv="Content-Type" content="text/html; charset=big5">'
    )
    assert reader.cells(content.encode(encoding)) == filled(table)


@SHARED
@given(table=TABLE, encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))
def test_an_xml_workbook_is_read_back(reader: Reader, table: list[list[str]], encoding: str) -> None:
    table.insert(0, ["1", "", "", ""])
    content = workbook({"Cover": [["Report"]], "Orders": [["Title"], HEADER, *table]}, "gb2312")
    assert reader.cells(content.encode(encoding)) == filled(table)
    assert reader.recognised().sheet == "Orders"


def test_line_breaks_spans_and_nested_tables(reader: Reader) -> None:
    rows = (
        "<tr><td colspan=4>Orders of May</td></tr>"
        "<tr><th>订单号<th>产品信息<br>（双击单元格展开）<th>备注<th>数量</tr>"
        "<tr><td rowspan=2>1</td><td>【1】a<br/>\n  (x)</td><td rowspan=2 colspan=1>gift&nbsp;wrap</td><td>2</td></tr>"
        "<tr><td><p>b</p><p>c</p></td><td>3</td></tr>"
        "<tr><td>2</td><td>d<table><tr><td>inner</td></tr></table></td><td></td><td>4</td></tr>"
    )
    frame = reader.frame(f"<table>{rows}</table>".encode())
    cells = [[cell or "" for cell in row[:4]] for row in frame.rows()]
    assert cells == [
        ["1", "【1】a\n(x)", "gift\u00a0wrap", "2"],
        ["", "b\nc", "", "3"],
        ["inner", "", "", ""],
        ["2", "d", "", "4"],
    ]


def test_typed_and_placed_cells_of_an_xml_workbook(reader: Reader) -> None:
    row = (
        '<Row ss:Index="5"><Cell><Data ss:Type="Number">8200000000000001</Data></Cell>'
        '<Cell ss:Index="3"><Data ss:Type="DateTime">2024-05-06T07:08:09.000</Data>'
        '<Comment><ss:Data xmlns="x">no cell</ss:Data></Comment></Cell>'
        '<Cell><Data ss:Type="Number">12.50</Data></Cell></Row>'
    )
    content = workbook({"S": [HEADER]}).replace("</Table>", row + "</Table>")
    frame = reader.frame(content.encode())
    assert frame["__row"].to_list() == [5]
    assert frame.rows()[0][:4] == (f"{INEXACT}8200000000000001", None, "2024-05-06 07:08:09", "12.5")


def test_a_page_saved_as_one_file(reader: Reader) -> None:
    message = EmailMessage()
    message["MIME-Version"] = "1.0"
    message.set_content("frames", subtype="plain")
    message.add_alternative(page([["nothing here"]]), subtype="html")
    message.add_alternative(page([HEADER, ["1", "a=b", "订单", "2"]]), subtype="html", cte="quoted-printable")
    assert reader.cells(message.as_bytes()) == [["1", "a=b", "订单", "2"]]
    assert reader.recognised().container == "mhtml"


def test_a_torn_xml_workbook_is_refused(reader: Reader) -> None:
    content = workbook({"S": [HEADER, *([str(n), "a", "b", "c"] for n in range(500))]})
    found = reader.recognised(content[:-300].encode())
    with pytest.raises(RefusalError) as raised:
        list(batches(found))
    assert raised.value.refusal.reason == "torn"


def test_an_entity_bomb_is_refused(reader: Reader) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = workbook({"S": [HEADER, ["1", "a", "b", "c"]]}).replace("<Workbook", bomb + "<Workbook")
    profile = Profile(
        name="p", title={}, marketplace="p", aliases={"order_id": ["订单号"]}, required=["order_id"]
    )
    reader.path.write_text(content, encoding="utf-8")
    found = recognise(reader.path, [profile])
    assert getattr(found, "reason", "") == "not_a_table"


def test_a_long_page_is_read_in_batches(reader: Reader) -> None:
    content = page([HEADER, *([str(n), "a", "b", "c"] for n in range(5000))])
    frames = list(batches(reader.recognised(content.encode()), batch_rows=2000))
    assert [frame.height for frame in frames] == [2000, 2000, 1000]
    assert pl.concat(frames)["订单号"].to_list() == [str(n) for n in range(5000)]
