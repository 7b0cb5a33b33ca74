"""An input method that was left on: its full-width signs and letters are keys, its words are said to be none."""

import string
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from orderdeck.tui.actions.keyboard.names import canonical
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.terminal.input_method import is_words, without_input_method
from tests.tui.fake_desk import Until

FULL_WIDTH = 0xFEE0
"""How far the full-width forms of ASCII lie behind it (Unicode, block Halfwidth and Fullwidth Forms)."""


def typed(app: Orderdeck, text: str) -> None:
    """As the terminal hands over what an input method made, each character a key."""
    for character in text:
        app.post_message(events.Key(f"U+{ord(character):04X}", character))


@given(st.sampled_from(string.ascii_letters + string.digits + string.punctuation))
def test_the_full_width_form_of_a_key_is_that_key(sign: str) -> None:
    key = without_input_method(events.Key("?", chr(ord(sign) + FULL_WIDTH)))
    assert (key.key, key.character) == (canonical(sign), sign)
    assert not is_words(key)


@given(st.characters(exclude_categories=["Cs", "Cc", "Cn"]))
def test_no_other_key_is_changed_and_none_becomes_more_than_one_sign(sign: str) -> None:
    key = without_input_method(events.Key("what", sign))
    if sign.isascii():
        assert (key.key, key.character) == ("what", sign)
    assert (key.character or "").isascii() or key.character == sign


async def test_signs_and_letters_of_an_input_method_do_what_their_keys_do(
    app: Orderdeck, opened: Pilot[None], until: Until
) -> None:
    typed(app, "ｊｊ")
    await until(lambda: app.deck.table.cursor == 2)
    typed(app, "？")
    await until(lambda: app.deck.state.panel == "help")
    await opened.press("escape")
    typed(app, "、")
    await until(lambda: app.deck.status_line.takes_text)


async def test_what_is_typed_into_a_line_stays_as_it_was_typed(
    app: Orderdeck, opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    await opened.press("slash")
    typed(app, "灯，ｊ")
    await until(lambda: "灯，ｊ" in seen())


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_words_say_what_to_switch_and_do_nothing(
    app: Orderdeck, opened: Pilot[None], seen: Callable[[], str], until: Until, language: str
) -> None:
    if language == "zh":
        await opened.press("L", "L")
    before = app.deck.table.cursor
    typed(app, "急")
    await until(lambda: ("请切换到英文输入法" if language == "zh" else "switch the input method") in seen())
    assert app.deck.table.cursor == before


async def test_a_question_takes_full_width_answers_and_says_why_words_are_none(
    app: Orderdeck, opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    asked = app.deck.status_line.confirm("Sure?")
    answers: list[bool] = []
    asked.tell(answers.append)
    typed(app, "好")
    await until(lambda: "switch the input method" in seen())
    assert app.deck.status_line.busy
    typed(app, "ｙ")
    await until(lambda: answers == [True])


async def test_a_full_width_sign_that_is_no_key_is_said_to_be_none(
    app: Orderdeck, opened: Pilot[None], seen: Callable[[], str], until: Until
) -> None:
    for sign in "【＠":
        app.deck.status_line.dismiss()
        typed(app, sign)
        await until(lambda: "switch the input method" in seen())
