"""A batch of files in: hash, recognise, read, normalise, write a part, record it. Whole or not at all.

Files of one shape become one part in one step, at a fraction of the cost of each; a file by itself is such a group of
one.

Whatever is wrong with a file becomes a line in the exports ledger; only what is wrong with the desk itself (disk
full, ledger busy) is raised, and then nothing of the file has been loaded.
"""

import logging
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from orderdeck.data.base.faults import fault_of
from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.records import Export
from orderdeck.data.exports.containers.files import check_file, sha256_of
from orderdeck.data.exports.containers.records import ARRIVING, Refusal, RefusalError
from orderdeck.data.exports.reading import (
    ApartError,
    Opened,
    Reader,
    Recalling,
    Stopped,
    as_refused,
)
from orderdeck.data.intake.batch.again import TOUCHED, Again, found_again, is_touched
from orderdeck.data.intake.batch.export_lines import (
    has_changed,
    refused_export,
    same_refusal,
    tell,
)
from orderdeck.data.intake.batch.remarks import RemarksAhead
from orderdeck.data.intake.batch.together import batches, groups, smaller
from orderdeck.data.intake.batch.writing import RecognisedFile, written
from orderdeck.data.intake.folder.members import unpacked, unpacked_again
from orderdeck.data.ledger import Ledger, LedgerError, Part, Sighting
from orderdeck.data.ledger.doubted import DOUBTED, Doubted

__all__ = ["MAX_ATTEMPTS", "Intake", "Opened", "Reader", "Stopped"]

