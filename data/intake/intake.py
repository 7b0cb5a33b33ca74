"""One file in: hash, recognise, read, normalise, write its part, record it. Whole or not at all.

Whatever is wrong with a file becomes a line in the exports ledger; only what is wrong with the desk itself (disk
full, ledger busy) is raised, and then nothing of the file has been loaded.
"""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from typing import Final

import msgspec

from orderdeck.data.base.faults import fault_of
from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.records import Export
from orderdeck.data.exports.carry_forward import RowsSeen
from orderdeck.data.exports.containers.files import check_file, sha256_of
from orderdeck.data.exports.containers.records import ARRIVING, Refusal, RefusalError
from orderdeck.data.exports.dating.latest_event import latest_event
from orderdeck.data.exports.reading import Opened, Reader, Recalling, Stopped, as_refused, claim_of
from orderdeck.data.intake.again import TOUCHED, Again, found_again, is_touched
from orderdeck.data.intake.export_lines import (
    has_changed,
    loaded_export,
    moment_of,
    now_us,
    refused_export,
    same_refusal,
    tell,
    written_as_of,
)
from orderdeck.data.ledger import Ledger, LedgerError, Part, Sighting
from orderdeck.data.ledger.doubted import DOUBTED, Doubted
from orderdeck.data.ledger.parts.writer import PartWriter, stamped
from orderdeck.data.rules.remarks.prefetch import RemarksAhead

__all__ = ["MAX_ATTEMPTS", "Intake", "Opened", "Reader", "Stopped"]

MAX_ATTEMPTS: Final = 20
"""How often loaders may die over a file before it is refused. High, since they also die for reasons of their own."""

_log = logging.getLogger(__name__)


