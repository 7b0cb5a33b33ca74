"""Unpaid orders of formats that nobody has taught are never to be sent, in whichever language they say it."""

from collections.abc import Callable

import pytest

from orderdeck.data.exports.teach.guess.propose import choose_status
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import preview

Proposed = Callable[..., Proposal]

COLUMNS = {
    "de": ("Bestellnummer|Bestelldatum|Bestellstatus|Zahlungsstatus|Artikelnummer|Artikelname|Menge", "Neu"),
    "fr": (
        "N° de commande|Date de commande|Statut|Statut de paiement|SKU|Nom du produit|Quantité",
        "À expédier",
    ),
    "es": ("Número de pedido|Fecha|Estado del pedido|Estado de pago|SKU|Producto|Cantidad", "Por enviar"),
    "pt": ("Número do pedido|Data|Status do pedido|Situação do pagamento|SKU|Produto|Quantidade", "A enviar"),
    "it": ("Numero ordine|Data ordine|Stato ordine|Stato del pagamento|SKU|Prodotto|Quantità", "Da spedire"),
    "pl": (
        "Numer zamówienia|Data zamówienia|Status|Status płatności|SKU|Nazwa produktu|Ilość",
        "Do wysłania",
    ),
    "nl": ("Bestelnummer|Besteldatum|Status|Betaalstatus|SKU|Productnaam|Aantal", "Te verzenden"),
    "tr": (
        "Sipariş Numarası|Sipariş Tarihi|Sipariş Durumu|Ödeme Durumu|Stok Kodu|Ürün Adı|Adet",
        "Hazırlanıyor",
    ),
    "ru": ("Номер заказа|Дата|Статус заказа|Статус оплаты|Артикул продавца|Наименование|Количество", "Новый"),
    "zh": ("订单编号|下单时间|订单状态|支付状态|商家编码|商品名称|数量", "待发货"),
    "ja": ("注文番号|注文日時|注文ステータス|入金状況|商品コード|商品名|個数", "発送待ち"),
    "ko": ("주문번호|주문일시|주문상태|결제상태|판매자상품코드|상품명|수량", "상품준비중"),
    "en": ("Order Number|Order Date|Order Status|Payment state|SKU|Product Name|Quantity", "Processing"),
}
"""Language -> header, and a status of orders to be sent."""

UNPAID = {
    "de": "Nicht bezahlt|Offen|Überfällig|Teilweise bezahlt",
    "fr": "Non payé|En attente|Partiellement payé|Échec",
    "es": "No pagado|Pendiente|Vencido|Rechazado",
    "pt": "Não pago|Pendente|Parcialmente pago|Recusado",
    "it": "Non pagato|In attesa|Scaduto|Fallito",
    "pl": "Nieopłacone|Oczekuje|Po terminie|Częściowo opłacone",
    "nl": "Niet betaald|Openstaand|Mislukt|Gedeeltelijk betaald",
    "tr": "Ödenmedi|Bekliyor|Gecikmiş|Başarısız",
    "ru": "Не оплачен|Ожидает оплаты|Просрочен|Частично оплачен",
    "zh": "未支付|待付款|支付失败|部分支付",
    "ja": "未入金|入金待ち|期限切れ|一部入金",
    "ko": "미결제|결제대기|연체|부분결제",
    "en": "Not paid|Pending|Overdue|Partially paid|Failed",
}
PAID = {
    "de": "Bezahlt", "fr": "Payé", "es": "Pagado", "pt": "Pago", "it": "Pagato", "pl": "Opłacone", "nl": "Betaald",
    "tr": "Ödendi", "ru": "Оплачен", "zh": "已支付", "ja": "入金済み", "ko": "결제완료", "en": "Paid",
}  # fmt: skip


def states(
    proposed: Proposed, header: list[str], status: str, paid: list[str]
) -> tuple[Proposal, dict[str, str]]:
    rows = [
        [f"10{at:02}", "2026-11-28 10:00:00", status, text, f"A-{at}", "Thing", "2"]
        for at, text in enumerate(paid)
    ]
    found = proposed(header, rows)
    orders = preview(found).main
    return found, dict(zip(paid, orders.sort("order_id")["status"], strict=True))


@pytest.mark.parametrize("language", COLUMNS)
def test_what_is_unpaid_awaits_its_payment(proposed: Proposed, language: str) -> None:
    header, status = COLUMNS[language]
    unpaid = UNPAID[language].split("|")
    found, said = states(proposed, header.split("|"), status, [PAID[language], *unpaid])
    assert found.mapping["payment_status"]
    assert said == {PAID[language]: "to_ship", **dict.fromkeys(unpaid, "awaiting_payment")}


