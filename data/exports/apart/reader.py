"""Files read by the profiles, in a process of its own; otherwise as `data.exports.profile_reader`.

A file that ends its reader, by whatever it takes or breaks, is read once more by a fresh one, and refused where it ends
that too (`data.exports.apart.opened`). One whose reader was ended from outside is left for later.
"""

import os
import pickle
import weakref
from collections.abc import Callable, Generator
from itertools import count
from pathlib import Path
from typing import IO, TYPE_CHECKING, Self, TypeVar

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.exports.apart import messages
from orderdeck.data.exports.apart.bounds import Bounds, size_of
from orderdeck.data.exports.apart.opened import ApartOpened, Batches, Opening, Recall
from orderdeck.data.exports.apart.process import Died, ReaderProcess, dismiss, hire
from orderdeck.data.exports.apart.unpacking import unpack_by
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.records import Refusal, refused
from orderdeck.data.exports.dating.unread import Profiles, Unread
from orderdeck.data.exports.packing.steps import PackedFile, Step
from orderdeck.data.exports.reading import ApartError

if TYPE_CHECKING:
    import polars as pl

_numbers = count(1)

Made = TypeVar("Made")


class ApartReader:
    """Opens exports by the profiles of a desk; see `data.exports.reading.Reader`. For one thread."""

    def __init__(
        self, root: Path, profiles: Profiles, settings: Settings, bounds: Bounds | None = None
    ) -> None:
        self._known = Unread(root, profiles, settings)
        self.limits = self._known.limits
        self._number = next(_numbers)
        self._own = ReaderProcess(bounds) if bounds else None
        self._process: ReaderProcess | None = None
        self._kept = False
        self._configured = 0
        """Generation of the process that knows profiles and settings."""
        self._held: dict[int, int] = {}
        """Bytes of the files in hand."""
        self._dropped: list[int] = []
        self._end: Callable[[], object] = lambda: None

    @classmethod
    def of(cls, paths: DeskPaths, settings: Settings) -> Self:
        """The reader of the desk at `paths`: packaged profiles, the user's and the desk's."""
        known = Unread.of(paths, settings)
        return cls(paths.exports, lambda: known.profiles, settings)

    @property
    def fingerprint(self) -> str:
        """See `data.exports.reading.Reader`."""
        return self._known.fingerprint

    def _told(self) -> messages.Configure:
        known = self._known
        return messages.Configure(
            reader=self._number, pickled=pickle.dumps((known.root, known.profiles, known.settings))
        )

    def file_time(self, name: str, mtime_us: int) -> int:
        """See `data.exports.reading.Reader`."""
        return self._known.file_time(name, mtime_us)

    def claimed_by(self, profile: str, name: str, mtime_us: int) -> int:
        """See `data.exports.reading.ZonedReader`."""
        return self._known.claimed_by(profile, name, mtime_us)

    def open(
        self, path: Path, name: str, mtime_us: int, *, settled: bool = True, root: Path | None = None
    ) -> "ApartOpened | Refusal":
        """Recognises the file at `path`, called `name` in the folder."""
        opening = Opening(path, name, mtime_us, settled, root)
        while True:
            try:
                told, number = self.opened(opening)
            except Died as died:
                opening.strike(died)
            else:
                return (
                    told.refusal
                    if isinstance(told, messages.Refused)
                    else ApartOpened(self, opening, told, number)
                )

    def unpack(self, path: Path, name: str, root: Path, into: Path) -> list[Member] | Refusal:
        """See `data.exports.reading.Unpacking`."""

        def ask(question: messages.Unpack) -> messages.Answer:
            self._hired().prepare(in_hand=bool(self._in_hand()))
            return self.told(question, held=sum(self._held.values()) + size_of(path))

        return unpack_by(ask, path, name, root=root, into=into, limits=self.limits)

    def prepare(self, *, kept: bool = False) -> None:
        """Starts the process before it is needed; with `kept` it stays until `close`. Replaces one that has grown."""
        self._kept = self._kept or kept
        self._hired().prepare(in_hand=bool(self._in_hand()))

    def close(self) -> None:
        """Lets the process go; what was opened can't be read any more."""
        self._end()
        self._process, self._end = None, lambda: None
        self._held.clear()
        self._dropped.clear()
        self._configured = 0

    # For what it has opened.

    def opened(self, opening: "Opening") -> tuple[messages.Opened | messages.Refused, int]:
        """What the process says of a file, and the file's number there. Raises Died, RefusalError."""
        process = self._hired()
        process.prepare(in_hand=bool(self._in_hand()))
        if self._configured != process.generation:
            self._held.clear()
            self._dropped.clear()
            process.ask(self._told())
            self._configured = process.generation
        number, size = next(_numbers), size_of(opening.path)
        question = messages.Open(
            reader=self._number,
            file=number,
            path=os.fsencode(opening.path),
            name=messages.sendable(opening.name),
            mtime_us=opening.mtime_us,
            settled=opening.settled,
            root=os.fsencode(opening.root) if opening.root else b"",
            dropped=self._to_drop(),
        )
        told = self.told(question, held=sum(self._held.values()) + size)
        if not isinstance(told, messages.Opened | messages.Refused):
            raise TypeError(told)
        if isinstance(told, messages.Opened):
            self._held[number] = size
        return told, number

    def told(self, question: messages.Asked, held: int | None = None) -> messages.Answer:
        """The one answer to a question. Raises Died."""
        return self._hired().one_answer(question, held)[0]

    def read(self, question: messages.Read, recall: "Recall | None") -> "Batches":
        """The batches of files, part stem -> frame; at last the doubts about each. Raises Died, RefusalError,
        ApartError and what `recall` raises."""
        return (yield from self._answers(question, recall, _frames_of)).notes

    def pack(
        self, question: messages.Pack, recall: "Recall | None"
    ) -> Generator[Step, None, messages.Summed]:
        """The steps of packing files. Raises the same."""
        ended = yield from self._answers(question, recall, _step_of)
        if not isinstance(ended, messages.Summed):
            raise TypeError(ended)
        return ended

    def _answers(
        self,
        question: messages.Read,
        recall: "Recall | None",
        of: Callable[[messages.Answer, list[IO[bytes]]], Made],
    ) -> Generator[Made, None, messages.Ended | messages.Summed]:
        """What is made `of` the answers to a question that has many, and the last."""
        process, ended = self._hired(), False
        try:
            process.ask(question)
            while True:
                told, beside = process.answer()
                match told:
                    case messages.Batch() | messages.Packed():
                        yield of(told, beside)
                        process.ask(messages.More())
                    case messages.Recall():
                        assert recall
                        process.ask(messages.Known(), [_recalled(recall, beside[0])])
                    case messages.Ended() | messages.Summed():
                        ended = True
                        return told
                    case messages.Refused():
                        ended = True
                        raise refused(told.refusal)
                    case messages.OneByOne():
                        ended = True
                        raise ApartError
                    case _:
                        raise TypeError(told)
        except Died:
            ended = True
            raise
        finally:
            process.rest()
            if not ended:
                process.end()  # it is in the midst of sending

    def knows(self, generation: int) -> bool:
        """Whether the process is still the one of `generation`."""
        return bool(self._process and self._process.lives and self._process.generation == generation)

    @property
    def generation(self) -> int:
        """Of the process."""
        return self._process.generation if self._process else 0

    def drop(self, number: int) -> None:
        """Nobody has a file in hand any more."""
        self._dropped.append(number)

    def _to_drop(self) -> list[int]:
        gone, self._dropped = self._dropped, []
        for number in gone:
            self._held.pop(number, None)
        return gone

    def _in_hand(self) -> set[int]:
        return self._held.keys() - set(self._dropped)

    def _hired(self) -> ReaderProcess:
        if self._process is None:
            self._process = process = self._own or hire(kept=self._kept)
            # One of its own limits is nobody else's; nor does anybody see to one that is forgotten.
            self._end = weakref.finalize(
                self, process.end if process is self._own else lambda: dismiss(process)
            )
        elif self._kept:
            self._process.keep(True)
        return self._process


def _frames_of(told: messages.Answer, beside: list[IO[bytes]]) -> "dict[str, pl.DataFrame]":
    from orderdeck.data.exports.apart import frames

    if not isinstance(told, messages.Batch):
        raise TypeError(told)
    return dict(zip(told.stems, map(frames.read, beside), strict=True))


def _step_of(told: messages.Answer, beside: list[IO[bytes]]) -> Step:
    if not isinstance(told, messages.Packed):
        raise TypeError(told)
    files = []
    for name, file in zip(told.names, beside, strict=True):
        with file:
            files.append(PackedFile(name, file.read()))
    return Step(told.rows, files, told.anew)


def _recalled(recall: "Recall", asked: IO[bytes]) -> IO[bytes]:
    from orderdeck.data.exports.apart import frames

    return frames.written(recall(frames.read(asked).to_series()))
