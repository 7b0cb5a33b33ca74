"""An act struck just after a colleague's doing put another row under the cursor is held and said, about stock too."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import use
from orderdeck.tui.service.options import Looks, Start
from tests.own_files.documents import orders_csv
from tests.tui.real_desk import RealDesk, journal, settled

LINE = {"sku": "Z-9", "country_code": "FR", "placed_at": datetime.now(UTC).isoformat(timespec="seconds")}
Playing = tuple[Orderdeck, Pilot[None], RealDesk]


@pytest.fixture
async def short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Playing]:
    """A deck at the stock-outs of two SKUs, on which whatever moves under the cursor holds for long."""
    use("en")
    monkeypatch.setattr("orderdeck.tui.deck.hearing.SLIP_SECONDS", 1e9)
    day = StockoutDay(tmp_path / "exports", datetime.now(UTC), hit=3)
    day.morning()
    real = RealDesk(day.folder)
    orders_csv(real.paths, *(LINE | {"order_id": at} for at in ("71", "72")))
    real.load()
    _colleague(real, lambda acts: acts.word("Z-9", "out"))
    app = Orderdeck(Start(day.folder, operator="li", view="stockouts"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(lambda: app.state.ready and app.deck.table.row_count == 5)
        for table in (app.deck.table, app.deck.stockout.table, app.deck.short):
            monkeypatch.setattr(table, "shifted_at", -1e10)
        yield app, pilot, real


def _colleague(real: RealDesk, does: Callable[[StockActs], object]) -> None:
    desk = open_desk(real.paths, Settings(), operator="chen")
    try:
        does(StockActs(desk, desk.ledger, "chen"))
    finally:
        desk.close()


async def test_on_the_screen_of_a_sku_and_on_the_board(short: Playing) -> None:
    app, pilot, real = short
    table = app.deck.stockout.table
    app.deck.controls.stock.open_sku("Z-9")
    await settled(lambda: app.state.panel == "stockout" and table.row_count == 2)
    first, second = table.source.key(0), table.source.key(1)
    table.move_to_key(first)
    sent = LINE | {"order_id": app.deck.order_id(first), "status": "shipped"}
    orders_csv(real.paths, sent, name="sent.csv")
    await asyncio.to_thread(real.load)
    await settled(lambda: table.cursor_key == second)
    for key in ("x", "o"):
        await pilot.press(key)
        assert f"The list has just moved: {app.deck.order_id(second)}" in app.deck.status_line.shown
        app.deck.status_line.dismiss()
    assert not app.deck.status_line.busy
    await pilot.press("d")  # the SKU's own, wherever the cursor is
    await settled(lambda: app.deck.status_line.busy)
    await pilot.press("escape", "S")
    board = app.deck.short
    await settled(lambda: app.state.panel == "stockouts" and board.row_count == 2)
    board.move_to(0)
    gone, left = board.source.key(0), board.source.key(1)
    await asyncio.to_thread(_colleague, real, lambda acts: acts.word(gone, "left", 500))
    await settled(lambda: board.cursor_key == left)
    await pilot.press("d")
    assert f"The list has just moved: {left}" in app.deck.status_line.shown
    assert "delist" not in journal(real)
