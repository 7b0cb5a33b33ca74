"""What deck and scripts ask about stock-outs, over one desk."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from orderdeck.data.desk import Desk
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.allocation.reallocate import Contested, Reallocation, reallocation
from orderdeck.data.stock.allocation.spelling import known
from orderdeck.data.stock.cases import Case, cases
from orderdeck.data.stock.outbox_lists import Doubt, Overdue, Waiting, doubts, overdue, waiting
from orderdeck.data.stock.plan.choices import Choice, choices
from orderdeck.data.stock.plan.counted.rests import Rest
from orderdeck.data.stock.plan.proposal import Proposal, proposals
from orderdeck.data.stock.plan.records import Step
from orderdeck.data.stock.plan.rules import unwanted
from orderdeck.data.stock.stockouts import ShortSku, SkuBoard
from orderdeck.data.stock.supply.suppliers import Supplier, SupplyBook
from orderdeck.queries.statements import statements

HOUR: Final = 3_600_000_000


class Incoming(msgspec.Struct, frozen=True, kw_only=True):
    """A purchase of a SKU that is still to come. Times are µs, UTC."""

    purchase_key: str
    supplier: str
    still_due: int
    ordered_at: int | None
    expected_at: int | None
    state: str
    source: str
    """file, or journal where it was keyed here."""
    late: bool
    restock_key: str | None = None
    """The restock keyed here that this purchase of a file is taken for."""
    in_doubt: bool = False
    """Whether an operator should say that the two are one."""


class Unsure(msgspec.Struct, frozen=True, kw_only=True):
    """Pieces of a purchase that came, of which it isn't known whether the figure for the SKU has them: they came before
    it was taken, or after. Times are µs, UTC."""

    purchase_key: str
    supplier: str
    pieces: int
    since: int
    """They came after this moment,"""
    until: int
    """and no later than this one."""


class Restock(msgspec.Struct, frozen=True, kw_only=True):
    """What a restock would be, before the operator has had a say."""

    sku: str
    title: str | None
    suppliers: tuple[Supplier, ...]
    pieces: dict[str, int]
    """Supplier -> pieces proposed; "" for one that isn't known."""
    on_the_way: int
    arrivals: dict[str, int | None] = {}
    """Supplier -> when they would come, µs UTC; None where nothing tells."""
    short: int = 0
    orders: int = 0
    """Orders that go without."""
    choices: tuple[Choice, ...] = ()
    """What becomes of these orders if nothing is ordered, then by each supplier, in the order of `suppliers`."""
    proposal: Proposal = Proposal()
    """What it is for."""


class Back(msgspec.Struct, frozen=True, kw_only=True):
    """A delisted SKU that there is stock of again, beyond what open orders want."""

    sku: str
    product_id: str | None
    scope: str
    delisted_at: int
    free: int


