"""Panes with keys of their own, from the registry."""

from collections.abc import Callable
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Key

from orderdeck.tui.actions.bindings import bindings
from orderdeck.tui.actions.keymap import default
from orderdeck.tui.actions.model import Scope
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.prompt.status_line import StatusLine


class Prompt(StatusLine):
    """The status line; while `steps` is set, ↑ and ↓ move in a list instead of in what was typed before."""

    steps: Callable[[int], object] | None = None

    async def on_key(self, event: Key) -> None:
        """Runs before the status line's own handler."""
        if self.busy and self.steps is not None and event.key in ("up", "down"):
            event.stop()
            event.prevent_default()
            self.steps(1 if event.key == "down" else -1)


class ListPanel(LinesPanel):
    """Files, journal, help and other lists over the orders."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            default(),
            Scope.PANEL,
            Scope.INTAKE,
            Scope.JOURNAL,
            Scope.PEOPLE,
            Scope.REPORT,
            Scope.OUTBOX,
            Scope.RESTOCK,
        )
    ]


class MessagePage(Detail):
    """A message to a buyer, with what is known and what is missing."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), Scope.MESSAGE)]
