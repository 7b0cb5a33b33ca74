"""Stock-outs from the keyboard: the deck over a real desk, a stock-out day played through its keys."""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.ledger import Ledger
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.data.stock.cases import cases
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import use
from orderdeck.tui.service.options import Looks, Start
from tests.tui.real_desk import RealDesk, back, journal, page, settled

Until = Callable[[Callable[[], object]], Awaitable[None]]


@pytest.fixture
def day(tmp_path: Path) -> StockoutDay:
    made = StockoutDay(tmp_path / "exports", datetime.now(UTC), hit=40)
    made.morning()
    return made


@asynccontextmanager
async def playing(
    day: StockoutDay, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Any, Pilot[Any], RealDesk]]:
    use("en")
    real = RealDesk(day.folder)
    real.load()
    app = Orderdeck(Start(day.folder, operator="li", view="stockouts"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=size) as pilot:
        await settled(lambda: app.state.ready and app.state.view)
        await pilot.press("D", "2")  # a large terminal opens with the dashboard
        await settled(lambda: app.state.view == "stockouts" and app.deck.table.row_count == 40)
        yield app, pilot, real


async def test_forty_orders_hit_by_a_dead_sku_take_at_most_ten_keys(day: StockoutDay) -> None:
    keys = 0

    async with playing(day) as (app, pilot, real):

        async def press(*pressed: str) -> None:
            nonlocal keys
            keys += len(pressed)
            await pilot.press(*pressed)

        await press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 40)
        await press("d")
        await settled(lambda: app.deck.status_line.busy)
        assert "Set GAN65_EU_White to 0" in app.deck.status_line.shown
        await press("y")
        await settled(lambda: "delist" in journal(real))
        await press("P")
        await settled(lambda: app.deck.status_line.busy)
        assert "ask to cancel" in app.deck.status_line.shown, "what it will do is said first"
        await press("y")
        await settled(lambda: "plan_applied" in journal(real))
        await settled(lambda: len(app.deck.controls.stock.page.cases) == 40)
        await press("c")
        await settled(lambda: app.state.panel == "contact" and "1 of 40" in title(app.deck.contact))
        await press("A")
        await settled(lambda: app.deck.status_line.busy)
        assert "40 messages" in app.deck.status_line.shown
        await press("y")
        await settled(lambda: journal(real).count("asked") == 40)
        await settled(lambda: app.state.panel == "stockout")
        assert keys <= 10
        written = next(real.paths.outbox.glob("messages-*.txt")).read_text("utf-8")
        assert written.count("=====") == 80
        assert all(order_id in written for order_id in day.hit)
        await pilot.press("u")
        # claimed, asked and message_sent of each, as one
        await settled(lambda: journal(real).count("undo") == 120)


async def test_restock_takes_three_enters_and_stands_in_the_outbox(day: StockoutDay) -> None:
    async with playing(day) as (app, pilot, real):
        await pilot.press("enter")
        await settled(lambda: app.state.panel == "stockout")
        await pilot.press("r")
        await settled(lambda: "Restock" in app.deck.status_line.shown)
        await pilot.press("enter", "enter", "enter")
        await settled(lambda: "restock" in journal(real))
        await pilot.press("b")
        await settled(lambda: app.state.panel == "outbox" and "Purchase list" in page(app.deck.lines))
        await pilot.press("W")
        await settled(lambda: len(list(real.paths.outbox.glob("purchase-list-*"))) == 2)
        await pilot.press("x")
        await settled(lambda: app.deck.status_line.busy)
        await pilot.press("y")
        await settled(lambda: "list_sent" in journal(real))
        await back(app, pilot, "stockout")
        await pilot.press("u", "u")
        await settled(lambda: journal(real).count("undo") == 2)