@pytest.mark.parametrize("language", COLUMNS)
def test_so_does_what_only_the_next_file_says(proposed: Proposed, language: str) -> None:
    header, status = COLUMNS[language]
    found, _said = states(proposed, header.split("|"), status, [PAID[language]] * 3)
    unpaid = UNPAID[language].split("|")
    column = found.mapping["payment_status"]
    import polars as pl

    later = found.batch.select(
        pl.lit(text).alias(name) if name == column else pl.col(name).first()
        for text in unpaid[:1]
        for name in found.batch.columns
    )
    found.batch = later
    assert preview(found).main["status"].to_list() == ["awaiting_payment"]


def test_a_payment_that_nobody_explains_is_asked_for_and_not_sent(proposed: Proposed) -> None:
    header, status = COLUMNS["en"]
    found, said = states(proposed, header.split("|"), status, ["Paid", "Zorblaxed"])
    assert said == {"Paid": "to_ship", "Zorblaxed": "unrecognised"}
    assert ("status_unknown", "Zorblaxed") in {(doubt.code, doubt.value) for doubt in preview(found).doubts}
    choose_status(found, "Zorblaxed", "awaiting_payment")
    assert set(preview(found).main["status"]) == {"to_ship", "awaiting_payment"}


@pytest.mark.parametrize("header", ["Paid", "Is paid", "Bezahlt", "Payé", "Pagado", "Оплачен", "已付款"])
def test_whether_it_was_paid_may_be_a_yes_or_no(proposed: Proposed, header: str) -> None:
    head = ["Order Number", "Order Date", "Order Status", header, "SKU", "Product Name", "Quantity"]
    found, said = states(proposed, head, "New", ["yes", "no"])
    assert found.mapping.get("payment_status"), header
    assert said == {"yes": "to_ship", "no": "awaiting_payment"}


def test_money_that_went_back_is_no_order_to_be_sent(proposed: Proposed) -> None:
    header, status = COLUMNS["en"]
    _found, said = states(proposed, header.split("|"), status, ["Paid", "Refunded", "Partially refunded"])
    assert said == {"Paid": "to_ship", "Refunded": "cancelled", "Partially refunded": "to_ship"}


def test_a_file_that_tells_of_nothing_but_the_payment_has_its_status_asked_for(proposed: Proposed) -> None:
    head = ["Order Number", "Order Date", "Payment Status", "SKU", "Product Name", "Quantity"]
    rows = [[f"10{at}", "2026-11-28", ("Paid", "Unpaid")[at % 2], "A-1", "Thing", "2"] for at in range(4)]
    shown = preview(proposed(head, rows))
    assert "no_status" in {doubt.code for doubt in shown.essential}
    assert shown.main.sort("order_id")["status"].to_list() == ["to_ship", "awaiting_payment"] * 2


PARCELS = ["Order ID", "Email", "Financial Status", "Paid at", "Fulfillment Status", "Fulfilled at", "Currency",
           "Total", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku"]  # fmt: skip


def parcel(number: str, paid: str, sent: str) -> list[str]:
    at = "2026-11-28 10:00:00 -0500"
    return [
        number,
        "a@b.c",
        paid,
        at,
        sent,
        at if sent == "FULFILLED" else "",
        "USD",
        "30",
        at,
        "3",
        "Mug",
        "10",
        "MUG",
    ]


def test_pending_in_a_column_about_the_parcel_says_that_it_has_not_left(proposed: Proposed) -> None:
    rows = [
        parcel("00101", "PAID", "PENDING"),
        parcel("00102", "PAID", "FULFILLED"),
        parcel("00103", "PENDING", "PENDING"),
    ]
    found = proposed(PARCELS, rows)
    assert found.mapping["status"] == "fulfillment status"
    orders = preview(found).main.sort("order_id")
    assert orders["status"].to_list() == ["to_ship", "shipped", "awaiting_payment"]


@pytest.mark.parametrize(
    ("header", "status", "word"),
    [
        ("Versandstatus", "Ausstehend", "to_ship"),
        ("Estado del envío", "Pendiente", "to_ship"),
        ("Статус отгрузки", "Ожидает", "to_ship"),
        ("Delivery status", "Pending", "to_ship"),
        ("Order status", "Pending payment", "awaiting_payment"),
    ],
)
def test_so_it_does_in_other_languages(proposed: Proposed, header: str, status: str, word: str) -> None:
    head = ["Order Number", "Order Date", header, "SKU", "Product Name", "Quantity"]
    found = proposed(head, [[f"10{at}", "2026-11-28", status, "A-1", "Thing", "2"] for at in range(4)])
    assert set(preview(found).main["status"]) == {word}
