"""Amounts in the spellings of many countries, and the currency they are in."""

from collections.abc import Callable
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.values.money import read_amount, read_currency, read_money

amounts = st.decimals(-999_999, 999_999, places=2)
STYLES: dict[str | None, Callable[[Decimal], str]] = {
    "$": lambda value: f"${value:,.2f}",
    "US$": lambda value: f"US ${value:,.2f}",
    "AU$": lambda value: f"AU ${value:,.2f}",
    "CN¥": lambda value: f"CN¥ {value}",
    "¥": lambda value: f"￥{value:.2f}",
    "€": lambda value: f"{value:,.2f} €".replace(",", "\u00a0").replace(".", ","),
    "EUR": lambda value: f"EUR {value:.2f}".replace(".", ","),
    "৳": lambda value: f"৳{value:,.2f}",
    "РУБ": lambda value: f"{value:,.2f}".replace(",", " ").replace(".", ",") + " руб.",
    None: lambda value: f"{value:.2f}",
}


@given(amounts, st.sampled_from(list(STYLES)))
def test_round_trip(value: Decimal, symbol: str | None) -> None:
    read = read_money(pl.Series([STYLES[symbol](value)]))
    assert read.values[0] == value
    assert read.symbols[0] == symbol
    assert not read.unreadable[0]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("12,00", "12"), ("1,234", "1234"), ("1.234", "1.234"), ("1.234,56", "1234.56"), ("1,00,000.00", "100000"),
        ("(5.00)", "-5"), ("-$5", "-5"), ("12.00-", "-12"), ("1'234.50", "1234.5"), (".5", "0.5"), ("0,125", "0.125"),
    ],
)  # fmt: skip
def test_marks(text: str, wanted: str) -> None:
    found = read_amount(text)
    assert found == (Decimal(wanted), found and found[1])


def test_a_profile_with_decimal_comma_reads_three_digits_the_other_way() -> None:
    assert read_money(pl.Series(["1.234", "1,234"]), ",").values.to_list() == [
        Decimal(1234),
        Decimal("1.234"),
    ]


@pytest.mark.parametrize("text", ["abc", "12 x 3", "1.2.3.4", "1,2,3", "9" * 30])
def test_what_is_no_amount_is_told(text: str) -> None:
    read = read_money(pl.Series([text]))
    assert read.values[0] is None
    assert read.unreadable[0]


@pytest.mark.parametrize("text", [None, "-", "--", "N/A"])
def test_blank_is_not_unreadable(text: str | None) -> None:
    read = read_money(pl.Series([text], dtype=pl.String))
    assert read.values[0] is None
    assert not read.unreadable[0]


def currency(
    symbol: str | None, column: str | None, default: str, own: dict[str, str] | None = None
) -> object:
    found, unknown = read_currency(
        pl.Series([symbol], dtype=pl.String),
        None if column is None else pl.Series([column], dtype=pl.String),
        own or {},
        default,
    )
    return "unknown" if unknown[0] else found[0]


def test_cell_before_column_before_profile() -> None:
    assert currency("€", "USD", "USD") == "EUR"
    assert currency(None, "人民币", "USD") == "CNY"
    assert currency(None, None, "USD") == "USD"
    assert currency("$", "AUD", "USD") == "AUD"
    assert currency("$", None, "EUR") == "USD"
    assert currency("¥", None, "USD", {"¥": "CNY"}) == "CNY"
    assert currency("¥", "JPY", "USD", {"¥": "CNY"}) == "JPY"
    assert currency("ZORKMID", None, "USD") == "unknown"
