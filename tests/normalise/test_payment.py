"""Cash on delivery, in the words that exports have for it."""

import pytest

from orderdeck.data.exports.normalise.values.payment import at_the_door


@pytest.mark.parametrize(
    "said",
    [
        "Cash on Delivery", "COD", "cash_on_delivery", "货到付款", "貨到付款", "Paiement à la livraison", "Nachnahme",
        "Contra reembolso", "Наложенный платёж", "Оплата при получении", "Bayar di Tempat", "Thanh toán khi nhận hàng",
        "เก็บเงินปลายทาง", "Kapıda ödeme", "Za pobraniem",
    ],
)  # fmt: skip
def test_it_is_known(said: str) -> None:
    assert at_the_door([said]) == [True]


@pytest.mark.parametrize("said", ["Visa", "Alipay", "PayPal", "CODE 3", "Qiwi", "Credit card", "bacs"])
def test_what_is_paid_before_is_none(said: str) -> None:
    assert at_the_door([said]) == [False]
