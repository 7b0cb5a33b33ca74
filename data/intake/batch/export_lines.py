"""What the ledger is told of files: a line for each that was loaded or refused."""

import logging
import time
from collections.abc import Collection
from typing import Any

from orderdeck.data.base.folder.found import Found, stamp_of
from orderdeck.data.base.records import Export
from orderdeck.data.base.text.sanitize import clean_text
from orderdeck.data.exports.containers.records import Refusal
from orderdeck.data.exports.dating.export_time import Moment, settled
from orderdeck.data.exports.reading import Opened, moment_notes

_log = logging.getLogger(__name__)


def tell(export: Export) -> None:
    """Puts what became of a file into the log, without its name or anything in it."""
    _log.info(
        "%s: %s %s, %s orders, %s lines, %s rejected%s", export.export_id, export.state, export.profile,
        export.orders, export.lines, export.rejected, f", {export.reason}" if export.reason else "",
    )  # fmt: skip


def moment_of(claimed: int, found: Found, loaded_us: int, latest_event: int) -> Moment:
    """When a file that is loaded at `loaded_us` and says that it is of `claimed` was taken (µs, UTC); see
    `data.exports.dating.export_time`."""
    return settled(claimed, found.mtime_us, came_by(found, loaded_us, latest_event), latest_event)


def written_as_of(opened: Opened, found: Found, loaded_us: int) -> int:
    """The time (µs, UTC) that the rows of an opened file bear in their part, before all of them are known."""
    return min(opened.exported_at, came_by(found, loaded_us))


def came_by(found: Found, loaded_us: int, latest_event: int = 0) -> int:
    """When `found`, loaded at `loaded_us` and telling of nothing later than `latest_event`, had arrived (µs, UTC).

    Its file system says when it was last changed in its place, whatever its name and its own time claim, so that it is
    the same whenever a loader gets to it. One whose clock is behind what the file tells of says nothing.
    """
    changed = found.ctime_us
    return changed if changed and latest_event <= changed < loaded_us else loaded_us


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
    (data.exports.packing.carry_forward.RowsSeen)."""
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
    """Whether the file, or the one that it was unpacked from, is not any more what was found: gone, written to or
    replaced."""
    while found.inside:
        found = found.inside
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
