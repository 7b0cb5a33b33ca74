"""Which sheets of a workbook (or tables of a page) hold orders, and where: those with the recognised header, in
whatever order its columns stand, and those that go on without one where a sheet was full.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from statistics import median
from typing import Final, NamedTuple

import polars as pl

from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.containers.cells import text_of
from orderdeck.data.exports.containers.layout.frame import HEADER_ABOVE, Row
from orderdeck.data.exports.containers.layout.header import name_columns
from orderdeck.data.exports.containers.layout.short_records import key_column, shape_of
from orderdeck.data.exports.containers.number_formats.number_cells import CODES
from orderdeck.data.exports.containers.records import Recognised

SHEET: Final = 1 << 24
"""Row numbers carry their sheet: its place among those that were read * SHEET + row."""
_MOST_NAMED: Final = 20
_SAMPLE: Final = 500
_NUMBERED: Final = ("duplicate_row", "duplicate_id", "told_otherwise", "id_shared", "order_incomplete")
"""Reasons of rejects that tell another row."""

Numbered = tuple[int, Sequence[object]]
"""Row number, cells."""


Shown = Callable[[str, Sequence[int], Iterator[Numbered]], Iterator[Numbered]]
"""(name of a sheet, places of its columns of codes, its rows) -> its rows with text there."""


def block(frame: pl.DataFrame, row: str) -> pl.Expr:
    """Where each row of `frame` stands, whose number is in column `row`: its sheet, and below which header there. Ids
    that are the same for rows of one block alone."""
    header = pl.col(HEADER_ABOVE).fill_null(0) if HEADER_ABOVE in frame.columns else pl.lit(0, pl.Int64)
    return pl.col(row) // SHEET * SHEET + header


class Told:
    """What reading a file has to say beside its rows."""

    def __init__(self) -> None:
        self.notes: Counter[str] = Counter()
        """Doubts as "code|value" -> how often."""
        self.sheets: list[str] = []
        """Names of the sheets that rows are from, as their numbers tell."""


class Sheets:
    """Takes the sheets of one file in turn. `name` each, in `told`; row numbers of all but the first carry the sheet
    unless `running`: rows are then numbered through."""

    def __init__(self, recognised: Recognised, told: Told, *, running: bool = False) -> None:
        self._recognised, self._told, self._running = recognised, told, running
        self._mapped = set(recognised.mapping.values()) or set(recognised.columns)
        self._key = key_column(recognised)
        self._columns: tuple[str, ...] = ()
        """Those of the sheet read last."""
        self._shapes: set[str] = set()
        self._filled: list[int] = []
        self._skipped = 0

    def rows(self, name: str, rows: Iterable[Numbered], shown: "Shown | None" = None) -> Iterator[Row]:
        """The rows of orders of sheet `name`, whose filled rows are `rows`, in the order of the recognised columns;
        none where its header is another. `shown` makes text of what stands in the columns of codes."""
        rows = iter(rows)
        head = list(islice(rows, self._recognised.limits.scan_rows + 1))
        found = self._header(name, head)
        if found is None:
            if head:
                self.skip(name)
            return
        self._columns = found.columns
        base = len(self._told.sheets) * SHEET
        if not self._running:
            self._told.sheets.append(name)
        below: Iterator[Numbered] = chain((row for row in head if row[0] > found.row), rows)
        if shown:
            mapping = self._recognised.mapping
            codes = [mapping[field] for field in CODES if mapping.get(field) in found.columns]
            below = shown(name, [found.columns.index(column) for column in codes], below)
        yield from self._placed(self._learnt(below), base)

    def skip(self, name: str) -> None:
        """Notes that sheet `name` is not read."""
        self._skipped += 1
        if self._skipped <= _MOST_NAMED:
            self._told.notes[f"sheet_skipped|{clean_text(name)[:100]}"] += 1
        else:
            self._told.notes["sheet_skipped|…"] += 1

    def _header(self, name: str, head: list[Numbered]) -> "_Header | None":
        if name == self._recognised.sheet:
            return _Header(self._recognised.header_row, self._recognised.columns)
        for number, cells in head:
            columns = name_columns([text_of(cell) for cell in cells[: self._recognised.limits.max_columns]])
            if self._mapped <= set(columns):
                return _Header(number, columns)
        return _Header(0, self._columns) if head and self._columns and self._goes_on(head) else None

    def _goes_on(self, head: list[Numbered]) -> bool:
        """Whether rows without a header look like those of the sheet before."""
        place = self._columns.index(self._key)
        keys = [text_of(cells[place]).strip() if len(cells) > place else "" for _, cells in head]
        alike = [
            shape_of(key) in self._shapes if self._shapes else bool(re.search(r"\d", key)) for key in keys
        ]
        if not all(alike) or max(_width(cells) for _, cells in head) > len(self._columns):
            return False
        usual = median(self._filled) if self._filled else len(self._columns) / 2
        return median(_count(cells) for _, cells in head) >= 0.6 * usual

    def _learnt(self, rows: Iterable[Numbered]) -> Iterator[Numbered]:
        place = self._columns.index(self._key)
        for number, cells in rows:
            if len(self._filled) < _SAMPLE:
                self._filled.append(_count(cells))
                self._shapes.add(shape_of(text_of(cells[place]) if len(cells) > place else ""))
            yield number, cells

    def _placed(self, rows: Iterable[Numbered], base: int) -> Iterator[Row]:
        width = len(self._columns)
        if self._columns == self._recognised.columns:
            for number, cells in rows:
                yield base + number, cells, None
            return
        places = [
            self._columns.index(name) if name in self._columns else width for name in self._recognised.columns
        ]
        for number, cells in rows:
            padded = [*cells[:width], *[""] * (width + 1 - len(cells))]
            extra = any(text_of(cell).strip() for cell in cells[width:])
            yield base + number, [padded[place] for place in places], "extra_cells" if extra else None


class _Header(NamedTuple):
    row: int
    columns: tuple[str, ...]


def plain_rows(frame: pl.DataFrame, told: Told, column: str = "source_row") -> pl.DataFrame:
    """`frame` with the row numbers of `column` as their sheets have them."""
    if len(told.sheets) < 2 or column not in frame.columns:
        return frame
    return frame.with_columns(pl.col(column) % SHEET)


def placed_rejects(rejects: pl.DataFrame, told: Told) -> pl.DataFrame:
    """`rejects` with the row numbers of their sheets, which the details then name."""
    if len(told.sheets) < 2 or rejects.is_empty():
        return rejects
    names = [clean_text(name)[:60] for name in told.sheets]
    details = []
    for row, reason, detail in rejects.select("row", "reason", "detail").rows():
        if reason in _NUMBERED and detail and detail.isdigit():
            detail = f"{names[int(detail) // SHEET]} {int(detail) % SHEET}"
        details.append(": ".join(filter(None, (names[row // SHEET], detail))))
    return rejects.with_columns(pl.col("row") % SHEET, pl.Series("detail", details, dtype=pl.String))


def _width(cells: Sequence[object]) -> int:
    """Cells up to the last that is filled."""
    return max((place for place, cell in enumerate(cells, 1) if text_of(cell).strip()), default=0)


def _count(cells: Sequence[object]) -> int:
    return sum(1 for cell in cells if cell is not None and cell != "")
