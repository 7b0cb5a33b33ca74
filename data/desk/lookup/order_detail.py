"""One order with everything known about it, open or finished long ago, and finding it by its number."""

import re
from typing import Any, Final

import msgspec
import polars as pl

from orderdeck.data.base.records import Act, Export
from orderdeck.data.base.vocabulary.frames import LINES, ORDERS
from orderdeck.data.desk.changes.before import Since
from orderdeck.data.desk.changes.compared import Difference
from orderdeck.data.desk.changes.told import changes_told
from orderdeck.data.desk.connection import column, frame, value
from orderdeck.data.desk.pictures import filling, parts
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.desk.pictures.one_order import acts_as_one, as_one, known_as, names_of
from orderdeck.data.desk.pictures.parts import UNREADABLE
from orderdeck.data.desk.state import DeskState
from orderdeck.data.desk.tables.together import Companion
from orderdeck.data.desk.views import board
from orderdeck.queries.statements import statements


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
    changes: tuple[Difference, ...] = ()
    """What this export says otherwise than those before it, the status left out."""


class Shipment(msgspec.Struct, frozen=True, kw_only=True):
    """What the newest tracking file that has an order says. Times are µs, UTC."""

    parcels: tuple[tuple[str, str], ...]
    """Carrier ("" where the file has none) and number of each."""
    sent_at: int
    file: str
    file_at: int

    @property
    def told(self) -> str:
        """The parcels in a line."""
        return ", ".join(f"{carrier} {number}".strip() for carrier, number in self.parcels)


