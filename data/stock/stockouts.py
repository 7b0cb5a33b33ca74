"""The stock-out board: which SKUs are short, what that puts at risk, and the plan for every order it hits."""

from collections import defaultdict
from collections.abc import Collection
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.desk.connection import fetching, run
from orderdeck.data.stock.allocation.allocate import allocate
from orderdeck.data.stock.allocation.choosing import choose
from orderdeck.data.stock.allocation.keeping import keeping
from orderdeck.data.stock.allocation.queue import line_up
from orderdeck.data.stock.plan.allowed import by_number
from orderdeck.data.stock.plan.counted.counting import Counted, settle
from orderdeck.data.stock.plan.counted.rests import Rest, rests_of
from orderdeck.data.stock.plan.goods import Goods
from orderdeck.data.stock.plan.plan import plan
from orderdeck.data.stock.plan.planned_lines import debts_of, lines_of, words_of
from orderdeck.data.stock.plan.records import Order, Step
from orderdeck.data.stock.plan.rules import covered
from orderdeck.data.stock.supply.costs import costs_of
from orderdeck.data.stock.supply.purchases import fill
from orderdeck.data.stock.supply.suppliers import Spread, Supplier, SupplyBook
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb


class ShortSku(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU with what there is of it and what open orders lack; `short` is 0 for one that is not short."""

    sku: str
    title: str | None = None
    product_id: str | None = None
    on_hand: int | None
    """None where it isn't known."""
    allotted: int
    short: int
    orders: int
    """Orders that go without."""
    at_risk: dict[str, Decimal]
    """Currency -> the totals of the orders that go without, as far as both are known."""
    at_risk_unknown: int = 0
    """Orders among them of which either isn't."""
    soonest: int | None = None
    """The soonest ship-by time among them, microseconds UTC."""
    source: str | None = None
    """Where the stock figure comes from: file, file_cut (it ends within the figure), order_export, or the
    operator whose word it is."""
    source_at: int | None = None
    overruled: str | None = None
    """An operator's word that a newer stock file overruled."""
    expected_at: int | None = None
    applied: int = 0
    """Pieces that an applied plan or a packed order holds of `on_hand`."""
    debt: int = 0
    """Pieces promised beyond all there is, in `short` as well: by plans applied, by orders packed, or by stock that is
    less than none."""


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An order in the line for a SKU, with what it gets and what to do about it."""

    order_key: str
    quantity: int
    allotted: int
    applied: bool
    short: int
    step: Step
    keeps: int = 0
    """Orders that go without now and would be covered, were this one to give all that it holds."""
    rests: tuple[Rest, ...] = ()
    """What it waits for, where it waits."""


class Totals(NamedTuple):
    """Money of one currency."""

    saved: Decimal = Decimal(0)
    """Of orders that are sent, or waited for, in time."""
    with_time: Decimal = Decimal(0)
    """Of orders that are kept only with more time than they have."""
    lost: Decimal = Decimal(0)


class SkuBoard(msgspec.Struct, frozen=True, kw_only=True):
    """One SKU, whole: suppliers, the line of orders with the plan, and what it adds up to."""

    sku: ShortSku
    suppliers: list[Supplier]
    hits: list[Hit]
    spreads: list[Spread] = []
    """When pieces of it come, as far as that is known."""

    def totals(self) -> dict[str, Totals]:
        """Currency -> what the plan comes to."""
        found: dict[str, Totals] = {}
        for hit in self.hits:
            if not hit.step.currency:
                continue
            step, sums = hit.step, found.get(hit.step.currency, Totals())
            found[step.currency] = Totals(
                sums.saved + step.saved_in_time, sums.with_time + step.saved_with_time, sums.lost + step.lost
            )
        return found

    def unknown(self) -> int:
        """Orders whose amount or currency isn't known: they count in no total."""
        return sum(not hit.step.currency for hit in self.hits)


def prepare(con: "duckdb.DuckDBPyConnection") -> None:
    """Create the stock tables, empty, and the desk's of shortages and policies where there is no desk."""
    for name in ("shortages", "policies"):
        run(con, statements("desk/tables")[name])
    _run(con, "tables")


def refresh(
    con: "duckdb.DuckDBPyConnection",
    rules: Stock,
    *,
    touched: Collection[str] | None = None,
    position: bool = True,
    purchases: bool = True,
) -> int | None:
    """Work out line, allotments and shortages anew from what the desk holds; position and purchases where asked. Gives
    the moment (µs, UTC) from which the line is another by time alone.

    `touched` are the orders that came, changed, left or stand elsewhere since the last time; None: any may have.
    Reads open_orders, open_lines, live_acts, stock_standing, clock and the `*_rows` tables.
    """
    if purchases:
        fill(con)
    position |= purchases  # what came of them is there
    if position:
        _run(con, "supply/position")
    line_up(con, rules, touched, position=position)
    late_at = allocate(con, rules)
    if rules.allot == "least_loss" and not rules.partial_shipping:
        anew = choose(con, rules)
        late_at = min(anew, allocate(con, rules, again=True) or anew)
    return late_at


def short_skus(con: "duckdb.DuckDBPyConnection", sku: str | None = None) -> list[ShortSku]:
    """Every short SKU, the soonest ship-by first; or the one asked for, short or not."""
    sql, asked = statements("stock/board"), {"sku": sku}
    at_risk: dict[str, dict[str, Decimal]] = defaultdict(dict)
    unknown: dict[str, int] = {}
    for one, currency, total, orders in con.execute(sql["at_risk"], asked).fetchall():
        if currency:
            at_risk[one][currency] = total
        else:
            unknown[one] = orders
    titles = {one: (title, product) for one, title, product in con.execute(sql["titles"], asked).fetchall()}
    rows = con.execute(sql["short_skus"], asked).fetchall()
    if sku is not None and not rows:
        rows = [(sku, None, 0, 0, 0, *[None] * 5, 0, 0)]
    return [
        _short_sku(row, titles.get(row[0], (None, None)), at_risk.get(row[0], {}), unknown.get(row[0], 0))
        for row in rows
    ]


def _short_sku(
    row: tuple[Any, ...], named: tuple[str | None, str | None], at_risk: dict[str, Decimal], unknown: int
) -> ShortSku:
    sku, on_hand, allotted, short, orders, soonest, source, source_at, overruled_, expected, applied, debt = (
        row
    )
    return ShortSku(
        sku=sku,
        title=named[0],
        product_id=named[1],
        on_hand=on_hand,
        allotted=allotted,
        short=short,
        orders=orders,
        at_risk=at_risk,
        at_risk_unknown=unknown,
        soonest=soonest,
        source=source,
        source_at=source_at,
        overruled=overruled_,
        expected_at=expected,
        applied=applied,
        debt=debt,
    )


def plans(
    con: "duckdb.DuckDBPyConnection",
    rules: Stock,
    now: int,
    sku: str | None = None,
    book: SupplyBook | None = None,
) -> dict[str, Step]:
    """The step for every order that goes without (of `sku`, where given), by order key; `now` in µs UTC.

    An order's other short SKUs count as well. What the operator overruled says so.
    """
    return _part(_plan(con, rules, now, sku, book or book_of(con, rules)), sku)


def planned(
    con: "duckdb.DuckDBPyConnection",
    rules: Stock,
    now: int,
    sku: str | None = None,
    book: SupplyBook | None = None,
) -> tuple[dict[str, Step], dict[str, tuple[Rest, ...]], dict[tuple[str, str], int]]:
    """The same, what each of those orders that wait rests on, and how many pieces of which SKU (order key and SKU) all
    orders lack once those that are kept have taken what was left over."""
    book = book or book_of(con, rules)
    found = _plan(con, rules, now, sku, book)
    steps = _part(found, sku)
    rests = rests_of(found.orders, found.steps, book, rules, now, found.counted, found.debts, sku)
    short = {(one.order_key, line.sku): line.short for one in found.orders for line in one.short}
    return steps, {key: one for key, one in rests.items() if key in steps}, short


class _Plan(NamedTuple):
    """The plan of all orders that are planned together, and what it was made of."""

    steps: dict[str, Step]
    orders: list[Order]
    counted: dict[tuple[str, str], Counted]
    lines: pl.DataFrame
    debts: dict[str, int]


def _plan(
    con: "duckdb.DuckDBPyConnection", rules: Stock, now: int, sku: str | None, book: SupplyBook
) -> _Plan:
    debts = debts_of(con)
    lines, supply = lines_of(con, sku, book, debts)
    words = words_of(con)
    costs, allowed = costs_of(con, rules, lines["order_key"].unique()), by_number(fetching(con))
    chances, goods = book.chances(set(supply)), Goods(supply, now)
    found = plan(lines, goods, rules, now, chances, allowed, costs, words)
    steps, counted = settle(found, goods, chances, rules, now, debts, book.soonest)
    return _Plan({step.order_key: step for step in steps}, found.orders, counted, lines, debts)


def _part(found: _Plan, sku: str | None) -> dict[str, Step]:
    """The steps of all orders, or of those that lack a SKU."""
    if sku is None:
        return found.steps
    keys = set(found.lines.filter(pl.col("sku") == sku)["order_key"].to_list())
    return {key: step for key, step in found.steps.items() if key in keys}


def book_of(con: "duckdb.DuckDBPyConnection", rules: Stock) -> SupplyBook:
    """The purchases as they stand, by SKU and supplier."""
    return SupplyBook(con, rules.cautious_quantile, rules.shrinkage_k, rules.lead_time_days)


def sku_board(
    con: "duckdb.DuckDBPyConnection", sku: str, rules: Stock, now: int, book: SupplyBook | None = None
) -> SkuBoard:
    """The board of one SKU, short or not; a SKU that nothing is known of has an empty one."""
    book = book or book_of(con, rules)
    (short,) = short_skus(con, sku)
    steps, rests, short_of = planned(con, rules, now, sku, book)
    rows = con.execute(
        statements("stock/board")["line_of_sku"], {"sku": sku, "late_saves": rules.late_still_saves}
    ).fetchall()
    for key, _wanted, _got, _applied, _lacks, ship_by, currency, total in rows:
        if key not in steps:
            order = Order(order_key=key, ship_by=ship_by, currency=currency, total=total)
            steps[key] = covered(order, rules)
    keeps = {one.order_key: one.others for one in keeping(con, sku)}
    return SkuBoard(
        sku=short,
        suppliers=book.suppliers(sku),
        spreads=book.spreads(sku),
        hits=[
            Hit(
                order_key=key,
                quantity=quantity,
                allotted=got,
                applied=applied,
                short=short_of.get((key, sku), 0),
                step=steps[key],
                keeps=keeps.get(key, 0),
                rests=rests.get(key, ()),
            )
            for key, quantity, got, applied, _lacks, *_rest in rows
        ],
    )


def _run(con: "duckdb.DuckDBPyConnection", file: str) -> None:
    for sql in statements(f"stock/{file}").values():
        run(con, sql)
