"""Orders laid out as rows of a marketplace's export, and written as its files are."""

import csv
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from orderdeck.data.sample.files.table import Table
from orderdeck.data.sample.files.writers import write_table
from orderdeck.data.sample.marketplaces.cells import MAKERS, OF_LINE
from orderdeck.data.sample.marketplaces.layout import Layout, View
from orderdeck.data.sample.world.orders import Snapshot
from orderdeck.data.sample.world.style import Style

_TEXT = {"csv": ",", "tsv": "\t", "semicolon": ";"}
_ORDER_MONEY = ("total", "shipping", "discount")


def numbers_of(snapshots: Iterable[Snapshot]) -> dict[str, int]:
    """The number of each order within its shop, from 1, oldest first."""
    numbers: dict[str, int] = {}
    counts: dict[str, int] = {}
    for one in sorted(snapshots, key=lambda snapshot: snapshot.order.order_id):
        shop = one.order.shop.seller_id
        numbers[one.order.order_id] = counts[shop] = counts.get(shop, 0) + 1
    return numbers


def rows_of(layout: Layout, snapshots: Iterable[Snapshot], numbers: Mapping[str, int]) -> list[list[str]]:
    """The rows of data that an export of `snapshots` holds."""
    made = {column: layout.own.get(of) or MAKERS[of] for column, of in layout.fields.items()}
    rows = []
    for snapshot in snapshots:
        if not layout.takes(snapshot):
            continue
        number = numbers[snapshot.order.order_id]
        for view, kept in _views(layout, snapshot, number):
            cells = {
                column: make(view)
                for column, make in made.items()
                if kept is None or layout.fields[column] in kept
            }
            if view.line is None and layout.shape == "summary":
                cells |= _summary(layout, view)
            rows.append([cells.get(column, "") for column in layout.header])
            given_back = layout.refund(view) if layout.refund else {}
            if given_back:
                cells |= {column: given_back[of] for column, of in layout.fields.items() if of in given_back}
                rows.append([cells.get(column, "") for column in layout.header])
    return [[cell + layout.ending if cell else "" for cell in row] for row in rows] if layout.ending else rows


def _views(layout: Layout, snapshot: Snapshot, number: int) -> Iterator[tuple[View, frozenset[str] | None]]:
    """The rows of one order, each with the fields that it fills; None: all."""
    lines = snapshot.order.lines
    match layout.shape:
        case "order":
            yield View(layout, snapshot, None, 0, number), None
        case "unit":
            pieces = [line for line in lines for _ in range(line.quantity)]
            for place, line in enumerate(pieces):
                yield View(layout, snapshot, line, place, number), None
        case "summary" if len(lines) > 1:
            yield View(layout, snapshot, None, 0, number), None
            every = frozenset(layout.fields.values()) - set(_ORDER_MONEY)
            for place, line in enumerate(lines):
                yield View(layout, snapshot, line, place, number), every
        case _:
            later = layout.repeated | OF_LINE if layout.shape == "first_row" else None
            for place, line in enumerate(lines):
                yield View(layout, snapshot, line, place, number), later if place else None


def _summary(layout: Layout, view: View) -> dict[str, str]:
    """What a summary row says of its items together."""
    told = {"quantity": str(view.order.pieces), "unit_price": layout.money(view.order.goods)}
    return {column: told[of] for column, of in layout.fields.items() if of in told}


def write_marketplace(
    path: Path,
    snapshots: Sequence[Snapshot],
    layout: Layout,
    *,
    at: datetime,
    style: Style | None = None,
    numbers: Mapping[str, int] | None = None,
) -> Path:
    """Writes `snapshots` as an export in `layout`, made at `at` (the file's time is set to it). Returns `path`.

    `style` gives container and encoding where they are not the layout's own, and a title above all; `numbers` the
    orders' numbers within their shops where these are not all orders.
    """
    rows = rows_of(layout, snapshots, numbers or numbers_of(snapshots))
    shop = snapshots[0].order.shop.name if snapshots else ""
    title = [[f"Export {at:%Y-%m-%d %H:%M}"]] if style and style.title_row else []
    header = list(layout.header)
    if layout.ending == "" and style and style.container not in _TEXT:
        header = [name.strip() for name in header]
    table = [*title, *layout.above, header, *layout.under_header, *rows, *layout.below(len(rows), shop)]
    container = style.container if style else layout.container
    if container not in _TEXT:
        body: list[list[Any]] = [list(row) for row in table[1:]]
        return write_table(path, Table(list(table[0]), body), style or _style(layout), at)
    separator = layout.separator if container == layout.container else _TEXT[container]
    return _write_text(path, table, layout, separator, style.encoding if style else layout.encoding, at)


def _style(layout: Layout) -> Style:
    return Style(container=layout.container)  # type: ignore[arg-type]


def _write_text(
    path: Path, table: Sequence[Sequence[str]], layout: Layout, separator: str, encoding: str, at: datetime
) -> Path:
    text = io.StringIO(newline="")
    if layout.quoting == "none" and separator == "\t":
        for row in table:
            text.write("\t".join(" ".join(cell.split()) for cell in row) + layout.eol)
    else:
        dress: Any = csv.QUOTE_ALL if layout.quoting == "all" else csv.QUOTE_MINIMAL
        csv.writer(text, delimiter=separator, lineterminator=layout.eol, quoting=dress).writerows(table)
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(text.getvalue().encode(encoding))
        os.utime(aside, (at.timestamp(), at.timestamp()))
        aside.replace(path)
    finally:
        aside.unlink(missing_ok=True)
    return path
