"""A burst of small files: those of one shape become one part in one step, at a fraction of the cost of each.

Whatever is not plain is left to `Intake.take`.
"""

import secrets
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Generic, Protocol, TypeVar, runtime_checkable

import msgspec
import polars as pl

from orderdeck.data.base.folder.found import Found
from orderdeck.data.base.records import Export
from orderdeck.data.exports.carry_forward import RowsSeen
from orderdeck.data.exports.containers.records import RefusalError
from orderdeck.data.exports.dating.latest_event import latest_events
from orderdeck.data.exports.reading import Opened, as_refused, claim_of
from orderdeck.data.intake.export_lines import has_changed, loaded_export, moment_of, now_us, written_as_of
from orderdeck.data.intake.intake import Intake
from orderdeck.data.ledger.parts.writer import PartWriter

SMALL_BYTES: Final = 128 << 10
"""A file of up to so many bytes costs more by being a file than by its rows."""
MOST_FILES: Final = 64
MOST_BYTES: Final = 2 << 20
FEW: Final = 6
"""So many are taken one by one where they can't be taken together; more are halved, to find the odd one."""


class Small(Protocol):
    """A small file, recognised and read, not normalised yet."""

    @property
    def opened(self) -> Opened: ...

    @property
    def shape(self) -> Hashable:
        """Files of equal shape can be normalised together."""


SmallT = TypeVar("SmallT", bound=Small)
"""What one reader makes of a small file, and it alone can take together."""


class Together(Protocol):
    """What files of one shape hold."""

    @property
    def frames(self) -> Mapping[str, pl.DataFrame]:
        """Part stem -> rows of all of them; Int64 column `file` says of which, 0-based."""

    @property
    def notes(self) -> list[list[str]]:
        """Of each file the doubts worth saying."""


@runtime_checkable
class BurstReader(Protocol[SmallT]):
    """A reader that can take several small files at once; see `data.exports.profile_reader`."""

    def small(self, found: Found) -> SmallT | None:
        """`found` recognised and read; None where it has to be taken by itself, whatever the reason."""

    def together(self, files: Sequence[SmallT]) -> Together | None:
        """What `files` of one shape hold; None where each has to be taken by itself. Raises anything."""


def runs(files: Iterable[Found], is_alone: Iterable[bool]) -> Iterator[list[Found]]:
    """`files` in their order, small ones next to each other together, the others (and those `is_alone`) alone."""
    run: list[Found] = []
    size = 0
    for found, alone in zip(files, is_alone, strict=True):
        alone = alone or bool(found.trouble or found.fault) or found.size > SMALL_BYTES
        if run and (alone or len(run) >= MOST_FILES or size + found.size > MOST_BYTES):
            yield run
            run, size = [], 0
        if alone:
            yield [found]
        else:
            run.append(found)
            size += found.size
    if run:
        yield run


