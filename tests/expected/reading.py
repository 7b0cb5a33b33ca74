"""What an export is read as, as text that can be kept: a field a line, one line an order line."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from orderdeck.data.base.vocabulary.frames import BY_KIND
from orderdeck.data.exports.profile_reader import ProfileOpened, ProfileReader
from orderdeck.data.exports.recognise import Refusal

Cell = str | int | float | bool | Decimal | datetime | None

TAKEN_AT: Final = datetime(2025, 11, 5, 9, 30, tzinfo=UTC)
"""When the samples were taken; a checkout keeps no times of files."""


def read_as(path: Path, reader: ProfileReader) -> str:
    """What `reader` makes of the file at `path`, as JSON text.

    Times bear the offset of the zone that the file was read in, amounts stand as text beside their row's currency,
    cells that say nothing are left out.
    """
    opened = reader.open(path, path.name, int(TAKEN_AT.timestamp() * 1_000_000))
    assert not isinstance(opened, Refusal), f"{path.name} is refused: {opened.reason} {opened.detail}"
    zone = ZoneInfo(opened.context.zone)
    head = {
        "profile": opened.profile,
        "kind": opened.kind,
        "zone": opened.context.zone,
        "taken_at": _text(datetime.fromtimestamp(opened.exported_at / 1e6, UTC), zone),
    }
    rows, rejects = _rows(opened, zone)
    told = [f'"{name}": {_json(value)}' for name, value in head.items()]
    told.append(f'"notes": {_listed([_json(note) for note in opened.notes()])}')
    told.append(f'"{"orders" if opened.kind == "orders" else "rows"}": {_listed(rows)}')
    told.append(f'"rejects": {_listed(rejects)}')
    return "{\n  " + ",\n  ".join(told) + "\n}\n"


def _rows(opened: ProfileOpened, zone: ZoneInfo) -> tuple[list[str], list[str]]:
    """The orders (else the rows of the file's own kind), and the rejected rows."""
    rows: list[str] = []
    rejects: list[str] = []
    for frames in opened.frames():
        rejects += [_line(row, zone) for row in frames["rejects"].iter_rows(named=True)]
        if opened.kind != "orders":
            assert set(frames) - {"rejects"} <= set(BY_KIND)
            rows += [_line(row, zone) for row in frames[opened.kind].iter_rows(named=True)]
            continue
        lines: dict[str, list[str]] = {}
        for line in frames["lines"].sort("order_key", "line_no").iter_rows(named=True):
            lines.setdefault(line["order_key"], []).append(_line(line, zone, ("order_key",)))
        for order in frames["orders"].sort("source_row", "order_key").iter_rows(named=True):
            fields = [f'"{name}": {_json(value)}' for name, value in _said(order, zone).items()]
            fields.append(f'"lines": {_listed(lines.get(order["order_key"], []), "      ")}')
            rows.append("{\n      " + ",\n      ".join(fields) + "\n    }")
    return rows, rejects


def _line(row: Mapping[str, Cell], zone: ZoneInfo, without: tuple[str, ...] = ()) -> str:
    return _json({name: value for name, value in _said(row, zone).items() if name not in without})


def _said(row: Mapping[str, Cell], zone: ZoneInfo) -> dict[str, str | int | float | bool]:
    """The cells of `row` that say something."""
    return {name: _text(value, zone) for name, value in row.items() if value is not None}


def _text(value: Cell, zone: ZoneInfo) -> str | int | float | bool:
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat(sep=" ")
    if isinstance(value, Decimal):
        whole, _, part = f"{value:f}".partition(".")
        return f"{whole}.{part.rstrip('0').ljust(2, '0')}"
    assert value is not None
    return value


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _listed(entries: list[str], indent: str = "  ") -> str:
    if not entries:
        return "[]"
    return "[\n" + ",\n".join(f"{indent}  {entry}" for entry in entries) + f"\n{indent}]"
