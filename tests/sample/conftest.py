"""Shared by the sample's tests: a time to stand at, and plain readers that are not the project's own."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import lxml.etree
import lxml.html
import pytest
from python_calamine import load_workbook

Rows = list[list[str]]
_XML = "{urn:schemas-microsoft-com:office:spreadsheet}"


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 7, 14, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def read_back() -> Callable[[Path, str, str], Rows]:
    """(path, container, encoding) -> rows of text, header and title included."""
    return _read


def _read(path: Path, container: str, encoding: str) -> Rows:
    if container in ("xls", "xlsx"):
        sheet = load_workbook(str(path)).get_sheet_by_index(0)
        return [[str(cell) for cell in row] for row in sheet.to_python()]
    if container == "html":
        page = lxml.html.fromstring(path.read_bytes())
        for line_break in page.iter("br"):
            line_break.tail = "\n" + (line_break.tail or "")
        return [["".join(map(str, cell.itertext())) for cell in row] for row in page.iter("tr")]
    if container == "xml":
        return [_xml_row(row) for row in lxml.etree.fromstring(path.read_bytes()).iter(f"{_XML}Row")]
    delimiter = {"csv": ",", "semicolon": ";"}.get(container, "\t")
    text = path.read_bytes().decode("utf-16" if container == "utf16" else encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def _xml_row(row: lxml.etree._Element) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_XML}Cell"):
        place = int(cell.get(f"{_XML}Index", len(cells) + 1))
        cells += [""] * (place - 1 - len(cells))
        cells.append("".join(map(str, cell.itertext())))
    return cells
