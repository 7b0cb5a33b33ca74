"""All widgets on made-up orders, to look at and to measure.

Run `python tests/widgets/gallery.py [--rows N] [--dashboard]`. Keys: j k g G ctrl+d ctrl+u, space, V; tab between
panes; / filter, d confirm, c one of several, f flash, u change a row, n new row, l lines, D dashboard, A ascii,
T next theme, ctrl+l redraw, q quit.
"""

import argparse
import asyncio
import random
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from textual.app import ComposeResult
from textual.containers import Horizontal

from tui.display import ThinDisplay
from widgets.dashboard import Dashboard
from widgets.detail import Detail
from widgets.footer import KeyFooter
from widgets.glyphs import use_ascii
from widgets.lines_panel import LinesPanel
from widgets.model import (
    Block,
    Cell,
    Choice,
    Column,
    Fact,
    KeyHint,
    ListRow,
    PanelView,
    Para,
    Piece,
    PulseView,
    RailItem,
    RailSection,
    Row,
    Sort,
    Stat,
    plain,
)
from widgets.order_table import OrderTable
from widgets.pulse import Pulse
from widgets.rail import Rail
from widgets.status_line import StatusLine
from widgets.too_small import TooSmall

COLUMNS = (
    Column(key="left", title="left", width=6, align="right", live=True),
    Column(key="order", title="order", width=16),
    Column(key="why", title="why", flex=2, min_width=8, max_width=30),
    Column(key="pcs", title="pcs", width=4, align="right", drop=1),
    Column(key="total", title="total", width=11, align="right", drop=3),
    Column(key="country", title="to", width=2, drop=2),
    Column(key="buyer", title="buyer", flex=1, min_width=10, max_width=22, drop=5),
    Column(key="items", title="items", flex=3, min_width=14, drop=4),
)
BUYERS = (
    "Иванов Сергей",
    "王小明",
    "María Núñez",
    "Jürgen Groß",
    "李娜",
    "Ольга Петрова",
    "J. Smith",
    "João Conceição",
)
ITEMS = (
    "【正品】无线蓝牙耳机 TWS 降噪 × 2",
    "Wireless earbuds [black] × 12",
    "Чехол для iPhone 15, синий × 3",
    "USB-C 快充线 2m 编织 × 40",
    "Mechanical keyboard, 87 keys, ISO-DE × 1",
    "LED 灯带 5m RGB (含遥控器) × 6",
)
WHY = (
    "short 3 of 12",
    "wholesale: 40 pcs",
    "DHL Express",
    "地址要改",
    "invoice asked",
    "изменить цвет",
    "late",
    "",
)
COUNTRIES = ("RU", "ES", "FR", "BR", "US", "KZ", "PL", "DE")


class Orders:
    """Made-up orders without end, the same for a seed; some may be changed, and new ones put before them."""

    def __init__(self, count: int, changed: frozenset[int] = frozenset(), new: int = 0) -> None:
        self.count, self.changed, self.new = count, changed, new

    @property
    def row_count(self) -> int:
        return self.count + self.new

    def key(self, index: int) -> str:
        return f"{8_201_000_000_000_000 + (index - self.new) * 7919}"

    def find(self, key: str) -> int | None:
        place, rest = divmod(int(key) - 8_201_000_000_000_000, 7919)
        return place + self.new if rest == 0 and -self.new <= place < self.count else None

    def cells(self, index: int) -> Sequence[Cell]:
        place = index - self.new
        pick = random.Random(place)
        hours = place // 3 - 9
        tone = "late" if hours < 0 else "due" if hours < 24 else ""
        left = f"{hours}h" if hours < 48 else f"{hours // 24}d"
        why = "changed just now" if place in self.changed else WHY[place % len(WHY)]
        return (
            Cell(left, tone),
            Cell(self.key(index)),
            Cell(why, "due" if "short" in why else ""),
            Cell(str(pick.randint(1, 60))),
            Cell(f"{pick.randint(300, 99999) / 100:.2f} USD"),
            Cell(pick.choice(COUNTRIES), "dim"),
            Cell(pick.choice(BUYERS)),
            Cell(pick.choice(ITEMS), "dim"),
        )

    def marker(self, index: int) -> Piece | None:
        place = index - self.new
        if place < 0 or place % 11 == 0:
            return Piece("+", "fresh")
        return Piece("@", "accent") if place % 7 == 3 else None


QUEUES = (
    ("cancel", "Cancel requests", 3, 1, 1),
    ("stock", "Stock-outs 缺货", 128, 4, 9),
    ("unpaid", "Wholesale, unpaid", 17, 0, 0),
    ("remarks", "Remarks 备注", 42, 2, 0),
    ("wholesale", "Wholesale", 9, 0, 1),
    ("express", "Express", 31, 5, 0),
    ("standard", "Standard", 29_770, 12, 0),
    ("hold", "On hold", 0, 0, 0),
    ("awaiting", "Awaiting payment", 211, 0, 0),
)


