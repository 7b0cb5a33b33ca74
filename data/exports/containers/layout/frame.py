"""The frame that every reader gives: text columns named by the folded header, `__row` and `__fault`."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from typing import Final, Literal

import polars as pl

from orderdeck.data.exports.containers.cells import text_column
from orderdeck.data.exports.containers.layout.header import fold
from orderdeck.data.exports.containers.records import Recognised

ROW: Final = "__row"
"""Int64: the row of the file, 1-based."""
FAULT: Final = "__fault"
"""String: what is wrong with the row as a record (a Fault), null where nothing is. Its cells may be in the wrong
columns, so that it is to be rejected."""
HEADER_ABOVE: Final = "__header_above"
"""Int64: how often a header has come again above the row, in its file or sheet; only there where one has."""

Fault = Literal["extra_cells", "cell_too_large", "unclosed_quote", "stray_quote", "few_cells", "row_too_long"]

OPEN_END: Final = "open_end|"
"""Begins, in FAULT, what is no fault: the row is sound, but the file ends within its last cell, which may be cut off.
The name of that cell's column follows."""

_PIECE: Final = 2000
"""Rows that are lists of cells at a time: of more, the processor's cache does not hold the cells until they are text
columns, which then takes twice as long."""

KEPT: Final = 1000
"""Characters that are kept of a cell that is too large."""

Row = tuple[int, Sequence[object], Fault | None]
"""Row number, cells, fault."""


def frames(rows: Iterable[Row], recognised: Recognised, batch_rows: int) -> Iterator[pl.DataFrame]:
    """Finished frames of at most `batch_rows` of `rows`; cells beyond the header's are faults where filled."""
    rows, finished = iter(rows), Finish(recognised)
    while pieces := list(_pieces(rows, batch_rows, recognised.columns)):
        yield finished(pl.concat(pieces, rechunk=True))


def _pieces(rows: Iterator[Row], batch_rows: int, columns: Sequence[str]) -> Iterator[pl.DataFrame]:
    """The next `batch_rows` of `rows`, piece by piece."""
    for start in range(0, batch_rows, _PIECE):
        piece = list(islice(rows, min(_PIECE, batch_rows - start)))
        if not piece:
            return
        yield from_rows(piece, columns)


def from_rows(rows: Sequence[Row], columns: Sequence[str]) -> pl.DataFrame:
    """The frame of `rows`; missing cells are null."""
    width = len(columns)
    numbers, faults, table = [], [], []
    for number, cells, fault in rows:
        if len(cells) > width:
            if fault is None and any(str(cell).strip() for cell in cells[width:]):
                fault = "extra_cells"
            cells = cells[:width]
        elif len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        numbers.append(number)
        faults.append(fault)
        table.append(cells)
    series = [
        text_column(name, values)
        for name, values in zip(columns, zip(*table, strict=True) if table else repeat(()), strict=False)
    ]
    series += [pl.Series(ROW, numbers, dtype=pl.Int64), pl.Series(FAULT, faults, dtype=pl.String)]
    return pl.DataFrame(series).with_columns(nulled(columns))


def is_sound() -> pl.Expr:
    """Whether the cells of a row stand in their columns."""
    return pl.col(FAULT).is_null() | pl.col(FAULT).str.starts_with(OPEN_END)


def nulled(columns: Sequence[str]) -> list[pl.Expr]:
    """The columns with null for empty text."""
    return [pl.when(pl.col(name) != "").then(pl.col(name)) for name in columns]


