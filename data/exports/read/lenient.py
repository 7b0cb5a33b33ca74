"""Delimited text that is not well-formed, record by record: nothing that can be told apart is lost.

Python's csv reader takes a quote within an unquoted cell as a character. A quote that opens a cell and is never
closed would swallow what follows. So a record of several lines counts only where it keeps to RFC 4180 and looks like
one record (`data.exports.read.quoting.Judge`); else its first line becomes a faulty record, and reading goes on with
the next line.
"""

import csv
import re
from collections.abc import Iterator
from typing import Final

from orderdeck.data.exports.containers.layout.frame import KEPT
from orderdeck.data.exports.containers.layout.short_records import Record
from orderdeck.data.exports.containers.records import Dialect, Limits
from orderdeck.data.exports.read.quoting import Judge

csv.field_size_limit(1 << 30)  # the length of a record is bounded before it gets here

_BAD: Final = re.compile("[\udc80-\udcff]")
_MOST_LINES: Final = 20_000
_LINE_BREAK: Final = "\u2028"
"""Stands for a line break of the other kind within a cell; cleaning makes it a plain one."""


class _RunawayError(Exception):
    pass


class LenientRecords:
    """Parses blocks one after another; remembers when it is within a line too long to keep, or within a broken record.

    `full`, `width` and `number` as `data.exports.read.quoting.Judge` has them.
    """

    def __init__(
        self, dialect: Dialect, limits: Limits, full: int, width: int, number: int | None = None
    ) -> None:
        self._dialect = dialect
        self._judge = Judge(dialect, full, width, number)
        self._full = full
        self._most = max(limits.max_cell_kb << 12, 1 << 16)
        """Bytes of a record: four of the largest cells."""
        self.skipping = False
        """Whether the next block goes on with a line that has been given up."""
        self.replaced = 0
        """Bytes that were no UTF-8."""
        self._broken = False
        """Whether the lines read last may be pieces of a record whose quotes are broken: until a whole one comes."""
        self.left_open: int | None = None
        """Index, among the records parsed last, of one with a quote open to the end of the file, of which what follows
        may be the rest; None where there is none."""

    def parse(self, block: bytes, *, final: bool) -> tuple[list[Record], int]:
        """The records of `block`, which begins with one, and how many of its bytes they took.

        What is not taken is to be put before the next block; with `final` everything is taken.
        """
        eol = self._dialect.eol.encode()
        records: list[Record] = []
        self.left_open = None
        start = 0
        if self.skipping:
            start = block.find(eol) + 1
            if not start:
                return records, len(block)
            self.skipping = False
        lines = block[start:].split(eol)
        tail = lines.pop()
        if final and tail:
            lines.append(tail)
        feed = _Feed([self._text(line) for line in lines], self._most)
        for record in self._parsed(feed, final=final):
            records.append(record)
            if record[1] is None and self._judge.is_whole(record[0]):
                self._broken, self.left_open = False, None
            elif record[1] == "unclosed_quote":
                self._broken = True
                if (
                    feed.ran_out
                    and self.left_open is None
                    and not self._judge.is_record(feed.lines[feed.done])
                ):
                    self.left_open = len(records) - 1
        used = start + sum(len(line) + 1 for line in lines[: feed.done])
        if final:
            used = len(block)
        elif feed.done == len(lines) and len(tail) > self._most:
            records.append((self._plain(self._text(tail[:KEPT])), "row_too_long"))
            self.skipping, used = True, len(block)
        return records, used

    def _parsed(self, feed: "_Feed", *, final: bool) -> Iterator[Record]:
        while feed.done < len(feed.lines):
            reader = csv.reader(
                feed,
                delimiter=self._dialect.separator,
                quoting=csv.QUOTE_MINIMAL if self._dialect.quoting else csv.QUOTE_NONE,
            )
            try:
                for cells in reader:
                    if feed.ran_out:
                        raise _RunawayError
                    if feed.taken > 1 and not self._judge.is_one(feed.held(), cells):
                        raise _RunawayError
                    yield self._judged(feed, cells)
                    feed.settle()
            except _RunawayError:
                if feed.ran_out and not final and feed.size <= self._most:
                    return
                yield self._plain(feed.lines[feed.done]), "unclosed_quote"
                feed.back_to(feed.done + 1)

    def _judged(self, feed: "_Feed", cells: list[str]) -> Record:
        if feed.size > self._most:  # one line, or a record just closed
            return [cell[:KEPT] for cell in cells], "row_too_long"
        if feed.taken == 1 and self._judge.is_shifted(feed.lines[feed.done], cells):
            return cells, "stray_quote"
        if len(cells) >= self._full or not any(cells):
            return cells, None
        return cells, "few_cells" if self._broken else None

    def _plain(self, line: str) -> list[str]:
        """The cells of a line in which quotes mean nothing."""
        return [cell[:KEPT] for cell in line.rstrip("\n").split(self._dialect.separator)]

    def _text(self, line: bytes) -> str:
        """A line as text that ends in a line feed; other line breaks in it stay distinguishable."""
        text = line.decode("utf-8", "surrogateescape")
        if not text.isascii() and (bad := len(_BAD.findall(text))):
            self.replaced += bad
            text = line.decode("utf-8", "replace")
        if self._dialect.eol == "\n":
            text = text.removesuffix("\r").replace("\r", _LINE_BREAK)
        else:
            text = text.replace("\n", _LINE_BREAK)
        return text + "\n"


class _Feed:
    """Lines for a csv reader, and which of them belong to records that are settled."""

    def __init__(self, lines: list[str], most: int) -> None:
        self.lines = lines
        self.done = 0
        """Lines of settled records."""
        self.size = 0
        """Characters of the record being read."""
        self.ran_out = False
        """Whether a record wanted another line where there was none."""
        self._next = 0
        self._most = most

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        if self._next >= len(self.lines):
            self.ran_out = self._next > self.done
            raise StopIteration
        if self._next > self.done and (self.size > self._most or self._next - self.done > _MOST_LINES):
            raise _RunawayError
        line = self.lines[self._next]
        self._next += 1
        self.size += len(line)
        return line

    @property
    def taken(self) -> int:
        """Lines of the record being read."""
        return self._next - self.done

    def held(self) -> list[str]:
        """The lines of the record being read."""
        return self.lines[self.done : self._next]

    def settle(self) -> None:
        """The record read last is a good one."""
        self.done, self.size = self._next, 0

    def back_to(self, line: int) -> None:
        """Reading starts anew with `line`."""
        self.done = self._next = line
        self.size, self.ran_out = 0, False
