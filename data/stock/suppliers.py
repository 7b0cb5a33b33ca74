"""Who sells a SKU and how long each takes: what past and open purchases say."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from data.stock.lead_time import Estimate, History, estimate
from data.stock.plan import Incoming, SkuSupply
from queries.statements import statements

if TYPE_CHECKING:
    import duckdb


class Supplier(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier that a SKU was bought from, or that the supplier list names for it."""

    name: str
    lead_time: Estimate
    last_price: Decimal | None = None
    currency: str | None = None
    min_quantity: int | None = None
    last_ordered_at: int | None = None
    purchases: int = 0
    on_the_way: int = 0
    """Pieces of this SKU in purchases still open."""
    late: bool = False
    """An open purchase of this SKU is past the date it was expected."""
    contact: str | None = None
    promised_days: float | None = None


class SupplyBook:
    """All purchases by SKU and supplier, read once per refresh from the tables `purchases` and `supplier_rows`."""

    def __init__(
        self, con: "duckdb.DuckDBPyConnection", quantile: float, shrinkage_k: float, default_days: float
    ) -> None:
        self._quantile, self._k, self._default = quantile, shrinkage_k, default_days
        self._histories = _histories(con)
        self._incoming = _incoming(con)
        self._sold_by = _sold_by(con)
        self._expected = dict(
            con.execute(
                "select sku, epoch_us(expected_at) from stock_position where expected_at is not null"
            ).fetchall()
        )

    def levels(self, sku: str, supplier: str) -> tuple[History, ...]:
        """Histories for a SKU from a supplier, the most specific first."""
        return tuple(
            self._histories.get(key, _NOTHING) for key in ((supplier, sku), (supplier, ""), ("", ""))
        )

    def supply(self, sku: str) -> SkuSupply:
        """How pieces of `sku` can still come."""
        return SkuSupply(
            levels=tuple(self.levels(sku, offer.name) for offer in self._sold_by.get(sku, ()))
            or (self.levels(sku, ""),),
            incoming=tuple(
                Incoming(one.quantity, one.age, self.levels(sku, one.supplier))
                for one in self._incoming.get(sku, ())
            ),
            expected_at=self._expected.get(sku),
        )

    def suppliers(self, sku: str) -> list[Supplier]:
        """Suppliers of `sku`, the quickest first."""
        found = [self._supplier(sku, offer) for offer in self._sold_by.get(sku, ())]
        return sorted(
            found, key=lambda one: (one.lead_time.median is None, one.lead_time.median or 0, one.name)
        )

    def _supplier(self, sku: str, offer: "_Offer") -> Supplier:
        open_ones = [one for one in self._incoming.get(sku, ()) if one.supplier == offer.name]
        days = offer.promised_days or self._default
        return Supplier(
            name=offer.name,
            lead_time=estimate(self.levels(sku, offer.name), self._quantile, self._k, days),
            last_price=offer.price,
            currency=offer.currency,
            min_quantity=offer.min_quantity,
            last_ordered_at=offer.ordered_at,
            purchases=offer.purchases,
            on_the_way=sum(one.quantity for one in open_ones),
            late=any(one.late for one in open_ones),
            contact=offer.contact,
            promised_days=offer.promised_days,
        )


class _Offer(msgspec.Struct, frozen=True):
    """A supplier of one SKU: the last purchase from it, and what the supplier list says."""

    name: str
    price: Decimal | None
    currency: str | None
    min_quantity: int | None
    ordered_at: int | None
    purchases: int
    contact: str | None
    promised_days: float | None


class _Due(msgspec.Struct, frozen=True):
    """Pieces of one SKU in a purchase still open."""

    supplier: str
    quantity: int
    age: float
    late: bool


_NOTHING = History()


def _histories(con: "duckdb.DuckDBPyConnection") -> dict[tuple[str, str], History]:
    received: dict[tuple[str, str], list[float]] = defaultdict(list)
    waiting: dict[tuple[str, str], list[float]] = defaultdict(list)
    rows = con.execute(
        "select supplier, coalesce(sku, ''), lead_days, age_days, open from purchases "
        "where supplier is not null and (lead_days is not null or (open and age_days >= 0))"
    ).fetchall()
    for supplier, sku, lead_days, age_days, is_open in rows:
        for key in {(supplier, sku), (supplier, ""), ("", "")}:
            if is_open:
                waiting[key].append(age_days)
            else:
                received[key].append(lead_days)
    return {key: History(received[key], waiting[key]) for key in received.keys() | waiting.keys()}


def _incoming(con: "duckdb.DuckDBPyConnection") -> dict[str, list[_Due]]:
    """SKU -> what is on its way, the oldest purchase first."""
    found: dict[str, list[_Due]] = defaultdict(list)
    rows = con.execute(
        "select sku, coalesce(supplier, ''), still_due, greatest(0, coalesce(age_days, 0)), "
        "coalesce(expected_at < (select now from clock), false) from purchases "
        "where open and sku is not null and still_due > 0 order by sku, age_days desc"
    ).fetchall()
    for sku, *rest in rows:
        found[sku].append(_Due(*rest))
    return found


def _sold_by(con: "duckdb.DuckDBPyConnection") -> dict[str, list[_Offer]]:
    """SKU -> its suppliers, by name."""
    found: dict[str, list[_Offer]] = defaultdict(list)
    for sku, *rest in con.execute(statements("stock/offers")["offers"]).fetchall():
        found[sku].append(_Offer(*rest))
    return found
