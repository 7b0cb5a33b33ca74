"""Lines under each other, with a cursor on those that can be chosen: what rail, lists and detail have in common."""

import msgspec
from textual import events
from textual.strip import Strip

from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Piece, Pieces
from orderdeck.widgets.pieces import lines_of
from orderdeck.widgets.table.cursor import Moves, Window


class ListLine(msgspec.Struct, frozen=True):
    """One line on the screen. A line without a key can't have the cursor."""

    key: str | None
    pieces: Pieces
    aside: Pieces = ()


class Listing(Moves, Drawn, can_focus=True):
    """A widget of lines. What is shown is made by `build`, for the width there is; `rebuild` shows it anew.

    The cursor stays on its line by key. Only lines that differ are repainted. Without `show_cursor` moving scrolls.
    """

    show_cursor = True
    thumb = True

    def __init__(
        self,
        *,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(default_bindings=default_bindings, name=name, id=id, classes=classes)
        self.window = Window()
        self._lines: list[ListLine] = []
        self._header: Pieces = ()
        self._head_lines: list[Pieces] = []
        self._message = ("", "dim")
        self._painted: dict[int, object] = {}

    # For those that derive from it

    def build(self, width: int) -> list[ListLine]:
        """The lines, for a width in cells."""
        raise NotImplementedError

    def cursor_moved(self) -> None:
        """The cursor is on another line."""

    def rebuild(self, *, header: Pieces = (), keep: bool = True) -> None:
        """Make the lines anew and repaint those that differ; without `keep` from the top."""
        key = self.cursor_key if keep else None
        width, height = self.content_size
        self._header, self._message = header, ("", "dim")
        self._head_lines = lines_of(header, width) if header and width else []
        self._lines = self.build(max(2, width - self.thumb))
        self.window.count = len(self._lines)
        self.window.height = max(1, height - self._head)
        at = self._index(key)
        if at is None:
            at = self._selectable(self.window.cursor if keep else 0, 1)
        self.window.place(at, self.window.top if keep else 0)
        self._show_heading()
        self.refresh_lines(self._stale())
        if self.cursor_key != key:
            self.cursor_moved()

    # What is known

    @property
    def cursor_key(self) -> str | None:
        """Key of the line under the cursor; None where there is none."""
        if self._message[0] or not 0 <= self.window.cursor < len(self._lines):
            return None
        return self._lines[self.window.cursor].key

    def move_to_key(self, key: str) -> bool:
        """Put the cursor on a line; False where it isn't shown."""
        index = self._index(key)
        if index is not None:
            self.move_to(index)
        return index is not None

    def show_message(self, text: str, tone: str = "dim") -> None:
        """Centred text in place of the lines until they are set anew; `\\n` breaks."""
        if self._message != (text, tone):
            self._message = (text, tone)
            self._painted.clear()
            self.refresh()

    @property
    def position(self) -> tuple[int, int, int]:
        """First line in view, lines that fit, lines in all."""
        return self.window.top, self.window.height, self.window.count

    # Moving

    def move_to(self, index: int) -> None:
        """Put the cursor on a line, or on the next in that direction that can have it."""
        before = self.window.cursor, self.window.top
        if self.show_cursor:
            self.window.move_to(self._selectable(index, 1 if index >= before[0] else -1))
            self._show_heading()
        else:
            self.window.scroll(index - self.window.cursor)
            self.window.place(self.window.top, self.window.top)
        self.moved(*before)

    def moved(self, cursor: int, top: int) -> None:
        """Repaint what a move touched."""
        if self.show_cursor and self._lines and self._lines[self.window.cursor].key is None:
            at = self._selectable(self.window.cursor, 1 if self.window.cursor >= cursor else -1)
            self.window.place(at, self.window.top)
        if top != self.window.top:
            self.refresh_lines(range(self._head, self.content_size.height))
        elif cursor != self.window.cursor and self.show_cursor:
            self.refresh_lines(row - top + self._head for row in (cursor, self.window.cursor))
        if cursor != self.window.cursor:
            self.cursor_moved()

    def _page(self, rows: int) -> None:
        if self.show_cursor:
            super()._page(rows)
        else:
            self.scroll_rows(rows)

    def scroll_rows(self, rows: int) -> None:
        """Move the view; the cursor stays in it."""
        if self.show_cursor:
            super().scroll_rows(rows)
        else:
            self.move_to(self.window.cursor + rows)

    def _selectable(self, index: int, step: int) -> int:
        """The line at `index`, or the next that can have the cursor, in that direction first."""
        last = len(self._lines) - 1
        if last < 0:
            return 0
        index = max(0, min(index, last))
        ways = (range(index, last + 1), range(index, -1, -1))
        for way in ways if step > 0 else reversed(ways):
            for place in way:
                if self._lines[place].key is not None:
                    return place
        return index

    def _show_heading(self) -> None:
        """At the first line that can be chosen, show what stands above it too."""
        if (
            self.show_cursor
            and self.window.cursor == self._selectable(0, 1)
            and self.window.cursor < self.window.height
        ):
            self.window.place(self.window.cursor, 0)

    def _index(self, key: str | None) -> int | None:
        if key is None:
            return None
        return next((place for place, line in enumerate(self._lines) if line.key == key), None)

    # Drawing

    @property
    def _head(self) -> int:
        """Lines of the header: it is whole, on as many as it takes."""
        return len(self._head_lines)

    def render_line(self, y: int) -> Strip:
        """One line of the widget."""
        if not self.content_size.width:
            return self.blank()
        if self._message[0]:
            return self.message_line(y, 0, self.content_size.height, *self._message)
        if y < self._head:
            return self.strip(self._head_lines[y])
        self._painted[y] = self._look(y)
        index = self.window.top + y - self._head
        if index >= len(self._lines):
            return self.blank()
        line = self._lines[index]
        cursor = self.show_cursor and line.key is not None and index == self.window.cursor
        over = self.cursor_style() if cursor else None
        return self.strip(line.pieces, line.aside, over, self._edge(y) if self.thumb else None)

    def _edge(self, y: int) -> Piece:
        return Piece(glyphs.thumb, "dim") if y - self._head in self.window.thumb() else Piece(" ")

    def _look(self, y: int) -> object:
        index = self.window.top + y - self._head
        if index >= len(self._lines):
            return None
        return self._lines[index], self.show_cursor and index == self.window.cursor, self._edge(y)

    def _stale(self) -> list[int]:
        height = self.content_size.height
        stale = [y for y in range(self._head, height) if self._painted.get(y, "") != self._look(y)]
        return [*range(self._head), *stale]

    # What happens to it

    def on_resize(self) -> None:
        """Another size: lines are made anew for it."""
        self._painted.clear()
        if not self._message[0]:
            self.rebuild(header=self._header)

    def on_click(self, event: events.Click) -> None:
        """The cursor goes to the line."""
        index = self.window.top + event.y - self._head
        if event.y >= self._head and index < len(self._lines) and self._lines[index].key is not None:
            self.clicked(index)

    def clicked(self, index: int) -> None:
        """A line that can be chosen was clicked."""
        self.move_to(index)

    def on_mouse_scroll_down(self) -> None:
        """Three lines on."""
        self.scroll_rows(3)

    def on_mouse_scroll_up(self) -> None:
        """Three lines back."""
        self.scroll_rows(-3)
