import pytest

from orderdeck.data.rules.places.countries import code_of, codes, name_of

NAMES = {
    "RU": [
        "RU",
        "ru",
        "RUS",
        "Russian Federation",
        "Россия",
        "俄罗斯",
        "Rusia",
        "俄罗斯(Russian Federation)",
        "러시아",
    ],
    "US": [
        "USA",
        "United States",
        "united states of america",
        "U.S.A.",
        "美国",
        "США",
        "Estados Unidos",
        "미국",
    ],
    "BR": ["Brazil", "Brasil", "巴西", "Бразилия", "Brazil - BR", "ＢＲＡＺＩＬ"],
    "KR": ["Korea", "Korea, Republic of", "대한민국", "South Korea", "韩国"],
    "CI": ["Côte d'Ivoire", "Cote D'Ivoire", "Ivory Coast", "Côte d’Ivoire"],
    "GB": ["UK", "GB", "United Kingdom", "Великобритания", "英国", "Royaume-Uni", "ROYAUME UNI"],
    "TR": ["Turkey", "Türkiye", "Turkiye", "土耳其"],
    "DE": ["Germany", "Deutschland", "Allemagne", "德国", "DEU"],
    "TW": ["台湾", "台灣", "Taiwan"],
    "RS": ["SRB", "Serbia", "Сербия"],
    "BA": ["Bosnia & Herzegovina", "Bosnia and Herzegovina"],
    "CD": ["Congo, The Democratic Republic of the"],
    "MX": ["México", "Mexico", "墨西哥"],
}


@pytest.mark.parametrize(("code", "text"), [(code, text) for code, texts in NAMES.items() for text in texts])
def test_names_in_exports_give_the_code(code: str, text: str) -> None:
    assert code_of(text) == code


@pytest.mark.parametrize(
    "text", ["", None, "  ", "Atlantis", "ZZ", "EU", "CT", "\x00", "(", "x" * 5000, "12345"]
)
def test_what_is_no_country_gives_none(text: str | None) -> None:
    assert code_of(text) is None


@pytest.mark.parametrize("language", ["en", "zh", "ru", "es", "pt", "fr", "de", "ko"])
def test_every_country_is_found_by_its_own_name(language: str) -> None:
    wrong = {code: name_of(code, language) for code in codes() if code_of(name_of(code, language)) != code}
    assert wrong == {}


def test_an_unknown_code_is_named_by_itself() -> None:
    assert name_of("QQ") == "QQ"
