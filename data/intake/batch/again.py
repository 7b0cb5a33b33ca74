"""The same bytes again: a newer picture of their moment, or a copy. The file is not read a second time for it."""

from collections.abc import Sequence

import msgspec

from orderdeck.data.base.folder.found import Found, path_of
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.exports.dating.export_time import Moment
from orderdeck.data.exports.dating.newer import Timeline, again_id
from orderdeck.data.exports.reading import Reader, ZonedReader, moment_notes
from orderdeck.data.intake.batch.export_lines import moment_of, now_us
from orderdeck.data.ledger import Ledger, Sighting

SAYING = {"stock": ("stock_word", "receipt", "packed", "done"), "orders": ("done",)}
"""Kind of file -> kinds of acts by which an operator says what such files say: what stock there is and what has left,
that an order is sent. The same file after such an act is news."""
MOVING = {"stock": ("orders", "purchases")}
"""Kind of file -> kinds of other files that show what it says change: what has left, what has come."""
TOUCHED = "touched"
"""State in the loader's memory of a file that was written anew as it was, with nothing in between."""
_OWN_NOTES = ("ahead|", "moment_by_content", "again|")
"""Notes about the moment of a line, which hold for no other."""


class Again:
    """Finds what a file whose bytes have been loaded before is to the ledger. For the loader alone."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._timeline = Timeline()

    def picture(
        self, found: Found, lines: Sequence[Export], seen: Sighting | None, reader: Reader
    ) -> Export | None:
        """The line of `found`, of whose bytes the ledger has `lines`; None where they were never loaded.

        With a seq: the line that is there, for the file is known by this name, and as of this moment or with nothing
        in between (`is_touched`). Without: to be recorded; `loaded` where it is a newer (or older) picture,
        `duplicate` where it changes nothing.
        """
        taken = [line for line in lines if line.state != "refused"]
        original = next((line for line in taken if line.state == "loaded"), None)
        if original is None:
            return None
        arrived = now_us()
        moment = _moment(found, original, reader, arrived)
        same = [line for line in taken if _is_same(line, moment, found, seen)]
        if same:
            here = next((line for line in reversed(same) if line.name == found.name), None)
            return here or _line(same[0], found, arrived, "duplicate")
        made = self._newer(original, found, moment, arrived)
        here = next((line for line in reversed(taken) if line.name == found.name), None)
        return here if here and made.state == "duplicate" else made

    def _newer(self, original: Export, found: Found, moment: Moment, arrived: int) -> Export:
        made = msgspec.structs.replace(
            _line(original, found, arrived, "loaded"),
            export_id=again_id(original.sha256, moment.at),
            exported_at=moment.at,
            claimed_at=moment.claimed_later,
            rows_of=original.content,
        )
        self._timeline.add(self._ledger.exports(after=self._timeline.last))
        beside = self._timeline.beside(made)
        if beside and not self._said_between(made, [at for at, _, _ in beside]):
            return msgspec.structs.replace(
                made, state="duplicate", exported_at=original.exported_at, copied_at=moment.at
            )
        notes = [*moment_notes(moment), f"again|{original.name}", *made.notes]
        return msgspec.structs.replace(made, notes=notes)

    def _said_between(self, made: Export, beside: list[int]) -> bool:
        """Whether an operator has said between this picture and those `beside` it what such a file says, or another
        file shows how that changed."""
        first, last = min(*beside, made.exported_at), max(*beside, made.exported_at)
        if any(self._timeline.has_between(kind, first, last) for kind in MOVING.get(made.kind, ())):
            return True
        kinds = SAYING.get(made.kind, ())
        return any(self._ledger.search(kind=kind, since=first, until=last, limit=1) for kind in kinds)


def is_touched(found: Found, line: Export, reader: Reader) -> bool:
    """Whether `found`, of which the ledger says `line`, claims another moment than that: written anew as it was."""
    moment = _moment(found, line, reader, now_us())
    return moment.at != (line.copied_at or line.exported_at) and moment.claimed != line.claimed_at


def found_again(paths: DeskPaths, seen: Sighting) -> Found:
    """The file in the folder that the loader remembers as `seen`."""
    size, *times = seen.stamp.split(":")
    mtime_us, ctime_us = (int(one) // 1000 for one in times[:2])
    return Found(
        path=path_of(paths, seen.name), name=seen.name, size=int(size),
        mtime_us=mtime_us, ctime_us=ctime_us, stamp=seen.stamp,
    )  # fmt: skip


def _moment(found: Found, line: Export, reader: Reader, loaded: int) -> Moment:
    """When `found` was taken, of whose bytes the ledger has `line`."""
    return moment_of(_claimed(found, line, reader), found, loaded, line.latest_event)


def _claimed(found: Found, line: Export, reader: Reader) -> int:
    if isinstance(reader, ZonedReader):
        return reader.claimed_by(line.profile, found.name, found.mtime_us)
    return reader.file_time(found.name, found.mtime_us)


def _is_same(line: Export, moment: Moment, found: Found, seen: Sighting | None) -> bool:
    if moment.at == (line.copied_at or line.exported_at):
        return True
    # Ahead of its arrival it was taken as of that, and is so still, unless it has been written anew.
    ahead = moment.claimed > moment.at and line.claimed_at == moment.claimed
    return ahead and (seen is None or seen.stamp == found.stamp)


def _line(original: Export, found: Found, arrived: int, state: str) -> Export:
    return msgspec.structs.replace(
        original,
        name=found.name,
        size=found.size,
        loaded_at=arrived,
        state=state,
        detail=original.name,
        notes=[note for note in original.notes if not note.startswith(_OWN_NOTES)],
        checksums={},
        seq=0,
    )
