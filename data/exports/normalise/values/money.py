"""Amounts as files write them: symbols, thousands, either decimal mark, negative ones in any style."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal, NamedTuple

import polars as pl

from orderdeck.data.base.vocabulary.frames import MONEY
from orderdeck.data.exports.normalise.values.currency import currency_of, symbol_key
from orderdeck.data.exports.normalise.values.entities import unescaped
from orderdeck.data.exports.normalise.values.text import by_distinct

_AMOUNT = re.compile(
    r"(?P<open>\()?\s*(?P<before>[^\d(),.+\-−]*(?:\.(?!\d))?)\s*(?P<sign>[+\-−]?)\s*(?P<inner>[^\d(),.+\-−]*)\s*"
    r"(?P<number>\.?\d[\d\s.,'’]*?)\s*(?P<minus>[\-−]?)\s*(?P<after>[^\d(),+\-−]*)\s*(?P<close>\))?"
)
_NONE = {"", "-", "--", "—", "n/a", "na", "none", "null", "无"}
_LARGEST = Decimal(10) ** 13


class Amounts(NamedTuple):
    """Amounts of a column: decimals, the symbol beside each (as by `symbol_key`, null where none), what is blank or
    unreadable is null, and which cells hold something that could not be read."""

    values: pl.Series
    symbols: pl.Series
    unreadable: pl.Series


def read_money(text: pl.Series, decimal: Literal[".", ","] = ".") -> Amounts:
    """The amounts in `text`. `decimal` decides where one mark stands before three digits: 1,234 or 1.234."""
    dollar = text.str.starts_with("$")
    plain = text.str.strip_prefix("$")
    values = plain.cast(MONEY, strict=False)
    symbols = pl.select(pl.when(dollar).then(pl.lit("$"))).to_series()
    rest = text.is_not_null() & values.is_null()
    if decimal == ",":
        rest = rest | text.str.contains(r"\.\d{3}$").fill_null(False)
    if not rest.any():
        return Amounts(values, symbols, rest)
    # &euro;30.00: software that escapes texts escapes amounts as well. What has a number's form has nothing of it.
    rows, odd = rest.arg_true(), unescaped(text.filter(rest))
    amounts = by_distinct(odd, lambda cells: [_first(cell, decimal) for cell in cells], MONEY)
    words = by_distinct(odd, lambda cells: [_second(cell, decimal) for cell in cells], pl.String)
    blanks = by_distinct(odd, lambda cells: [blank(cell) for cell in cells], pl.Boolean)
    bad = rest.scatter(rows, amounts.is_null() & ~blanks)
    return Amounts(values.scatter(rows, amounts), symbols.scatter(rows, words), bad)


def _first(cell: str, decimal: Literal[".", ","]) -> Decimal | None:
    read = read_amount(cell, decimal)
    return read[0] if read else None


def _second(cell: str, decimal: Literal[".", ","]) -> str | None:
    read = read_amount(cell, decimal)
    return read[1] if read else None


def blank(cell: str) -> bool:
    """Whether the cell says in one of the usual ways that there is nothing."""
    return cell.strip().lower() in _NONE


@lru_cache(maxsize=4096)
def read_amount(cell: str, decimal: Literal[".", ","] = ".") -> tuple[Decimal, str | None] | None:
    """Amount and symbol in one cell, or None where it is no amount."""
    found = _AMOUNT.fullmatch(cell.replace("\u00a0", " ").replace("\u202f", " ").strip())
    if not found or bool(found["open"]) != bool(found["close"]):
        return None
    number = _number(re.sub(r"[\s'’]", "", found["number"]), decimal)
    if number is None or abs(number) >= _LARGEST:
        return None
    signs = [bool(found["open"]), found["sign"] in ("-", "−"), bool(found["minus"])]
    symbol = symbol_key(f"{found['before']}{found['inner']}{found['after']}")
    return (-number if sum(signs) == 1 else number), symbol or None


def _number(digits: str, decimal: str) -> Decimal | None:
    commas, dots = digits.count(","), digits.count(".")
    if commas and dots:
        mark = "," if digits.rindex(",") > digits.rindex(".") else "."
        if digits.count(mark) > 1:
            return None
    elif commas + dots == 1:
        mark = "," if commas else "."
        head, tail = digits.split(mark)
        if len(tail) == 3 and 1 <= len(head) <= 3 and head != "0" and mark != decimal:
            mark = "none"
    elif commas + dots > 1:
        mark = "none"
        if not re.fullmatch(r"\d{1,3}(?:[.,]\d{2,3})*[.,]\d{3}", digits):
            return None
    else:
        mark = "none"
    plain = "".join("." if sign == mark else sign for sign in digits if sign.isdigit() or sign == mark)
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def read_currency(
    symbols: pl.Series, column: pl.Series | None, own: dict[str, str], default: str
) -> tuple[pl.Series, pl.Series]:
    """(currency of each row, which rows bear a symbol that nothing knows).

    The cell's own symbol decides, then the currency column, then the profile's default; a symbol that several
    currencies share goes with the column or the default where that is one of them.
    """
    own = {symbol_key(symbol): currency for symbol, currency in own.items()}
    false = pl.Series([False]).new_from_index(0, len(symbols))
    if column is None and symbols.null_count() == len(symbols):
        return pl.Series([default or None], dtype=pl.String).new_from_index(0, len(symbols)), false
    named = (
        pl.Series([None], dtype=pl.String).new_from_index(0, len(symbols))
        if column is None
        else by_distinct(
            column, lambda cells: [currency_of(symbol_key(cell), own) for cell in cells], pl.String
        )
    )
    table = pl.DataFrame({"symbol": symbols, "named": named.fill_null(default)})
    pairs = table.select(pl.concat_str(pl.col("symbol").fill_null(""), "named", separator="|")).to_series()

    def resolve(cells: Sequence[str]) -> list[str | None]:
        split = [cell.rsplit("|", 1) for cell in cells]
        return [currency_of(symbol, own, known) if symbol else known or None for symbol, known in split]

    found = by_distinct(pairs, resolve, pl.String)
    return found, symbols.is_not_null() & found.is_null()
