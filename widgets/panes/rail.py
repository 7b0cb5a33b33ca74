"""The rail: every view with its number, count and what is new in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.message import Message

from orderdeck.widgets.cells import cell_len, clip
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.keys import MOVES, own
from orderdeck.widgets.model import Piece, Pieces, RailItem, RailSection
from orderdeck.widgets.panes.listing import Listing, ListLine

WIDE = 27
"""From this width on news, late and sleeping orders have a place of their own each."""

LEAST_NAME = 9
"""Cells of a view's name that news beside it leave."""


class Rail(Listing):
    """Sections of views under each other; one is current, and in focus one has the cursor.

    Narrow (about 20 cells): number, title, what is most pressing, count. Wide: new, late and asleep as well.
    """

    DEFAULT_CSS = """
    Rail { width: 22; }
    """
    BINDINGS: ClassVar[list[BindingType]] = own(MOVES | {"enter": "select"})
    thumb = False

    @dataclass
    class ViewChosen(Message):
        """The operator chose a view (enter, or a click)."""

        rail: "Rail"
        key: str

        @property
        def control(self) -> "Rail":
            """The rail."""
            return self.rail

    @dataclass
    class ViewHighlighted(Message):
        """The rail's cursor is on another view."""

        rail: "Rail"
        key: str

        def can_replace(self, message: Message) -> bool:
            """Only the newest counts while a key is held."""
            return isinstance(message, Rail.ViewHighlighted)

        @property
        def control(self) -> "Rail":
            """The rail."""
            return self.rail

    def __init__(
        self,
        *,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(default_bindings=default_bindings, name=name, id=id, classes=classes)
        self._sections: tuple[RailSection, ...] = ()
        self._current = ""

    def set_sections(self, sections: Sequence[RailSection]) -> None:
        """Show these; lines that are as before aren't repainted. The cursor stays on its view."""
        if tuple(sections) != self._sections:
            self._sections = tuple(sections)
            self.rebuild()

    def set_current(self, key: str) -> None:
        """Which view the table shows; the cursor goes there. Posts nothing."""
        if key != self._current:
            self._current = key
            self.rebuild()
            index = self._index(key)
            if index is not None:
                self.window.move_to(index)
                self.refresh_lines(self._stale())

    @property
    def current(self) -> str:
        """The view the table shows."""
        return self._current

    def select(self) -> None:
        """Choose the view under the cursor: posts `ViewChosen`."""
        if self.cursor_key is not None:
            self.post_message(self.ViewChosen(self, self.cursor_key))

    def cursor_moved(self) -> None:
        """Tell which view has the cursor, where the operator moved it."""
        if self.cursor_key is not None and self.has_focus:
            self.post_message(self.ViewHighlighted(self, self.cursor_key))

    def clicked(self, index: int) -> None:
        """A click chooses."""
        self.move_to(index)
        self.select()

    # Drawing

    def build(self, width: int) -> list[ListLine]:
        """Headings, views, and a blank line between sections where the height allows."""
        sections = [section for section in self._sections if section.items]
        wanted = sum(len(section.items) + bool(section.heading) for section in sections) + len(sections) - 1
        spaced = wanted <= self.content_size.height
        figures = _Figures([item for section in sections for item in section.items], width >= WIDE)
        lines: list[ListLine] = []
        for section in sections:
            if lines and spaced:
                lines.append(ListLine(None, ()))
            if section.heading:
                lines.append(ListLine(None, (Piece(" "), Piece(section.heading, "heading"))))
            lines.extend(self._item(item, width, figures) for item in section.items)
        return lines

    def _known(self, title: str, room: int) -> bool:
        """Whether what is left of a title in `room` cells tells its view from every other."""
        if cell_len(title) <= room:
            return True
        left = clip(title, room).rstrip(f"{glyphs.ellipsis} ,;:-，、")  # a comma is no difference
        others = (item.title for section in self._sections for item in section.items if item.title != title)
        return room >= LEAST_NAME and not any(other.startswith(left) for other in others)

    def _item(self, item: RailItem, width: int, figures: "_Figures") -> ListLine:
        current = item.key == self._current
        title = "bold" if current else ("" if item.count or item.count is None or item.error else "dim")
        sign = glyphs.cursor if current else " "
        hint = Piece(clip(item.hint, 1) or " ", "dim")
        aside = figures.of(item)
        room = width - 4 - sum(cell_len(piece.text) for piece in aside)
        # A cut name is still known by its beginning; where it isn't, news make way and leave their colour.
        if len(aside) > 1 and width < WIDE and not self._known(item.title, room):
            aside = (Piece(aside[-1].text, aside[0].tone),)
        return ListLine(item.key, (Piece(sign, "accent"), hint, Piece(" "), Piece(item.title, title)), aside)


class _Figures:
    """What stands right of a title: the count last, everything in columns as wide as their longest."""

    def __init__(self, items: Sequence[RailItem], wide: bool) -> None:
        self._wide = wide
        self._count = max((len(str(item.count or 0)) for item in items), default=1)
        news = [_news(item) for item in items]
        self._widths = [max((len(column[place].text) for column in news), default=0) for place in range(3)]

    def of(self, item: RailItem) -> Pieces:
        """The figures of one view."""
        if item.error:
            return (Piece(f"{glyphs.late} ", "error"),)
        if item.count is None:
            return (Piece(f"{glyphs.ellipsis} ", "dim"),)
        count = Piece(f" {item.count:>{self._count}} ", "" if item.count else "dim")
        asleep, fresh, late = _news(item)
        if self._wide:
            columns = zip((asleep, fresh, late), self._widths, strict=True)
            return (
                *(Piece(f" {piece.text:>{width}}", piece.tone) for piece, width in columns if width),
                count,
            )
        pressing = late if item.late else fresh
        return (pressing, count) if pressing.text else (count,)


def _news(item: RailItem) -> tuple[Piece, Piece, Piece]:
    return (
        Piece(f"{item.asleep}{glyphs.asleep}" if item.asleep else "", "dim"),
        Piece(f"+{item.fresh}" if item.fresh else "", "fresh"),
        Piece(f"{item.late}{glyphs.late}" if item.late else "", "late"),
    )
