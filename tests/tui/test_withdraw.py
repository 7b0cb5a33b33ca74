"""Withdrawing an export in the deck: it says what it will do, does it after a yes, and `u` takes it back."""

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

HEAD = "shop,order_id,status,placed_at,sku,quantity\n"


def write(folder: Path, name: str, hours: float, rows: dict[str, str]) -> None:
    file = folder / name
    lines = (f"S,{one},{status},2026-06-01T10:00:00Z,SKU1,1\n" for one, status in rows.items())
    file.write_text(HEAD + "".join(lines))
    when = time.time() - hours * 3600
    os.utime(file, (when, when))


@pytest.fixture
async def opened(tmp_path: Path, until: Until) -> AsyncIterator[Pilot[None]]:
    write(tmp_path, "good.csv", 2, {"N1": "to_ship", "N2": "to_ship"})
    write(tmp_path, "bad.csv", 1, {"N1": "finished", "N2": "to_ship", "N3": "to_ship"})
    load_once(DeskPaths.of(tmp_path), Settings())
    app = Orderdeck(Start(tmp_path, operator="me", debug=True), Looks(zone="UTC"))
    async with app.run_test(size=(150, 34)) as pilot:
        await until(lambda: app.state.ready, 20)
        await until(lambda: app.deck.table.row_count)
        yield pilot


def screen(app: Orderdeck) -> str:
    return "\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())


async def test_it_is_asked_done_shown_and_undone(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    assert app.state.pulse.open == 2  # N2 and N3
    await opened.press("i")
    await until(lambda: "bad.csv" in screen(app))
    assert (app.deck.lines.cursor_key or "") == "file 2", "the newest file is first"
    await opened.press("W")
    await until(lambda: app.deck.status_line.busy)
    asked = screen(app)
    assert "Withdraw bad.csv?" in asked
    assert (
        "2 orders go back to what older files say. 1 of them is open again. 1 order leaves the desk." in asked
    )
    await opened.press("n")
    assert app.state.pulse.open == 2
    await opened.press("W")
    await until(lambda: app.deck.status_line.busy)
    await opened.press("y")
    await until(lambda: app.state.pulse.open == 2 and "withdrawn" in screen(app))
    await until(lambda: app.state.pulse.known == 2)
    await opened.press("u")
    await until(lambda: app.state.pulse.known == 3)


async def test_the_key_is_in_help_and_footer(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    await opened.press("i")
    await until(lambda: "Withdraw" in screen(app).splitlines()[-1])
    await opened.press("question_mark")
    await until(lambda: "Withdraw this export, as if it had never arrived" in app_help(app))


def app_help(app: Orderdeck) -> str:
    rows = app.deck.lines._rows if hasattr(app.deck.lines, "_rows") else []
    return "\n".join("".join(piece.text for piece in row.pieces) for row in rows)
