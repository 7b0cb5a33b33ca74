"""Rows for parts that no ledger knows of any more, from the parts themselves and the exports that are still there.

What such an export is called, its profile and what it claims come from its file; its moment from both, by the rule of
`data.exports.dating.export_time`. When it arrived nobody knows: at the latest when its part was written. Whether it
was withdrawn stood in the journal alone.
"""

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Settings, SettingsError, load
from orderdeck.data.base.folder.found import Found, scan
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.containers.files import sha256_of
from orderdeck.data.exports.containers.records import Refusal, RefusalError
from orderdeck.data.exports.dating.export_time import settled
from orderdeck.data.exports.dating.latest_event import latest_events
from orderdeck.data.exports.packing.carry_forward import TOLD_BY, RowsSeen
from orderdeck.data.exports.reading import Opened, Reader, as_refused, claim_of, moment_notes
from orderdeck.data.ledger.recovery.salvage import Rows
from orderdeck.data.ledger.recovery.second_copy import Row

_KINDS: Final = ("orders", "stock", "purchases", "products", "suppliers", "tracking")


class _Export(msgspec.Struct):
    """What a part tells of one of its exports."""

    exported_at: int
    counts: dict[str, int] = {}
    """Stem -> rows."""
    latest: int = 0
    lacks: set[str] = set()
    """Columns that none of its rows has anything in: what its file had no column for, as far as rows can tell."""


class _Lost(NamedTuple):
    """A part that no row tells of."""

    name: str
    kind: str
    exports: dict[str, _Export]
    rows: int
    size: int
    checksums: dict[str, str]
    written: int
    """When its files were written, µs since the epoch, UTC."""


class _Source(NamedTuple):
    """A file in the folder."""

    found: Found
    sha256: str


def adopt(paths: DeskPaths, rows: Rows) -> int:
    """Adds to `rows` a line for each export, and each part, that lies in `paths.parts` without one; how many parts.

    Name and full checksum of an export come from its file where that is still in the folder. What it lacks
    (data.exports.packing.carry_forward) is what none of its rows has, as far as that tells; of statuses, which
    every row has, it doesn't.
    """
    known = {row["name"] for (table, _), row in rows.items() if table == "parts"}
    held = {row["export_id"] for (table, _), row in rows.items() if table == "exports" and row["part"]}
    sources: _Sources | None = None
    adopted = 0
    # Merged parts first: what they hold may still lie beside them.
    for folder in sorted(
        _folders(paths.parts), key=lambda one: (not one.name.startswith(("m", "f")), one.name)
    ):
        if folder.name in known:
            continue
        found = _read(folder)
        if found is None or found.exports.keys() <= held:
            continue
        sources = sources or _Sources(paths)
        _add(rows, found, sources, held)
        adopted += 1
    return adopted


def _add(rows: Rows, part: _Lost, sources: "_Sources", held: set[str]) -> None:
    checksums = msgspec.json.encode(part.checksums).decode()
    for export_id, export in part.exports.items():
        if export_id in held:
            continue
        held.add(export_id)
        source, opened, claimed = sources.of(export_id, export, part)
        # It was taken as of its arrival, where what it claims lies ahead of that.
        arrived = export.exported_at if claimed > export.exported_at else part.written
        mtime = source.found.mtime_us if source else export.exported_at
        moment = settled(claimed, mtime, arrived, export.latest)
        stem = "lines" if part.kind == "orders" else part.kind
        row = {
            "export_id": export_id,
            "sha256": source.sha256 if source else export_id,
            "name": source.found.name if source else f"({export_id})",
            "size": source.found.size if source else 0,
            "exported_at": moment.at, "loaded_at": arrived, "state": "loaded",
            "profile": opened.profile if opened else "", "kind": part.kind,
            "orders": export.counts.get("orders", 0), "lines": export.counts.get(stem, 0),
            "rejected": export.counts.get("rejects", 0),
            "reason": "", "detail": "", "headers": "[]", "nearest": "",
            "notes": msgspec.json.encode(moment_notes(moment)).decode(),
            "checksums": checksums, "latest_event": export.latest, "claimed_at": moment.claimed_later,
            "lacks": msgspec.json.encode(sorted(_lacks(export, opened))).decode(),
            "rows_of": "", "copied_at": 0, "part": part.name,
        }  # fmt: skip
        _put(rows, "exports", row)
    row = {
        "name": part.name, "kind": part.kind, "at": part.written, "rows": part.rows, "size": part.size,
        "export_ids": msgspec.json.encode(list(part.exports)).decode(), "checksums": checksums,
    }  # fmt: skip
    _put(rows, "parts", row)


