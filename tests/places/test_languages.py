import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from orderdeck.data.rules.places import formats
from orderdeck.data.rules.places.countries import codes
from orderdeck.data.rules.places.languages import LANGUAGES, language_of, zone_of


@pytest.mark.parametrize(
    ("language", "countries"),
    [
        ("pt", "BR PT"), ("es", "ES MX CL PE CO AR"), ("ru", "RU BY KZ"), ("fr", "FR SN RE"), ("de", "DE AT"),
        ("ko", "KR"), ("zh", "CN TW HK"), ("en", "US GB UA IL SA PL IT JP BE CA ZZ"),
    ],
)  # fmt: skip
def test_buyers_are_written_to_in_their_countrys_language(language: str, countries: str) -> None:
    assert {language_of(code) for code in countries.split()} == {language}


def test_no_country_or_an_unknown_one_is_english() -> None:
    assert [language_of(code) for code in (None, "", "br", "??")] == ["en", "en", "pt", "en"]


def test_every_country_has_a_language_and_a_zone_that_exists() -> None:
    for code in codes():
        assert language_of(code) in LANGUAGES
        ZoneInfo(zone_of(code))


@pytest.mark.parametrize("language", LANGUAGES)
def test_money_has_its_code_and_its_decimals(language: str) -> None:
    for amount, currency, digits in ((Decimal("1234.5"), "USD", "123450"), (Decimal(1234), "JPY", "1234")):
        text = formats.money(amount, currency, language)
        assert currency in text
        assert "".join(character for character in text if character.isdigit()) == digits
        assert text.replace(" ", "").isascii()


@pytest.mark.parametrize(
    ("hours", "named"), [(0, "UTC"), (3, "UTC+3"), (-3.5, "UTC-3:30"), (5.75, "UTC+5:45")]
)
def test_an_offset_is_named(hours: float, named: str) -> None:
    zone = dt.timezone(dt.timedelta(hours=hours))
    assert formats.offset(dt.datetime(2026, 1, 1, tzinfo=zone)) == named
