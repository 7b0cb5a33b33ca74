"""Several queues at once: the dashboard, and what the size of the terminal makes of the deck."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from orderdeck.data.base.records import View
from orderdeck.tui.deck import layout
from orderdeck.tui.deck.controllers.base import Controller
from orderdeck.tui.deck.controllers.shown.views import snapshot
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.i18n import _, labelled, phrases, times
from orderdeck.tui.present import chrome, day
from orderdeck.tui.present.panels.empty_states import nothing
from orderdeck.tui.present.view import columns
from orderdeck.tui.present.view.rows import FrameSource, RenderOptions
from orderdeck.widgets.model import PanelView, Piece, Pieces
from orderdeck.widgets.prompt.flow import flow

if TYPE_CHECKING:
    from orderdeck.data.reports.hours import Hours
    from orderdeck.tui.service.desk_service import DeskService

ROWS = 60
"""Rows of a queue that its panel gets: more than any panel shows."""


WHY: Final = ("left", "order_id", "reasons", "claimed_by")
"""Columns of a panel whose orders stand there for reasons of their own: nothing takes their room."""
WHAT: Final = ("left", "order_id", "country", "pieces", "total", "skus", "titles", "claimed_by")
"""Columns of one whose orders don't."""


def columns_of(view: str) -> tuple[str, ...]:
    """The columns of a view's panel: its remarks, why its orders are there, or what is in them."""
    shown = columns.keys_of(view)
    if "kinds" in shown:
        return ("left", "order_id", "kinds", "remark", "claimed_by")
    return WHY if "reasons" in shown else WHAT


KEPT_VIEWS = ("standard",)
"""Views that have a panel whenever they have orders: most orders stand there."""


