"""Folding headers: spellings of one name meet, and names are unique."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.containers.layout.header import fold, name_columns, shown


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("负责人（业务员）", "负责人(业务员)"),
        ("商品 ID", "商品ID"),
        ("商品 Id", "商品id"),
        ("产品信息\n（双击单元格展开所有产品信息！）", "产品信息"),
        ("产品信息\r\n（双击单元格展开所有产品信息！）", "产品信息"),
        ("产品信息_（双击单元格展开所有产品信息！）", "产品信息"),
        ("\ufeff订单号", "订单号"),
        ("\tSales Record Number", "sales record number"),
        ("Ship  To\nName", "ship to name"),
        ("买家\n选择物流", "买家选择物流"),
        ("주문 ID", "주문ID"),
        ("\u200bOrder\u00a0ID ", "order id"),
        ("ＳＫＵ", "sku"),
        ("Номер Заказа", "номер заказа"),
    ],
)
def test_spellings_of_one_name_meet(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("amount_(USD)", "amount_(EUR)"),
        ("扩展城市（德/意/波/墨为真实的城市）", "扩展城市"),
        ("收货地址", "完整收货地址"),
        ("完整收货地址（常用语言）", "完整收货地址"),
        ("order id", "orderid"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_header_that_is_only_a_hint_keeps_its_text() -> None:
    assert fold("\n（双击单元格）") != ""


def test_duplicates_and_blanks_get_names_of_their_own() -> None:
    assert name_columns(["SKU", "sku", "", "ＳＫＵ", "", "__row"]) == (
        "sku",
        "sku#2",
        "#3",
        "sku#3",
        "#5",
        "#__row",
    )


@given(st.lists(st.sampled_from(["a", "A", "", "a#2", "#2", "#1", "b", "__row", "__fault"]), max_size=9))
def test_column_names_are_always_unique(header: list[str]) -> None:
    names = name_columns(header)
    assert len(set(names)) == len(header)
    assert not any(name.startswith("__") for name in names)


def test_shown_headers_bear_no_control_characters() -> None:
    assert shown(["a\x1b[31mb", "c\nd", "", ""]) == ("a[31mb", "c d")


def test_names_that_would_select_other_columns_are_altered() -> None:
    assert name_columns(["*", "^a.*$", "__row"]) == ("#*", "#^a.*$", "#__row")
