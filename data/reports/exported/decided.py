"""The journal, short SKUs and the plan as frames: what is worked out in Python, by the functions that scripts ask."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import polars as pl

from orderdeck.data.base.vocabulary.frames import UTC
from orderdeck.data.desk import Desk
from orderdeck.data.reports.acts import HEADER, JournalQuery, newest, rows, undone
from orderdeck.data.stock.as_json import stockouts_json

ACTS: Final[dict[str, Any]] = {
    "seq": pl.Int64,
    "at": UTC,
    "operator": pl.String,
    "kind": pl.String,
    "order_id": pl.String,
    "order_key": pl.String,
    "sku": pl.String,
    "data": pl.String,  # a JSON object; null where the act carries none
    "taken_back": pl.Boolean,
    "group": pl.String,
    "undoes": pl.String,
    "id": pl.String,
}
"""The journal's columns, oldest act first."""

STOCKOUTS: Final[dict[str, Any]] = {
    "sku": pl.String,
    "title": pl.String,
    "product_id": pl.String,
    "on_hand": pl.Int64,
    "allotted": pl.Int64,
    "short": pl.Int64,
    "debt": pl.Int64,
    "orders": pl.Int64,
    "at_risk": pl.String,  # "12.30 USD; 5.00 EUR": amounts of several currencies are never added
    "at_risk_unknown": pl.Int64,
    "soonest_ship_by": UTC,
    "restock_pieces": pl.Int64,
    "supplier": pl.String,  # the first of those who sell it
    "unit_price": pl.Decimal(18, 4),
    "currency": pl.String,
    "min_quantity": pl.Int64,
    "still_due": pl.Int64,  # pieces of purchases that are on their way
}
"""Columns of short SKUs, the soonest ship-by first; as `orderdeck stockouts --json` has them."""

PLAN: Final[dict[str, Any]] = {
    "sku": pl.String,
    "order_key": pl.String,
    "shop": pl.String,
    "order_id": pl.String,
    "short": pl.Int64,
    "action": pl.String,
    "reason": pl.String,
    "chance": pl.Float64,
    "slack_days": pl.Float64,
    "counts": pl.Boolean,
    "ship_by_estimated": pl.Boolean,
}
"""Columns of the plan: a row an order and SKU that it lacks."""


def acts(desk: Desk) -> pl.DataFrame:
    """The whole journal with ACTS columns. Raises LedgerError."""
    found = newest(desk.ledger, JournalQuery())[::-1]
    table = [
        [one == "yes" if name == "taken_back" else one for name, one in zip(HEADER, row, strict=True)]
        for row in rows(found, undone(desk.ledger, found))
    ]
    return pl.DataFrame(table, schema=ACTS, orient="row")


def stockouts(desk: Desk) -> pl.DataFrame:
    """Every short SKU with STOCKOUTS columns."""
    return pl.DataFrame(
        [_sku(one) for one in stockouts_json(desk)["stockouts"]], schema=STOCKOUTS, orient="row"
    )


def plan(desk: Desk) -> pl.DataFrame:
    """What the plan says, with PLAN columns."""
    found = [
        {name: step[name] if name != "sku" else one["sku"] for name in PLAN}
        for one in stockouts_json(desk)["stockouts"]
        for step in one["plan"]
    ]
    return pl.DataFrame(found, schema=PLAN, orient="row")


def _sku(one: dict[str, Any]) -> dict[str, Any]:
    seller: dict[str, Any] = next(iter(one["suppliers"]), {})
    price = seller.get("last_price")
    soonest = one["soonest_ship_by"]
    return {name: one.get(name) for name in STOCKOUTS} | {
        "at_risk": "; ".join(f"{amount} {currency}" for currency, amount in one["at_risk"].items()) or None,
        "soonest_ship_by": datetime.fromisoformat(soonest) if soonest else None,
        "restock_pieces": one["restock"]["pieces"],
        "supplier": seller.get("name"),
        "unit_price": None if price is None else Decimal(price),
        "currency": seller.get("currency"),
        "min_quantity": seller.get("min_quantity"),
        "still_due": sum(purchase["still_due"] or 0 for purchase in one["incoming"]),
    }
