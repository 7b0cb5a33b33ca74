"""The rail: every view with its number, count and what is new in it."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.widget import Widget

from widgets.model import RailSection


class Rail(Widget, can_focus=True):
    """Sections of views under each other; one is current, and in focus one has the cursor."""

    @dataclass
    class ViewChosen(Message):
        """The operator chose a view (enter, or a click)."""

        rail: "Rail"
        key: str

    @dataclass
    class ViewHighlighted(Message):
        """The rail's cursor is on another view."""

        rail: "Rail"
        key: str

    def __init__(
        self,
        *,
        default_bindings: bool = False,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)

    def set_sections(self, sections: Sequence[RailSection]) -> None:
        """Show these; lines that are as before aren't repainted. The cursor stays on its view."""

    def set_current(self, key: str) -> None:
        """Which view the table shows. Posts nothing."""

    @property
    def current(self) -> str: ...

    @property
    def cursor_key(self) -> str | None: ...

    def cursor_down(self, count: int = 1) -> None: ...

    def cursor_up(self, count: int = 1) -> None: ...

    def cursor_first(self) -> None: ...

    def cursor_last(self) -> None: ...

    def half_page_down(self) -> None: ...

    def half_page_up(self) -> None: ...

    def page_down(self) -> None: ...

    def page_up(self) -> None: ...

    def select(self) -> None:
        """Choose the view under the cursor: posts `ViewChosen`."""
