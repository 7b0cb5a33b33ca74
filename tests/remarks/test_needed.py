"""No pattern is passed over that would have matched."""

import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.rules.remarks import load_rules
from orderdeck.data.rules.remarks.fold import fold
from orderdeck.data.rules.remarks.required_words import needed, possible

LABELLED = Path(__file__).with_name("labelled.tsv")

_WORDS = st.sampled_from(["ab", "abc", "c", "дом", "房", " ", " , ", "é9"])
_ATOMS = st.one_of(_WORDS, st.sampled_from(["[a-z]", "[^.,]", "[0-9]", ".", r"\.", r"\d", r"\+"]))
_REPEATS = st.sampled_from(["", "", "", "?", "*", "+", "{0,3}", "{2}", "??"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    row = st.lists(
        st.tuples(inner, _REPEATS).map(lambda two: f"(?:{two[0]}){two[1]}"), min_size=1, max_size=3
    )
    return st.one_of(
        row.map("".join), st.lists(inner, min_size=2, max_size=3).map(lambda some: f"(?:{'|'.join(some)})")
    )


PATTERNS = st.recursive(st.tuples(_ATOMS, _REPEATS).map("".join), _grown, max_leaves=8)


@given(st.data())
def test_a_matching_text_holds_one_of_the_words(data: st.DataObject) -> None:
    pattern = data.draw(PATTERNS)
    words = needed(pattern)
    text = data.draw(st.from_regex(re.compile(pattern)))
    assert words is None or any(word in text for word in words), (pattern, text, words)


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        (" gift", {"gift"}),
        ("colou?r", {"colo"}),
        ("(?:dhl|fed ?ex) please", {"please"}),
        ("(?:urgent|asap)[a-z]*", {"urgent", "asap"}),
        ("(?:rush )?[a-z]{3}", None),
        ("ab*[0-9]", {"a"}),
        (r"\+?[0-9]+", None),
        ("(?i:gift)", None),
        (r"\p{L}+ gift", None),
        ("gift(", None),
    ],
)
def test_words_of_a_pattern(pattern: str, words: set[str] | None) -> None:
    assert needed(pattern) == words


def test_no_rule_is_passed_over_that_matches_a_labelled_remark() -> None:
    patterns = [one for kind in load_rules().kinds for one in (*kind.mask, *kind.any)]
    remarks = pl.read_csv(LABELLED, separator="\t", quote_char=None).select(text=fold(pl.col("remark")))
    texts = remarks.to_series()
    for pattern in patterns:
        if words := needed(pattern):
            matching = texts.filter(texts.str.contains(pattern))
            assert all(any(word in text for word in words) for text in matching), pattern


def test_few_patterns_are_left_for_a_short_remark() -> None:
    patterns = [one for kind in load_rules().kinds for one in (*kind.mask, *kind.any)]
    left = possible(patterns, pl.Series([" пожалуиста позвоните перед доставкои "]))
    assert 0 < len(left) < len(patterns) / 10
