"""Parts written from frames, and read back."""

from collections.abc import Mapping

import polars as pl

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.packing.packer import Packer
from orderdeck.data.ledger.errors import LedgerDamaged
from orderdeck.data.ledger.parts.folder import PartFolder, damaged_files
from orderdeck.data.ledger.records import Part


class PartWriter:
    """Writes one part in batches: `add` as often as need be, then `publish` or `discard`; see
    `data.exports.packing.packer`."""

    def __init__(self, paths: DeskPaths, name: str, kind: str, export_ids: list[str]) -> None:
        self._folder, self._packer = PartFolder(paths, name, kind, export_ids), Packer()
        self._kind, self._rows = kind, 0

    def add(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Takes in a batch of frames by stem (see `data.exports.packing.stamps`), all with the columns they had in the
        batch before. Raises LedgerError."""
        self._rows += frames[self._kind].height if self._kind in frames else 0
        for file in self._packer.add(frames):
            self._folder.put(*file)

    def publish(self) -> Part:
        """See `PartFolder.publish`. Raises LedgerError."""
        for file in self._packer.finish():
            self._folder.put(*file)
        self._packer.close()
        return self._folder.publish(self._rows)

    def discard(self) -> None:
        """Takes away what was written so far. After `publish` it does nothing."""
        self._packer.close()
        self._folder.discard()


def read_part(paths: DeskPaths, part: Part) -> dict[str, pl.DataFrame]:
    """All rows of `part` by stem, checked against their checksums. Raises LedgerDamaged."""
    damaged = damaged_files(paths, part)
    if damaged:
        raise LedgerDamaged(f"part {part.name}: {', '.join(damaged)} missing or damaged")
    stems = dict.fromkeys(name.removesuffix(".parquet").split("-")[0] for name in sorted(part.checksums))
    folder = paths.parts / part.name
    return {stem: pl.concat([pl.read_parquet(folder / name) for name in part.files(stem)]) for stem in stems}
