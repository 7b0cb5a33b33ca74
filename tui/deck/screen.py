"""The deck's screen: what is where at which size, and which part answers what. It composes and routes, no more."""

import asyncio
import time
from typing import Any, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingsMap, BindingType
from textual.containers import Horizontal
from textual.events import DescendantFocus, Key, Resize
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from orderdeck.data.base.records import Fields
from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.tui.actions import Situation
from orderdeck.tui.actions import disabled_reasons as why_not
from orderdeck.tui.actions.keyboard.bindings import DECK_SCOPES, bindings, own_bindings
from orderdeck.tui.actions.keyboard.keymap import Keymap, default
from orderdeck.tui.actions.keyboard.names import shown
from orderdeck.tui.deck import hearing, layout
from orderdeck.tui.deck.controllers import Controllers
from orderdeck.tui.deck.controllers.stock.board import PANELS as STOCK_PANELS
from orderdeck.tui.deck.handlers import HANDLERS
from orderdeck.tui.deck.panes import ListPanel, MessagePage
from orderdeck.tui.deck.ports import DeckApp
from orderdeck.tui.deck.situation import situation
from orderdeck.tui.deck.stockout_panes import ContactPage, ShortTable, StockTable
from orderdeck.tui.i18n import _, labelled
from orderdeck.tui.i18n.times import MINUTE
from orderdeck.tui.present import asking_keys, chrome
from orderdeck.tui.present.order.next_step import next_step
from orderdeck.tui.present.state import State
from orderdeck.tui.present.view import columns
from orderdeck.tui.present.view.rows import RenderOptions, handed
from orderdeck.widgets.panes.dashboard import Dashboard
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.footer import KeyFooter
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.panes.pulse import Pulse
from orderdeck.widgets.panes.rail import Rail
from orderdeck.widgets.panes.stockout import StockoutPane
from orderdeck.widgets.panes.too_small import TooSmall
from orderdeck.widgets.prompt.status_line import StatusLine
from orderdeck.widgets.prompt.steps import Prompt
from orderdeck.widgets.table.order_table import OrderTable

STARTING: Final = ("left", "order_id", "country", "pieces", "total", "skus", "titles", "buyer")
"""Columns whose titles are painted before the desk has named its views."""
REST_SECONDS: Final = 0.12
"""How long the cursor rests on an order before the detail beside it follows: held keys would send each one."""


