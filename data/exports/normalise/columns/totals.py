"""Rows that add up the rows above them, which exports and operators put under a table: no order, no line, no SKU.

Such a row has no number of its own, says 合计 or Total in some cell, and names nothing else. An item that is called
Total has a number, or a code beside its title.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

_WORDS: Final = (
    r"(?:本页|当页|全部|订单)?(?:总?合[计計]|[总總総][计計数和]|[小累][计計]|共[计計]|[计計]|[汇彙]总)(?:金额|数量)?|合計金額"
    r"|(?:grand|sub|sum|page|overall)?[\s-]?totals?|sum|totale[ns]?|g?esamt(?:summe|betrag)?|(?:zwischen|end)?summe|somme"
    r"|totaux|sous[\s-]tot(?:al|aux)|somme totale|suma(?: total)?|soma|(?:sub)?total (?:general|geral|général|generale)"
    r"|subtotale|suma (?:częściowa|końcowa|całkowita)|razem|łącznie|ogółem|(?:ara |genel |alt )?toplam"
    r"|(?:sub|tussen|eind)?totaal|(?:промежуточный |общий )?итог[оi]?|всего|разом|усього|общо|укупно|вкупно"
    r"|합\s?계|총\s?계|소\s?계|총\s?합(?:\s?계)?|jumlah(?: keseluruhan| total)?|tổng(?: cộng| số)?"
    r"|รวม(?:ทั้งหมด|ทั้งสิ้น)?|ยอดรวม(?:ทั้งหมด|ทั้งสิ้น)?"
    r"|(?:ال)?[إا]جمالي|(?:ال)?مجموع|کل|جمع(?: کل)?|مجموعہ|סה[\"״”'’]{1,2}כ|סך[\s-]הכו?ל"
    r"|celkem|součet|mezisoučet|spolu|súčet|(?:mind)?összesen|végösszeg|σ[ύυ]νολο|ukupno|skupaj|sumă|totalt|summa|delsumma"
    r"|yhteensä|i alt|samtals|kokku|kopā|iš viso|viso|барлығы|jami|cəmi|कुल(?: योग)?|योग|মোট|மொத்தம்"
)
_EDGE: Final = r"[\s:：=*\[\]()（）【】.。_~—–-]*"
_END: Final = (
    r"end(?: of (?:the )?(?:report|file|document|data|list|export|table))?|ende|fin|eof|конец"
    r"|结束|結束|以下空白"
)
_BARE: Final = rf"(?i)^{_EDGE}(?:{_WORDS}|{_END}){_EDGE}$"
_COUNTABLE: Final = (
    r"orders|records|rows|lines|items|entries|results|pages|bestellungen|aufträge|datensätze|zeilen|einträge|commandes"
    r"|lignes|enregistrements|pedidos|registros|filas|linhas|ordini|righe|bestellingen|regels|zamówień|заказов|записей"
    r"|строк|siparişler|pesanan|đơn hàng|คำสั่งซื้อ|รายการ|طلبات"
)
_COUNTABLE_ONE: Final = (
    r"order|record|row|bestellung|auftrag|commande|ligne|pedido|registro|ordine|riga|bestelling|zamówienie|zamówienia"
    r"|заказа?|запис[ьи]|строк[аи]|sipariş|kayıt|件|건|[条條笔筆单單]|[订訂][单單]|طلب"
)
_PAGE: Final = r"(?:page|seite|página|pagina|strona|страница|sayfa|trang|halaman|หน้า|페이지|ページ|side|sida)"
_PAGES: Final = (
    rf"{_PAGE}[\s:：]*\d+(?:\s*(?:of|/|von|sur|de|di|van|z|из|av|af|dari)\s*\d+)?"
    r"|第\s*\d+\s*[页頁](?:\s*[,，/]?\s*共\s*\d+\s*[页頁])?|共\s*\d+\s*[页頁]"
    r"|\d+\s*/\s*\d+\s*(?:[页頁]|ページ|페이지|pages?)"
)
_NUMBERED: Final = (
    rf"[全共]?\d[\d,]*\s*(?:{_COUNTABLE}|{_COUNTABLE_ONE})(?: (?:in |au |en )?total[ei]?| gesamt)?"
    rf"|(?:(?:total )?number of |no\. of |total )?(?:{_COUNTABLE})\s*[:：=]\s*\d[\d,]*"
    r"|(?:(?:order|record|row|item|line)[\s-]?)?count\s*[:：=]\s*\d[\d,]*"
    r"|(?:[订訂][单單]|[记記][录錄]|[条條笔筆]|注文|件)[数數]量?\s*[:：=]?\s*\d[\d,]*|주문\s*수?\s*[:：]?\s*\d[\d,]*\s*건?"
)
"""How many orders or rows there are, or which page it is, where a cell says nothing else."""
_COUNT: Final = (
    rf"(?i)^{_EDGE}(?:(?:(?:总?合[计計]|[总總][计計])[\s:：]*)?(?:[总總]?共(?:[计計有])?[\s:：]*\d[\d,]*\s*"
    rf"(?:[个個]?[订訂][单單]|[单單]|[条條笔筆](?:[记記][录錄]|[订訂][单單]|[数數][据據])?|[项項]|[个個]包裹)"
    rf"|total (?:orders?|items?|rows?|lines?|records?|pieces|units|quantity|qty|amount|count)[\s:：=]*[\d.,]*)"
    rf"|{_NUMBERED}|{_PAGES}){_EDGE}$"
)
"""How many rows there are, in words that no item is called by: 共3单, "Total orders: 3"."""
_UNIT: Final = (
    rf"(?:[个個种種款]?\s*(?:SKUs?|商品|产品|產品|货品|供应商|包裹)|[个個种種款件项項行家包]|pieces|pcs|units|products|articles?|variants"
    rf"|suppliers|parcels|packages|artikel|produkte|produits|productos|prodotti|produtos|товар(?:а|ов)?|{_COUNTABLE}"
    rf"|{_COUNTABLE_ONE})"
)
_TAILED: Final = (
    rf"(?i)^{_EDGE}(?:(?:{_WORDS})\s*(?:[:：=(（]\s*\d[\d,.]*\s*{_UNIT}?|\d[\d,.]*\s*{_UNIT})|[总總]?共?\s*\d+\s*[个個种種款]?\s*SKUs?)"
    rf"(?:\s*[,，、;；/]?\s*\d[\d,.]*\s*{_UNIT})*{_EDGE}$"
)
"""The same behind a word for a total, of what lists are of: 合计：2个SKU, "Total: 2 SKUs, 18 pcs"; a bare number only
where a mark parts it from the word."""
_COUNTED: Final = rf"(?i)^{_EDGE}(?:{_WORDS})(?:\s*[:：=(（]\s*|\s+)[\d.,\s]+[\s\p{{L}}.)）]*$"
"""With how many of them there are: "Total: 3 orders". Only where a number is looked for."""


_COUNT_BEGINS: Final = r"^\d{1,7} ?(?:/ ?\d+ )?\p{L}"


def is_totals_word(cells: pl.Series) -> pl.Series:
    """Which of `cells` say nothing but that something is added up."""
    return (cells.str.contains(_BARE) | cells.str.contains(_COUNT) | cells.str.contains(_TAILED)).fill_null(
        False
    )


def is_no_number(cells: pl.Series) -> pl.Series:
    """Which of `cells`, that should be numbers, say instead that something is added up."""
    # What begins with a digit or # is told by comparing, which takes a tenth of a search's time.
    digit, sign = (cells >= "0") & (cells < ":"), (cells >= "#") & (cells < "$")
    digit = digit & ~cells.str.contains(_COUNT_BEGINS)  # 2 orders
    odd = ~(digit | sign).fill_null(True)
    if not odd.any():
        return odd
    left = cells.filter(odd)
    return odd.scatter(odd.arg_true(), is_totals_word(left) | left.str.contains(_COUNTED).fill_null(False))


def totals_of(batch: pl.DataFrame, own: pl.Series, names: Sequence[pl.Series]) -> pl.Series:
    """For each row of `batch` that adds others up the word that says so, else null.

    `own`: which rows have a number of their own. `names`: the columns that tell what an item is.
    """
    nothing = pl.Series([None], dtype=pl.String).new_from_index(0, batch.height)
    bare = ~own
    for cells in names:
        if not bare.any():
            return nothing
        rows = bare.arg_true()
        left = cells.gather(rows)
        named = left.str.contains(r"\S").fill_null(False) & ~is_totals_word(left)
        bare = bare.scatter(rows, ~named)
    rows = bare.arg_true()
    if not len(rows):
        return nothing
    all_cells = [name for name in batch.columns if not name.startswith("__")]
    said = batch[rows].select(
        pl.coalesce(
            pl.when(
                pl.any_horizontal(
                    pl.col(name).str.contains(words) for words in (_BARE, _COUNT, _COUNTED, _TAILED)
                )
            ).then(pl.col(name))
            for name in all_cells
        ).alias("said")
    )
    return nothing.scatter(rows, said["said"])
