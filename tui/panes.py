"""Panes with keys of their own, from the registry."""

from typing import ClassVar

from textual.binding import BindingType

from tui.actions.bindings import bindings
from tui.actions.keymap import default
from tui.actions.model import Scope
from widgets.detail import Detail
from widgets.lines_panel import LinesPanel


class ListPanel(LinesPanel):
    """Files, journal, help and other lists over the orders."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), Scope.PANEL, Scope.INTAKE, Scope.JOURNAL)]


class MessagePage(Detail):
    """A message to a buyer, with what is known and what is missing."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), Scope.MESSAGE)]
