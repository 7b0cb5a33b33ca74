"""Panes of stock-outs with keys of their own, from the registry."""

from typing import ClassVar

from textual.binding import BindingType

from orderdeck.tui.actions.keyboard.bindings import bindings
from orderdeck.tui.actions.keyboard.keymap import default
from orderdeck.tui.actions.model import Scope
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.table.order_table import OrderTable


class StockTable(OrderTable):
    """The orders of one SKU."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), Scope.STOCKOUT)]


class ShortTable(OrderTable):
    """All short SKUs."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), Scope.SHORT)]


class ContactPage(Detail):
    """A message of a run to buyers."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), Scope.CONTACT)]
