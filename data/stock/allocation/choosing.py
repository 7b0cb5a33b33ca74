"""Who stands first and who last in the line for stock where the desk allots by least loss (`[stock] allot`).

It hangs on the time as chances do. It is worked out as of the full hour, so that a desk that was open all day and one
that is opened now agree, and anew each hour.
"""

from typing import TYPE_CHECKING, Final

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.stock.allocation.judge import Choice
from orderdeck.data.stock.allocation.least_loss import least_loss
from orderdeck.data.stock.allocation.reallocate import Contested
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

HOUR: Final = 3_600_000_000
"""Microseconds in an hour."""


def choose(con: "duckdb.DuckDBPyConnection", rules: Stock) -> int:
    """Fill stock_choice with who stands first and who last. Gives the moment (µs, UTC) from which it is another."""
    hour: int = con.execute("select epoch_us(now) from clock").fetchall()[0][0] // HOUR * HOUR
    contested = Contested(con, rules)
    book = _book_as_of(con, rules, hour, sorted(contested.of_sku))
    contested.look_at_all(hour, book)
    choices = [
        choice
        for numbers in contested.components()
        if (choice := least_loss(contested.judge(numbers, hour, book), by_moves=False))
    ]
    con.execute("delete from stock_choice")
    rows = [(key, rank) for one in choices for key, rank in _ranks(one).items()]
    if rows:
        con.execute(
            statements("stock/allocation/reallocate")["choose"],
            {"keys": [key for key, _rank in rows], "ranks": [rank for _key, rank in rows]},
        )
    return hour + HOUR


def _ranks(choice: Choice) -> dict[str, int]:
    return dict.fromkeys(choice.first, 0) | dict.fromkeys(choice.last, 2)


def _book_as_of(con: "duckdb.DuckDBPyConnection", rules: Stock, at: int, skus: list[str]) -> SupplyBook:
    """Purchases as they stand, at the age that they have at `at`."""
    con.execute("begin")
    try:
        con.execute("update clock set now = make_timestamptz(?)", [at])
        book = SupplyBook(con, rules.cautious_quantile, rules.shrinkage_k, rules.lead_time_days)
        book.want(skus)
    finally:
        con.execute("rollback")  # the clock, and what was made of purchases by it, are as they were
    return book
