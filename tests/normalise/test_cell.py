"""The product cell: what goes in as items comes out as lines, whatever titles hold and however it is spelled."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.items.product_cell import CellReader

LABELS = {
    "attributes": ["产品属性"],
    "sku": ["商家编码"],
    "quantity": ["产品数量"],
    "service": ["物流等级&买家选择物流"],
}
READER = CellReader(LABELS)

words = st.text(st.sampled_from("aZ9 ()（）【】[]:：、;*&'\"-/Éя裙"), min_size=1, max_size=24)
titles = words.map(str.strip).filter(bool)
codes = st.text(st.sampled_from("AB09_-.()"), min_size=1, max_size=12)
items = st.fixed_dictionaries(
    {
        "title": titles,
        "attributes": st.none() | st.sampled_from(["Color:Red", "Color:Red(dark)、Size:XL", "尺码:均码"]),
        "sku": st.none() | codes,
        "quantity": st.integers(1, 9999),
        "unit": st.sampled_from(["piece", "lot"]),
        "service": st.none() | st.sampled_from(["DHL", "AliExpress无忧物流-标准"]),
    }
)


def written(
    order: Sequence[Mapping[str, object]], brackets: str = "()", colon: str = ":", line: str = "\n"
) -> str:
    left, right = tuple(brackets)
    text = ""
    for number, item in enumerate(order, 1):
        text += f"【{number}】{item['title']}{line}"
        told = {
            "产品属性": item["attributes"],
            "商家编码": item["sku"],
            "产品数量": f"{item['quantity']} {item['unit']}",
            "物流等级&买家选择物流": item["service"],
        }
        text += "".join(f"{left}{label}{colon}{value}{right}{line}" for label, value in told.items() if value)
    return text.strip()


def unpacked(cells: list[str]) -> list[list[dict[str, object]]]:
    frame = READER.unpack(pl.Series(cells))
    return [frame.filter(pl.col("at") == at).sort("n").to_dicts() for at in range(len(cells))]


@given(
    st.lists(st.lists(items, min_size=1, max_size=4), min_size=1, max_size=5),
    st.sampled_from(["()", "（）"]),
    st.sampled_from(":："),
)
def test_every_item_comes_back(orders: list[list[dict[str, object]]], brackets: str, colon: str) -> None:
    for order, found in zip(orders, unpacked([written(o, brackets, colon) for o in orders]), strict=True):
        assert [item["n"] for item in found] == list(range(1, len(order) + 1))
        for item, read in zip(order, found, strict=True):
            assert read["title"] == item["title"]
            assert read["attributes"] == item["attributes"]
            assert read["sku"] == item["sku"]
            assert read["quantity"] == f"{item['quantity']} {item['unit']}"
            assert read["service"] == item["service"]


plain = st.text(st.sampled_from("aZ9 -/я裙"), min_size=1, max_size=20).map(str.strip).filter(bool)


@given(st.lists(st.tuples(plain, st.integers(1, 99)), min_size=1, max_size=4))
def test_all_in_one_line(order: list[tuple[str, int]]) -> None:
    filled = [
        {"title": title, "attributes": None, "sku": "A1", "quantity": n, "unit": "piece", "service": None}
        for title, n in order
    ]
    (found,) = unpacked([written(filled, line=" ")])
    assert [(item["title"], item["quantity"], item["sku"]) for item in found] == [
        (title, f"{n} piece", "A1") for title, n in order
    ]


def test_a_number_in_brackets_inside_a_title_begins_no_item() -> None:
    cell = "【1】Set\n【2】of mugs\n(产品数量:1 piece)\n【2】Spoon\n(产品数量:3 piece)"
    (found,) = unpacked([cell])
    assert [(item["title"], item["quantity"]) for item in found] == [
        ("Set 【2】of mugs", "1 piece"),
        ("Spoon", "3 piece"),
    ]


def test_many_items_in_one_cell() -> None:
    cell = "".join(f"【{number}】t{number}\n(产品数量:{number} piece)\n" for number in range(1, 301))
    (found,) = unpacked([cell])
    assert [item["title"] for item in found] == [f"t{number}" for number in range(1, 301)]


def test_a_bracketed_line_nobody_knows_is_kept_in_sight() -> None:
    (found,) = unpacked(["【1】Mug\n(产品数量:1 piece)\n(礼品包装:是)"])
    assert "礼品包装:是" in str(found[0]["attributes"])


@pytest.mark.parametrize("cell", ["【1】", "【1】\n(产品数量:)", "【7】x\n(产品数量:2 piece)"])
def test_broken_cells_are_still_one_item(cell: str) -> None:
    (found,) = unpacked([cell])
    assert len(found) == 1
