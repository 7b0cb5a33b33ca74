"""Writes a table in every container that order exports come in, whole or not at all."""

import csv
import io
import os
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from orderdeck.data.sample.files.table import Cell, Money, Table
from orderdeck.data.sample.world.style import Style

_SIGNS: Final = {"USD": "$", "CNY": "CN¥", "EUR": "€", "GBP": "£"}
_SPREADSHEET_MIME: Final = "urn:schemas-microsoft-com:office:spreadsheet"


def write_table(path: Path, table: Table, style: Style, at: datetime) -> Path:
    """Writes `table` to `path`: beside it first, then renamed; the file's time becomes `at`. Returns `path`.

    Raises UnicodeEncodeError where the encoding of a text file can't hold what is in the table.
    """
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(_WRITERS[style.container](table, style, at))
        os.utime(aside, (at.timestamp(), at.timestamp()))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path


def as_text(cell: Cell, style: Style, zone: ZoneInfo) -> str:
    """`cell` as a text file has it, times on the clock of `zone`."""
    match cell:
        case None:
            return ""
        case Money(currency, amount):
            return _amount(currency, amount, style)
        case datetime():
            return f"{cell.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        case _:
            return str(cell)


def _amount(currency: str, amount: Decimal, style: Style) -> str:
    if style.money == "plain":
        return str(amount)
    if style.money == "US $":
        return f"{'US $' if currency == 'USD' else _SIGNS[currency]}{amount:,}"
    return f"{_SIGNS[currency]}{amount}"


def _as_value(cell: Cell, style: Style, zone: ZoneInfo) -> Any:
    """`cell` as a typed container holds it: naive datetimes in `zone`, floats for money."""
    if not style.typed or cell is None or isinstance(cell, str):
        return as_text(cell, style, zone) if cell is not None else None
    match cell:
        case Money(_, amount):
            return float(amount)
        case datetime():
            return cell.astimezone(zone).replace(tzinfo=None)
    return cell


def _delimited(table: Table, style: Style, delimiter: str, encoding: str) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    if table.title:
        writer.writerow([table.title])
    writer.writerow(table.header)
    writer.writerows([as_text(cell, style, table.zone) for cell in row] for row in table.rows)
    return text.getvalue().encode(encoding)


def _xlsx(table: Table, style: Style, at: datetime) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    keep_text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(content, {**keep_text, "in_memory": True})
    book.set_properties({"created": at.replace(tzinfo=None)})
    sheet = book.add_worksheet("Sheet1")
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    money = book.add_format({"num_format": '"$"#,##0.00'})
    for place, row in enumerate(_rows(table)):
        for column, cell in enumerate(row):
            value = _as_value(cell, style, table.zone)
            if isinstance(value, str):
                sheet.write_string(place, column, value[:32_767], wrap if "\n" in value else None)
            elif isinstance(value, datetime):
                sheet.write_datetime(place, column, value, moment)
            elif value is not None:
                sheet.write_number(place, column, value, money if isinstance(cell, Money) else None)
    book.close()
    return content.getvalue()


def _xls(table: Table, style: Style, _: datetime) -> bytes:
    import xlwt

    if len(table.rows) > 65_000:
        raise ValueError(f"an .xls sheet holds at most 65,536 rows, these are {len(table.rows)}")
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    money = xlwt.easyxf(num_format_str='"$"#,##0.00')
    plain, wrap = xlwt.easyxf(""), xlwt.easyxf("align: wrap on")
    for place, row in enumerate(_rows(table)):
        for column, cell in enumerate(row):
            value = _as_value(cell, style, table.zone)
            if isinstance(value, str):
                sheet.write(place, column, value[:32_767], wrap if "\n" in value else plain)
            elif value is not None:
                is_time = isinstance(value, datetime)
                sheet.write(
                    place, column, value, moment if is_time else money if isinstance(cell, Money) else plain
                )
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _html(table: Table, style: Style, _: datetime) -> bytes:
    encoding = "utf-8" if style.encoding.startswith("utf") else style.encoding
    lines = [
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">',
        f'<head><meta http-equiv="Content-Type" content="text/html; charset={encoding}">',
        "<style>td {mso-number-format:'\\@'; vertical-align:top}</style></head><body><table border=1>",
    ]
    if table.title:
        lines.append(f"<tr><td colspan={len(table.header)}>{_markup(table.title, '<br>')}</td></tr>")
    lines.append("<tr>" + "".join(f"<th>{_markup(text, '<br>')}</th>" for text in table.header) + "</tr>")
    for row in table.rows:
        cells = (
            _markup(as_text(cell, style, table.zone), '<br style="mso-data-placement:same-cell">')
            for cell in row
        )
        lines.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    lines.append("</table></body></html>")
    return "\r\n".join(lines).encode(encoding, errors="xmlcharrefreplace")


def _xml(table: Table, style: Style, _: datetime) -> bytes:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<?mso-application progid="Excel.Sheet"?>',
        f'<Workbook xmlns="{_SPREADSHEET_MIME}" xmlns:ss="{_SPREADSHEET_MIME}">',
        '<Worksheet ss:Name="Sheet1"><Table>',
    ]
    for row in _rows(table):
        cells = []
        skipped = False
        for column, cell in enumerate(row, 1):
            value = _as_value(cell, style, table.zone)
            if value is None or value == "":
                skipped = True
                continue
            index = f' ss:Index="{column}"' if skipped else ""
            cells.append(f"<Cell{index}>{_xml_data(value)}</Cell>")
            skipped = False
        lines.append(f"<Row>{''.join(cells)}</Row>")
    lines.append("</Table></Worksheet></Workbook>")
    return "\n".join(lines).encode("utf-8")


def _xml_data(value: Any) -> str:
    if isinstance(value, datetime):
        return f'<Data ss:Type="DateTime">{value:%Y-%m-%dT%H:%M:%S.000}</Data>'
    kind = "String" if isinstance(value, str) else "Number"
    return f'<Data ss:Type="{kind}">{_markup(str(value), "&#10;")}</Data>'


def _rows(table: Table) -> list[list[Cell]]:
    title: list[list[Cell]] = [[table.title]] if table.title else []
    return [*title, list(table.header), *table.rows]


def _markup(text: str, line_break: str) -> str:
    """`text` escaped; control characters, which neither HTML nor XML can hold, become spaces."""
    text = text.replace("\r\n", "\n")
    plain = "".join(
        one if one == "\n" or (one >= " " and not "\x7f" <= one <= "\x9f") else " " for one in text
    )
    return escape(plain).replace("\n", line_break)


_WRITERS: Final[dict[str, Callable[[Table, Style, datetime], bytes]]] = {
    "csv": lambda table, style, _: _delimited(table, style, ",", style.encoding),
    "tsv": lambda table, style, _: _delimited(table, style, "\t", style.encoding),
    "semicolon": lambda table, style, _: _delimited(table, style, ";", style.encoding),
    "utf16": lambda table, style, _: _delimited(table, style, "\t", "utf-16"),
    "xls": _xls,
    "xlsx": _xlsx,
    "html": _html,
    "xml": _xml,
}
