"""Cash on delivery, in the words that exports have for it."""

import pytest

from orderdeck.data.exports.normalise.values.statuses.payment import at_the_door
from tests.normalise.conftest import Load


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


def test_an_indonesian_export_of_shopee_says_it(load: Load) -> None:
    head: dict[str, str | None] = {
        "Status Pesanan": "Perlu Dikirim",
        "Nomor Referensi SKU": "A",
        "Jumlah": "1",
    }
    rows = [
        head | {"No. Pesanan": f"26112{number}", "Metode Pembayaran": said}
        for number, said in enumerate(("COD (Bayar di Tempat)", "ShopeePay"))
    ]
    assert load(rows, profile="shopee_id").orders["cash_on_delivery"].to_list() == [True, False]
