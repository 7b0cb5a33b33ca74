"""A file that a process of its own has opened: read by it, once more by a fresh one where it ended, and refused where
it ends that too."""

import weakref
from collections import Counter
from collections.abc import Callable, Generator, Hashable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from orderdeck.data.base.faults import READER
from orderdeck.data.exports.apart import messages
from orderdeck.data.exports.apart.process import Died
from orderdeck.data.exports.apart.unpacking import TRIES
from orderdeck.data.exports.containers.records import Refusal, RefusalError, refused
from orderdeck.data.exports.packing.steps import Step, Steps
from orderdeck.data.exports.reading import ApartError

if TYPE_CHECKING:
    import polars as pl

Recall = Callable[["pl.Series"], "pl.DataFrame"]
"""Order numbers -> what other files tell of them; see `data.exports.reading.Recalling`."""
Batches = Generator["dict[str, pl.DataFrame]", None, list[list[str]]]
"""Part stem -> frame; at last the doubts about each file."""


class Opening:
    """What is known of a file to open it, and how many readers it has ended."""

    def __init__(self, path: Path, name: str, mtime_us: int, settled: bool, root: Path | None = None) -> None:
        self.path, self.name, self.mtime_us, self.settled, self.root = path, name, mtime_us, settled, root
        self.died: Died | None = None
        self._strikes = 0

    def strike(self, died: Died) -> None:
        """It has ended a reader. Raises RefusalError where it may not have another."""
        self._strikes += 1
        self.died = died
        self.check()

    def note(self, died: Died) -> None:
        """The same, to be told later."""
        self._strikes += 1
        self.died = died

    def check(self) -> None:
        """Raises RefusalError where it may not have another reader."""
        if self.died and self._strikes >= TRIES:
            raise refused(self.died.refusal)


class Asks(Protocol):
    """By what an opened file asks the process that has it."""

    @property
    def generation(self) -> int:
        """Of the process: what was told to one is not known to the next."""

    def knows(self, generation: int) -> bool:
        """Whether the process is still the one of `generation`."""

    def opened(self, opening: Opening) -> tuple[messages.Opened | messages.Refused, int]:
        """What the process says of a file, and the file's number there. Raises Died, RefusalError."""

    def drop(self, number: int) -> None:
        """Nobody has a file in hand any more."""

    def told(self, question: messages.Asked, held: int | None = None) -> messages.Answer:
        """The one answer to a question. Raises Died."""

    def read(self, question: messages.Read, recall: Recall | None) -> Batches:
        """The batches of files, part stem -> frame; at last the doubts about each. Raises Died, RefusalError,
        ApartError and what `recall` raises."""

    def pack(self, question: messages.Pack, recall: Recall | None) -> Generator[Step, None, messages.Summed]:
        """The steps of packing files. Raises the same."""


class ApartOpened:
    """A recognised file; see `data.exports.reading.Opened`."""

    def __init__(self, reader: Asks, opening: Opening, told: messages.Opened, number: int) -> None:
        self.profile, self.kind = told.profile, told.kind
        self.exported_at, self.claimed_at = told.exported_at, told.claimed_at
        self.lacks = frozenset(told.lacks)
        self.recall: Recall | None = None
        self.as_of = 0
        """The moment (µs, UTC) that it is to be read as of, where it isn't its own."""
        self._reader, self._opening = reader, opening
        self._number, self._generation = number, reader.generation
        self._notes: list[str] = []
        self._drop = weakref.finalize(self, reader.drop, number)

    def shape(self) -> Hashable | None:
        """See `data.exports.reading.Opened`. Where there is one, the file has been read."""
        try:
            self._open()
            told = self._reader.told(messages.Shape(file=self._number))
        except Died as died:
            self._opening.note(died)
            return None
        except RefusalError:  # it is told once it is read
            return None
        return (
            (self._generation, told.shape)
            if isinstance(told, messages.Shaped) and told.shape is not None
            else None
        )

    def frames(self, beside: Sequence[Self] = ()) -> Generator["dict[str, pl.DataFrame]", None, None]:
        """Its rows in batches, and those of files `beside` it: part stem -> frame. Raises RefusalError and
        ApartError."""
        if beside:
            yield from self._together(beside)
            return
        seen: list[Counter[str]] = []
        while True:
            self._opening.check()
            try:
                yield from self._once(seen)
                return
            except Died as died:
                self._opening.strike(died)

    def packed(self, exports: Sequence[tuple[str, int]], upto: int, beside: Sequence[Self] = ()) -> Steps:
        """See `data.exports.reading.Packing`."""
        files = [self, *beside]
        while True:
            self._opening.check()
            try:
                if beside:
                    self._all_known(files)
                else:
                    self._open()
                question = messages.Pack(
                    files=[one._number for one in files],
                    as_of=self.as_of,
                    recalls=self.recall is not None,
                    exports=list(exports),
                    upto=upto,
                )
                ended = yield from self._reader.pack(question, self.recall)
            except Died as died:
                if beside:
                    raise ApartError from None  # which of them it was is seen once they are read one by one
                self._opening.strike(died)
                yield Step(anew=True)
            else:
                _share(files, ended.notes)
                return ended.summary

    def notes(self) -> list[str]:
        """See `data.exports.reading.Opened`."""
        return self._notes

    def _once(self, seen: list[Counter[str]]) -> Generator["dict[str, pl.DataFrame]", None, None]:
        """Its batches, without those that were handed on before a reader ended: their rows, by stem, are `seen`."""
        self._open()
        before = len(seen)
        batches = self._reader.read(self._question([self]), self.recall)
        for place, batch in enumerate(_each(batches, self._take)):
            heights = Counter({stem: frame.height for stem, frame in batch.items()})
            if place < before:
                if heights != seen[place]:
                    raise _changed()
                continue
            seen.append(heights)
            yield batch
        if len(seen) < before:
            raise _changed()

    def _together(self, beside: Sequence[Self]) -> Generator["dict[str, pl.DataFrame]", None, None]:
        files = [self, *beside]
        self._all_known(files)
        try:
            read = self._reader.read(self._question(files), None)
            yield from _each(read, lambda notes: _share(files, notes))
        except Died:
            raise ApartError from None  # which of them it was is seen once they are read one by one

    def _all_known(self, files: Sequence[Self]) -> None:
        """Raises ApartError where the reader of one of them is gone."""
        if not all(self._reader.knows(one._generation) for one in files):
            raise ApartError

    def _take(self, notes: list[list[str]]) -> None:
        [self._notes] = notes

    def _question(self, files: Sequence[Self]) -> messages.Read:
        return messages.Read(
            files=[one._number for one in files], as_of=self.as_of, recalls=self.recall is not None
        )

    def _open(self) -> None:
        """Opens it once more where its reader is gone. Raises Died, RefusalError."""
        if self._reader.knows(self._generation):
            return
        told, self._number = self._reader.opened(self._opening)
        self._generation = self._reader.generation
        if isinstance(told, messages.Refused):
            raise refused(told.refusal)
        self._drop.detach()
        self._drop = weakref.finalize(self, self._reader.drop, self._number)


def _each(
    batches: Batches,
    ended: Callable[[list[list[str]]], None],
) -> Generator["dict[str, pl.DataFrame]", None, None]:
    ended((yield from batches))


def _share(files: Sequence[ApartOpened], notes: list[list[str]]) -> None:
    for one, its in zip(files, notes, strict=True):
        one._notes = its


def _changed() -> RefusalError:
    return refused(Refusal("unreadable", "read otherwise the second time", fault=READER))
