"""The rail: every view with its number, count and what is new in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from textual.binding import BindingType
from textual.message import Message

from orderdeck.widgets.cells import cell_len, clip
from orderdeck.widgets.glyphs import glyphs
from orderdeck.widgets.keys import MOVES, own
from orderdeck.widgets.model import Piece, Pieces, RailItem, RailSection
from orderdeck.widgets.panes.listing import Listing, ListLine

LEAST_WIDTH = 14
"""Cells of it at least."""
LEAST_NAME = 9
"""Cells of a view's name that news beside it leave."""


class Rail(Listing):
    """Sections of views under each other; one is current, and in focus one has the cursor.

    Number, title, how many are asleep, new and late, then how many are left to do. Narrow, news make way for the title.
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
        self._width, self._most = LEAST_WIDTH, 0

    def set_sections(self, sections: Sequence[RailSection]) -> None:
        """Show these; lines that are as before aren't repainted. The cursor stays on its view."""
        if tuple(sections) != self._sections:
            self._sections = tuple(sections)
            self.rebuild()
            self.widen(self._most)

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

    def widen(self, most: int) -> None:
        """Be as wide as what stands in it needs, with the line at its right, and `most` cells at most, from now on too.
        While that changes it grows, and never narrows."""
        self._most = most
        if most:
            self._width = max(self._width, self.wanted(most - 1) + 1)
            self.styles.width = min(self._width, most)

    def narrow(self) -> None:
        """What stood in it needs no room any more; `widen` gives it what it needs now."""
        self._width = LEAST_WIDTH

    def wanted(self, most: int) -> int:
        """Cells, at most `most`, that no title is cut in: with all news where that fits, else with the most pressing,
        else with the counts alone."""
        items = [item for section in self._sections for item in section.items]
        for figures in (_Figures(items, True), _Figures(items, False), _Figures(items, False, told=False)):
            need = max((figures.need(item) for item in items), default=0)
            if need <= most:
                return need
        return most

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
        figures = _Figures.fitting([item for section in sections for item in section.items], width)
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

    def _stands(self, title: str, room: int, aside: Pieces) -> bool:
        """Whether a title in `room` cells is whole, or told by its beginning where it would not be whole without the
        news before the count, the last of `aside`, either, or where one of them is how many are asleep: those stand
        in no other place."""
        news = sum(cell_len(piece.text) for piece in aside[:-1])
        asleep = any(piece.text.endswith(glyphs.asleep) for piece in aside[:-1])
        if cell_len(title) <= room:
            return True
        return (asleep or cell_len(title) > room + news) and self._known(title, room)

    def _item(self, item: RailItem, width: int, figures: "_Figures") -> ListLine:
        current = item.key == self._current
        title = "bold" if current else ("" if item.count or item.count is None or item.error else "dim")
        sign = glyphs.cursor if current else " "
        hint = Piece(clip(item.hint, 1) or " ", "dim")
        aside = figures.of(item)
        room = width - 4 - sum(cell_len(piece.text) for piece in aside)
        # News make way, the least pressing first, for a title that is whole without them, and for one that its
        # beginning doesn't tell from another; of the last the colour stays.
        while len(aside) > 1 and not figures.wide and not self._stands(item.title, room, aside):
            if len(aside) == 2:
                aside = (Piece(aside[-1].text, aside[0].tone),)
                break
            room += cell_len(aside[0].text)
            aside = aside[1:]
        least = figures.least(item)
        if room < cell_len(item.title) <= width - 4 - sum(cell_len(piece.text) for piece in least):
            aside = least  # whole without the news that stand in other places too
        return ListLine(item.key, (Piece(sign, "accent"), hint, Piece(" "), Piece(item.title, title)), aside)


class _Figures:
    """What stands right of a title: the count last, everything in columns as wide as their longest."""

    def __init__(self, items: Sequence[RailItem], wide: bool, *, told: bool = True) -> None:
        self.wide = wide
        self._told = told
        self._count = max((len(str(item.count or 0)) for item in items), default=1)
        news = [_news(item) for item in items]
        self._widths = [max((len(column[place].text) for column in news), default=0) for place in range(3)]

    @classmethod
    def fitting(cls, items: Sequence[RailItem], width: int) -> Self:
        """With a place for all news where no title is cut for them."""
        wide = cls(items, True)
        return wide if all(wide.need(item) <= width for item in items) else cls(items, False)

    def need(self, item: RailItem) -> int:
        """Cells of a line with the whole title."""
        return 4 + cell_len(item.title) + sum(cell_len(piece.text) for piece in self.of(item))

    def least(self, item: RailItem) -> Pieces:
        """How many are asleep, and the count."""
        asleep = _news(item)[0]
        count = self._count_of(item)
        return (Piece(f" {asleep.text}", asleep.tone), count) if asleep.text else (count,)

    def _count_of(self, item: RailItem) -> Piece:
        return Piece(f" {item.count or 0:>{self._count}} ", "" if item.count else "dim")

    def of(self, item: RailItem) -> Pieces:
        """The figures of one view."""
        if item.error:
            return (Piece(f"{glyphs.late} ", "error"),)
        if item.count is None:
            return (Piece(f"{glyphs.ellipsis} ", "dim"),)
        if not self._told:
            return self.least(item)
        count = self._count_of(item)
        asleep, fresh, late = _news(item)
        if self.wide:
            columns = zip((asleep, fresh, late), self._widths, strict=True)
            return (
                *(Piece(f" {piece.text:>{width}}", piece.tone) for piece, width in columns if width),
                count,
            )
        pressing = tuple(piece for piece in (asleep, fresh, late) if piece.text)
        shown = tuple(Piece(f" {piece.text}", piece.tone) for piece in pressing)
        return (*shown, count)


def _news(item: RailItem) -> tuple[Piece, Piece, Piece]:
    return (
        Piece(f"{item.asleep}{glyphs.asleep}" if item.asleep else "", "dim"),
        Piece(f"+{item.fresh}" if item.fresh else "", "fresh"),
        Piece(f"{item.late}{glyphs.late}" if item.late else "", "late"),
    )
