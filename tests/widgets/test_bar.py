"""What a move of the cursor costs on the wire, however wide the table is."""

import pytest
from textual.pilot import Pilot

from orderdeck.tui.terminal.cell_buffer import Picture
from orderdeck.tui.terminal.thin_app import _sgr
from orderdeck.widgets.drawn import BAR, Drawn
from orderdeck.widgets.model import Cell, Column, ListRow, ListSource, Piece
from orderdeck.widgets.panes.lines_panel import LinesPanel
from orderdeck.widgets.table import paint
from orderdeck.widgets.table.order_table import OrderTable
from tests.widgets.conftest import Show

COLUMNS = (
    Column(key="left", title="left", width=8, align="right"),
    Column(key="id", title="order", width=16),
    Column(key="to", title="to", width=3),
    Column(key="total", title="amount", width=11, align="right"),
    Column(key="sku", title="SKU", width=12, flex=1, drop=1),
    Column(key="titles", title="products", width=20, flex=2, drop=2),
    Column(key="badges", title="notes", width=12, drop=3),
)
CELLS = (
    "late 18h",
    "8190518162650177",
    "DE",
    "5.03 USD",
    "手机支架-K8",
    "桌面手机支架 可折叠升降 铝合金平板懒人",
    "late? gone?",
)
TONES = ("late", "", "", "", "", "", "fresh")


@pytest.mark.parametrize("width", [53, 72, 77, 92, 113, 168])
async def test_a_move_of_the_cursor_leaves_room_for_what_the_status_line_says(show: Show, width: int) -> None:
    cells = tuple(Cell(text, tone) for text, tone in zip(CELLS, TONES, strict=True))
    table = OrderTable(COLUMNS, default_bindings=True)
    table.set_source(ListSource([(key, cells) for key in "abc"]))
    async with show(table, size=(width, 6)) as pilot:
        move, barred = await moved(pilot, table, (width, 6))
        assert barred[:GUTTERED] == [True] * GUTTERED, "the order number stands in it"
        assert len(move.encode()) <= 150
        assert GUTTERED <= sum(barred) <= paint.BAR


GUTTERED = 3 + 8 + 1 + 16


@pytest.mark.parametrize("width", [53, 77, 118, 198])
async def test_nor_does_one_in_a_list_of_lines(show: Show, width: int) -> None:
    pieces = (
        Piece(" 3  loaded   "),
        Piece("690 "),
        Piece(" 12 rejected ", "late"),
        Piece("aliexpress  订单导出_20261130_180807.xlsx  一个很长的文件名 and what was noted of it besides"),
    )
    panel = LinesPanel(default_bindings=True)
    async with show(panel, size=(width, 6)) as pilot:
        panel.set_rows([ListRow(key=key, pieces=pieces) for key in "abc"])
        await pilot.pause()
        move, barred = await moved(pilot, panel, (width, 6))
        assert len(move.encode()) <= 200
        assert 0 < sum(barred) <= (BAR if width > BAR else width)


async def moved(pilot: Pilot[None], widget: Drawn, size: tuple[int, int]) -> tuple[str, list[bool]]:
    """What a step of the cursor onto the second row sends, and which of that row's cells are in reverse then."""
    width, height = size
    picture = Picture(width, height)

    def sent() -> str:
        for y in range(height):
            x = 0
            for text, style, _control in widget.render_line(y):
                x = picture.put(x, y, text, _sgr(style, None) if style else "")
        return picture.changes((0, 0))

    sent()
    before = [list(row) for row in picture._codes]
    await pilot.press("down")
    move = sent()
    [row] = [y for y in range(height) if picture._codes[y] != before[y] and "7" in picture._codes[y]]
    return move, [cell == "7" for cell in picture._codes[row]]
