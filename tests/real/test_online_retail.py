"""A wholesaler's invoices, one file a day: refused with the headers seen, loaded by a profile that says what is what.

Counted with Python's own csv over the 60 files: 95,054 rows, 4,461 invoices, 754 of them cancellations (C…).
"""

import csv
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.check import check_profile
from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.recognise import Recognised, Refusal

LoadReal = Callable[..., tuple[Recognised, Frames]]
HEADER = (
    "InvoiceNo",
    "StockCode",
    "Description",
    "Quantity",
    "InvoiceDate",
    "UnitPrice",
    "CustomerID",
    "Country",
)

PROFILE = """
name = "online_retail"
title = { en = "Gift-ware wholesaler's invoices" }
marketplace = "wholesaler"
zone = "Europe/London"
required = ["order_id", "sku", "quantity", "placed_at"]

[aliases]
order_id = ["InvoiceNo"]
sku = ["StockCode"]
item_title = ["Description"]
quantity = ["Quantity"]
placed_at = ["InvoiceDate"]
unit_price = ["UnitPrice"]
buyer = ["CustomerID"]
country = ["Country"]

[status]
otherwise = "to_ship"
[[status.rules]]
when = { order_id = "c.*" }
status = "cancelled"
[[status.rules]]
when = { quantity = "negative" }
status = "cancelled"

[money]
currency = "GBP"
total_of = ["line_total"]

[items]
row_shape = "item"
"""


@pytest.fixture(scope="module")
def files(real_exports: Path) -> list[Path]:
    return sorted((real_exports / "online-retail-uci" / "by-day").glob("*.csv"))


@pytest.fixture(scope="module")
def taught() -> Profile:
    return check_profile(tomllib.loads(PROFILE))


def test_refused_with_the_headers_seen(files: list[Path], refuse_real: Callable[[Path], Refusal]) -> None:
    refusal = refuse_real(files[0])
    assert (refusal.reason, refusal.headers) == ("no_profile", HEADER)


def test_sixty_days_by_a_profile_of_ones_own(files: list[Path], taught: Profile, load_real: LoadReal) -> None:
    rows = []
    for file in files:
        with file.open(encoding="utf-8", newline="") as text:
            rows += list(csv.DictReader(text))
    cancelled = {row["InvoiceNo"] for row in rows if row["InvoiceNo"].startswith("C")}
    adjusted = {row["InvoiceNo"] for row in rows if int(row["Quantity"]) < 0} - cancelled
    invoices = {row["InvoiceNo"] for row in rows}
    assert (len(files), len(rows), len(invoices), len(cancelled)) == (60, 95_054, 4_461, 754)

    frames = [load_real(file, (taught,))[1] for file in files]
    orders = pl.concat([one.orders for one in frames])
    lines = pl.concat([one.lines for one in frames])
    assert sum(one.rejects.height for one in frames) == 0
    assert (orders.height, lines.height) == (4_461, 95_054)  # exact duplicates are lines of their own
    assert set(orders["order_id"]) == invoices
    assert set(orders.filter(pl.col("status") == "cancelled")["order_id"]) == cancelled | adjusted
    assert lines["quantity"].sum() == sum(int(row["Quantity"]) for row in rows) == 830_961
    goods = sum(Decimal(row["UnitPrice"]) * int(row["Quantity"]) for row in rows)
    assert orders["total"].sum() == goods == Decimal("1642617.43")
    assert (lines["quantity"] < 0).sum() == sum(int(row["Quantity"]) < 0 for row in rows) == 1_994


def test_one_invoice_in_full(files: list[Path], taught: Profile, load_real: LoadReal) -> None:
    _, frames = load_real(files[0], (taught,))
    first = frames.orders.row(0, named=True)
    with files[0].open(encoding="utf-8", newline="") as text:
        mine = [row for row in csv.DictReader(text) if row["InvoiceNo"] == "536365"]
    assert (first["order_id"], first["line_count"], first["country_code"]) == ("536365", len(mine), "GB")
    assert first["pieces"] == sum(int(row["Quantity"]) for row in mine)
    quoted = frames.lines.filter(pl.col("title").str.contains('"'))
    assert quoted.height == sum('"' in row["Description"] for row in _rows(files[0]))


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))
