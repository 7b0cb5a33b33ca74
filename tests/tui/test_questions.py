"""Questions in SQL, asked in the deck: orders to work on, rows to read, panels to keep."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.sample import generate
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.tui.fake_desk import Until, deck_of
from tests.tui.test_real_desk import screen

NOW = datetime.now(UTC)


@pytest.fixture
async def opened(tmp_path: Path, until: Until) -> AsyncIterator[Pilot[None]]:
    folder = tmp_path / "exports"
    generate(folder, orders=20, seed=3, container="csv", now=NOW - timedelta(seconds=5), open_share=0.8)
    load_once(DeskPaths.of(folder), Settings())
    app = Orderdeck(Start(folder, operator="me"), Looks(zone="UTC"))
    async with app.run_test(size=(130, 34)) as pilot:
        await until(lambda: app.state.ready, 20)
        await until(lambda: app.deck.table.row_count)
        yield pilot


async def asked(pilot: Pilot[None], sql: str) -> None:
    await pilot.press("Q", "ctrl+u", *sql, "enter")


async def test_what_is_asked_is_worked_on_kept_and_asked_anew(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    state = app.state
    await asked(opened, "selec")
    await until(lambda: "syntax error" in screen(app), 20)
    await opened.press("escape")
    await until(lambda: not app.deck.status_line.busy)
    assert "One moment" not in screen(app)
    await opened.press("Q", "ctrl+u", *"select order_key from orders where queue = 'standard'", "enter")
    standard = next(view.count for view in state.views if view.key == "standard")
    assert standard > 1
    await until(lambda: state.view == "asked" and app.deck.table.row_count == standard, 20)
    await opened.press("x")
    await until(lambda: state.can_undo, 20)
    await opened.press("K", *"My own", "enter")
    await until(lambda: any(view.key == "my_own" for view in state.views), 20)
    [mine] = [view for view in state.views if view.key == "my_own"]
    assert (mine.title["en"], mine.error, mine.count) == ("My own", "", standard - 1)
    await opened.press("K", *"My own", "enter")
    await until(lambda: "There is a panel or a queue of that name" in screen(app), 20)


async def test_an_answer_without_orders_is_rows(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await asked(opened, "select 'a\x1b' as wide, 40 + 2 as n")
    await until(lambda: "wide   n" in screen(app) and "42" in screen(app), 20)
    await opened.press("escape", "escape")
    await until(lambda: not app.state.panel)
    await asked(opened, "select * from range(2500)")
    await until(lambda: "2,500 rows" in screen(app) or "2500 rows" in screen(app), 20)
    assert "only the first 2" in screen(app)
    await opened.press("escape", "escape")
    await until(lambda: not app.state.panel)
    await opened.press("K")
    await until(lambda: "Ask in SQL first" in screen(app))