class Intake:
    """Takes files of one desk into its ledger. Only for the holder of the loader's lock.

    `progress` is called with the rows of the file in hand as they are read; once `stop` says so, the file in hand
    is put back and Stopped raised.
    """

    def __init__(
        self,
        ledger: Ledger,
        reader: Reader,
        progress: Callable[[int], None] | None = None,
        stop: Callable[[], bool] | None = None,
    ) -> None:
        self.reader = reader
        self._ledger, self.paths = ledger, ledger.paths
        self._progress = progress or (lambda _rows: None)
        self._stop = stop or (lambda: False)
        self._sightings = ledger.sightings()
        self.arriving: dict[str, Refusal] = {}
        """Why files are waited for that are not `settled` and look as if more of them were to come, by name."""
        self.later: dict[str, Refusal] = {}
        """What, of no file's making and likely to pass, kept files from being read, by name."""
        self._again = Again(ledger)
        self._doubted = Doubted(ledger)
        self._touched = {name for name, seen in self._sightings.items() if seen.state == TOUCHED}
        self.remarks = RemarksAhead(self.paths)

    def wanted(self, found: Found) -> bool:
        """Whether a file is new, was written to, or was refused by other profiles, or another orderdeck, than now."""
        seen = self._sightings.get(found.name)
        if not seen or seen.stamp != found.stamp or not seen.state:
            return True
        return seen.state == "refused" and seen.profiles != self.reader.fingerprint

    def attempts(self, found: Found) -> int:
        """How often a loader died over it: such files had better be taken last."""
        seen = self._sightings.get(found.name)
        return seen.attempts if seen and seen.stamp == found.stamp and not seen.state else 0

    def take(self, found: Found) -> Export | None:
        """Takes `found` in: its line in the exports ledger, or None where it went or changed while it was read, or is
        still arriving, cut off or empty as it is (then `arriving` says more), or where a fault that may pass kept it
        from being read (`later`).

        Such a file comes again. Raises LedgerError, with nothing loaded, and Stopped.
        """
        self.arriving.pop(found.name, None)
        self.later.pop(found.name, None)
        if found.fault:
            self._put_off(found, Refusal("unreadable", fault=found.fault))
            return None
        try:
            sha256 = self.checked(found)
        except RefusalError as refused:
            refusal = refused.refusal
            if refusal.fault:
                self._put_off(found, refusal)
                return None
            gone = refusal.reason == "missing" or (refusal.reason == "unreadable" and has_changed(found))
            return None if gone else self._refuse(found, "", refusal)
        known = self._known(found, sha256)
        if known:
            return known
        tries = self.attempts(found)
        if tries >= MAX_ATTEMPTS:
            return self._refuse(
                found, sha256, Refusal("unreadable", f"{tries} loaders died while reading it")
            )
        self._see(found, sha256, "", tries + 1)
        try:
            with as_refused():
                return self._read(found, sha256)
        except RefusalError as refused:
            return self._not_read(found, sha256, refused.refusal)
        except (Stopped, LedgerError) as error:
            self._see(found, sha256, "", tries, quietly=True)  # not this file's fault
            if type(error) is LedgerError and (
                fault := fault_of(error)
            ):  # nor the desk's: its folder can be written
                self._put_off(found, Refusal("unreadable", str(error), fault=fault))
                return None
            raise

    def settle(self) -> None:
        """Does what files that came late ask of files that were there before: reads those that were refused since their
        dates were in doubt, where an order in them is known by now. Raises LedgerError and Stopped."""
        read = True
        while read:
            read = False
            for name, sha256 in self._doubted.ready():
                self.check_stop()
                export = self._try_again(name, sha256)
                read = read or (export is not None and export.state != "refused")

    # For `data.intake.batching`, which takes several files at once

    def checked(self, found: Found) -> str:
        """The sha-256 of a file that may be opened. Raises RefusalError."""
        check_file(found.path, self.paths.exports, self.reader.limits)
        return sha256_of(found.path)

    def is_known(self, found: Found, sha256: str) -> bool:
        """Whether these bytes are on record, loaded under any name or otherwise under this one."""
        return bool(self._ledger.loaded(sha256) or self._ledger.latest(found.name, sha256))

    def check_stop(self) -> None:
        """Raises Stopped once the loader was asked to stop."""
        if self._stop():
            raise Stopped

    @contextmanager
    def begun(self, files: Sequence[tuple[Found, str]]) -> Iterator[None]:
        """Remembers meanwhile that the loader is at `files` (each with its sha-256), should it die over one."""
        before = {found.name: self._sighting(found, sha256, "") for found, sha256 in files}
        self._ledger.saw(*(self._sighting(found, sha256, "", 1) for found, sha256 in files))
        self._sightings.update(before)
        try:
            yield
        finally:
            left = [seen for name, seen in before.items() if self._sightings.get(name) is seen]
            if left:
                with suppress(LedgerError):
                    self._ledger.saw(*left)

    def record_all(self, files: Sequence[Found], exports: Sequence[Export], part: Part) -> list[Export]:
        """Makes `part` visible with all the `exports` that it holds, one a file, in one transaction."""
        pairs = zip(files, exports, strict=True)
        sightings = [self._sighting(found, export.sha256, export.state) for found, export in pairs]
        seqs = self._ledger.record_together(exports, part, sightings)
        for sighting in sightings:
            self._remember(sighting)
        recorded = [
            msgspec.structs.replace(export, seq=seq) for export, seq in zip(exports, seqs, strict=True)
        ]
        for export in recorded:
            tell(export)
        self._look_again()
        return recorded

    def _try_again(self, name: str, sha256: str) -> Export | None:
        """Reads a refused file once more, by what is known by now."""
        seen = self._sightings.get(name)
        found = found_again(self.paths, seen) if seen and seen.sha256 == sha256 else None
        if found is None or has_changed(found):
            self._doubted.drop(name)
            return None
        known = self._known(found, sha256) if self._ledger.loaded(sha256) else None
        if known:
            return known
        try:
            with as_refused():
                return self._read(found, sha256)
        except RefusalError as refused:
            return self._not_read(found, sha256, refused.refusal)

    def _known(self, found: Found, sha256: str) -> Export | None:
        lines = self._ledger.same_bytes(sha256)
        before = next((line for line in reversed(lines) if line.name == found.name), None)
        # Doubtful dates that other files have settled meanwhile, under another name, are doubtful no more.
        settled = before and before.reason == DOUBTED and any(line.state == "loaded" for line in lines)
        if before and before.state == "refused" and not settled and self._refused_before(found.name, sha256):
            self._see(found, sha256, before.state)
            return before
        picture = self._again.picture(found, lines, self._sightings.get(found.name), self.reader)
        if picture is None:
            return None
        if picture.seq:  # nothing that is not in the ledger
            touched = is_touched(found, picture, self.reader)
            self._see(found, sha256, TOUCHED if touched else picture.state)
            return picture
        return self._record(found, picture, self._part_of(picture))

    def _part_of(self, picture: Export) -> Part | None:
        """The part that holds the rows of a picture of which there is one already."""
        held = (part for part in self._ledger.parts() if picture.rows_of in part.export_ids)
        return next(held, None) if picture.state == "loaded" else None

    def _look_again(self) -> None:
        """Looks at files that were written anew as they were with nothing in between: now there may be something."""
        for name in sorted(self._touched):
            seen = self._sightings[name]
            found = found_again(self.paths, seen)
            picture = self._again.picture(found, self._ledger.same_bytes(seen.sha256), seen, self.reader)
            if picture and not picture.seq:
                self._record(found, picture, self._part_of(picture))

    def _refused_before(self, name: str, sha256: str) -> bool:
        seen = self._sightings.get(name)
        same = seen and (seen.sha256, seen.state, seen.profiles) == (
            sha256,
            "refused",
            self.reader.fingerprint,
        )
        return bool(same)

    def _read(self, found: Found, sha256: str) -> Export | None:
        writer: PartWriter | None = None
        arrived = now_us()
        try:
            opened = self.reader.open(found.path, found.name, found.mtime_us, settled=found.settled)
            if isinstance(opened, Refusal):
                return self._not_read(found, sha256, opened)
            if isinstance(opened, Recalling):
                opened.recall = self._doubted.recall_for(sha256)
            export_id = sha256[:16]
            writer = PartWriter(self.paths, export_id, opened.kind, [export_id])
            latest, lacks = self._write(writer, opened, found, export_id, arrived)
            if has_changed(found):
                return None
            moment = moment_of(claim_of(opened), found, arrived, latest)
            export = loaded_export(found, sha256, opened, writer.rows, opened.notes(), moment, latest, lacks)
            self.remarks.find_out()
            part = writer.publish()
            recorded = self._record(found, msgspec.structs.replace(export, checksums=part.checksums), part)
            self._look_again()
            return recorded
        finally:
            if writer:
                writer.discard()

    def _write(
        self, writer: PartWriter, opened: Opened, found: Found, export_id: str, loaded: int
    ) -> tuple[int, list[str]]:
        """Writes the rows of a file; the latest thing that they tell of, and what they lack beside what it lacks."""
        latest, seen = 0, RowsSeen()
        taken = written_as_of(opened, found, loaded)
        with closing(opened.frames()) as frames:  # a reader may have a thread to end
            for batch in frames:
                latest = max(latest, latest_event(batch, loaded))
                batch = stamped(batch, export_id, taken)
                if opened.kind == "orders":
                    seen.note(batch)
                    self.remarks.note(batch["orders"])
                writer.add(batch)
                self._progress(writer.rows.get(opened.kind, 0) + writer.rows.get("rejects", 0))
                if self._stop():
                    raise Stopped
        return latest, seen.lacks(export_id) if opened.kind == "orders" else []

    def _not_read(self, found: Found, sha256: str, refusal: Refusal) -> Export | None:
        if refusal.fault:
            self._see(found, sha256, "", max(0, self.attempts(found) - 1), quietly=True)
            self._put_off(found, refusal)
            return None
        if has_changed(found):
            return None
        if (found.settled and not found.awaited) or refusal.reason not in ARRIVING:
            return self._refuse(found, sha256, refusal)
        self._see(found, sha256, "", 0)  # the loader did not die over it
        self.arriving[found.name] = refusal
        return None

    def _put_off(self, found: Found, refusal: Refusal) -> None:
        _log.info("put off: %s", refusal.fault)
        self.later[found.name] = refusal

    def _refuse(self, found: Found, sha256: str, refusal: Refusal) -> Export:
        export = refused_export(found, sha256, refusal)
        before = self._ledger.latest(found.name, sha256)
        if before and same_refusal(before, export):
            self._see(found, sha256, "refused")
            return before
        return self._record(found, export)

    def _record(self, found: Found, export: Export, part: Part | None = None) -> Export:
        sighting = self._sighting(found, export.sha256, export.state)
        seq = self._ledger.record(export, part, sighting=sighting)
        self._remember(sighting)
        tell(export)
        return msgspec.structs.replace(export, seq=seq)

    def _see(
        self, found: Found, sha256: str, state: str, attempts: int = 0, *, quietly: bool = False
    ) -> None:
        sighting = self._sighting(found, sha256, state, attempts)
        try:
            self._ledger.saw(sighting)
        except LedgerError:
            if not quietly:
                raise
        self._remember(sighting)

    def _remember(self, sighting: Sighting) -> None:
        self._sightings[sighting.name] = sighting
        if sighting.state == TOUCHED:
            self._touched.add(sighting.name)
        else:
            self._touched.discard(sighting.name)

    def _sighting(self, found: Found, sha256: str, state: str, attempts: int = 0) -> Sighting:
        return Sighting(
            name=found.name,
            stamp=found.stamp,
            sha256=sha256,
            state=state,
            profiles=self.reader.fingerprint,
            attempts=attempts,
        )
