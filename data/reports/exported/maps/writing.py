"""The files of a map as bytes, and what they are called: by names of ours, whatever the orders say."""

import io
import re
from hashlib import sha256
from typing import Final

from orderdeck.data.messages.outbox import SHEET_ROWS, fill_workbook, table_bytes
from orderdeck.data.reports.exported.formats import TooManyRowsError
from orderdeck.data.reports.exported.maps.filed import Filed, MapFile
from orderdeck.data.reports.exported.maps.records import Map

_NO_NAME: Final = re.compile(r"[^a-z0-9]+")


def content(made: Map, file: MapFile, how: str = "") -> bytes:
    """The file in the format `how`, or the map's own: no cell begins a formula. Raises TooManyRowsError."""
    header = [column.header for column in made.columns]
    how = how or made.format
    if how == "xlsx":
        if len(file.rows) >= SHEET_ROWS:
            raise TooManyRowsError(len(file.rows))
        book = io.BytesIO()
        fill_workbook(book, header, file.rows, sheet_name=made.sheet)
        return book.getvalue()
    text = table_bytes(header, file.rows, tab=how == "tsv").decode("utf-8-sig")
    return text.encode(made.encoding)


def stems(filed: Filed) -> list[str]:
    """What each file is called, without time and ending: the map's name, behind it what its orders share. Small Latin
    letters, digits and hyphens, each once: what else a name or a service has is not in them."""
    base = _plain(filed.map.name) or "map"
    found: list[str] = []
    for file in filed.files:
        stem = base if file.part is None else f"{base}-{_plain(file.part) or _unnamed(file.part)}"
        wanted, again = stem, 2
        while stem in found:
            stem, again = f"{wanted}-{again}", again + 1
        found.append(stem)
    return found


def _unnamed(part: str) -> str:
    """What stands for words without Latin letters: the same for the same words, on whatever day."""
    return f"part-{sha256(part.encode()).hexdigest()[:8]}" if part else "without"


def _plain(words: str) -> str:
    return _NO_NAME.sub("-", words.lower())[:24].strip("-")
