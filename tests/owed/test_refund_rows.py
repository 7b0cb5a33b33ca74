"""Rows that give something back: no orders, but what they take off the orders that they name."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.desk import Desk

Queues = Callable[[Desk], dict[str, str]]

WOO = ["Date", "Order #", "N. Revenue (formatted)", "Status", "Customer", "Customer type", "Product(s)", "Items sold",
       "Coupon(s)", "Net Sales"]  # fmt: skip


def woo(day: str, number: str, amount: str, products: str, sold: str) -> dict[str, str]:
    cells = (
        f"2026-11-{day} 10:00:00",
        number,
        f"€{amount}",
        "Processing",
        "Ann",
        "new",
        products,
        sold,
        "",
        amount,
    )
    return dict(zip(WOO, cells, strict=True))


@pytest.mark.parametrize("refund_first", [True, False])
def test_a_refund_row_is_no_order_but_comes_off_its_order(
    exports: Any, queues: Queues, refund_first: bool
) -> None:
    rows = [woo("22", "1001", "-10.00", "-1× Mug", "-1"), woo("20", "1001", "30.00", "3× Mug", "3")]
    exports.write("orders.csv", rows if refund_first else rows[::-1])
    desk = exports.desk()
    assert queues(desk) == {"1001": "standard"}
    (row,) = desk.board(desk.find("1001")).to_dicts()
    assert (row["status"], row["pieces"], row["ordered"], row["total"]) == ("to_ship", 2, 3, Decimal(20))
    assert desk.exports[0].rejected == 0
    assert desk.exports[0].notes == ["refund_rows"]


def test_a_refund_whose_order_is_in_another_file_is_listed_and_changes_nothing(
    exports: Any, queues: Queues
) -> None:
    exports.write("orders.csv", [woo("20", "1001", "30.00", "3× Mug", "3")])
    exports.desk()
    refund = woo("22", "1001", "-10.00", "-1× Mug", "-1")
    exports.write("orders-2.csv", [refund, woo("21", "1002", "5.00", "1× Cup", "1")])
    desk = exports.desk()
    assert queues(desk) == {"1001": "standard", "1002": "standard"}
    (later,) = (one for one in desk.exports if one.name == "orders-2.csv")
    assert [(one.row, one.reason, one.detail) for one in desk.rejects(later.export_id)] == [
        (2, "refund_alone", "−1")
    ]
