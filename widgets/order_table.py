"""The table of orders: draws a window over a source of any length, repaints only rows that changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widget import Widget

from widgets.model import Column, Sort, TableSource


class OrderTable(Widget, can_focus=True):
    """Rows of a `TableSource` under a header, with a cursor, marks and a range.

    Constructor: columns, then `default_bindings=True` to have keys of its own (j k g G space V …); the app's registry
    binds the methods below instead. Cursor, marks and range are kept by key across `set_source`.
    """

    @dataclass
    class RowHighlighted(Message):
        """The cursor is on another row: None where there is none."""

        table: "OrderTable"
        key: str | None
        index: int
        row_count: int

    @dataclass
    class RowSelected(Message):
        """The operator went into a row (enter, or a click on the row under the cursor)."""

        table: "OrderTable"
        key: str

    @dataclass
    class MarksChanged(Message):
        """So many rows are marked now."""

        table: "OrderTable"
        count: int

    BINDINGS: ClassVar[list[BindingType]] = []
    OWN_BINDINGS: ClassVar[tuple[Binding, ...]] = ()
    """Keys where `default_bindings=True`; each runs the method of its action's name."""

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        default_bindings: bool = False,
        show_header: bool = True,
        gutter: bool = True,
        flash_seconds: float = 6.0,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)

    # What is shown

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns; the source must give their cells."""

    def set_source(
        self, source: TableSource, *, keep_cursor: bool = True, flash: bool = True, sort: Sort | None = None
    ) -> None:
        """Show `source`. The cursor stays on its row by key, or nearest to where it was if that row is gone.

        With `keep_cursor` false (another view) cursor, marks and scroll start anew. Rows in view whose cells changed,
        or that weren't there before, get a mark in the gutter for `flash_seconds`. Marks on rows that are gone end.
        """

    def set_source_and_columns(
        self, source: TableSource, columns: Sequence[Column], *, sort: Sort | None = None
    ) -> None:
        """Another view at once, in one paint."""

    def show_message(self, text: str, tone: str = "dim") -> None:
        """Centred text in place of rows (loading, an error, nothing found) until the next `set_source`. `\\n` breaks."""

    def set_empty_text(self, text: str) -> None:
        """What to say where a source has no rows."""

    # What is known

    @property
    def source(self) -> TableSource: ...

    @property
    def row_count(self) -> int: ...

    @property
    def cursor(self) -> int:
        """Index of the cursor's row, 0-based; 0 where there are no rows."""

    @property
    def cursor_key(self) -> str | None: ...

    @property
    def marked(self) -> list[str]:
        """Marked keys in row order, the open range included."""

    @property
    def chosen(self) -> list[str]:
        """What an action applies to: the marked rows, else the cursor's row, else nothing."""

    @property
    def visible_columns(self) -> list[Column]:
        """The columns that fit now."""

    # Moving

    def move_to(self, index: int) -> None:
        """Put the cursor on a row; out of range is clamped."""

    def move_to_key(self, key: str) -> bool:
        """Put the cursor on the row with `key`; False where it isn't shown."""

    def cursor_down(self, count: int = 1) -> None: ...

    def cursor_up(self, count: int = 1) -> None: ...

    def cursor_first(self) -> None: ...

    def cursor_last(self) -> None: ...

    def half_page_down(self) -> None: ...

    def half_page_up(self) -> None: ...

    def page_down(self) -> None: ...

    def page_up(self) -> None: ...

    def select(self) -> None:
        """Go into the cursor's row: posts `RowSelected`."""

    # Marking

    def toggle_mark(self) -> None:
        """Mark or unmark the cursor's row and go one down."""

    def toggle_range(self) -> None:
        """Start a range at the cursor, or close it: its rows are marked then."""

    @property
    def range_open(self) -> bool: ...

    def mark_all(self) -> None:
        """Mark all rows of the source."""

    def clear_marks(self) -> bool:
        """Unmark everything and drop an open range; False where there was nothing."""

    def set_marks(self, keys: Sequence[str]) -> None:
        """Mark these and no others; keys that aren't in the source are passed over."""
