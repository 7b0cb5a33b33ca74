"""Stock and purchases of the sample shop: consistent with its orders, short where they are said to be."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from orderdeck.data.sample.files.supply_files import (
    write_1688,
    write_products,
    write_purchases,
    write_stock,
    write_suppliers,
)
from orderdeck.data.sample.world.supply import Supply, make_supply, open_demand
from orderdeck.data.sample.world.world import World

ReadBack = Callable[[Path, str, str], list[list[str]]]


@pytest.fixture
def world(now: datetime) -> World:
    return World(1, now, orders=400, open_share=0.3, shop_count=3)


@pytest.fixture
def supply(world: World) -> Supply:
    return make_supply(world, 1)


def test_only_what_is_said_to_be_short_is_short(world: World, supply: Supply) -> None:
    short = [sku for sku, (_, pieces) in open_demand(world).items() if supply.on_hand[sku] < pieces]
    assert sorted(short) == sorted(supply.short)
    assert len(short) == 6


def test_the_stock_file_adds_up_to_what_is_on_the_shelves(
    tmp_path: Path, supply: Supply, read_back: ReadBack
) -> None:
    header, *rows = read_back(write_stock(tmp_path, supply, "csv"), "csv", "utf-8-sig")
    pieces: Counter[str] = Counter()
    blank = set()
    for row in rows:
        cells = dict(zip(header, row, strict=True))
        pieces[cells["SKU编码"]] += int(cells["可用库存"] or 0)
        if not cells["可用库存"]:
            blank.add(cells["SKU编码"])
    assert {sku: pieces[sku] for sku in supply.on_hand if sku not in blank} == {
        sku: count for sku, count in supply.on_hand.items() if sku not in blank
    }
    assert len(rows) > len(supply.on_hand), "some SKU lies in two warehouses"
    assert not blank & set(supply.short)
    assert "0042" in pieces


def test_1688_orders_name_their_order_once(tmp_path: Path, supply: Supply, read_back: ReadBack) -> None:
    header, *rows = read_back(write_1688(tmp_path, supply, "xls"), "xls", "")
    assert len(header) == 49
    purchases = [row[0] for row in rows if row[0]]
    assert len(purchases) == len(set(purchases)) < len(rows)
    assert all(row[header.index("单品货号")] and row[header.index("数量")] for row in rows)
    assert {row[9] for row in rows if row[0]} >= {"交易成功"}


def test_purchases_of_our_template_say_when_they_came(
    tmp_path: Path, supply: Supply, read_back: ReadBack
) -> None:
    header, *rows = read_back(write_purchases(tmp_path, supply, "csv"), "csv", "utf-8-sig")
    arrived = [dict(zip(header, row, strict=True)) for row in rows]
    assert any(one["到货日期"] for one in arrived)
    for one in arrived:
        assert (one["采购状态"] == "已入库") == bool(one["到货日期"])
        assert not one["到货日期"] or one["下单时间"] < one["到货日期"]


def test_products_and_suppliers_cover_what_is_sold(
    tmp_path: Path, supply: Supply, read_back: ReadBack
) -> None:
    products = read_back(write_products(tmp_path, supply.now, "csv"), "csv", "utf-8-sig")[1:]
    assert {row[1] for row in products} == set(supply.on_hand)
    suppliers = read_back(write_suppliers(tmp_path, supply, "csv"), "csv", "utf-8-sig")[1:]
    assert set(supply.short) <= {row[1] for row in suppliers}


def test_what_is_shipped_leaves_the_shelf_once(world: World, supply: Supply) -> None:
    before = sum(supply.on_hand.values())
    touched = world.step(world.now + timedelta(minutes=1), moves=30, missing=supply.short)
    supply.step(world.now, touched)
    after = sum(supply.on_hand.values())
    supply.step(world.now, touched)
    assert sum(supply.on_hand.values()) == after < before
