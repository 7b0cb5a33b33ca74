"""The process that reads; started by `data.exports.apart.process`, which is at the other end of its standard input.

    python -P -m orderdeck.data.exports.apart.serving.server BOUNDS     (as JSON)

It ends with the process that started it, by a signal on Linux, else by its standard input, and leaves nothing.
"""

import ctypes
import logging
import os
import pickle
import resource
import signal
import socket
import sys
import time
from collections.abc import Generator, Hashable, Sequence
from contextlib import closing
from pathlib import Path
from typing import IO, Final

import msgspec
import polars as pl

from orderdeck.data.base.faults import places_of
from orderdeck.data.exports.apart import frames, messages
from orderdeck.data.exports.apart.bounds import Bounds, held_by
from orderdeck.data.exports.apart.serving.head import first_rows
from orderdeck.data.exports.apart.wire import Closed, Wire, filled
from orderdeck.data.exports.containers.archives.open import unpack
from orderdeck.data.exports.containers.memory import give_back
from orderdeck.data.exports.containers.records import Refusal, RefusalError
from orderdeck.data.exports.packing.pack import packed
from orderdeck.data.exports.packing.steps import PackedFile, Step, each
from orderdeck.data.exports.profile_reader import ProfileOpened, ProfileReader
from orderdeck.data.exports.reading import ApartError, as_refused

AHEAD: Final = 2
"""Batches that are sent before the first is done with."""
_DEATH_SIGNAL: Final = 1
"""prctl's PR_SET_PDEATHSIG."""


class _Server:
    def __init__(self, wire: Wire, bounds: Bounds) -> None:
        self._wire, self._bounds = wire, bounds
        self._readers: dict[int, ProfileReader] = {}
        self._opened: dict[int, ProfileOpened] = {}
        self._held: dict[int, int] = {}
        """Bytes that the files in hand hold."""
        self._shapes: dict[Hashable, int] = {}

    def serve(self) -> None:
        """Answers until nobody asks any more. Raises Closed."""
        self._tell(messages.Ready())
        while True:
            asked = self._asked()
            if isinstance(asked, messages.Ask):
                for file in asked.dropped:
                    self._opened.pop(file, None)
                    self._held.pop(file, None)
            if isinstance(asked, messages.Configure):
                root, profiles, settings = pickle.loads(asked.pickled)
                self._readers[asked.reader] = ProfileReader(root, profiles, settings)
                continue
            try:
                with as_refused():
                    self._answer(asked)
            except Closed:
                raise
            except RefusalError as error:
                self._tell(messages.Refused.of(error.refusal))
            except ApartError:
                self._tell(messages.OneByOne())
            give_back()

    def _answer(self, asked: messages.Asked) -> None:
        match asked:
            case messages.Open():
                self._open(asked)
            case messages.Shape(file=file):
                self._allow()
                shape = self._opened[file].shape()
                number = None if shape is None else self._shapes.setdefault(shape, len(self._shapes))
                self._tell(messages.Shaped(shape=number))
            case messages.Pack():
                self._pack(asked)
            case messages.Read():
                self._read(asked)
            case messages.Look():
                self._look(asked)
            case messages.Unpack():
                self._unpack(asked)

    def _open(self, asked: messages.Open) -> None:
        path = messages.path_of(asked.path)
        self._allow(held_by(path))
        root = messages.path_of(asked.root) if asked.root else None
        reader = self._readers[asked.reader]
        opened = reader.open(path, asked.name, asked.mtime_us, settled=asked.settled, root=root)
        if isinstance(opened, Refusal):
            self._tell(messages.Refused.of(opened))
            return
        self._opened[asked.file], self._held[asked.file] = opened, held_by(path)
        told = messages.Opened(
            profile=opened.profile,
            kind=opened.kind,
            exported_at=opened.exported_at,
            claimed_at=opened.claimed_at,
            lacks=sorted(opened.lacks),
        )
        self._tell(told)

    def _read(self, asked: messages.Read) -> None:
        first, beside, outbox = self._begin(asked)
        with closing(first.frames(beside)) as batches:
            for batch in batches:
                outbox.send(messages.Batch(stems=list(batch)), *map(frames.written, batch.values()))
        outbox.drain()
        self._tell(messages.Ended(notes=_notes([first, *beside])))

    def _pack(self, asked: messages.Pack) -> None:
        first, beside, outbox = self._begin(asked)

        def reading(careful: bool) -> Generator[dict[str, pl.DataFrame], None, None]:
            return first.frames(beside, careful=careful)

        def send(step: Step) -> None:
            if step.anew:
                self._allow()
            names = [file.name for file in step.files]
            told = messages.Packed(rows=step.rows, names=names, anew=step.anew)
            outbox.send(told, *map(_written, step.files))

        summary = each(packed(reading, asked.exports, first.kind, asked.upto), send)
        outbox.drain()
        self._tell(messages.Summed(notes=_notes([first, *beside]), summary=summary))

    def _begin(self, asked: messages.Read) -> tuple[ProfileOpened, list[ProfileOpened], "_Outbox"]:
        """The files to be read, and by what their rows are sent."""
        self._allow()
        first, *beside = (self._opened[file] for file in asked.files)
        if asked.as_of:
            first.context = msgspec.structs.replace(first.context, exported_at=asked.as_of)
        outbox = _Outbox(self._wire)
        first.recall = outbox.recall if asked.recalls else None
        return first, beside, outbox

    def _look(self, asked: messages.Look) -> None:
        path, root = messages.path_of(asked.path), messages.path_of(asked.root)
        self._allow(held_by(path))
        profiles, limits = pickle.loads(asked.pickled)
        found = first_rows(path, profiles, limits, root, asked.encoding, asked.rows)
        if isinstance(found, Refusal):
            self._tell(messages.Refused.of(found))
            return
        table, rows = found
        told = messages.Table(
            container=table.container,
            encoding=table.encoding,
            sheet=messages.sendable(table.sheet),
            header_row=table.header_row,
            headers=[messages.sendable(one) for one in table.headers],
            columns=[messages.sendable(one) for one in table.columns],
            score=table.score,
            dialect=table.dialect,
            notes=[messages.sendable(note) for note in table.notes],
        )
        self._tell(told, frames.written(rows))

    def _unpack(self, asked: messages.Unpack) -> None:
        path = messages.path_of(asked.path)
        self._allow(held_by(path))
        root, into = messages.path_of(asked.root), messages.path_of(asked.into)
        self._tell(messages.Unpacked(members=unpack(path, asked.name, root, into, asked.limits)))

    def _allow(self, more: int = 0) -> None:
        """Sets the limits of what is done now, by what the files in hand hold and one that holds `more`."""
        allowance = self._bounds.of(sum(self._held.values()) + more)
        _set_limit(resource.RLIMIT_CPU, int(time.process_time()) + 1 + allowance.seconds)
        _set_limit(resource.RLIMIT_DATA, allowance.data)
        self._tell(messages.Allowed(allowance=allowance))

    def _asked(self) -> messages.Asked:
        message, _beside = self._wire.receive()
        return messages.asked.decode(message)

    def _tell(self, message: messages.Message, *files: IO[bytes]) -> None:
        self._wire.send(messages.encoded(message), files)


