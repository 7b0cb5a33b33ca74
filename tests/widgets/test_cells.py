"""Nothing is wider than it may be, nothing gets lost in wrapping, nothing steers the terminal."""

import unicodedata
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.widgets.cells import cell_len, clip, fit, wrap
from orderdeck.widgets.model import Align, Piece
from orderdeck.widgets.pieces import wrap_pieces
from orderdeck.widgets.safe import safe

TEXTS = st.text(
    alphabet=st.one_of(st.sampled_from("ab -é中文Жй[]́\u200d\ufe0f\x1b\x07\x9b\n\t😀"), st.characters())
)


@given(TEXTS, st.integers(1, 40), st.sampled_from(get_args(Align)))
def test_fit_takes_exactly_the_width(text: str, width: int, align: Align) -> None:
    assert cell_len(fit(text, width, align)) == width


@given(TEXTS, st.integers(0, 40))
def test_clip_never_takes_more(text: str, width: int) -> None:
    assert cell_len(clip(text, width)) <= width


def test_clip_shows_that_something_is_missing() -> None:
    assert clip("Wholesale", 6) == "Whole…"
    assert clip("无线蓝牙耳机", 6) == "无线…"
    assert clip("无线蓝牙耳机", 7) == "无线蓝…"
    assert clip("Чехол", 5) == "Чехол"
    assert clip("wide open", 6) == "wide…"
    assert clip("asks for that… and", 14) == "asks for that…"
    assert clip("asks for that…", 13) == "asks for tha…"
    assert clip("wide… open", 6) == "wide…", "what was cut before has one sign"


@given(TEXTS, st.integers(2, 40))
def test_wrap_keeps_to_the_width_and_loses_nothing_but_blanks(text: str, width: int) -> None:
    wrapped = wrap(text, width)
    assert all(cell_len(line) <= width for line in wrapped)
    kept = "".join(safe(line) for line in text.replace("\r\n", "\n").split("\n"))
    assert "".join(wrapped).replace(" ", "") == kept.replace(" ", "")


def test_wrap_breaks_between_words_and_between_chinese_characters() -> None:
    assert wrap("put the invoice in", 8) == ["put the", "invoice", "in"]
    assert wrap("请改地址广州市", 6) == ["请改地", "址广州", "市"]
    assert wrap("one\n\ntwo", 20) == ["one", "", "two"]
    assert wrap("until 2026-12-02 at 5/7 or 1,200", 12) == ["until", "2026-12-02", "at 5/7 or", "1,200"]
    assert wrap("2026-12-02", 7) == ["2026-12", "-02"], "where there is no other place"
    assert wrap("PHC-13/Navy-XL,b", 7) == ["PHC-13/", "Navy-", "XL,b"]
    assert wrap("unbreakable", 4) == ["unbr", "eaka", "ble"]
    assert "".join(wrap("00 \u0300", 2)).replace(" ", "") == "00\u0300"


@given(st.lists(st.tuples(TEXTS, st.sampled_from(["", "dim", "late"])), max_size=4), st.integers(2, 30))
def test_tones_stay_with_their_characters(parts: list[tuple[str, str]], width: int) -> None:
    pieces = tuple(Piece(*part) for part in parts)
    for tone in ("", "dim", "late"):
        given_ = "".join(
            safe(line)
            for text, its in parts
            if its == tone
            for line in text.replace("\r\n", "\n").split("\n")
        )
        drawn = "".join(p.text for line in wrap_pieces(pieces, width) for p in line if p.tone == tone)
        assert drawn.replace(" ", "") == given_.replace(" ", "")


@given(st.text())
def test_nothing_that_steers_a_terminal_is_left(text: str) -> None:
    left = safe(text)
    assert not [c for c in left if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")]
    assert not set(left) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200d\ufeff")
    left.encode()


def test_what_was_taken_out_shows() -> None:
    assert safe("a\x1b[31mred\x07") == "a␣[31mred␣"
    assert safe("order [hold] [/b]") == "order [hold] [/b]"
    assert safe("two\nlines\tand") == "two lines and"
    assert safe("e" + "\u0301" * 9) == "e" + "\u0301" * 3


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("有限公司, 6 件", 8, ["有限公", "司, 6 件"]),
        ("一二三四。五", 8, ["一二三", "四。五"]),
        ("，，，，，", 4, ["，，", "，，", "，"]),
        ("a-bbbbbb中", 8, ["a-", "bbbbbb中"]),
        ("a-bbbbbbb中", 8, ["a-", "bbbbbbb", "中"]),
    ],
)
def test_no_line_begins_with_a_closing_mark_where_it_can_be_helped(
    text: str, width: int, lines: list[str]
) -> None:
    assert wrap(text, width) == lines
