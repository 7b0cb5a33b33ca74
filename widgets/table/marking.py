"""Marking rows of a table: one, a range, all."""

from collections.abc import Iterable

from orderdeck.widgets.model import TableSource
from orderdeck.widgets.table.cursor import Moves
from orderdeck.widgets.table.marks import Marks


class Marking(Moves):
    """Mixed into a table that has a source, a cursor and a way to repaint rows."""

    _marks: Marks
    _source: TableSource

    @property
    def cursor_key(self) -> str | None:
        """Key of the cursor's row; None where there is none."""
        raise NotImplementedError

    def _marked_anew(self, rows: Iterable[int]) -> None:
        """Repaint these rows and tell how many are marked."""
        raise NotImplementedError

    @property
    def marked(self) -> list[str]:
        """Marked keys in row order, those of the open range included."""
        return self._marks.ordered(self._source, self.window.cursor)

    @property
    def chosen(self) -> list[str]:
        """What an action applies to: the marked rows, else the cursor's row, else nothing."""
        key = self.cursor_key
        return self.marked or ([] if key is None else [key])

    def toggle_mark(self) -> None:
        """Mark or unmark the cursor's row (an open range is closed first) and go one down."""
        if self.cursor_key is None:
            return
        if self.range_open:
            self.toggle_range()
        else:
            self._marks.toggle(self.cursor_key)
        cursor = self.window.cursor
        self.cursor_down()
        self._marked_anew([cursor])

    def toggle_range(self) -> None:
        """Start a range at the cursor, or close it: its rows are marked then."""
        if self.range_open:
            self._marks.close(self._source, self.window.cursor)
        else:
            self._marks.anchor = self.cursor_key
        self._marked_anew(self.window.rows)

    @property
    def range_open(self) -> bool:
        """Whether a range follows the cursor."""
        return self._marks.anchor is not None

    def mark_all(self) -> None:
        """Mark all rows of the source."""
        self._marks.set(self._source.key(index) for index in range(self.window.count))
        self._marked_anew(self.window.rows)

    def clear_marks(self) -> bool:
        """Unmark everything and drop an open range; False where there was nothing."""
        if not self._marks.keys and not self.range_open:
            return False
        self._marks.set(())
        self._marked_anew(self.window.rows)
        return True

    def set_marks(self, keys: Iterable[str]) -> None:
        """Mark these and no others; keys that aren't in the source are passed over."""
        self._marks.set(key for key in keys if self._source.find(key) is not None)
        self._marked_anew(self.window.rows)
