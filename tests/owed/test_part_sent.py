"""Orders of which a part was sent: what is still owed, and what nobody says."""

from collections.abc import Callable
from typing import Any

import pytest

from orderdeck.data.desk import Desk
from tests.owed.tables import ali, amazon

Owed = Callable[[Desk], dict[tuple[str, str], int]]


def test_part_shipped_without_a_word_on_the_lines_owes_all_and_says_so(exports: Any, owed: Owed) -> None:
    rows = [
        {"order_id": "1", "status": "part_shipped", "sku": "A", "quantity": "2", "placed_at": "2026-11-20"}
    ]
    exports.write("orders.csv", rows)
    desk = exports.desk()
    assert owed(desk) == {("1", "A"): 2}
    (row,) = desk.board(desk.find("1")).to_dicts()
    assert "sent_unknown" in row["badges"]


@pytest.mark.parametrize("word", ["PartiallyShipped", "Teilweise versandt", "一部出荷済み"])
def test_a_line_sent_in_part_beside_one_sent_whole_says_so(exports: Any, owed: Owed, word: str) -> None:
    """3/6 pieces still to send is not all that is known: of the three nobody says how many went."""
    exports.write(
        "orders.txt",
        [
            amazon("111-0000001-0000001", "PartiallyShipped", "A1", "Shipped", "3"),
            amazon("111-0000001-0000001", "PartiallyShipped", "B1", word, "3"),
            amazon("111-0000002-0000002", "PartiallyShipped", "A1", "Shipped", "3"),
            amazon("111-0000002-0000002", "PartiallyShipped", "B1", "Unshipped", "3"),
        ],
        header=["merchant-order-id", "last-updated-date", "asin"],
        separator="\t",
    )
    desk = exports.desk()
    assert owed(desk)["111-0000001-0000001", "B1"] == 3
    (row,) = desk.board(desk.find("111-0000001-0000001")).to_dicts()
    assert {"part_owed", "sent_unknown"} <= set(row["badges"])
    assert "owed|3/6" in row["reasons"]
    assert [reason for reason in row["reasons"] if reason.startswith("sent_unknown|")] == [
        f"sent_unknown|{word}"
    ]
    (row,) = desk.board(desk.find("111-0000002-0000002")).to_dicts()
    assert "sent_unknown" not in row["badges"]


def test_a_line_sent_in_part_whose_pieces_are_counted_leaves_no_question(exports: Any, owed: Owed) -> None:
    row = {"order id": "PO-1", "order status": "Partially shipped", "order item status": "Partially shipped",
           "product name": "Lamp", "contribution sku": "A", "sku id": "1", "Order item ID": "11",
           "quantity purchased": "3", "quantity shipped": "1", "quantity to ship": "2", "recipient name": "Ann",
           "purchase date": "2026-11-20 10:00:00", "latest shipping time": "2026-11-25 10:00:00"}  # fmt: skip
    exports.write("temu.csv", [row])
    desk = exports.desk()
    assert owed(desk) == {("PO-1", "A"): 2}
    (shown,) = desk.board(desk.find("PO-1")).to_dicts()
    assert "sent_unknown" not in shown["badges"]


def erp(sku: str, pieces: str, status: str) -> dict[str, str]:
    return {
        "平台渠道": "速卖通", "店铺账号": "shop", "下单时间": "2026-11-20 10:00", "付款时间": "2026-11-20 10:05",
        "订单号": "3031270000000001", "订单状态": status, "SKU": sku, "产品数量": pieces, "产品名称": sku,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "left"),
    [("部分发货", {"A": 0, "B": 2}), ("等待您发货", {"A": 1, "B": 2})],
    ids=["part of it was sent", "nothing was sent"],
)
def test_which_lines_were_sent_outlives_an_export_that_says_only_that_some_were(
    exports: Any, owed: Owed, status: str, left: dict[str, int]
) -> None:
    exports.write("erp_20261121_100000.csv", [erp("A", "1", "已发货"), erp("B", "2", "待打单")])
    exports.desk()
    exports.write("ali_20261122_100000.csv", [ali(status)])
    desk = exports.desk()
    assert {sku: pieces for (_, sku), pieces in owed(desk).items()} == left
    later = next(one for one in desk.intake() if one.name.startswith("ali"))
    assert any("owed" in note for note in later.notes) is (status == "部分发货")
