"""A bench for the stock SQL: the desk's tables that it reads, filled by hand."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb
import pytest

from orderdeck.data.base.config.settings import Stock
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.stock import stockouts
from orderdeck.queries import statements
from tests.desk import make_desk

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Bench:
    """Orders, stock files, purchases and acts, as the desk would hold them."""

    now = int(NOW.timestamp() * 1_000_000)

    def __init__(self) -> None:
        self.con = duckdb.connect(config={"threads": 1})
        self.con.execute("set TimeZone = 'UTC'")
        self.con.execute(
            """
            create table open_orders (order_key varchar, status varchar, ship_by timestamptz, placed_at timestamptz,
                currency varchar, total decimal(18, 4), exported_at timestamptz, fulfilment varchar, policy integer,
                ship_rests varchar);
            create table open_lines (order_key varchar, line_no bigint, sku varchar, title varchar, product_id varchar,
                quantity bigint, owed bigint, sent bigint, stock_on_hand bigint, stock_on_order bigint);
            create table live_acts (seq bigint, id varchar, grp varchar, acted_at timestamptz, operator varchar,
                kind varchar, order_key varchar, sku varchar, data json);
            create table stock_standing (order_key varchar, priority tinyint, done boolean, done_at timestamptz,
                gone boolean);
            create table clock (now timestamptz);
            """
        )
        self.con.execute("insert into clock values (?::timestamptz)", [NOW.isoformat()])
        for name in ("pieces_sent", "is_part_sent"):
            self.con.execute(statements("desk/tables")[name])
        stockouts.prepare(self.con)
        self.con.execute(
            "insert into policies (no, marketplace, country, remedy, closes, can_extend) "
            "values (1, 'aliexpress', '', 'buyer_applies', 'ship_by', true)"
        )
        self._seq = 0

    def order(
        self,
        key: str,
        priority: int = 2,
        days: float = 5,
        status: str = "to_ship",
        done: float | None = None,
        gone: bool = False,
        fulfilment: str | None = None,
        **skus: int,
    ) -> None:
        """`days` until its ship-by time; `done` so many hours ago."""
        self.con.execute(
            "insert into open_orders values (?, ?, ?::timestamptz, ?::timestamptz, 'USD', 20, ?::timestamptz, ?, 1, "
            "null)",
            [key, status, at(days), at(-1), at(-0.5), fulfilment],
        )
        done_at = None if done is None else at(-done / 24)
        self.con.execute(
            "insert into stock_standing values (?, ?, ?, ?::timestamptz, ?)",
            [key, priority, done is not None, done_at, gone],
        )
        for number, (sku, quantity) in enumerate(skus.items(), 1):
            self.con.execute(
                "insert into open_lines values (?, ?, ?, ?, null, ?, ?, 0, null, null)",
                [key, number, sku, f"title of {sku}", quantity, quantity],
            )

    def stock(
        self, hours_ago: float = 2, profile: str = "stock", house: str | None = "main", **skus: int | None
    ) -> None:
        for sku, on_hand in skus.items():
            self.con.execute(
                "insert into stock_rows values (?, ?::timestamptz, ?, ?, null, null, ?, null, 1, false, null)",
                [profile, at(-hours_ago / 24), sku, house, on_hand],
            )

    def departed(self, key: str, sku: str, pieces: int, hours_ago: float, shelf: float | None = None) -> None:
        """Pieces of an order seen leaving; `shelf`: packed or done here so many hours ago."""
        self.con.execute(
            "insert into stock_departed values (?, ?, ?, ?::timestamptz, ?::timestamptz, null)",
            [key, sku, pieces, at(-hours_ago / 24), None if shelf is None else at(-shelf / 24)],
        )

    def act(
        self, kind: str, order: str | None = None, sku: str | None = None, hours_ago: float = 1, **data: Any
    ) -> str:
        self._seq += 1
        self.con.execute(
            "insert into live_acts values (?, ?, 'g', ?::timestamptz, 'li', ?, ?, ?, ?::json)",
            [self._seq, f"act-{self._seq}", at(-hours_ago / 24), kind, order, sku, json.dumps(data)],
        )
        return f"act-{self._seq}"

    def purchase(
        self, key: str, supplier: str, sku: str, ordered: float, received: float | None, **more: Any
    ) -> None:
        """`ordered` and `received`, and `expected` of `more`, in days before now."""
        state = more.get("state", "ordered" if received is None else "received")
        came = None if received is None else at(-received)
        self.con.execute(
            "insert into purchase_rows by name select ? as purchase_key, ? as purchase_id, ? as supplier, ? as sku, "
            "? as quantity, ?::timestamptz as ordered_at, ?::timestamptz as received_at, ? as state, "
            "?::timestamptz as exported_at, 3.5 as unit_price, 'CNY' as currency, ?::timestamptz as expected_at",
            [key, key, supplier, sku, more.get("quantity", 10), at(-ordered), came, state,
             at(-more.get("exported", 0.1)), at(-more["expected"]) if "expected" in more else None],
        )  # fmt: skip

    def refresh(self, **rules: Any) -> Stock:
        settings = Stock(**rules)
        stockouts.refresh(self.con, settings)
        return settings

    def short(self) -> dict[tuple[str, str], int]:
        rows = self.con.execute("select order_key, sku, short from short_lines").fetchall()
        return {(key, sku): short for key, sku, short in rows}

    def allotted(self) -> dict[tuple[str, str], tuple[int, bool]]:
        rows = self.con.execute("select order_key, sku, quantity, applied from allotments").fetchall()
        return {(key, sku): (quantity, applied) for key, sku, quantity, applied in rows}

    def on_hand(self, sku: str) -> tuple[int | None, str | None]:
        rows = self.con.execute("select on_hand, source from stock_position where sku = ?", [sku]).fetchall()
        return (rows[0][0], rows[0][1]) if rows else (None, None)


def at(days: float) -> str:
    return (NOW + timedelta(days=days)).isoformat()


@pytest.fixture
def bench() -> Iterator[Bench]:
    made = Bench()
    yield made
    made.con.close()


@pytest.fixture
def desk_bench(paths: DeskPaths) -> Iterator[Any]:
    """Desks made order by order, the bench of tests/desk."""
    made = make_desk.Bench(paths)
    yield made
    made.close()
