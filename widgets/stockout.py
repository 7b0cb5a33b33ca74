"""The screen of one SKU: facts above, its orders in a table, what it adds up to below."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip

from widgets.detail import Detail
from widgets.drawn import Drawn
from widgets.model import Block, Pieces
from widgets.order_table import OrderTable
from widgets.timeline import Span, TimeLine

TIME_FROM: Final = 100
"""Columns of the terminal from which on there is a time line; below, the figures alone are clearer."""


class Lines(Drawn):
    """A few lines of text that stand still."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: list[Pieces] = []

    def set_lines(self, lines: Sequence[Pieces]) -> None:
        """Show these; the widget is as high as there are lines."""
        if list(lines) != self._lines:
            self._lines = list(lines)
            self.styles.height = max(1, len(self._lines))
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One of them."""
        return self.strip(self._lines[y]) if y < len(self._lines) else self.blank()


class StockoutPane(Vertical):
    """Head, table and foot; the head takes what it needs, at most so much that the table keeps a good half."""

    DEFAULT_CSS = """
    StockoutPane { width: 1fr; height: 1fr; }
    StockoutPane > Detail { width: 1fr; border-bottom: solid $foreground 30%; }
    StockoutPane > OrderTable { width: 1fr; height: 1fr; }
    StockoutPane > Lines { width: 1fr; height: 3; }
    """

    def __init__(self, table: OrderTable, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.head = Detail()
        self.head.can_focus = False
        self.table = table
        self.time = TimeLine()
        self.foot = Lines()

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.time
        yield self.table
        yield self.foot

    def set_head(self, blocks: Sequence[Block], title: Pieces, subject: str) -> None:
        """The facts above the table."""
        self.head.set_blocks(blocks, title=title, subject=subject)
        self._fit()

    def set_time(self, span: Span | None) -> None:
        """The time line between the facts and the table."""
        self.time.set_span(span)
        self._fit()

    def on_resize(self) -> None:
        """Another size: the head may need more lines, or fewer."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        room = max(4, self.size.height * 9 // 20)
        needed = len(self.head.build(max(20, self.size.width - 1))) + 1
        self.head.styles.height = min(needed, room) + 1
        wide = self.app.size.width >= TIME_FROM
        self.time.lay_out(self.size.width, self.size.height // 5 if wide else 0)