def _put(rows: Rows, table: str, row: Row) -> None:
    seq = max((key for name, key in rows if name == table), default=0) + 1
    rows[(table, seq)] = {"seq": seq} | row


def _read(folder: Path) -> _Lost | None:
    """What a part holds, or None where it can't be read to its end."""
    files = sorted(one for one in folder.glob("*.parquet") if one.is_file() and not one.is_symlink())
    stems = {file.stem.split("-")[0] for file in files}
    kind = next((kind for kind in _KINDS if kind in stems), None)
    if kind is None:
        return None
    exports: dict[str, _Export] = {}
    has: dict[str, set[str]] = {}
    seen = RowsSeen()
    try:
        written = max(file.stat().st_mtime_ns for file in files) // 1000
        for file in files:
            stem = file.stem.split("-")[0]
            frame = pl.read_parquet(file)
            if stem in ("orders", "lines"):
                seen.note({stem: frame})
            if stem == "orders":
                _note_columns(frame, has)
            counted = (
                frame.group_by("export_id", "exported_at")
                .agg(pl.len().alias("rows"))
                .with_columns(pl.col("exported_at").dt.epoch("us"))
            )
            for export_id, exported_at, count in counted.iter_rows():
                export = exports.setdefault(str(export_id), _Export(int(exported_at)))
                export.counts[stem] = export.counts.get(stem, 0) + count
            with suppress(pl.exceptions.ColumnNotFoundError):  # a part of an earlier orderdeck
                for export_id, latest in latest_events({stem: frame}, written).items():
                    exports[export_id].latest = max(latest, exports[export_id].latest)
        checksums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    except (OSError, pl.exceptions.PolarsError):
        return None
    rows = sum(export.counts.get(kind, 0) for export in exports.values())
    size = sum(file.stat().st_size for file in files)
    for one, told in has.items():
        if one in exports:
            exports[one].lacks = {*(TOLD_BY.keys() - told), *seen.lacks(one)}
    return _Lost(folder.name, kind, exports, rows, size, checksums, written)


def _lacks(export: _Export, opened: Opened | None) -> set[str]:
    """What the export's file has no column for, as its header says; as its rows say, where the file is gone."""
    return {*opened.lacks, *(export.lacks - TOLD_BY.keys())} if opened else export.lacks


def _note_columns(orders: pl.DataFrame, has: dict[str, set[str]]) -> None:
    """Adds to `has`, by export id, the columns that any of its orders has something in."""
    columns = [name for name in TOLD_BY if name in orders.columns]
    for row in orders.group_by("export_id").agg(pl.col(columns).is_not_null().any()).iter_rows(named=True):
        has.setdefault(row["export_id"], set()).update(name for name in columns if row[name])


class _Sources:
    """The files in the folder, by the export id of what was loaded from them."""

    def __init__(self, paths: DeskPaths) -> None:
        self._reader = _reader(paths)
        self._files: dict[str, list[_Source]] = {}
        for found in scan(paths):
            if not found.trouble:
                with suppress(RefusalError):
                    sha = sha256_of(found.path)
                    self._files.setdefault(sha[:16], []).append(_Source(found, sha))

    def of(self, export_id: str, export: _Export, part: _Lost) -> tuple[_Source | None, Opened | None, int]:
        """The file that `export` was loaded from, as it is read today, and the moment that it claims; of several files
        of these bytes the one that claims the moment that its rows bear, or that lies ahead of when they were written.
        """
        files = self._files.get(export_id, [])
        read = [(file, self._open(file.found, part.kind)) for file in files]
        claims = [(file, opened, claim_of(opened)) for file, opened in read if opened]
        same = [one for one in claims if one[2] == export.exported_at]
        ahead = [one for one in claims if one[2] > part.written]
        if same or ahead:
            return (same or ahead)[0]
        source, opened = read[0] if read else (None, None)
        return source, opened, export.exported_at

    def _open(self, found: Found, kind: str) -> Opened | None:
        try:
            with as_refused():
                opened = self._reader.open(found.path, found.name, found.mtime_us)
        except RefusalError:
            return None
        return None if isinstance(opened, Refusal) or opened.kind != kind else opened


def _reader(paths: DeskPaths) -> Reader:
    from orderdeck.data.exports.apart.reader import ApartReader

    try:
        settings = load(paths)
    except SettingsError:
        settings = Settings()  # told elsewhere; the ledger must open all the same
    return ApartReader.of(paths, settings)


def _folders(parent: Path) -> list[Path]:
    try:
        return [entry for entry in parent.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except FileNotFoundError:
        return []
