"""What the parser calls back while it reads markup: tags and text become rows of cells."""

import re
from typing import Final

from orderdeck.data.exports.containers.cells import number_text
from orderdeck.data.exports.containers.records import RefusalError

_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_BREAK: Final = "\0"
"""Stands for a line break that markup asks for; no NUL reaches the parser, so no text has one."""
_AROUND_BREAKS: Final = re.compile(f" ?{_BREAK} ?")
_BLOCKS: Final = frozenset(("p", "div", "li"))
_HIDDEN: Final = frozenset(("script", "style", "title", "head"))
_MOST_SPAN: Final = 1000

Taken = tuple[str, int, list[str]]
"""Sheet, row number, cells."""


class _Rows:
    """Rows that are finished and not yet taken."""

    def __init__(self, max_columns: int) -> None:
        self._max_columns = max_columns
        self._ready: list[Taken] = []
        self.number = 0
        """Number of the row that was finished last."""

    def taken(self) -> list[Taken]:
        """The rows finished since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def close(self) -> None:
        """The parser has read everything."""


class _Table:
    """The table being read, with the cells that hang down from rows above."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.text: list[str] | None = None
        self.span = (1, 1)
        self.hanging: dict[int, int] = {}
        """Place -> how many rows, from this one on, a cell from above covers it."""
        self.begun: dict[int, int] = {}
        """The same for cells of this row, from the next row on."""


class HtmlRows(_Rows):
    """Rows of all tables of a page, in the order in which they end.

    A cell that spans columns or rows counts where it begins; the places it covers are empty. A table within a cell
    gives rows of its own. A table that is in no other counts as a sheet; rows are numbered through the page.
    """

    def __init__(self, max_columns: int) -> None:
        super().__init__(max_columns)
        self._tables: list[_Table] = []
        self._count = 0
        self._hidden = 0

    @property
    def is_open(self) -> bool:
        """Whether a table has not ended yet."""
        return bool(self._tables)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _HIDDEN:
            self._hidden += 1
        elif tag == "table":
            self._count += not self._tables
            self._tables.append(_Table())
        elif self._tables:
            table = self._tables[-1]
            if tag == "tr":
                table.cells, table.text = [], None
            elif tag in ("td", "th"):
                while len(table.cells) in table.hanging:
                    table.cells.append("")
                table.text = []
                table.span = _spans(attributes) if attributes else (1, 1)
            elif table.text is not None and (tag == "br" or (tag in _BLOCKS and table.text)):
                table.text.append(_BREAK)

    def data(self, text: str) -> None:
        if self._tables and not self._hidden and (into := self._tables[-1].text) is not None:
            into.append(text)

    def end(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - 1, 0)
        elif tag == "table" and self._tables:
            self._tables.pop()
        elif tag in ("td", "th") and self._tables and self._tables[-1].text is not None:
            self._end_cell(self._tables[-1])
        elif tag == "tr" and self._tables:
            self._end_row(self._tables[-1])

    def _end_cell(self, table: _Table) -> None:
        columns, rows = table.span
        if rows > 1:
            for place in range(len(table.cells), min(len(table.cells) + columns, self._max_columns)):
                table.begun[place] = rows - 1
        if len(table.cells) <= self._max_columns:
            table.cells.append(_flowed("".join(table.text or [])))
            if columns > 1:
                table.cells.extend([""] * min(columns - 1, self._max_columns - len(table.cells)))
        table.text = None

    def _end_row(self, table: _Table) -> None:
        self.number += 1
        if any(table.cells):
            self._ready.append((f"table {self._count}", self.number, table.cells))
        left = {place: rows - 1 for place, rows in table.hanging.items() if rows > 1}
        table.hanging, table.begun = left | table.begun, {}
        table.cells = []


def _flowed(text: str) -> str:
    """The text of a cell as a page shows it: blanks collapsed, line breaks only where markup asks for them."""
    if not text.isalnum():
        text = _SPACES.sub(" ", text)
        if _BREAK in text:
            text = _AROUND_BREAKS.sub("\n", text)
        text = text.strip(" \n")
    return text


def _spans(attributes: dict[str, str]) -> tuple[int, int]:
    return _span(attributes, "colspan"), _span(attributes, "rowspan")


def _span(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1").strip()
    return max(1, min(int(text), _MOST_SPAN)) if text.isascii() and text.isdigit() else 1


class SheetRows(_Rows):
    """Rows of all sheets of an XML Spreadsheet 2003 workbook; typed cells become text as in other workbooks."""

    def __init__(self, max_columns: int) -> None:
        super().__init__(max_columns)
        self._sheet = ""
        self._cells: list[str] = []
        self._type = "String"
        self._text: list[str] | None = None
        self._covered = 0
        self._comment = 0

    def doctype(self, name: str, public_id: str | None, system_url: str | None) -> None:
        """A document type can define entities, which no spreadsheet needs."""
        raise RefusalError("not_a_table", "XML with a document type")

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = _local(tag)
        values = {_local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self._sheet, self.number = values.get("Name", ""), 0
        elif name == "Row":
            self.number = _whole(values.get("Index"), self.number + 1)
            self._cells = []
        elif name == "Cell":
            place = min(_whole(values.get("Index"), len(self._cells) + 1) - 1, self._max_columns)
            self._cells.extend([""] * (place - len(self._cells)))
            self._cells.append("")
            self._covered = _whole(values.get("MergeAcross"), 0)
        elif name == "Comment":
            self._comment += 1
        elif name == "Data" and not self._comment:
            self._type, self._text = values.get("Type", "String"), []

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        name = _local(tag)
        if name == "Data" and self._text is not None:
            if self._cells:
                self._cells[-1] = _typed("".join(self._text), self._type)
            self._text = None
        elif name == "Comment":
            self._comment -= 1
        elif name == "Cell":
            room = max(self._max_columns - len(self._cells), 0)
            self._cells.extend([""] * min(self._covered, room))
        elif name == "Row" and any(self._cells):
            self._ready.append((self._sheet, self.number, self._cells[: self._max_columns + 1]))


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2]


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else otherwise


def _typed(text: str, kind: str) -> str:
    if kind == "Number":
        try:
            return number_text(float(text)) if text.strip() else ""
        except ValueError:
            return text
    if kind == "DateTime":
        return text.strip().removesuffix(".000").replace("T", " ")
    if kind == "Boolean":
        return {"1": "TRUE", "0": "FALSE"}.get(text.strip(), text)
    return text
