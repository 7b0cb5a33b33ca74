"""Which language a remark is in: never another than its own, by all remarks that are labelled with theirs."""

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.rules.places.languages import LANGUAGES
from orderdeck.data.rules.remarks.language import language_of_remark

HERE = Path(__file__).parent
FILES = {
    "labelled": ("language", "remark"),
    "held_out": ("language", "remark"),
    "held_out_2": ("lang", "text"),
}
KNOWN_AT_LEAST = {"en": 0.6, "de": 0.5, "fr": 0.5, "es": 0.35, "pt": 0.35, "ru": 0.5, "ko": 0.9}
"""Share of the remarks of a language that are told to be in it; the others are short."""


def labelled() -> list[tuple[str, str]]:
    """Language and remark, of all that are labelled."""
    found = []
    for name, (language, remark) in FILES.items():
        with (HERE / f"{name}.tsv").open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            found += [(row[language], row[remark]) for row in rows]
    return found


def test_no_remark_is_taken_for_one_in_another_language() -> None:
    told = [(language, language_of_remark(remark), remark) for language, remark in labelled()]
    assert [one for one in told if one[1] not in ("", one[0])] == []
    asked, right = Counter(one[0] for one in told), Counter(one[0] for one in told if one[1])
    assert {name for name, least in KNOWN_AT_LEAST.items() if right[name] < least * asked[name]} == set()


@pytest.mark.parametrize(
    "remark",
    [
        None, "", "  ", "DHL", "12345678909", "ok", "Kevin", "红色 XL", "请改地址", "注文をキャンセルしてください",
        "Моля, откажете поръчката", "Скасуйте замовлення, будь ласка", "Color: Red, size XL, no box",
    ],
)  # fmt: skip
def test_where_nothing_is_sure_nothing_is_said(remark: str | None) -> None:
    assert language_of_remark(remark) == ""


@given(st.text())
def test_it_is_one_that_letters_are_in_or_none(remark: str) -> None:
    assert language_of_remark(remark) in ("", *LANGUAGES)
