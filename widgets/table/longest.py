"""How long the texts of a table are, column by column: what its widths follow."""

from collections.abc import Sequence

from orderdeck.widgets.cells import cell_len, drawn_len
from orderdeck.widgets.model import Column, Sort, TableSource


class Longest:
    """The cells of each column's longest text so far, by key. What was longer before stays: scrolling narrows none."""

    def __init__(self) -> None:
        self.cells: dict[str, int] = {}
        self._measured = range(0)  # rows of the source that it holds for

    def forget(self) -> None:
        """Another view: nothing is known of it."""
        self.cells.clear()
        self.other_rows()

    def other_rows(self) -> None:
        """Another source, or other columns of it: its rows are to be looked at."""
        self._measured = range(0)

    def look(self, source: TableSource, rows: range, columns: Sequence[Column], sort: Sort | None) -> None:
        """Take in these rows, those in view, and the arrow in the title of the column that they stand by."""
        cells = [source.cells(row) for row in rows if row not in self._measured]
        self._measured = rows
        for place, column in enumerate(columns):
            longest = max((drawn_len(row[place].text) for row in cells if place < len(row)), default=0)
            if sort is not None and sort.column == column.key:
                longest = max(longest, cell_len(column.title) + 1)
            self.cells[column.key] = max(longest, self.cells.get(column.key, 0))
