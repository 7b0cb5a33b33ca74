"""All widgets on made-up orders, to look at and to measure.

Run `python -m tests.widgets.gallery [--rows N] [--dashboard]`. Keys: j k g G ctrl+d ctrl+u, space, V; tab between
panes; / filter, d confirm, c one of several, f flash, u change a row, n new row, l lines, D dashboard, A ascii,
T next theme, ctrl+l redraw, q quit.
"""

import argparse
import asyncio
import random
import signal
import time

from textual.app import ComposeResult
from textual.containers import Horizontal

from orderdeck.tui.terminal.thin_app import ThinDisplay
from orderdeck.widgets.glyphs import use_ascii
from orderdeck.widgets.model import Cell, Choice, KeyHint, PanelView, Piece, PulseView, Sort, Stat, plain
from orderdeck.widgets.panes.dashboard import Dashboard
from orderdeck.widgets.panes.detail import Detail
from orderdeck.widgets.panes.footer import KeyFooter
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.panes.pulse import Pulse
from orderdeck.widgets.panes.rail import Rail
from orderdeck.widgets.panes.too_small import TooSmall
from orderdeck.widgets.prompt.rest import Rest
from orderdeck.widgets.prompt.status_line import StatusLine
from orderdeck.widgets.table.order_table import OrderTable
from tests.widgets.invented import COLUMNS, QUEUES, Orders, blocks, intake, sections


