"""The detail pane: everything on one order, in blocks, scrolled by line."""

from collections.abc import Sequence

from textual.widget import Widget

from widgets.model import Block


class Detail(Widget, can_focus=True):
    """Blocks of facts, text and small tables; wraps by cell width; long ones scroll."""

    def __init__(
        self,
        *,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)

    def set_blocks(self, blocks: Sequence[Block], *, title: str = "", subject: str = "") -> None:
        """Show `blocks` under `title`. The scroll position stays while `subject` (an order's key) does."""

    def show_message(self, text: str, tone: str = "dim") -> None:
        """Centred text in place of blocks."""

    @property
    def position(self) -> tuple[int, int, int]:
        """First line in view, lines that fit, lines in all."""

    def scroll_lines(self, count: int) -> None:
        """Down, or up where negative."""

    def cursor_down(self, count: int = 1) -> None: ...

    def cursor_up(self, count: int = 1) -> None: ...

    def cursor_first(self) -> None: ...

    def cursor_last(self) -> None: ...

    def half_page_down(self) -> None: ...

    def half_page_up(self) -> None: ...

    def page_down(self) -> None: ...

    def page_up(self) -> None: ...
