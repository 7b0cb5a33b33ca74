"""What is shown where the terminal is too small to work in."""

from textual.strip import Strip

from orderdeck.widgets.drawn import Drawn


class TooSmall(Drawn):
    """Says the size there is and the size needed, in words that the app gives."""

    NEEDS = (60, 15)
    """Columns and rows."""

    def __init__(
        self,
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self._text = ""

    @classmethod
    def applies(cls, width: int, height: int) -> bool:
        """Whether a terminal of this size is too small."""
        return width < cls.NEEDS[0] or height < cls.NEEDS[1]

    def set_text(self, text: str) -> None:
        """The message, `\\n` between lines."""
        if text != self._text:
            self._text = text
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line, centred."""
        return self.message_line(y, 0, self.content_size.height, self._text, "bold")
