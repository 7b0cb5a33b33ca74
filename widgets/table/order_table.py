"""The table of orders: draws a window over a source of any length, repaints only rows that changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, Final

import msgspec
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.keys import MOVES, own
from orderdeck.widgets.model import Column, ListSource, Sort, TableSource
from orderdeck.widgets.table.columns import lay_out
from orderdeck.widgets.table.cursor import Window
from orderdeck.widgets.table.longest import Longest
from orderdeck.widgets.table.marking import Marking
from orderdeck.widgets.table.marks import Marks
from orderdeck.widgets.table.news import Position, news, where_now
from orderdeck.widgets.table.paint import EDGE, GUTTER, RowLook, gap, header_strip, row_strip

WHOLE_FROM: Final = 100
"""Columns of the terminal from which on a number is never cut: other columns go for it."""


class OrderTable(Marking, Drawn, can_focus=True):
    """Rows of a `TableSource` under a header, with a cursor, marks and a range.

    With `default_bindings` it has keys of its own; else the app binds the methods. Cursor, marks and range are kept
    by key across `set_source`. A `quiet` one shows its cursor only while it has the focus.
    """

    DEFAULT_CSS = """
    OrderTable { min-height: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = own(
        MOVES
        | {
            "enter": "select",
            "space": "toggle_mark",
            "V": "toggle_range",
            "*": "mark_all",
            "escape": "clear_marks",
        }
    )

    @dataclass
    class RowHighlighted(Message):
        """The cursor is on another row (None where there are no rows), or that row stands elsewhere now."""

        table: "OrderTable"
        key: str | None
        index: int
        row_count: int

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts while a key is held."""
            return isinstance(message, OrderTable.RowHighlighted) and message.table is self.table

        @property
        def control(self) -> "OrderTable":
            """The table."""
            return self.table

    @dataclass
    class RowSelected(Message):
        """The operator went into a row (enter, or a click on the cursor's row)."""

        table: "OrderTable"
        key: str

        @property
        def control(self) -> "OrderTable":
            """The table."""
            return self.table

    @dataclass
    class MarksChanged(Message):
        """So many rows are marked now."""

        table: "OrderTable"
        count: int

        @property
        def control(self) -> "OrderTable":
            """The table."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        default_bindings: bool = False,
        show_header: bool = True,
        quiet: bool = False,
        flash_seconds: float = 6.0,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(default_bindings=default_bindings, name=name, id=id, classes=classes)
        self.window = Window()
        self._columns: tuple[Column, ...] = tuple(columns)
        self._layout: list[tuple[int, int]] = []
        self._longest = Longest()
        self._header = 1 if show_header else 0
        self._quiet = quiet
        self._source: TableSource = ListSource([])
        self._sort: Sort | None = None
        self._marks = Marks()
        self._message = ("", "dim")
        self._empty = ""
        self._painted: dict[int, tuple[object, ...]] = {}
        self._changed: set[str] = set()
        self._let_go: Collection[str] = ()
        self.shifted_at = 0.0
        """When (`time.monotonic`) another row last came under the cursor that nobody moved here."""
        self._flash_seconds = flash_seconds
        self._flash_timer: Timer | None = None
        self._told: tuple[str | None, int, int] | None = None
        self._told_marks = 0

    # What is shown

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns; the source must give their cells."""
        if tuple(columns) != self._columns:
            self._columns = tuple(columns)
            self._longest.other_rows()
            self._measure()
            self.refresh()

    def set_source(
        self,
        source: TableSource,
        *,
        columns: Sequence[Column] | None = None,
        sort: Sort | None = None,
        keep_cursor: bool = True,
        flash: bool = True,
    ) -> None:
        """Show `source`. The cursor stays on its row by key, or goes to the nearest that is left.

        With `keep_cursor` false (another view) cursor, marks and scroll start anew. Rows in view whose cells changed
        (but for live columns), or that are new, get a sign in the gutter for `flash_seconds`. Marks on rows that are
        gone end. `columns` come with the source they belong to, in one paint.
        """
        old = self._source
        columns = self._columns if columns is None else tuple(columns)
        header_as_before = sort == self._sort and columns == self._columns
        was_message = bool(self._message[0]) or not old.row_count
        before = self._columns
        if columns != before:
            self._columns = columns
        self._source, self._sort, self._message = source, sort, ("", "dim")
        self._longest.other_rows()
        self.window.count = source.row_count
        if keep_cursor:
            self._follow(old, news=flash and not was_message)
            self._marks.keep(source)
        else:
            self._marks.set(())
            self._changed.clear()
            self._longest.forget()
            self.window.place(0, 0)
        if keep_cursor and flash and not was_message:
            self._note_changes(old, before)
        self._measure()
        if was_message or not header_as_before or not source.row_count:
            self.refresh()
        else:
            self.refresh_lines(self._stale())
        self._tell()

    def _follow(self, old: TableSource, *, news: bool) -> None:
        """The cursor to where its row of `old` is now; with `news` what comes under it in its place came by itself."""
        at = Position(self.window.cursor, self.window.top)
        position = where_now(old, self._source, at, self.window.height, self._let_go)
        self.window.place(position.cursor, position.top)
        if not old.row_count:
            return
        before = old.key(min(at.cursor, old.row_count - 1))
        if news and before not in self._let_go and self.cursor_key not in (None, before):
            self.shifted_at = monotonic()
        if self._source.find(before) != at.cursor:
            self._let_go = ()

    def show_message(self, text: str, tone: str = "dim") -> None:
        """Centred text in place of rows (loading, an error) until the next `set_source`; `\\n` breaks lines."""
        if self._message != (text, tone):
            self._message = (text, tone)
            self.refresh()

    def set_empty_text(self, text: str) -> None:
        """What to say where a source has no rows."""
        if text != self._empty:
            self._empty = text
            if not self.row_count:
                self.refresh()

    # What is known

    @property
    def source(self) -> TableSource:
        """The snapshot that is shown."""
        return self._source

    @property
    def row_count(self) -> int:
        """Rows of the source."""
        return self.window.count

    @property
    def cursor(self) -> int:
        """Index of the cursor's row, 0-based; 0 where there are no rows."""
        return self.window.cursor

    @property
    def cursor_key(self) -> str | None:
        """Key of the cursor's row; None where there are no rows, or a message stands in their place."""
        return None if self._message[0] or not self.row_count else self._source.key(self.window.cursor)

    @property
    def visible_columns(self) -> list[Column]:
        """The columns that fit now."""
        return [self._columns[index] for index, _ in self._layout]

    def move_to_key(self, key: str) -> bool:
        """Put the cursor on the row with `key`; False where it isn't in the source."""
        index = self._source.find(key)
        if index is not None:
            self.move_to(index)
        return index is not None

    def let_go(self, keys: Collection[str]) -> None:
        """The operator is done with these rows: where the cursor's is one of them, and the next `set_source` puts it
        behind rows that followed it, the cursor stays where it is instead of going along."""
        self._let_go = frozenset(keys)

    def select(self) -> None:
        """Go into the cursor's row: posts `RowSelected`."""
        key = self.cursor_key
        if key is not None:
            self.post_message(self.RowSelected(self, key))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        width = self.content_size.width
        if width <= EDGE:
            return Strip([Segment(" " * width)], width)
        if y < self._header:
            marked = self._told_marks
            return header_strip(self, self._columns, self._layout, width, self._sort, marked)
        text, tone = self._message if self._message[0] else (self._empty, "dim")
        if self._message[0] or not self.row_count:
            height = self.content_size.height - self._header
            return self.message_line(y, self._header, height, text, tone)
        index = self.window.top + y - self._header
        if index >= self.row_count:
            self._painted.pop(y, None)
            return self.blank()
        look = self._look(index)
        self._painted[y] = look.signature
        return row_strip(self, look, self._columns, self._layout, width)

    def _look(self, index: int) -> RowLook:
        key = self._source.key(index)
        return RowLook(
            self._source.cells(index),
            self._source.marker(index),
            cursor=index == self.window.cursor and (self.has_focus or not self._quiet),
            marked=key in self._marks.keys or index in self._marks.span(self._source, self.cursor),
            changed=key in self._changed,
            thumb=index - self.window.top in self.window.thumb(),
        )

    def _measure(self) -> None:
        """Fit window and columns to the size there is."""
        width, height = self.content_size
        self.window.height = max(1, height - self._header)
        self.window.place(self.window.cursor, self.window.top)
        room = width - GUTTER - EDGE
        if self.row_count and not self._message[0]:
            self._longest.look(self._source, self.window.rows, self._columns, self._sort)
        layout = lay_out(self._widened(), room, gap(width), self._longest.cells)
        if layout != self._layout:
            self._layout = layout
            self.refresh()

    def _widened(self) -> Sequence[Column]:
        """The columns, those that are to be `whole` as wide as their longest cell since the view began: one that may
        go at any size, since it is left out before it is cut, and one that may not where there is room."""
        roomy = self.is_attached and self.app.size.width >= WHOLE_FROM
        return [
            msgspec.structs.replace(
                column,
                min_width=max(column.min_width, self._longest.cells.get(column.key, 0)),
                max_width=max(column.max_width, self._longest.cells.get(column.key, 0)),
            )
            if column.whole and (roomy or column.drop)
            else column
            for column in self._columns
        ]

    # Repainting and telling

    def moved(self, cursor: int, top: int) -> None:
        """Repaint what a move touched and post what is due."""
        if top != self.window.top:
            self._measure()
            self.refresh_lines(range(self._header, self.content_size.height))
        elif cursor != self.window.cursor:
            ends = sorted((cursor, self.window.cursor))
            rows = range(ends[0], ends[1] + 1) if self.range_open else ends
            self.refresh_lines(self._line_of(row) for row in rows if row in self.window.rows)
        self._tell()

    def _line_of(self, row: int) -> int:
        return row - self.window.top + self._header

    def _stale(self) -> list[int]:
        """Lines that would be drawn differently from how they were last."""
        lines: list[int] = []
        for y in range(self._header, self.content_size.height):
            row = self.window.top + y - self._header
            wanted = self._look(row).signature if row < self.row_count else None
            if wanted != self._painted.get(y):
                lines.append(y)
        return lines

    def _note_changes(self, old: TableSource, columns: Sequence[Column]) -> None:
        if self._flash_seconds <= 0:
            return
        found = news(old, self._source, self.window.rows, self._columns, columns)
        if found:
            self._changed |= found
            if self._flash_timer is not None:
                self._flash_timer.stop()
            self._flash_timer = self.set_timer(self._flash_seconds, self._end_flash)

    def _end_flash(self) -> None:
        self._changed.clear()
        self.refresh_lines(self._stale())

    def _marked_anew(self, rows: Iterable[int]) -> None:
        self.refresh_lines(self._line_of(row) for row in rows if row in self.window.rows)
        self._tell()

    def _tell(self) -> None:
        now = (self.cursor_key, self.window.cursor, self.row_count)
        if now != self._told:
            self._told = now
            self.post_message(self.RowHighlighted(self, *now))
        marks = self._marks.count(self._source, self.cursor)
        if marks != self._told_marks:
            self._told_marks = marks
            self.refresh_lines(range(self._header))
            self.post_message(self.MarksChanged(self, marks))

    # What happens to it

    def on_resize(self) -> None:
        """Another size: columns come or go, the cursor stays in view. Lines may have been drawn in the new size by the
        old measure: those are drawn anew."""
        self._measure()
        self.refresh_lines(self._stale())

    def on_click(self, event: events.Click) -> None:
        """A row: the cursor goes there; the cursor's row: into it."""
        row = self.window.top + event.y - self._header
        if event.y < self._header or row >= self.row_count:
            return
        if row == self.window.cursor:
            self.select()
        else:
            self.move_to(row)

    def on_mouse_scroll_down(self) -> None:
        """Three rows on."""
        self.scroll_rows(3)

    def on_mouse_scroll_up(self) -> None:
        """Three rows back."""
        self.scroll_rows(-3)
