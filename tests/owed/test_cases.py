"""From the export to the queue: what was sent, cancelled, given back or needs no parcel is not packed once more."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from orderdeck.data.desk import Desk
from orderdeck.data.messages import order_facts
from tests.owed.tables import ali, amazon

Queues = Callable[[Desk], dict[str, str]]
Owed = Callable[[Desk], dict[tuple[str, str], int]]


def shopify(
    name: str, sku: str, line: str = "pending", *, parcel: str = "true", **order: str
) -> dict[str, str]:
    return {
        "Name": name, "Financial Status": "", "Fulfillment Status": "", "Currency": "USD", "Total": "", "Paid at": "",
        "Created at": "2026-11-20 09:59:00 +0000", "Lineitem quantity": "1", "Lineitem name": f"Thing {sku}",
        "Lineitem price": "10.00", "Lineitem sku": sku, "Lineitem requires shipping": parcel,
        "Lineitem fulfillment status": line, "Shipping Country": "US", "Id": "",
    } | {key.replace("_", " "): value for key, value in order.items()}  # fmt: skip


def head(fulfilment: str = "unfulfilled", number: str = "1", **more: str) -> dict[str, str]:
    return {
        "Financial_Status": "paid", "Paid_at": "2026-11-20 10:00:00 +0000", "Fulfillment_Status": fulfilment,
        "Total": "300.00", "Id": f"560000000{number}",
    } | more  # fmt: skip


def walmart(order: str, line: str, sku: str, status: str) -> dict[str, str]:
    return {
        "PO#": order, "Order#": f"2000{order}", "Order Date": "2026-11-20", "Ship By": "2026-11-24",
        "Customer Name": "C", "Zip": "02108", "Line#": line, "Status": status, "Item Description": "Thing", "Qty": "1",
        "SKU": sku, "Item Cost": "10.00", "Shipping Cost": "0", "Tax": "0.80", "Fulfillment Entity": "Seller Fulfilled",
    }  # fmt: skip


def test_a_line_sent_in_a_part_shipped_order_takes_no_stock(exports: Any, queues: Queues, owed: Owed) -> None:
    exports.write(
        "orders.txt",
        [
            amazon("111-0000001-0000001", "PartiallyShipped", "A1", "Shipped"),
            amazon("111-0000001-0000001", "PartiallyShipped", "B1", "Unshipped"),
            amazon("111-0000002-0000002", "Unshipped", "A1", "Cancelled", "0"),
            amazon("111-0000002-0000002", "Unshipped", "B1", "Unshipped"),
            amazon("111-0000003-0000003", "Unshipped", "A1", "Unshipped"),
        ],
        header=["merchant-order-id", "last-updated-date", "asin"],
        separator="\t",
    )
    exports.stock(A1=1, B1=2)
    desk = exports.desk()
    assert set(queues(desk).values()) == {"standard"}
    assert owed(desk)["111-0000001-0000001", "A1"] == 0
    assert owed(desk)["111-0000003-0000003", "A1"] == 1


def test_shopify_tells_line_by_line_what_was_fulfilled(exports: Any, queues: Queues, owed: Owed) -> None:
    exports.write(
        "orders_export.csv",
        [
            shopify("#1001", "COVER", "fulfilled", **head("partial")),
            shopify("#1001", "FRAME"),
            shopify("#1002", "COVER", **head(number="2", Total="10.00")),
        ],
    )
    exports.stock(COVER=1, FRAME=1)
    desk = exports.desk()
    assert "stockouts" not in queues(desk).values()
    assert owed(desk) == {("#1001", "COVER"): 0, ("#1001", "FRAME"): 1, ("#1002", "COVER"): 1}
    (row,) = desk.board(desk.find("#1001")).to_dicts()
    assert (row["pieces"], row["ordered"]) == (1, 2)
    assert "part_owed" in row["badges"]
    assert "owed|1/2" in row["reasons"]


def test_what_needs_no_parcel_needs_no_stock(exports: Any, queues: Queues, owed: Owed) -> None:
    exports.write(
        "orders_export.csv",
        [
            shopify("#1001", "", parcel="false", **head(Total="10.00") | {"Lineitem_name": "E-book"}),
            shopify("#1002", "GC", parcel="false", **head(number="2", Total="20.00")),
            shopify("#1002", "MUG"),
        ],
    )
    exports.stock(MUG=5, GC=0)
    desk = exports.desk()
    assert queues(desk) == {"#1001": "on_hold", "#1002": "standard"}, (
        "an e-book is seen, and is nothing to ship"
    )
    (row,) = desk.board(desk.find("#1001")).to_dicts()
    assert row["reasons"][0] == "nothing_owed|no_parcel"
    assert "nothing_owed" in row["badges"]
    assert (row["deadline"], row["late"]) == (None, False)
    assert owed(desk)["#1002", "GC"] == 0


def test_returned_pieces_are_not_sent(exports: Any, owed: Owed) -> None:
    exports.write(
        "tiktok.csv",
        [
            {
                "Order ID": "583870900000000011\t", "Order Status": "To ship", "Order Substatus": "Awaiting shipment",
                "Cancelation/Return Type": "", "Normal or Pre-order": "", "SKU ID": "1729400000001",
                "Seller SKU": "BR-1", "Product Name": "Camiseta", "Variation": "P", "Quantity": "3",
                "Sku Quantity of return": "1", "SKU Unit Original Price": "$10.00", "Order Amount": "$30.00",
                "Created Time": "11/20/2026 10:05:43 AM\t", "Paid Time": "11/20/2026 10:06:00 AM\t",
                "Cancelled Time": "", "Fulfillment Type": "Fulfillment by seller", "Country": "Brazil",
            }
        ],
    )  # fmt: skip
    desk = exports.desk()
    assert owed(desk) == {("583870900000000011", "BR-1"): 2}
    detail = desk.order("tiktok:583870900000000011")
    assert detail
    (line,) = detail.lines
    assert (line["quantity"], line["returned"], line["owed"]) == (3, 1, 2)


def test_lines_sent_and_cancelled_leave_stock_to_others_and_the_money_of_the_rest(
    exports: Any, queues: Queues, owed: Owed
) -> None:
    first, second = "108800000001", "108800000002"
    exports.write(
        "PO_Data.csv",
        [
            walmart(first, "1", "W1", "Acknowledged"),
            walmart(first, "2", "W2", "Cancelled"),
            walmart(first, "3", "W3", "Shipped"),
            walmart(second, "1", "W3", "Acknowledged"),
        ],
    )
    exports.stock(W1=1, W2=0, W3=1)
    desk = exports.desk()
    assert set(queues(desk).values()) == {"standard"}
    assert owed(desk) == {(first, "W1"): 1, (first, "W2"): 0, (first, "W3"): 0, (second, "W3"): 1}
    detail = desk.order(f"walmart:{first}")
    assert detail
    assert detail.fields["total"] == Decimal("21.60")


def test_an_order_with_nothing_left_to_send_is_shown_not_dropped(exports: Any, queues: Queues) -> None:
    exports.write(
        "orders_export.csv",
        [shopify("#1", "A", "fulfilled", **head("partial")), shopify("#1", "B", "restocked")],
    )
    desk = exports.desk()
    assert queues(desk) == {"#1": "on_hold"}
    (row,) = desk.board(desk.find("#1")).to_dicts()
    assert row["reasons"][0] == "nothing_owed|"


def test_an_order_of_nought_pieces_has_nothing_to_send(exports: Any, queues: Queues) -> None:
    """What Amazon leaves of items that were cancelled: quantity 0, while the order still says Unshipped."""
    exports.write(
        "all.txt",
        [
            amazon("111-0000001-0000001", "Unshipped", "A1", "Unshipped", "0"),
            amazon("111-0000002-0000002", "Unshipped", "A1", "Unshipped", "0"),
            amazon("111-0000002-0000002", "Unshipped", "B1", "Unshipped"),
            amazon("111-0000003-0000003", "Shipped", "A1", "Shipped", "0"),
        ],
        header=["merchant-order-id", "last-updated-date", "asin"],
        separator="\t",
    )
    desk = exports.desk()
    assert queues(desk) == {"111-0000001-0000001": "on_hold", "111-0000002-0000002": "standard"}
    (row,) = desk.board(desk.find("111-0000001-0000001")).to_dicts()
    assert row["reasons"][0] == "nothing_owed|none"
    assert "nothing_owed" in row["badges"]
    assert (row["pieces"], row["deadline"], row["late"]) == (0, None, False)


@pytest.mark.parametrize(
    "profile", ["amazon_unshipped", "amazon_new_orders", "orderdeck", "aliexpress", "mabang"]
)
def test_so_it_is_in_every_shape_of_table(exports: Any, queues: Queues, profile: str) -> None:
    days = {"purchase-date": "2026-11-20T10:00:00+00:00", "payments-date": "2026-11-20T10:00:00+00:00"}
    rows = {
        "amazon_unshipped": days
        | {"order-id": "111-0000001-0000001", "order-item-id": "1", "promise-date": "2026-11-25T10:00:00+00:00",
           "sku": "A", "product-name": "Lamp", "quantity-purchased": "0", "quantity-shipped": "0",
           "quantity-to-ship": "0", "buyer-name": "Ann", "days-past-promise": "-2"},
        "amazon_new_orders": days
        | {"order-id": "111-0000001-0000001", "order-item-id": "1", "sku": "A", "product-name": "Lamp",
           "quantity-purchased": "0", "currency": "USD", "item-price": "0", "item-tax": "0", "buyer-name": "Ann"},
        "orderdeck": {"order_id": "1", "status": "to_ship", "sku": "A", "quantity": "0", "placed_at": "2026-11-20"},
        "aliexpress": {"订单号": "3031270000000001", "订单状态": "等待您发货", "买家名称": "Ann",
                       "下单时间": "2026-11-20 10:00", "商品信息": "【1】 Lamp (商家编码:A) (产品数量:0 piece)",
                       "订单金额": "US $0", "买家选择物流": "x", "收货国家": "Brazil", "订单备注": ""},
        "mabang": {"订单编号": "1", "店铺名": "A", "平台": "Shopee", "订单状态": "待处理", "SKU": "A", "商品数量": "0",
                   "商品中文名称": "灯", "付款时间": "2026-11-20 10:00:00"},
    }[profile]  # fmt: skip
    exports.write("orders.txt", [rows], separator="\t")
    desk = exports.desk()
    assert [(one.state, one.profile) for one in desk.exports] == [("loaded", profile)]
    assert [queue for queue in queues(desk).values() if queue != "on_hold"] == []


def test_money_given_back_for_no_named_piece_is_said_and_takes_no_piece(exports: Any, owed: Owed) -> None:
    order = shopify(
        "#1", "A", **head(Total="10.00", Refunded_Amount="4.00") | {"Financial_Status": "partially_refunded"}
    )
    exports.write("orders_export.csv", [order])
    desk = exports.desk()
    assert owed(desk) == {("#1", "A"): 1}
    (row,) = desk.board(desk.find("#1")).to_dicts()
    assert "refunded" in row["badges"]
    assert "refunded|USD 4.00" in row["reasons"]


def test_wholesale_is_what_was_bought_sent_or_not(exports: Any, queues: Queues) -> None:
    template = {"status": "part_shipped", "placed_at": "2026-11-20", "quantity": "12"}
    exports.write(
        "orders.csv",
        [
            template | {"order_id": "sent-1", "sku": "A", "quantity_sent": "11"},
            template | {"order_id": "less-1", "sku": "A", "quantity_cancelled": "11"},
        ],
    )
    assert queues(exports.desk()) == {"sent-1": "wholesale", "less-1": "standard"}


def test_a_letter_speaks_of_what_is_still_owed(exports: Any) -> None:
    rows = [
        {"order_id": "1", "status": "part_shipped", "title": title, "sku": title, "quantity": "3",
         "quantity_sent": sent, "placed_at": "2026-11-20"}
        for title, sent in (("Lamp", "3"), ("Cup", "1"))
    ]  # fmt: skip
    exports.write("orders.csv", rows)
    desk = exports.desk()
    detail = desk.order(desk.find("1")[0])
    assert detail
    facts = order_facts(detail.fields | {"lines": detail.lines}, desk.settings, desk.now(), "en")
    assert facts["item_list"] == "- Cup (Cup) × 2"
    assert facts["pieces"] == "2"


def test_what_was_decided_on_an_order_holds_until_what_is_owed_changes(exports: Any) -> None:
    row = {"order_id": "1", "status": "part_shipped", "sku": "A", "quantity": "3", "placed_at": "2026-11-20"}
    states = []
    for day, more in enumerate(
        ({}, {"quantity_sent": "0"}, {"quantity_sent": "1"}, {"quantity_returned": "1"}), 1
    ):
        exports.write(f"orders_2026-11-0{day}.csv", [row | more])
        desk = exports.desk()
        states.append(desk.board(desk.find("1"))["state"][0])
    assert states[0] == states[1], "as it was where nothing tells of pieces sent"
    assert states[1] != states[2]
    assert states[2] == states[3], "two are owed either way"


def test_parcels_of_one_order_are_owed_each_for_itself(exports: Any, queues: Queues, owed: Owed) -> None:
    order = {
        "平台渠道": "速卖通",
        "店铺账号": "shop",
        "下单时间": "2026-11-20 10:00",
        "付款时间": "2026-11-20 10:05",
    }
    exports.write(
        "dianxiaomi.csv",
        [
            order
            | {
                "包裹号": "XM1",
                "订单号": "8180000000000001",
                "订单状态": "已发货",
                "SKU": "A",
                "产品数量": "1",
            },
            order
            | {
                "包裹号": "XM2",
                "订单号": "8180000000000001",
                "订单状态": "待打单",
                "SKU": "B",
                "产品数量": "2",
            },
            order | {"包裹号": "", "订单号": "8180000000000001", "订单状态": "", "SKU": "C", "产品数量": "1"},
            order
            | {
                "包裹号": "XM3",
                "订单号": "8180000000000002",
                "订单状态": "待打单",
                "SKU": "A",
                "产品数量": "1",
            },
        ],
    )
    exports.stock(A=1, B=2, C=1)
    desk = exports.desk()
    number = "8180000000000001"
    assert owed(desk) == {(number, "A"): 0, (number, "B"): 2, (number, "C"): 1, (f"{number[:-1]}2", "A"): 1}
    assert set(queues(desk).values()) == {"standard"}


def test_ebay_items_tell_each_when_they_were_sent(exports: Any, owed: Owed) -> None:
    row = {
        "Order Number": "11-10000-00003",
        "Buyer Username": "ann",
        "Sale Date": "Nov-18-26",
        "Quantity": "1",
    }
    items = [
        row | {"Item Number": "1", "Item Title": "Lamp", "Custom Label": "L", "Shipped On Date": "Nov-20-26"},
        row | {"Item Number": "2", "Item Title": "Cup", "Custom Label": "C", "Shipped On Date": ""},
    ]
    summary = row | {
        "Quantity": "2",
        "Total Price": "$29.55",
        "Paid On Date": "Nov-18-26",
        "Shipped On Date": "Nov-20-26",
    }
    exports.write("ebay.csv", [summary, *items], header=["Sales Record Number", "Sold For", "Ship By Date"])
    desk = exports.desk()
    assert owed(desk) == {("11-10000-00003", "L"): 0, ("11-10000-00003", "C"): 1}
    assert desk.board(desk.find("11-10000-00003"))["status"].to_list() == ["part_shipped"]


def test_coupons_that_come_to_more_than_the_goods_make_no_refund(exports: Any, owed: Owed) -> None:
    order = ali("等待您发货") | {"产品总金额": "$3.31", "满立减": "$3.42", "订单金额": "$-0.11"}
    exports.write("ali_20261122_100000.csv", [order])
    desk = exports.desk()
    assert desk.intake()[0].rejected == 0
    assert {sku: pieces for (_, sku), pieces in owed(desk).items()} == {"A": 1, "B": 2}
