"""What reading an export looks like from outside: a reader, an opened file, and what becomes of faults."""

import logging
from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self, runtime_checkable

from orderdeck.data.base.faults import NotTheFileError, fault_of
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.containers.archives.members import Member
from orderdeck.data.exports.containers.records import Limits, Refusal, RefusalError
from orderdeck.data.exports.dating.export_time import Moment
from orderdeck.data.exports.packing.steps import Steps

if TYPE_CHECKING:
    import polars as pl

_log = logging.getLogger(__name__)
_FAR = 253_402_300_799_000_000
"""The last second of the year 9999, in µs."""


class Stopped(NotTheFileError):  # noqa: N818 (not an error)
    """The loader was asked to stop in the middle of a file; nothing of it was loaded."""


class ApartError(NotTheFileError):
    """Files of one shape that have to be read one by one after all."""


class Opened(Protocol):
    """A recognised file, ready to be read."""

    profile: str
    kind: str
    exported_at: int
    """When it was taken, by its name and time (µs, UTC)."""
    lacks: frozenset[str]
    """What of an order the file has no columns for: see `data.exports.packing.carry_forward`."""

    def shape(self) -> Hashable | None:
        """What it has in common with the files that can be read together with it, those of an equal shape; None where
        it has to be read by itself, whatever the reason. It may be read for this."""

    def frames(self, beside: Sequence[Self] = ()) -> Generator["dict[str, pl.DataFrame]", None, None]:
        """Its rows in batches: part stem -> frame as in `data.base.vocabulary.frames`. Raises RefusalError, and
        anything else.

        With `beside`, other files of its shape, theirs too, and column `FILE`: 0 is this one. Raises ApartError where
        that can't be.
        """

    def notes(self) -> list[str]:
        """Doubts worth saying, once all frames were read, alone or beside others."""


@runtime_checkable
class Packing(Opened, Protocol):
    """An opened file whose rows come packed."""

    def packed(self, exports: Sequence[tuple[str, int]], upto: int, beside: Sequence[Self] = ()) -> Steps:
        """The files of a part with its rows, and those of files `beside` it; see `data.exports.packing.pack`. Raises
        RefusalError and ApartError."""


@runtime_checkable
class Recalling(Protocol):
    """An opened file that asks what other files tell of its orders, where its own dates are in doubt."""

    recall: Callable[["pl.Series"], "pl.DataFrame"] | None
    """Order numbers -> what is known of them; see `data.exports.normalise.dates.date_order.by_known`."""


class Reader(Protocol):
    """What makes frames of a file; see `data.exports.profile_reader` for the real one."""

    limits: Limits

    @property
    def fingerprint(self) -> str:
        """Differs once a refused file could be read otherwise: other profiles, other limits, another orderdeck."""

    def file_time(self, name: str, mtime_us: int) -> int:
        """Time of a file (µs, UTC) as far as it can be told unread: the order in which files are taken."""

    def open(
        self, path: Path, name: str, mtime_us: int, *, settled: bool = True, root: Path | None = None
    ) -> Opened | Refusal:
        """Recognises the file at `path`. Raises RefusalError, and anything else. `root` is the folder that links must
        not lead out of, where it isn't the desk's.

        A file that is cut off for sure is refused as torn, here or by `Opened.frames`, after which nothing of it
        counts. So is one that only may be, such as one whose last record has no line end, unless `settled`: it then
        loads with a note. A reason among `data.exports.containers.records.ARRIVING` may go once the rest has come.
        """


@runtime_checkable
class ZonedReader(Protocol):
    """A reader that knows the zones of its profiles."""

    def claimed_by(self, profile: str, name: str, mtime_us: int) -> int:
        """When a file was taken by its name and time (µs, UTC), where it fits the profile of that name."""


@runtime_checkable
class Unpacking(Protocol):
    """A reader that can unpack what it refuses as "packed"."""

    def unpack(self, path: Path, name: str, root: Path, into: Path) -> list[Member] | Refusal:
        """What the file at `path`, called `name`, holds that may be tables, written to the empty folder `into`; see
        `data.exports.containers.archives.open`. Raises OSError where `into` can't be emptied for a second try."""


@runtime_checkable
class StandingReader(Protocol):
    """A reader that has something to start before it reads, and to end once it is needed no more."""

    def prepare(self, *, kept: bool = False) -> None:
        """Starts it beforehand, and puts right what reading has left behind; `kept`: it stays until `close`."""

    def close(self) -> None:
        """Ends it."""


@contextmanager
def as_refused() -> Iterator[None]:
    """Whatever a file makes raise within, a Rust panic included, becomes a refusal of that file."""
    try:
        yield
    except (RefusalError, NotTheFileError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # each library in Rust has a PanicException of its own, none an Exception
        if fault_of(error):
            raise RefusalError("unreadable", _words(error)) from error
        _log.exception("a file could not be read")
        words = clean_text(str(error))
        raise RefusalError("unreadable", f"{type(error).__name__}: {words}"[:200]) from error


def _words(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "not enough memory"
    return clean_text(getattr(error, "strerror", None) or str(error))[:200]


def claim_of(opened: Opened) -> int:
    """When an opened file says that it was taken (µs, UTC), however far ahead that lies."""
    return int(getattr(opened, "claimed_at", 0)) or opened.exported_at


def moment_notes(moment: Moment) -> list[str]:
    """What is worth saying of how the moment of a file was found."""
    notes = []
    if moment.ahead:
        claimed = datetime.fromtimestamp(min(moment.claimed, _FAR) / 1e6, UTC)
        notes.append(f"ahead|{claimed:%Y-%m-%d}")
    elif moment.by_content:
        notes.append("moment_by_content")
    return notes
