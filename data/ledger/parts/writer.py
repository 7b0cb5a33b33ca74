"""Immutable Parquet: written aside, synced, then renamed into place; visible only by its row in the ledger."""

import hashlib
import io
import os
import shutil
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import polars as pl

from orderdeck.data.base import status
from orderdeck.data.base.frames import FILE, UTC
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.permissions import Rights
from orderdeck.data.ledger.errors import LedgerDamaged, plain_errors
from orderdeck.data.ledger.records import Part
from orderdeck.data.ledger.store import Ledger

STAGED: Final = "part-"
"""Prefix of a part's folder in staging, which others use for files of their own."""

FILE_ROWS: Final = 200_000
"""Rows of all stems after which a file of each is written; bounds the loader's memory."""
FILE_BYTES: Final = 128 * 2**20
"""The same in bytes in memory, for files with very long cells."""

ROW_GROUP: Final = 100_000
SMALL_GROUP: Final = 20_000
"""The same in files of fewer rows: DuckDB reads one group on each core."""

# Of 300,000 orders: zstd 1 10.4 MB written in 0.31 s, zstd 3 10.7 MB, lz4 16.9 MB in 0.27 s, snappy 17.1 MB;
# DuckDB reads zstd 1 as fast as lz4.
LEVEL: Final = 1


