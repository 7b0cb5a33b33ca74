"""Orders that are gone from newer exports, or sent back, as scripts are told; from files to the queues."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.tui.terminal import exit_codes as exits

Run = Callable[..., tuple[int, str, str]]

UNSHIPPED = (
    "order-id order-item-id purchase-date payments-date reporting-date promise-date days-past-promise "
)
UNSHIPPED += "buyer-email buyer-name buyer-phone-number sku product-name quantity-purchased quantity-shipped "
UNSHIPPED += "quantity-to-ship ship-service-level recipient-name ship-address-1 ship-city ship-state "
UNSHIPPED += "ship-postal-code ship-country is-business-order"
NOON = 1_795_262_400
"""2026-11-21 12:00 UTC."""


def put(folder: Path, name: str, text: str, day: int) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    os.utime(folder / name, (NOON + day * 86_400, NOON + day * 86_400))


def unshipped(*numbers: int) -> str:
    """An Amazon report of what is to be shipped: a piece of A1 each."""
    rows = ["\t".join(UNSHIPPED.split())]
    for number in numbers:
        when = "2026-11-20T10:00:00-08:00\t2026-11-20T10:05:00-08:00\t\t2026-11-30T23:59:59-08:00\t\t\t\t\t"
        rows.append(
            f"111-000000{number}-0000001\t1000000000000{number}\t{when}A1\tThing\t1\t0\t1\tStandard\tA\t\t\t\t\tUS\tFALSE"
        )
    return "\n".join(rows) + "\n"


def shopee(*orders: tuple[str, str, int]) -> str:
    """A Shopee export: number, status, day of November that it was placed on."""
    head = (
        "Order ID,Order Status,Order Creation Date,Product Name,SKU Reference No.,Quantity,Product Subtotal"
    )
    rows = [f"{number},{status},2026-11-{day:02} 09:00,Lamp,L1,1,9.90" for number, status, day in orders]
    return "\n".join([head, *rows]) + "\n"


def queues(run: Run, folder: Path) -> dict[str, tuple[str, list[str]]]:
    """Order -> its queue, and its reasons as codes."""
    code, out, _err = run("queues", folder, "--json")
    assert code == exits.OK
    return {
        order["order_id"]: (queue["key"], order["reason_codes"])
        for queue in json.loads(out)["queues"]
        for order in queue["orders"]
    }


def test_an_unshipped_report_that_leaves_an_order_out_frees_its_stock(run: Run, tmp_path: Path) -> None:
    put(tmp_path, "unshipped-2026-11-21.txt", unshipped(1, 2), 0)
    put(tmp_path, "unshipped-2026-11-22.txt", unshipped(2, 3), 1)
    put(tmp_path, "stock.csv", "sku,on_hand\nA1,2\n", 0)
    found = queues(run, tmp_path)
    assert found["111-0000001-0000001"][0] == "on_hold"
    assert found["111-0000001-0000001"][1][0].startswith("gone|2026-11-22")
    assert {found[f"111-000000{number}-0000001"][0] for number in (2, 3)} == {"standard"}
    assert "gone: not in the newest export since" in run("queues", tmp_path)[1]


def test_shopees_names_say_what_its_exports_are_whole_of(run: Run, tmp_path: Path) -> None:
    shops = '[folder]\nshops = { "*" = "Lamps" }\n'
    (tmp_path / ".orderdeck").mkdir()
    (tmp_path / ".orderdeck" / "orderdeck.toml").write_text(shops, encoding="utf-8")
    first = [
        ("251101AA1", "To ship", 2),
        ("251101AA2", "To ship", 9),
        ("251101AA3", "To ship", 10),
        ("251101AA4", "Unpaid", 9),
    ]
    put(tmp_path, "Order.all.20261101_20261110.csv", shopee(*first), 0)
    put(tmp_path, "Order.toship.20261105_20261120.csv", shopee(("251101AA3", "To ship", 10)), 1)
    found = queues(run, tmp_path)
    assert found["251101AA1"][0] == "standard", "placed before the days of the newer export"
    assert found["251101AA2"][0] == "on_hold"
    assert found["251101AA3"][0] == "standard"
    assert found["251101AA4"][0] == "awaiting_payment", "a list of what is to be shipped says nothing of it"


def test_an_answer_by_script_counts_until_it_is_undone(run: Run, tmp_path: Path) -> None:
    rows = ["order_id,status,shop,sku,quantity"]
    rows += [f"{number},to_ship,Red,S,1" for number in (8001, 8002, 8003)]
    put(tmp_path, "monday.csv", "\n".join(rows) + "\n", 0)
    put(tmp_path, "tuesday.csv", "\n".join([rows[0], *rows[2:]]) + "\n", 1)
    assert queues(run, tmp_path)["8001"][0] == "standard"
    code, out, _err = run("intake", tmp_path)
    assert code == exits.OK
    assert "tuesday.csv · orders perhaps gone: 1, no longer listed (is it the full list?)" in out
    assert run("act", tmp_path, "whole", "tuesday.csv", "--as", "li")[0] == exits.OK
    assert queues(run, tmp_path)["8001"][0] == "on_hold"
    files = json.loads(run("intake", tmp_path, "--json")[1])["files"]
    assert [(file["name"], file["notes"]) for file in files] == [
        ("monday.csv", []),
        ("tuesday.csv", ["left_out ×1"]),
    ]
    assert "full list" in run("journal", tmp_path)[1]
    assert run("act", tmp_path, "undo", "--as", "li")[0] == exits.OK
    assert queues(run, tmp_path)["8001"][0] == "standard"
    code, _out, err = run("act", tmp_path, "partial", "nothing.csv")
    assert (code, "no such export" in err) == (exits.REFUSED, True)
    assert run("act", tmp_path, "whole")[0] == exits.USAGE


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_copy_of_an_old_export_is_told(
    run: Run, tmp_path: Path, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", language)
    head = "order_id,status,shop,sku,quantity"
    numbers = (8001, 8002, 8003)
    put(tmp_path, "old.csv", "\n".join([head, *(f"{n},to_ship,Red,S,1" for n in numbers)]) + "\n", 0)
    put(tmp_path, "new.csv", "\n".join([head, *(f"{n},shipped,Red,S,1" for n in numbers)]) + "\n", 1)
    put(tmp_path, "copy.csv", "\n".join([head, *(f"{n},to_ship,Red,S,2" for n in numbers)]) + "\n", 2)
    reasons = queues(run, tmp_path)["8001"][1]
    assert any(reason.startswith("sent_back|shipped|2026-11-22") for reason in reasons)
    lenses = {
        lens["key"]: lens["count"] for lens in json.loads(run("queues", tmp_path, "--json")[1])["lenses"]
    }
    assert lenses["back"] == 3
    notes = {
        file["name"]: file["notes"] for file in json.loads(run("intake", tmp_path, "--json")[1])["files"]
    }
    assert notes["copy.csv"] == ["sent_back ×3"]
    said = {"en": "orders sent back: 3", "zh": "状态倒退 3 单"}[language]
    assert said in run("intake", tmp_path)[1]
