"""Files that nobody here wrote, with the profiles that are packaged."""

from pathlib import Path

import polars as pl
import pytest

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.read import FAULT, ROW, batches
from orderdeck.data.exports.recognise import Recognised, Refusal, recognise


@pytest.fixture(scope="module")
def packaged() -> list[Profile]:
    found = load_profiles()
    if not any(profile.marketplace == "shopify" for profile in found):
        pytest.skip("not all marketplaces have a profile yet")
    return found


def marketplace(found: Recognised | Refusal) -> str:
    return found.profile.marketplace if isinstance(found, Recognised) else f"{found.reason} {found.detail}"


@pytest.mark.parametrize(
    ("folder", "pattern", "expected"),
    [
        ("aliexpress-48field-template", "*.xlsx", "aliexpress"),
        ("amazon-unshipped-2026-fixture", "amazon*.txt", "amazon"),
        ("ebay-orders-report-samples", "*.csv", "ebay"),
        ("ebay-saleshistory-2016", "*.csv", "ebay"),
        ("etsy-sticker-shop-masked", "*.csv", "etsy"),
        ("shopify-bd-shop-masked", "*.csv", "shopify"),
        ("shopify-dev-store-masked", "*.csv", "shopify"),
        ("tiktok-fixture", "*.csv", "tiktok"),
        ("walmart-fixture", "*.csv", "walmart"),
        ("woocommerce-orders-synthetic", "*.csv", "woocommerce"),
    ],
)
def test_each_marketplace_is_recognised(
    real_exports: Path, packaged: list[Profile], folder: str, pattern: str, expected: str
) -> None:
    files = sorted((real_exports / folder).glob(pattern))
    found = {file.name: marketplace(recognise(file, packaged)) for file in files}
    assert found == dict.fromkeys(found, expected)
    assert found


def test_workbooks_that_are_no_orders_are_refused_with_the_headers_seen(
    real_exports: Path, packaged: list[Profile]
) -> None:
    for file in sorted((real_exports / "erp-littleboss-xls-templates").glob("*.xls")):
        found = recognise(file, packaged)
        if file.name == "Tracking Template.xls":  # no orders, but carriers and numbers of some
            assert isinstance(found, Recognised)
            assert found.profile.kind == "tracking"
            continue
        assert isinstance(found, Refusal), (file.name, found)
        assert found.reason == "no_profile"
        assert len(found.headers) >= 3


def test_no_record_of_a_real_file_is_lost(real_exports: Path, packaged: list[Profile]) -> None:
    import csv

    for file in sorted(real_exports.glob("shopify-*/*.csv")):
        found = recognise(file, packaged)
        assert isinstance(found, Recognised)
        frame = pl.concat(list(batches(found)))
        with file.open(encoding="utf-8", newline="") as lines:
            records = list(csv.reader(lines))[found.header_row :]
        assert frame[ROW].to_list() == [place for place, record in enumerate(records, 2) if any(record)]
        assert frame[FAULT].null_count() == frame.height
        assert [cell or "" for cell in frame.row(0)[:79]] == records[0][:79]
