"""Files of one shape, one or several, read and written as one part."""

import secrets
from collections.abc import Callable, Sequence

import msgspec

from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.exports.packing.steps import Step, Steps, Summary, each
from orderdeck.data.exports.reading import ApartError, Opened, Packing, claim_of
from orderdeck.data.intake.batch.export_lines import (
    has_changed,
    loaded_export,
    moment_of,
    now_us,
    written_as_of,
)
from orderdeck.data.intake.batch.remarks import RemarksAhead
from orderdeck.data.ledger import Part
from orderdeck.data.ledger.parts.folder import PartFolder


class RecognisedFile(msgspec.Struct, frozen=True):
    """A file that was found, and opened."""

    found: Found
    sha256: str
    opened: Opened

    @property
    def export_id(self) -> str:
        return self.sha256[:16]


def written(
    group: Sequence[RecognisedFile], paths: DeskPaths, remarks: RemarksAhead, progress: Callable[[int], None]
) -> tuple[list[Export], Part] | None:
    """The lines and the part of files of one shape, to be recorded; None where the only one has changed meanwhile.

    `progress` is called with the rows so far; what it raises ends it, as LedgerError, RefusalError and ApartError do,
    and then nothing is left. ApartError: the files had better be written one by one.
    """
    kind, ids = group[0].opened.kind, [file.export_id for file in group]
    arrived = now_us()
    name = ids[0] if len(ids) == 1 else f"m{secrets.token_hex(8)}"
    folder = PartFolder(paths, name, kind, ids)

    def take(step: Step) -> None:
        if step.anew:
            folder.clear()
        for file in step.files:
            folder.put(*file)
        progress(step.rows)

    try:
        summary = each(_steps(group, arrived), take)
        if any(has_changed(file.found) for file in group):
            if len(group) > 1:
                raise ApartError
            return None
        remarks.find_out(summary.remarks)
        part = folder.publish(summary.height(kind))
        return [_line(file, summary, arrived, part) for file in group], part
    finally:
        folder.discard()


def _steps(group: Sequence[RecognisedFile], arrived: int) -> Steps:
    """The steps in which files of one shape are packed."""
    first, *beside = [file.opened for file in group]
    stamps = [(file.export_id, written_as_of(file.opened, file.found, arrived)) for file in group]
    if isinstance(first, Packing):
        return first.packed(stamps, arrived, [one for one in beside if isinstance(one, Packing)])
    from orderdeck.data.exports.packing.pack import packed

    return packed(lambda _careful: first.frames(beside), stamps, first.kind, arrived)


def _line(file: RecognisedFile, summary: Summary, arrived: int, part: Part) -> Export:
    rows, latest = summary.rows[file.export_id], summary.latest[file.export_id]
    moment = moment_of(claim_of(file.opened), file.found, arrived, latest)
    notes, lacks = file.opened.notes(), summary.lacks[file.export_id]
    export = loaded_export(file.found, file.sha256, file.opened, rows, notes, moment, latest, lacks)
    return msgspec.structs.replace(export, checksums=part.checksums)
