"""The detail pane: everything on one order, in blocks, scrolled by line."""

from collections.abc import Sequence
from itertools import groupby, zip_longest
from typing import ClassVar

from textual.binding import BindingType

from orderdeck.widgets.cells import cell_len, fit, wrap
from orderdeck.widgets.keys import MOVES, own
from orderdeck.widgets.model import Block, Fact, Para, Piece, Pieces, Row, plain
from orderdeck.widgets.panes.listing import Listing, ListLine
from orderdeck.widgets.pieces import wrap_pieces

MOST_LABEL = 18
"""A label takes at most so many cells, and never more than a third of the pane; a longer one wraps."""


class Detail(Listing):
    """Blocks of facts, text and small tables; wraps by cell width; long ones scroll."""

    BINDINGS: ClassVar[list[BindingType]] = own(MOVES)
    show_cursor = False

    def __init__(
        self,
        *,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(default_bindings=default_bindings, name=name, id=id, classes=classes)
        self._blocks: tuple[Block, ...] = ()
        self._title: Pieces = ()
        self._subject = ""

    def set_blocks(self, blocks: Sequence[Block], *, title: str | Pieces = "", subject: str = "") -> None:
        """Show `blocks` under `title`. The scroll position stays while `subject` (an order's key) does."""
        was_message = bool(self._message[0])
        same = subject == self._subject
        self._blocks = tuple(blocks)
        self._title = (plain(title, "title") if title else ()) if isinstance(title, str) else title
        self._subject = subject
        self.rebuild(header=self._title, keep=same)
        if was_message:
            self.refresh()

    def scroll_lines(self, count: int) -> None:
        """Down, or up where negative."""
        self.scroll_rows(count)

    def build(self, width: int) -> list[ListLine]:
        """The blocks for this width, a blank line between them."""
        lines: list[ListLine] = []
        for block in self._blocks:
            if not block.lines:
                continue
            if lines:
                lines.append(ListLine(None, ()))
            if block.heading or block.aside:
                lines.extend(_heading(block, width))
            for kind, group in groupby(block.lines, type):
                lines.extend(_group(kind, list(group), block, width))
        return lines


def _group(kind: type, group: Sequence[Fact | Para | Row], block: Block, width: int) -> list[ListLine]:
    if kind is Row:
        return _table([line for line in group if isinstance(line, Row)], width)
    lines: list[ListLine] = []
    room = _label_room(block, width)
    for line in group:
        if isinstance(line, Fact):
            lines.extend(_fact(line, room, width))
        elif isinstance(line, Para):
            indent = Piece(" " * line.indent)
            lines.extend(
                ListLine(None, (indent, *pieces)) for pieces in wrap_pieces(line.text, width - line.indent)
            )
    return lines


def _label_room(block: Block, width: int) -> int:
    longest = max((cell_len(line.label) for line in block.lines if isinstance(line, Fact)), default=0)
    return min(longest, MOST_LABEL, width // 3)


def _heading(block: Block, width: int) -> list[ListLine]:
    """The heading, whole on as many lines as it takes, and what stands at the right of the last one."""
    aside = plain(block.aside, "dim") if block.aside else ()
    tail = cell_len(block.aside) + 1 if block.aside else 0
    *lines, last = wrap_pieces(plain(block.heading, "heading"), width)
    if tail and cell_len(block.heading) + tail > width:
        *lines, last = wrap_pieces(plain(block.heading, "heading"), max(width - tail, width // 2))
    return [*(ListLine(None, line) for line in lines), ListLine(None, last, aside)]


def _fact(fact: Fact, room: int, width: int) -> list[ListLine]:
    labels = wrap(fact.label, room) if room else [""]
    values = wrap_pieces(fact.value, width - room - 1)
    return [
        ListLine(None, (Piece(fit(label or "", room) + " ", "dim"), *(value or ())))
        for label, value in zip_longest(labels, values)
    ]


def _table(rows: Sequence[Row], width: int) -> list[ListLine]:
    """Rows under each other; all columns but the last as wide as they need, the last one wraps."""
    columns = max(len(row.cells) for row in rows)
    widths = [
        min(max(cell_len(row.cells[place].text) for row in rows if place < len(row.cells)), width // 2)
        for place in range(columns - 1)
    ]
    room = max(8, width - sum(widths) - len(widths))
    lines: list[ListLine] = []
    for row in rows:
        first: list[Piece] = []
        for place, cell in enumerate(row.cells[:-1]):
            first.append(Piece(fit(cell.text, widths[place], cell.align or "left") + " ", cell.tone))
        used = sum(widths[place] + 1 for place in range(len(row.cells) - 1))
        last = row.cells[-1]
        wrapped = wrap_pieces(plain(last.text, last.tone), room)
        lines.append(ListLine(None, (*first, *wrapped[0])))
        lines.extend(ListLine(None, (Piece(" " * used), *pieces)) for pieces in wrapped[1:])
    return lines
