"""The dashboard: the first rows of several queues at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.containers import Container
from textual.message import Message

from widgets.model import Column, PanelView, TableSource
from widgets.order_table import OrderTable


class Dashboard(Container):
    """Panels in a grid that follows the size; each a title line over a small order table.

    Row messages come from the panels' `OrderTable`s; `panel_of(table)` says which view they belong to.
    """

    @dataclass
    class PanelChosen(Message):
        """The operator went to a panel's view as a whole (a click on its title, or `choose`)."""

        dashboard: "Dashboard"
        key: str

    def __init__(
        self,
        columns: Sequence[Column] = (),
        *,
        name: str | None = None,
        id: str | None = None,  # noqa: A002
        classes: str | None = None,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """The columns of all panels; they drop out by priority as everywhere."""

    async def set_panels(self, views: Sequence[PanelView]) -> None:
        """Which panels there are, in order; those that stay keep cursor and rows."""

    def update_panel(self, view: PanelView, source: TableSource | None = None) -> None:
        """A panel's title line, and its rows where given."""

    def panel_of(self, table: OrderTable) -> str | None:
        """The key of the view that `table` shows."""

    def table_of(self, key: str) -> OrderTable | None:
        """The table of a view."""

    @property
    def current(self) -> str | None:
        """The view whose panel has the focus."""

    def focus_panel(self, key: str) -> bool:
        """Focus a panel by its view."""

    def focus_next_panel(self, step: int = 1) -> None:
        """Focus the next panel, or the previous with -1."""

    def choose(self) -> None:
        """Posts `PanelChosen` for the focused panel."""