class StockDesk:
    """Stock-outs of one desk. For the desk's thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._book: SupplyBook | None = None
        self._book_of: tuple[int, int] = (-1, -1)

    def short(self) -> list[ShortSku]:
        """Every short SKU, the soonest ship-by first."""
        return stockouts.short_skus(self._desk.con)

    def board(self, sku: str) -> SkuBoard:
        """One SKU with its suppliers, its line of orders and the plan for each."""
        return stockouts.sku_board(
            self._desk.con, sku, self._desk.settings.stock, self._desk.now(), self.book()
        )

    def reallocation(self, sku: str, contested: Contested | None = None) -> Reallocation | None:
        """What would be lost less if stock of a SKU went to other orders; None where nothing worth it is found.

        `contested`: read once where many SKUs are asked about.
        """
        return reallocation(
            self._desk.con, sku, self._desk.settings.stock, self._desk.now(), self.book(), contested
        )

    def plans(self) -> dict[str, Step]:
        """The step for every order that goes without, by order key."""
        return stockouts.plans(self._desk.con, self._desk.settings.stock, self._desk.now(), None, self.book())

    def planned(self) -> tuple[dict[str, Step], dict[str, tuple[Rest, ...]], dict[tuple[str, str], int]]:
        """The same, what those that wait rest on, and what each lacks of which SKU (`stockouts.planned`)."""
        return stockouts.planned(
            self._desk.con, self._desk.settings.stock, self._desk.now(), None, self.book()
        )

    def book(self) -> SupplyBook:
        """Purchases as they stand; read anew when one changes, and each hour, since open ones grow older."""
        version = self._desk.con.execute("select purchases from stock_version").fetchall()[0][0]
        key = (version, self._desk.now() // HOUR)
        if self._book is None or key != self._book_of:
            self._book, self._book_of = stockouts.book_of(self._desk.con, self._desk.settings.stock), key
        return self._book

    def purchases(self, sku: str) -> list[Incoming]:
        """Purchases of a SKU still to come, the oldest first."""
        rows = self._desk.con.execute(statements("stock/outbox")["open_purchases"], {"sku": sku}).fetchall()
        return [_incoming(row) for row in rows]

    def doubted(self, sku: str) -> list[Incoming]:
        """Purchases of a SKU that have come, of which nobody has said whether a restock keyed here is the same."""
        rows = self._desk.con.execute(
            statements("stock/outbox")["doubted_purchases"], {"sku": sku}
        ).fetchall()
        return [_incoming(row) for row in rows]

    def unsure(self, sku: str) -> list[Unsure]:
        """Pieces of a SKU that may be in its figure, or on top of it: the oldest first."""
        return self.all_unsure(sku).get(sku, [])

    def all_unsure(self, sku: str | None = None) -> dict[str, list[Unsure]]:
        """The same of all SKUs that have any, or of one."""
        found: dict[str, list[Unsure]] = defaultdict(list)
        rows = self._desk.con.execute(statements("stock/outbox")["unsure"], {"sku": sku}).fetchall()
        for one, *row in rows:
            found[one].append(Unsure(**dict(zip(Unsure.__struct_fields__, row, strict=True))))
        return found

    def all_purchases(self) -> dict[str, list[Incoming]]:
        """SKU -> its purchases still to come, the oldest first."""
        found: dict[str, list[Incoming]] = defaultdict(list)
        for sku, *row in self._desk.con.execute(statements("stock/outbox")["all_open_purchases"]).fetchall():
            found[sku].append(_incoming(row))
        return found

    def restock(self, sku: str) -> Restock:
        """Suppliers of a SKU, the quickest first, of those equal in chance the cheapest, and how many of each."""
        con = self._desk.con
        (short,) = stockouts.short_skus(con, sku)
        found = self.book().suppliers(sku)
        rules, now = self._desk.settings.stock, self._desk.now()
        steps, rests, _short = stockouts.planned(con, rules, now, sku, self.book())
        proposal = proposals(con, unwanted(steps.values()), rests, sku).get(sku, Proposal())
        # Where the plan gives everybody up, whoever buys all the same buys for them.
        wanted = proposal if proposal.pieces else proposals(con, (), {}, sku).get(sku, Proposal())
        pieces = {
            one.name: _at_most(one, max(one.min_quantity or 1, wanted.from_(one.min_quantity)))
            for one in found
        }
        pieces[""] = max(1, wanted.from_(None))
        weighed = choices(con, self.book(), sku, rules, now, pieces)
        places = {one.supplier.name: place for place, one in enumerate(weighed) if one.supplier}
        found.sort(key=lambda one: places.get(one.name, len(places)))
        return Restock(
            sku=sku,
            title=short.title,
            suppliers=tuple(found),
            pieces=pieces,
            on_the_way=proposal.coming,
            arrivals={one.name: self.book().arrives_at(sku, one.name, now) for one in found},
            short=short.short,
            orders=short.orders,
            choices=tuple(weighed),
            proposal=proposal,
        )

    def cases(self, sku: str | None = None) -> list[Case]:
        """Cases with buyers, of one SKU or all."""
        return cases(self._desk.con, sku=sku)

    def waiting(self) -> list[Waiting]:
        """Lists that wait to be carried out."""
        return waiting(self._desk.con)

    def overdue(self) -> list[Overdue]:
        """Purchases that should have come."""
        return overdue(self._desk.con)

    def doubts(self) -> list[Doubt]:
        """Restocks that may be a purchase of a file."""
        return doubts(self._desk.con)

    def back(self) -> list[Back]:
        """Delisted SKUs that could be listed again."""
        rows = self._desk.con.execute(statements("stock/delist")["back"]).fetchall()
        names = Back.__struct_fields__
        return [Back(**dict(zip(names, row, strict=True))) for row in rows]

    def delisted(self, sku: str) -> int | None:
        """Since when a SKU is off sale, µs UTC; None where it is on sale."""
        sql = "select epoch_us(delisted_at) from delisted where sku = ?"
        rows = self._desk.con.execute(sql, [sku]).fetchall()
        return int(rows[0][0]) if rows else None

    def alerts(self) -> list[tuple[str, str]]:
        """Orders that came in on something after it was delisted: (order key, SKU)."""
        sql = "select order_key, sku from stock_alerts order by order_key"
        return [(str(key), str(sku)) for key, sku in self._desk.con.execute(sql).fetchall()]

    def known(self, sku: str) -> bool:
        """Whether anything on this desk names the SKU."""
        return known(self._desk.fetch, sku)

    def suppliers_of(self, order_keys: Sequence[str]) -> dict[str, list[str]]:
        """Key of each of these open orders that holds something which a purchase or a supplier list names -> who sells
        it, by name."""
        sql = (
            "with sold as (select sku, supplier from purchases where state <> 'cancelled' "
            "union select sku, supplier from supplier_rows) "
            "select l.order_key, list(distinct s.supplier order by s.supplier) "
            "from open_lines l join sold s using (sku) "
            "semi join (select unnest($keys) as order_key) k using (order_key) "
            "where s.supplier is not null group by l.order_key"
        )
        return dict(self._desk.con.execute(sql, {"keys": list(order_keys)}).fetchall())

    def sku_of(self, order_key: str) -> str | None:
        """The SKU of an order that a stock-out screen is about: the shortest one, else its first."""
        sql = (
            "select l.sku from open_lines l left join short_lines s using (order_key, sku) "
            "where l.order_key = ? and l.sku is not null order by s.short desc nulls last, l.line_no limit 1"
        )
        rows = self._desk.con.execute(sql, [order_key]).fetchall()
        return str(rows[0][0]) if rows else None


def _at_most(supplier: Supplier, pieces: int) -> int:
    """No more than the supplier says are left; where none are, what is lacking, should it have been mistaken."""
    return min(pieces, supplier.left) if supplier.left else pieces


def _incoming(row: Sequence[Any]) -> Incoming:
    return Incoming(**dict(zip(Incoming.__struct_fields__, row, strict=True)))


def money_of(amounts: dict[str, Decimal]) -> dict[str, str]:
    """Amounts as decimal text with cents."""
    return {currency: f"{amount:.2f}" for currency, amount in amounts.items()}
