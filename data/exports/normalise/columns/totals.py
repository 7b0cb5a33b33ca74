"""Rows that add up the rows above them, which exports and operators put under a table: no order, no line, no SKU.

Such a row has no number of its own, says 合计 or Total in some cell, and names nothing else. An item that is called
Total has a number, or a code beside its title.
"""

from collections.abc import Sequence
from typing import Final

import polars as pl

_WORDS: Final = (
    r"(?:本页|当页|全部|订单)?(?:总?合[计計]|[总總総][计計数]|小[计計]|共[计計]|[汇彙]总)(?:金额|数量)?|合計金額"
    r"|(?:grand|sub|sum|page)?[\s-]?totals?|sum|totale[ns]?|g?esamt(?:summe|betrag)?|(?:zwischen|end)?summe|somme"
    r"|totaux|suma(?: total)?|soma|total (?:general|geral|général)|razem|łącznie|toplam|totaal|итог[оi]?|всего|разом"
    r"|합계|총계|소계|총합|총 합계|jumlah|tổng(?: cộng)?|รวม(?:ทั้งหมด)?"
)
_EDGE: Final = r"[\s:：=*\[\]()（）【】.。-]*"
_BARE: Final = rf"(?i)^{_EDGE}(?:{_WORDS}){_EDGE}$"
_COUNT: Final = (
    rf"(?i)^{_EDGE}(?:(?:总?合[计計]|[总總][计計])[\s:：]*)?(?:[总總]?共(?:[计計有])?[\s:：]*\d[\d,]*\s*"
    rf"(?:[个個]?[订訂][单單]|[单單]|[条條笔筆](?:[记記][录錄]|[订訂][单單]|[数數][据據])?|[项項]|[个個]包裹)"
    rf"|total (?:orders?|items?|rows?|lines?|records?|pieces|units|quantity|qty|amount|count)[\s:：=]*[\d.,]*){_EDGE}$"
)
"""How many rows there are, in words that no item is called by: 共3单, "Total orders: 3"."""
_COUNTED: Final = rf"(?i)^{_EDGE}(?:{_WORDS})(?:\s*[:：=(（]\s*|\s+)[\d.,\s]+[\s\p{{L}}.)）]*$"
"""With how many of them there are: "Total: 3 orders". Only where a number is looked for."""


def is_totals_word(cells: pl.Series) -> pl.Series:
    """Which of `cells` say nothing but that something is added up."""
    return (cells.str.contains(_BARE) | cells.str.contains(_COUNT)).fill_null(False)


def is_no_number(cells: pl.Series) -> pl.Series:
    """Which of `cells`, that should be numbers, say instead that something is added up."""
    # What begins with a digit or # is told by comparing, which takes a tenth of a search's time.
    digit, sign = (cells >= "0") & (cells < ":"), (cells >= "#") & (cells < "$")
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
                pl.any_horizontal(pl.col(name).str.contains(words) for words in (_BARE, _COUNT, _COUNTED))
            ).then(pl.col(name))
            for name in all_cells
        ).alias("said")
    )
    return nothing.scatter(rows, said["said"])
