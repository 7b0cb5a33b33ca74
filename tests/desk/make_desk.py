"""Desks made of orders that a test names field by field: shared by the tests of desk and actions."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.base.vocabulary import frames
from orderdeck.data.desk import Desk
from orderdeck.data.exports.packing.stamps import stamped
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.writer import PartWriter
from orderdeck.data.stock.open_desk import with_stock

NOON = datetime(2026, 9, 7, 12, tzinfo=UTC)
"""Noon of the day that tests take place on."""


def us(moment: datetime) -> int:
    return round(moment.timestamp() * 1_000_000)


def order(number: int | str, **fields: Any) -> dict[str, Any]:
    """An ordinary order to ship, a line of one piece; `lines` replaces its lines."""
    lines = fields.pop("lines", [{}])
    order_id = str(number)
    made: dict[str, Any] = {
        "order_key": f"aliexpress:{order_id}",
        "marketplace": "aliexpress",
        "shop": "",
        "order_id": order_id,
        "status": "to_ship",
        "status_text": "等待您发货",
        "placed_at": NOON - timedelta(days=2),
        "paid_at": NOON - timedelta(days=2),
        "ship_by": NOON + timedelta(days=5),
        "buyer": "Maria Silva",
        "recipient": "Maria Silva",
        "country": "Brazil",
        "country_code": "BR",
        "address": f"Rua {order_id}",
        "currency": "USD",
        "total": Decimal("12.5"),
        "service": "AliExpress Standard Shipping",
        "source_row": 2,
    } | fields
    made["lines"] = [
        {"line_no": place, "sku": f"SKU-{order_id}-{place}", "title": "A thing", "quantity": 1} | line
        for place, line in enumerate(lines, 1)
    ]
    made.setdefault("pieces", sum(line["quantity"] for line in made["lines"]))
    made.setdefault("line_count", len(lines))
    return made


class Bench:
    """A ledger, and desks over it whose clock a test sets."""

    def __init__(self, paths: DeskPaths) -> None:
        self.paths = paths
        self.ledger = Ledger.open(paths)
        self.now = NOON
        self.desks: list[Desk] = []
        self._files = 0
        self._acts = 0

    def load(
        self, *orders: dict[str, Any], at: datetime = NOON, loaded: datetime | None = None, **rest: Any
    ) -> Export:
        """An export of `orders` whose file is of the time `at`. `lacking` (stem -> columns): what its part is without,
        as one of an earlier orderdeck would be."""
        self._files += 1
        lacking = rest.pop("lacking", {})
        name = rest.pop("name", f"orders-{self._files}.csv")
        sha = hashlib.sha256(f"{name}{self._files}".encode()).hexdigest()
        lines = [line | {"order_key": one["order_key"]} for one in orders for line in one["lines"]]
        parts = {
            "orders": _frame(
                [{k: v for k, v in one.items() if k != "lines"} for one in orders], frames.ORDERS
            ),
            "lines": _frame(lines, frames.LINES),
            "rejects": _frame(rest.pop("rejects", []), frames.REJECTS),
        }
        parts = {stem: part.drop(lacking.get(stem, ())) for stem, part in parts.items()}
        rejected = parts["rejects"].height
        export = Export(
            export_id=sha[:16], sha256=sha, name=name, size=1, exported_at=us(at), loaded_at=us(loaded or self.now),
            state="loaded", profile=rest.pop("profile", "aliexpress-zh"), orders=len(orders), lines=len(lines),
            rejected=rejected, lacks=rest.pop("lacks", ["tax_number"]),
        )  # fmt: skip
        writer = PartWriter(self.paths, export.export_id, "orders", [export.export_id])
        writer.add(stamped(parts, (export.export_id, export.exported_at)))
        self.ledger.record(export, part=writer.publish())
        return export

    def stock(self, at: datetime, house: str | None = None, /, **skus: int | None) -> Export:
        """A stock file of the time `at`, of one warehouse."""
        rows = [{"sku": sku, "warehouse": house, "on_hand": pieces} for sku, pieces in skus.items()]
        return self.table("stock", at, rows)

    def purchases(self, at: datetime, *rows: dict[str, Any]) -> Export:
        """A purchase file of the time `at`; each row has at least purchase_key."""
        return self.table("purchases", at, [{"source_row": n} | row for n, row in enumerate(rows, 2)])

    def suppliers(self, at: datetime, *rows: dict[str, Any]) -> Export:
        """A supplier list of the time `at`."""
        return self.table("suppliers", at, list(rows))

    def table(
        self, kind: str, at: datetime, rows: list[dict[str, Any]], lacking: Sequence[str] = ()
    ) -> Export:
        """A file of this kind, row by row; `lacking`: columns that its part is without, as an earlier orderdeck's."""
        self._files += 1
        name = f"{kind}-{self._files}.csv"
        sha = hashlib.sha256(name.encode()).hexdigest()
        export = Export(
            export_id=sha[:16], sha256=sha, name=name, size=1, exported_at=us(at), loaded_at=us(self.now),
            state="loaded", profile=kind, kind=kind, lines=len(rows),
        )  # fmt: skip
        writer = PartWriter(self.paths, export.export_id, kind, [export.export_id])
        table = {kind: _frame(rows, frames.BY_KIND[kind]).drop(lacking)}
        writer.add(stamped(table, (export.export_id, export.exported_at)))
        self.ledger.record(export, part=writer.publish())
        return export

    def act(self, kind: str, order_key: str | None = None, operator: str = "li", **rest: Any) -> Act:
        """An act straight into the journal."""
        self._acts += 1
        fields: dict[str, Any] = {
            "id": f"{operator}-{self._acts}",
            "at": us(self.now),
            "group": f"g{self._acts}",
        }
        return self.ledger.append(
            [Act(kind=kind, order_key=order_key, operator=operator, **(fields | rest))]
        )[0]

    def desk(self, settings: Settings | None = None, **rest: Any) -> Desk:
        """A desk over the ledger, on the bench's clock, that checks itself at each change."""
        rest.setdefault("debug", True)
        hooks = rest.pop("hooks", [])
        rest["hooks"] = with_stock if hooks is None else lambda _desk: hooks
        desk = Desk.open(
            self.paths, settings or Settings(), lambda: us(self.now), ledger=Ledger.open(self.paths), **rest
        )
        self.desks.append(desk)
        return desk

    def close(self) -> None:
        for desk in self.desks:
            desk.close()
        self.ledger.close()


def _frame(rows: list[dict[str, Any]], schema: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(
        [{name: row.get(name) for name in schema} for row in rows], schema=schema, orient="row"
    )
