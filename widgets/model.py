"""What widgets are told: ready text and plain values. No database, no words, no Textual.

Everything here is immutable and compares by value, so that a widget can tell what changed and repaint that alone.
A *tone* is the name of a style (see `widgets.tones`): "", "dim", "bold", "heading", "accent", "fresh", "ok", "due",
"late", "error", "key", "mark". An unknown one is drawn plain. Tones only ever underline what the text says already.
"""

from collections.abc import Sequence
from typing import Literal, Protocol

import msgspec

Align = Literal["left", "right"]
Keep = Literal["head", "end"]  # what stays of a text that is cut
Level = Literal["info", "ok", "warning", "error"]


class Piece(msgspec.Struct, frozen=True):
    """A run of text in one tone."""

    text: str
    tone: str = ""


Pieces = tuple[Piece, ...]
"""A line of text in several tones."""


def plain(text: str, tone: str = "") -> Pieces:
    """`text` as a line of one piece."""
    return (Piece(text, tone),)


class Cell(msgspec.Struct, frozen=True):
    """One cell of a table. `align` overrides its column's."""

    text: str
    tone: str = ""
    align: Align | None = None


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a table.

    A fixed column has a `width`; one with `flex` > 0 shares what is left, never less than `min_width`. Where the
    columns don't fit, those of the highest `drop` go first (0: never), the rightmost of equals before the others.
    """

    key: str
    title: str
    width: int = 0
    flex: int = 0
    min_width: int = 4
    max_width: int = 0  # 0: no limit
    wish: int = 0  # so many cells of its text come before any column of a higher `drop` does
    align: Align = "left"
    drop: int = 0
    whole: bool = (
        False  # a number that tells rows apart: as wide as it takes where there is room, else its end stays
    )
    live: bool = False  # ticks by itself (time left): its changes are repainted, but don't count as news


class TableSource(Protocol):
    """An immutable snapshot of rows, addressed by index. `cells` gives one cell for each column, in their order."""

    @property
    def row_count(self) -> int: ...

    def key(self, index: int) -> str:
        """What stays the same about the row at `index` while others come and go; unique within the source."""

    def find(self, key: str) -> int | None:
        """Where the row with `key` is; None where it isn't."""

    def cells(self, index: int) -> Sequence[Cell]:
        """The row at `index`, one cell for each column."""

    def marker(self, index: int) -> Piece | None:
        """One glyph for the row's gutter (new, changed, mine, …); None for a blank."""


class ListSource:
    """A `TableSource` over rows in memory: `(key, cells)` each, markers by key where there are any."""

    def __init__(
        self, rows: Sequence[tuple[str, Sequence[Cell]]], markers: dict[str, Piece] | None = None
    ) -> None:
        self._rows = rows
        self._index = {key: index for index, (key, _) in enumerate(rows)}
        self._markers = markers or {}

    @property
    def row_count(self) -> int:
        return len(self._rows)

    def key(self, index: int) -> str:
        return self._rows[index][0]

    def find(self, key: str) -> int | None:
        return self._index.get(key)

    def cells(self, index: int) -> Sequence[Cell]:
        return self._rows[index][1]

    def marker(self, index: int) -> Piece | None:
        return self._markers.get(self.key(index))


class Sort(msgspec.Struct, frozen=True):
    """By which column rows stand, for the arrow in the header."""

    column: str
    descending: bool = False


class RailItem(msgspec.Struct, frozen=True, kw_only=True):
    """A view that can be chosen. `count` None: not known yet; `error`: its query failed, in words."""

    key: str
    title: str
    hint: str = ""  # the key that goes there: "1" … "9"
    count: int | None = None
    asleep: int = 0
    fresh: int = 0
    due: int = 0
    late: int = 0
    error: str = ""


class RailSection(msgspec.Struct, frozen=True):
    """Views under one heading; an empty heading shows none."""

    heading: str
    items: tuple[RailItem, ...]


class Fact(msgspec.Struct, frozen=True):
    """A labelled value; a long value wraps under itself."""

    label: str
    value: Pieces
    key: str = ""  # names the line for those that want to act on it; "" for most


class Para(msgspec.Struct, frozen=True):
    """Free text; wraps; line breaks in it are kept. `indent` in cells."""

    text: Pieces
    indent: int = 0
    key: str = ""


class Row(msgspec.Struct, frozen=True):
    """A line of a small table inside a block: cells under each other, last one wraps."""

    cells: tuple[Cell, ...]
    key: str = ""


class Block(msgspec.Struct, frozen=True):
    """A heading with lines under it; one without lines isn't shown."""

    heading: str
    lines: tuple[Fact | Para | Row, ...]
    aside: str = ""  # right-aligned on the heading's line


class ListRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of a list panel. Headings can't be chosen and stay while a filter shows anything under them."""

    key: str
    pieces: Pieces
    aside: Pieces = ()  # right-aligned
    detail: tuple[Pieces, ...] = ()  # lines under it, shown while the row is opened
    heading: bool = False
    hang: int = 0  # so many pieces stand before those that go on under themselves; 0: what has no room is cut
    haystack: str = ""  # what a filter looks at; the shown text where empty


class Stat(msgspec.Struct, frozen=True):
    """A number with its name, for the pulse line."""

    label: str
    value: str
    tone: str = ""


class PulseView(msgspec.Struct, frozen=True, kw_only=True):
    """The desk in one line. `arrivals` are counts, oldest first. Where room is short, stats go from the end."""

    stats: tuple[Stat, ...] = ()
    arrivals_label: str = ""
    arrivals: tuple[int, ...] = ()
    aside: Pieces = ()  # right-aligned: who, the loader's state, the clock


class KeyHint(msgspec.Struct, frozen=True):
    """A key and what it does, for the footer. A disabled one is drawn dim, in brackets."""

    key: str
    label: str
    enabled: bool = True


class Choice(msgspec.Struct, frozen=True):
    """One answer of several that a single key gives."""

    key: str
    label: str


class PanelView(msgspec.Struct, frozen=True, kw_only=True):
    """One panel of the dashboard: a queue's first rows."""

    key: str
    title: str
    hint: str = ""
    count: int | None = None
    fresh: int = 0
    late: int = 0
    error: str = ""
    empty: str = ""  # what to say where there are no rows
