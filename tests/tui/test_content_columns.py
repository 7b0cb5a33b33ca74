"""Which columns a list has follows from what stands in them: what all rows share is said once, who holds one always."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from orderdeck.data.actions import Request, perform
from orderdeck.data.base.paths import DeskPaths
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import Language, use
from orderdeck.tui.present.view.differing import ENOUGH, MADE_OF, alike
from orderdeck.tui.service.options import Looks, Start
from tests.own_files.documents import orders_csv
from tests.tui.fake_desk import Until
from tests.tui.real_desk import RealDesk

KEYS = ("left", "country", "total", "badges", "claimed_by", "shop")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "country_code": st.sampled_from((None, "US", "FR")),
            "country": st.sampled_from((None, "France")),
            "total": st.sampled_from((None, 1, 2)),
            "currency": st.sampled_from(("USD", "EUR")),
            "badges": st.sampled_from((None, [], ["new"], ["new", "due"])),
            "claimed_by": st.sampled_from((None, "li")),
            "shop": st.sampled_from(("a", "b")),
        }
    ),
    max_size=5,
)


@given(ROWS, st.integers(1, 40))
def test_a_column_goes_where_it_says_the_same_in_each_row(rows: list[dict[str, object]], times: int) -> None:
    schema: dict[str, Any] = {
        "country_code": pl.String,
        "country": pl.String,
        "total": pl.Int64,
        "currency": pl.String,
        "badges": pl.List(pl.String),
        "claimed_by": pl.String,
        "shop": pl.String,
    }
    rows = rows * times

    def same(key: str) -> bool:
        cells = [tuple(row[name] for name in MADE_OF[key]) for row in rows]
        if all(not any(cell) for cell in cells):
            return bool(rows)
        return len(rows) >= (1 if key == "shop" else ENOUGH) and all(cell == cells[0] for cell in cells)

    found = alike(pl.DataFrame(rows, schema=schema), KEYS)
    assert found == tuple(key for key in KEYS if key in MADE_OF and same(key))


@asynccontextmanager
async def deck(
    folder: Path, size: tuple[int, int], until: Until
) -> AsyncIterator[tuple[Orderdeck, Pilot[None]]]:
    """A deck of li's at four orders of express, all by DHL; wang holds one of them."""
    real = RealDesk(folder)
    app = Orderdeck(Start(folder, operator="li", view="express"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=size) as pilot:
        await until(lambda: app.state.ready)
        if app.state.dashboard:
            await pilot.press("D")
        await pilot.press("6")
        await until(lambda: app.deck.table.row_count == 4)
        yield app, pilot


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("columns") / "exports"
    paths = DeskPaths.of(made)
    paths.exports.mkdir(parents=True)
    orders = (
        {
            "order_id": f"{at}",
            "service": "DHL",
            "quantity": f"{at}",
            "total": f"{7421567 * at}.50",
            "currency": "VND",
            "buyer": f"Buyer {at}",
            "sku": f"LAMP-{at}",
        }
        for at in range(1, 5)
    )
    orders_csv(paths, *orders)
    real = RealDesk(made)
    real.load()
    service = real.open()
    key = service.rows("express")["order_key"][0]
    done = perform(service.desk, service.desk.ledger, Request(kind="claim", targets=(key,), operator="wang"))
    assert done.done
    real.close()
    return made


def drawn(app: Orderdeck) -> list[str]:
    return ["".join(part.text for part in strip) for strip in app.screen._compositor.render_strips()]


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_each_size_shows_what_differs(folder: Path, until: Until, language: Language) -> None:
    use(language)
    try:
        for size in ((80, 24), (120, 36), (200, 50)):
            async with deck(folder, size, until) as (app, pilot):
                await pilot.pause()
                shown = [column.key for column in app.deck.table.visible_columns]
                text = "\n".join(drawn(app))
                assert "claimed_by" in shown, size
                assert "wang" in text, size
                assert not {"country", "courier", "service", "shop", "remark"} & set(shown), size
                assert {"pieces", "skus"} <= set(shown), size
                assert "DHL" in drawn(app)[-2], f"what they share is said: {size}"
                for at in range(1, 5):
                    amount = f"{7421567 * at + (at % 2) * 0.5:,.0f}"[:6]
                    assert amount in text, f"an amount is cut: {size} {amount}"
    finally:
        use("en")


def test_a_file_has_the_columns_that_the_screen_leaves_out(folder: Path) -> None:
    from orderdeck.tui.deck.controllers.shown.views import snapshot
    from orderdeck.tui.present.view.rows import RenderOptions

    real = RealDesk(folder)
    service = real.open()
    source = snapshot(service, key="express", words="", sort=None, options=RenderOptions(0))
    real.close()
    assert "courier" not in source.columns
    assert source.values(0)[source.file_columns.index("courier")] == "DHL"
