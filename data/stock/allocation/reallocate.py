"""What would be lost less if stock of a SKU went to other orders than the line gives it to: a proposal, worked out."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.desk.connection import fetching
from orderdeck.data.stock.allocation.judge import OWN, Asking, Hopes, Judge, Line
from orderdeck.data.stock.allocation.least_loss import NEAR, Move, givers, least_loss, moves
from orderdeck.data.stock.plan.allowed import by_number
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.records import Order, Step
from orderdeck.data.stock.supply.costs import costs_of
from orderdeck.data.stock.supply.suppliers import SupplyBook
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


class Reallocation(msgspec.Struct, frozen=True, kw_only=True):
    """Stock that had better go to other orders, and what that saves."""

    sku: str
    moves: tuple[Move, ...]
    saved: dict[str, Decimal]
    """Currency -> what is lost less, by the plan's own figures."""
    saved_unknown: int
    """Orders of which less is lost whose amount or currency isn't known."""
    kept: int
    """Orders more that are shipped or waited for with a good chance; less than 0 where fewer, dearer ones are."""
    steps: dict[str, Step]
    """Order key -> its step afterwards, of those orders for which it is another."""

    @property
    def orders(self) -> list[str]:
        """Keys of all orders that give or gain, each once."""
        return list(dict.fromkeys(key for move in self.moves for key in (move.source, move.target) if key))


def reallocation(
    con: "duckdb.DuckDBPyConnection",
    sku: str,
    rules: Stock,
    now: int,
    book: SupplyBook,
    contested: "Contested | None" = None,
) -> Reallocation | None:
    """The best change found in the line for `sku`; None where the line by priority loses no more than another would,
    or is none (`allot`), or where orders are served in part (`partial_shipping`). `now` in microseconds UTC.

    Never more than orders and SKUs that hang together with this one are looked at. `contested` is read where it isn't
    given.
    """
    if rules.partial_shipping or rules.allot == "least_loss":
        return None
    if contested is None:
        # Most SKUs have enough for all: the whole line is not read for those.
        if not con.execute(
            statements("stock/allocation/reallocate")["is_contested"], {"sku": sku}
        ).fetchall():
            return None
        contested = Contested(con, rules)
    if sku not in contested.of_sku:
        return None
    whole = contested.together_with(sku)
    wide = search = contested.judge(whole, now, book)
    if len(whole) > NEAR:
        search = contested.judge(_without(contested.line(contested.near(sku)), wide), now, book)
    choice = least_loss(search, by_moves=True)
    if choice is None:
        return None
    found = moves(wide.line, wide.served, choice)
    effect = wide.effect(givers(choice, found))
    if effect is None or any(money > 0 for money in effect.lost.values()):
        return None
    less = {currency: -money for currency, money in sorted(effect.lost.items()) if money}
    saved = {currency: money for currency, money in less.items() if not currency.startswith(OWN)}
    if not saved:
        return None
    return Reallocation(
        sku=sku,
        moves=tuple(found),
        saved=saved,
        saved_unknown=len(less) - len(saved),
        kept=effect.kept,
        steps=effect.steps,
    )


def _without(near: Line, wide: Judge) -> Line:
    """The part of a line with what orders beyond it hold taken off what there is."""
    inside = {one.order.order_key for one in near.askings}
    available = dict(near.available)
    for one in wide.line.askings:
        if one.order.order_key in wide.served and one.order.order_key not in inside:
            for sku in one.wants.keys() & available.keys():
                available[sku] -= one.wants[sku]
    return Line(near.askings, available)


class Contested:
    """The line for contested SKUs, by order and by SKU, as it is now; read once."""

    def __init__(self, con: "duckdb.DuckDBPyConnection", rules: Stock) -> None:
        sql = statements("stock/allocation/reallocate")
        self._rules = rules
        self.of_sku: dict[str, list[int]] = defaultdict(list)
        self._available: dict[str, int] = {}
        self._words: dict[str, str] = dict(con.execute(statements("stock/board")["overrides"]).fetchall())
        wants: dict[int, dict[str, int]] = defaultdict(dict)
        for number, pieces, available, sku in con.execute(sql["contested"]).fetchall():
            self.of_sku[sku].append(number)
            wants[number][sku] = pieces
            self._available[sku] = available
        allowed = by_number(fetching(con))
        rows = con.execute(sql["orders"], {"late_saves": rules.late_still_saves}).fetchall()
        costs = costs_of(con, rules, [row[1] for row in rows])
        self._askings = {
            number: Asking(
                order=Order(
                    order_key=key,
                    ship_by=ship_by,
                    currency=currency,
                    total=total,
                    allowed=allowed(policy[0], policy[1]),
                    estimated=policy[2],
                    cost=costs.get(key),
                ),
                wants=wants[number],
                ships=ships,
                gave=frozenset(gave),
                savable=savable,
                decided=decided,
            )
            for number, key, ship_by, currency, total, ships, gave, savable, decided, *policy in rows
        }
        self._places = {number: place for place, number in enumerate(self._askings)}
        self._wholes: dict[str, frozenset[int]] = {}
        self._judges: dict[frozenset[int], Judge] = {}
        self._hopes: Hopes | None = None

    def together_with(self, sku: str) -> frozenset[int]:
        """Orders that hang together with a SKU by any chain of orders and SKUs."""
        if sku not in self._wholes:
            orders: set[int] = set()
            skus, ahead = {sku}, [sku]
            while ahead:
                for number in self.of_sku[ahead.pop()]:
                    if number not in orders:
                        orders.add(number)
                        fresh = self._askings[number].wants.keys() - skus
                        skus |= fresh
                        ahead += fresh
            self._wholes |= dict.fromkeys(skus, frozenset(orders))
        return self._wholes[sku]

    def components(self) -> Iterator[frozenset[int]]:
        """Orders that hang together, each of these sets once."""
        yield from dict.fromkeys(self.together_with(sku) for sku in sorted(self.of_sku))

    def near(self, sku: str) -> set[int]:
        """Orders in line for a SKU, and those in line for what these want beside it."""
        first = self.of_sku[sku]
        return {
            number for one in first for other in self._askings[one].wants for number in self.of_sku[other]
        }

    def line(self, numbers: Iterable[int]) -> Line:
        """These orders as they stand in line."""
        askings = tuple(self._askings[number] for number in sorted(numbers, key=self._places.__getitem__))
        skus = sorted({sku for one in askings for sku in one.wants})
        return Line(askings, {sku: self._available[sku] for sku in skus})

    def judge(self, asking: Line | frozenset[int], now: int, book: SupplyBook) -> Judge:
        """Says what becomes of a line, or of the line of these orders; `now` in microseconds UTC, always the same."""
        if not isinstance(asking, Line):
            if asking not in self._judges:
                self._judges[asking] = self.judge(self.line(asking), now, book)
            return self._judges[asking]
        hopes = self._hopes or self._hopes_of(asking.available, now, book)
        return Judge(asking, hopes, self._words)

    def look_at_all(self, now: int, book: SupplyBook) -> None:
        """Every order in the line is going to be asked about."""
        self._hopes = self._hopes_of(self.of_sku, now, book)
        self._hopes.want(self._askings.values())

    def _hopes_of(self, skus: Iterable[str], now: int, book: SupplyBook) -> Hopes:
        wanted = set(skus)
        book.want(wanted)
        goods = Goods({one: book.supply(one) for one in wanted}, now)
        return Hopes(goods, book.chances(wanted), self._rules, now)
