"""Who sells a SKU and how long each takes: what past and open purchases say."""

import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import msgspec

from orderdeck.data.rules.closures import calendar_days
from orderdeck.data.stock.supply.chances import Chances
from orderdeck.data.stock.supply.lead_time import EVEN, Estimate, History, estimate, reached, read_off
from orderdeck.data.stock.supply.supply import Closed, Incoming, Offer, SkuSupply
from orderdeck.queries.statements import statements

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
    supplier_sku: str | None = None
    """The supplier's own code for it."""
    answered_at: int | None = None
    """When its newest answer about the SKU was noted; µs, UTC."""
    left: int | None = None
    """So many it has left by that answer, less what was ordered since; None where it didn't say."""
    said_at: int | None = None
    """The date that the answer names; µs, UTC."""
    note: str | None = None


class Spread(msgspec.Struct, frozen=True, kw_only=True):
    """When pieces of a SKU come, as far as purchases tell: by one on its way, or by one made now. Times are µs since
    the epoch, UTC."""

    supplier: str
    pieces: int | None
    """Pieces on their way; None where it would be ordered now."""
    half_at: int | None
    """From when on they are as likely there as not; None where that is never so likely."""
    cautious_at: int | None
    """From when on they are there with the chance that is asked for; None where so few purchases can't support that."""


