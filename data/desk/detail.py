"""One order with everything known about it, open or finished long ago, and finding it by its number."""

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
import polars as pl

from data.desk import board, parts
from data.desk.connection import column, frame, value
from data.desk.marks import counting
from data.model import Act, Export
from queries.statements import statements

if TYPE_CHECKING:
    from data.desk.desk import Desk


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """A state that an order was seen in, and the first export that had it."""

    status: str
    status_text: str
    seen_at: int
    """The time of that export's file, µs UTC."""
    export: str
    """That file's name."""
    row: int
    """The order's row in it."""


class OrderDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one order. Times are µs since the epoch, UTC."""

    order_key: str
    fields: dict[str, Any]
    """Its newest state: the columns of data.frames.ORDERS, money as Decimal."""
    lines: list[dict[str, Any]]
    """Its lines in order: the columns of data.frames.LINES."""
    board: dict[str, Any] | None
    """Its row of the board while it is open: queue, reasons, badges, who holds it; times as µs too."""
    history: list[Step]
    """Its states, oldest first, one entry where the status changed."""
    acts: list[Act]
    """Its journal, oldest first, undos included."""
    notes: list[Act]
    """Notes on it that count, oldest first."""
    export: Export | None
    """The file that the newest state came from."""
    sightings: int
    """In how many exports it was seen."""


_READ: Final = statements("desk/look_up")


def order(desk: "Desk", order_key: str) -> OrderDetail | None:
    """See Desk.order."""
    files = _files(desk, "orders")
    if not files:
        return None
    seen = _records(frame(desk.con, _READ["sightings"], {"files": files, "key": order_key}))
    if not seen:
        return None
    newest = seen[-1]
    held = parts.holding(parts.order_parts(desk.ledger), {newest["export_id"]})
    where = {"key": order_key, "export": newest["export_id"]}
    fields = _records(
        frame(desk.con, _READ["order"], where | {"files": parts.files(desk.paths, held, "orders")})
    )
    if not fields:
        return None
    line_files = parts.files(desk.paths, held, "lines")
    lines = _records(frame(desk.con, _READ["lines"], where | {"files": line_files})) if line_files else []
    acts = acts_on(desk, order_key)
    names = {export.export_id: export for export in desk.exports if export.state == "loaded"}
    rows = _records(board.rows(desk.con, [order_key]))
    return OrderDetail(
        order_key=order_key,
        fields=fields[0],
        lines=lines,
        board=rows[0] if rows else None,
        history=_history(seen, names),
        acts=acts,
        notes=[act for act in counting(acts) if act.kind == "note"],
        export=names.get(newest["export_id"]),
        sightings=len(seen),
    )


def acts_on(desk: "Desk", order_key: str) -> list[Act]:
    """The journal of one order, oldest first."""
    if order_key in desk.acts.by_order:
        return list(desk.acts.by_order[order_key])
    return desk.ledger.acts(order_key=order_key)


def find(desk: "Desk", order_id: str) -> list[str]:
    """See Desk.find."""
    wanted = re.sub(r"\s+", "", order_id).lstrip("'`")
    files = _files(desk, "orders")
    if not wanted or not files:
        return []
    same = {wanted, wanted.lstrip("#"), f"#{wanted.lstrip('#')}"}
    keys = column(desk.con, _READ["find"], {"files": files, "ids": sorted(same), "key": wanted})
    still_open = set(board.rows(desk.con, keys)["order_key"])
    return sorted(keys, key=lambda key: (key not in still_open, key))


def status_of(desk: "Desk", order_key: str) -> str | None:
    """The newest status of an order, also of one that was finished with; None where there is no such order."""
    if not value(desk.con, "select count(*) from latest where key = md5_number(?)", [order_key]):
        return None
    files = _files(desk, "orders")
    seen = column(desk.con, _READ["statuses"], {"files": files, "key": order_key}) if files else []
    return str(seen[-1]) if seen else None


def _files(desk: "Desk", stem: str) -> list[str]:
    return parts.files(desk.paths, parts.order_parts(desk.ledger), stem)


def _history(seen: list[dict[str, Any]], names: dict[str, Export]) -> list[Step]:
    steps: list[Step] = []
    for row in seen:
        if (
            steps
            and steps[-1].status == row["status"]
            and steps[-1].status_text == (row["status_text"] or "")
        ):
            continue
        export = names.get(row["export_id"])
        steps.append(
            Step(
                status=row["status"],
                status_text=row["status_text"] or "",
                seen_at=row["exported_at"],
                export=export.name if export else "",
                row=row["source_row"] or 0,
            )
        )
    return steps


def _records(rows: pl.DataFrame) -> list[dict[str, Any]]:
    times = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Datetime)]
    return rows.with_columns(pl.col(times).dt.epoch("us")).to_dicts()