class OrderDetail(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one order. Times are µs since the epoch, UTC."""

    order_key: str
    fields: dict[str, Any]
    """Its newest state: the columns of data.base.vocabulary.frames.ORDERS, money as Decimal."""
    lines: list[dict[str, Any]]
    """Its lines in order: the columns of data.base.vocabulary.frames.LINES."""
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
    shipment: Shipment | None = None
    """What a tracking file says of it."""
    together: list[Companion] = []
    """Other orders to be shipped to the same buyer at the same address."""
    since: list[Since] = []
    """What has changed since it was packed, and since somebody last acted on it, while it is open."""


Record = dict[str, Any]
_READ: Final = statements("desk/look_up")
_PART_OF: Final = """
    select order_key from open_orders where contains(order_id, $part) order by deadline, order_key limit $most
"""
PART: Final = 4
"""Characters that are enough of a number to look for it among open orders."""
MOST_FOUND: Final = 200
"""Orders found by a part of their number."""


def order(desk: DeskState, order_key: str) -> OrderDetail | None:
    """See Desk.order."""
    order_key = known_as(desk.con, order_key)
    found = _open(desk, order_key) or _finished(desk, order_key)
    if found is None:
        return None
    acts = acts_on(desk, order_key)
    names = {export.export_id: export for export in desk.pictures}
    return OrderDetail(
        order_key=order_key,
        fields=found.fields,
        lines=found.lines,
        board=found.board,
        history=_history(desk, order_key, found, names),
        acts=acts,
        notes=[act for act in counting(acts) if act.kind == "note"],
        export=names.get(found.export_id),
        sightings=len(found.seen),
        shipment=_shipment(desk, order_key),
        together=desk.together(order_key),
        since=desk.changed_since([order_key]).get(order_key, []) if found.board else [],
    )


def _shipment(desk: DeskState, order_key: str) -> Shipment | None:
    rows = desk.con.execute(_READ["shipment"], {"key": order_key}).fetchall()
    if not rows:
        return None
    parcels, sent_at, file, file_at = rows[0]
    told = tuple((one["carrier"] or "", one["number"]) for one in parcels)
    return Shipment(parcels=told, sent_at=sent_at, file=file, file_at=file_at)


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    fields: Record
    lines: list[Record]
    seen: list[Record]
    export_id: str
    board: Record | None = None


def _open(desk: DeskState, order_key: str) -> _Found | None:
    # All of an open order is in memory.
    con, key = desk.con, {"key": order_key}
    rows = _records(frame(con, _READ["open_order"], key))
    if not rows:
        return None
    row = rows[0]
    board_rows = _records(board.rows(con, [order_key]))
    in_part = value(con, "select count(*) from part_seen where key = md5_number($key)", key)
    seen = _sightings(desk, order_key, row) if in_part else _records(frame(con, _READ["seen"], key))
    return _Found(
        fields={name: row[name] for name in ORDERS},
        lines=[
            {name: line[name] for name in LINES} for line in _records(frame(con, _READ["open_lines"], key))
        ],
        seen=seen,
        export_id=row["export_id"],
        board=board_rows[0] if board_rows else None,
    )


def _finished(desk: DeskState, order_key: str) -> _Found | None:
    newest = desk.con.execute(_READ["newest"], {"key": order_key}).fetchall()
    if not newest:
        return None
    export_id, content, seq, lacks, _ = newest[0]
    held = parts.holding(parts.order_parts(desk.ledger), {content})
    where = {"key": order_key, "export": content}
    files = {stem: parts.files(desk.paths, held, stem) for stem in ("orders", "lines")}
    if not files["orders"]:
        return None
    if lacks and files["lines"]:
        fields, lines = _filled(desk, where, files, seq)
    else:
        fields = _records(
            frame(desk.con, as_one(desk.con, _READ["order"]), where | {"files": files["orders"]})
        )
        lines = (
            _records(frame(desk.con, as_one(desk.con, _READ["lines"]), where | {"files": files["lines"]}))
            if files["lines"]
            else []
        )
    if not fields:
        return None
    seen = _sightings(desk, order_key, fields[0] | {"export_id": export_id})
    return _Found(fields=fields[0], lines=lines, seen=seen, export_id=export_id)


def _filled(
    desk: DeskState, where: Record, files: dict[str, list[str]], seq: int
) -> tuple[list[Record], list[Record]]:
    """The newest state of an order and its lines, with what it lacks from older ones."""
    con = desk.con
    con.execute(as_one(con, _READ["take_order"]), where | {"files": files["orders"], "seq": seq})
    con.execute(as_one(con, _READ["take_lines"]), where | {"files": files["lines"]})
    try:
        try:
            filling.fill(con, desk.paths, lambda: parts.order_parts(desk.ledger))
        except UNREADABLE:
            pass  # what lies in a damaged part is lost; what this one says is not
        fields, lines = (_records(frame(con, _READ[name])) for name in ("taken_order", "taken_lines"))
    finally:
        con.execute(_READ["drop_taken"])
    return fields, lines


def _sightings(desk: DeskState, order_key: str, newest: Record) -> list[Record]:
    # From the exports that can have it: from the day that it was placed to the last that did.
    which = {"placed": newest["placed_at"], "export": newest["export_id"]}
    exports = set(column(desk.con, _READ["between"], which))
    held = parts.holding(parts.order_parts(desk.ledger), exports)
    files = parts.files(desk.paths, held, "orders")
    sql = as_one(desk.con, _READ["sightings"])
    return _records(frame(desk.con, sql, {"files": files, "key": order_key})) if files else []


def acts_on(desk: DeskState, order_key: str) -> list[Act]:
    """The journal of one order, oldest first."""
    if order_key in desk.acts.by_order:
        return list(desk.acts.by_order[order_key])
    names = names_of(desk.con, [order_key])
    found = [act for name in names for act in desk.ledger.acts(order_key=name)]
    return acts_as_one(desk.con, sorted(found, key=lambda act: act.seq))


def find(desk: DeskState, order_id: str) -> list[str]:
    """See Desk.find."""
    wanted = re.sub(r"\s+", "", order_id).lstrip("'`")
    files = _files(desk, "orders")
    if not wanted or not files:
        return []
    same = {wanted, wanted.lstrip("#"), f"#{wanted.lstrip('#')}"}
    which = {"files": files, "ids": sorted(same), "key": known_as(desk.con, wanted)}
    keys = column(desk.con, as_one(desk.con, _READ["find"]), which)
    keys = column(desk.con, _READ["known"], {"keys": keys}) if keys else []
    if not keys and len(wanted) >= PART:
        return column(desk.con, _PART_OF, {"part": wanted, "most": MOST_FOUND})
    still_open = set(board.rows(desk.con, keys)["order_key"])
    return sorted(keys, key=lambda key: (key not in still_open, key))


def status_of(desk: DeskState, order_key: str) -> str | None:
    """The newest status of an order, also of one that was finished with; None where there is no such order."""
    newest = desk.con.execute(_READ["newest"], {"key": order_key}).fetchall()
    if not newest:
        return None
    if closed := newest[0][-1]:
        return str(closed)
    found = _open(desk, order_key) or _finished(desk, order_key)
    return str(found.fields["status"]) if found else None


def _files(desk: DeskState, stem: str) -> list[str]:
    return parts.files(desk.paths, parts.order_parts(desk.ledger), stem)


def _history(desk: DeskState, order_key: str, found: _Found, names: dict[str, Export]) -> list[Step]:
    steps: list[Step] = []
    changes = _changes(desk, order_key, found)
    # Exports without a word on it don't count, unless there is no other.
    told = [row for row in found.seen if row["status"] is not None]
    stands = {name: found.fields[name] for name in ("status", "status_text")}
    # Those without a word on the status count where something else in them is new.
    status = stands
    rows = []
    for row in found.seen:
        if row["status"] is not None:
            status = {name: row[name] for name in ("status", "status_text")}
            rows.append(row)
        elif not told and not rows:
            rows.append(row | stands)
        elif (row["export_id"], row["source_row"]) in changes:
            rows.append(row | status)
    for row in rows:
        told_now = changes.get((row["export_id"], row["source_row"]), ())
        if (
            steps
            and not told_now
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
                changes=told_now,
            )
        )
    return steps


def _changes(desk: DeskState, order_key: str, found: _Found) -> dict[tuple[str, int], tuple[Difference, ...]]:
    """Export and row -> what it says otherwise than those before it."""
    ids = list(dict.fromkeys(row["export_id"] for row in found.seen))
    if len(ids) < 2:
        return {}
    named = {"ids": ids}
    held = parts.holding(parts.order_parts(desk.ledger), set(column(desk.con, _READ["contents_of"], named)))
    files = {stem: parts.files(desk.paths, held, stem) for stem in ("orders", "lines")}
    if not files["orders"]:
        return {}
    which = {"key": order_key, **named}
    lines: dict[str, list[Record]] = {}
    try:
        sql = {name: as_one(desk.con, _READ[name]) for name in ("told", "told_lines")}
        rows = _records(frame(desk.con, sql["told"], which | {"files": files["orders"]}))
        if files["lines"]:
            for line in _records(frame(desk.con, sql["told_lines"], which | {"files": files["lines"]})):
                lines.setdefault(line["export_id"], []).append(line)
    except parts.UNREADABLE:
        return {}  # where one of them is damaged nobody knows what the next one said anew
    seen = [row | {"lines": lines.get(row["content"], [])} for row in rows]
    return {
        (row["export_id"], row["source_row"]): told
        for row, told in zip(seen, changes_told(seen), strict=True)
        if told
    }


def _records(rows: pl.DataFrame) -> list[dict[str, Any]]:
    times = [name for name, kind in rows.schema.items() if isinstance(kind, pl.Datetime)]
    return rows.with_columns(pl.col(times).dt.epoch("us")).to_dicts()
