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


@pytest.mark.parametrize("field", ["sku", "item_title", "shop", "status", "buyer", "unknown"])
def test_in_any_cell_of_a_filled_down_table(load: Load, field: str) -> None:
    """Of each word an order of two rows, with a row that adds them up below."""
    headers = {"order_id": "订单编号", "status": "订单状态", "sku": "SKU", "item_title": "商品中文名称",
               "quantity": "商品数量", "shop": "店铺名", "total": "订单总金额", "line_total": "商品总金额",
               "buyer": "客户姓名", "unknown": "备用"}  # fmt: skip
    more = {headers[f]: CELLS[f].format(n=2) for f in ("sku", "item_title", "quantity", "line_total")}
    summed = {headers["quantity"]: "3", headers["line_total"]: "20", headers["total"]: "10"}
    first = dict.fromkeys(headers.values(), None) | {
        headers[f]: c.format(n=1) for f, c in CELLS.items() if f in headers
    }
    rows, wanted, rejected = [], [], []
    for number, word in enumerate(WORDS):
        order_id = f"80{number:03}"
        rows += [first | {headers["order_id"]: order_id}, more, summed | {headers[field]: word}]
        wanted += [(order_id, "S-1", 1), (order_id, "S-2", 2)]
        rejected.append((3 * number + 4, "id_missing", word))
    for batch in (1, 10):
        frames = load(rows, profile="mabang", batch=batch)
        lines = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
        assert sorted(lines.select("order_id", "sku", "quantity").rows()) == wanted
        assert sorted(frames.rejects.select("row", "reason", "detail").rows()) == rejected


def test_in_every_profile(load: Load, profiles: dict[str, Profile]) -> None:
    """A row that sums up below an order, each word in each of its cells: the order is what it is alone."""
    for name in _profiles(profiles):
        headers = {field: found[0] for field, found in profiles[name].headers().items()}
        sound = {headers[f]: c.format(n=1) for f, c in CELLS.items() if f in headers}
        plain = load([sound], profile=name)
        empty = dict.fromkeys(sound) | ({headers["quantity"]: "1"} if "quantity" in headers else {})
        summed = [
            empty | {headers[field]: word}
            for field in ("order_id", "sku", "item_title", "shop", "total")
            for word in (("合计", "Total", "Total: 3 orders") if field == "order_id" else ("合计", "Total"))
            if field in headers
        ]
        frames = load([sound, *summed], profile=name)
        assert frames.orders.height == 1, name
        assert frames.lines.rows() == plain.lines.rows(), name
        assert frames.rejects["reason"].to_list() == ["id_missing"] * len(summed), name


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


LANGUAGES = (
    "الإجمالي", "الاجمالي", "المجموع", "الإجمالي:", "סה\"כ", "סה״כ", "סך הכל", "Celkem", "Celkem:", "Součet",
    "Összesen", "Összesen:", "Mindösszesen", "Общо", "Общо:", "Σύνολο", "ΣΥΝΟΛΟ", "Sous-total", "Sous total",
    "Total général", "计", "計", "小計", "总和", "Ukupno", "Skupaj", "Spolu", "Sumă", "Totalt", "Summa",
    "Yhteensä", "I alt", "Samtals", "Kokku", "Kopā", "Iš viso", "Разом", "Барлығы", "Jami", "Cəmi", "कुल",
    "মোট", "کل", "جمع", "Subtotale", "Zwischensumme", "Tussentotaal", "Ara toplam", "Genel Toplam",
    "Suma częściowa", "Промежуточный итог", "Общий итог", "Subtotal geral", "Somme totale",
    "Jumlah Keseluruhan", "Tổng số", "Tổng cộng", "ยอดรวม", "รวมทั้งสิ้น", "소 계", "합 계",
)  # fmt: skip
COUNTS = (
    "2 orders", "2 order", "Orders: 2", "Records: 2", "Record count: 2", "2 records", "12 rows", "Rows: 12",
    "3 items in total", "Number of orders: 4", "Count: 3", "Page 1 of 1", "Page 1/3", "page 2", "第1页",
    "第 1 页 共 3 页", "1 / 3 页", "2 Bestellungen", "Bestellungen: 2", "Seite 1 von 2", "2 commandes",
    "Page 1 sur 2", "2 pedidos", "Pedidos: 2", "Página 1 de 2", "2 ordini", "Pagina 1 di 2", "Заказов: 2",
    "2 заказа", "Страница 1 из 2", "注文数: 2", "2件", "全2件", "1 / 1 ページ", "주문 2건", "订单数：2",
    "End of report", "-- End --", "*** end of file ***",
)  # fmt: skip
NO_SUM = (
    "Totally Spies bag", "Summer hat", "Summit tent", "Page turner lamp", "Order bell", "Records cleaner",
    "计时器", "計算機", "总统牌茶杯", "合计数器", "Celkem hezký hrnek", "Общо предназначение кабел",
    "Pages: 200 notebook", "End table", "7 rows necklace", "2 orders of fries magnet", "Sumo figure",
    "Suma plate", "3 items set red", "汇总器", "第1页书签", "Counter 3",
)  # fmt: skip


@pytest.mark.parametrize("header", ["订单编号", "SKU", "商品中文名称", "备用"])
def test_in_the_languages_of_sellers(load: Load, header: str) -> None:
    """In the cell of the order number, in one that names items, and in one that nobody reads."""
    first = {
        "订单编号": "80121",
        "订单状态": "x",
        "SKU": "S-1",
        "商品中文名称": "Lamp",
        "商品数量": "1",
        "备用": None,
    }
    words = (*LANGUAGES, *COUNTS)
    summed = [dict.fromkeys(first) | {"商品数量": "9", header: word} for word in words]
    frames = load([first, *summed, first | {"订单编号": "80122"}], profile="mabang")
    told = frames.rejects["row"].to_list()
    assert [word for row, word in enumerate(words, 3) if row not in told] == []
    assert set(frames.rejects["reason"]) == {"id_missing"}
    assert frames.orders["order_id"].to_list() == ["80121", "80122"]
    assert frames.lines["sku"].to_list() == ["S-1", "S-1"]


def test_a_title_that_has_such_a_word_in_it_is_an_item(load: Load) -> None:
    first = {"订单编号": "80121", "订单状态": "x", "SKU": "S-1", "商品中文名称": "Lamp", "商品数量": "1"}
    more = [dict.fromkeys(first) | {"商品中文名称": title, "商品数量": "2"} for title in NO_SUM]
    frames = load([first, *more], profile="mabang")
    assert frames.lines["title"].to_list() == ["Lamp", *NO_SUM]
    assert frames.rejects.is_empty()


def test_the_row_of_an_order_is_none_whatever_its_cells_say(load: Load) -> None:
    words = (*LANGUAGES, *COUNTS)
    rows = [
        {
            "订单编号": f"80{number:04}",
            "订单状态": word,
            "店铺名": word,
            "SKU": "S-1",
            "商品中文名称": word,
            "商品数量": "1",
        }
        for number, word in enumerate(words)
    ]
    frames = load(rows, profile="mabang")
    assert frames.lines["sku"].to_list() == ["S-1"] * len(words)
    assert frames.rejects.is_empty()
