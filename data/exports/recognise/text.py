"""Where the header of a delimited text is, and how its records are cut: separator, line ends, quoting."""

import csv
import io
import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from orderdeck.data.exports.containers.records import Dialect, Limits
from orderdeck.data.exports.encodings.detect import ERRORS, Reading
from orderdeck.data.exports.recognise.fit import Finder, Fit

csv.field_size_limit(1 << 30)  # the length of what is parsed here is bounded before it gets here

_SEPARATORS: Final = (",", "\t", ";", "|")
_BODY_ROWS: Final = 20
_EMPTY_LINE: Final = re.compile(r"\r\n|\n|\r")
_EMPTY: Final = re.compile(r"(?:\r\n|\n|\r)*(?=\r\n|\n|\r)")


class Record(msgspec.Struct, frozen=True):
    """One record of a delimited text."""

    cells: list[str]
    end: int
    """Characters from the start of the text up to the end of the record."""
    number: int
    """Its ordinal, 1-based, blank ones counted."""


class Layout(msgspec.Struct, frozen=True, kw_only=True):
    """One way to read a text as a table."""

    reading: Reading
    dialect: Dialect
    records: list[Record]
    """The first that are not blank."""
    fit: Fit | None
    """Its row is the index in `records`."""


def layout(reading: Reading, matcher: Finder, limits: Limits, *, whole: bool) -> Layout:
    """The separator, and so the header, with which the start of a text fits a profile best.

    Where no profile knows anything of it, the separator that gives the widest rows.
    """
    tried: list[Layout] = []
    # One that isn't there parts nothing; without any there is a single column, whatever is taken.
    there = [separator for separator in _SEPARATORS if separator in reading.text]
    for separator in there or _SEPARATORS[:1]:
        filled = (record for record in _records(reading.text, separator, whole) if _is_filled(record))
        records = list(itertools.islice(filled, limits.scan_rows))
        fit = matcher.find([record.cells for record in records])
        dialect = Dialect(separator=separator)
        tried.append(Layout(reading=reading, dialect=dialect, records=records, fit=fit))
    best = max(tried, key=_merit)
    return _located(best) if best.fit else best


def _merit(found: Layout) -> tuple[bool, float, int]:
    fitting, score = found.fit.rank[:2] if found.fit else (False, 0.0)
    widths = sorted(len(record.cells) for record in found.records)
    return (fitting, score, widths[len(widths) * 3 // 4] if widths else 0)


def _located(found: Layout) -> Layout:
    """`found` with its dialect completed by what follows the header."""
    assert found.fit is not None
    header = found.records[found.fit.row]
    text = found.reading.text
    encoding = found.reading.encoding
    errors = ERRORS.get(encoding, "replace")
    above = text[: header.end]
    separator = _body_separator(text[header.end :], found.dialect.separator, len(header.cells))
    dialect = Dialect(
        separator=separator,
        # a file of tabs without quotes, once somebody has saved it with commas, has them after all
        quoting=found.fit.profile.csv.quoting == "standard" or separator != "\t",
        eol="\r" if above.endswith("\r") else "\n",
        skip=len(above.encode("utf-8", errors if encoding == "utf-8" else "replace")),
    )
    return Layout(reading=found.reading, dialect=dialect, records=found.records, fit=found.fit)


def _body_separator(body: str, separator: str, width: int) -> str:
    """The separator of the rows below a header of `width` cells.

    Some downloads have a comma header and tab-separated rows (formats.md, TikTok Shop).
    """
    if separator == "\t" or width < 3:
        return separator
    own, tabs = (_usual_width(body, candidate) for candidate in (separator, "\t"))
    return "\t" if own * 2 <= width and abs(tabs - width) * 5 <= width else separator


def _usual_width(body: str, separator: str) -> int:
    records = itertools.islice(_records(body, separator, whole=True), _BODY_ROWS)
    widths = sorted(len(record.cells) for record in records if any(record.cells))
    return widths[len(widths) // 2] if widths else 0


def _is_filled(record: Record) -> bool:
    return any(cell.strip() for cell in record.cells)


def _records(text: str, separator: str, whole: bool) -> Iterator[Record]:
    """The records of `text`, without the last where it may be cut off."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=separator)
    held: Record | None = None
    number = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error:  # a lone carriage return within a line
            cells = [text[held.end if held else 0 : lines.end]]
            reader = csv.reader(lines, delimiter=separator)
        if held:
            yield held
        number += 1
        held = Record(cells, lines.end, number)
        if not cells:
            number += lines.pass_blanks()
    if held and (whole or (text[: held.end].endswith(("\n", "\r")) and held.end < len(text))):
        yield held


class _Lines:
    """The physical lines of a text, and how far they have been taken."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines = io.StringIO(text, newline="")
        self.end = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.end += len(line)
        return line

    def pass_blanks(self) -> int:
        """Goes on to the last of the empty lines that follow; how many there are before it."""
        found = _EMPTY.match(self._text, self.end)
        if not found or found.end() == self.end:
            return 0
        passed = len(_EMPTY_LINE.findall(self._text, self.end, found.end()))
        self.end = found.end()
        self._lines.seek(self.end)
        return passed


def widest(rows: Sequence[Sequence[str]]) -> Sequence[str]:
    """The first of the rows with the most different texts: what a person would take for the header."""
    return max(rows, key=lambda row: len({cell.strip() for cell in row} - {""}), default=[])
