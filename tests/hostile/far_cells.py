"""Small files that say of a cell that it stands far out: every container's ways to say so, and ways to write that."""

import io
import struct
import zipfile
from collections.abc import Callable
from html import escape

from tests.hostile.hostile_files import HEADERS, order

Far = Callable[[int, int], bytes]
"""(row, column), 1-based -> a file that has orders at its top, and a cell there."""

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_BOOK = (
    f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
    '<sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>'
)

_ROOT = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)


def letters(column: int) -> str:
    """1 -> A, 27 -> AA"""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(ord("A") + rest) + found
    return found


def _top() -> str:
    rows = [HEADERS, order(1, "x"), order(2, "y")]
    return "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{letters(place)}{number}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'
            for place, text in enumerate(row, 1)
        )
        + "</row>"
        for number, row in enumerate(rows, 1)
    )


def _xlsx(
    rows: str, before: str = "", after: str = "", part: str = "worksheets/sheet1.xml", encoding: str = "utf-8"
) -> bytes:
    relation = (
        f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="{part}"/></Relationships>'
    )
    sheet = (
        f'<?xml version="1.0" encoding="{encoding}"?><worksheet xmlns="{_MAIN}">{before}'
        f"<sheetData>{_top()}{rows}</sheetData>{after}</worksheet>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", _TYPES)
        out.writestr("_rels/.rels", _ROOT)
        out.writestr("xl/workbook.xml", _BOOK)
        out.writestr("xl/_rels/workbook.xml.rels", relation)
        out.writestr(f"xl/{part}", sheet.encode(encoding))
    return made.getvalue()


def _at(row: int, column: int) -> str:
    return f"{letters(column)}{row}"


def _ods(row: int, column: int, *, blank: bool) -> bytes:
    def cells(texts: list[str] | tuple[str, ...]) -> str:
        return "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'
            for text in texts
        )

    across = f'<table:table-cell table:number-columns-repeated="{column}"/>'
    last = cells(["far"]) if blank else ""
    repeated = cells(["far"]) if not blank else ""
    content = (
        '<?xml version="1.0"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="a">'
        + "".join(f"<table:table-row>{cells(one)}</table:table-row>" for one in (HEADERS, order(1, "x")))
        + f'<table:table-row table:number-rows-repeated="{row}">{repeated}{across}</table:table-row>'
        + f"<table:table-row>{across}{last}</table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        out.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?>'
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        out.writestr("content.xml", content)
    return made.getvalue()


def _spreadsheet_ml(row: str, cell: str) -> bytes:
    def line(texts: list[str] | tuple[str, ...]) -> str:
        cells = "".join(f'<Cell><Data ss:Type="String">{escape(text)}</Data></Cell>' for text in texts)
        return f"<Row>{cells}</Row>"

    return (
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
        f"{line(HEADERS)}{line(order(1, 'x'))}<Row{row}><Cell{cell}>"
        '<Data ss:Type="String">far</Data></Cell></Row></Table></Worksheet></Workbook>'
    ).encode()


def _html(cell: str, times: int = 1) -> bytes:
    def line(texts: list[str] | tuple[str, ...]) -> str:
        return "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>"

    far = f"<tr><td{cell}>far</td></tr>" * times
    return f"<html><table>{line(HEADERS)}{line(order(1, 'x'))}{far}</table></html>".encode()


def _biff(row: int, column: int, sheets: int = 1) -> bytes:
    import xlwt

    book = xlwt.Workbook()
    for number in range(sheets):
        sheet = book.add_sheet(f"a{number}")
        for line, texts in enumerate((HEADERS, order(1, "x"))):
            for place, text in enumerate(texts):
                sheet.write(line, place, text[:32000])
        sheet.write(min(row, 65536) - 1, min(column, 256) - 1, "far")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _biff_dimensions(row: int, column: int) -> bytes:
    """A workbook whose record of its size says more than there is."""
    made = _biff(3, 3)
    said = struct.pack("<IIHH", 0, min(row, 2**32 - 1), 0, min(column, 65535))
    at = made.index(b"\x00\x02\x0e\x00")
    return made[: at + 4] + said + made[at + 4 + len(said) :]


WAYS: dict[str, Far] = {
    "r of a cell": lambda row, column: _xlsx(f'<row><c r="{_at(row, column)}"><v>1</v></c></row>'),
    "r of a row": lambda row, column: _xlsx(f'<row r="{row}"><c><v>1</v></c></row>'),
    "r of both": lambda row, column: _xlsx(f'<row r="{row}"><c r="{_at(row, column)}"><v>1</v></c></row>'),
    "an entity": lambda row, column: _xlsx(
        f'<row><c r="{"".join(f"&#{ord(c)};" for c in _at(row, column))}"><v>1</v></c></row>'
    ),
    "a line break": lambda row, column: _xlsx(f"<row><c\n t='n'\n r='{_at(row, column)}'><v>1</v></c></row>"),
    "spaces": lambda row, column: _xlsx(f'<row><c r = "{_at(row, column)}"><v>1</v></c></row>'),
    "zeros": lambda row, column: _xlsx(f'<row><c r="{letters(column)}{row:030}"><v>1</v></c></row>'),
    "small letters": lambda row, column: _xlsx(f'<row><c r="{_at(row, column).lower()}"><v>1</v></c></row>'),
    "inline": lambda row, column: _xlsx(
        f'<row><c r="{_at(row, column)}" t="inlineStr"><is><t>far</t></is></c></row>'
    ),
    "a formula": lambda row, column: _xlsx(
        f'<row><c r="{_at(row, column)}" t="str">'
        f'<f t="shared" ref="A1:{_at(row, column)}" si="0">1</f><v>x</v></c></row>'
    ),
    "empty rows": lambda row, column: _xlsx(
        "".join(f'<row r="{row * part // 9}"/>' for part in range(1, 9))
        + f'<row r="{row}"><c><v>1</v></c></row>'
    ),
    "dimension": lambda row, column: _xlsx("", before=f'<dimension ref="A1:{_at(row, column)}"/>'),
    "columns": lambda row, column: _xlsx("", before=f'<cols><col min="1" max="{column}" style="1"/></cols>'),
    "merged": lambda row, column: _xlsx(
        "", after=f'<mergeCells count="1"><mergeCell ref="A4:{_at(row, column)}"/></mergeCells>'
    ),
    "a sheet elsewhere": lambda row, column: _xlsx(
        f'<row><c r="{_at(row, column)}"><v>1</v></c></row>', part="elsewhere.bin"
    ),
    "utf-16": lambda row, column: _xlsx(
        f'<row><c r="{_at(row, column)}"><v>1</v></c></row>', encoding="utf-16"
    ),
    "ods blank rows": lambda row, column: _ods(row, column, blank=True),
    "ods filled rows": lambda row, column: _ods(row, column, blank=False),
    "xml index of a row": lambda row, column: _spreadsheet_ml(f' ss:Index="{row}"', ""),
    "xml index of a cell": lambda row, column: _spreadsheet_ml("", f' ss:Index="{column}"'),
    "xml merged": lambda row, column: _spreadsheet_ml("", f' ss:MergeAcross="{column}" ss:MergeDown="{row}"'),
    "html spans": lambda row, column: _html(f' rowspan="{row}" colspan="{column}"'),
    "html spans of many": lambda row, column: _html(f' rowspan="{row}" colspan="{column}"', 3000),
    "biff": _biff,
    "biff, many sheets": lambda row, column: _biff(row, column, 12),
    "biff dimensions": _biff_dimensions,
}
