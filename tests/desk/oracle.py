"""The rules of the queues once more, in plain Python, for tests to count by."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

STAGES = {
    "awaiting_payment": "unpaid",
    "payment_check": "unpaid",
    "to_ship": "to_ship",
    "part_shipped": "to_ship",
    "cancel_requested": "cancel",
    "risk_control": "held",
    "awaiting_amount": "held",
    "awaiting_group": "held",
    "presale": "held",
    "dispute": "held",
    "frozen": "held",
    "unrecognised": "unrecognised",
}
AMOUNTS = {"USD": 300, "CNY": 2100}


def newest(exports: list[tuple[Any, list[dict[str, Any]]]]) -> dict[str, dict[str, Any]]:
    """Each order as its newest export has it; `exports` with their places in time (data.exports.dating.newer), in any
    order."""
    return {
        order["order_key"]: order for _, orders in sorted(exports, key=lambda one: one[0]) for order in orders
    }


def is_wholesale(order: dict[str, Any]) -> bool:
    quantities = [line["quantity"] for line in order["lines"]]
    least = AMOUNTS.get(order["currency"])
    return (
        max(quantities) >= 10
        or sum(quantities) >= 30
        or (least is not None and order["total"] is not None and order["total"] >= Decimal(least))
        or bool(order.get("is_business"))
    )


def queue_of(
    order: dict[str, Any], *, messages: int = 0, handled: bool = False, short: bool = False
) -> str | None:
    """The one queue of an order; None where it is closed."""
    stage = STAGES.get(order["status"])
    wholesale = is_wholesale(order)
    if stage is None:
        return None
    if stage == "cancel":
        return "cancel_requests"
    if stage == "held":
        return "on_hold"
    if stage == "unrecognised":
        return "unrecognised"
    if stage == "unpaid":
        return "wholesale_unpaid" if wholesale and messages < 2 else "awaiting_payment"
    if short:
        return "stockouts"
    if order["remark"] == "please change my address" and not handled:
        return "remarks"
    if wholesale:
        return "wholesale"
    return "express" if order["service"] in ("DHL", "UPS Express Saver") else "standard"


SPANS = {"cancel_requested": timedelta(hours=48), "dispute": timedelta(days=5)}
"""Status -> how long AliExpress gives to answer it, from its beginning."""


def began(order: dict[str, Any], history: list[tuple[datetime, str]]) -> tuple[datetime, datetime]:
    """The earliest and the latest moment at which an order's present status can have begun: `history` is when it was
    seen in which status, the oldest first."""
    others = [at for at, status in history if status != order["status"]]
    place = max((place for place, (_, status) in enumerate(history) if status != order["status"]), default=-1)
    first = history[place + 1][0]
    bounds = [others[-1] if others else None, order["placed_at"], order.get("paid_at")]
    return min(first, max((one for one in bounds if one), default=first)), first


def deadline_of(order: dict[str, Any], history: list[tuple[datetime, str]]) -> datetime | None:
    stage = STAGES[order["status"]]
    if order["status"] in SPANS:
        return began(order, history)[0] + SPANS[order["status"]]
    if stage == "unpaid":
        return order["placed_at"] + timedelta(days=20) if order["placed_at"] else None
    found: datetime | None = order["ship_by"]
    return found


def is_late(order: dict[str, Any], history: list[tuple[datetime, str]], now: datetime) -> bool:
    """Whether its time is surely over: counted from the latest moment that its status can have begun at."""
    if order["status"] in SPANS:
        return began(order, history)[1] + SPANS[order["status"]] <= now
    found = deadline_of(order, history)
    return found is not None and found <= now
