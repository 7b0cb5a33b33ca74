"""Whether 250.000 is a quarter of a million or two hundred and fifty."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.values.money import read_amount
from orderdeck.data.exports.teach.guess.propose import choose_currency
from orderdeck.data.exports.teach.model import Proposal
from orderdeck.data.exports.teach.preview import preview

Proposed = Callable[..., Proposal]
HEAD = ["Order Number", "Order Date", "Status", "SKU", "Product Name", "Quantity"]


def taught(proposed: Proposed, header: str, amounts: list[str], currency: str = "") -> Proposal:
    rows = [
        [f"A10{at}", "2026-11-28 10:00:00", "New", f"L-{at % 2}", "Lamp", "1", amount]
        for at, amount in enumerate(amounts)
    ]
    if currency:
        return proposed([*HEAD, header, "Currency"], [[*row, currency] for row in rows])
    return proposed([*HEAD, header], rows)


def asked(found: Proposal) -> bool:
    return "decimal_doubtful" in {doubt.code for doubt in preview(found).essential}


@pytest.mark.parametrize(
    ("header", "currency", "sign"),
    [
        ("Price (Rp.)", "", ""), ("Price", "IDR", ""), ("Price", "", "Rp "), ("Price (IDR)", "", ""),
        ("Price", "VND", ""), ("Price", "", "₫"), ("Precio", "COP", ""), ("Precio (CLP)", "", ""),
        ("Price", "JPY", ""), ("Price", "KRW", ""),
    ],
)  # fmt: skip
def test_where_cents_are_not_in_use_the_point_separates_thousands(
    proposed: Proposed, header: str, currency: str, sign: str
) -> None:
    found = taught(proposed, header, [f"{sign}250.000", f"{sign}12.500", f"{sign}99.000"], currency)
    assert found.decimal == ","
    assert not asked(found)


@pytest.mark.parametrize(("header", "currency"), [("Price", ""), ("Price", "EUR"), ("Total (EUR)", "")])
def test_elsewhere_it_is_asked(proposed: Proposed, header: str, currency: str) -> None:
    found = taught(proposed, header, ["250.000", "12.500"], currency)
    assert asked(found)
    found.decimal = "."
    found.chosen.add("decimal")
    assert not asked(found)


def test_the_currency_may_answer_it(proposed: Proposed) -> None:
    found = taught(proposed, "Price", ["250.000", "12.500"])
    assert asked(found)
    choose_currency(found, "IDR")
    assert (found.decimal, asked(found)) == (",", False)


@pytest.mark.parametrize(
    ("amounts", "mark"),
    [
        (["250.000", "1.250.000"], ","),
        (["250.000", "12.50"], "."),
        (["0.250", "12.500"], "."),
        (["1,250.000"], "."),
        (["1.250,00", "12,50"], ","),
        (["20.00", "30.00"], "."),
        (["20", "1,250"], "."),
    ],
)
def test_what_the_amounts_show_is_not_asked(proposed: Proposed, amounts: list[str], mark: str) -> None:
    found = taught(proposed, "Price", amounts, "EUR")
    assert (found.decimal, asked(found)) == (mark, False)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(1, 9_000).map(lambda number: number * 1000 + 500), min_size=1, max_size=5))
def test_no_price_in_rupiah_is_read_a_thousandth_of_itself(proposed: Proposed, prices: list[int]) -> None:
    written = [f"{price:,}".replace(",", ".") for price in prices]
    found = taught(proposed, "Price (Rp.)", written)
    read = [read_amount(text, found.decimal) for text in written]
    assert [amount for amount, _symbol in filter(None, read)] == [Decimal(price) for price in prices]