class DashboardController(Controller):
    """The dashboard opens by itself once, where there is room; from then on the operator decides."""

    def __init__(self, deck: Deck) -> None:
        super().__init__(deck)
        self._decided = False
        self._called = ""  # the view whose panel was asked for by its number
        self._landed = ""  # the one whose panel is to be looked at next
        self._set: list[str] = []  # the panels that there are
        self._order = ""  # the order to put the cursor on once the panels have rows

    def toggle(self) -> None:
        """Switch the dashboard on or off. The operator stays where they are: in that view, on that order."""
        self._decided = True
        order = self.deck.active_table().cursor_key or ""
        if self.state.dashboard:
            self._switch(False, order)
        else:
            self._called, self._order = self.state.view, order
            self.state.dashboard = True
            self.deck.run_worker(self._open(self.state.view), group="dashboard", exclusive=True)

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
        if self.state.dashboard and not layout.dashboard_fits(*self.deck.size):
            self._switch(False)
        self.deck.place()
        self.refresh()
        self.deck.restate_status()

    def focused(self) -> None:
        """The operator went to another panel of the dashboard: that is the view looked at now."""
        deck, key = self.deck, self.deck.dashboard.current
        if self.state.dashboard and key and not self.state.panel:
            if key not in (self.state.view, self._landed):
                deck.controls.views.moved()
            self.state.view = key
            if key == self._landed:
                self._landed = ""
            deck.rail.set_current(key)
            deck.looked_at(deck.active_table().cursor_key)
            deck.restate_status()

    def call(self, key: str) -> None:
        """Go to the panel of a view; one that has none gets one."""
        self._called = key
        if key != self.deck.dashboard.current:
            # Else what arrives meanwhile lays panels out for the one looked at, and the key is lost.
            self._landed = key
        self.deck.run_worker(self._open(key), group="dashboard", exclusive=True)

    def land(self, key: str) -> None:
        """Go to the panel of a view that has orders by now, from one that has none: it makes way."""
        self._landed = key
        self.deck.run_worker(self._open(key), group="dashboard", exclusive=True)

    def refresh(self) -> None:
        """Ask for the rows of all panels, and for the hours; there may be other panels by now."""
        if not self.state.dashboard:
            return
        if [view.key for view in self._views()] != self._set:
            self.deck.run_worker(self._open(self._looked_at()), group="dashboard", exclusive=True)
        else:
            self._fill()

    @flow
    async def _fill(self) -> None:
        work = partial(panels, keys=list(self._set), options=self.deck.render_options())
        shown: Shown = await self.desk("dashboard", work)
        self._update_panels(shown.sources)
        order, self._order = self._order, ""
        table = self.deck.dashboard.table_of(self.state.view) if order else None
        if table is not None and table.move_to_key(order):
            self.deck.looked_at(order)
        self.deck.dashboard.charts.set_charts(day.charts(shown.hours, self.state.zone))

    def restate(self) -> None:
        """Titles in another language, rows said in another way."""
        if self.state.dashboard:
            self.refresh()

    def _switch(self, on: bool, order: str = "") -> None:
        self.state.dashboard = on
        if on:
            self.deck.run_worker(self._open(), group="dashboard", exclusive=True)
        else:
            self.deck.place()
            self.deck.rail.set_current(self.state.view)
            self.deck.focus_on(self.deck.table)
            self.deck.controls.views.go_to(order)

    async def _open(self, focus: str = "") -> None:
        deck, views = self.deck, self._views()
        self._set = [view.key for view in views]
        await deck.dashboard.set_panels(list(self._panels()))
        deck.place()
        if views and not deck.state.panel and not deck.dashboard.focus_panel(focus):
            deck.dashboard.focus_panel(views[0].key)
        self._fill()

    def _views(self) -> list[View]:
        """The panels: queues that have orders, in their order, as many as there is room for; among them the one
        called, the one looked at and the KEPT_VIEWS. Where nothing has any, the first queue says why."""
        asked = (self._called, self._looked_at())
        queues = [view for view in self.state.views if view.kind != "lens" or view.key == self._called]
        full = [view for view in queues if view.count or view.error or view.key in asked]
        room = layout.dashboard_panels(self.deck.size.height)
        chosen = {view.key for view in full if view.key in asked or view.key in KEPT_VIEWS}
        for view in full:
            if len(chosen) < room:
                chosen.add(view.key)
        return [view for view in queues if view.key in chosen] or queues[:1]

    def _looked_at(self) -> str:
        return self._landed or self.deck.dashboard.current or ""

    def _folded(self) -> Pieces:
        """The queues that have no panel: those with orders by number, then the empty ones."""
        shown = {view.key for view in self._views()}
        rest = [view for view in self.state.views if view.kind != "lens" and view.key not in shown]
        full = [f"{chrome.title(view.title, view.key)} {view.count}" for view in rest if view.count]
        empty = [chrome.title(view.title, view.key) for view in rest if not view.count]
        pieces: list[Piece] = []
        if full:
            pieces += [Piece(" " + labelled(_("Also"), phrases.joined(full)) + "  ", "")]
        if empty:
            pieces.append(Piece(" " + labelled(_("Empty"), phrases.joined(empty)), "dim"))
        return tuple(pieces)

    def say_empty(self) -> None:
        """Why panels have no rows is another by now."""
        if self.state.dashboard:
            self._update_panels({})

    def _update_panels(self, sources: dict[str, FrameSource]) -> None:
        for panel in self._panels():
            source = sources.get(panel.key)
            titles = None if source is None else columns.spoken(source.columns, panel.key)
            self.deck.dashboard.update_panel(panel, source, titles)
        self.deck.dashboard.folded.set_pieces(self._folded())

    def _panels(self) -> Iterator[PanelView]:
        """All panels; why there are no orders at all is said in full by the first alone."""
        for place, view in enumerate(self._views()):
            empty = nothing(self.state, view, self.deck.folder)
            hint = chrome.view_key(self.state.views.index(view) + 1, self.deck.keymap)
            yield _panel(view, empty if not place else empty.partition("\n")[0], hint)


class Shown(NamedTuple):
    """What the dashboard shows: the first rows of each panel's view, and the hours of the day."""

    sources: dict[str, FrameSource]
    hours: "Hours"


def panels(desk: "DeskService", *, keys: list[str], options: RenderOptions) -> Shown:
    """The first rows of several views, and the hours of the day; runs in the desk's thread."""
    made = {}
    for key in keys:
        first = partial(
            snapshot, desk, key=key, words="", sort=None, options=options, limit=ROWS, kept=("remark",)
        )
        source = first(shown=columns_of(key))
        made[key] = first(shown=WHAT) if "reasons" in source.alike else source
    return Shown(made, desk.hours(times.begin_of_day(options.now, options.zone)))


def _panel(view: View, empty: str, hint: str) -> PanelView:
    return PanelView(
        key=view.key,
        hint=hint,
        title=chrome.title(view.title, view.key),
        count=chrome.awake(view),
        fresh=view.fresh,
        late=view.late,
        error=view.error,
        empty=empty,
    )
