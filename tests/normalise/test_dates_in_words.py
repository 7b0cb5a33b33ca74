"""Long dates in words, as marketplaces write them for people."""

from datetime import UTC, datetime

import pytest

from orderdeck.data.exports.normalise.dates.date_words import parse_date


@pytest.mark.parametrize(
    "text",
    [
        "20 de novembro de 2026 10:05 hs.",
        "20 de noviembre de 2026 10:05 hs.",
        "20 de nov. de 2026, a las 10:05 h",
        "20 ноября 2026 г. 10:05",
        "20 ноября 2026 г., в 10:05",
        "20 листопада 2026 р. о 10:05",
        "20. November 2026, 10:05 Uhr",
        "Freitag, 20. November 2026 um 10:05 Uhr",
        "20 novembre 2026 à 10:05",
        "vendredi 20 novembre 2026 à 10h05",
        "20 novembre 2026 alle ore 10:05",
        "20 november 2026 om 10:05 uur",
        "20 listopada 2026 10:05",
        "20 Kasım 2026 10:05",
        "20 KASIM 2026 10:05",
        "20 November 2026 pukul 10:05",
        "2026년 11월 20일 오전 10:05",
        "2026년 11월 20일 오전 10시 05분",
        "2026年11月20日 10時05分",
        "2026年11月20日(金) 午前10時05分",
    ],
)
def test_a_long_date_with_its_time_is_read(text: str) -> None:
    wanted = int(datetime(2026, 11, 20, 10, 5, tzinfo=UTC).timestamp() * 1_000_000)
    assert parse_date(text, "mdy", "UTC") == wanted


@pytest.mark.parametrize(
    "text",
    ["20 pedidos de 2026", "Rua 20 de novembro 10", "20 de novembro de 2026 10:05 kg", "20 ноября 2026 штук"],
)
def test_words_around_numbers_are_no_date(text: str) -> None:
    assert parse_date(text, "dmy", "UTC") is None
