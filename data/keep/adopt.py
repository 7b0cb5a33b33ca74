"""Rows for parts that no ledger knows of any more, from the parts themselves and the exports that are still there."""

import hashlib
import time
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from data.keep.salvage import Rows
from data.paths import DeskPaths
from data.watch import scan

_KINDS = ("orders", "stock", "purchases", "products", "suppliers")


def adopt(paths: DeskPaths, rows: Rows) -> int:
    """Adds to `rows` a line for each export, and each part, that lies in `paths.parts` without one; how many parts.

    Name and full checksum of an export come from its file where that is still in the folder.
    """
    known = {row["name"] for (table, _), row in rows.items() if table == "parts"}
    held = {row["export_id"] for (table, _), row in rows.items() if table == "exports" and row["part"]}
    sources: dict[str, tuple[str, str, int]] | None = None
    adopted = 0
    # Merged parts first: what they hold may still lie beside them.
    for folder in sorted(
        _folders(paths.parts), key=lambda one: (not one.name.startswith(("m", "f")), one.name)
    ):
        if folder.name in known:
            continue
        found = _read(folder)
        if found is None or set(found["exports"]) <= held:
            continue
        sources = _sources(paths) if sources is None else sources
        _add(rows, folder, found, sources, held)
        adopted += 1
    return adopted


def _add(
    rows: Rows, folder: Path, found: dict[str, Any], sources: dict[str, tuple[str, str, int]], held: set[str]
) -> None:
    now = time.time_ns() // 1000
    for export_id, (exported_at, counts) in found["exports"].items():
        if export_id in held:
            continue
        held.add(export_id)
        sha, name, size = sources.get(export_id, (export_id, f"({export_id})", 0))
        stem = "lines" if found["kind"] == "orders" else found["kind"]
        row = {
            "export_id": export_id, "sha256": sha, "name": name, "size": size, "exported_at": exported_at,
            "loaded_at": now, "state": "loaded", "profile": "", "kind": found["kind"],
            "orders": counts.get("orders", 0), "lines": counts.get(stem, 0), "rejected": counts.get("rejects", 0),
            "reason": "", "detail": "", "headers": "[]", "nearest": "", "notes": "[]",
            "checksums": msgspec.json.encode(found["checksums"]).decode(), "part": folder.name,
        }  # fmt: skip
        _put(rows, "exports", row)
    part = {
        "name": folder.name, "kind": found["kind"], "at": now, "rows": found["rows"], "size": found["size"],
        "export_ids": msgspec.json.encode(list(found["exports"])).decode(),
        "checksums": msgspec.json.encode(found["checksums"]).decode(),
    }  # fmt: skip
    _put(rows, "parts", part)


def _put(rows: Rows, table: str, row: dict[str, Any]) -> None:
    seq = max((key for name, key in rows if name == table), default=0) + 1
    rows[(table, seq)] = {"seq": seq} | row


def _read(folder: Path) -> dict[str, Any] | None:
    """What a part holds, or None where it can't be read to its end."""
    files = sorted(folder.glob("*.parquet"))
    stems = {file.stem.split("-")[0] for file in files}
    kind = next((kind for kind in _KINDS if kind in stems), None)
    if kind is None:
        return None
    exports: dict[str, tuple[int, dict[str, int]]] = {}
    rows = 0
    try:
        for file in files:
            stem = file.stem.split("-")[0]
            counted = (
                pl.read_parquet(file)
                .group_by("export_id", "exported_at")
                .agg(pl.len().alias("rows"))
                .with_columns(pl.col("exported_at").dt.epoch("us"))
            )
            for export_id, exported_at, count in counted.iter_rows():
                _, counts = exports.setdefault(str(export_id), (int(exported_at), {}))
                counts[stem] = counts.get(stem, 0) + count
                rows += count if stem == kind else 0
        checksums = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    except (OSError, pl.exceptions.PolarsError):
        return None
    size = sum(file.stat().st_size for file in files)
    return {"kind": kind, "exports": exports, "rows": rows, "size": size, "checksums": checksums}


def _sources(paths: DeskPaths) -> dict[str, tuple[str, str, int]]:
    """Export id -> sha-256, name and size of the file in the folder that it was loaded from."""
    from data.recognise.gate import sha256_of
    from data.recognise.model import RefusalError

    found: dict[str, tuple[str, str, int]] = {}
    for file in scan(paths):
        if file.trouble:
            continue
        try:
            sha = sha256_of(file.path)
        except RefusalError:
            continue
        found.setdefault(sha[:16], (sha, file.name, file.size))
    return found


def _folders(parent: Path) -> list[Path]:
    try:
        return [entry for entry in parent.iterdir() if entry.is_dir() and not entry.is_symlink()]
    except FileNotFoundError:
        return []
