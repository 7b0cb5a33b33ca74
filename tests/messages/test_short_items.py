"""Letters about a stock-out name all that an order lacks, and tell days as the marketplace's clocks have them."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.settings import Folder, Settings, Stock
from orderdeck.data.messages import languages_for
from orderdeck.data.rules.places import formats
from orderdeck.tui.service.letters import stock_letters
from orderdeck.tui.service.letters.letter import write_letter
from orderdeck.tui.service.letters.stock_questions import Ask
from orderdeck.tui.service.stock_service import StockService
from tests.desk.make_desk import NOON, Bench, order, us

SKUS: Final = ("A", "B", "C", "D", "E")
TEMPLATES: Final = ("stockout_choice", "ask_cancel", "ask_more_time", "alternative_offer")
DAYS: Final = timedelta(days=5)
FACTS: Final = (("alternatives", "- A mug"),)


@pytest.fixture
def desk_bench(tmp_path: Path) -> Iterator[Bench]:
    (tmp_path / "exports").mkdir()
    made = Bench(DeskPaths.of(tmp_path / "exports"))
    yield made
    made.close()


def letters(desk: Any, key: str, sku: str, template: str, language: str = "en") -> tuple[str, str]:
    """The text from the SKU's screen, and from the order's own panel."""
    service = StockService(desk, "li", None)  # type: ignore[arg-type]  # nothing is done
    ask = Ask(key, sku, template, language, FACTS)
    (of_sku,) = stock_letters.write(desk, "li", service.page(sku), [ask])
    of_order = write_letter(desk, "li", key, template, language, dict(FACTS))
    assert of_order is not None
    return of_sku.text, of_order.text


def listed(text: str) -> list[str]:
    """The items that a letter lists, in its order."""
    found = re.findall(r"^- Thing (\w)\b.*? × (\d+)$", text, re.M)
    return [f"{sku} {pieces}" for sku, pieces in found]


@pytest.mark.parametrize("seed", range(3))
def test_a_letter_names_all_that_the_order_lacks_whichever_screen_it_is_opened_on(
    desk_bench: Bench, seed: int
) -> None:
    """The model: of SKUs there are plenty of, or none; an order lacks those of its lines of which there are none."""
    random = Random(seed)
    gone = set(random.sample(SKUS, 3))
    wanted: dict[str, list[tuple[str, int]]] = {}
    orders = []
    for number in range(8):
        lines = [(sku, random.randint(1, 4)) for sku in random.sample(SKUS, random.randint(1, 5))]
        made = [{"sku": sku, "title": f"Thing {sku}", "quantity": pieces} for sku, pieces in lines]
        orders.append(order(number, lines=made))
        wanted[f"aliexpress:{number}"] = lines
    desk_bench.load(*orders)
    desk_bench.stock(NOON, **{sku: 0 if sku in gone else 999 for sku in SKUS})
    desk = desk_bench.desk(hooks=None)
    for key, lines in wanted.items():
        lacks = [f"{sku} {pieces}" for sku, pieces in lines if sku in gone]
        for sku, _ in lines:
            if sku in gone:
                for text in letters(desk, key, sku, random.choice(TEMPLATES)):
                    assert listed(text) == lacks, text


@pytest.mark.parametrize("template", TEMPLATES)
def test_of_several_items_no_language_speaks_as_of_one(desk_bench: Bench, template: str) -> None:
    lines = [{"sku": sku, "title": f"Thing {sku}", "quantity": 2} for sku in "AB"]
    desk_bench.load(order(1, lines=lines), order(2, lines=lines[:1]))
    desk_bench.stock(NOON, A=0, B=0)
    desk = desk_bench.desk(hooks=None)
    for language in languages_for(template):
        one, of_order = letters(desk, "aliexpress:2", "A", template, language)
        several, _ = letters(desk, "aliexpress:1", "A", template, language)
        assert one == of_order
        heads = [re.split(r"\n- ", text.replace("aliexpress", ""))[0] for text in (one, several)]
        assert heads[0].replace(" 2", "") != heads[1].replace(" 1", ""), heads


@pytest.mark.parametrize("known", [(), ("A",), ("B",), ("A", "B")])
def test_a_restock_date_is_that_of_the_last_of_them_or_not_known(
    desk_bench: Bench, known: tuple[str, ...]
) -> None:
    """The model: all is back when the last is; where that of one isn't known nothing is."""
    lines = [{"sku": sku, "title": f"Thing {sku}", "quantity": 2} for sku in "AB"]
    desk_bench.load(order(1, lines=lines))
    desk_bench.stock(NOON, A=0, B=0)
    days = {"A": 4, "B": 9}
    for sku in known:
        back = us(NOON + timedelta(days=days[sku]))
        desk_bench.act("stock_word", sku=sku, data={"word": "expected", "expected_at": back})
    desk = desk_bench.desk(hooks=None)
    for sku in "AB":
        for text in letters(desk, "aliexpress:1", sku, "stockout_choice"):
            if len(known) == 2:
                assert "all of them about 16 September 2026." in text
            else:
                assert "We do not know yet" in text


ZONES: Final = {"tiktok": "America/Los_Angeles", "temu": "America/Los_Angeles", "shopee": "Asia/Singapore",
                "lazada": "Asia/Singapore", "ebay_de": "Europe/Berlin", "amazon_unshipped": "UTC"}  # fmt: skip


@pytest.mark.parametrize("profile", ZONES)
@pytest.mark.parametrize("hour", [1, 9, 17, 23])
def test_a_new_ship_by_is_told_as_a_day_of_the_marketplaces_clocks(
    desk_bench: Bench, profile: str, hour: int
) -> None:
    """The model: five days after the ship-by time, the day it then is where the marketplace's clocks are."""
    ship_by = datetime(2026, 9, 20, hour, 30, tzinfo=NOON.tzinfo)
    line = {"sku": "A", "title": "Thing A", "quantity": 2}
    place = profile.partition("_")[0]
    one = order(
        1, order_key=f"{place}:1", marketplace=place, ship_by=ship_by, lines=[line], country_code="KR"
    )
    desk_bench.load(one, profile=profile)
    desk_bench.stock(NOON, A=0)
    places: list[dict[str, str]] = [{}, {"orders-*": "Pacific/Auckland"}]
    for zones in places:
        settings = Settings(stock=Stock(ask_time_days=DAYS.days), folder=Folder(zones=zones))
        desk = desk_bench.desk(settings, hooks=None)
        zone = next(iter(zones.values()), ZONES[profile])
        for language in languages_for("ask_more_time"):
            day = formats.date((ship_by + DAYS).astimezone(ZoneInfo(zone)).date(), language)
            for text in letters(desk, f"{place}:1", "A", "ask_more_time", language):
                assert day in text
                assert not re.search(
                    r"\d\d:\d\d", text.replace(formats.moment(ship_by, "Asia/Seoul", language), "")
                )
