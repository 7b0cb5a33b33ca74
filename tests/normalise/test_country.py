"""Countries in the languages of exports."""

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.values.country import country_code

CODES = ["US", "RU", "BR", "ES", "FR", "DE", "PL", "KR", "IL", "CL", "UA", "KZ", "GB", "SA", "CI", "BA", "TR"]


@given(st.sampled_from(CODES), st.sampled_from(["en", "zh", "ru", "es", "pt", "fr", "de", "ko"]))
def test_names_in_eight_languages(code: str, language: str) -> None:
    name = Locale.parse(language).territories[code]
    assert country_code(name) == country_code(name.upper()) == country_code(f" {name} ") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russian Federation", "RU"), ("俄罗斯联邦", "RU"), ("USA", "US"), ("UK", "GB"), ("Korea, Republic of", "KR"),
        ("Hong Kong (China)", "HK"), ("Viet Nam", "VN"), ("Czech Republic", "CZ"), ("Cote d'Ivoire", "CI"),
        ("DEU", "DE"), ("de", "DE"), ("Espana", "ES"), ("沙特", "SA"), ("Türkiye", "TR"),
        ("Narnia", None), ("XX", None),
    ],
)  # fmt: skip
def test_what_files_write(text: str, code: str | None) -> None:
    assert country_code(text) == code
