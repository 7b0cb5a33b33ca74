"""`orderdeck queues DIR`: the queues with their orders, as the deck shows them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui import chrome, exits
from tui.commands.base import (
    Option,
    Spoken,
    echo_json,
    echo_table,
    folder_argument,
    json_option,
    state_option,
    wait_option,
)
from tui.commands.desk import opened
from tui.words import N_, _

if TYPE_CHECKING:
    from data.desk import Desk


@click.command("queues", cls=Spoken, help=N_("Print the queues and their orders."))
@folder_argument
@state_option
@json_option
@wait_option
@click.option(
    "--orders/--counts", "with_orders", cls=Option, default=True, help=N_("With the orders, or counts alone.")
)
def command(folder: Path, state: Path | None, as_json: bool, wait: float, with_orders: bool) -> int:
    with opened(folder, state, wait) as desk:
        views = desk.views()
        if as_json:
            lines = open_lines(desk) if with_orders else None
            echo_json(
                {
                    "queues": [_queue(desk, view, lines) for view in views if view.kind == "queue"],
                    "lenses": [
                        {"key": view.key, "count": view.count} for view in views if view.kind == "lens"
                    ],
                }
            )
        else:
            _print(views)
    return exits.OK


def _print(views: Any) -> None:
    rows = [
        [chrome.title(view.title, view.key), str(view.count), str(view.due), str(view.late)] for view in views
    ]
    echo_table([[_("queue"), _("orders"), _("due"), _("late")], *rows], right=(1, 2, 3))


def _queue(desk: Any, view: Any, lines: dict[str, list[Any]] | None) -> dict[str, Any]:
    made: dict[str, Any] = {"key": view.key, "title": chrome.title(view.title, view.key), "count": view.count}
    if lines is not None:
        frame = desk.rows(view.key)
        made["orders"] = [_order(row, lines.get(row["order_key"], [])) for row in frame.iter_rows(named=True)]
    return made


def open_lines(desk: "Desk") -> dict[str, list[dict[str, Any]]]:
    """The lines of all open orders by order key, in the order of the file: sku, title, quantity."""
    import polars as pl

    rows = pl.DataFrame(
        desk.con.sql("select order_key, sku, title, quantity from open_lines order by order_key, line_no")
    )
    made: dict[str, list[dict[str, Any]]] = {}
    for row in rows.iter_rows(named=True):
        made.setdefault(row["order_key"], []).append(row)
    return made


def _order(row: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "shop": row["shop"],
        "order_id": row["order_id"],
        "status": row["status"],
        "reasons": [_reason(code) for code in row["reasons"] or ()],
        "placed_at": _iso(row["placed_at"]),
        "ship_by": _iso(row["ship_by"]),
        "currency": row["currency"],
        "total": None if row["total"] is None else f"{row['total']:f}",
        "country": row["country_code"] or row["country"],
        "service": row["service"],
        "remark": row["remark"],
        "remark_kinds": list(row["remark_kinds"] or ()),
        "lines": [
            {"sku": line["sku"], "title": line["title"], "quantity": line["quantity"]} for line in lines
        ],
    }


def _reason(code: str) -> dict[str, str]:
    name, _bar, value = code.partition("|")
    return {"code": name, "value": value}


def _iso(moment: datetime | None) -> str | None:
    return (
        None
        if moment is None
        else moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    )
