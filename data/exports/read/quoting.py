"""Whether delimited text is well-formed: quotes stand only where RFC 4180 has them, and records of several lines are
no rows that a stray quote has swallowed.

The first quote of a block opens a cell, the second closes it, and so on, an escaped quote being a cell closed and
opened at once. So each that opens follows a separator, a line end or a quote, and each that closes is before one of
those: whole columns of bytes are compared, which lets go of the GIL, so that what was read before is dealt with
meanwhile.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import count
from typing import Final

import polars as pl

from orderdeck.data.exports.containers.records import Dialect

_QUOTE: Final = ord('"')
_FEED: Final = ord("\n")
_RETURN: Final = ord("\r")
_FEW: Final = 2000


class Judge:
    """Says of records with quotes in them whether they are what they seem. `full`: how many cells a whole record has at
    least, `width` at most; `number`: which of them is its order's number. Lines end in a line feed, whatever the file's
    line end."""

    def __init__(self, dialect: Dialect, full: int, width: int, number: int | None = None) -> None:
        separator = re.escape(dialect.separator)
        # Nothing is given back once it has matched: what doesn't fit would else be tried in all ways.
        cell = rf'(?>"(?:[^"]++|"")*+"|[^"\n{separator}]*+)'
        self._strict: re.Pattern[str] = re.compile(f"{cell}(?:{separator}{cell})*+")
        self._separator = dialect.separator
        self._full, self._width, self._number = full, width, number

    def is_whole(self, cells: Sequence[str]) -> bool:
        """Whether `cells` are as many as a record has."""
        return len(cells) >= self._full and not any(cells[self._width :])

    def is_record(self, line: str) -> bool:
        """Whether `line` would be a whole record by itself, a quote that it leaves open being a character."""
        return self._full <= self._alone(line) <= self._width

    def is_one(self, lines: Sequence[str], cells: Sequence[str]) -> bool:
        """Whether `lines`, read as one record of `cells`, are one.

        Not where quotes stand elsewhere than RFC 4180 has them, or cells are too many. Nor where each line would be a
        whole record too, or, of a record with too few cells, some line: a quote that was opened by mistake has then
        swallowed rows, up to another that happens to stand before a separator.
        """
        if not self._strict.fullmatch("".join(lines)[:-1]) or any(cells[self._width :]):
            return False
        alone = (self.is_record(line) for line in lines)
        return not (all(alone) if len(cells) >= self._full else any(alone))

    def is_shifted(self, line: str, cells: Sequence[str]) -> bool:
        """Whether quotes that are not where they belong have put separators of `line` into `cells`, where these are too
        few, or are in the order's number, where they are not."""
        if '"' not in line or self._strict.fullmatch(line[:-1]):
            return False
        if len(cells) >= self._full:
            number = cells[self._number] if self._number is not None else ""
            return '"' in number and not number.strip().startswith("=")
        return len(cells) != line.count(self._separator) + 1

    def _alone(self, line: str) -> int:
        cells = next(csv.reader([line], delimiter=self._separator), [])
        left_open = bool(cells) and cells[-1].endswith("\n")
        return len(cells) + (cells[-1].count(self._separator) if left_open else 0)


class Bytes:
    """The bytes of a block as a column, and where in it returns stand: what each question would else work out anew."""

    def __init__(self, block: bytes) -> None:
        self.block = block

    def __bool__(self) -> bool:
        return bool(self.block)

    def first(self, end: int) -> "Bytes":
        """Those before `end`."""
        if end >= len(self.block):
            return self
        part = Bytes(self.block[:end])
        if "column" in self.__dict__:
            part.column = self.column.head(end)
        return part

    def lines(self, end: str) -> int:
        """How many line ends there are; counting many in the block takes five times as long."""
        return int((self.column == ord(end)).sum())

    def endswith(self, end: bytes) -> bool:
        """Whether the block ends so."""
        return self.block.endswith(end)

    def count(self, searched: bytes) -> int:
        """How often `searched` stands in it."""
        return self.block.count(searched)

    @cached_property
    def column(self) -> pl.Series:
        """UInt8, a byte a row."""
        return pl.Series([self.block], dtype=pl.Binary).cast(pl.List(pl.UInt8)).explode()

    @cached_property
    def returns(self) -> pl.Series:
        """Where there is a carriage return."""
        return (self.column == _RETURN).arg_true()

    def ends(self, end: bytes) -> pl.Series:
        """Where `end`, one of the line ends, begins."""
        if end == b"\n":
            return (self.column == _FEED).arg_true()
        if end == b"\r":
            return self.returns
        before = self.returns.filter(self.returns + 1 < len(self.column))
        return before.filter(self.column.gather(before + 1) == _FEED)


def is_well_formed(block: Bytes, dialect: Dialect) -> bool:
    """Whether `block`, which begins with a record, has quotes only where they belong and no line end of another kind
    outside of them."""
    if not block or not dialect.quoting:
        return True
    quotes = (block.column == _QUOTE).arg_true()
    if quotes.is_empty():
        return True
    if len(quotes) % 2:  # one is left open
        return False
    return _open_and_close(block.column, quotes, dialect) and (
        dialect.eol != "\n" or _returns_belong(block, quotes)
    )