def sections() -> tuple[RailSection, ...]:
    """The rail's content."""
    items = tuple(
        RailItem(key=key, title=title, hint=str(place), count=count, fresh=fresh, late=late, asleep=place % 3)
        for place, (key, title, count, fresh, late) in enumerate(QUEUES, 1)
    )
    lenses = (
        RailItem(key="due", title="Due", count=214, late=11),
        RailItem(key="mine", title="Mine", count=2),
    )
    own = (
        RailItem(key="bad", title="Brazil 巴西", error="no such column"),
        RailItem(key="x", title="Big ones"),
    )
    return RailSection("queues", items), RailSection("panels", own), RailSection("lenses", lenses)


def blocks(cells: Sequence[Cell]) -> tuple[Block, ...]:
    """The detail pane's content."""
    head = Block(
        "order",
        (
            Fact("status", plain("等待您发货 · to be shipped")),
            Fact("ship by", (Piece("2026-03-14 08:00"), Piece("  in 5 h", "due"))),
            Fact("paid", plain("2026-03-11 17:22")),
            Fact("total", plain(cells[4].text, "bold")),
            Fact("service", plain("AliExpress Standard Shipping")),
        ),
        aside="AliExpress · 店铺一",
    )
    why = Block(
        "why here", (Para(plain("short: 3 of 12 of CASE-15-BL · wholesale: 12 pieces in one line", "due")),)
    )
    lines = Block(
        "lines",
        (
            Row(
                (
                    Cell("12", align="right"),
                    Cell("CASE-15-BL"),
                    Cell("Чехол для iPhone 15, силиконовый, синий [blue]"),
                )
            ),
            Row(
                (
                    Cell("2", align="right"),
                    Cell("TWS-9"),
                    Cell("【正品】无线蓝牙耳机 TWS 降噪 入耳式 运动防水"),
                )
            ),
        ),
    )
    remark = Block(
        "remark",
        (Para(plain("请改地址：广州市天河区… Пожалуйста, положите счёт. [/b] Don't fold!")),),
        aside="address · invoice",
    )
    to = Block("to", (Para(plain(f"{cells[6].text}\nул. Ленина 12, кв. 5\n101000 Москва\n{cells[5].text}")),))
    history = Block(
        "history",
        (
            Row((Cell("03-11 17:22", "dim"), Cell("paid"))),
            Row((Cell("03-11 17:20", "dim"), Cell("placed"))),
            Row((Cell("03-12 09:00", "dim"), Cell("read from orders-20260312.xlsx, row 17"))),
        ),
    )
    return head, why, lines, remark, to, history


def intake() -> list[ListRow]:
    """The list panel's content."""
    rows = [ListRow(key="h1", pieces=plain("today"), heading=True)]
    for place in range(40):
        refused = place % 7 == 5
        state = Piece("refused ", "error") if refused else Piece("loaded  ", "ok")
        name = f"订单导出_2026031{place % 10}_{place}.xlsx" if place % 2 else f"orders-{place}.csv"
        aside = plain("no order id column" if refused else f"{place * 13} orders", "dim")
        detail = (
            (plain("row 17: id ruined by Excel (3.03127E+15)"), plain("row 40: no date [x]"))
            if place % 3 == 0
            else ()
        )
        rows.append(ListRow(key=str(place), pieces=(state, Piece(name)), aside=aside, detail=detail))
        if place == 12:
            rows.append(ListRow(key="h2", pieces=plain("yesterday"), heading=True))
    return rows


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
        left = (Piece("Stock-outs 缺货", "bold"), Piece(f"  {marks} marked" if marks else "", "mark"))
        self.query_one(StatusLine).set_rest(left, plain(f"{event.index + 1}/{event.row_count} ", "dim"))

    def action_filter(self) -> None:
        line = self.query_one(StatusLine)

        def changed(text: str) -> None:
            line.set_note(f"{max(0, self.rows - 7 * len(text))} match")

        words = ("country:RU", "country:ES", "地址", "wholesale")

        def complete(text: str) -> list[str]:
            return [word for word in words if word.startswith(text)]

        line.ask_text(
            "/", lambda text: None, history=words, complete=complete, on_change=changed, placeholder="filter"
        )

    def action_confirm(self) -> None:
        line = self.query_one(StatusLine)
        line.ask_confirm(
            "mark 3 orders done?", lambda yes: line.flash("done" if yes else "left alone", "ok", self.flash)
        )

    def action_choose(self) -> None:
        line = self.query_one(StatusLine)
        choices = (Choice("i", "id"), Choice("a", "address"), Choice("m", "message"))
        line.ask_choice("copy", choices, lambda key: line.flash(f"copied {key}", seconds=self.flash))

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
