"""The stock-out board: which SKUs are short, what that puts at risk, and the plan for every order it hits."""

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

import msgspec

from data.settings import Stock
from data.stock.allocate import allocate
from data.stock.plan import Order, ShortLine, Step, plan
from data.stock.suppliers import Supplier, SupplyBook
from queries.statements import statements

if TYPE_CHECKING:
    import duckdb


class ShortSku(msgspec.Struct, frozen=True, kw_only=True):
    """A SKU that open orders ask more of than there is."""

    sku: str
    title: str | None = None
    product_id: str | None = None
    on_hand: int
    allotted: int
    short: int
    orders: int
    at_risk: dict[str, Decimal]
    """Currency -> the totals of the orders that go without."""
    soonest: int | None = None
    """The soonest ship-by time among them, microseconds UTC."""
    source: str | None = None
    """Where the stock figure comes from: file, order_export, or the operator whose word it is."""
    source_at: int | None = None
    overruled: str | None = None
    """An operator's word that a newer stock file overruled."""
    expected_at: int | None = None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """An order in the line for a SKU, with what it gets and what to do about it."""

    order_key: str
    quantity: int
    allotted: int
    applied: bool
    short: int
    step: Step


class SkuBoard(msgspec.Struct, frozen=True, kw_only=True):
    """One short SKU, whole: suppliers, the line of orders with the plan, and what it adds up to."""

    sku: ShortSku
    suppliers: list[Supplier]
    hits: list[Hit]

    def totals(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Currency -> (money saved, money lost) by the plan."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for hit in self.hits:
            saved, lost = found.get(hit.step.currency, (Decimal(0), Decimal(0)))
            found[hit.step.currency] = (saved + hit.step.saved, lost + hit.step.lost)
        return found


def prepare(con: "duckdb.DuckDBPyConnection") -> None:
    """Create the stock tables, empty."""
    _run(con, "tables")


def refresh(con: "duckdb.DuckDBPyConnection", rules: Stock) -> None:
    """Work out position, line, allotments, shortages and purchases anew from what the desk holds.

    Reads open_orders, open_lines, live_acts, stock_standing, clock and the `*_rows` tables.
    """
    _run(con, "position")
    line = statements("stock/line")
    for name, sql in line.items():
        con.execute(sql, _keeps(rules)) if name == "demand" else con.execute(sql)
    allocate(con, partial=rules.partial_shipping)
    for name in ("clear_short_lines", "short_lines"):
        con.execute(statements("stock/board")[name])
    _run(con, "purchases")


def short_skus(con: "duckdb.DuckDBPyConnection") -> list[ShortSku]:
    """Every short SKU, the soonest ship-by first."""
    sql = statements("stock/board")
    at_risk: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for sku, currency, total in con.execute(sql["at_risk"]).fetchall():
        at_risk[sku][currency or ""] = total
    titles = {sku: (title, product) for sku, title, product in con.execute(sql["titles"]).fetchall()}
    found = []
    for sku, *row in con.execute(sql["short_skus"]).fetchall():
        title, product = titles.get(sku, (None, None))
        on_hand, allotted, short, orders, soonest, source, source_at, overruled, expected = row
        found.append(
            ShortSku(
                sku=sku,
                title=title,
                product_id=product,
                on_hand=on_hand,
                allotted=allotted,
                short=short,
                orders=orders,
                at_risk=at_risk.get(sku, {}),
                soonest=soonest,
                source=source,
                source_at=source_at,
                overruled=overruled,
                expected_at=expected,
            )
        )
    return found


def plans(con: "duckdb.DuckDBPyConnection", rules: Stock, now: int) -> dict[str, Step]:
    """The step for every order that goes without, by order key; `now` in microseconds UTC."""
    sql = statements("stock/board")
    lines: dict[str, list[ShortLine]] = defaultdict(list)
    for order_key, sku, short, ahead in con.execute(sql["plan_lines"]).fetchall():
        lines[order_key].append(ShortLine(sku, short, ahead))
    orders = [
        Order(order_key=key, ship_by=ship_by, currency=currency, total=total, short=tuple(lines[key]))
        for key, ship_by, currency, total in con.execute(sql["plan_orders"]).fetchall()
    ]
    book = book_of(con, rules)
    supply = {line.sku: book.supply(line.sku) for order in orders for line in order.short}
    return {step.order_key: step for step in plan(orders, supply, rules, now)}


def book_of(con: "duckdb.DuckDBPyConnection", rules: Stock) -> SupplyBook:
    """The purchases as they stand, by SKU and supplier."""
    return SupplyBook(con, rules.cautious_quantile, rules.shrinkage_k, rules.lead_time_days)


def sku_board(con: "duckdb.DuckDBPyConnection", sku: str, rules: Stock, now: int) -> SkuBoard | None:
    """The board of one SKU; None where it is not short."""
    short = next((one for one in short_skus(con) if one.sku == sku), None)
    if short is None:
        return None
    steps = plans(con, rules, now)
    rows = con.execute(statements("stock/board")["line_of_sku"], {"sku": sku}).fetchall()
    covered = {
        key: Order(order_key=key, ship_by=ship_by, currency=currency, total=total)
        for key, ship_by, currency, total in _money(con, [row[0] for row in rows])
    }
    served = {step.order_key: step for step in plan(list(covered.values()), {}, rules, now)}
    return SkuBoard(
        sku=short,
        suppliers=book_of(con, rules).suppliers(sku),
        hits=[
            Hit(
                order_key=key,
                quantity=quantity,
                allotted=allotted,
                applied=applied,
                short=lacks,
                step=steps[key] if key in steps else served[key],
            )
            for key, quantity, allotted, applied, lacks in rows
        ],
    )


def _money(con: "duckdb.DuckDBPyConnection", keys: list[str]) -> list[tuple[str, int | None, str, Decimal]]:
    return con.execute(
        "select order_key, epoch_us(ship_by), coalesce(currency, ''), coalesce(total, 0) from open_orders "
        "where order_key in (select unnest(?::varchar[]))",
        [keys],
    ).fetchall()


def _keeps(rules: Stock) -> dict[str, bool]:
    return {
        "hold_keeps": rules.hold_keeps_stock,
        "cancel_keeps": rules.cancel_request_keeps_stock,
        "unpaid_keeps": rules.unpaid_keeps_stock,
    }


def _run(con: "duckdb.DuckDBPyConnection", file: str) -> None:
    for sql in statements(f"stock/{file}").values():
        con.execute(sql)