class SupplyBook:
    """Who sells what and how long it takes, over the tables `purchases` and `supplier_rows`.

    What is common to all SKUs is read once; what is a SKU's own is read when it is asked for, or for many by `want`.
    It holds for the purchases that were there and the clock that was; a new one is made when they change.
    """

    def __init__(
        self, con: "duckdb.DuckDBPyConnection", quantile: float, shrinkage_k: float, default_days: float
    ) -> None:
        self._con = con
        self._quantile, self._k, self._default = quantile, shrinkage_k, default_days
        self._known: set[str] = set()
        self._histories: dict[tuple[str, str], History] = {}
        self._incoming: dict[str, list[_Due]] = defaultdict(list)
        self._sold_by: dict[str, list[_Offer]] = defaultdict(list)
        self._expected: dict[str, int] = {}
        self._supply: dict[str, SkuSupply] = {}
        self._chances = Chances({}, shrinkage_k)
        self._asked: set[str] = set()
        self._closures: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._now = 0
        self._suppliers: dict[str, list[Supplier]] = {}
        self._read_common()

    def want(self, skus: Iterable[str]) -> None:
        """Read what there is about these SKUs, where it isn't known yet."""
        fresh = list({sku for sku in skus if sku not in self._known})
        if not fresh:
            return
        self._known.update(fresh)
        sql, wanted = statements("stock/supply/book"), {"skus": fresh}
        for supplier, sku, received, waiting in self._con.execute(sql["own"], wanted).fetchall():
            self._histories[supplier, sku] = History(received or (), waiting or ())
        for sku, *rest in self._con.execute(sql["incoming"], wanted).fetchall():
            self._incoming[sku].append(_Due(*rest))
        for sku, *rest in self._con.execute(statements("stock/supply/offers")["offers"], wanted).fetchall():
            self._sold_by[sku].append(_Offer(*rest))
        self._expected.update(self._con.execute(sql["expected"], wanted).fetchall())

    def levels(self, sku: str, supplier: str) -> tuple[History, ...]:
        """Histories for a SKU from a supplier, the most specific first."""
        return tuple(
            self._histories.get(key, _NOTHING) for key in ((supplier, sku), (supplier, ""), ("", ""))
        )

    def supply(self, sku: str) -> SkuSupply:
        """How pieces of `sku` can still come."""
        if sku not in self._known:
            self.want([sku])
        if sku not in self._supply:
            self._supply[sku] = self._supply_of(sku)
        return self._supply[sku]

    def spreads(self, sku: str) -> list[Spread]:
        """When pieces of `sku` come: open purchases, the oldest first, then suppliers as in `suppliers`. By the formula
        that the plan goes by (`lead_time.chance`); nothing where no purchase is known to go by."""
        coming = [
            self._spread(due.supplier, due.quantity, self._days(one), one.closed)
            for due, one in zip(self._incoming.get(sku, ()), self.supply(sku).incoming, strict=True)
            if any(history.n for history in one.levels)
        ]
        new = [
            self._spread(
                one.name, None, (one.lead_time.median, one.lead_time.cautious), self._closed(one.name)
            )
            for one in self.suppliers(sku)
            if one.lead_time.n
        ]
        return coming + new

    def _days(self, one: Incoming) -> tuple[float | None, float | None]:
        """Open days from now until what is on its way is there with even odds, and cautiously."""
        half = reached(one.levels, EVEN, self._k, one.age, one.word)
        cautious = read_off(one.levels, self._quantile, self._k, one.age, one.word)
        return (
            None if half is None else half - one.age,
            None if cautious is None else cautious - one.age,
        )

    def _spread(
        self, supplier: str, pieces: int | None, days: tuple[float | None, float | None], closed: Closed
    ) -> Spread:
        half, cautious = (
            None if span is None else self._now + round(calendar_days(span, closed) * DAY) for span in days
        )
        return Spread(supplier=supplier, pieces=pieces, half_at=half, cautious_at=cautious)

    def chances(self, skus: set[str]) -> Chances:
        """The chances of many SKUs, for many orders at once; of those that were asked about before as well."""
        if not self._chances.knows(skus):
            self._asked |= skus
            self._chances = Chances({sku: self.supply(sku) for sku in self._asked}, self._k)
        return self._chances

    def _supply_of(self, sku: str) -> SkuSupply:
        return SkuSupply(
            offers=tuple(self._offer(sku, one) for one in self._sold_by.get(sku, ())),
            incoming=tuple(self._on_the_way(sku, one) for one in self._incoming.get(sku, ())),
            expected_at=self._expected.get(sku),
        )

    def offer(self, sku: str, supplier: str) -> Offer | None:
        """What `supplier` can promise of `sku`, were it ordered now; None where it isn't known to sell it."""
        if sku not in self._known:
            self.want([sku])
        found = (one for one in self._sold_by.get(sku, ()) if one.name == supplier)
        return next((self._offer(sku, one) for one in found), None)

    def _offer(self, sku: str, one: "_Offer") -> Offer:
        return Offer(self.levels(sku, one.name), self._word(one), self._closed(one.name), one.left, one.name)

    def _word(self, one: "_Offer") -> float | None:
        """Days that a supplier says it takes: by the date that its answer names, while that is to come; else by the
        supplier list."""
        if one.said_at is not None and one.said_at > self._now:
            return self._open_between(one.name, self._now, one.said_at)
        return one.promised_days

    def _on_the_way(self, sku: str, due: "_Due") -> Incoming:
        """An open purchase; one of which nobody knows when it was ordered counts as ordered now."""
        age = word = None
        if due.ordered_at is not None:
            age = self._open_between(due.supplier, due.ordered_at, self._now)
            if due.expected_at is not None and due.expected_at > due.ordered_at:
                word = self._open_between(due.supplier, due.ordered_at, due.expected_at)
        return Incoming(
            due.quantity,
            age or 0.0,
            self.levels(sku, due.supplier),
            word,
            self._closed(due.supplier),
            due.key,
            due.name,
            due.supplier,
        )

    def _open_between(self, supplier: str, since: int, until: int) -> float:
        """Days between two moments (µs, UTC) on which the supplier isn't closed; `since` no later than `until`."""
        closed = sum(
            max(0, min(until, end) - max(since, start)) for start, end in self._closures_of(supplier)
        )
        return max(0.0, (until - since - closed) / DAY)

    def _closed(self, supplier: str) -> Closed:
        return tuple(
            (max(0.0, (start - self._now) / DAY), (end - self._now) / DAY)
            for start, end in self._closures_of(supplier)
            if end > self._now
        )

    def _closures_of(self, supplier: str) -> list[tuple[int, int]]:
        if not self._closures:
            return []
        return sorted(self._closures.get("", []) + (self._closures.get(supplier, []) if supplier else []))

    def suppliers(self, sku: str) -> list[Supplier]:
        """Suppliers of `sku`, the quickest first."""
        if sku not in self._suppliers:
            self.want([sku])
            self._suppliers[sku] = sorted(
                (self._supplier(sku, offer) for offer in self._sold_by.get(sku, ())),
                key=lambda one: (one.lead_time.median is None, one.lead_time.median or 0, one.name),
            )
        return list(self._suppliers[sku])

    def arrives_at(self, sku: str, supplier: str, now: int) -> int | None:
        """When pieces of `sku` that are ordered `now` are expected (µs, UTC): on the date that the supplier's
        answer names, while that is to come; else in as many whole days as half of its deliveries take, or as the
        setting says where none is known, closed days on top. None where it isn't known to sell it, or half of them
        never come."""
        one = self._named(sku, supplier)
        if one is None:
            return None
        if one.said_at is not None and one.said_at > now:
            return one.said_at
        if one.lead_time.median is None:
            return None
        return now + math.ceil(calendar_days(one.lead_time.median, self._closed(supplier))) * DAY

    def days_until(self, sku: str, supplier: str, purchase: str = "") -> tuple[float | None, float | None]:
        """Days from now, closed ones counted, until an open purchase of `sku` (its key) is here with even odds, and
        cautiously; without one, until what `supplier` is asked for now is. By the supplier's own word where no delivery
        is known; None where nothing tells them."""
        coming = (
            next((one for one in self.supply(sku).incoming if one.key == purchase), None)
            if purchase
            else None
        )
        if coming is not None:
            days, closed = self._days(coming), coming.closed
            if not any(history.n for history in coming.levels):
                # A date that is over says nothing.
                left = None if coming.word is None or coming.word <= coming.age else coming.word - coming.age
                days = (left, None)
        else:
            one = self._named(sku, supplier)
            if one is None:
                return None, None
            lead, closed = one.lead_time, self._closed(supplier)
            days = (lead.median, lead.cautious) if lead.n else (lead.word, None)
        half, cautious = (None if span is None else calendar_days(span, closed) for span in days)
        return half, cautious

    def soonest(self, sku: str, pieces: int) -> str | None:
        """Who is there the soonest with so many pieces of `sku`, were they ordered now: by the cautious day, else by
        that with even odds, closed days counted; of those the cheapest. Who hasn't so many left comes last; None where
        nobody is known to sell it."""
        found = self.suppliers(sku)
        comparable = len({one.currency for one in found}) == 1

        def rank(one: Supplier) -> tuple[float, ...]:
            half, cautious = self.days_until(sku, one.name)
            price = float(one.last_price) if comparable and one.last_price is not None else math.inf
            days = (math.inf if day is None else day for day in (cautious, half))
            return (one.left is not None and one.left < pieces, *days, price)

        return min(found, key=rank).name if found else None

    def _named(self, sku: str, supplier: str) -> Supplier | None:
        return next((one for one in self.suppliers(sku) if one.name == supplier), None)

    def _read_common(self) -> None:
        sql = statements("stock/supply/book")
        self._con.execute(sql["deliveries"])
        ((self._now,),) = self._con.execute(sql["now"]).fetchall()
        for supplier, since, until in self._con.execute(sql["closures"]).fetchall():
            self._closures[supplier].append((since, until))
        for supplier, received, waiting in self._con.execute(sql["by_supplier"]).fetchall():
            self._histories[supplier, ""] = History(received or (), waiting or ())
        for received, waiting in self._con.execute(sql["all"]).fetchall():
            self._histories["", ""] = History(received or (), waiting or ())

    def _supplier(self, sku: str, offer: "_Offer") -> Supplier:
        open_ones = [one for one in self._incoming.get(sku, ()) if one.supplier == offer.name]
        word = self._word(offer)
        return Supplier(
            name=offer.name,
            lead_time=estimate(
                self.levels(sku, offer.name), self._quantile, self._k, word or self._default, word
            ),
            last_price=offer.price,
            currency=offer.currency,
            min_quantity=offer.min_quantity,
            last_ordered_at=offer.ordered_at,
            purchases=offer.purchases,
            on_the_way=sum(one.quantity for one in open_ones),
            late=any(one.expected_at is not None and one.expected_at < self._now for one in open_ones),
            contact=offer.contact,
            promised_days=word,
            supplier_sku=offer.supplier_sku,
            answered_at=offer.answered_at,
            left=offer.left,
            said_at=offer.said_at,
            note=offer.note,
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
    answered_at: int | None
    left: int | None
    said_at: int | None
    note: str | None
    supplier_sku: str | None


class _Due(msgspec.Struct, frozen=True):
    """Pieces of one SKU in a purchase still open."""

    supplier: str
    quantity: int
    ordered_at: int | None
    expected_at: int | None
    key: str = ""
    name: str = ""


_NOTHING = History()
DAY: Final = 86_400_000_000
"""Microseconds in a day."""