class Gallery(ThinDisplay):
    """The deck's layout with nothing behind it."""

    CSS = """
    Screen { layers: base; }
    #body { height: 1fr; }
    Rail { border-right: solid $foreground-muted; width: 23; }
    Detail { width: 46; border-left: solid $foreground-muted; padding: 0 0 0 1; }
    Screen.-ansi Rail, Screen.-ansi Detail { border-right: solid ansi_bright_black; }
    LinesPanel, Dashboard { display: none; }
    """
    BINDINGS = [  # noqa: RUF012
        ("q", "quit"),
        ("slash", "filter"),
        ("d", "confirm"),
        ("c", "choose"),
        ("f", "flash"),
        ("u", "change"),
        ("n", "arrive"),
        ("l", "lines"),
        ("D", "dashboard"),
        ("A", "ascii"),
        ("T", "next_theme"),
        ("ctrl+l", "redraw_all"),
    ]
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        rows: int = 500,
        tick: bool = False,
        dashboard: bool = False,
        flash: float = 6.0,
        theme: str = "ansi-dark",
    ) -> None:
        super().__init__()
        self.flash = flash
        self.rows, self.tick, self.start_with_dashboard = rows, tick, dashboard
        self.orders = Orders(rows)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield Pulse()
        with Horizontal(id="body"):
            yield Rail(default_bindings=True)
            yield OrderTable(COLUMNS, default_bindings=True, flash_seconds=self.flash, id="orders")
            yield Detail(default_bindings=True)
            yield LinesPanel(default_bindings=True)
            yield Dashboard(COLUMNS)
        yield StatusLine()
        yield KeyFooter()
        yield TooSmall()

    async def on_mount(self) -> None:
        for number in (signal.SIGHUP, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, self.exit)
        self.query_one(Rail).set_sections(sections())
        self.query_one(Rail).set_current("stock")
        table = self.query_one("#orders", OrderTable)
        table.set_source(self.orders, sort=Sort("left"))
        table.focus()
        self.query_one(LinesPanel).set_rows(
            intake(), header=plain("  intake", "title"), empty="nothing arrived yet"
        )
        hints = (
            KeyHint("enter", "open"),
            KeyHint("c", "claim"),
            KeyHint("d", "done"),
            KeyHint("t", "message", False),
            KeyHint("space", "mark"),
            KeyHint("/", "filter"),
            KeyHint("y", "copy"),
            KeyHint("u", "undo"),
            KeyHint("tab", "pane"),
        )
        self.query_one(KeyFooter).set_hints(hints, last=KeyHint("?", "help"))
        self.show_pulse()
        if self.tick:
            self.set_interval(1, self.show_pulse)
        await self.fill_dashboard()
        if self.start_with_dashboard:
            self.action_dashboard()

    async def fill_dashboard(self) -> None:
        """Every queue a panel."""
        dashboard = self.query_one(Dashboard)
        views = [
            PanelView(
                key=key,
                title=title,
                hint=str(place),
                count=count,
                fresh=fresh,
                late=late,
                empty="nothing here",
            )
            for place, (key, title, count, fresh, late) in enumerate(QUEUES[:6], 1)
        ]
        await dashboard.set_panels(views)
        for view in views:
            dashboard.update_panel(view, Orders(min(view.count or 0, 50)))

    def show_pulse(self) -> None:
        """The pulse line, with the clock."""
        stats = (
            Stat("open", "30 214"),
            Stat("due", "214", "due"),
            Stat("late", "11", "late"),
            Stat("last", "2 min ago"),
        )
        aside = (
            Piece("anna ", "dim"),
            Piece("idle ", "ok"),
            Piece(time.strftime("%H:%M:%S") if self.tick else "12:00:00"),
        )
        arrivals = tuple(random.Random(3).choices((0, 0, 1, 2, 3, 5, 8, 20), k=24))
        self.query_one(Pulse).set_pulse(
            PulseView(stats=stats, arrivals_label="arrivals", arrivals=arrivals, aside=aside)
        )

    def on_resize(self, event: object) -> None:
        """Panes by size, as the deck has them."""
        width, height = self.size
        small = TooSmall.applies(width, height)
        self.query_one(TooSmall).set_text(f"{width} × {height} is too small\norderdeck needs 60 × 15")
        self.query_one(TooSmall).display = small
        for widget in (self.query_one(Pulse), self.query_one("#body"), self.query_one(StatusLine)):
            widget.display = not small
        self.query_one(KeyFooter).display = not small
        self.query_one(Detail).display = width >= 120 and not self.query_one(Dashboard).display
        self.query_one(Rail).styles.width = 36 if width >= 150 else 23

    def on_order_table_row_highlighted(self, event: OrderTable.RowHighlighted) -> None:
        """Detail and position follow the cursor."""
        if event.table.id != "orders":
            return
        cells = event.table.source.cells(event.index) if event.key else [Cell("")] * 8
        self.query_one(Detail).set_blocks(blocks(cells), title=event.key or "", subject=event.key or "")
        marks = len(event.table.marked)
        self.query_one(StatusLine).set_rest(
            Rest(
                title=plain("Stock-outs 缺货", "bold"),
                said=plain(f"  {marks} marked", "mark") if marks else (),
                right=plain(f"{event.index + 1}/{event.row_count} ", "dim"),
            )
        )

    def action_filter(self) -> None:
        line = self.query_one(StatusLine)

        def changed(text: str) -> None:
            line.set_note(f"{max(0, self.rows - 7 * len(text))} match")

        words = ("country:RU", "country:ES", "地址", "wholesale")

        def complete(text: str) -> list[str]:
            return [word for word in words if word.startswith(text)]

        asked = line.prompt("/", history=words, complete=complete, on_change=changed, placeholder="filter")
        asked.tell(lambda _text: None)

    def action_confirm(self) -> None:
        line = self.query_one(StatusLine)
        asked = line.confirm("mark 3 orders done?")
        asked.tell(lambda yes: line.flash("done" if yes else "left alone", "ok", self.flash))

    def action_choose(self) -> None:
        line = self.query_one(StatusLine)
        choices = (Choice("i", "id"), Choice("a", "address"), Choice("m", "message"))
        asked = line.choose("copy", choices)
        asked.tell(lambda key: line.flash(f"copied {key}", seconds=self.flash))

    def action_flash(self) -> None:
        self.query_one(StatusLine).flash("orders-17.xlsx: no order id column [no match]", "error", self.flash)

    def action_change(self) -> None:
        table = self.query_one("#orders", OrderTable)
        row = min(table.cursor + 2, self.rows - 1) - self.orders.new
        self.orders = Orders(self.rows, self.orders.changed ^ {row}, self.orders.new)
        table.set_source(self.orders, sort=Sort("left"))

    def action_arrive(self) -> None:
        self.orders = Orders(self.rows, self.orders.changed, self.orders.new + 1)
        self.query_one("#orders", OrderTable).set_source(self.orders, sort=Sort("left"))

    def action_lines(self) -> None:
        panel = self.query_one(LinesPanel)
        panel.display = not panel.display
        self.query_one("#orders").display = not panel.display
        self.screen.set_focus(panel if panel.display else self.query_one("#orders"))

    def action_dashboard(self) -> None:
        dashboard = self.query_one(Dashboard)
        dashboard.display = not dashboard.display
        for widget in (self.query_one("#orders"), self.query_one(Detail)):
            widget.display = not dashboard.display
        dashboard.focus_next_panel()

    def action_ascii(self) -> None:
        self.ascii = not getattr(self, "ascii", False)
        use_ascii(self.ascii)
        for widget in self.query("*"):
            widget.refresh()

    def action_next_theme(self) -> None:
        names = ["ansi-dark", "ansi-light", "textual-dark", "nord", "textual-light"]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_redraw_all(self) -> None:
        self.redraw()


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=500)
    options.add_argument("--no-tick", action="store_true")
    options.add_argument("--dashboard", action="store_true")
    options.add_argument("--flash", type=float, default=6.0)
    options.add_argument("--theme", default="ansi-dark")
    given = options.parse_args()
    Gallery(given.rows, not given.no_tick, given.dashboard, given.flash, given.theme).run(mouse=False)


if __name__ == "__main__":
    main()
