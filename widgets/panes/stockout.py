"""The screen of one SKU: facts above, its orders in a table, what it adds up to below."""

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.strip import Strip

from orderdeck.widgets.cells import cell_len
from orderdeck.widgets.drawn import Drawn
from orderdeck.widgets.model import Block, Pieces
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.timeline import Span, TimeLine
from orderdeck.widgets.pieces import wrap_pieces
from orderdeck.widgets.table.order_table import OrderTable

TIME_FROM: Final = 100
"""Columns of the terminal from which on there is a time line; below, the figures alone are clearer."""


class Lines(Drawn):
    """A few texts under each other that stand still, each whole: in the first of its forms that fits on a line, else
    wrapped."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._said: list[Sequence[Pieces]] = []
        self._lines: list[Pieces] = []
        self._fitted: tuple[str, int] = ("", 0)

    def set_lines(self, said: Sequence[Sequence[Pieces]], subject: str = "") -> None:
        """Show these, each in its forms, the longest first. While `subject` stays they never take fewer lines than
        before: what is above them doesn't jump with every row that the cursor is on."""
        if list(said) != self._said or subject != self._fitted[0]:
            self._said = list(said)
            self._fit(subject)
            self.refresh()

    @property
    def shown(self) -> str:
        """The text on these lines."""
        return "\n".join("".join(piece.text for piece in line) for line in self._lines)

    def on_resize(self) -> None:
        """Another width: other forms may fit."""
        self._fit(self._fitted[0])

    def _fit(self, subject: str) -> None:
        width = self.content_size.width
        self._lines = [line for forms in self._said for line in _fitting(forms, width)]
        height = max(1, len(self._lines))
        if self._fitted == (subject, width) and self.styles.height is not None:
            height = max(height, int(self.styles.height.value))
        self._fitted = (subject, width)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height

    def render_line(self, y: int) -> Strip:
        """One of them."""
        return self.strip(self._lines[y]) if y < len(self._lines) else self.blank()


def _fitting(forms: Sequence[Pieces], width: int) -> list[Pieces]:
    """The first of these that fits, else the last one wrapped; before there is a width the last one as it is."""
    for form in forms:
        if sum(cell_len(piece.text) for piece in form) <= width:
            return [form]
    return wrap_pieces(forms[-1], width) if width else [forms[-1]]


class StockoutPane(Vertical):
    """Head, table, why of the row under the cursor, and foot; the head takes what it needs, at most so much that the
    table keeps a good half."""

    DEFAULT_CSS = """
    StockoutPane { width: 1fr; height: 1fr; }
    StockoutPane > Detail { width: 1fr; border-bottom: solid $foreground 30%; }
    StockoutPane > OrderTable { width: 1fr; height: 1fr; }
    StockoutPane > Lines { width: 1fr; height: 1; }
    """

    def __init__(self, table: OrderTable, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.head = Detail()
        self.head.can_focus = False
        self.table = table
        self.time = TimeLine()
        self.why = Lines()
        self.foot = Lines()

    def compose(self) -> ComposeResult:
        yield self.head
        yield self.time
        yield self.table
        yield self.why
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
