"""What the goods of orders cost, by prices of suppliers in the orders' own currencies."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING

from orderdeck.data.base.config.settings import Stock
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


def costs_of(
    con: "duckdb.DuckDBPyConnection",
    rules: Stock,
    order_keys: Iterable[str],
    *,
    sku: str = "",
    price: Decimal | None = None,
    currency: str | None = None,
) -> dict[str, Decimal]:
    """Order key -> what all its goods cost, of those orders where every one has a price in the order's currency.

    Empty where nothing rests on it, because `late_cost` isn't set. `sku` is taken at `price` in `currency`, as if
    bought at that; everything else at its last price.
    """
    if rules.late_cost is None or not (keys := list(order_keys)):
        return {}
    asked = {"keys": keys, "sku": sku, "price": price, "currency": currency}
    return dict(con.execute(statements("stock/supply/costs")["costs"], asked).fetchall())