UNPACKED: Final = "unpacked"
"""State in the loader's memory of a file that others came in; they have lines in the ledger, it has none."""
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
        self.chosen: Callable[[str, Sequence[str]], bool] = lambda _name, _outer: True
        """Whether a file of that name, which came in others of those names, is to be read: asked of what is packed,
        since nobody else sees its names."""
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
        return seen.state in ("refused", UNPACKED) and seen.profiles != self.reader.fingerprint

    def attempts(self, found: Found) -> int:
        """How often a loader died over it: such files had better be taken last."""
        seen = self._sightings.get(found.name)
        return seen.attempts if seen and seen.stamp == found.stamp and not seen.state else 0

    def take(self, files: Sequence[Found]) -> Iterator[tuple[Found, Export | None]]:
        """Takes a batch of `files`, which stand in their order of time, in; tells each as soon as it is on record.

        Of what a file holds, an archive or a mail, each is told first, then the file itself with the line of the last.

        Of each its line in the exports ledger, or None where it went or changed while it was read, or is still
        arriving, cut off or empty as it is (then `arriving` says more), or where a fault that may pass kept it from
        being read (`later`). Such a file comes again. Into which batches files are put changes nothing.

        Raises LedgerError and Stopped, with nothing loaded of the files that were not told by then.
        """
        fresh: dict[str, Found] = {}
        others: list[tuple[Found, str]] = []
        for found in files:
            self.arriving.pop(found.name, None)
            self.later.pop(found.name, None)
            sha256 = self._sha256(found)
            if isinstance(sha256, Refusal):
                yield found, self._not_opened(found, sha256)
            elif sha256 in fresh or self._is_known(found, sha256):
                others.append((found, sha256))
            else:
                fresh[sha256] = found
        yield from self._begin([(found, sha256) for sha256, found in fresh.items()])
        for found, sha256 in others:
            self._check_stop()
            known = self._known(found, sha256)
            if known:
                yield found, known
            else:
                yield from self._begin([(found, sha256)])

    def settle(self) -> None:
        """Does what files that came late ask of files that were there before: reads those that were refused since their
        dates were in doubt, where an order in them is known by now. Raises LedgerError and Stopped."""
        read = True
        while read:
            read = False
            for name, sha256 in self._doubted.ready():
                self._check_stop()
                export = self._try_again(name, sha256)
                read = read or (export is not None and export.state != "refused")

    def _check_stop(self) -> None:
        if self._stop():
            raise Stopped

    def _sha256(self, found: Found) -> str | Refusal:
        """Of a file that may be opened; else why it may not."""
        if found.fault:
            return Refusal("unreadable", fault=found.fault)
        try:
            check_file(found.path, found.root or self.paths.exports, self.reader.limits)
            return sha256_of(found.path)
        except RefusalError as refused:
            return refused.refusal

    def _not_opened(self, found: Found, refusal: Refusal) -> Export | None:
        if refusal.fault:
            self._put_off(found, refusal)
            return None
        gone = refusal.reason == "missing" or (refusal.reason == "unreadable" and has_changed(found))
        return None if gone else self._refuse(found, "", refusal)

    def _is_known(self, found: Found, sha256: str) -> bool:
        """Whether these bytes are on record, loaded under any name or otherwise under this one."""
        lines = self._ledger.same_bytes(sha256)
        return any(line.state == "loaded" or line.name == found.name for line in lines)

    def _begin(self, files: Sequence[tuple[Found, str]]) -> Iterator[tuple[Found, Export | None]]:
        """Loads files, each with its sha-256, whose bytes are new. Remembers meanwhile that the loader is at them,
        should it die over one."""
        sound = []
        for found, sha256 in files:
            tries = self.attempts(found)
            if tries < MAX_ATTEMPTS:
                sound.append((found, sha256))
            else:
                died = Refusal("unreadable", f"{tries} loaders died while reading it")
                yield found, self._refuse(found, sha256, died)
        if not sound:
            return
        before = {
            found.name: self._sighting(found, sha256, "", self.attempts(found)) for found, sha256 in sound
        }
        self._ledger.saw(
            *(msgspec.structs.replace(seen, attempts=seen.attempts + 1) for seen in before.values())
        )
        self._sightings.update(before)
        try:
            yield from self._open(sound)
        finally:
            if left := [seen for name, seen in before.items() if self._sightings[name] is seen]:
                with suppress(LedgerError):
                    self._ledger.saw(*left)

    def _open(self, files: Sequence[tuple[Found, str]]) -> Iterator[tuple[Found, Export | None]]:
        """Recognises files and loads them, those of one shape together, in the order of the first of each."""
        recognised: list[RecognisedFile | tuple[Found, str, Refusal]] = []
        for found, sha256 in files:
            self._check_stop()
            try:
                with as_refused():
                    opened = self.reader.open(
                        found.path, found.name, found.mtime_us, settled=found.settled, root=found.root
                    )
            except RefusalError as refused:
                opened = refused.refusal
            if isinstance(opened, Refusal):
                recognised.append((found, sha256, opened))
                continue
            if isinstance(opened, Recalling):
                opened.recall = self._doubted.recall_for(sha256)
            recognised.append(RecognisedFile(found, sha256, opened))
        packed: list[tuple[Found, str]] = []
        for group in groups(recognised, _shape):
            if whole := [one for one in group if isinstance(one, RecognisedFile)]:
                yield from self._load(whole)
            for one in group:
                if isinstance(one, tuple) and one[2].reason == "packed":
                    packed.append(one[:2])
                elif isinstance(one, tuple):
                    yield one[0], self._not_read(*one)
        # Last: what they hold is told from what was loaded before, not from what is in hand.
        for found, sha256 in packed:
            yield from self._unpack(found, sha256)

    def _unpack(self, found: Found, sha256: str) -> Iterator[tuple[Found, Export | None]]:
        """Takes what a file holds. Where some of it can't be read just now, the file comes again as a whole: what has
        been read of it by then is known."""
        last, waits = None, False
        outer = [one.name for one in _with_outer(found)]
        try:
            with unpacked(found, self.paths, self.reader) as members:
                wanted = [one for one in members if self.chosen(one.name, outer)]
                if not wanted:
                    raise RefusalError("not_a_table", "no table in it that the settings want")
                for some in batches(wanted, [False] * len(wanted)):
                    for member, export in self.take(some):
                        if export:
                            last = export
                            yield member, export
                        elif member in members:
                            waits = True
                            if why := self.later.pop(member.name, None):
                                self.later[found.name] = why
        except RefusalError as refused:
            yield found, self._not_read(found, sha256, refused.refusal)
            return
        if waits or has_changed(found):
            yield found, None
        else:
            self._see(found, sha256, UNPACKED)
            yield found, last

    def _load(self, group: Sequence[RecognisedFile]) -> Iterator[tuple[Found, Export | None]]:
        """Loads files of one shape as one part; where that can't be, smaller groups, at last one by one."""
        self._check_stop()
        alone = group[0] if len(group) == 1 else None
        exports: Sequence[Export | None] = ()
        try:
            with as_refused():
                exports = self._loaded(group)
        except ApartError:
            pass
        except RefusalError as refused:
            if alone:
                exports = [self._not_read(alone.found, alone.sha256, refused.refusal)]
        except LedgerError as error:
            # Where it has a fault of its own it is not the desk's: its folder can be written.
            fault = fault_of(error) if type(error) is LedgerError else ""
            if not fault:
                raise
            if alone:
                self._put_off(alone.found, Refusal("unreadable", str(error), fault=fault))
                exports = [None]
        if exports:
            yield from ((file.found, export) for file, export in zip(group, exports, strict=True))
        else:
            for some in smaller(group):
                yield from self._load(some)

    def _loaded(self, group: Sequence[RecognisedFile]) -> Sequence[Export | None]:
        """The ledger's lines of files that were loaded as one part, in one transaction; None of a file that changed
        meanwhile. Raises RefusalError and ApartError."""
        made = written(group, self.paths, self.remarks, self._read_on)
        if made is None:
            return [None]
        exports, part = made
        recorded = self._record([file.found for file in group], exports, part)
        self._look_again()
        return recorded

    def _read_on(self, rows: int) -> None:
        self._progress(rows)
        self._check_stop()

    def _try_again(self, name: str, sha256: str) -> Export | None:
        """Reads a refused file once more, by what is known by now."""
        seen = self._sightings.get(name)
        found = found_again(self.paths, seen) if seen and seen.sha256 == sha256 else None
        if found and not has_changed(found):
            return self._read_again(found, sha256)
        with unpacked_again(name, sha256, self.paths, self.reader) as found:
            if found and found.inside:
                return self._read_again(found, sha256)
        self._doubted.drop(name)
        return None

    def _read_again(self, found: Found, sha256: str) -> Export | None:
        known = self._known(found, sha256) if self._ledger.loaded(sha256) else None
        if known:
            return known
        [(_, export)] = self._open([(found, sha256)])
        return export

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
        recorded = self._record_one(found, picture, self._part_of(picture))
        if picture.state == "loaded":
            self._look_again()
        return recorded

    def _part_of(self, picture: Export) -> Part | None:
        """The part that holds the rows of a picture of which there is one already."""
        held = (part for part in self._ledger.parts() if picture.rows_of in part.export_ids)
        return next(held, None) if picture.state == "loaded" else None

    def _look_again(self) -> None:
        """Looks at files that were written anew as they were with nothing in between: now there may be something. One
        that was withdrawn by then stays so."""
        looking = bool(self._touched)
        while looking:
            looking = False
            for name in sorted(self._touched):
                seen = self._sightings[name]
                found, lines = found_again(self.paths, seen), self._ledger.same_bytes(seen.sha256)
                picture = self._again.picture(found, lines, seen, self.reader)
                if picture and not picture.seq and not self._is_withdrawn(name, lines):
                    self._record_one(found, picture, self._part_of(picture))
                    looking = True

    def _is_withdrawn(self, name: str, lines: Sequence[Export]) -> bool:
        withdrawn = self._ledger.withdrawn()
        return any(line.name == name and line.export_id in withdrawn for line in lines)

    def _refused_before(self, name: str, sha256: str) -> bool:
        seen = self._sightings.get(name)
        same = seen and (seen.sha256, seen.state, seen.profiles) == (
            sha256,
            "refused",
            self.reader.fingerprint,
        )
        return bool(same)

    def _not_read(self, found: Found, sha256: str, refusal: Refusal) -> Export | None:
        if refusal.fault:
            self._put_off(found, refusal)
            return None
        if has_changed(found):
            return None
        if (found.settled and not found.awaited) or refusal.reason not in ARRIVING:
            return self._refuse(found, sha256, refusal)
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
        return self._record_one(found, export)

    def _record_one(self, found: Found, export: Export, part: Part | None = None) -> Export:
        [recorded] = self._record([found], [export], part)
        return recorded

    def _record(self, files: Sequence[Found], exports: Sequence[Export], part: Part | None) -> list[Export]:
        """Puts `exports`, one a file, on record and makes `part`, which holds them all, visible."""
        pairs = zip(files, exports, strict=True)
        sightings = [self._sighting(found, export.sha256, export.state) for found, export in pairs]
        seqs = self._ledger.record(*exports, part=part, sightings=sightings)
        for sighting, export in zip(sightings, exports, strict=True):
            self._remember(sighting)
            tell(export)
        return [msgspec.structs.replace(export, seq=seq) for export, seq in zip(exports, seqs, strict=True)]

    def _see(self, found: Found, sha256: str, state: str) -> None:
        sighting = self._sighting(found, sha256, state)
        self._ledger.saw(sighting)
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


def _with_outer(found: Found) -> Iterator[Found]:
    """A file and what it came in, from within to without."""
    inner: Found | None = found
    while inner:
        yield inner
        inner = inner.inside


def _shape(file: RecognisedFile | tuple[Found, str, Refusal]) -> Hashable | None:
    return file.opened.shape() if isinstance(file, RecognisedFile) else None
