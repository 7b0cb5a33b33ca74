"""What status words stand for in a format that no profile knows."""

import pytest

from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.teach.guess.statuses.words import StatusWords

ORDERS = StatusWords(load_profiles(), "orders")


DELIVERED = (
    "Delivered|Delivered to customer|Entregado|Entregada|Pedido entregado|Entregue|Livré|Livrée|Colis livré|Zugestellt|"
    "Paket zugestellt|Geliefert|Consegnato|Bezorgd|Geleverd|Doręczono|Dostarczone|Доставлен|Доставлено|Вручено|"
    "배송완료|"
    "배달완료|배송 완료|配達済み|配達完了|已签收|已送达|"
    "已妥投|Teslim Edildi|تم التوصيل|נמסר|Levererad|Doručeno|Kézbesítve|"
    "Terkirim|Đã giao"
)


@pytest.mark.parametrize("word", DELIVERED.split("|"))
def test_what_was_delivered_is_finished(word: str) -> None:
    assert ORDERS.codes([word]) == ["finished"]


@pytest.mark.parametrize("word", ["Confirmed", "Pending", "Failed", "Em espera", "En attente"])
def test_a_word_that_one_marketplace_ends_with_hides_no_order_of_another(word: str) -> None:
    assert ORDERS.codes([word])[0] not in ("finished", "cancelled", "shipped", "closing")
