"""A damaged part made anew: from the exports' files where those are still there, else from what of it is sound."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import polars as pl

from data import frames
from data.carry import Carry
from data.frames import UTC
from data.keep.findings import Finding
from data.keep.mend import keep_aside
from data.ledger import Ledger, Part
from data.ledger.errors import plain_errors
from data.ledger.parts import PartWriter, damaged_files, stamped
from data.model import Export
from data.paths import DeskPaths
from data.reader import ProfileReader
from data.recognise.gate import check_file, sha256_of
from data.recognise.model import Refusal, RefusalError
from data.settings import Settings
from data.watch import Found, scan

Frames = dict[str, pl.DataFrame]


class Rebuild:
    """Rebuilds parts of one desk. Only for the holder of the loader's lock."""

    def __init__(self, paths: DeskPaths, ledger: Ledger, settings: Settings) -> None:
        self._paths, self._ledger = paths, ledger
        self._reader = ProfileReader.of(paths, settings)
        self._exports = {one.export_id: one for one in ledger.exports() if one.state == "loaded"}
        self._found: list[Found] | None = None

    def part(self, part: Part) -> tuple[str, list[Finding]]:
        """Puts a new part in the place of the damaged `part`: the folder it was kept aside in, and what became of
        each of its exports. Raises LedgerError."""
        sound = self._sound(part)
        told: list[Finding] = []
        kept: list[tuple[str, list[Frames]]] = []
        for export_id in part.export_ids:
            read, finding = self._again(export_id, sound)
            told.append(finding)
            kept.append((export_id, read))
        held = [export_id for export_id, read in kept if read]
        new = self._write(part.kind, held, [one for _, read in kept for one in read])
        self._ledger.merge(new, [part.name])
        with plain_errors(str(self._paths.damaged)):
            aside = keep_aside(self._paths, "part")
            folder = self._paths.parts / part.name
            if folder.exists():
                folder.rename(aside / part.name)
        return aside.name, told

    def export(self, export: Export) -> list[Finding]:
        """Reads an export again that no part holds; a part for it where its file is there. Raises LedgerError."""
        read, finding = self._again(export.export_id, {})
        if read:
            self._ledger.merge(self._write(export.kind, [export.export_id], read), [])
        return [finding]

    def _again(self, export_id: str, sound: Frames) -> tuple[list[Frames], Finding]:
        export = self._exports.get(export_id)
        file = self._file_of(export) if export else None
        if export and file:
            try:
                return self._read(export, file), Finding(
                    code="export_rebuilt",
                    subject=export.name,
                    count=export.orders or export.lines,
                    mended=True,
                )
            except RefusalError:
                pass  # other profiles than when it was loaded
        left = {
            stem: frame.filter(pl.col("export_id") == export_id)
            for stem, frame in sound.items()
            if "export_id" in frame.columns
        }
        # Orders without lines still tell a packer whom to ask; lines without their orders tell nothing.
        kind = export.kind if export else "orders"
        whole = kind in left
        name = export.name if export else export_id
        counts = f"{export.orders} orders, {export.lines} lines" if export else ""
        if whole:
            missing = ", ".join(stem for stem in ("lines", "rejects") if stem not in left)
            counts = f"{counts}; kept: {', '.join(left)}" + (f"; lost: {missing}" if missing else "")
        return [left] if whole else [], Finding(code="export_lost", subject=name, detail=counts, mended=whole)

    def _read(self, export: Export, file: Found) -> list[Frames]:
        opened = self._reader.open(file.path, export.name, file.mtime_us)
        if isinstance(opened, Refusal) or opened.kind != export.kind:
            raise RefusalError("no_profile")
        carry = Carry(self._ledger)
        found: list[Frames] = []
        with closing(opened.frames()) as batches:
            for batch in batches:
                frame = stamped(batch, export.export_id, export.exported_at)
                if opened.kind == "orders":
                    frame = self._carried(carry, frame, opened.lacks)
                found.append(dict(frame))
        return found

    def _carried(self, carry: Carry, batch: Frames, lacks: frozenset[str]) -> Frames:
        try:
            return dict(carry.fill(batch, lacks))
        except (OSError, pl.exceptions.PolarsError):
            return batch  # what would be carried over lies in a damaged part itself

    def _file_of(self, export: Export) -> Found | None:
        """The file that `export` was loaded from, under whatever name it lies in the folder now."""
        if self._found is None:
            self._found = [one for one in scan(self._paths) if not one.trouble]
        candidates = [one for one in self._found if one.size == export.size]
        for one in sorted(candidates, key=lambda one: one.name != export.name):
            try:
                check_file(one.path, self._paths.exports, self._reader.limits)
                if sha256_of(one.path) == export.sha256:
                    return one
            except RefusalError:
                continue
        return None

    def _sound(self, part: Part) -> Frames:
        """The rows of the stems of `part` all of whose files are sound."""
        damaged = set(damaged_files(self._paths, part))
        stems = {_stem(name) for name in part.checksums}
        folder = self._paths.parts / part.name
        found = {}
        for stem in stems - {_stem(name) for name in damaged}:
            files = [pl.read_parquet(folder / name) for name in part.files(stem)]
            found[stem] = pl.concat(files, how="diagonal_relaxed")
        return found

    def _write(self, kind: str, export_ids: list[str], read: list[Frames]) -> Part:
        name = f"r{self._ledger.last_export():x}{_random()}"
        writer = PartWriter(self._paths, name, kind, export_ids)
        try:
            for batch in _alike(kind, read):
                writer.add(batch)
            return writer.publish()
        except BaseException:
            writer.discard()
            raise


def _alike(kind: str, read: list[Frames]) -> Iterator[Frames]:
    """`read` with every stem of the kind in each batch, all with the same columns."""
    schemas = (
        {**frames.PARTS} if kind == "orders" else {kind: frames.BY_KIND[kind], "rejects": frames.REJECTS}
    )
    stamps: dict[str, pl.DataType | type[pl.DataType]] = {"export_id": pl.String, "exported_at": UTC}
    for batch in read or [{}]:
        yield {
            stem: frames.conform(batch[stem], schema | stamps)
            if stem in batch
            else frames.empty(schema | stamps)
            for stem, schema in schemas.items()
        }


def _stem(name: str) -> str:
    return Path(name).stem.split("-")[0]


def _random() -> str:
    import secrets

    return secrets.token_hex(6)
