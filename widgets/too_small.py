"""What is shown where the terminal is too small to work in."""

from textual.widget import Widget


class TooSmall(Widget):
    """Says the size there is and the size needed, in words that the app gives."""

    MIN_WIDTH = 60
    MIN_HEIGHT = 15

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)

    @classmethod
    def applies(cls, width: int, height: int) -> bool:
        """Whether a terminal of this size is too small."""
        return width < cls.MIN_WIDTH or height < cls.MIN_HEIGHT

    def set_text(self, text: str) -> None:
        """The message, `\\n` between lines."""