class _Outbox:
    """Sends batches, a few before the first is done with."""

    def __init__(self, wire: Wire) -> None:
        self._wire, self._ahead = wire, AHEAD

    def send(self, message: messages.Message, *files: IO[bytes]) -> None:
        """Sends a batch once it may. Raises Closed."""
        while self._ahead == 0:
            self._more(self._wire.receive()[0])
        self._wire.send(messages.encoded(message), files)
        self._ahead -= 1

    def recall(self, orders: pl.Series) -> pl.DataFrame:
        """What other files tell of `orders`. Raises Closed."""
        self._wire.send(messages.encoded(messages.Recall()), [frames.written(orders.to_frame())])
        message, beside = self._wire.receive()
        while not beside:
            self._more(message)
            message, beside = self._wire.receive()
        return frames.read(beside[0])

    def drain(self) -> None:
        """Waits until all is done with. Raises Closed."""
        while self._ahead < AHEAD:
            self._more(self._wire.receive()[0])

    def _more(self, message: bytes) -> None:
        assert isinstance(messages.asked.decode(message), messages.More)
        self._ahead += 1


def _notes(files: Sequence[ProfileOpened]) -> list[list[str]]:
    return [[messages.sendable(note) for note in one.notes()] for one in files]


def _written(packed: PackedFile) -> IO[bytes]:
    return filled(lambda file: file.write(packed.content))


class _ToWhoAsked(logging.Handler):
    """Sends the log to the process that asked: of an exception its kind and places, never its message."""

    def __init__(self, wire: Wire) -> None:
        super().__init__(logging.INFO)
        self._wire = wire

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info:
            text += "\n" + places_of(record.exc_info)
        told = messages.Logged(level=record.levelno, logger=record.name, text=messages.sendable(text))
        try:
            self._wire.send(messages.encoded(told))
        except Closed:
            pass


def _set_limit(what: int, soft: int) -> None:
    hard = resource.getrlimit(what)[1]
    try:
        resource.setrlimit(what, (soft if hard == resource.RLIM_INFINITY else min(soft, hard), hard))
    except (OSError, ValueError):
        pass  # a system that knows no such limit: the other process watches in any case


def _end_with(parent: int) -> None:
    """Ends this process when the one that started it ends, in the middle of whatever native code it is in."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
        try:
            # Where memory is short it is the first to go: everything that it does can be done again.
            Path("/proc/self/oom_score_adj").write_text("700")
        except OSError:
            pass
    if os.getppid() != parent:
        os._exit(0)


def main() -> None:
    """Serves the process at the other end of standard input."""
    _end_with(int(sys.argv[2]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core would be a copy of buyers' addresses
    wire = Wire(socket.socket(fileno=os.dup(0)))
    logging.basicConfig(handlers=[_ToWhoAsked(wire)], level=logging.INFO)
    try:
        _Server(wire, msgspec.json.decode(sys.argv[1], type=Bounds)).serve()
    except Closed:
        pass
    os._exit(0)  # whatever its threads are at


if __name__ == "__main__":
    main()