class Finish:
    """Finishes the frames of one file (or sheet), in their order."""

    def __init__(self, recognised: Recognised) -> None:
        self._recognised = recognised
        self._names = frozenset(text for text in recognised.headers if text)
        self._again = 0
        """How often the header has come again so far."""
        self._astray = False
        """Whether the rows are below another header than the recognised one."""

    def __call__(self, frame: pl.DataFrame) -> pl.DataFrame:
        """`frame` without blank rows and repeated headers, its oversized cells cut and marked.

        Exports put one below the other may have other columns, or the same in another order: what is below such a
        header is marked `other_header`, up to the next that is the recognised one.
        """
        headers = self._headers(frame)
        frame = finish(frame, self._recognised)
        if not headers and not self._again:
            return frame
        rows = pl.Series([row for row, _ in headers], dtype=pl.Int64)
        turns = [self._astray, *(other for _, other in headers)]
        below = rows.search_sorted(frame[ROW], side="right")
        astray = pl.Series(turns, dtype=pl.Boolean).gather(below)
        self._astray = turns[-1]
        frame = frame.with_columns((below.cast(pl.Int64) + self._again).alias(HEADER_ABOVE))
        self._again += len(headers)
        marked = pl.when(astray).then(pl.lit("other_header"))
        return frame.with_columns(pl.coalesce(FAULT, marked).alias(FAULT))

    def _headers(self, frame: pl.DataFrame) -> list[tuple[int, bool]]:
        """Rows that are headers: their numbers, and whether they are others than the recognised one."""
        names, columns = self._names, self._recognised.columns
        first = frame[columns[0]]
        found = frame.filter(first.is_in(list(names)) if len(names) > 2 else first.is_null() & False)
        if found.is_empty():
            return []
        usual = [fold(text) for text in self._recognised.headers]
        headers = []
        for number, *cells in found.select(ROW, *columns).rows():
            filled = [cell.strip() for cell in cells if cell and cell.strip()]
            if len(filled) > 2 and sum(cell in names for cell in filled) * 2 > len(filled):
                headers.append((number, [fold(cell or "") for cell in cells][: len(usual)] != usual))
        return headers


def finish(frame: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    """`frame` without blank rows and repeated headers, its oversized cells cut and marked."""
    frame = _without_blanks(frame, recognised)
    most = recognised.limits.max_cell_kb << 10
    if frame.estimated_size() <= most:
        return frame
    lengths = frame.select(pl.col(recognised.columns).str.len_bytes().max()).row(0)
    large = [name for name, length in zip(recognised.columns, lengths, strict=True) if (length or 0) > most]
    if not large:
        return frame
    over = [pl.col(name).str.len_bytes() > most for name in large]
    fault = pl.when(pl.any_horizontal(over)).then(pl.lit("cell_too_large"))
    cut = [
        pl.when(beyond).then(pl.col(name).str.head(KEPT)).otherwise(pl.col(name)).alias(name)
        for name, beyond in zip(large, over, strict=True)
    ]
    return frame.with_columns(pl.coalesce(FAULT, fault).alias(FAULT), *cut)


def _without_blanks(frame: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    first = frame[recognised.columns[0]].str.strip_chars()
    if first.null_count() or (first == "").any():
        filled = pl.any_horizontal(pl.col(recognised.columns).str.strip_chars().fill_null("") != "")
        frame = frame.filter(filled | pl.col(FAULT).is_not_null())
        first = frame[recognised.columns[0]].str.strip_chars()
    return _without_headers(frame, recognised, first)


def _without_headers(frame: pl.DataFrame, recognised: Recognised, first: pl.Series) -> pl.DataFrame:
    """Exports put one below the other bear the header again: such a row is no order. `first`: the first column without
    blanks around its cells, which as a rule is the one that is looked at."""
    at, header = next((place, text) for place, text in enumerate(recognised.headers) if text)
    mask = (frame[recognised.columns[at]].str.strip_chars() if at else first) == header
    if not mask.any():
        return frame
    again = frame.filter(mask)
    names = [fold(text) for text in recognised.headers]
    cells = again.select(recognised.columns[: len(names)]).rows()
    repeated = [
        number
        for number, row in zip(again[ROW], cells, strict=True)
        if [fold(cell or "") for cell in row] == names
    ]
    return frame.filter(~pl.col(ROW).is_in(repeated)) if repeated else frame
