"""Tables in HTML, MIME HTML and XML Spreadsheet 2003, as many an `.xls` is, read as a stream.

No network, no entities beyond the built-in ones, no trees: the parser calls back and rows are handed on.
"""

import email
import email.policy
import re
from collections.abc import Callable, Iterator
from itertools import groupby, starmap
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl
from lxml import etree

from orderdeck.data.exports.containers.files import open_file
from orderdeck.data.exports.containers.layout.frame import Row, frames
from orderdeck.data.exports.containers.layout.sheets import Sheets, Told
from orderdeck.data.exports.containers.markup_rows import HtmlRows, SheetRows
from orderdeck.data.exports.containers.records import MB, Container, Limits, Recognised, RefusalError
from orderdeck.data.exports.encodings.detect import decoder

_CHUNK: Final = 1 << 18
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_PAGE: Final = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_PAGE_END: Final = re.compile(r"</(?:html|body)\s*>\s*\Z", re.IGNORECASE)
_TAIL: Final = 256
_HEAD: Final = 4096
_MOST_MIME: Final = 64 * MB


class MarkupRow(NamedTuple):
    """A row with text in it: its sheet ("" where there is only one), its number in it (1-based), its cells."""

    sheet: str
    number: int
    cells: list[str]


def heads(
    path: Path, container: Container, encoding: str, limits: Limits, enough: Callable[[list[MarkupRow]], bool]
) -> list[list[MarkupRow]]:
    """The first rows of each sheet, one more than the header is looked for in; none after the sheet for which
    `enough` holds. Raises RefusalError."""
    found: dict[str, list[MarkupRow]] = {}
    for row in markup_rows(path, container, encoding, limits):
        head = found.setdefault(row.sheet, [])
        if len(head) <= limits.scan_rows:
            head.append(row)
            if len(head) > limits.scan_rows and enough(head):
                break
    return list(found.values())


def markup_batches(recognised: Recognised, batch_rows: int, told: Told) -> Iterator[pl.DataFrame]:
    """The rows of the recognised sheet or table below its header, and of all others that fit. Raises RefusalError."""

    def below() -> Iterator[Row]:
        sheets = Sheets(recognised, told, running=recognised.container == "html")
        found = markup_rows(
            recognised.path,
            recognised.container,
            recognised.encoding,
            recognised.limits,
            recognised.settled,
            told,
        )
        for name, rows in groupby(found, key=lambda row: row.sheet):
            yield from sheets.rows(name, ((row.number, row.cells) for row in rows))

    yield from frames(below(), recognised, batch_rows)


def markup_rows(
    path: Path,
    container: Container,
    encoding: str,
    limits: Limits,
    settled: bool = True,
    told: Told | None = None,
) -> Iterator[MarkupRow]:
    """All rows with text in them. Raises RefusalError where the file is cut off, damaged or holds what it must not.

    A page whose tables end, but not the page itself, may be cut off: it counts once it is `settled`, and `told` gets a
    note.
    """
    if container == "mhtml":
        for name, text in _parts(path):
            for row in _parsed(iter([text]), HtmlRows(limits.max_columns), settled, told):
                yield row._replace(sheet=f"{name}, {row.sheet}")
        return
    rows = SheetRows(limits.max_columns) if container == "xml" else HtmlRows(limits.max_columns)
    yield from _parsed(_texts(path, encoding), rows, settled, told)


def _texts(path: Path, encoding: str) -> Iterator[str]:
    decoding = decoder(encoding)
    with open_file(path) as file:
        while chunk := file.read(_CHUNK):
            yield decoding.decode(chunk)
    if decoding.getstate()[0]:
        raise RefusalError("torn")


def _parts(path: Path) -> Iterator[tuple[str, str]]:
    """Name and text of each HTML part of a MIME file (a workbook saved as a "single file web page")."""
    with open_file(path) as file:
        data = file.read(_MOST_MIME + 1)
    if len(data) > _MOST_MIME:
        raise RefusalError("too_large", f"MIME HTML, limit {_MOST_MIME // MB} MB")
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    boundary = message.get_boundary()
    if boundary and f"--{boundary}--".encode("latin-1", "replace") not in data:
        raise RefusalError("torn")
    for number, part in enumerate(message.walk()):
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield f"{number}", _decoded(payload, part.get_content_charset() or "utf-8")


def _decoded(payload: bytes, charset: str) -> str:
    for encoding in (charset, "utf-8", "gb18030"):
        try:
            return payload.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return payload.decode("utf-8", "replace")


def _parsed(
    texts: Iterator[str], rows: HtmlRows | SheetRows, settled: bool, told: Told | None
) -> Iterator[MarkupRow]:
    """Rows out of text; it is handed to the parser as UTF-8, whatever the file says its encoding is."""
    target: Any = rows  # the stubs ask for more of a target than lxml does
    parser: etree.HTMLParser | etree.XMLParser
    if isinstance(rows, HtmlRows):
        parser = etree.HTMLParser(target=target, encoding="utf-8", no_network=True, huge_tree=False)
    else:
        parser = etree.XMLParser(
            target=target, encoding="utf-8", no_network=True, huge_tree=False, resolve_entities=False
        )
    first, page, tail = True, False, ""
    try:
        for text in texts:
            if first:
                text = _DECLARATION.sub("", text.removeprefix("\ufeff"), count=1)
                first, page = False, bool(_PAGE.search(text[:_HEAD]))
            parser.feed(text.replace("\x00", "").encode("utf-8", "replace"))
            yield from starmap(MarkupRow, rows.taken())
            tail = (tail + text)[-_TAIL:]
        unended = page and not _PAGE_END.search(tail)
        if isinstance(rows, HtmlRows) and (rows.is_open or (unended and not settled)):
            raise RefusalError("torn", f"row {rows.number + 1}")
        if isinstance(rows, HtmlRows) and unended and told:
            told.notes["no_page_end"] += 1
        parser.close()
    except etree.XMLSyntaxError as error:
        raise RefusalError("torn", f"row {rows.number + 1}") from error
    yield from starmap(MarkupRow, rows.taken())
