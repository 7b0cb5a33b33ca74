"""What orders have in common is counted, and the filter for a value finds as many as were counted."""

from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.deck.controllers.shown.views import snapshot
from orderdeck.tui.i18n import Language, use
from orderdeck.tui.present.panels.orderings import counted
from orderdeck.tui.present.view.query import FIELDS, exactly, parse
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.service.options import Looks, Start
from tests.own_files.documents import orders_csv
from tests.tui.fake_desk import Until
from tests.tui.real_desk import RealDesk

SKUS = ("LAMP", "LAMP-2", "灯, red", 'A "b"', "=1+1", "C|D", "LAMP")
SERVICES = ("Post", "Post Plus", "Post", "post: air", "", "Post", "-Post")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Orders whose values hold what the filter has a meaning for; LAMP was bought from two suppliers."""
    made = tmp_path_factory.mktemp("counts") / "exports"
    paths = DeskPaths.of(made)
    paths.exports.mkdir(parents=True)
    orders = (
        {"order_id": f"{at}", "sku": sku.replace('"', '""'), "service": service, "quantity": "1"}
        for at, (sku, service) in enumerate(zip(SKUS, SERVICES, strict=True), 1)
    )
    orders_csv(paths, *orders)
    real = RealDesk(made)
    real.load()
    service = real.open()
    acts = StockActs(service.desk, service.desk.ledger, "li")
    acts.restock("LAMP", "Lamp works", 20, unit_price="8.5", currency="CNY")
    acts.restock("LAMP", "Lamp works, east", 5, unit_price="8.5", currency="CNY")
    real.close()
    return made


def test_the_filter_for_a_value_finds_as_many_as_were_counted(folder: Path) -> None:
    use("en")
    real = RealDesk(folder)
    service = real.open()
    try:
        frame = service.rows("standard")
        values = service.counts(frame)
        assert {(one.value, one.count) for one in values if one.field == "skus"} >= {
            ("LAMP", 2),
            ("LAMP-2", 1),
        }
        assert {one.value for one in values if one.field == "suppliers"} == {"Lamp works", "Lamp works, east"}
        assert {one.field for one in values} >= {"skus", "suppliers", "service", "status"}
        for one in values:
            words = exactly(one.field, one.value)
            rows = snapshot(service, key="standard", words=words, sort=None, options=RenderOptions(0))
            assert rows.row_count == one.count, words
        assert len({row.key for row in counted(values)}) == len(counted(values))
    finally:
        real.close()


@pytest.mark.parametrize("spoken", ["en", "zh"])
def test_what_a_value_is_filtered_by_is_typed_in_the_language_spoken(spoken: Language) -> None:
    use(spoken)
    for field in dict.fromkeys(FIELDS.values()):
        words = exactly(field, "7")
        assert words.isascii() == (spoken == "en"), words
        assert parse(words)[0][0].field == field


async def test_a_value_is_chosen_and_filtered_for(folder: Path, until: Until) -> None:
    use("en")
    real = RealDesk(folder)
    app = Orderdeck(Start(folder, operator="li", view="standard"), Looks(zone="UTC"), follower=real)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(lambda: app.state.ready and app.deck.table.row_count == len(SKUS))
        await pilot.press("number_sign")
        await until(lambda: app.state.panel == "palette" and app.deck.commands.cursor_key)
        await pilot.press(*"lamp works", "enter")
        await until(lambda: app.deck.table.row_count == 2)
        assert app.state.filter.startswith("supplier:=")
        await pilot.press("escape")
        await until(lambda: app.deck.table.row_count == len(SKUS))
