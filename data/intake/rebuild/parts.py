"""Damaged parts made anew: from the exports' files where those are still there, else from what of them is sound.

An export is read again as of the moment at which it was read then, whatever its file is called or dated now.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

import msgspec
import polars as pl

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.folder.found import Found, scan
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.base.vocabulary import frames
from orderdeck.data.base.vocabulary.frames import UTC
from orderdeck.data.exports.apart.reader import ApartReader
from orderdeck.data.exports.containers.files import check_file, sha256_of
from orderdeck.data.exports.containers.records import Refusal, RefusalError
from orderdeck.data.exports.packing.stamps import stamped
from orderdeck.data.intake.folder.members import unpacked_again
from orderdeck.data.intake.rebuild.findings import Finding
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.errors import plain_errors
from orderdeck.data.ledger.parts.folder import damaged_files
from orderdeck.data.ledger.parts.writer import PartWriter
from orderdeck.data.ledger.recovery.mend import keep_aside

Frames = dict[str, pl.DataFrame]


class Rebuilt(msgspec.Struct, frozen=True):
    """What became of a damaged part, or of exports that no part held."""

    part: Part | None
    aside: str
    """Folder under `damaged/` that the damaged part went to."""
    exports: list[Finding]


class Rebuild:
    """Rebuilds parts of one desk. Only for the holder of the loader's lock."""

    def __init__(self, paths: DeskPaths, ledger: Ledger, settings: Settings) -> None:
        self._paths, self._ledger = paths, ledger
        self._reader = ApartReader.of(paths, settings)
        self._exports = _by_content(ledger.exports())
        self._found: list[Found] | None = None
        self._unpacked = ExitStack()

    def all(self, damaged: Sequence[Part], unheld: Sequence[str] = ()) -> list[Rebuilt]:
        """Puts a new part in the place of each of `damaged`, and makes one for each of `unheld` (what exports point to
        and no part holds) whose file is there; what became of each. Raises LedgerError."""
        rebuilt = [self._replace(part) for part in damaged]
        for content in unheld:
            read, finding = self._again(content, None)
            if read:
                new = self._write(self._exports[content].kind, [content], read)
                self._ledger.merge(new, [])
            rebuilt.append(Rebuilt(None, "", [finding]))
        return rebuilt

    def close(self) -> None:
        """Lets go of the process that reads, and of what was unpacked."""
        self._unpacked.close()
        self._reader.close()

    def has_file(self, content: str) -> bool:
        """Whether a file lies in the folder that is what an export points to."""
        export = self._exports.get(content)
        return export is not None and self._file_of(export) is not None

    def _replace(self, part: Part) -> Rebuilt:
        told: list[Finding] = []
        held: list[str] = []
        batches: list[Frames] = []
        for content in part.export_ids:
            read, finding = self._again(content, part)
            told.append(finding)
            if read:
                held.append(content)
                batches += read
        self._ledger.merge(self._write(part.kind, held, batches), [part.name])
        with plain_errors(str(self._paths.damaged)):
            aside = keep_aside(self._paths, "part")
            folder = self._paths.parts / part.name
            if folder.exists():
                folder.rename(aside / part.name)
        return Rebuilt(part, aside.name, told)

    def _again(self, content: str, part: Part | None) -> tuple[list[Frames], Finding]:
        export = self._exports.get(content)
        file = self._file_of(export) if export else None
        left = self._sound(part, content) if part else {}
        if export and file:
            try:
                return self._read(export, file, left), Finding(
                    code="export_rebuilt",
                    subject=export.name,
                    count=export.orders or export.lines,
                    mended=True,
                )
            except RefusalError:
                pass  # other profiles than when it was loaded
        # Orders without lines still tell a packer whom to ask; lines without their orders tell nothing.
        kind = export.kind if export else "orders"
        whole = kind in left
        name = export.name if export else content
        counts = f"{export.orders} orders, {export.lines} lines" if export else ""
        if whole:
            missing = ", ".join(stem for stem in ("lines", "rejects") if stem not in left)
            counts = f"{counts}; kept: {', '.join(left)}" + (f"; lost: {missing}" if missing else "")
        return [left] if whole else [], Finding(code="export_lost", subject=name, detail=counts, mended=whole)

    def _read(self, export: Export, file: Found, left: Frames) -> list[Frames]:
        moment = _moment(export, left)
        mtime = file.mtime_us if moment is None else moment
        opened = self._reader.open(file.path, export.name, mtime, root=file.root)
        if isinstance(opened, Refusal) or opened.kind != export.kind:
            raise RefusalError("no_profile")
        if moment is None:
            moment = min(opened.exported_at, export.loaded_at)
        # Years that a date lacks and times that remained hang on it.
        opened.as_of = moment
        found: list[Frames] = []
        with closing(opened.frames()) as batches:
            for batch in batches:
                found.append(stamped(batch, (export.export_id, moment)))
        return found

    def _file_of(self, export: Export) -> Found | None:
        """The file that `export` was loaded from, under whatever name it lies in the folder now."""
        if self._found is None:
            self._found = [one for one in scan(self._paths) if not one.trouble]
        again = unpacked_again(export.name, export.sha256, self._paths, self._reader)
        candidates = [one for one in self._found if one.size == export.size]
        for one in sorted(candidates, key=lambda one: one.name != export.name):
            try:
                check_file(one.path, one.root or self._paths.exports, self._reader.limits)
                if sha256_of(one.path) == export.sha256:
                    return one
            except RefusalError:
                continue
        if found := self._unpacked.enter_context(again):
            self._found.append(found)
        return found

    def _sound(self, part: Part, content: str) -> Frames:
        """The rows that `part` holds of an export, of the stems all of whose files are sound."""
        damaged = set(damaged_files(self._paths, part))
        stems = {_stem(name) for name in part.checksums}
        folder = self._paths.parts / part.name
        found = {}
        for stem in stems - {_stem(name) for name in damaged}:
            files = [pl.read_parquet(folder / name) for name in part.files(stem)]
            frame = pl.concat(files, how="diagonal_relaxed")
            if "export_id" in frame.columns:
                found[stem] = frame.filter(pl.col("export_id") == content)
        return found

    def _write(self, kind: str, contents: list[str], read: list[Frames]) -> Part:
        name = f"r{self._ledger.last_export():x}{_random()}"
        writer = PartWriter(self._paths, name, kind, contents)
        try:
            for batch in _alike(kind, read):
                writer.add(batch)
            return writer.publish()
        except BaseException:
            writer.discard()
            raise


def _by_content(exports: Sequence[Export]) -> dict[str, Export]:
    """What exports point to -> the line that its rows were read for; another of these bytes where that is lost."""
    found: dict[str, Export] = {}
    for export in exports:
        if export.state == "loaded" and (export.content not in found or not export.rows_of):
            # Its rows bear the id that all of them point to.
            found[export.content] = msgspec.structs.replace(export, export_id=export.content)
    return found


def _moment(export: Export, left: Frames) -> int | None:
    """The moment (µs, UTC) that the rows of `export` were read as of; None where nothing tells it."""
    for frame in left.values():
        if frame.height and "exported_at" in frame.columns:
            return int(frame.select(pl.col("exported_at").dt.epoch("us").first()).item())
    # What it holds has moved it in the ledger only.
    return None if "moment_by_content" in export.notes else export.exported_at


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
