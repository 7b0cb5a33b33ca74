"""Drawing over a thin line: only changed cells are sent, and only the newest picture.

All use of Textual's private parts (pinned: 8.2.8) is in this file. `ORDERDECK_DISPLAY=plain` turns it off.
"""

from typing import Any

from textual.app import App
from textual.widget import Widget


class ThinDisplay(App[Any]):
    """Mixed into the app *before* `App`: `class Deck(ThinDisplay): …`.

    The app calls `redraw()` for ctrl+l; resize and resume are seen to here.
    """

    def redraw(self) -> None:
        """Forget what the terminal shows and send everything again (ctrl+l); reads the size anew."""

    def get_loading_widget(self) -> Widget:
        """A still widget: Textual's animated one sends 77 kB/s."""
        return Widget()
