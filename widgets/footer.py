"""The footer: which keys do what here."""

from collections.abc import Sequence

from textual.widget import Widget

from widgets.model import KeyHint


class KeyFooter(Widget):
    """Key hints on one line (or as many as its height), whole ones only, in the order given."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)

    def set_hints(self, hints: Sequence[KeyHint], *, last: KeyHint | None = None) -> None:
        """Show as many as fit; `last` (help) keeps its place at the right end."""