async def test_suppliers_stand_beside_each_other_and_what_they_answer_counts(day: StockoutDay) -> None:
    async with playing(day) as (app, pilot, real):
        await pilot.press("enter")
        await settled(lambda: app.state.panel == "stockout")
        names = [one.name for one in app.deck.controls.stock.page.board.suppliers]
        await pilot.press("r")
        await settled(lambda: app.state.panel == "restock" and "without a restock" in page(app.deck.lines))
        assert all(name[:5] in page(app.deck.lines) for name in names)
        await pilot.press("a", "3", "enter", "enter")
        await settled(lambda: "supplier_answer" in journal(real) and "3 left" in page(app.deck.lines))
        await pilot.press("1")
        await settled(lambda: f"Pieces from {names[0]}"[:17] in app.deck.status_line.shown)
        assert app.deck.status_line.question.editor.text == "3", "no more than it has left"
        await pilot.press("enter", "enter")
        await settled(lambda: "restock" in journal(real) and app.state.panel == "stockout")
        await settled(lambda: any(one.still_due == 3 for one in app.deck.controls.stock.page.incoming))
        coming = app.deck.controls.stock.page.incoming
        place = next(at for at, one in enumerate(coming, 1) if one.still_due == 3)
        await pilot.press("I", *([str(place)] if len(coming) > 1 else []), "n")
        await settled(lambda: "ended" in journal(real))
        await settled(lambda: len(app.deck.controls.stock.page.incoming) == len(coming) - 1)
        await pilot.press("u")
        await settled(lambda: len(app.deck.controls.stock.page.incoming) == len(coming))


async def test_arrows_and_enter_restock_from_the_second_supplier(day: StockoutDay) -> None:
    async with playing(day) as (app, pilot, real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 40)
        await pilot.press("r")
        await settled(lambda: app.state.panel == "restock" and app.deck.lines.cursor_key)
        await pilot.press("0", *"Lamp", "enter", "enter", "enter")
        await settled(lambda: "restock" in journal(real) and app.state.panel == "stockout")
        await pilot.press("r")
        await settled(lambda: app.state.panel == "restock" and len(suppliers(app)) == 2)
        await pilot.press("down")
        second = suppliers(app)[1]
        assert app.deck.lines.cursor_key == f"supplier {second}"
        await pilot.press("enter")
        await settled(lambda: f"Pieces from {second}"[:17] in app.deck.status_line.shown)
        await pilot.press(*("ctrl+u", "5", "enter"), "enter")
        await settled(lambda: journal(real).count("restock") == 2)
        page = app.deck.controls.stock
        await settled(lambda: (second, 5) in [(one.supplier, one.still_due) for one in page.page.incoming])


async def test_suppliers_are_laid_out_anew_where_the_terminal_has_another_size(day: StockoutDay) -> None:
    async with playing(day) as (app, pilot, _real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 40)
        await pilot.press("r")
        await settled(lambda: app.state.panel == "restock" and app.deck.lines.cursor_key)
        await pilot.press("0", *"A supplier whose name takes more than thirty cells", *["enter"] * 3)
        await settled(lambda: app.state.panel == "stockout")
        await pilot.press("r")
        await settled(lambda: app.state.panel == "restock" and len(suppliers(app)) == 2)
        await settled(lambda: app.deck.lines.content_size.width > 70)
        narrow = page(app.deck.lines)
        assert "A supplier" in narrow
        assert "than thirty cells " not in narrow
        await pilot.resize_terminal(200, 50)
        await settled(lambda: "than thirty cells " in page(app.deck.lines))
        await pilot.resize_terminal(80, 24)
        await settled(lambda: page(app.deck.lines) == narrow)


def suppliers(app: Any) -> list[str]:
    """Those that the restock panel lists."""
    keys = (line.key or "" for line in app.deck.lines._lines)
    return [key.removeprefix("supplier ") for key in keys if key.startswith("supplier ")]


async def test_a_run_goes_on_to_the_next_buyer_and_the_case_is_followed(day: StockoutDay) -> None:
    async with playing(day, (160, 45)) as (app, pilot, real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 40)
        await pilot.press("c")
        await settled(lambda: "1 of 40" in title(app.deck.contact))
        first = app.deck.controls.letters._letter
        await pilot.press("s")
        await settled(lambda: "2 of 40" in title(app.deck.contact))
        assert app.deck.controls.letters._letter.order_id != first.order_id
        await pilot.press("N")
        await settled(lambda: "1 of 40   asked" in title(app.deck.contact))
        await pilot.press("s")
        assert first.order_id in app.deck.status_line.shown, "it isn't sent twice"
        assert journal(real).count("asked") == 1
        assert journal(real).count("claim") == 1, "who writes to a buyer holds the order"
        await pilot.press("n")
        await settled(lambda: "2 of 40" in title(app.deck.contact))
        await back(app, pilot, "stockout")
        day.buyers_apply([first.order_id])
        await asyncio.to_thread(real.load)
        await settled(lambda: _stage(app, first.wanted.order_key) == "applied")


