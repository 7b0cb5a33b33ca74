"""What columns that say how many pieces are called, in whichever export."""

from typing import Final

from orderdeck.data.exports.containers.layout.header import fold

NAMES: Final = (
    "quantity", "qty", "qty.", "pieces", "pcs", "units", "item quantity", "order quantity", "ordered quantity",
    "quantity ordered", "quantity sold", "quantity purchased", "product quantity", "number of items",
    "number of units", "menge", "bestellmenge", "anzahl", "stück", "stückzahl", "quantité",
    "quantité commandée", "qté", "cantidad", "cant.", "unidades", "quantidade", "qtd", "qtd.",
    "qtde", "quantità", "q.tà", "aantal", "hoeveelheid", "ilość", "liczba sztuk", "sztuk", "adet", "miktar",
    "количество", "кол-во", "кол-во, шт", "кол-во товара", "количество товара", "кількість", "к-сть", "数量",
    "件数", "個数", "购买数量", "商品数量", "订购数量", "產品數量", "數量", "購買數量",
    "注文数", "注文数量", "수량", "주문수량", "구매수", "구매수량",
    "판매수량", "jumlah", "jumlah produk", "kuantitas", "số lượng", "จำนวน", "จำนวนสินค้า", "الكمية", "כמות",
    "antal", "množství", "mennyiség", "ποσότητα", "cantidad del producto", "qtde.", "quantidade de itens", "qtà",
    "liczba", "количество, шт.", "구매수(수량)", "商品数量(件)", "商品件数", "宝贝数量", "jumlah produk dibeli", "SL",
    "lineitem quantity",
)  # fmt: skip
"""As files write them; the wizard takes such a column for the pieces."""
QUANTITY_NAMES: Final = frozenset(fold(name) for name in NAMES)
"""Folded, as headers are compared."""
