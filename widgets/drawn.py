"""What all widgets here share: they draw line by line, from pieces, and are repainted by line."""

from collections.abc import Iterable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from orderdeck.widgets.cells import cell_len, clip, wrap
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.model import Piece
from orderdeck.widgets.tones import tones

BAR = 66
"""Cells of the cursor's line in reverse, at most, up to the end of a column: every move draws two lines, and a bar
across 120 cells costs twice the bytes. Behind it the line keeps its tones."""


class Drawn(Widget):
    """A widget whose lines are made by `render_line`. Nothing in it is markup, and nothing in it moves by itself."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    Drawn { width: 1fr; height: 1fr; }
    """

    def __init__(
        self,
        *,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._default_bindings = default_bindings

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A widget's own keys are dead unless it was asked to have them; the key goes on to screen and app."""
        return self._default_bindings if action == "own" else super().check_action(action, parameters)

    def action_own(self, method: str) -> None:
        """Run one of the widget's own methods (see `widgets.keys`)."""
        getattr(self, method)()

    def tone(self, name: str) -> Style:
        """The style of a tone; plain for one that isn't known."""
        styles = tones(self.app)
        return styles.get(name) or styles[""]

    def cursor_style(self) -> Style:
        """The style of the cursor's row, with or without the focus."""
        return self.tone("cursor" if self.has_focus else "cursor-blurred")

    def strip(
        self,
        left: Iterable[Piece],
        right: Sequence[Piece] = (),
        over: Style | None = None,
        edge: Piece | None = None,
    ) -> Strip:
        """A full line: `left` clipped to make room for `right`. `over` replaces the tones (the cursor's row), in a wide
        line those of its first pieces, BAR cells at most; never that of `edge`, one cell at the very right."""
        full = self.content_size.width
        width = full - 1 if edge is not None else full
        tail = _clipped(right, width)
        room = width - sum(cell_len(piece.text) for piece in tail)
        head = _clipped(left, room - 1 if tail else room)
        used = sum(cell_len(piece.text) for piece in head)
        pieces = [*head, Piece(" " * (room - used)), *tail]
        barred = _bar(head, full) if over else 0
        segments, at = list[Segment](), 0
        for piece in pieces:
            if piece.text:
                segments.append(Segment(piece.text, over if at < barred else self.tone(piece.tone)))
            at += cell_len(piece.text)
        if edge is not None:
            segments.append(Segment(edge.text, self.tone(edge.tone)))
        return Strip(segments, full)

    def blank(self, over: Style | None = None) -> Strip:
        """An empty line."""
        width = self.content_size.width
        return Strip([Segment(" " * width, over or self.tone(""))] if width else [], width)

    def message_line(self, y: int, top: int, height: int, text: str, tone: str) -> Strip:
        """Line `y` of `text`, centred in `height` lines from `top`."""
        width = self.content_size.width
        lines = wrap(text, max(2, width - 4))[: max(height, 1)]
        index = y - top - max(0, (height - len(lines)) // 2)
        if not 0 <= index < len(lines):
            return self.blank()
        indent = max(0, (width - cell_len(lines[index])) // 2)
        return self.strip([Piece(" " * indent), Piece(lines[index], tone)])

    def refresh_lines(self, lines: Iterable[int]) -> None:
        """Repaint these lines of the content and no others."""
        width = self.content_size.width
        regions = [Region(0, y, width, 1) for y in lines]
        if regions:
            self.refresh(*regions)


def _bar(pieces: Sequence[Piece], width: int) -> int:
    """Cells of the cursor's bar in a line of `pieces` so wide: all of them, or those of the first pieces."""
    if width <= BAR:
        return width
    at, end = 0, 0
    for piece in pieces:
        at += cell_len(piece.text)
        if at > BAR:
            break
        end = at
    return end or BAR


def _clipped(pieces: Iterable[Piece], width: int) -> list[Piece]:
    """`pieces`, safe to draw, in at most `width` cells in all."""
    kept: list[Piece] = []
    for piece in pieces:
        if width <= 0:
            break
        text = clip(piece.text, width)
        if text == glyphs.ellipsis and kept and kept[-1].text.endswith(text):
            break  # what is left out has its sign already
        width -= cell_len(text)
        kept.append(Piece(text, piece.tone))
    return kept