async def test_a_key_never_acts_on_a_message_other_than_the_one_shown(day: StockoutDay) -> None:
    """Keys that come faster than the desk's thread answers."""
    async with playing(day) as (app, pilot, real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 40)
        with held(app):
            await pilot.press("c", "s")
            assert app.state.panel == "contact"
            await settled(lambda: "still being written" in app.deck.status_line.shown)
        await settled(lambda: "1 of 40" in title(app.deck.contact))
        assert "asked" not in journal(real), "what nobody has read isn't said to be sent"
        with held(app):
            await pilot.press("s", "s", "s")
        await settled(lambda: "2 of 40" in title(app.deck.contact))
        assert journal(real).count("asked") == 1, "no buyer is asked twice by one message"
        await pilot.press("s")
        await settled(lambda: "3 of 40" in title(app.deck.contact))
        assert len(set(asked(real))) == len(asked(real)) == 2


async def test_receipt_brings_the_orders_back_and_an_order_for_what_is_off_sale_raises_an_alert(
    day: StockoutDay,
) -> None:
    async with playing(day) as (app, pilot, real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 40)
        await pilot.press("d")
        await settled(lambda: app.deck.status_line.busy)
        await pilot.press("y")
        await settled(lambda: "delist" in journal(real))
        day.arrivals(2)
        await asyncio.to_thread(real.load)
        await settled(lambda: app.state.sold_off_sale == 2)
        assert "taken off sale" in app.deck.status_line.shown
        day.receipt(60)
        await asyncio.to_thread(real.load)
        await settled(lambda: app.deck.controls.stock.page.board.sku.short == 0)
        assert {hit.step.action for hit in app.deck.controls.stock.page.board.hits} == {"ship_now"}
        await back(app, pilot, "")
        await settled(lambda: app.deck.table.row_count == 0)


async def test_every_key_of_the_screen_is_in_footer_help_and_palette(day: StockoutDay) -> None:
    async with playing(day, (160, 45)) as (app, pilot, _real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout")
        hints = [hint.label for hint in app.deck.footer._hints]
        assert {"Restock", "Delist", "Write to buyers", "Apply plan"} <= set(hints)
        await pilot.press("question_mark")
        await settled(lambda: app.state.panel == "help" and "Apply plan" in page(app.deck.lines))
        await pilot.press("escape")
        await settled(lambda: app.state.panel == "stockout")
        await pilot.press("colon", *"overrule")
        await settled(lambda: "Overrule" in page(app.deck.commands))
        await pilot.press("escape")
        await settled(lambda: app.state.panel == "stockout")


@contextmanager
def held(app: Any) -> Iterator[None]:
    """The desk's thread answers nothing until the end of this."""
    gate = threading.Event()
    app._thread.ask("", lambda _desk: gate.wait(30), lambda _done: None)
    try:
        yield
    finally:
        gate.set()


def asked(real: RealDesk) -> list[str]:
    """Orders whose buyers were asked, of each as often as it was."""
    with Ledger.open(real.paths) as ledger:
        return [act.order_key or "" for act in ledger.acts() if act.kind == "asked"]


def _stage(app: Any, order_key: str) -> str:
    found = app.deck.controls.stock.page.cases.get(order_key)
    return found.stage if found else ""


def title(pane: Any) -> str:
    return "".join(piece.text for piece in pane._title)


def test_cases_are_read_where_there_are_none(tmp_path: Path) -> None:
    (tmp_path / "exports").mkdir()
    desk = open_desk(DeskPaths.of(tmp_path / "exports"), Settings())
    assert cases(desk.con) == []
    desk.close()