class DeckScreen(Screen[None], inherit_bindings=False):
    """Everything on screen. Controllers act on it; it knows neither desk nor files."""

    app: DeckApp
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(default(), *DECK_SCOPES)]

    def __init__(self, state: State, keymap: Keymap, folder: str) -> None:
        super().__init__()
        self.state = state
        self.keymap = keymap
        self.folder = folder
        self.pulse = Pulse(id="pulse")
        self.rail = Rail(id="rail")
        self.table = OrderTable(columns.spoken(STARTING), id="table")
        self.dashboard = Dashboard(id="dashboard")
        self.detail = Detail(id="detail")
        self.lines = ListPanel(id="lines")
        self.commands = LinesPanel(id="commands")
        self.message = MessagePage(id="message")
        self.short = ShortTable(id="short")
        self.stockout = StockoutPane(StockTable(), id="stockout")
        self.contact = ContactPage(id="contact")
        self.status_line = Prompt(id="status")
        self.footer = KeyFooter(id="footer")
        self.too_small = TooSmall(id="too-small")
        self.controls = Controllers(self)
        self._bindings = BindingsMap.merge([self._bindings, BindingsMap(own_bindings(keymap))])
        self._minute = 0
        self._resting: Timer | None = None

    def compose(self) -> ComposeResult:
        yield self.too_small
        yield self.pulse
        with Horizontal(id="body"):
            yield self.rail
            yield self.table
            yield self.dashboard
            yield self.detail
            yield self.lines
            yield self.commands
            yield self.message
            yield self.short
            yield self.stockout
            yield self.contact
        yield self.status_line
        yield self.footer

    def on_mount(self) -> None:
        self.table.show_message(_("Opening the desk…"))
        self.detail.show_message(_("No order selected."))
        self._minute = self.now() // MINUTE
        self.restate_chrome()
        self.place()
        self.set_focus(self.table)
        self._watch_clock()

    # What controllers ask of the deck

    def now(self) -> int:
        """The time in microseconds since the epoch."""
        return time.time_ns() // 1000

    def render_options(self) -> RenderOptions:
        """How rows are to be said now; the clock is cut to the minute so that a row says the same within it."""
        now = self.now() // MINUTE * MINUTE
        return RenderOptions(now, self.state.zone, self.state.operator, self.state.privacy)

    def act(self, action_id: str) -> None:
        """Do an action of the registry, or say why it can't be done."""
        wanted = self.keymap.by_id(action_id)
        action = hearing.heard(self, wanted)
        if action is None:
            hearing.say_where(self, *self.keymap.of(wanted)[:1])
            return
        why = why_not.not_ready(self.situation()) if hearing.too_early(self, action) else None
        why = why or action.refusal(self.situation())
        if why is None and (instead := hearing.slipped(self, action)):
            self.status_line.flash(
                _("The list has just moved: {order} is under the cursor now. Press again.", order=instead),
                "warning",
            )
        elif why is None and hearing.by_caps_lock(self, action):
            self.status_line.flash(
                _(
                    "Is caps lock on? {key} is {label}: press it again to do that.",
                    key=self.key_of(action.id),
                    label=_(action.label),
                ),
                "warning",
            )
        elif why is None and action.command is not None:
            self.controls.commands.start(action.command)
        elif why is None:
            HANDLERS[action.id](self.controls)
        else:
            self.status_line.flash(labelled(action.name, _(why)), "warning")

    def on_key(self, event: Key) -> None:
        """A key, before anything hears it: one that nothing hears here is told where it works."""
        if self.status_line.busy:
            return
        if self.app.by_input_method and not hearing.is_key(self, event.key):
            self.app.not_a_key(event)  # a full-width sign that stands on no key of the deck
        else:
            hearing.say_where(self, event.key)

    def situation(self) -> Situation:
        """What decides which actions can be done."""
        return situation(self)

    def chosen(self) -> list[str]:
        """The orders that an act applies to: the detail's where one is in it, else marks, else the cursor's."""
        if self.in_detail and self.state.subject:
            return [self.state.subject]
        return self.active_table().chosen

    def chosen_one(self) -> str | None:
        """The one order that is looked at."""
        if (self.in_detail or self.state.panel == "message") and self.state.subject:
            return self.state.subject
        return self.active_table().cursor_key

    def order_id(self, order_key: str) -> str:
        """The number that people know the order by."""
        if row := self.row(order_key):
            return str(row["order_id"])
        shown = self.state.detail
        if shown is not None and shown.order_key == order_key and shown.fields.get("order_id"):
            return str(shown.fields["order_id"])
        return self.state.numbers.get(order_key) or number_in(order_key)

    def states_of(self, keys: list[str]) -> dict[str, str]:
        """The state token of each order as it is shown: what the operator decides on."""
        rows = ((key, self.row(key)) for key in keys)
        return {key: row["state"] for key, row in rows if row and row["state"]}

    def rows_of(self, keys: list[str]) -> dict[str, Fields]:
        """What is shown of each order now."""
        return {key: row for key in keys if (row := self.row(key))}

    def queue_of(self, order_key: str) -> str:
        """The queue that an order on screen stands in; "" where it isn't shown."""
        row = self.row(order_key)
        return str(row["queue"]) if row else ""

    def key_of(self, action_id: str) -> str:
        """The key of an action as people read it."""
        keys = self.keymap.keys[action_id]
        return shown(keys[0]) if keys else ":"

    def looked_at(self, order_key: str | None) -> None:
        """The cursor is on another order, or on none: the detail beside it follows."""
        if not order_key and self.state.subject and not self.in_detail:
            self.state.subject, self.state.detail = "", None
            self.controls.panels.restate_detail()
        if not order_key or self.in_detail:
            return
        shown = self.state.detail
        if order_key != self.state.subject or shown is None or shown.order_key != order_key:
            self.state.subject = order_key
            if self._resting is not None:
                self._resting.stop()
            self._resting = self.set_timer(REST_SECONDS, self.controls.panels.refresh_detail)

    def write_to_terminal(self, text: str) -> None:
        """Write an escape sequence past the screen (the clipboard's)."""
        self.app.call_from_thread(self.app.write_raw, text)

    def redraw(self) -> None:
        """Send the whole screen again."""
        self.app.redraw()
        self.place()

    # Panes

    @property
    def wide(self) -> bool:
        """Whether the detail has a pane of its own."""
        return layout.beside(self.size.width, dashboard=self.state.dashboard)

    @property
    def shows_detail(self) -> bool:
        """Whether the detail is on screen."""
        return bool(self.detail.display)

    @property
    def in_detail(self) -> bool:
        """Whether the operator has gone into the detail."""
        return self.state.panel == "detail" or self.focused is self.detail

    def active_table(self) -> OrderTable:
        """The table that has the cursor: one of the dashboard's, a SKU's orders, or the one of the queue."""
        if self.state.panel == "stockout":
            return self.stockout.table
        if self.state.dashboard:
            return self.dashboard.table_of(self.dashboard.current or self.state.view) or self.table
        return self.table

    def active_pane(self) -> Any:
        """What moving moves in."""
        if self.state.panel:
            return self._pane()
        return self.focused if self.focused in (self.rail, self.detail) else self.active_table()

    def focus_beside(self, step: int) -> None:
        """Focus the pane to the left or right; in the dashboard its panels too."""
        if self.state.panel:
            return
        if self.state.dashboard and self.focused not in (self.rail, self.detail):
            self.dashboard.focus_next_panel(step)
            return
        panes: list[Widget] = [p for p in (self.rail, self.active_table(), self.detail) if p.display]
        at = panes.index(self.focused) if self.focused in panes else 1
        self.focus_on(panes[max(0, min(at + step, len(panes) - 1))])

    def focus_on(self, widget: Widget) -> None:
        """Focus `widget`: at once, or once what is being asked is answered: what is typed goes on being typed."""
        if self.status_line.busy:
            self.status_line.return_to(widget)
        else:
            self.set_focus(widget, scroll_visible=False)

    def show_panel(self, panel: str, *, focus: bool = True) -> None:
        """Cover the orders with a panel; "" uncovers them."""
        if self.state.panel in STOCK_PANELS and panel not in ("", "palette", self.state.panel):
            self.state.under.append(self.state.panel)
        if panel in self.state.under:
            del self.state.under[self.state.under.index(panel) :]
        if panel != self.state.panel:
            self.status_line.refusal_over()
        self.state.panel = panel
        self.place()
        if focus:
            self.focus_on(self._pane())
        if not panel:
            self.looked_at(self.active_table().cursor_key)
        self.restate_status()

    def _pane(self) -> Any:
        if not self.state.panel:
            return self.active_table()
        if self.state.panel == "stockout":
            return self.stockout.table
        return getattr(self, layout.pane_of(self.state.panel))

    def place(self) -> None:
        """Show what fits and what is asked for."""
        width, height = self.size
        fits = layout.arrange(width, height, self.state.panel, dashboard=self.state.dashboard)
        self.too_small.display = fits.small
        for part in (self.pulse, self.query_one("#body"), self.status_line, self.footer):
            part.display = not fits.small
        for name in layout.PARTS:
            getattr(self, name).display = name in fits.shown
        self.set_class(fits.beside, "-beside")
        self.rail.widen(fits.rail)
        self.detail.styles.width = fits.detail if fits.beside or self.state.dashboard else "1fr"
        self.too_small.set_text(chrome.too_small(width, height, TooSmall.NEEDS))

    # Words

    def restate_chrome(self) -> None:
        """Rail, pulse, status and footer anew."""
        self.rail.set_sections(chrome.rail_sections(self.state, self.keymap))
        self.pulse.set_pulse(chrome.pulse_view(self.state, self.render_options()))
        self.restate_status()

    def restate_status(self) -> None:
        """Status line and footer anew."""
        table = self.active_table()
        row, options = self.row(table.cursor_key or ""), self.render_options()
        view = self.state.current()
        if row and view is not None and view.kind == "queue" and row["queue"] != view.key:
            row = None  # still that of the queue before
        rest = chrome.rest(
            self.state,
            shown_rows=table.row_count,
            position=table.cursor,
            marked=len(table.marked),
            handed=handed(row, options) if row else "",
            step=next_step(row, options, self.key_of) if row and not self.state.panel else "",
        )
        if self.state.panel in STOCK_PANELS:
            rest = self.controls.stock.rest()
        self.status_line.set_rest(rest)
        question = self.status_line.question
        if question is not None:
            self.footer.set_hints(asking_keys.hints(question, steps=self.status_line.steps is not None))
            return
        hints, last = chrome.hints(self.state.panel, self.keymap, self.situation(), in_detail=self.in_detail)
        self.footer.set_hints(hints, last=last)

    def restate(self) -> None:
        """Everything on screen anew: another language, privacy."""
        self.rail.narrow()
        self.controls.views.restate()
        self.controls.dashboard.restate()
        self.controls.panels.restate()
        self.controls.stock.restate()
        self.restate_chrome()
        self.place()

    def _watch_clock(self) -> None:
        # By the loop itself: a timer of Textual's costs twenty times as much, and many decks stand open idly.
        if self.now() // MINUTE != self._minute:
            self.call_later(self.tick)
        if self.is_attached:
            asyncio.get_running_loop().call_later(1, self._watch_clock)

    def tick(self) -> None:
        """The clock: within a minute nothing on screen depends on it."""
        minute = self.now() // MINUTE
        if minute != self._minute:
            self._minute = minute
            self.controls.views.restate()
            self.controls.dashboard.restate()
            self.controls.stock.restate()
            self.pulse.set_pulse(chrome.pulse_view(self.state, self.render_options()))

    def desk_changed(self) -> None:
        """Rows or counts changed: what is on screen is asked for anew, once, however many changes there were."""
        self.restate_chrome()
        self.controls.views.arrived()
        self.controls.views.refresh()
        self.controls.dashboard.refresh()
        self.controls.panels.refresh_detail()
        self.controls.panels.refresh_list()
        self.controls.stock.refresh()
        self.controls.stock.watch()
        self.controls.whole.watch()
        self.controls.palette.refresh()

    def row(self, key: str) -> Fields | None:
        """What is shown of an order; None where it isn't on screen."""
        source = self.active_table().source
        place = source.find(key) if key else None
        return source.row(place) if place is not None and hasattr(source, "row") else None

    # Messages of the widgets

    def on_resize(self, _event: Resize) -> None:
        self.rail.narrow()
        self.controls.dashboard.resized()
        self.controls.panels.resized()
        # the detail may have found room, and show the order before
        self.looked_at(self.active_table().cursor_key)

    @on(Rail.ViewChosen)
    def _view_chosen(self, event: Rail.ViewChosen) -> None:
        self.controls.views.show(event.key)
        self.focus_on(self.table)

    @on(OrderTable.RowHighlighted)
    def _row_highlighted(self, event: OrderTable.RowHighlighted) -> None:
        if event.table is self.active_table():
            self.looked_at(event.key)
            if self.state.panel == "stockout":
                self.controls.stock.read()
            self.restate_status()

    @on(DescendantFocus)
    def _focused(self, _event: DescendantFocus) -> None:
        self.controls.dashboard.focused()
        self.restate_status()

    @on(OrderTable.RowSelected)
    def _row_selected(self, event: OrderTable.RowSelected) -> None:
        self.controls.panels.open_order(event.key)

    @on(OrderTable.MarksChanged)
    def _marks_changed(self, _event: OrderTable.MarksChanged) -> None:
        self.restate_status()

    @on(StatusLine.Asking)
    def _asking(self, _event: StatusLine.Asking) -> None:
        self.restate_status()

    @on(LinesPanel.RowSelected)
    def _line_selected(self, _event: LinesPanel.RowSelected) -> None:
        self.controls.panels.enter()

    @on(Dashboard.PanelChosen)
    def _panel_chosen(self, event: Dashboard.PanelChosen) -> None:
        self.controls.views.show(event.key)
