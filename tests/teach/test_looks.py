"""What values look like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.teach.looks import look_at


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (["15.11.2026", "01.12.2026"], "date"),
        (["15.11.26", "1.12.26"], "date"),
        (["3031265788145237", "3031265788145238", "3031265788145239"], "id"),
        (["536365", "C536379", "536366", "536367", "536368"], "id"),
        (["113-8823344-1122334", "113-8823344-1122335"], "id"),
        (["$12.30", "$4.00", "$1,200.00"], "money"),
        (["1 234,50 €", "12,00 €"], "money"),
        (["2.55", "3.39", "0.85"], "money"),
        (["6", "12", "1"], "integer"),
        (["2026-01-05 10:00:00", "2026-01-06 11:30:00"], "date"),
        (["10-Dez-25", "05-oct.-26", "Sep-18-26"], "date"),
        (["3天12小时", "已超时2小时"], "span"),
        (["United Kingdom", "Deutschland", "Бразилия"], "country"),
        (["DE", "FR", "GB"], "country_code"),
        (["EUR", "USD"], "currency"),
        (["a@example.com", "b@example.org"], "email"),
        (["+49 30 123456", "(480) 555-0199"], "phone"),
        (["138****1234", "159****0871"], "phone"),
        (["+86138***1234", "010-****-1234"], "phone"),
        (["true", "false"], "boolean"),
        (["shipped", "cancelled", "shipped", "shipped"], "words"),
        (["【1】Lamp\n(产品数量:1 piece)"], "cell"),
        (["A-1 * 2;B-2 * 1", "C-3 * 1"], "list"),
        (["2× Lantern, 1× Vase"], "list"),
        (["MUG-101-RED", "LAMP-7-BLU", "BAG_XL"], "code"),
        ([None, "", None], "empty"),
    ],
)
def test_values_are_told_by_their_looks(values: list[str | None], kind: str) -> None:
    assert look_at(values).kind == kind


def test_negative_pieces_and_symbols_are_seen() -> None:
    assert look_at(["6", "-2", "1"]).negative
    assert look_at(["€ 4.00", "€ 5.10", "$ 1.00"]).symbols == ("€", "$")


@given(st.lists(st.text(max_size=300) | st.none(), max_size=30))
def test_no_values_are_too_odd_to_be_looked_at(values: list[str | None]) -> None:
    look = look_at(values)
    assert 0 <= look.filled <= 1
    assert 0 <= look.distinct <= 1
