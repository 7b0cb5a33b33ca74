"""What taking a SKU off sale means, and whether it is off sale now."""

from typing import TYPE_CHECKING, Literal

import msgspec

from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    from orderdeck.data.desk.connection import Fetch


class Listing(msgspec.Struct, frozen=True):
    """How a SKU is taken off sale: set to 0, or its whole product delisted where all SKUs of it are dead."""

    scope: Literal["sku", "product"]
    product_id: str | None
    skus: int
    """How many SKUs the product has, 0 where the product list doesn't know it."""
    dead: int


def listing(fetch: "Fetch", sku: str) -> Listing:
    """What taking `sku` off sale means now."""
    rows = fetch(statements("stock/delist")["siblings"], {"sku": sku})
    dead = sum(bool(is_dead) or one == sku for _product, one, is_dead in rows)
    product = rows[0][0] if rows else None
    return Listing("product" if rows and dead == len(rows) else "sku", product, len(rows), dead)


def delisted(fetch: "Fetch", sku: str) -> tuple[str, str | None] | None:
    """Scope and product id that `sku` was taken off sale with; None where it is on sale."""
    rows = fetch("select scope, product_id from delisted where sku = ?", [sku])
    return (rows[0][0], rows[0][1]) if rows else None
