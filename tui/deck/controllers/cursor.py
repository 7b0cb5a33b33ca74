"""Moving the cursor, in whatever has the focus."""

from typing import Any

from orderdeck.tui.deck.controllers.base import Controller


class CursorController(Controller):
    """Each method moves in the focused pane; all panes speak the same verbs."""

    def down(self) -> None:
        self._pane().cursor_down()

    def up(self) -> None:
        self._pane().cursor_up()

    def first(self) -> None:
        self._pane().cursor_first()

    def last(self) -> None:
        self._pane().cursor_last()

    def half_down(self) -> None:
        self._pane().half_page_down()

    def half_up(self) -> None:
        self._pane().half_page_up()

    def page_down(self) -> None:
        self._pane().page_down()

    def page_up(self) -> None:
        self._pane().page_up()

    def left(self) -> None:
        """Focus the pane to the left."""
        self.deck.focus_beside(-1)

    def right(self) -> None:
        """Focus the pane to the right."""
        self.deck.focus_beside(1)

    def _pane(self) -> Any:
        return self.deck.active_pane()
