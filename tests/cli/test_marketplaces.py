"""What is proposed for the orders of an ERP hangs on the marketplace that each row names; from files to scripts."""

import csv
import json
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

Run = Callable[..., tuple[int, str, str]]

NOW = datetime.now(UTC).replace(microsecond=0)
HEAD = "订单号 平台渠道 店铺账号 订单状态 下单时间 付款时间 "
HEAD += "买家姓名 收货人姓名 国家二字码 SKU 产品名称 产品数量 币种缩写 订单金额"


def at(days: float) -> str:
    return (NOW + timedelta(days=days)).astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%d %H:%M:%S")


def put(folder: Path, name: str, rows: list[list[Any]], hours: float = 1) -> None:
    with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    when = time.time() - hours * 3600
    os.utime(folder / name, (when, when))


def exports(folder: Path, *platforms: str, status: str = "待发货", paid: float = -2) -> None:
    folder.mkdir()
    rows = [
        [
            f"90{number:03}",
            platform,
            "shop1",
            status,
            at(paid),
            at(paid),
            "Ana",
            "Ana",
            "ES",
            "A",
            "Lamp",
            2,
            "USD",
            10,
        ]
        for number, platform in enumerate(platforms, 1)
    ]
    put(folder, "erp.csv", [HEAD.split(), *rows])
    put(folder, "stock.csv", [["sku", "on_hand"], ["A", 0]])


def products(folder: Path, days: str, hours: float = 0.5) -> None:
    put(
        folder,
        f"products{days}.csv",
        [["product_id", "sku", "title", "handling_days"], ["1", "A", "Lamp", days]],
        hours,
    )


def plan(run: Run, folder: Path) -> dict[str, dict[str, Any]]:
    """Order -> its step."""
    (short,) = json.loads(run("stockouts", folder, "--json")[1])["stockouts"]
    return {step["order_id"]: step for step in short["plan"]}


def test_each_order_of_an_erp_goes_by_its_own_marketplace(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    exports(folder, "速卖通", "Shopee", "TikTok", "ebay", "Etsy", "Temu", "Ozon", "")
    products(folder, "3")
    found = plan(run, folder)
    assert [(step["action"], step["counts"]) for _, step in sorted(found.items())] == [
        ("ask_cancel", True),
        ("cancel", True),
        ("cancel", True),
        ("cancel", True),
        ("cancel", None),
        ("cancel", True),
        ("ask_choice", None),
        ("ask_choice", None),
    ]


@pytest.mark.parametrize(("platform", "action"), [("速卖通", "ask_choice"), ("Shopee", "ask_choice")])
def test_an_order_that_was_sent_in_part_is_never_told_to_be_cancelled(
    run: Run, tmp_path: Path, platform: str, action: str
) -> None:
    folder = tmp_path / "exports"
    exports(folder, platform, status="部分发货")
    products(folder, "3")
    assert plan(run, folder)["90001"]["action"] == action


def test_a_product_list_tells_when_an_order_has_to_leave_that_no_file_says_it_of(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    exports(folder, "Ozon")

    def ship_by() -> tuple[Any, Any]:
        queues = json.loads(run("queues", folder, "--json")[1])["queues"]
        (order,) = [order for queue in queues for order in queue["orders"]]
        return order["ship_by"], order["ship_by_estimate"]

    assert ship_by() == (None, None), "nothing is claimed"
    products(folder, "4", 0.5)
    assert ship_by() == ((NOW + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M:%SZ"), "product|4")
    products(folder, "9", 0.2)
    assert ship_by() == ((NOW + timedelta(days=7)).strftime("%Y-%m-%dT%H:%M:%SZ"), "product|9")


def test_what_the_seller_has_to_cancel_waits_in_the_outbox_until_it_is_done(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    exports(folder, "TikTok")
    products(folder, "3")

    def cases() -> list[tuple[str, str]]:
        return [
            (case["what"], case["stage"]) for case in json.loads(run("outbox", folder, "--json")[1])["cases"]
        ]

    key = "tiktok:90001"
    assert plan(run, folder)["90001"]["action"] == "cancel"
    assert run("act", folder, "case_opened", key, "-d", "what=we_cancel", "-d", "sku=A", "--as", "li")[0] == 0
    assert cases() == [("we_cancel", "to_cancel")]
    run("act", folder, "asked", key, "-d", "what=we_cancel", "-d", "sku=A", "--as", "li")
    assert cases() == [("we_cancel", "to_cancel")], "who is told is not asked"
    run("act", folder, "agreed", key, "--as", "li")
    assert cases() == [("we_cancel", "agreed")]
