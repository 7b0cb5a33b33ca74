"""Amazon, eBay, TikTok, Walmart, AliExpress: third parties' fixtures, read by eye; ERP templates that are no orders."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.read import batches
from orderdeck.data.exports.recognise import Limits, Recognised, Refusal, recognise

LoadReal = Callable[..., tuple[Recognised, Frames]]
Refuse = Callable[[Path], Refusal]


def lines(frames: Frames) -> list[tuple[str, str, int]]:
    joined = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    return joined.select("order_id", "sku", "quantity").rows()


def test_amazon_unshipped(real_exports: Path, load_real: LoadReal) -> None:
    found, frames = load_real(real_exports / "amazon-unshipped-2026-fixture" / "amazon-unshipped-orders.txt")
    assert found.profile.name == "amazon_unshipped"
    assert lines(frames) == [
        ("113-4521987-1234501", "DB004-G64000-NVY-L", 1),
        ("113-4521987-1234502", "DB008-G64000-SGR-XL", 3),
        ("113-4521987-1234503", "AMZ-CACTUS-TEE-L", 1),
        ("113-4521987-1234504", "DB001-G64000-BLK-M", 1),
    ]
    assert frames.rejects.is_empty()
    assert frames.orders["doubts"].to_list() == [None, None, None, "placed_at_unreadable|not-a-date"]
    second = frames.orders.row(1, named=True)
    assert second["ship_by"] == datetime(2026, 9, 23, 6, 59, 59, tzinfo=UTC)
    assert second["total"] == Decimal("93.92")  # 80.97 + 6.96 + 5.99
    assert (second["status"], second["service"], second["is_business"]) == ("to_ship", "Expedited", False)


def test_ebay_report_of_the_american_site(real_exports: Path, load_real: LoadReal) -> None:
    found, frames = load_real(real_exports / "ebay-orders-report-samples" / "ebay_all_orders_report_us.csv")
    assert (found.profile.name, frames.rejects.rows()) == ("ebay", [])
    columns = ("order_id", "status", "goods_total", "total", "pieces", "line_count", "shop")
    assert frames.orders.select(columns).rows() == [
        ("11-10000-00001", "to_ship", Decimal(90), Decimal("97.99"), 1, 1, "a-seller"),
        ("145", "to_ship", Decimal(50), Decimal(50), 1, 1, "a-seller"),  # the record number: no order number
        ("11-10000-00002", "shipped", Decimal(65), Decimal(65), 1, 1, "a-seller"),
        (
            "11-10000-00003",
            "shipped",
            Decimal(28),
            Decimal("29.55"),
            2,
            2,
            "a-seller",
        ),  # a summary and two items
    ]
    assert frames.orders["order_key"][1] == "ebay:a-seller:145"
    assert frames.orders["placed_at"][0] == datetime(2026, 9, 18, 7, tzinfo=UTC)  # Sep-18-26 in Los Angeles


def test_ebay_report_of_the_german_site(real_exports: Path, load_real: LoadReal) -> None:
    found, frames = load_real(real_exports / "ebay-orders-report-samples" / "ebay_report_de.csv")
    assert found.profile.name == "ebay_de"
    (order,) = frames.orders.iter_rows(named=True)
    assert (order["order_id"], order["total"], order["currency"]) == (
        "23-12345-12345",
        Decimal("116.99"),
        "EUR",
    )
    assert order["placed_at"] == datetime(2025, 12, 9, 23, tzinfo=UTC)  # 10-Dez-25 in Berlin
    assert (order["buyer"], order["recipient"], order["status"]) == ("buyer", None, "to_ship")


def test_ebay_sales_history(real_exports: Path, load_real: LoadReal) -> None:
    found, frames = load_real(real_exports / "ebay-saleshistory-2016" / "SalesHistory.csv")
    assert (found.profile.name, frames.rejects.rows()) == ("ebay_sales_history", [])
    assert lines(frames) == [
        ("801", "SHRT-305-L", 1),
        ("802", "SHRT-300-M", 2),
        ("803", "SHRT-305-S", 4),
        ("804", "SHRT-300-XL", 3),
    ]
    assert frames.orders["total"].to_list() == [Decimal("19.50"), Decimal("11.80"), 12, 3]
    assert set(frames.orders["shop"]) == {"random@example.com"}
    assert frames.orders["country_code"].to_list() == ["US", "SE", "US", "GB"]


def test_tiktok(real_exports: Path, load_real: LoadReal) -> None:
    found, frames = load_real(real_exports / "tiktok-fixture" / "tiktok-orders.csv")
    assert found.profile.name == "tiktok"
    assert frames.orders.select("order_id", "status", "total").rows() == [
        ("576912345678901001", "to_ship", Decimal("24.97")),
        ("576912345678901002", "to_ship", Decimal("44.94")),
        ("576912345678901003", "cancelled", Decimal("24.97")),
    ]
    assert frames.rejects.select("row", "order_id", "reason").rows() == [
        (6, "576912345678901004", "quantity_unreadable")
    ]
    assert frames.orders["placed_at"][1] == datetime(2026, 9, 22, 23, 2, 10, tzinfo=UTC)  # 04:02:10 PM


def test_walmart(real_exports: Path, load_real: LoadReal) -> None:
    found, frames = load_real(real_exports / "walmart-fixture" / "walmart-orders.csv")
    assert (found.profile.name, frames.rejects.rows()) == ("walmart", [])
    assert frames.orders.select("order_id", "status", "total", "line_count", "pieces").rows() == [
        ("4792210001234", "to_ship", Decimal("77.91"), 2, 3),
        ("4792210001235", "cancelled", Decimal("25.97"), 1, 1),
        ("4792210001236", "to_ship", Decimal("32.44"), 1, 1),
    ]
    assert frames.orders["ship_by"][0] == datetime(
        2026, 9, 24, 3, 59, 59, tzinfo=UTC
    )  # the day's end in New York


def test_aliexpress_template(real_exports: Path, load_real: LoadReal) -> None:
    (path,) = (real_exports / "aliexpress-48field-template").glob("*.xlsx")
    found, frames = load_real(path)
    assert (found.profile.name, frames.orders.height, frames.rejects.height) == ("aliexpress", 2, 0)


@pytest.mark.parametrize(
    ("name", "nearest", "header"),
    [
        ("StockChange Template.xls", "stock", "产品SKU"),
        ("ordertracknum_sample.xls", "", "*跟踪号（必填）"),
        ("ordertracknum_sample_2.xls", "", "tracknum"),
    ],
)
def test_templates_of_an_erp_are_no_orders(
    real_exports: Path, refuse_real: Refuse, name: str, nearest: str, header: str
) -> None:
    refusal = refuse_real(real_exports / "erp-littleboss-xls-templates" / name)
    assert refusal.reason == "no_profile"
    assert header in refusal.headers
    if nearest:
        assert refusal.nearest == nearest


def test_an_erps_template_of_tracking_numbers_is_a_file_of_them(real_exports: Path) -> None:
    path = real_exports / "erp-littleboss-xls-templates" / "Tracking Template.xls"
    found = recognise(path, tuple(load_profiles()), Limits())
    assert isinstance(found, Recognised), found
    assert (found.profile.name, list(batches(found))) == ("tracking_forwarder", [])
