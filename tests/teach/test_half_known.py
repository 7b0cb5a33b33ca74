"""Headers of which half the words are known, and values that look like something else."""

from collections.abc import Callable

import pytest

from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import preview

Proposed = Callable[..., Proposal]
HEAD = ["Order Number", "Order Date", "Status", "SKU", "Product Name", "Quantity", "Total"]


def taught(proposed: Proposed, header: str, values: list[str], state: str = "New") -> Proposal:
    rows = [
        [f"A10{at}", "2026-11-28 10:00:00", state, f"L-{at % 2}", "Lamp", "2", "20.00", value]
        for at, value in enumerate(values)
    ]
    return proposed([*HEAD, header], rows)


@pytest.mark.parametrize(
    "header",
    ["Shipment ID", "Shipment number", "배송번호", "Delivery number", "Номер отправления", "Shipping code"],
)
@pytest.mark.parametrize("values", [["118000001", "118000002"], ["71", "72"], ["010-0103-1", "011-0103-1"]])
def test_the_number_of_a_shipment_is_no_fee_and_no_telephone(
    proposed: Proposed, header: str, values: list[str]
) -> None:
    assert taught(proposed, header, values).columns[-1].field not in (
        "shipping_fee",
        "phone",
        "mobile",
        "total",
    )


@pytest.mark.parametrize("header", ["Shipment amount", "Сумма отправления"])
def test_what_a_shipment_amounts_to_is_no_fee(proposed: Proposed, header: str) -> None:
    assert taught(proposed, header, ["40.00", "50.00"]).columns[-1].field != "shipping_fee"


@pytest.mark.parametrize(
    "header", ["Shipping amount", "Shipment cost", "Versandkosten", "배송비", "Delivery price"]
)
def test_what_sending_costs_still_is(proposed: Proposed, header: str) -> None:
    assert taught(proposed, header, ["4.00", "5.00"]).columns[-1].field == "shipping_fee"


@pytest.mark.parametrize(
    "header",
    [
        "Dispatch After date",
        "Ship not before",
        "Earliest ship date",
        "Versand frühestens",
        "Expédier après le",
    ],
)
def test_the_day_from_which_it_may_be_sent_is_not_that_on_which_it_was(
    proposed: Proposed, header: str
) -> None:
    assert taught(proposed, header, ["2026-11-29", "2026-11-30"]).columns[-1].field not in (
        "sent_at",
        "ship_by",
    )


@pytest.mark.parametrize(
    "header", ["Shipment date", "Ship date", "Versanddatum", "Date d'expédition", "Fecha de envío"]
)
def test_a_day_of_dispatch_of_what_is_still_to_be_sent_is_the_last_one(
    proposed: Proposed, header: str
) -> None:
    later = ["2026-11-30", "2026-12-01", "2026-12-02"]
    assert taught(proposed, header, later).columns[-1].field == "ship_by"
    assert taught(proposed, header, later, "Shipped").columns[-1].field == "sent_at"
    assert taught(proposed, header, ["", "", "2026-12-01"]).columns[-1].field == "sent_at"


@pytest.mark.parametrize("header", ["Pays", "Country", "Land", "Страна", "Ship country"])
@pytest.mark.parametrize("value", ["FR", "KR", "TL", "Fr"])
def test_a_country_is_no_currency(proposed: Proposed, header: str, value: str) -> None:
    found = taught(proposed, header, [value] * 3)
    assert found.columns[-1].field in ("country", "country_code")
    assert "currency" not in found.mapping
    if value.isupper():
        assert set(preview(found).main["country_code"]) == {value}


@pytest.mark.parametrize("value", ["EUR", "kr", "KR", "Fr", "€"])
def test_a_currency_still_is_one(proposed: Proposed, value: str) -> None:
    assert taught(proposed, "Devise", [value] * 3).columns[-1].field == "currency"


def test_the_orders_own_reference_is_no_sku(proposed: Proposed) -> None:
    head = ["ID", "Référence", "Client", "Total", "État", "Date", "Produit", "Référence produit", "Qté"]
    rows = [
        [
            str(at),
            f"XKBKNABJ{at}",
            "J. DUPONT",
            "30,00 €",
            "Expédié",
            "2026-11-28 10:00:00",
            "Tasse",
            "TAS-1",
            "3",
        ]
        for at in range(1, 5)
    ]
    assert proposed(head, rows).mapping["sku"] == "référence produit"


@pytest.mark.parametrize("bare", ["Reference", "Référence", "Referencia", "Ref", "Code"])
@pytest.mark.parametrize("item", ["Product reference", "Item code", "Seller SKU", "Artikelnummer", "Артикул"])
def test_a_bare_reference_gives_way_to_the_items(proposed: Proposed, bare: str, item: str) -> None:
    for names in ([bare, item], [item, bare]):
        head = ["Order ID", names[0], "Order Date", "Status", names[1], "Product name", "Quantity"]
        codes = {bare: "XK{}QW", item: "TAS-1"}
        rows = [
            [
                f"10{at}",
                codes[names[0]].format(at),
                "2026-11-28",
                "New",
                codes[names[1]].format(at),
                "Cup",
                "1",
            ]
            for at in range(4)
        ]
        found = proposed(head, rows)
        assert found.header_of(found.mapping["sku"]) == item, names


def test_a_bare_reference_that_differs_from_order_to_order_is_asked_for(proposed: Proposed) -> None:
    head = ["Order ID", "Reference", "Order Date", "Status", "Quantity"]
    rows = [[f"10{at}", f"XK{at}QW", "2026-11-28", "New", "1"] for at in range(4)]
    shown = preview(proposed(head, rows))
    assert {"no_item", "column_doubtful"} & {doubt.code for doubt in shown.essential}
