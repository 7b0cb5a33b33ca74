"""Product cells in other words and with other numbers than a profile lists: the same items come out."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.items.cell_words import in_standard_form

Load = Callable[..., Frames]

LABELS = [
    ("产品属性", "商家编码", "产品数量"),
    ("属性", "编码", "数量"),
    ("속성", "판매자 코드", "수량"),
    ("商品属性", "SKU编码", "商品数量"),
    ("规格属性", "商家SKU", "购买数量"),
    ("Product properties", "SKU", "Quantity"),
    ("Характеристики", "Артикул", "Количество"),
    ("Атрибуты / Варианты", "Код товара", "Кол-во"),
    ("Attributes", "Seller code", "Qty"),
    ("Propiedades", "Código", "Cantidad"),
]
NUMBERS = ["【{}】", "[{}] ", "［{}］", "{}. ", "{}、", "【 {} 】", ""]

titles = st.builds(
    lambda first, rest: (first + rest).strip(),
    st.sampled_from("aZÉя裙"),  # what begins with a bracket or a number may be taken for one of ours
    st.text(st.sampled_from("aZ9 ()（）【】[]:：、;*&'\"-/Éя裙.2"), max_size=24),
)
items = st.fixed_dictionaries(
    {
        "title": titles,
        "attributes": st.none() | st.sampled_from(["Color:Red", "Color:Red(dark)、Size:XL", "尺码:均码"]),
        "sku": st.none()
        | st.text(st.sampled_from("AB09_-."), min_size=2, max_size=12).map(lambda code: f"A{code}A"),
        "quantity": st.integers(1, 999),
    }
)


def written(order: list[dict[str, object]], labels: tuple[str, str, str], number: str, unit: str) -> str:
    blocks = []
    for place, item in enumerate(order, 1):
        told = (
            (labels[0], item["attributes"]), (labels[1], item["sku"]), (labels[2], f"{item['quantity']}{unit}"),
        )  # fmt: skip
        lines = [f"({label}:{value})" for label, value in told if value]
        blocks.append("\n".join([f"{number.format(place)}{item['title']}", *lines]))
    return "\n".join(blocks)


@given(
    st.lists(items, min_size=1, max_size=4),
    st.sampled_from(LABELS),
    st.sampled_from(NUMBERS),
    st.sampled_from([" piece", " 件", "", "개"]),
    st.sampled_from(["aliexpress", "aliexpress_intl", "aliexpress_ko"]),
)
def test_whatever_the_words_the_items_come_back(
    load: Load,
    order: list[dict[str, object]],
    labels: tuple[str, str, str],
    number: str,
    unit: str,
    profile: str,
) -> None:
    headers = {"aliexpress": ("订单号", "商品信息"), "aliexpress_ko": ("주문 ID", "제품 정보")}
    names = headers.get(profile, ("Order ID", "Product information"))
    frames = load([[f"820000000000000{1}", written(order, labels, number, unit)]], names, profile=profile)
    assert frames.rejects.is_empty()
    read = frames.lines.select("title", "attributes", "sku", "quantity").to_dicts()
    assert read == order


CELL = "【1】Lamp\n(属性:Color:Red)\n(数量:2 件)\n【2】Bulb\n(属性:W:5)\n(数量:1 件)"


@pytest.mark.parametrize(
    ("codes", "wanted"),
    [
        ("L-1 * 2;B-1 * 1", [("L-1", "Lamp", 2), ("B-1", "Bulb", 1)]),
        ("L-1 * 2", [(None, "Lamp", 2), (None, "Bulb", 1)]),  # whose it is, nobody knows
        (None, [(None, "Lamp", 2), (None, "Bulb", 1)]),
        ("B-1 * 1;L-1 * 2", [("L-1", "Lamp", 2), ("B-1", "Bulb", 1)]),
        ("L-1*2;B-1*1;C-1*1", [("L-1", None, 2), ("B-1", None, 1), ("C-1", None, 1)]),
    ],
)
def test_the_cell_of_2026(
    load: Load, codes: str | None, wanted: list[tuple[str | None, str | None, int]]
) -> None:
    frames = load([{"订单号": "8200000000000001", "商品信息": CELL, "商品编码": codes}])
    assert frames.lines.select("sku", "title", "quantity").rows() == wanted
    assert frames.notes["quantity_assumed"] == 0


@pytest.mark.parametrize(
    "cell",
    ["Mug", "Mug (red): 2 pieces", "1. Mug", "(New: 2026) Mug", "[2] Mug", "Mug\nsecond line", "(a)(b): c"],
)
def test_a_title_alone_stays_a_title(load: Load, cell: str) -> None:
    assert in_standard_form(cell) is None
    frames = load([{"订单号": "1", "商品信息": cell}])
    assert frames.lines.select("title", "quantity").rows() == [(cell.replace("\n", " "), 1)]


def test_one_label_that_no_profile_lists_is_found_among_others_in_one_line(load: Load) -> None:
    cell = "【1】a (商品数量:1 piece) 【2】b (red: matt) (SKU编码:A00A) (商品数量:2 piece) "
    cell += "【3】c (商品数量:3 piece) (规格:L) (SKU编码:B1)"
    frames = load([{"订单号": "8190000000012341", "商品信息": cell}])
    assert frames.lines.select("title", "sku", "quantity").rows() == [
        ("a", None, 1),
        ("b (red: matt)", "A00A", 2),
        ("c", "B1", 3),
    ]


def test_a_line_in_no_known_words_stays_in_sight(load: Load) -> None:
    frames = load([{"订单号": "1", "商品信息": "Mug\n(数量:3 件)\n(礼品包装:是)"}])
    (line,) = frames.lines.to_dicts()
    assert (line["title"], line["quantity"]) == ("Mug", 3)
    assert "礼品包装:是" in line["attributes"]


plain_items = st.fixed_dictionaries(
    {
        "title": st.builds(
            "".join, st.tuples(st.sampled_from("aZ裙"), st.sampled_from(["", " (12V)", " big, red", " 9×9"]))
        ),
        "attributes": st.none() | st.sampled_from(["Color:Red", "尺码:均码"]),
        "sku": st.none()
        | st.text(st.sampled_from("AB09_-."), min_size=2, max_size=8).map(lambda code: f"A{code}A"),
        "quantity": st.integers(1, 999),
    }
)


@given(
    st.lists(plain_items, min_size=1, max_size=4),
    st.sampled_from(LABELS),
    st.sampled_from(["【{}】", "[{}] ", "{}. ", ""]),
    st.sampled_from([" ", "", "\t", "  "]),
)
def test_a_cell_that_has_lost_its_line_breaks_says_the_same(
    load: Load, order: list[dict[str, object]], labels: tuple[str, str, str], number: str, between: str
) -> None:
    cell = written(order, labels, number, " piece").replace("\n", between)
    frames = load([{"订单号": "8190000000012341", "订单状态": "等待您发货", "商品信息": cell}])
    found = frames.lines.select("title", "sku", "quantity").rows()
    assert found == [(item["title"], item["sku"], item["quantity"]) for item in order]
    assert not frames.notes["quantity_assumed"]
