"""The amounts of a batch's rows, and the currency that each row is in."""

import polars as pl

from orderdeck.data.base.vocabulary.fields import MONEY_FIELDS
from orderdeck.data.exports.normalise.columns.columns import Columns
from orderdeck.data.exports.normalise.values.money import read_currency, read_money
from orderdeck.data.exports.profile.records import MoneyFormat


def read_amounts(columns: Columns, rules: MoneyFormat) -> dict[str, pl.Series]:
    """Every amount that the file has a column for, and the `currency` of each row.

    The total's own symbol decides what the row is in, else that of the first amount that bears one. Amounts are
    never mixed: one in another currency than its row's, or in one that nobody knows, is left out with a note.
    """
    found: dict[str, pl.Series] = {}
    symbols: dict[str, pl.Series] = {}
    for field in MONEY_FIELDS:
        cells = columns.get(field)
        if cells is None:
            continue
        read = read_money(cells, rules.decimal)
        columns.doubt("money_unreadable", field, read.unreadable)
        # What was given back is so much, whether or not it is written as taken off.
        found[field] = read.values.abs() if field == "refunded" else read.values
        symbols[field] = read.symbols
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
            found[field] = amounts.set(strange.fill_null(False) | unknown, None)
    return found | {"currency": currency}
