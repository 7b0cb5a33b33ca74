"""Shopify, Etsy and WooCommerce: real downloads, masked, and one invented one. Numbers counted by hand."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.recognise import Recognised

LoadReal = Callable[..., tuple[Recognised, Frames]]
Plain = Callable[..., list[dict[str, str]]]

SHOPIFY = {  # file -> (orders by distinct Id, rows of items)
    "orders_export (1).csv": (3, 3),
    "orders_export (10).csv": (50, 50),
    "orders_export (11).csv": (50, 50),
    "orders_export (2).csv": (50, 50),
    "orders_export (3).csv": (7, 10),
    "orders_export.csv": (5, 6),
}


def test_shopify_files_of_several_shops(real_exports: Path, load_real: LoadReal, plain: Plain) -> None:
    folder = real_exports / "shopify-bd-shop-masked"
    orders, ids = [], set()
    for name, (count, items) in SHOPIFY.items():
        rows = plain(folder / name)
        assert (len({row["Id"] for row in rows} - {""}), len(rows)) == (count, items)
        found, frames = load_real(folder / name)
        assert (found.profile.name, frames.orders.height, frames.lines.height) == ("shopify", count, items)
        assert frames.rejects.rows() == []
        ids |= {row["Id"] for row in rows} - {""}
        orders.append(frames.orders)
    together = pl.concat(orders)
    assert len(ids) == 165
    assert set(together["order_key"]) == {f"shopify:{one}" for one in ids}
    assert together["order_key"].n_unique() == 165


def test_shopify_statuses_money_and_times(real_exports: Path, load_real: LoadReal, plain: Plain) -> None:
    folder = real_exports / "shopify-bd-shop-masked"
    path = folder / "orders_export (10).csv"
    rows = plain(path)
    states = Counter((row["Financial Status"], row["Fulfillment Status"]) for row in rows)
    assert states == {
        ("pending", "fulfilled"): 34,
        ("voided", "unfulfilled"): 12,
        ("pending", "unfulfilled"): 4,
    }
    _, frames = load_real(path)
    # paid for on delivery: what is pending and not sent is to be shipped
    assert Counter(frames.orders["status"]) == {"shipped": 34, "cancelled": 12, "to_ship": 4}
    assert frames.orders["total"].sum() == sum(Decimal(row["Total"]) for row in rows if row["Total"])
    assert set(frames.orders["currency"]) == {"BDT"}
    _, frames = load_real(folder / "orders_export.csv")
    first = frames.orders.row(0, named=True)
    assert (first["order_id"], first["placed_at"]) == (
        "#71733",
        datetime(2026, 4, 5, 17, 6, 21, tzinfo=UTC),
    )  # +0400
    assert (first["total"], first["goods_total"], first["shipping_fee"]) == (1500, 1400, 100)


def test_names_that_collide_stay_apart(real_exports: Path, load_real: LoadReal, tmp_path: Path) -> None:
    """Two files without Id, as of 2012, of two shops nobody named: the time of order tells #1113 from #1113."""
    import csv

    source = real_exports / "shopify-bd-shop-masked" / "orders_export (10).csv"
    with source.open(encoding="utf-8", newline="") as lines:
        table = list(csv.reader(lines))
    end = table[0].index("Cancelled at") + 1
    keys = []
    for number, offset in enumerate(("+0400", "-0400")):
        path = tmp_path / f"orders_export ({number}).csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(
                [[cell.replace("+0400", offset) for cell in row[:end]] for row in table]
            )
        keys.append(set(load_real(path)[1].orders["order_key"]))
    _, again = load_real(tmp_path / "orders_export (0).csv")
    placed = {row[table[0].index("Created at")][-5:] for row in table[1:]}
    assert set(again.orders["order_key"]) == keys[0]
    assert len(keys[0]) == len(keys[1]) == 50
    if placed == {"+0400"}:
        assert not keys[0] & keys[1]


def test_shopify_development_store(real_exports: Path, load_real: LoadReal, plain: Plain) -> None:
    path = real_exports / "shopify-dev-store-masked" / "orders_export_1.csv"
    rows = plain(path)
    assert (len(rows), len({row["Id"] for row in rows} - {""})) == (121, 51)
    _, frames = load_real(path)
    assert (frames.orders.height, frames.lines.height, frames.rejects.height) == (51, 121, 0)
    assert set(frames.orders["status"]) == {"to_ship"}
    assert frames.lines["quantity"].sum() == sum(int(row["Lineitem quantity"]) for row in rows)


def test_etsy_items(real_exports: Path, load_real: LoadReal, plain: Plain) -> None:
    for year, orders, lines in (("2020", 57, 70), ("2021", 109, 136)):
        path = real_exports / "etsy-sticker-shop-masked" / f"EtsySoldOrderItems{year}.csv"
        rows = plain(path)
        assert (len({row["Order ID"] for row in rows}), len(rows)) == (orders, lines)
        found, frames = load_real(path)
        assert (found.profile.name, frames.orders.height, frames.lines.height) == (
            "etsy_items",
            orders,
            lines,
        )
        assert frames.rejects.rows() == []
        assert set(frames.orders["status"]) == {"shipped"}
        assert frames.lines["quantity"].sum() == sum(int(row["Quantity"]) for row in rows)
        goods = sum(Decimal(row["Item Total"]) for row in rows)
        assert frames.orders["goods_total"].sum() == goods
        more = sum(Decimal(row["Order Shipping"]) + Decimal(row["Order Sales Tax"]) for row in rows)
        off = sum(Decimal(row["Discount Amount"]) for row in rows)
        assert frames.orders["total"].sum() == goods + more - off
    by_id = {row["order_id"]: row for row in frames.orders.iter_rows(named=True)}
    told = by_id["2323514365"]  # 12/26/21 and 12/26/2021 in one row; midnight in New York
    assert told["placed_at"] == told["paid_at"] == datetime(2021, 12, 26, 5, tzinfo=UTC)


def test_woocommerce(real_exports: Path, load_real: LoadReal, plain: Plain) -> None:
    path = real_exports / "woocommerce-orders-synthetic" / "woocommerce_orders.csv"
    rows = plain(path)
    assert (len(rows), len({row["order_number"] for row in rows})) == (101, 50)
    found, frames = load_real(path)
    assert (found.profile.name, frames.orders.height, frames.lines.height) == ("woocommerce", 50, 101)
    words = Counter({row["order_number"]: row["status"] for row in rows}.values())
    assert words == {"completed": 29, "processing": 15, "pending": 4, "on-hold": 2}
    assert Counter(frames.orders["status"]) == {
        "finished": 29, "to_ship": 15, "awaiting_payment": 4, "payment_check": 2,
    }  # fmt: skip
    assert frames.orders["total"].sum() == sum(
        Decimal(row["order_total"]) for row in rows if row["order_total"]
    )
    assert frames.orders["total"].null_count() == 0  # told on an order's first row only
