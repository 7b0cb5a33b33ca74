"""What the process that reads is asked, and what it answers."""

import os
from pathlib import Path

import msgspec

from orderdeck.data.exports.apart.bounds import Allowance
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.records import Container, Dialect, Limits, Refusal, RefusalReason
from orderdeck.data.exports.packing.steps import Summary


class Message(msgspec.Struct, frozen=True, kw_only=True, tag=True, array_like=True):
    """Anything that is sent."""


class Ask(Message, frozen=True, kw_only=True):
    """What is asked; frees beforehand the files that nobody has in hand any more."""

    dropped: list[int] = []


class Configure(Ask, frozen=True, kw_only=True):
    """A reader of a desk; `pickled`: folder, profiles and settings. No answer."""

    reader: int
    pickled: bytes


class Open(Ask, frozen=True, kw_only=True):
    """Recognise a file. -> Allowed, then Opened or Refused"""

    reader: int
    file: int
    """The number that it is asked for by from now on, if it is opened."""
    path: bytes
    name: str
    mtime_us: int
    settled: bool
    root: bytes = b""
    """The folder that links must not lead out of, where it isn't the reader's own."""


class Shape(Ask, frozen=True, kw_only=True):
    """-> Shaped"""

    file: int


class Read(Ask, frozen=True, kw_only=True):
    """Read a file, and those beside it. -> Batch, Recall …, then Ended, Refused or OneByOne"""

    files: list[int]
    as_of: int = 0
    """The moment (µs, UTC) that the file is read as of, where it isn't its own."""
    recalls: bool = False
    """Whether `Recall` is answered."""


class Pack(Read, frozen=True, kw_only=True):
    """Read files, and pack their rows (`data.exports.packing.pack`). -> Packed, Recall …, then Summed, Refused or
    OneByOne"""

    exports: list[tuple[str, int]]
    """Id and time (µs, UTC) that the rows of each file bear."""
    upto: int
    """Nothing that they tell of is later (µs, UTC)."""


class More(Message, frozen=True, kw_only=True):
    """One more Batch or Packed may be sent ahead."""


class Known(Message, frozen=True, kw_only=True):
    """Answer to Recall. Comes with a frame."""


class Look(Ask, frozen=True, kw_only=True):
    """The header and the first rows of a table that no profile knows. -> Allowed, then Table or Refused"""

    path: bytes
    root: bytes
    encoding: str
    rows: int
    pickled: bytes
    """Profiles and limits."""


class Unpack(Ask, frozen=True, kw_only=True):
    """Unpack a file that holds others. -> Allowed, then Unpacked or Refused"""

    path: bytes
    name: str
    root: bytes
    into: bytes
    """An empty folder."""
    limits: Limits


class Ready(Message, frozen=True, kw_only=True):
    """The process has started."""


class Allowed(Message, frozen=True, kw_only=True):
    """What reading may take by what the files in hand hold."""

    allowance: Allowance


class Opened(Message, frozen=True, kw_only=True):
    profile: str
    kind: str
    exported_at: int
    claimed_at: int
    lacks: list[str]


class Refused(Message, frozen=True, kw_only=True):
    """A `Refusal`, whose texts are made fit to be sent."""

    reason: RefusalReason
    detail: str
    headers: list[str]
    nearest: str
    lacked: list[str]
    fault: str

    @classmethod
    def of(cls, refusal: Refusal) -> "Refused":
        return cls(
            reason=refusal.reason,
            detail=sendable(refusal.detail),
            headers=[sendable(header) for header in refusal.headers],
            nearest=refusal.nearest,
            lacked=list(refusal.lacked),
            fault=refusal.fault,
        )

    @property
    def refusal(self) -> Refusal:
        """What it was."""
        return Refusal(
            self.reason, self.detail, tuple(self.headers), self.nearest, tuple(self.lacked), self.fault
        )


class Shaped(Message, frozen=True, kw_only=True):
    """A number that files of one shape share, None where it has to be read by itself."""

    shape: int | None


class Batch(Message, frozen=True, kw_only=True):
    """Rows. Comes with a frame for each of `stems`."""

    stems: list[str]


class Recall(Message, frozen=True, kw_only=True):
    """What do other files tell of these orders? Comes with a frame of one column. -> Known"""


class Ended(Message, frozen=True, kw_only=True):
    """All rows were sent; the doubts about each file."""

    notes: list[list[str]]


class Packed(Message, frozen=True, kw_only=True):
    """A batch is packed. Comes with a file for each of `names`."""

    rows: int
    """So far."""
    names: list[str]
    anew: bool = False
    """What was packed so far doesn't count."""


class Summed(Message, frozen=True, kw_only=True):
    """All was packed; the doubts about each file."""

    notes: list[list[str]]
    summary: Summary


class OneByOne(Message, frozen=True, kw_only=True):
    """The files have to be read one by one (ApartError)."""


class Table(Message, frozen=True, kw_only=True):
    """How a table is read that no profile knows (`Recognised`). Comes with a frame where it has rows."""

    container: Container
    encoding: str
    sheet: str
    header_row: int
    headers: list[str]
    columns: list[str]
    score: float
    dialect: Dialect | None
    notes: list[str]


class Unpacked(Message, frozen=True, kw_only=True):
    """What a file holds that may be tables."""

    members: list[Member]


class Logged(Message, frozen=True, kw_only=True):
    """For the log of who asked."""

    level: int
    logger: str
    text: str


Asked = Configure | Open | Shape | Read | Pack | Look | Unpack | More | Known
Answer = (
    Ready | Allowed | Opened | Refused | Shaped | Batch | Recall | Ended | Packed | Summed | OneByOne | Table
    | Unpacked | Logged
)  # fmt: skip

asked: msgspec.msgpack.Decoder[Asked] = msgspec.msgpack.Decoder(Asked)
answers: msgspec.msgpack.Decoder[Answer] = msgspec.msgpack.Decoder(Answer)


def sendable(text: str) -> str:
    """`text` without lone surrogates, which no UTF-8 has."""
    return text.encode("utf-8", "backslashreplace").decode()


def path_of(sent: bytes) -> Path:
    """A path as it was sent, which may have bytes that are no text."""
    return Path(os.fsdecode(sent))


def encoded(message: Message) -> bytes:
    """`message` as it is sent."""
    return msgspec.msgpack.encode(message)
