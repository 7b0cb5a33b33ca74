"""Sentences one after another, as each language writes them: Chinese has no blanks between them, and its own marks."""

from collections.abc import Iterator

import pytest

from orderdeck.tui import i18n
from orderdeck.tui.i18n import _, act_phrases, noted, sentence, sentences


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use("en")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Claimed. Taken over from mei. u undoes."),
        ("zh", "Claimed。从 mei 接手。按 u 撤销。"),
    ],
)
def test_sentences_follow_each_other(language: i18n.Language, expected: str) -> None:
    i18n.use(language)
    told = [sentence("Claimed"), act_phrases.remark("took_over", "mei"), _("{undo} undoes.", undo="u")]
    assert sentences(told) == expected
    assert sentences(["", told[1], ""]) == told[1]
    assert sentences([]) == ""


@pytest.mark.parametrize(
    ("language", "doubt", "expected"),
    [
        ("en", "no column for: SKU", "no column for: SKU. Save all the same?"),
        ("en", "A taken for B: is it?", "A taken for B: is it? Save all the same?"),
        ("zh", "A 视为 B，对吗？", "A 视为 B，对吗？仍要保存吗？"),
        ("zh", "缺少列：SKU", "缺少列：SKU。仍要保存吗？"),
    ],
)
def test_what_ends_with_a_mark_gets_no_second_one(language: i18n.Language, doubt: str, expected: str) -> None:
    i18n.use(language)
    assert sentences([sentence(doubt), _("Save all the same?")]) == expected


def test_a_hand_over_with_a_note_has_one_colon() -> None:
    i18n.use("zh")
    given = _("{operator} hands over to you: {orders}", operator="mei", orders="8246")
    assert sentence(noted(given, "急")) == "mei 移交给你：8246（急）。"
