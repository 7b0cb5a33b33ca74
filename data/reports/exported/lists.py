"""The lists that `orderdeck export` and the deck write: which orders, then their rows, in the deck's order."""

from collections.abc import Iterable, Sequence
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.desk import Desk
from orderdeck.data.reports.exported.picking import Sent, sent
from orderdeck.data.reports.exported.relations import relation
from orderdeck.data.reports.exported.shipments import Upload, upload

LISTS: Final = ("orders", "lines", "picking", "packing", "acts", "stockouts", "shipments")
"""Their names."""
FINISHED: Final = {"orders": "history", "lines": "history_lines"}
"""Lists that can have finished orders too -> the relation of those."""


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A list as it is to be written."""

    name: str
    rows: pl.DataFrame
    sent: Sent | None = None
    """Of picking and packing: which orders those are, and how many are kept back."""
    upload: Upload | None = None
    """Of shipments: for whom they are, and in which format."""


def chosen(
    desk: Desk, queues: Iterable[str] = (), *, mine: bool = False, operator: str | None = None
) -> list[str]:
    """Keys of the open orders in these queues, lenses and panels (default: all there are), in the order in which the
    deck lists them, each once; `mine`: those of them that `operator` (default: the desk's) holds. Raises KeyError."""
    wanted = list(queues) or [*(view.key for view in desk.views() if view.kind == "queue"), "done"]
    keys = dict.fromkeys(key for queue in wanted for key in desk.keys(queue, operator=operator))
    if not mine:
        return list(keys)
    held = set(desk.keys("mine", operator=operator))
    return [key for key in keys if key in held]


def made(
    desk: Desk,
    name: str,
    order_keys: Sequence[str],
    *,
    narrowed: bool = False,
    named: bool = False,
    everything: bool = False,
    marketplace: str = "",
    shop: str | None = None,
) -> Made:
    """The list `name` of these orders. `narrowed`: they are not all there are, so that acts are those on them, and
    short SKUs those that they lack; `named`: see `sent`; `everything`: orders and lines of those that were finished
    with follow; `marketplace`, `shop`: whose shipments. Raises KeyError for another name, LedgerError, SeveralError
    where shipments are of several shops."""
    if name == "shipments":
        told = upload(desk, order_keys, marketplace=marketplace, shop=shop)
        return Made(name=name, rows=told.rows, upload=told)
    if name in ("picking", "packing"):
        found = sent(desk, order_keys, named=named)
        return Made(name=name, rows=found.picking if name == "picking" else found.packing, sent=found)
    rows = relation(desk, name)
    if name == "stockouts":
        if narrowed:
            lacking = relation(desk, "plan").filter(pl.col("order_key").is_in(list(order_keys)))
            rows = rows.filter(pl.col("sku").is_in(lacking["sku"].implode()))
    elif name == "acts":
        if narrowed:
            rows = rows.filter(pl.col("order_key").is_in(list(order_keys)))
    else:
        rows = _in_order(rows, order_keys)
        if everything:
            rest = relation(desk, FINISHED[name]).sort(
                "exported_at" if name == "orders" else "order_key",
                "order_key",
                descending=[name == "orders", False],
            )
            rows = pl.concat([rows, rest.sort("order_key", "line_no") if name == "lines" else rest])
    return Made(name=name, rows=rows)


def _in_order(rows: pl.DataFrame, order_keys: Sequence[str]) -> pl.DataFrame:
    places = pl.DataFrame(
        {"order_key": order_keys, "_place": range(len(order_keys))},
        schema={"order_key": pl.String, "_place": pl.Int64},
    )
    by = ["_place", *(["line_no"] if "line_no" in rows.columns else [])]
    return rows.join(places, on="order_key").sort(by).drop("_place")
