"""Orders of which a part was sent: what is still owed, and what nobody says."""

from collections.abc import Callable
from itertools import product
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


COUNTED = [
    (bought, sent, left)
    for bought in range(3)
    for sent in range(bought + 1)
    for left in range(bought - sent + 1)
]
"""Pieces bought, sent and still to be sent, as the unshipped report counts them; the rest was cancelled."""


def test_what_was_cancelled_before_dispatch_was_never_sent(exports: Any, owed: Owed) -> None:
    """Each two lines of an order: sent it is where something was, and nothing is left."""
    orders = {
        f"111-0000{number:03}-0000001": lines for number, lines in enumerate(product(COUNTED, repeat=2))
    }
    exports.write(
        "unshipped.txt",
        [
            {
                "order-id": order, "order-item-id": f"{order[4:11]}{at}", "purchase-date": "2026-11-20T10:00:00-08:00",
                "payments-date": "2026-11-20T10:05:00-08:00", "promise-date": "2026-12-03T23:59:59-08:00",
                "buyer-name": "Ann", "sku": f"S{at}", "product-name": "Thing", "quantity-purchased": str(bought),
                "quantity-shipped": str(sent), "quantity-to-ship": str(left), "recipient-name": "Ann",
                "ship-country": "US",
            }
            for order, lines in orders.items()
            for at, (bought, sent, left) in enumerate(lines)
        ],
        separator="\t",
    )  # fmt: skip
    desk = exports.desk()
    shown = {row["order_id"]: row for row in desk.board([desk.find(order)[0] for order in orders]).to_dicts()}
    open_lines = owed(desk)
    for order, lines in orders.items():
        row = shown.get(order)
        gone = [sent > 0 and not left for _bought, sent, left in lines]
        if all(gone):
            assert row is None, (lines, "all was sent")
            continue
        assert row, lines
        assert row["pieces"] == sum(left for *_counts, left in lines)
        if not any(sent for _bought, sent, _left in lines):
            assert row["status"] == "to_ship", (lines, "nothing was sent")
        for at, (_bought, _sent, left) in enumerate(lines):
            assert open_lines.get((order, f"S{at}"), 0) == left, lines
        assert (row["queue"] == "on_hold") == (row["pieces"] == 0), lines


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        (("returned", "ready_to_ship"), "to_ship", "ready_to_ship"),
        (("lost_by_3pl", "pending", "canceled"), "part_shipped", "lost_by_3pl / pending"),
        (("shipped", "pending", "canceled"), "part_shipped", "shipped / pending"),
        (("canceled", "pending"), "to_ship", "pending"),
    ],
)
def test_an_order_bears_the_words_of_the_lines_that_its_status_comes_from(
    exports: Any, words: tuple[str, ...], status: str, told: str
) -> None:
    rows = [
        {"orderItemId": f"90{at}", "orderNumber": "4001", "status": word, "sellerSku": f"S{at}", "lazadaSku": f"L{at}",
         "itemName": "Thing", "createTime": "25 Nov 2026 10:00", "paidPrice": "10.00"}
        for at, word in enumerate(words)
    ]  # fmt: skip
    exports.write("lazada.csv", rows)
    desk = exports.desk()
    [row] = desk.board(desk.find("4001")).to_dicts()
    assert (row["status"], row["status_text"]) == (status, told)
