"""Rows that add up others are no orders and no lines, wherever the word stands; what is called Total is an item."""

from collections.abc import Callable

import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]
WORDS = ("合计", "总计", "小计", "共计", "汇总", "Total", "TOTAL:", "Grand total", "Sum", "Subtotal", "Sub-total",
         "Итого", "Итого:", "Всего", "Gesamt", "Gesamtsumme", "Summe", "Totale", "Suma",
         "합계", "총계", "合計", "【合计】",
         "共3单", "共 12 条记录", "合计：共2个订单", "Total orders: 3", "Total quantity")  # fmt: skip
CELLS = {"order_id": "8012{n}", "order_id_alt": "7{n}", "status": "x", "sku": "S-{n}", "item_title": "Lamp {n}",
         "quantity": "{n}", "shop": "A", "total": "10", "line_total": "10", "buyer": "Ann"}  # fmt: skip


def _profiles(profiles: dict[str, Profile]) -> list[str]:
    return [
        name for name, profile in profiles.items() if profile.kind == "orders" and "sku" in profile.headers()
    ]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("field", ["sku", "item_title", "shop", "status", "buyer", "unknown"])
def test_in_any_cell_of_a_filled_down_table(load: Load, word: str, field: str) -> None:
    headers = {"order_id": "订单编号", "status": "订单状态", "sku": "SKU", "item_title": "商品中文名称",
               "quantity": "商品数量", "shop": "店铺名", "total": "订单总金额", "line_total": "商品总金额",
               "buyer": "客户姓名", "unknown": "备用"}  # fmt: skip
    first = dict.fromkeys(headers.values(), None) | {
        headers[f]: c.format(n=1) for f, c in CELLS.items() if f in headers
    }
    more = {headers[f]: CELLS[f].format(n=2) for f in ("sku", "item_title", "quantity", "line_total")}
    summed = {headers["quantity"]: "3", headers["line_total"]: "20", headers["total"]: "10"} | {
        headers[field]: word
    }
    for batch in (1, 10):
        frames = load([first, more, summed, {**first, "订单编号": "80129"}], profile="mabang", batch=batch)
        lines = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
        assert lines.select("order_id", "sku", "quantity").rows() == [
            ("80121", "S-1", 1), ("80121", "S-2", 2), ("80129", "S-1", 1),
        ]  # fmt: skip
        assert frames.rejects.select("row", "reason", "detail").rows() == [(4, "id_missing", word)]


def test_in_every_profile(load: Load, profiles: dict[str, Profile]) -> None:
    for name in _profiles(profiles):
        headers = {field: found[0] for field, found in profiles[name].headers().items()}
        sound = {headers[f]: c.format(n=1) for f, c in CELLS.items() if f in headers}
        plain = load([sound], profile=name)
        for field in ("order_id", "sku", "item_title", "shop", "total"):
            summed = (
                dict.fromkeys(sound) | {headers["quantity"]: "1"}
                if "quantity" in headers
                else dict.fromkeys(sound)
            )
            for word in ("合计", "Total", "Total: 3 orders") if field == "order_id" else ("合计", "Total"):
                if field in headers:
                    frames = load([sound, {**summed, headers[field]: word}], profile=name)
                    assert frames.orders.height == 1, (name, field)
                    assert frames.lines.rows() == plain.lines.rows(), (name, field)
                    assert frames.rejects["reason"].to_list() == ["id_missing"], (name, field)


def test_an_item_called_total_survives(load: Load, profiles: dict[str, Profile]) -> None:
    for name in _profiles(profiles):
        headers = {field: found[0] for field, found in profiles[name].headers().items()}
        cells = CELLS | {"item_title": "Total", "sku": "SUM"}
        row = {headers[f]: c.format(n=1) for f, c in cells.items() if f in headers}
        frames = load([row], profile=name)
        assert frames.rejects.is_empty(), name
        assert frames.lines["sku"].to_list() == ["SUM"], name
    more = [
        {"订单编号": "1", "SKU": "A", "商品数量": "1"},
        {"SKU": "TOT-1", "商品中文名称": "Total", "商品数量": "2"},
    ]
    assert load(more, profile="mabang").lines["quantity"].to_list() == [1, 2]


FILLED = {
    "mabang": ("订单编号", "订单状态", "SKU", "商品数量", "商品中文名称", "商品总金额"),
    "woocommerce": ("order_number", "status", "sku", "quantity", "product_name", "item_total"),
    "woocommerce_advanced": (
        "Order Number",
        "Order Status",
        "SKU",
        "Quantity",
        "Item Name",
        "Order Line Total",
    ),
}
"""Number, status, SKU, pieces, title and amount of tables whose orders are filled down."""


@pytest.mark.parametrize("name", FILLED)
@pytest.mark.parametrize("cell", [2, 4])
@pytest.mark.parametrize("amount", [None, "20.00"])
def test_a_row_that_only_some_words_stand_in_is_doubted(
    load: Load, profiles: dict[str, Profile], name: str, cell: int, amount: str | None
) -> None:
    """Zusammengerechnet: a word for a total that nobody knows here, or an item that lacks all else."""
    assert profiles[name].items.row_shape == "item_fill_down"
    row: list[str | None] = [None, None, None, None, None, amount]
    row[cell] = "Zusammengerechnet"
    table = [
        ["8011", "x", "A", "1", "Lamp", "5.00"],
        ["8012", "x", "B", "1", "Mug", "5.00"],
        [None, None, None, "2", "Spoon", "5.00"],
        [None, None, "C", None, "Cup", "5.00"],
        row,
        ["8013", "x", None, None, "Book", "5.00"],
    ]
    for batch in (1, 10):
        frames = load(table, FILLED[name], profile=name, batch=batch)
        told = dict(frames.orders.select("order_id", "doubts").rows())
        assert told == {"8011": None, "8012": "line_unclear|Zusammengerechnet", "8013": None}


def test_where_no_column_tells_pieces_a_title_is_a_line(load: Load) -> None:
    table = [["8012", "x", "Mug"], [None, None, "Spoon"]]
    frames = load(table, ("order_number", "status", "product_name"), profile="woocommerce")
    assert frames.lines.height == 2
    assert frames.orders["doubts"].to_list() == [None]


def test_a_variant_of_an_item_is_a_line(load: Load) -> None:
    headers = ("order_number", "status", "product_name", "item_meta", "quantity")
    table = [["8012", "x", "Mug", "red", "1"], [None, None, "Mug", "blue", None]]
    frames = load(table, headers, profile="woocommerce")
    assert frames.orders["doubts"].to_list() == [None]
