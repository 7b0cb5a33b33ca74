import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.exports.profile.policies import Policies
from orderdeck.data.messages import order_facts, render

ALIEXPRESS = Policies(None).of("aliexpress", None)

NOW = dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC)


def facts(order: dict[str, Any], language: str = "en", **extra: Any) -> dict[str, Any]:
    return order_facts(order, Settings(), NOW, language, extra, ALIEXPRESS)


def test_money_and_dates_are_spelled_for_the_reader(order: dict[str, Any]) -> None:
    english, russian, german = (facts(order, language) for language in ("en", "ru", "de"))
    assert english["total"] == "1,345.60 USD"
    assert russian["total"] == "1 345,60 USD"
    assert german["total"] == "1.345,60 USD"
    assert english["pay_by"] == "21 September 2026"
    assert russian["pay_by"] == "21 сентября 2026 г."
    assert english["pieces"] == "1,200"


def test_a_deadline_is_told_in_the_buyers_zone_with_its_offset(order: dict[str, Any]) -> None:
    assert facts(order)["ship_by"] == "10 September 2026, 14:30 (UTC-6)"
    assert facts(order | {"country_code": "KR"}, "ko")["ship_by"] == "2026년 9월 11일, 05:30 (UTC+9)"
    assert facts(order | {"country_code": None})["ship_by"] == "10 September 2026, 20:30 (UTC)"
    micros = int(order["ship_by"].timestamp() * 1_000_000)
    assert facts(order | {"ship_by": micros})["ship_by"] == "10 September 2026, 14:30 (UTC-6)"


def test_items_name_attributes_sku_and_pieces(order: dict[str, Any]) -> None:
    assert facts(order)["item_list"] == "- Cat bowl, Color:Red, Size:XL (0042) × 1,200\n- Dog bowl × 1"
    bare = {**order, "lines": None, "titles": ["Cat bowl", "Dog bowl"], "skus": ["0042"]}
    assert facts(bare)["item_list"] == "- Cat bowl (0042)\n- Dog bowl"
    assert len(facts(order | {"lines": [{"title": "x" * 500}]})["item_list"]) < 100


def test_an_order_with_a_hundred_lines_still_makes_a_message(order: dict[str, Any]) -> None:
    order["lines"] = [{"title": "t" * 500, "sku": "s" * 50, "quantity": n} for n in range(1, 101)]
    message = render("wholesale_unpaid_first", "en", facts(order))
    assert message.sendable
    assert "- … (+75)" in message.text


def test_what_the_order_does_not_tell_is_left_out(order: dict[str, Any]) -> None:
    bare = facts({"order_id": "1"})
    assert set(bare) == {"order_id", "remedy", "closes", "can_extend", "today", "refund_days"}
    assert "total" not in facts(order | {"currency": None})
    assert "pay_by" not in facts(order | {"placed_at": NOW - dt.timedelta(days=21)})
    assert facts(order | {"buyer": None})["buyer"] == "Ana María López"


def test_the_case_adds_and_overrides(order: dict[str, Any]) -> None:
    got = facts(
        order,
        restock_date=NOW,
        new_total=Decimal("1300"),
        extra_days=5,
        buyer="Señora López",
        alternatives=[{"title": "Blue bowl", "sku": "7", "difference": Decimal("1.5")}],
    )
    assert got["restock_date"] == "3 September 2026"
    assert got["new_total"] == "1,300.00 USD"
    assert got["extra_days"] == "5"
    assert got["buyer"] == "Señora López"
    assert got["alternatives"] == "- Blue bowl (7), +1.50 USD"


@pytest.mark.parametrize("zone_country", ["US", "RU", "BR", "ES", "XX", None])
def test_any_country_has_a_zone(order: dict[str, Any], zone_country: str | None) -> None:
    assert "(UTC" in facts(order | {"country_code": zone_country})["ship_by"]


def test_the_tax_number_has_its_countrys_name(order: dict[str, Any]) -> None:
    assert facts(order | {"country_code": "BR"}, "pt")["tax_number_name"] == "CPF / CNPJ"
    assert facts(order | {"country_code": "BR"}, "pt")["country"] == "Brasil"
    assert "tax_number_name" not in facts(order | {"country_code": "FR"})


@pytest.mark.parametrize("shop", ["", None, "1102384756", "11-023", " ", "№ 17"])
def test_a_login_or_a_number_of_a_shop_signs_nothing(order: dict[str, Any], shop: str | None) -> None:
    """Whoever writes acts under a login; it never goes to a buyer."""
    assert "sender" not in facts(order | {"shop": shop}, operator="mei")
    for shop_name in ("Bright Home", "明亮家居", "Shop 17"):
        assert facts(order | {"shop": shop_name}, operator="mei")["sender"] == shop_name
