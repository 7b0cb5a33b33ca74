"""`U`: an order that is done here, or that a tracking file says is sent, is work again; `u` takes that back."""

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


@pytest.fixture
async def opened(tmp_path: Path, until: Until) -> AsyncIterator[Pilot[None]]:
    """Two orders to ship, and a third that a tracking file says is sent."""
    rows = (f"S,N{at},to_ship,2026-06-01T10:00:00Z,SKU1,1\n" for at in (1, 2, 3))
    (tmp_path / "orders.csv").write_text(HEAD + "".join(rows))
    load_once(DeskPaths.of(tmp_path), Settings())
    (tmp_path / "parcels.csv").write_text("Order ID,Carrier,Tracking number\nN3,DHL,00042\n")
    load_once(DeskPaths.of(tmp_path), Settings())
    app = Orderdeck(Start(tmp_path, operator="me", view="standard"), Looks(zone="UTC"))
    async with app.run_test(size=(150, 34)) as pilot:
        await until(lambda: app.state.ready, 20)
        await until(lambda: app.deck.table.row_count)
        yield pilot


def numbers(app: Orderdeck) -> list[str]:
    source = app.deck.table.source
    return sorted(source.key(at).rpartition(":")[2] for at in range(source.row_count))


async def test_orders_are_opened_again(opened: Pilot[None], until: Until) -> None:
    app = deck_of(opened)
    assert numbers(app) == ["N1", "N2"], "N3 is sent"
    await opened.press("U")
    await until(lambda: "It is not done here" in app.deck.status_line.shown)
    await opened.press("x")
    await until(lambda: len(numbers(app)) == 1)
    app.deck.controls.views.show("done")
    await until(lambda: len(numbers(app)) == 2)
    await opened.press("asterisk", "U")
    await until(lambda: "2 orders: opened again" in app.deck.status_line.shown)
    await until(lambda: numbers(app) == [])
    app.deck.controls.views.show("standard")
    await until(lambda: numbers(app) == ["N1", "N2", "N3"])
    await opened.press("u")
    await until(lambda: len(numbers(app)) == 1)
