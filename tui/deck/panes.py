"""Panes with keys of their own, from the registry."""

from typing import ClassVar

from textual.binding import BindingType

from orderdeck.tui.actions.keyboard.bindings import bindings
from orderdeck.tui.actions.keyboard.keymap import default
from orderdeck.tui.actions.model import Scope
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.lines_panel import LinesPanel


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
