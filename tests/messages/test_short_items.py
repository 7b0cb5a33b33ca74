"""Letters about a stock-out name all that an order lacks, and tell days as the marketplace's clocks have them."""

import re
from datetime import datetime, timedelta
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest

from orderdeck.data.base.config.settings import Folder, Settings, Stock
from orderdeck.data.messages import languages_for
from orderdeck.data.rules.places import formats
from tests.cases import EXAMPLES
from tests.desk.make_desk import NOON, Bench, order, us
from tests.messages.by_hand import letter_to

SKUS: Final = ("A", "B", "C", "D", "E")
TEMPLATES: Final = ("stockout_choice", "ask_cancel", "ask_more_time", "alternative_offer")
DAYS: Final = timedelta(days=5)
FACTS: Final = (("alternatives", "- A mug"),)


def letters(desk: Any, key: str, sku: str, template: str, language: str = "en") -> tuple[str, str]:
    """The text from the SKU's screen, and from the order's own panel."""
    of_sku = letter_to(desk, key, template, language, FACTS, sku=sku)
    of_order = letter_to(desk, key, template, language, FACTS)
    assert of_sku is not None
    assert of_order is not None
    return of_sku.text, of_order.text


def listed(text: str) -> list[str]:
    """The items that a letter lists, in its order."""
    found = re.findall(r"^- Thing (\w)\b.*? × (\d+)$", text, re.M)
    return [f"{sku} {pieces}" for sku, pieces in found]


@pytest.mark.few(1)
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


@pytest.mark.few(2)
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


@pytest.mark.few(6)
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
    # A third of the languages in turn, all by night: it is the letters that take the time.
    languages = list(languages_for("ask_more_time"))
    spoken = languages if EXAMPLES >= 1 else languages[hour % 3 :: 3]
    places: list[dict[str, str]] = [{}, {"orders-*": "Pacific/Auckland"}]
    for zones in places:
        settings = Settings(stock=Stock(ask_time_days=DAYS.days), folder=Folder(zones=zones))
        desk = desk_bench.desk(settings, hooks=None)
        zone = next(iter(zones.values()), ZONES[profile])
        for language in spoken:
            day = formats.date((ship_by + DAYS).astimezone(ZoneInfo(zone)).date(), language)
            for text in letters(desk, f"{place}:1", "A", "ask_more_time", language):
                assert day in text
                assert not re.search(
                    r"\d\d:\d\d", text.replace(formats.moment(ship_by, "Asia/Seoul", language), "")
                )


def test_a_text_of_ones_own_knows_as_much_of_the_order_whichever_screen_it_is_opened_on(
    desk_bench: Bench,
) -> None:
    own = desk_bench.paths.templates / "stockout_choice" / "en.j2"
    own.parent.mkdir(parents=True)
    facts = (
        "order_id",
        "buyer",
        "address_block",
        "tax_number",
        "item_list",
        "pieces",
        "total",
        "service",
        "country",
    )
    own.write_text("\n".join(f"{name}: {{{{ {name} }}}}" for name in facts), encoding="utf-8")
    lines = [
        {"sku": sku, "title": f"Thing {sku}", "quantity": 2, "owed": left}
        for sku, left in (("A", 2), ("B", 1))
    ]
    desk_bench.load(
        order(1, lines=lines, tax_number="529.982.247-25", full_address="Rua 1\nSão Paulo"), lacks=[]
    )
    desk_bench.stock(NOON, A=0, B=9)
    desk = desk_bench.desk(hooks=None)
    of_sku, of_order = letters(desk, "aliexpress:1", "A", "stockout_choice")
    assert of_sku == of_order
    assert "⟦" not in of_sku
    assert "São Paulo" in of_sku
