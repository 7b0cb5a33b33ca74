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
