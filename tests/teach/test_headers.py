"""What a header says, in whatever language it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.profile.records import Profile
from orderdeck.data.exports.teach.guess.headers import Vocabulary, concepts_of


@pytest.fixture(scope="module")
def bare() -> Vocabulary:
    """Nothing but the dictionary: no profile to learn from."""
    return Vocabulary([], "orders")


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("InvoiceNo", "order_id"),
        ("Bestellnummer", "order_id"),
        ("Numéro de commande", "order_id"),
        ("订单编号", "order_id"),
        ("注文番号", "order_id"),
        ("Номер заказа", "order_id"),
        ("StockCode", "sku"),
        ("货号", "sku"),
        ("orderItemId", "line_id"),
        ("Order Date", "placed_at"),
        ("Kaufdatum", "placed_at"),
        ("promise-date", "ship_by"),
        ("最晚发货时间", "ship_by"),
        ("Versanddatum", "sent_at"),
        ("quantity-purchased", "quantity"),
        ("Stückzahl", "quantity"),
        ("UnitPrice", "unit_price"),
        ("Einzelpreis (€)", "unit_price"),
        ("Gesamtbetrag", "total"),
        ("Ship to Name", "recipient"),
        ("收货人姓名", "recipient"),
        ("Postleitzahl", "zip"),
        ("Comentarios del cliente", "remark"),
        ("Lieferland", "country"),
    ],
)
def test_a_header_is_known_by_its_words(bare: Vocabulary, header: str, field: str) -> None:
    likenesses = bare.likenesses(header)
    best = max(likenesses.values(), key=lambda likeness: likeness.score)
    assert best.field == field, likenesses
    assert best.score > 0.6


@pytest.mark.parametrize(
    ("header", "field"),
    [("Billing Country", "country"), ("Billing Phone", "phone"), ("Refunded Amount", "total")],
)
def test_what_is_about_something_else_is_no_sure_match(bare: Vocabulary, header: str, field: str) -> None:
    likeness = bare.likenesses(header).get(field)
    assert likeness is None or likeness.score < 0.72


def test_the_very_header_of_a_profile_is_certain() -> None:
    profile = Profile(name="odd", title={}, marketplace="odd", aliases={"order_id": ["Zorblax"]})
    found = Vocabulary([profile], "orders").likenesses(" ZORBLAX ")
    assert found["order_id"].score == 1
    assert found["order_id"].profile == "odd"


@given(st.text(max_size=400))
def test_no_header_is_too_odd_to_be_looked_at(header: str) -> None:
    concepts_of(header)
    scores = [likeness.score for likeness in Vocabulary([], "stock").likenesses(header).values()]
    assert all(0 <= score <= 1 for score in scores)
