"""An order and its case, as letters tell of them; desks that have letters written."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from tests.desk.make_desk import Bench

NOW = dt.datetime(2026, 9, 3, 12, tzinfo=dt.UTC)


@pytest.fixture
def order() -> dict[str, Any]:
    return {
        "order_id": "8001234567890123",
        "buyer": "Ana López",
        "recipient": "Ana María López",
        "country_code": "MX",
        "country": "Mexico",
        "currency": "USD",
        "total": Decimal("1345.6000"),
        "placed_at": dt.datetime(2026, 9, 1, 10, tzinfo=dt.UTC),
        "ship_by": dt.datetime(2026, 9, 10, 20, 30, tzinfo=dt.UTC),
        "shop": "Bright Home Store",
        "service": "DHL",
        "pieces": 1200,
        "address": "Av. Reforma 222",
        "tax_number": "HEGG560427MVZRRL05",
        "city": "Ciudad de México",
        "zip": "06600",
        "lines": [
            {"sku": "0042", "title": "Cat bowl", "attributes": "Color:Red、Size:XL", "quantity": 1200},
            {"sku": None, "title": "Dog bowl", "attributes": None, "quantity": 1},
        ],
    }


@pytest.fixture
def case() -> dict[str, Any]:
    """What only the case knows: everything that any packaged template may ask for."""
    return {
        "short_item": {"sku": "0042", "title": "Cat bowl"},
        "restock_date": dt.date(2026, 9, 20),
        "new_ship_by": dt.datetime(2026, 9, 15, 20, 30, tzinfo=dt.UTC),
        "extra_days": 5,
        "new_total": Decimal("1300"),
        "alternatives": [{"sku": "0043", "title": "Cat bowl, blue", "difference": Decimal("-1.5")}],
        "reason": "The supplier has stopped making it.",
        "supplier": "义乌市明亮家居厂",
        "purchase": [{"sku": "0042", "title": "猫碗", "quantity": 1500}],
        "need_by": dt.date(2026, 9, 8),
        "note": "请用纸箱包装",
        "doubt": "no house number",
        "answer_by": dt.date(2026, 9, 6),
        "new_service": "FedEx IP",
        "time_difference": "2 days more",
        "remark": "Please pack it well",
        "answer": "We will.",
        "as_asked": True,
        "asks_lower_value": True,
    }


@pytest.fixture
def desk_bench(paths: DeskPaths) -> Iterator[Bench]:
    made = Bench(paths)
    yield made
    made.close()
