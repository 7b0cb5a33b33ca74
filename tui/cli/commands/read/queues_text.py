"""The queues for people: the orders of each in lines under each other, and a table of the counts."""

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import click

from orderdeck.data.base.records import Json
from orderdeck.tui.cli.commands.base import echo_table, table_lines
from orderdeck.tui.i18n import _, phrases, times
from orderdeck.tui.i18n.reasons import reason
from orderdeck.tui.present import chrome
from orderdeck.tui.terminal.cell_width import cut

if TYPE_CHECKING:
    from orderdeck.data.base.records import View
    from orderdeck.data.desk import Desk

SKUS_WIDTH: Final = 32
"""Columns that an order's SKUs get."""

COLUMNS: Final = (
    "order_id", "deadline", "late", "country_code", "country", "total", "currency", "pieces", "skus", "titles",
    "reasons", "shop",
)  # fmt: skip
"""What of the board a line is made of."""


def print_orders(desk: "Desk", views: "Sequence[View]") -> None:
    """Every queue and panel that has orders, with a line an order; columns are aligned over all of them."""
    zone, now = times.zone_of(desk.settings.look.zone), desk.now()
    rows: list[list[str]] = [
        [_("Order"), _("Left"), _("To"), _("Amount"), _("Pcs"), "SKU", _("Why here"), _("Shop")]
    ]
    shown: list[tuple[str, int]] = []
    said = cache(lambda told: reason(told, zone, now))  # most are those of many orders
    for view in views:
        if view.kind == "lens" or view.error or not view.count:
            continue
        found = desk.rows(view.key, COLUMNS).iter_rows(named=True)
        cells = [_cells(row, said, now) for row in found]
        shown.append((f"{chrome.title(view.title, view.key)} {len(cells)}", len(cells)))
        rows += cells
    if not shown:
        return
    if not any(row[-1] for row in rows[1:]):
        rows = [row[:-1] for row in rows]  # a folder whose files name no shop
    head, *lines = table_lines(rows, right=(1, 3, 4))
    click.echo(f"  {head}")
    place = 0
    for title, count in shown:
        # At once: each line by itself would be written by itself.
        click.echo("\n".join([title, *(f"  {line}" for line in lines[place : place + count])]))
        place += count
    click.echo()


def print_counts(views: "Sequence[View]") -> None:
    """A line a view; where a file of the user's is broken, its error instead of numbers."""
    rows = [
        [
            chrome.title(view.title, view.key),
            *(["-"] * 3 if view.error else map(str, (view.count, view.due, view.late))),
            view.error,
        ]
        for view in views
    ]
    echo_table([[_("queue"), _("orders"), _("due"), _("late"), ""], *rows], right=(1, 2, 3))


def _cells(row: Json, said: Any, now: int) -> list[str]:
    return [
        row["order_id"],
        times.left(row["deadline"], now, sure=bool(row["late"])),
        row["country_code"] or row["country"] or "",
        times.money(row["total"], row["currency"]),
        "" if row["pieces"] is None else str(row["pieces"]),
        cut(row["skus"] or row["titles"] or "", SKUS_WIDTH),
        phrases.joined(said(told) for told in row["reasons"] or ()),
        row["shop"] or "",
    ]
