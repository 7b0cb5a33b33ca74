"""A list of lines: intake, rejects, journal, help, anything that isn't orders."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.keys import MOVES, own
from orderdeck.widgets.model import ListRow, Piece, Pieces
from orderdeck.widgets.panes.listing import Listing, ListLine
from orderdeck.widgets.pieces import wrap_pieces

LEAST_HUNG = 20
"""Cells that what goes on under itself gets at least."""


class LinesPanel(Listing):
    """Rows of toned text in sections, with a cursor, a filter, and rows that open to show their detail.

    With `wrap` a long row goes on under itself, one with a `hang` under its last pieces, else it is cut. Without
    `show_cursor` moving scrolls.
    """

    BINDINGS: ClassVar[list[BindingType]] = own(MOVES | {"enter": "select", "space": "toggle_open"})

    @dataclass
    class RowHighlighted(Message):
        """The cursor is on another row."""

        panel: "LinesPanel"
        key: str | None

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts while a key is held."""
            return isinstance(message, LinesPanel.RowHighlighted) and message.panel is self.panel

        @property
        def control(self) -> "LinesPanel":
            """The panel."""
            return self.panel

    @dataclass
    class RowSelected(Message):
        """Enter on a row."""

        panel: "LinesPanel"
        key: str

        @property
        def control(self) -> "LinesPanel":
            """The panel."""
            return self.panel

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
        super().__init__(default_bindings=default_bindings, name=name, id=id, classes=classes)
        self.show_cursor = show_cursor
        self._wrap = wrap
        self._rows: tuple[ListRow, ...] = ()
        self._head_pieces: Pieces = ()
        self._empty = ""
        self._words: tuple[str, ...] = ()
        self._opened: set[str] = set()

    def set_rows(self, rows: Sequence[ListRow], *, header: Pieces = (), empty: str = "") -> None:
        """Show these under a fixed header line; cursor and opened rows stay by key. `empty` where there are none."""
        self._rows, self._head_pieces, self._empty = tuple(rows), header, empty
        self._opened &= {row.key for row in rows}
        self._show()

    def set_filter(self, text: str) -> int:
        """Show only rows that hold every word of `text` (case and width folded); says how many."""
        self._words = tuple(_fold(text).split())
        self._show()
        return sum(not row.heading for row in self._visible_rows())

    def toggle_open(self) -> None:
        """Show or hide the detail of the cursor's row."""
        key = self.cursor_key
        if key is not None and any(row.key == key and row.detail for row in self._rows):
            self._opened ^= {key}
            self._show()

    def open_rows(self, keys: Iterable[str]) -> None:
        """Show the detail of these rows."""
        self._opened |= set(keys) & {row.key for row in self._rows if row.detail}
        self._show()

    def select(self) -> None:
        """Posts `RowSelected`."""
        if self.cursor_key is not None:
            self.post_message(self.RowSelected(self, self.cursor_key))

    def cursor_moved(self) -> None:
        """Tell which row has the cursor."""
        self.post_message(self.RowHighlighted(self, self.cursor_key))

    def clicked(self, index: int) -> None:
        """A second click goes in."""
        if index == self.window.cursor:
            self.select()
        else:
            self.move_to(index)

    # Drawing

    def build(self, width: int) -> list[ListLine]:
        """Rows that pass the filter, with the detail of those that are open."""
        lines: list[ListLine] = []
        for row in self._visible_rows():
            if row.heading and lines:
                lines.append(ListLine(None, ()))
            lines.extend(self._row(row, width))
        return lines

    def _row(self, row: ListRow, width: int) -> list[ListLine]:
        if row.heading:
            return [ListLine(None, tuple(Piece(piece.text, "heading") for piece in row.pieces), row.aside)]
        sign = (glyphs.open if row.key in self._opened else glyphs.closed) if row.detail else " "
        first = (Piece(f"{sign} ", "dim"), *row.pieces)
        lines = [ListLine(row.key, first, row.aside)]
        if self._wrap or row.hang:
            head, *rest = self._wrapped(row, width - 2)
            lines = [ListLine(row.key, (first[0], *head), row.aside)]
            lines += [ListLine(None, (Piece("  "), *pieces)) for pieces in rest]
        if row.key in self._opened:
            for detail in row.detail:
                wrapped = wrap_pieces(detail, width - 4)
                lines.extend(ListLine(None, (Piece("    "), *pieces)) for pieces in wrapped)
        return lines

    def _wrapped(self, row: ListRow, width: int) -> list[Pieces]:
        """The row in lines of `width`."""
        if not row.hang:
            return wrap_pieces(row.pieces, width)
        before, hung = row.pieces[: row.hang], row.pieces[row.hang :]
        indent, aside = (sum(cell_len(piece.text) for piece in part) for part in (before, row.aside))
        head, *rest = wrap_pieces(hung, max(LEAST_HUNG, width - indent - (aside + 1 if aside else 0)))
        return [(*before, *head), *((Piece(" " * indent), *pieces) for pieces in rest)]

    def _visible_rows(self) -> list[ListRow]:
        """Rows that pass the filter, and headings that have any of them under them."""
        shown: list[ListRow] = []
        heading: ListRow | None = None
        for row in self._rows:
            if row.heading:
                heading = row
            elif self._passes(row):
                if heading is not None:
                    shown.append(heading)
                    heading = None
                shown.append(row)
        return shown

    def _passes(self, row: ListRow) -> bool:
        if not self._words:
            return True
        haystack = _fold(row.haystack or "".join(piece.text for piece in (*row.pieces, *row.aside)))
        return all(word in haystack for word in self._words)

    def _show(self) -> None:
        if self._visible_rows():
            was_message = bool(self._message[0])
            self.rebuild(header=self._head_pieces)
            if was_message:
                self.refresh()
        else:
            self.show_message(self._empty or " ")

    def on_resize(self) -> None:
        """Another size: rows are wrapped anew."""
        self._painted.clear()
        if not self._message[0]:
            self.rebuild(header=self._head_pieces)


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
