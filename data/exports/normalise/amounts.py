"""The amounts of a batch's rows, and the currency that each row is in."""

from typing import Final

import polars as pl

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.normalise.columns.columns import Columns
from orderdeck.data.exports.normalise.values.money import read_currency, read_money
from orderdeck.data.exports.profile.records import MoneyFormat

LOST: Final = "lost "
"""Before the name of an amount: the column that says in which rows its cell holds something that isn't taken. There is
one only where some row has such a cell. No sum is known of which a part is lost."""
AMOUNT_UNREAD: Final = "amount_unread"
"""The doubt of an order whose total, or that of its goods, isn't known for it, with what the cell says."""


def read_amounts(columns: Columns, rules: MoneyFormat) -> dict[str, pl.Series]:
    """Every amount that the file has a column for, where of some any is lost (see `LOST`) which, and the `currency` of
    each row.

    The total's own symbol decides what the row is in, else that of the first amount that bears one. Amounts are
    never mixed: one in another currency than its row's, or in one that nobody knows, is left out with a note.
    """
    found: dict[str, pl.Series] = {}
    symbols: dict[str, pl.Series] = {}
    lost: dict[str, pl.Series] = {}
    for field in MONEY_FIELDS:
        cells = columns.get(field)
        if cells is None:
            continue
        read = read_money(cells, rules.decimal)
        columns.doubt("money_unreadable", field, read.unreadable)
        # What was given back is so much, whether or not it is written as taken off.
        found[field] = read.values.abs() if field == "refunded" else read.values
        symbols[field] = read.symbols
        if read.unreadable.any():
            lost[field] = read.unreadable
    leading = symbols.get("total")
    for other in symbols.values():
        if leading is None:
            leading = other
        elif leading.null_count():
            leading = leading.zip_with(leading.is_not_null(), other)
    default = rules.currency
    if leading is None:
        leading = columns.nothing(pl.String)
    column = columns.get("currency")
    currency, unknown = read_currency(leading, column, rules.symbols, default)
    columns.doubt("currency_unknown", "total", unknown)
    for field, amounts in found.items():
        strange = symbols[field].is_not_null() & (symbols[field] != leading)
        if strange.any():
            own, _ = read_currency(symbols[field], column, rules.symbols, default)
            strange = strange & ~own.eq_missing(currency)
            columns.doubt("currency_differs", field, strange)
        if strange.any() or unknown.any():
            out = strange.fill_null(False) | unknown
            found[field] = amounts.set(out, None)
            gone = out & amounts.is_not_null()
            lost[field] = gone | lost[field] if field in lost else gone
    if "unit_price" in lost and "line_total" not in found:  # which is then worked out
        lost["line_total"] = lost["unit_price"]
    for field in _summed(columns, rules) & lost.keys():
        said = columns.get(field)
        columns.mark(AMOUNT_UNREAD, lost[field], columns.text("unit_price") if said is None else said)
    return found | {f"{LOST}{field}": rows for field, rows in lost.items()} | {"currency": currency}


def _summed(columns: Columns, rules: MoneyFormat) -> set[str]:
    """The amounts that an order's total and that of its goods are, or are summed of."""
    parts = {"total", "goods_total"}
    if columns.get("total") is None:
        parts |= {name.removeprefix("-") for name in rules.total_of}
    if columns.get("goods_total") is None:
        parts.add("line_total")
    if "discount" in parts:
        parts.add("line_discount")
    return parts


def lost_in(frame: pl.DataFrame, field: str) -> pl.Expr:
    """In which rows of `frame` the amount `field` is lost."""
    name = f"{LOST}{field}"
    return pl.col(name).fill_null(False) if name in frame.columns else pl.lit(False)
