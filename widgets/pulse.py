"""The pulse: the desk in one line."""

from textual.widget import Widget

from widgets.model import PulseView


class Pulse(Widget):
    """Stats from the left, arrivals as a sparkline, who and the loader's state at the right; drops what doesn't fit."""

    def __init__(self, *, name: str | None = None, id: str | None = None, classes: str | None = None) -> None:  # noqa: A002
        super().__init__(name=name, id=id, classes=classes)

    def set_pulse(self, view: PulseView) -> None:
        """Show this; nothing is repainted where it is as before."""
