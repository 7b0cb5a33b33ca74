"""`Ledger`: the one door to the desk's tables. Many processes may have it open at once."""

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import structs

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger.database import bearing, intake_rows, journal
from orderdeck.data.ledger.database.engine import Database, Engine, Stored
from orderdeck.data.ledger.database.sound import Torn
from orderdeck.data.ledger.errors import LedgerAway, LedgerDamaged, LedgerDenied, LedgerError, LedgerFull
from orderdeck.data.ledger.on_sqlite import SqliteEngine
from orderdeck.data.ledger.records import Basis, Bid, Held, LoaderThere, Part, Settled, Sighting
from orderdeck.data.ledger.shared.pointer import Pointer, read_pointer
from orderdeck.data.ledger.whole import is_whole


class Ledger:
    """The exports ledger, the journal and the list of parts of one desk.

    Append-only; safe to use from several threads (readers don't wait for a writer). Every method raises LedgerError:
    LedgerBusy and LedgerFull pass, and what was to be written can be tried again as it is.
    """

    def __init__(self, paths: DeskPaths, engine: Engine) -> None:
        self.paths = paths
        self._engine = engine
        self._read, self._write = engine.read, engine.write
        self.account = ""
        """The account that acts through this ledger, where its login isn't the operator's name: kept with its acts."""
        self._whole: set[str] = set()
        self.torn: Torn = {}
        """Rows that were met and passed over since they have not the shape of one; each is named once."""

    @classmethod
    def open(cls, paths: DeskPaths, *, busy_seconds: float = 5.0, reading: bool = False) -> Self:
        """The ledger of the desk at `paths`, created or migrated where needed; of a shared desk, where that stands.

        A write waits `busy_seconds` for other writers. A damaged database is kept aside and made anew from its second
        copy where nobody else has it open. Where `paths` are read only nothing is written, not even a lock's file: it
        has to be there, and every write raises LedgerReadOnly. So it is for who only means to read (`reading`) where
        the disk is full or may not be written to; `paths` of what is given back say so.
        Raises LedgerError, see `data.ledger.errors`.
        """
        pointer = read_pointer(paths)
        if paths.read_only:
            return cls._open_to_read(paths, pointer)
        try:
            return cls._open(paths, busy_seconds, pointer)
        except (LedgerFull, LedgerDenied):
            if not reading:
                raise
            return cls._open_to_read(paths.for_reading(), pointer)
        except LedgerDamaged as damaged:
            if pointer:
                raise
            from orderdeck.data.ledger.recovery.mend import mend_on_opening

            mend_on_opening(paths, damaged)
            return cls._open(paths, busy_seconds, None)

    @classmethod
    def _open(cls, paths: DeskPaths, busy_seconds: float, pointer: Pointer | None) -> Self:
        return cls(
            paths,
            _shared(paths, pointer, busy_seconds) if pointer else SqliteEngine.open(paths, busy_seconds),
        )

    @classmethod
    def _open_to_read(cls, paths: DeskPaths, pointer: Pointer | None) -> Self:
        return cls(paths, _shared(paths, pointer, 5.0) if pointer else SqliteEngine.open_to_read(paths))

    def close(self) -> None:
        """Lets go of the tables."""
        self._engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Journal

    def append(self, acts: Iterable[Act]) -> list[Act]:
        """Appends `acts` in one transaction; they come back, with their seq, only once they are on disk.

        An id that is there already counts once: the stored act stays, and its seq is given.
        """
        with self._write() as db:
            return journal.insert(db, map(self._signed, acts))

    def append_unless(self, acts: Iterable[Act], after: int, kinds: Collection[str]) -> list[Act] | None:
        """Appends `acts` in one atomic step, but only where nobody has done an act of `kinds` since seq `after`.

        None where somebody has: what `acts` were decided on is no longer so. Acts whose ids are there already
        count as appended.
        """
        acts = list(acts)
        with self._write() as db:
            sent = bool(acts) and all(journal.by_id(db, act.id) for act in acts)
            if not sent and journal.overtaken(db, after, kinds):
                return None
            return journal.insert(db, map(self._signed, acts))

    def claim(
        self, act: Act, lapse_before: int, *, fresh: bool = False, names: Sequence[str] = ()
    ) -> Act | Held:
        """Appends the claim `act` where nobody else holds its order, in one atomic step; else says who does.

        A holder who has not acted since `lapse_before` (µs, UTC) has lost it. Where the operator holds the order
        already, the act by which they do comes back; with `fresh` (take next) that counts as held as well, so that
        two sessions of one operator get different orders. `names`: other keys that stand for the same order.
        """
        with self._write() as db:
            return journal.claim(db, self._signed(act), lapse_before, fresh=fresh, names=names)

    def settle(
        self,
        bids: Iterable[Bid],
        lapse_before: int,
        *,
        after: int | None = None,
        force: bool = False,
        basis: Basis | None = None,
    ) -> list[Settled] | None:
        """Claims orders and acts on them, all in one transaction, each order by itself: what became of each bid.

        A claim counts as in `claim`; an act is only done where its order is held by then and, with `after`, nobody
        else has acted on it since that seq. With `force` an order that another holds is taken over. None, with nothing
        done, where what the bids rest on (`basis`) is no longer so.
        """
        bids = [
            structs.replace(
                bid, act=bid.act and self._signed(bid.act), claim=bid.claim and self._signed(bid.claim)
            )
            for bid in bids
        ]
        with self._write() as db:
            if basis and journal.rests_no_more(db, bids, basis):
                return None
            return [journal.settle(db, bid, lapse_before, after, force=force) for bid in bids]

    def _signed(self, act: Act) -> Act:
        return structs.replace(act, account=self.account) if self.account and not act.account else act

    def acts(self, after: int = 0, *, order_key: str | None = None) -> list[Act]:
        """Acts with a seq above `after`, of one order or of all, oldest first."""
        with self._read() as db:
            return journal.read(db, after, order_key, self.torn)

    def search(
        self,
        *,
        operator: str = "",
        order_key: str = "",
        sku: str = "",
        kind: str = "",
        since: int = 0,
        until: int = 0,
        after: int = 0,
        upto: int = 0,
        limit: int | None = None,
    ) -> list[Act]:
        """Acts, newest first, `limit` of them at most; each filter that is given has to fit.

        Times in µs, UTC, `until` not included; `after` and `upto` are seqs, `after` not included.
        """
        fields = {"operator": operator, "order_key": order_key, "sku": sku, "kind": kind}
        given = {name: value for name, value in fields.items() if value}
        bounds = {"at >= ?": since, "at < ?": until, "seq > ?": after, "seq <= ?": upto}
        within = {bound: value for bound, value in bounds.items() if value}
        with self._read() as db:
            return journal.search(db, given, within, limit, self.torn)

    def bearing(self, upto: int, order_keys: Collection[str], kinds: Collection[str] = ()) -> list[Act]:
        """Acts with a seq of `upto` at most that are on one of these orders, or on none, or that are of these kinds, or
        undos and redos of such, on whatever order; oldest first. However long the journal is, it costs what it gives.
        """
        with self._read() as db:
            return bearing.bearing(db, upto, order_keys, kinds, self.torn)

    def acts_on(self, order_keys: Collection[str], upto: int) -> list[Act]:
        """Acts on these orders with a seq of `upto` at most, oldest first."""
        with self._read() as db:
            return sorted(bearing.on(db, order_keys, upto, self.torn), key=lambda act: act.seq)

    def reverses(self, ids: Collection[str]) -> list[Act]:
        """The undos of the acts with these ids, and the redos and undos of those, oldest first."""
        with self._read() as db:
            found = bearing.reverses(db, list(ids), bearing.newest(db), self.torn)
            return sorted(found, key=lambda act: act.seq)

    def last_act(self) -> int:
        """The seq of the newest act, 0 where there is none."""
        with self._read() as db:
            return bearing.newest(db)

    def last_seen(self) -> dict[str, int]:
        """Who ever acted -> when they last did (µs, UTC)."""
        with self._read() as db:
            return bearing.last_seen(db)

    # Exports and parts

    def record(
        self, *exports: Export, part: Part | None = None, sightings: Iterable[Sighting] = ()
    ) -> list[int]:
        """Appends `exports` and makes `part`, which holds them all, visible, in one transaction; the lines' seqs.

        `sightings` are remembered along with them. The same bytes of the same moment, loaded twice, count once.
        """
        if part and not part.seq:  # one that has a number is visible already
            self.stored.keep(part)
        with self._write() as db:
            seqs = [intake_rows.insert_export(db, export, part.name if part else None) for export in exports]
            if part:
                intake_rows.insert_part(db, part, ())
            for sighting in sightings:
                intake_rows.put_sighting(db, self._of_here(sighting))
            return seqs

    def merge(self, part: Part, replaces: Iterable[str]) -> int:
        """Makes `part` visible in place of the parts named by `replaces`, in one transaction; gives its seq."""
        self.stored.keep(part)
        with self._write() as db:
            return intake_rows.insert_part(db, part, replaces)

    def exports(self, after: int = 0) -> list[Export]:
        """Lines of the exports ledger with a seq above `after`, oldest first."""
        with self._read() as db:
            return intake_rows.read_exports(db, after, self.torn)

    def last_export(self) -> int:
        """The seq of the newest line of the exports ledger, 0 where there is none."""
        with self._read() as db:
            return int(db.execute("select coalesce(max(seq), 0) from exports").fetchone()[0])

    def loaded(self, sha256: str) -> Export | None:
        """The first line of a file with these bytes, where they have been loaded."""
        with self._read() as db:
            return intake_rows.loaded(db, sha256)

    def same_bytes(self, sha256: str) -> list[Export]:
        """All lines of files with these bytes, whatever became of them, oldest first."""
        with self._read() as db:
            return intake_rows.same_bytes(db, sha256)

    def withdrawn(self) -> frozenset[str]:
        """Ids of the exports that were withdrawn, as the journal stands now."""
        with self._read() as db:
            return intake_rows.withdrawn(db)

    def latest(self, name: str, sha256: str) -> Export | None:
        """The newest line of the file `name` with these bytes."""
        with self._read() as db:
            return intake_rows.latest(db, name, sha256)

    def parts(self) -> list[Part]:
        """Parts that are visible now, oldest first.

        A part that was merged away stays on disk for a while; whoever still misses a file of it asks again here.
        """
        with self._read() as db:
            found = intake_rows.visible_parts(db, self.torn)
        self.stored.bring(found)
        return found

    @property
    def stored(self) -> Stored:
        """Where the files of parts lie."""
        return self._engine.stored

    def whole_parts(self) -> list[Part]:
        """Those of `parts` whose files are there to be read (`data.ledger.parts.whole`)."""
        whole = [part for part in self.parts() if part.name in self._whole or is_whole(self.paths, part)]
        self._whole = {part.name for part in whole}
        return whole

    def known_parts(self) -> set[str]:
        """Names of all parts, also of those that were replaced."""
        with self._read() as db:
            return intake_rows.known_parts(db)

    def replaced_parts(self) -> dict[str, int]:
        """Name of each part that was merged away -> when (µs, UTC)."""
        with self._read() as db:
            return intake_rows.replaced_parts(db)

    # What the loader has seen

    @property
    def is_shared(self) -> bool:
        """Whether several machines take part in the desk."""
        return bool(self._engine.folder)

    def loading(self) -> AbstractContextManager[None]:
        """Nobody on another machine loads within; for the holder of this machine's lock. Raises LedgerBusy where
        somebody does, and for every write within once this machine was cut off."""
        return self._engine.loading()

    def sightings(self) -> dict[str, Sighting]:
        """What the loader knows of the files in the folder, by name."""
        mine = self._engine.folder
        with self._read() as db:
            found = intake_rows.read_sightings(db)
        if not mine:
            return found
        told = (
            structs.replace(one, name=name[len(mine) :])
            for name, one in found.items()
            if name.startswith(mine)
        )
        return {one.name: one for one in told}

    def saw(self, *sightings: Sighting) -> None:
        """Remembers what the loader knows of some files, in place of what it knew before."""
        with self._write() as db:
            for sighting in sightings:
                intake_rows.put_sighting(db, self._of_here(sighting))

    def _of_here(self, sighting: Sighting) -> Sighting:
        mine = self._engine.folder
        return structs.replace(sighting, name=f"{mine}{sighting.name}") if mine else sighting

    # The desk as a whole

    def mirror(self) -> None:
        """The desk's own files (settings, queues, templates …) as they are on all machines that take part."""
        self._engine.mirror()

    def alone(self) -> AbstractContextManager[None]:
        """Nobody else has the desk open within, on any machine. Raises LedgerBusy where somebody has."""
        return self._engine.alone()

    def unguarded(self) -> AbstractContextManager[Database]:
        """One transaction in which rows of the journal and of exports may be changed in place; nothing is left of what
        they were. For `forget`."""
        return self._engine.unguarded()

    def copy_to(self, file: Path) -> None:
        """Writes all rows, as of one moment, into a new SQLite database at `file`."""
        self._engine.copy_to(file)

    # Following

    def patient(self, tell: Callable[[LedgerAway], object] | None = None) -> AbstractContextManager[None]:
        """Reading waits a minute within for a server that went away, for who can't stop half-way; however long it takes
        where there is somebody to `tell` that it is away."""
        return self._engine.patient(tell)

    def clock_ahead(self) -> int:
        """By how many whole minutes this machine's clock is ahead of the server's (negative: behind), as `changed` last
        saw it; 0 on a desk of one machine."""
        return int(self._engine.clock_ahead() / 60_000_000)

    def changed(self) -> bool:
        """Whether anybody, this process included, has written since this was last asked; costs some 10 µs.

        For one follower. The first answer is True.
        """
        return self._engine.changed() or self.stored.came()

    def check(self) -> list[str]:
        """What the database finds wrong with itself; empty where it is sound."""
        return self._engine.check()

    def enter(self, operator: str, *, loads: bool = False) -> None:
        """A deck of `operator` is open here, or with `loads` their loader is at work, for those on other machines to
        see, until the ledger is closed. To be said again now and then, as a connection may be another by then."""
        self._engine.enter(operator, loads=loads)

    def elsewhere(self) -> list[str]:
        """Operators of other decks that have entered; none on a desk of one machine, which tells that by itself."""
        return self._engine.elsewhere()

    def loaders(self) -> list[LoaderThere]:
        """The loaders at work on other machines; none on a desk of one machine."""
        return self._engine.loaders()


def _shared(paths: DeskPaths, pointer: Pointer, busy_seconds: float) -> Engine:
    try:
        from orderdeck.data.ledger.shared.on_postgres import PostgresEngine
    except ImportError as error:
        raise LedgerError(
            "this desk is shared: pip install 'orderdeck[share]' brings what it needs"
        ) from error
    engine = PostgresEngine.open(paths, pointer, busy_seconds)
    engine.mirror()
    return engine
