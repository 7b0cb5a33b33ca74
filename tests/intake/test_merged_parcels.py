"""A parcel of several orders in an ERP's file: each order once, its stock asked for once, whatever came first."""

import os
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.process import load_once
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.open_desk import open_desk

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
QUICK = Settings(folder=Folder(settle_seconds=0.05))
A, B, C = (f"80123456789012{number}" for number in ("02", "03", "04"))
ERP = "包裹号,订单号,订单状态,平台渠道,店铺账号,下单时间,收货人国家,SKU,产品名称,产品数量,产品售价,币种缩写,订单金额\n"


def erp(numbers: str, *items: tuple[str, int], parcel: str = "XM3") -> str:
    head = f'{parcel},"{numbers}",待打单,速卖通,shop1,2026-11-20 10:00:00,Russia'
    rows = [f"{head},{sku},Thing {sku},{count},5.00,USD,10.00" for sku, count in items]
    return "\n".join(rows) + "\n"


def own(**items: tuple[str, int]) -> str:
    rows = [
        f"{number[1:]},等待您发货,2026-11-20 10:00,$10.00,"
        f'"【1】Thing {sku}\n(商家编码:{sku})\n(产品数量:{count} piece)"'
        for number, (sku, count) in items.items()
    ]
    return "订单号,订单状态,下单时间,订单金额,产品信息\n" + "\n".join(rows) + "\n"


FILES = {
    "ae.csv": own(**{f"_{A}": ("C", 1), f"_{B}": ("C", 1)}),
    "dxm.csv": ERP + erp(f"{A},{B}", ("C", 2)),
    "stock.csv": "sku,on_hand\nC,2\n",
}


def load(paths: DeskPaths, name: str, text: str, minute: int) -> None:
    path = Path(paths.exports / name)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (NOW.timestamp() + 60 * minute,) * 2)
    (export,) = load_once(paths, QUICK)
    assert export.state == "loaded", export


def board(paths: DeskPaths) -> dict[str, dict[str, Any]]:
    desk = open_desk(paths, QUICK, now=lambda: int(NOW.timestamp() * 1_000_000))
    try:
        return {row["order_id"]: row for view in desk.views() if view.kind == "queue"
                for row in desk.rows(view.key).iter_rows(named=True)}  # fmt: skip
    finally:
        desk.close()


@pytest.mark.parametrize("order", list(permutations(FILES)))
def test_beside_the_marketplaces_own_export_nothing_is_asked_for_twice(
    paths: DeskPaths, ledger: Ledger, order: tuple[str, ...]
) -> None:
    for minute, name in enumerate(order):
        load(paths, name, FILES[name], minute)
    rows = board(paths)
    assert set(rows) == {A, B}
    assert sum(row["pieces"] for row in rows.values()) == 2
    assert {row["queue"] for row in rows.values()} == {"standard"}
    if order.index("ae.csv") < order.index("dxm.csv"):
        assert [rows[number]["pieces"] for number in (A, B)] == [1, 1]


def test_alone_the_items_stand_at_the_first_and_both_say_so(paths: DeskPaths, ledger: Ledger) -> None:
    load(paths, "dxm.csv", ERP + erp(f"{A}、{B}", ("C", 2), ("D", 1)) + erp(C, ("C", 1), parcel="XM4"), 0)
    rows = board(paths)
    assert {number: row["pieces"] for number, row in rows.items()} == {A: 3, B: 0, C: 1}
    for number in (A, B):
        assert "merged_parcel" in rows[number]["badges"]
        assert f"merged_parcel|{A}, {B}" in rows[number]["reasons"]
        assert rows[number]["total"] is None
    assert "merged_parcel" not in rows[C]["badges"]


def test_an_order_that_is_also_in_a_parcel_of_its_own_is_one(paths: DeskPaths, ledger: Ledger) -> None:
    load(paths, "dxm.csv", ERP + erp(f"{A},{B}", ("C", 2)) + erp(B, ("D", 1), parcel="XM4"), 0)
    rows = board(paths)
    assert {number: row["pieces"] for number, row in rows.items()} == {A: 2, B: 1}


def test_with_one_of_them_unknown_no_line_is_lost(paths: DeskPaths, ledger: Ledger) -> None:
    load(paths, "ae.csv", own(**{f"_{A}": ("C", 1)}), 0)
    load(paths, "dxm.csv", FILES["dxm.csv"], 1)
    assert {number: row["pieces"] for number, row in board(paths).items()} == {A: 2, B: 0}
