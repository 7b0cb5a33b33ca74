"""The facts of a stock-out that a letter tells: what an order lacks, when it is back, how many days more."""

import math
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from orderdeck.data.base.records import Fields
from orderdeck.data.desk import Desk
from orderdeck.queries.statements import statements
from orderdeck.tui.i18n.times import DAY


class Lack(NamedTuple):
    """What an order lacks of one SKU."""

    sku: str
    short: int
    back: int | None
    """When it is back (µs, UTC); None where that isn't known."""


def lacking(desk: Desk, order_keys: Sequence[str]) -> dict[str, list[Lack]]:
    """Order key -> all that it lacks, in the order of its lines; those that lack nothing are left out."""
    found: dict[str, list[Lack]] = {}
    rows = desk.con.execute(statements("stock/board")["missing"], {"keys": list(order_keys)}).fetchall()
    for key, sku, short, back in rows:
        found.setdefault(key, []).append(Lack(sku, short, back))
    return found


def case_facts(
    desk: Desk, lacks: Sequence[Lack], lines: Sequence[Fields], ship_by: datetime | int | None
) -> Fields:
    """What only the case knows: the items that are short, when the last of them is back, how many days more.

    None where nothing is short. `ship_by` (aware, or µs in UTC) is None where it isn't known for certain: an estimate
    is no promise to go by.
    """
    if not lacks:
        return {}
    named = {line["sku"]: line for line in reversed(lines)}
    facts: Fields = {
        "short_item": [{**named.get(one.sku, {"sku": one.sku}), "quantity": one.short} for one in lacks]
    }
    dates = [one.back for one in lacks if one.back is not None]
    if len(dates) == len(lacks):
        facts["restock_date"] = max(dates)
    facts["extra_days"] = days = math.ceil(desk.settings.stock.ask_time_days)
    at = desk.now()
    if ship_by is not None:
        at = max(at, ship_by if isinstance(ship_by, int) else round(ship_by.timestamp() * 1_000_000))
    facts["new_ship_by"] = at + days * DAY
    return facts
