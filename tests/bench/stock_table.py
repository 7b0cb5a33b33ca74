"""The baseline: the gallery's orders in Textual's own DataTable, drawn as Textual draws."""

import argparse
import time

from textual.app import App, ComposeResult
from textual.coordinate import Coordinate
from textual.widgets import DataTable, Input, Static

from tests.widgets.invented import COLUMNS, Orders


class Stock(App[None]):
    """A pulse line with a clock, a table, an input for the filter."""

    BINDINGS = [("j", "down"), ("u", "change"), ("slash", "filter"), ("d", "confirm"), ("q", "quit")]  # noqa: RUF012
    CSS = "Input { display: none; }"

    def __init__(self, rows: int, tick: bool) -> None:
        super().__init__()
        self.rows, self.tick = rows, tick

    def compose(self) -> ComposeResult:
        yield Static(id="clock")
        yield DataTable(cursor_type="row")
        yield Static(id="status")
        yield Input()

    def on_mount(self) -> None:
        table: DataTable[str] = self.query_one(DataTable)
        for column in COLUMNS:
            table.add_column(column.title, width=column.width or column.max_width or 40, key=column.key)
        orders = Orders(self.rows)
        table.add_rows([cell.text for cell in orders.cells(row)] for row in range(self.rows))
        table.focus()
        if self.tick:
            self.set_interval(1, lambda: self.query_one("#clock", Static).update(time.strftime("%H:%M:%S")))

    def action_down(self) -> None:
        self.query_one(DataTable).action_cursor_down()

    def action_change(self) -> None:
        table: DataTable[str] = self.query_one(DataTable)
        table.update_cell_at(Coordinate(2 if table.cursor_row else 1, 2), time.strftime("changed %S"))

    def action_filter(self) -> None:
        self.query_one(Input).display = True
        self.query_one(Input).focus()

    def action_confirm(self) -> None:
        self.query_one("#status", Static).update("mark 3 orders done? (y/N)")


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--rows", type=int, default=500)
    options.add_argument("--no-tick", action="store_true")
    given = options.parse_args()
    Stock(given.rows, not given.no_tick).run(mouse=False)
