"""Files of one shape, one or several, read and written as one part."""

import secrets
from collections.abc import Callable, Sequence
from contextlib import closing

import msgspec

from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.exports.reading import ApartError, Opened, claim_of
from orderdeck.data.intake.export_lines import has_changed, loaded_export, moment_of, now_us, written_as_of
from orderdeck.data.intake.tally import Tally
from orderdeck.data.ledger import Part
from orderdeck.data.ledger.parts.writer import PartWriter, stamped
from orderdeck.data.rules.remarks.prefetch import RemarksAhead


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
    first, ids = group[0].opened, [file.export_id for file in group]
    arrived = now_us()
    stamps = [(file.export_id, written_as_of(file.opened, file.found, arrived)) for file in group]
    tally = Tally(ids, first.kind, arrived)
    name = ids[0] if len(ids) == 1 else f"m{secrets.token_hex(8)}"
    writer = PartWriter(paths, name, first.kind, ids)
    try:
        with closing(first.frames([file.opened for file in group[1:]])) as frames:  # may have a thread to end
            for batch in frames:
                batch = stamped(batch, *stamps)
                tally.note(batch)
                if first.kind == "orders":
                    remarks.note(batch["orders"])
                writer.add(batch)
                progress(writer.rows.get(first.kind, 0) + writer.rows.get("rejects", 0))
        if any(has_changed(file.found) for file in group):
            if len(group) > 1:
                raise ApartError
            return None
        remarks.find_out()
        part = writer.publish()
        return [_line(file, tally, arrived, part) for file in group], part
    finally:
        writer.discard()


def _line(file: RecognisedFile, tally: Tally, arrived: int, part: Part) -> Export:
    rows, latest = tally.rows(file.export_id), tally.latest(file.export_id)
    moment = moment_of(claim_of(file.opened), file.found, arrived, latest)
    notes, lacks = file.opened.notes(), tally.lacks(file.export_id)
    export = loaded_export(file.found, file.sha256, file.opened, rows, notes, moment, latest, lacks)
    return msgspec.structs.replace(export, checksums=part.checksums)