class Burst(Generic[SmallT]):
    """Takes runs of small files for an Intake."""

    def __init__(self, intake: Intake, reader: BurstReader[SmallT]) -> None:
        self._intake, self._reader = intake, reader

    def take(self, run: Sequence[Found]) -> Iterator[tuple[Found, Export | None]]:
        """Takes the files of `run`, which stand in their order of time; what `Intake.take` gives for each.

        Raises LedgerError and Stopped; what had been given by then is on record.
        """
        intake = self._intake
        fresh, later = self._sift(run)
        with intake.begun(fresh):
            for step in _steps([(found, sha256, self._reader.small(found)) for found, sha256 in fresh]):
                yield from self._step(step)
        for found in later:
            intake.check_stop()
            yield found, intake.take(found)

    def _step(self, files: "list[_Read[SmallT]]") -> Iterator[tuple[Found, Export | None]]:
        """Takes files of one shape together, or those without anything odd in smaller groups, the others alone."""
        self._intake.check_stop()
        taken = self._group(files) if len(files) > 1 else None
        if taken:
            yield from ((one.found, export) for one, export in zip(files, taken, strict=True))
        elif len(files) > FEW:
            middle = len(files) // 2
            yield from self._step(files[:middle])
            yield from self._step(files[middle:])
        else:
            for one in files:
                self._intake.check_stop()
                yield one.found, self._intake.take(one.found)

    def _sift(self, run: Sequence[Found]) -> tuple[list[tuple[Found, str]], list[Found]]:
        """Files with bytes that nobody has seen, in their order, with their sha-256; and the others: copies, which
        change nothing whenever they are looked at, and what can't be read."""
        fresh: dict[str, Found] = {}
        later = []
        for found in run:
            try:
                sha256 = self._intake.checked(found)
            except RefusalError:
                later.append(found)
                continue
            if sha256 in fresh or self._intake.is_known(found, sha256):
                later.append(found)
            else:
                fresh[sha256] = found
        return [(found, sha256) for sha256, found in fresh.items()], later

    def _group(self, files: "list[_Read[SmallT]]") -> list[Export] | None:
        """Loads `files` of one shape as one part; None, with nothing loaded, where each has to be taken alone."""
        intake = self._intake
        writer: PartWriter | None = None
        arrived = now_us()
        try:
            made = self._frames_of(files, arrived)
            if made is None:
                return None
            frames, notes, latest = made
            writer = PartWriter(
                intake.paths, f"m{secrets.token_hex(8)}", "orders", [one.export_id for one in files]
            )
            writer.add(frames)
            intake.remarks.note(frames["orders"])
            intake.remarks.find_out()
            part = writer.publish()
            if any(has_changed(one.found) for one in files):
                return None
            exports = _exports(files, frames, notes, arrived, latest)
            exports = [msgspec.structs.replace(export, checksums=part.checksums) for export in exports]
            return intake.record_all([one.found for one in files], exports, part)
        except RefusalError:
            return None
        finally:
            if writer:
                writer.discard()

    def _frames_of(
        self, files: "list[_Read[SmallT]]", arrived: int
    ) -> tuple[Mapping[str, pl.DataFrame], list[list[str]], dict[str, int]] | None:
        """The frames of `files` as they go into a part, the notes of each file, and by export id the latest thing that
        it tells of."""
        with as_refused():
            held = self._reader.together([one.small for one in files if one.small])
            if held is None:
                return None
            frames = {stem: _stamped(frame, files, arrived) for stem, frame in held.frames.items()}
            latest = latest_events(frames, arrived)
        return frames, held.notes, latest


class _Read(msgspec.Struct, Generic[SmallT], frozen=True):
    found: Found
    sha256: str
    small: SmallT | None

    @property
    def export_id(self) -> str:
        return self.sha256[:16]


def _steps(files: Sequence[tuple[Found, str, SmallT | None]]) -> list[list[_Read[SmallT]]]:
    """`files` in steps, those of one shape together."""
    read = [_Read(*one) for one in files]
    whole = [one for one in read if one.small]
    return [*_by_shape(whole), *([one] for one in read if not one.small)]


def _by_shape(files: list[_Read[SmallT]]) -> list[list[_Read[SmallT]]]:
    shapes: dict[Hashable, list[_Read[SmallT]]] = {}
    for one in files:
        shapes.setdefault(one.small.shape if one.small else None, []).append(one)
    return list(shapes.values())


def _stamped(frame: pl.DataFrame, files: Sequence[_Read[SmallT]], loaded: int) -> pl.DataFrame:
    ids = pl.Series("export_id", [one.export_id for one in files], pl.String)
    times = [written_as_of(one.small.opened, one.found, loaded) if one.small else 0 for one in files]
    moments = pl.Series("exported_at", times, pl.Int64).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    places = frame["file"]
    return frame.drop("file").with_columns(ids.gather(places), moments.gather(places))


def _exports(
    files: Sequence[_Read[SmallT]],
    frames: Mapping[str, pl.DataFrame],
    notes: Sequence[list[str]],
    arrived: int,
    latest: Mapping[str, int],
) -> list[Export]:
    counts = {stem: dict(frame["export_id"].value_counts().iter_rows()) for stem, frame in frames.items()}
    seen = RowsSeen()
    seen.note(frames)
    return [
        loaded_export(
            one.found,
            one.sha256,
            one.small.opened,
            {stem: found.get(one.export_id, 0) for stem, found in counts.items()},
            said,
            moment_of(claim_of(one.small.opened), one.found, arrived, latest.get(one.export_id, 0)),
            latest.get(one.export_id, 0),
            seen.lacks(one.export_id),
        )
        for one, said in zip(files, notes, strict=True)
        if one.small
    ]
