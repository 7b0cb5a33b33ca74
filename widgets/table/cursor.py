"""A cursor over rows and the window of them that is in view: pure arithmetic, shared by everything that scrolls."""

from abc import abstractmethod


class Window:
    """`count` rows of which `height` are in view from `top`; the cursor is always among them."""

    def __init__(self) -> None:
        self.count = 0
        self.height = 1
        self.top = 0
        self.cursor = 0

    @property
    def rows(self) -> range:
        """Indices in view."""
        return range(self.top, min(self.count, self.top + self.height))

    def place(self, cursor: int, top: int) -> None:
        """Set both, clamped to what there is, the cursor in view."""
        self.cursor = max(0, min(cursor, self.count - 1))
        lowest = self.cursor - self.height + 1
        self.top = max(0, min(max(lowest, min(top, self.cursor)), self.count - self.height))

    def move_to(self, index: int) -> None:
        """The cursor to `index`. Where that is out of view, the view jumps half a page: one line at a time would send
        the whole table for every step of a held key."""
        index = max(0, min(index, self.count - 1))
        top = self.top
        if index < top or index >= top + self.height:
            top = index - self.height // 2
        self.place(index, top)

    def page(self, rows: int) -> None:
        """Cursor and view by so many rows, down or (negative) up."""
        self.place(self.cursor + rows, self.top + rows)

    def scroll(self, rows: int) -> None:
        """The view by so many rows; the cursor only as far as it must to stay in it."""
        top = max(0, min(self.top + rows, self.count - self.height))
        self.place(max(top, min(self.cursor, top + self.height - 1)), top)

    def thumb(self) -> range:
        """Which lines of the view a scroll bar's thumb covers; empty where everything is in view."""
        if self.count <= self.height or self.height < 3:
            return range(0)
        size = max(1, round(self.height * self.height / self.count))
        start = round((self.height - size) * self.top / (self.count - self.height))
        return range(start, start + size)


class Moves:
    """The moves every list has, as methods to bind keys to. Mixed into a widget with a `window`."""

    window: Window

    @abstractmethod
    def moved(self, cursor: int, top: int) -> None:
        """The window changed from this cursor and top: repaint and post what is due."""

    def move_to(self, index: int) -> None:
        """Put the cursor on a row; out of range is clamped."""
        before = self.window.cursor, self.window.top
        self.window.move_to(index)
        self.moved(*before)

    def cursor_down(self, count: int = 1) -> None:
        """Next row."""
        self.move_to(self.window.cursor + count)

    def cursor_up(self, count: int = 1) -> None:
        """Previous row."""
        self.move_to(self.window.cursor - count)

    def cursor_first(self) -> None:
        """First row."""
        self.move_to(0)

    def cursor_last(self) -> None:
        """Last row."""
        self.move_to(self.window.count - 1)

    def half_page_down(self) -> None:
        """Half a page on, view and cursor together."""
        self._page(max(1, self.window.height // 2))

    def half_page_up(self) -> None:
        """Half a page back."""
        self._page(-max(1, self.window.height // 2))

    def page_down(self) -> None:
        """A page on, one row of it kept in view."""
        self._page(max(1, self.window.height - 1))

    def page_up(self) -> None:
        """A page back."""
        self._page(-max(1, self.window.height - 1))

    def scroll_rows(self, rows: int) -> None:
        """Move the view (the mouse's wheel); the cursor stays in it."""
        before = self.window.cursor, self.window.top
        self.window.scroll(rows)
        self.moved(*before)

    def _page(self, rows: int) -> None:
        before = self.window.cursor, self.window.top
        self.window.page(rows)
        self.moved(*before)