class PartWriter:
    """Writes one part in batches: `add` as often as need be, then `publish` or `discard`.

    Each stem becomes `<stem>.parquet`, with `<stem>-0001.parquet` and so on for big exports; open orders, and
    their lines, come first within each file. A stem given without rows becomes a file without rows.
    """

    def __init__(self, paths: DeskPaths, name: str, kind: str, export_ids: list[str]) -> None:
        self._paths = paths
        self._rights = Rights.of(paths)
        self._staged = paths.staging / f"{STAGED}{name}"
        self._name, self._kind, self._export_ids = name, kind, export_ids
        self._waiting: dict[str, list[pl.DataFrame]] = {}
        self._checksums: dict[str, str] = {}
        self._batches = 0
        self._size = 0
        self.rows: dict[str, int] = {}
        # Packing lets go of the GIL: the next batches are read meanwhile, one file of each stem ahead at most.
        self._packer = ThreadPoolExecutor(1, "parts")
        self._packing: Future[None] | None = None
        with plain_errors(str(self._staged)):
            shutil.rmtree(self._staged, ignore_errors=True)
            self._rights.make_folder(self._staged)

    def add(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Takes in a batch of frames by stem (see `stamped`), all with the columns they had in the batch before.

        Raises LedgerError.
        """
        for stem, frame in frames.items():
            waiting = self._waiting.setdefault(stem, [])
            if frame.height or not waiting:
                waiting.append(frame)
            self.rows[stem] = self.rows.get(stem, 0) + frame.height
        held = [frame for waiting in self._waiting.values() for frame in waiting]
        if sum(f.height for f in held) >= FILE_ROWS or sum(f.estimated_size() for f in held) >= FILE_BYTES:
            self._write()

    def publish(self) -> Part:
        """Puts the part in its place, safely on disk; it is visible once the ledger has recorded what this gives.

        Raises LedgerError.
        """
        self._write()
        self._await()
        self._packer.shutdown()
        with plain_errors(str(self._staged)):
            _sync_folder(self._staged)
            place = self._paths.parts / self._name
            shutil.rmtree(place, ignore_errors=True)  # of a loader that died between rename and record
            self._staged.rename(place)
            _sync_folder(self._paths.parts)
        return Part(
            name=self._name,
            kind=self._kind,
            export_ids=self._export_ids,
            rows=self.rows.get(self._kind, 0),
            size=self._size,
            checksums=self._checksums,
            at=time.time_ns() // 1000,
        )

    def discard(self) -> None:
        """Takes away what was written so far. After `publish` it does nothing."""
        self._packer.shutdown()
        shutil.rmtree(self._staged, ignore_errors=True)

    def _write(self) -> None:
        waiting, self._waiting = self._waiting, {}
        self._await()
        self._packing = self._packer.submit(self._pack, waiting)

    def _await(self) -> None:
        packing, self._packing = self._packing, None
        if packing:
            packing.result()

    def _pack(self, waiting: dict[str, list[pl.DataFrame]]) -> None:
        frames = {stem: pl.concat(held) for stem, held in waiting.items() if held}
        waiting.clear()
        for stem, frame in _open_first(frames).items():
            first = f"{stem}.parquet"
            if first not in self._checksums:
                self._write_file(first, frame)
            elif frame.height:
                self._write_file(f"{stem}-{self._batches:04}.parquet", frame)
        self._batches += 1

    def _write_file(self, name: str, frame: pl.DataFrame) -> None:
        # Through memory (some 10 MB): errors keep their errno and the checksum needs no second reading.
        packed = io.BytesIO()
        rows = SMALL_GROUP if frame.height < ROW_GROUP else ROW_GROUP
        frame.write_parquet(packed, compression="zstd", compression_level=LEVEL, row_group_size=rows)
        content = packed.getbuffer()
        file = self._staged / name
        with plain_errors(str(file)), os.fdopen(self._rights.open_new(file), "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        self._checksums[name] = hashlib.sha256(content).hexdigest()
        self._size += len(content)


def sweep(paths: DeskPaths, ledger: Ledger, grace_seconds: float) -> list[str]:
    """Removes what dead loaders left and parts that were merged away more than `grace_seconds` ago; their names.

    Only for the holder of the loader's lock. Raises LedgerError.
    """
    gone = [folder for folder in _folders(paths.staging) if folder.name.startswith(STAGED)]
    known, replaced = ledger.known_parts(), ledger.replaced_parts()
    old = time.time_ns() // 1000 - int(grace_seconds * 1e6)
    for folder in _folders(paths.parts):
        if folder.name not in known or replaced.get(folder.name, old) < old:
            gone.append(folder)
    for folder in gone:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in gone]


def damaged_files(paths: DeskPaths, part: Part) -> list[str]:
    """Names of the files of `part` that are missing or not, byte for byte, what was written."""
    return [name for name, sha in part.checksums.items() if _sha256(paths.parts / part.name / name) != sha]


def read_part(paths: DeskPaths, part: Part) -> dict[str, pl.DataFrame]:
    """All rows of `part` by stem, checked against their checksums. Raises LedgerDamaged."""
    damaged = damaged_files(paths, part)
    if damaged:
        raise LedgerDamaged(f"part {part.name}: {', '.join(damaged)} missing or damaged")
    stems = dict.fromkeys(name.removesuffix(".parquet").split("-")[0] for name in sorted(part.checksums))
    folder = paths.parts / part.name
    return {stem: pl.concat([pl.read_parquet(folder / name) for name in part.files(stem)]) for stem in stems}


def stamped(frames: Mapping[str, pl.DataFrame], *exports: tuple[str, int]) -> dict[str, pl.DataFrame]:
    """`frames` with the columns that say which export a row is from and its time.

    `exports`: the id and time (µs, UTC) of each; where there are several, column `FILE` says which of them a row is
    from, and goes.
    """
    ids = pl.Series("export_id", [export_id for export_id, _ in exports], pl.String)
    times = pl.Series("exported_at", [at for _, at in exports], pl.Int64)
    moments = times.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if len(exports) == 1:  # no column as long as the frame
        stamps = [pl.lit(ids[0]).alias(ids.name), pl.lit(moments[0], UTC).alias(times.name)]
        return {stem: frame.with_columns(stamps) for stem, frame in frames.items()}
    return {
        stem: frame.drop(FILE).with_columns(ids.gather(frame[FILE]), moments.gather(frame[FILE]))
        for stem, frame in frames.items()
    }


def _open_first(frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    # A reader that asks for open orders skips whole row groups by their statistics.
    if "orders" not in frames:
        return frames
    orders = frames["orders"]
    is_open = orders.select(~pl.col("status").is_in(status.CLOSED).fill_null(False)).to_series()
    sorted_frames = {**frames, "orders": _first(orders, is_open)}
    if "lines" in frames:
        keys, lines = orders["order_key"], frames["lines"]
        if not lines["order_key"].equals(keys):  # else one line each
            is_open = lines["order_key"].is_in(keys.filter(is_open).unique().implode())
        sorted_frames["lines"] = _first(lines, is_open)
    return sorted_frames


def _first(frame: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """`frame` with `rows` (a mask) before the others, else in the order they are in."""
    # Taken up in one piece and then in another order: to filter twice and join the halves takes half as long again.
    return frame.rechunk()[pl.concat([rows.arg_true(), (~rows).arg_true()])]


def _folders(parent: Path) -> list[Path]:
    try:
        return sorted(entry for entry in parent.iterdir() if entry.is_dir() and not entry.is_symlink())
    except FileNotFoundError:
        return []


def _sha256(file: Path) -> str:
    try:
        with file.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        return ""


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
