"""Several queues at once: the dashboard, and what the size of the terminal makes of the deck."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from orderdeck.data.base.records import View
from orderdeck.tui.deck import layout
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.controllers.views import snapshot
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.present import chrome, columns
from orderdeck.tui.present.panels.empty_states import nothing
from orderdeck.tui.present.rows import FrameSource, RenderOptions
from orderdeck.widgets.model import Column, PanelView
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.tui.service.desk_service import DeskService

ROWS = 60
"""Rows of a queue that its panel gets: more than any panel shows."""
COLUMNS = ("left", "order_id", "country", "pieces", "total", "titles")
"""Columns of the dashboard's panels."""


class DashboardController(Controller):
    """The dashboard opens by itself once, where there is room; from then on the operator decides."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._decided = False

    def toggle(self) -> None:
        """Switch the dashboard on or off."""
        self._decided = True
        self._switch(not self.state.dashboard)

    def leave(self) -> None:
        """Go to one queue."""
        if self.state.dashboard:
            self._decided = True
            self._switch(False)

    def opened(self) -> None:
        """The desk is open: the dashboard where there is room for it."""
        if not self._decided and layout.dashboard(*self.deck.size):
            self._switch(True)

    def resized(self) -> None:
        """The terminal has another size."""
        if self.state.dashboard and not layout.dashboard(*self.deck.size):
            self._switch(False)
        self.deck.place()
        self.deck.restate_status()

    def focused(self) -> None:
        """The operator went to another panel of the dashboard: that is the view looked at now."""
        deck, key = self.deck, self.deck.dashboard.current
        if self.state.dashboard and key and not self.state.panel:
            self.state.view = key
            deck.rail.set_current(key)
            deck.looked_at(deck.active_table().cursor_key)
            deck.restate_status()

    @flow
    async def refresh(self) -> None:
        """Ask for the rows of all panels."""
        if self.state.dashboard:
            keys = [view.key for view in self._views()]
            work = partial(panels, keys=keys, options=self.deck.render_options())
            self._update_panels(await self.desk("dashboard", work))

    def restate(self) -> None:
        """Titles in another language, rows said in another way."""
        if self.state.dashboard:
            self.deck.dashboard.set_columns(_columns())
            self.refresh()

    def _switch(self, on: bool) -> None:
        self.state.dashboard = on
        if on:
            self.deck.run_worker(self._open(), group="dashboard", exclusive=True)
        else:
            self.deck.place()
            self.deck.rail.set_current(self.state.view)
            self.deck.focus_on(self.deck.table)
            self.deck.controls.views.refresh()

    async def _open(self) -> None:
        deck = self.deck
        deck.dashboard.set_columns(_columns())
        await deck.dashboard.set_panels(list(self._panels()))
        deck.place()
        first = self._views()
        if first:
            deck.dashboard.focus_panel(first[0].key)
        self.refresh()

    def _views(self) -> list[View]:
        """The panels: queues that have orders, then the empty ones, in their order."""
        queues = [view for view in self.state.views if view.kind != "lens"]
        chosen = [v for v in queues if v.count][: layout.DASHBOARD_PANELS]
        rest = [v for v in queues if v not in chosen][: layout.DASHBOARD_PANELS - len(chosen)]
        return [view for view in queues if view in chosen or view in rest]

    def say_empty(self) -> None:
        """Why panels have no rows is another by now."""
        if self.state.dashboard:
            self._update_panels({})

    def _update_panels(self, sources: dict[str, FrameSource]) -> None:
        for panel in self._panels():
            self.deck.dashboard.update_panel(panel, sources.get(panel.key))

    def _panels(self) -> Iterator[PanelView]:
        """All panels; why there are no orders at all is said in full by the first alone."""
        for place, view in enumerate(self._views()):
            empty = nothing(self.state, view, self.deck.folder)
            yield _panel(view, empty if not place else empty.partition("\n")[0])


def panels(desk: "DeskService", *, keys: list[str], options: RenderOptions) -> dict[str, FrameSource]:
    """The first rows of several views; runs in the desk's thread."""
    made = {}
    for key in keys:
        source = snapshot(desk, key=key, words="", sort=None, shown=COLUMNS, options=options, limit=ROWS)
        made[key] = source
    return made


def _columns() -> list[Column]:
    return columns.spoken(COLUMNS)


def _panel(view: View, empty: str) -> PanelView:
    return PanelView(
        key=view.key,
        title=chrome.title(view.title, view.key),
        count=view.count,
        fresh=view.fresh,
        late=view.late,
        error=view.error,
        empty=empty,
    )
