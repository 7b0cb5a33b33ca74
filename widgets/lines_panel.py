"""A list of lines: intake, rejects, journal, help, anything that isn't orders."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from widgets.model import ListRow, Pieces


class LinesPanel(Widget, can_focus=True):
    """Rows of toned text in sections, with a cursor, a filter, and rows that open to show their detail."""

    @dataclass
    class RowHighlighted(Message):
        """The cursor is on another row."""

        panel: "LinesPanel"
        key: str | None

    @dataclass
    class RowSelected(Message):
        """Enter on a row."""

        panel: "LinesPanel"
        key: str

    def __init__(
        self,
        *,
        wrap: bool = False,
        show_cursor: bool = True,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)

    def set_rows(self, rows: Sequence[ListRow], *, header: Pieces = (), empty: str = "") -> None:
        """Show these under a fixed header line; cursor and opened rows stay by key."""

    def set_filter(self, text: str) -> int:
        """Show only rows that hold every word of `text` (case and width folded); says how many."""

    def show_message(self, text: str, tone: str = "dim") -> None:
        """Centred text in place of rows, until `set_rows`."""

    @property
    def cursor_key(self) -> str | None: ...

    def move_to_key(self, key: str) -> bool: ...

    def toggle_open(self) -> None:
        """Show or hide the detail of the cursor's row."""

    def cursor_down(self, count: int = 1) -> None: ...

    def cursor_up(self, count: int = 1) -> None: ...

    def cursor_first(self) -> None: ...

    def cursor_last(self) -> None: ...

    def half_page_down(self) -> None: ...

    def half_page_up(self) -> None: ...

    def page_down(self) -> None: ...

    def page_up(self) -> None: ...

    def select(self) -> None:
        """Posts `RowSelected`."""