def may_swallow(frame: pl.DataFrame, dialect: Dialect, full: int) -> bool:
    """Whether a row of `frame`, which is of a well-formed block, has cells of several lines with as many separators in
    them as a whole record has.

    Each of its lines may then be a record, as `Judge.is_one` finds out: two stray quotes can stand so that all is well
    formed. Such cells are long, so that most columns need no look.
    """
    few = frame.height <= _FEW
    least = full // 2 if few else full  # of few rows, also where two cells share the separators
    lengths = frame.select(pl.all().str.len_bytes().max()).row(0) if frame.height else ()
    held: list[pl.Expr] = []
    for name, length in zip(frame.columns, lengths, strict=False):
        if (length or 0) < least:
            continue
        # Comparing lengths takes a fifth of the time that looking into cells does.
        cells = pl.col(name) if few else pl.col(name).filter(pl.col(name).str.len_bytes() >= least)
        several = cells.filter(cells.str.contains(dialect.eol, literal=True))
        held.append(several.str.count_matches(dialect.separator, literal=True).max().alias(name))
    # All columns in one go: of many blocks, each call counts.
    most = [int(found or 0) for found in frame.select(held).row(0)] if held else [0]
    return (sum(most) if few else max(most)) >= full - 1


def has_short_rows(block: Bytes, cells: list[pl.Series], dialect: Dialect) -> bool:
    """Whether some record of `block` may have fewer cells than `cells`, its columns from the first to the last with a
    header, null where blank: a reader makes up for those that are missing.

    Of many rows, those that lack nothing but columns which are often blank aren't told.
    """
    often = next((column for column in reversed(cells) if column.null_count() * 10 <= len(column)), None)
    if len(cells[0]) > _FEW and often is not None and not often.null_count():
        return False
    return _ends_differ(block, cells, dialect)


def _ends_differ(block: Bytes, cells: list[pl.Series], dialect: Dialect) -> bool:
    """Whether rows end in other numbers of separators than of blank cells.

    They may though no cell is missing, where only some blank cells are quoted, or cells have such line ends in them.
    """
    # The first line feed may be one in a cell; the last one ends a record.
    end = b"\r\n" if dialect.eol == "\n" and block.endswith(b"\r\n") else dialect.eol.encode()
    mark = dialect.separator.encode()
    blank = cells[-1].is_null()
    rows = int(blank.sum())
    told = _marks_before(block, end, mark)
    for place, left in enumerate(reversed(cells[:-1]), 1):
        if not rows:
            return False
        more = blank & left.is_null()
        # A row of nothing but separators has no more of them than one with its first cell filled.
        longer = int(more.sum()) if place < len(cells) - 1 else 0
        found = next(told)
        # Else none ends in so many blanks and no more.
        if longer < rows and found != rows and found + block.count((mark + b'""') * place + end) != rows:
            return True
        blank, rows = more, longer
    return False


def _marks_before(block: Bytes, end: bytes, mark: bytes) -> Iterator[int]:
    """How many of the line ends have one `mark` before them, how many two, and so on without an end."""
    column, ends = block.column, block.ends(end)
    for place in count(1):
        # Searching the block for each number of them took ten times as long as looking at what stands there.
        ends = ends.filter(ends >= place)
        ends = ends.filter(column.gather(ends - place) == ord(mark))
        yield len(ends)


def _open_and_close(data: pl.Series, quotes: pl.Series, dialect: Dialect) -> bool:
    separator, end = ord(dialect.separator), ord(dialect.eol)
    opens, closes = quotes.gather_every(2), quotes.gather_every(2, 1)
    first, last = opens[0], closes[-1] + 1
    if first and data[first - 1] not in (separator, end):
        return False
    # A return after a closing quote is half of a line end: that the other half is there, is seen to by itself.
    if last < len(data) and data[last] not in (separator, end, _RETURN):
        return False
    opens, closes = opens[1:], closes[:-1]
    before, after = data.gather(opens - 1), data.gather(closes + 1)
    begun = (before == separator) | (before == end)
    ended = (after == separator) | (after == end) | (after == _RETURN)
    return bool(((opens == closes + 1) | (begun & ended)).all())


def _returns_belong(block: Bytes, quotes: pl.Series) -> bool:
    """Whether each return is half of a line end, or within quotes: a lone one outside may be a line end or not, which
    is for the lenient reader to say."""
    data = block.column
    # Most files have none but those of line ends: told in half the time that it takes to find where each stands.
    if data[-1] != _RETURN and not ((data[:-1] == _RETURN) & (data[1:] != _FEED)).any():
        return True
    returns = block.returns
    if len(returns) and returns[-1] == len(data) - 1:
        halves = pl.concat([data.gather(returns[:-1] + 1) == _FEED, pl.Series([False])])
    else:
        halves = data.gather(returns + 1) == _FEED
    lone = returns.filter(~halves)
    return lone.is_empty() or bool((quotes.search_sorted(lone) % 2 == 1).all())
