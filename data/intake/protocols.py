"""What the intake has to do with: files that can be read, and what the ledger is told of them."""

import logging
import time
from collections.abc import Callable, Collection, Generator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import polars as pl

from orderdeck.data.base.faults import fault_of
from orderdeck.data.base.records import Export
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.containers.records import Limits, Refusal, RefusalError
from orderdeck.data.exports.dating.export_time import Moment, settled
from orderdeck.data.intake.folder.watch import Found, stamp_of
from orderdeck.data.ledger import LedgerError

_log = logging.getLogger(__name__)
_FAR = 253_402_300_799_000_000
"""The last second of the year 9999, in µs."""


class Stopped(Exception):  # noqa: N818 (not an error)
    """The loader was asked to stop in the middle of a file; nothing of it was loaded."""


class Opened(Protocol):
    """A recognised file, ready to be read."""

    profile: str
    kind: str
    exported_at: int
    """When it was taken, by its name and time (µs, UTC)."""
    lacks: frozenset[str]
    """What of an order the file has no columns for: see `data.exports.carry_forward`."""

    def frames(self) -> Generator[dict[str, pl.DataFrame], None, None]:
        """Its rows in batches: part stem -> frame as in `data.base.frames`. Raises RefusalError, and anything else."""

    def notes(self) -> list[str]:
        """Doubts worth saying, once all frames were read."""


@runtime_checkable
class Recalling(Protocol):
    """An opened file that asks what other files tell of its orders, where its own dates are in doubt."""

    recall: Callable[[pl.Series], pl.DataFrame] | None
    """Order numbers -> what is known of them; see `data.exports.normalise.dates.date_order.by_known`."""


class Reader(Protocol):
    """What makes frames of a file; see `data.intake.profile_reader` for the real one."""

    fingerprint: str
    """Differs once a refused file could be read otherwise: other profiles, other limits, another orderdeck."""
    limits: Limits

    def file_time(self, name: str, mtime_us: int) -> int:
        """Time of a file (µs, UTC) as far as it can be told unread: the order in which files are taken."""

    def open(self, path: Path, name: str, mtime_us: int, *, settled: bool = True) -> Opened | Refusal:
        """Recognises the file at `path`. Raises RefusalError, and anything else.

        A file that is cut off for sure is refused as torn, here or by `Opened.frames`, after which nothing of it
        counts. So is one that only may be, such as one whose last record has no line end, unless `settled`: it then
        loads with a note. A reason among `data.exports.containers.records.ARRIVING` may go once the rest has come.
        """


@runtime_checkable
class ZonedReader(Protocol):
    """A reader that knows the zones of its profiles."""

    def claimed_by(self, profile: str, name: str, mtime_us: int) -> int:
        """When a file was taken by its name and time (µs, UTC), where it fits the profile of that name."""


@contextmanager
def as_refused() -> Iterator[None]:
    """Whatever a file makes raise within, a Rust panic included, becomes a refusal of that file."""
    try:
        yield
    except (RefusalError, Stopped, LedgerError, KeyboardInterrupt, SystemExit, GeneratorExit):
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


def tell(export: Export) -> None:
    """Puts what became of a file into the log, without its name or anything in it."""
    _log.info(
        "%s: %s %s, %s orders, %s lines, %s rejected%s", export.export_id, export.state, export.profile,
        export.orders, export.lines, export.rejected, f", {export.reason}" if export.reason else "",
    )  # fmt: skip


def moment_of(opened: Opened, found: Found, loaded_us: int, latest_event: int) -> Moment:
    """When an opened file that is loaded at `loaded_us` was taken; see `data.exports.dating.export_time`."""
    arrived = came_by(found, loaded_us, latest_event)
    return settled(claim_of(opened), found.mtime_us, arrived, latest_event)


def came_by(found: Found, loaded_us: int, latest_event: int = 0) -> int:
    """When `found`, loaded at `loaded_us` and telling of nothing later than `latest_event`, had arrived (µs, UTC).

    Its file system says when it was last changed in its place, whatever its name and its own time claim, so that it is
    the same whenever a loader gets to it. One whose clock is behind what the file tells of says nothing.
    """
    changed = found.ctime_us
    return changed if changed and latest_event <= changed < loaded_us else loaded_us


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


def loaded_export(
    found: Found,
    sha256: str,
    opened: Opened,
    rows: dict[str, int],
    notes: list[str],
    moment: Moment,
    latest_event: int,
    lacks: Collection[str] = (),
) -> Export:
    """The ledger's line for a loaded file; `rows` by part stem, `lacks` by its rows
    (data.exports.carry_forward.RowsSeen)."""
    # An order export counts orders and their lines; any other kind counts its rows as lines.
    return Export(
        export_id=sha256[:16],
        sha256=sha256,
        name=found.name,
        size=found.size,
        exported_at=moment.at,
        loaded_at=now_us(),
        state="loaded",
        profile=opened.profile,
        kind=opened.kind,
        orders=rows.get("orders", 0),
        lines=rows.get("lines" if opened.kind == "orders" else opened.kind, 0),
        rejected=rows.get("rejects", 0),
        notes=[*moment_notes(moment), *notes],
        latest_event=latest_event,
        claimed_at=moment.claimed_later,
        lacks=sorted({*opened.lacks, *lacks}),
    )


def refused_export(found: Found, sha256: str, refusal: Refusal) -> Export:
    """The ledger's line for a refused file."""
    return Export(
        export_id=(sha256 or name_hash(found))[:16],
        sha256=sha256,
        name=found.name,
        size=found.size,
        exported_at=found.mtime_us,
        loaded_at=now_us(),
        state="refused",
        reason=refusal.reason,
        detail=clean_text(refusal.detail)[:200],
        headers=[clean_text(header)[:200] for header in refusal.headers[:200]],
        nearest=refusal.nearest,
    )


def has_changed(found: Found) -> bool:
    """Whether the file is not any more what was found: gone, written to or replaced."""
    try:
        return stamp_of(found.path.stat()) != found.stamp
    except OSError:
        return True


def same_refusal(one: Export, other: Export) -> bool:
    """Whether two lines say the same of a file."""

    def essence(export: Export) -> tuple[Any, ...]:
        return (export.state, export.reason, export.detail, export.headers, export.nearest)

    return essence(one) == essence(other)


def name_hash(found: Found) -> str:
    """Stands in for the checksum of what can't be read."""
    import hashlib

    return hashlib.sha256(f"{found.name}\0{found.stamp}".encode()).hexdigest()


def now_us() -> int:
    """Now, in microseconds since the epoch."""
    return time.time_ns() // 1000
