"""A file with two columns of statuses: what the order is, and in detail."""

from collections.abc import Callable

import pytest

from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import preview

Proposed = Callable[..., Proposal]


@pytest.mark.parametrize(
    ("first", "second", "states", "asks"),
    [
        ("주문상태", "주문세부상태", ("발송대기", "배송중", "취소"), "취소요청"),
        ("주문상태", "클레임상태", ("발송대기", "배송중", "취소"), "취소요청"),
        ("Order status", "Order status detail", ("Processing", "Shipped", "Cancelled"), "Cancel requested"),
        ("Statut", "Statut détaillé", ("À expédier", "Expédié", "Annulé"), "Annulation demandée"),
        (
            "Bestellstatus",
            "Detailstatus",
            ("Versandbereit", "Versendet", "Storniert"),
            "Stornierung angefragt",
        ),
        ("订单状态", "售后状态", ("待发货", "已发货", "已取消"), "申请取消"),
        ("Статус заказа", "Подробный статус", ("В сборке", "Отправлено", "Отменен"), "Запрос на отмену"),
    ],
)
def test_a_buyer_who_asks_to_cancel_has_not_cancelled_yet(
    proposed: Proposed, first: str, second: str, states: tuple[str, str, str], asks: str
) -> None:
    ready, sent, cancelled = states
    rows = [
        ["1001", ready, ""],
        ["1002", sent, ""],
        ["1003", cancelled, asks],
        ["1004", cancelled, cancelled],
    ]
    for head in ([first, second], [second, first]):
        places = [head.index(first), head.index(second)]
        filled = [
            [row[0], *(row[1 + places.index(at)] for at in (0, 1)), "2026-11-28", "A-1", "2"] for row in rows
        ]
        found = proposed(["Order Number", *head, "Order Date", "SKU", "Quantity"], filled)
        orders = preview(found).main.sort("order_id")
        assert orders["status"].to_list() == ["to_ship", "shipped", "cancel_requested", "cancelled"], head


@pytest.mark.parametrize(
    ("second", "nothing", "asks", "given_back"),
    [
        ("售后状态", "无售后或售后取消", "售后处理中", "退款成功"),
        ("클레임상태", "클레임없음", "취소요청", "취소완료"),
        ("Statut de la réclamation", "Aucune réclamation", "Annulation demandée", "Annulé"),
    ],
)
def test_where_there_is_no_claim_an_order_is_to_be_sent(
    proposed: Proposed, second: str, nothing: str, asks: str, given_back: str
) -> None:
    rows = [["1001", nothing], ["1002", asks], ["1003", given_back], ["1004", ""], ["1005", nothing]]
    filled = [[number, "待发货", said, "2026-11-28", "A-1", "2"] for number, said in rows]
    filled.append(["1006", "已取消", nothing, "2026-11-28", "A-1", "2"])
    found = proposed(["订单号", "订单状态", second, "下单时间", "商家编码", "商品数量"], filled)
    seen = preview(found)
    assert seen.main.sort("order_id")["status"].to_list() == [
        "to_ship", "cancel_requested", "cancelled", "to_ship", "to_ship", "cancelled",
    ]  # fmt: skip
    assert "second_status_unknown" not in [doubt.code for doubt in seen.doubts]
