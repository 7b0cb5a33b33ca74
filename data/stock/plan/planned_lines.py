"""The orders that a plan is made of: those that go without, and those whose end changes what these can hope for."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import polars as pl

from orderdeck.data.desk.connection import frame
from orderdeck.data.stock.plan.allowed import Allowed
from orderdeck.data.stock.plan.giving_up import linked
from orderdeck.data.stock.plan.records import Order, ShortLine
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.data.stock.supply.supply import SkuSupply
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def lines_of(
    con: "duckdb.DuckDBPyConnection",
    sku: str | None,
    book: SupplyBook,
    debts: Mapping[str, int] | None = None,
) -> tuple[pl.DataFrame, dict[str, SkuSupply]]:
    """What each order lacks that goes without, as `plan` has it, in the line's order; and how all that can come.

    Where one `sku` is asked for: of the orders that lack it, and of all that hang together with them by what they
    lack, as far as an order given up leaves others something (`linked`, or its share of what is left over), or one of
    them has to order what is owed (`debts`, SKU -> pieces): the plan of one SKU is a part of the whole.
    """
    sql = statements("stock/board")["plan"]
    skus = None if sku is None else {sku}
    owed = set(debts or ())
    while True:
        lines = frame(con, sql, {"skus": None if skus is None else sorted(skus)})
        wanted = set(lines["sku"].to_list())
        book.want(wanted)
        supply = {one: book.supply(one) for one in wanted}
        if skus is None:
            return lines, supply
        shared = set(lines.filter(pl.col("spare") > 0)["sku"].to_list())
        more = (linked(wanted, supply) | (wanted & owed) | shared) - skus
        if not more:
            return lines, supply
        skus |= more


def orders_of(
    lines: pl.DataFrame, allowed: Callable[[int | None, bool], Allowed], costs: Mapping[str, Decimal]
) -> Iterator[Order]:
    """The orders that these lines are of, as `lines_of` has them, each with all that it lacks."""
    keys, ship_bys, currencies, totals, policies, parts, estimates, skus, shorts, aheads, spares = (
        column.to_list() for column in lines.get_columns()
    )
    starts = (lines["order_key"] != lines["order_key"].shift()).fill_null(value=True).arg_true().to_list()
    for start, end in pairwise([*starts, lines.height]):
        if end - start == 1:  # as most
            short: tuple[ShortLine, ...] = (
                ShortLine(skus[start], shorts[start], aheads[start], spares[start]),
            )
        else:
            short = tuple(
                map(ShortLine, skus[start:end], shorts[start:end], aheads[start:end], spares[start:end])
            )
        yield Order(
            order_key=keys[start],
            ship_by=ship_bys[start],
            currency=currencies[start],
            total=Decimal(totals[start]),
            short=short,
            allowed=allowed(policies[start], parts[start]),
            estimated=estimates[start],
            cost=costs.get(keys[start]),
        )


def debts_of(con: "duckdb.DuckDBPyConnection") -> dict[str, int]:
    """SKU -> pieces owed beyond all there is, which whatever comes has to pay first."""
    return dict(con.execute(statements("stock/board")["debts"]).fetchall())


def words_of(con: "duckdb.DuckDBPyConnection") -> dict[str, str]:
    """The operator's own word on what to do with an order, by order key."""
    return dict(con.execute(statements("stock/board")["overrides"]).fetchall())
