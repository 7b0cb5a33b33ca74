"""The deck asks whether an export is the full list, and says when one sends orders back; over a real desk."""

import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.service.options import Looks, Start
from tests.tui.fake_desk import Until, deck_of

HEAD = "order_id,status,shop,sku,quantity,currency,total"
DAY = 86_400
PATIENCE = 40
"""Seconds that anything may take on a loaded machine."""


def put(
    folder: Path, name: str, numbers: range, *, age: float, status: str = "to_ship", quantity: int = 1
) -> None:
    rows = [f"{number},{status},Red,S-{number},{quantity},USD,9" for number in numbers]
    (folder / name).write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
    at = time.time() - age
    os.utime(folder / name, (at, at))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Five orders on Monday, of which Tuesday's export has three."""
    put(tmp_path, "monday.csv", range(8001, 8006), age=3 * DAY)
    put(tmp_path, "tuesday.csv", range(8003, 8006), age=2 * DAY)
    load_once(DeskPaths.of(tmp_path), Settings())
    return tmp_path


@pytest.fixture
async def opened(folder: Path, until: Until) -> AsyncIterator[Pilot[None]]:
    app = Orderdeck(Start(folder, operator="me", debug=True), Looks(zone="UTC"))
    async with app.run_test(size=(130, 34)) as pilot:
        await until(lambda: app.state.ready, PATIENCE)
        await until(lambda: app.deck.table.row_count, PATIENCE)
        yield pilot


def count(app: Orderdeck, key: str) -> int:
    return next(view.count for view in app.state.views if view.key == key)


async def test_it_is_said_once_and_asked_by_its_key(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await until(
        lambda: "is tuesday.csv the full list? It lacks 2 open orders." in app.deck.status_line.shown,
        PATIENCE,
    )
    assert app.state.in_question == 1
    assert count(app, "gone") == 2
    await opened.press("F")
    assert app.deck.status_line.busy
    await opened.press("y")
    await until(lambda: count(app, "on_hold") == 2, PATIENCE)
    await until(lambda: app.state.in_question == 0, PATIENCE)
    assert count(app, "standard") == 3
    await opened.press("u")
    await until(lambda: count(app, "on_hold") == 0, PATIENCE)
    await until(lambda: app.state.in_question == 1, PATIENCE)


async def test_later_leaves_it_open(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await until(lambda: app.state.in_question, PATIENCE)
    await opened.press("F", "escape")
    assert not app.deck.status_line.busy
    assert (app.state.in_question, count(app, "standard")) == (1, 5)


async def test_a_file_of_the_list_can_be_answered_for(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await until(lambda: app.state.in_question, PATIENCE)
    await opened.press("i")
    await until(lambda: app.deck.lines.cursor_key, PATIENCE)
    await opened.press("F")
    await until(lambda: app.deck.status_line.busy, PATIENCE)
    await opened.press("v")
    await until(lambda: app.state.in_question == 0, PATIENCE)
    await until(lambda: count(app, "gone") == 0, PATIENCE)
    assert "the profile orderdeck" in app.deck.status_line.shown


async def test_an_old_export_that_comes_again_is_news(
    opened: Pilot[None], folder: Path, until: Until
) -> None:
    app = deck_of(opened)
    await until(lambda: app.state.in_question, PATIENCE)
    put(folder, "wednesday.csv", range(8001, 8006), age=DAY, status="shipped")
    await until(lambda: app.state.pulse.open == 0, PATIENCE)
    await opened.press("escape")
    put(folder, "copy.csv", range(8001, 8006), age=0, quantity=2)
    await until(lambda: count(app, "back") == 5, PATIENCE)
    await until(lambda: "copy.csv sends 5 orders back" in app.deck.status_line.shown, PATIENCE)
