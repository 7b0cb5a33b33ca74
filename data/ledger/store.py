"""`Ledger`: the one door to the desk's database. Many processes may have it open at once."""

import os
import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from msgspec import structs

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger.database import bearing, intake_rows, journal
from orderdeck.data.ledger.database.connection import connect, prepare
from orderdeck.data.ledger.database.in_use import share
from orderdeck.data.ledger.database.reading import Reading, open_reading
from orderdeck.data.ledger.database.sound import Torn
from orderdeck.data.ledger.errors import LedgerDamaged, LedgerDenied, LedgerFull, LedgerReadOnly, plain_errors
from orderdeck.data.ledger.records import Basis, Bid, Held, Part, Settled, Sighting
from orderdeck.data.ledger.recovery.redo import catch_up, check_pages
from orderdeck.data.ledger.recovery.second_copy import SecondCopy, sequences
from orderdeck.data.ledger.whole import is_whole


class Ledger:
    """The exports ledger, the journal and the list of parts of one desk.

    Append-only; safe to use from several threads (readers don't wait for a writer). Every method raises LedgerError:
    LedgerBusy and LedgerFull pass, and what was to be written can be tried again as it is.
    """

    def __init__(
        self, paths: DeskPaths, reader: sqlite3.Connection, writer: sqlite3.Connection, in_use: int
    ) -> None:
        self.paths = paths
        self._reader = reader
        self._writer = writer
        self._in_use = in_use
        self._copy = SecondCopy(paths)
        self._reading = threading.Lock()
        self._writing = threading.Lock()
        self._version = -1
        self._opened: Reading | None = None
        self.account = ""
        """The account that acts through this ledger, where its login isn't the operator's name: kept with its acts."""
        self._whole: set[str] = set()
        self.torn: Torn = {}
        """Rows that were met and passed over since they have not the shape of one; each is named once."""

    @classmethod
    def open(cls, paths: DeskPaths, *, busy_seconds: float = 5.0, reading: bool = False) -> Self:
        """The ledger of the desk at `paths`, created or migrated where needed.

        A write waits `busy_seconds` for other writers. A damaged database is kept aside and made anew from its second
        copy where nobody else has it open. Where `paths` are read only nothing is written, not even a lock's file: it
        has to be there, and every write raises LedgerReadOnly. So it is for who only means to read (`reading`) where
        the disk is full or may not be written to; `paths` of what is given back say so.
        Raises LedgerError, see `data.ledger.errors`.
        """
        if paths.read_only:
            return cls._open_to_read(paths)
        try:
            return cls._open(paths, busy_seconds)
        except (LedgerFull, LedgerDenied):
            if not reading:
                raise
            return cls._open_to_read(paths.for_reading())
        except LedgerDamaged as damaged:
            from orderdeck.data.ledger.recovery.mend import mend_on_opening

            mend_on_opening(paths, damaged)
            return cls._open(paths, busy_seconds)

    @classmethod
    def _open(cls, paths: DeskPaths, busy_seconds: float) -> Self:
        in_use = share(paths)
        opened: list[sqlite3.Connection] = []
        try:
            prepare(paths, busy_seconds)
            with plain_errors(str(paths.ledger)):
                opened.append(connect(paths.ledger, busy_seconds))
                check_pages(opened[0], paths)
                catch_up(opened[0], paths)
                opened.append(connect(paths.ledger, busy_seconds, reading=True))
        except BaseException:
            for connection in opened:
                connection.close()
            os.close(in_use)
            raise
        return cls(paths, opened[1], opened[0], in_use)

    @classmethod
    def _open_to_read(cls, paths: DeskPaths) -> Self:
        in_use = share(paths)
        try:
            with plain_errors(str(paths.ledger)):
                opened = open_reading(paths.ledger)
        except BaseException:
            if in_use >= 0:
                os.close(in_use)
            raise
        ledger = cls(paths, opened.db, opened.db, in_use)
        ledger._opened = opened
        return ledger

    def close(self) -> None:
        """Ends both connections; the last process to do so folds the write-ahead log into the database."""
        with self._reading:
            self._reader.close()
        with self._writing:
            self._writer.close()
            if self._in_use >= 0:
                os.close(self._in_use)
                self._in_use = -1

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
        with self._write() as db:
            seqs = [intake_rows.insert_export(db, export, part.name if part else None) for export in exports]
            if part:
                intake_rows.insert_part(db, part, ())
            for sighting in sightings:
                intake_rows.put_sighting(db, sighting)
            return seqs

    def merge(self, part: Part, replaces: Iterable[str]) -> int:
        """Makes `part` visible in place of the parts named by `replaces`, in one transaction; gives its seq."""
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
            return intake_rows.visible_parts(db, self.torn)

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

    def sightings(self) -> dict[str, Sighting]:
        """What the loader knows of the files in the folder, by name."""
        with self._read() as db:
            return intake_rows.read_sightings(db)

    def saw(self, *sightings: Sighting) -> None:
        """Remembers what the loader knows of some files, in place of what it knew before."""
        with self._write() as db:
            for sighting in sightings:
                intake_rows.put_sighting(db, sighting)

    # Following

    def changed(self) -> bool:
        """Whether anybody, this process included, has written since this was last asked; costs some 10 µs.

        For one follower. The first answer is True.
        """
        with self._reading, plain_errors(str(self.paths.ledger)):
            if self._opened and self._opened.stale(self.paths.ledger):
                self._open_anew()
                return True
            version = int(self._reader.execute("pragma data_version").fetchone()[0])
            changed, self._version = version != self._version, version
            return changed

    def check(self) -> list[str]:
        """What SQLite's integrity check finds wrong with the database; empty where it is sound."""
        with self._read() as db:
            found = [str(row[0]) for row in db.execute("pragma integrity_check(100)")]
        return [] if found == ["ok"] else found

    def _open_anew(self) -> None:
        opened = open_reading(self.paths.ledger)
        self._reader.close()
        self._opened, self._reader, self._writer = opened, opened.db, opened.db
        self._version = -1

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        with self._reading, plain_errors(str(self.paths.ledger)):
            yield self._reader

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        if self.paths.read_only:
            raise LedgerReadOnly("nothing was written")
        with self._writing, plain_errors(str(self.paths.ledger)):
            self._writer.execute("begin immediate")
            appended = None
            try:
                before = sequences(self._writer)
                yield self._writer
                # In the second copy first: what is acknowledged is in both.
                appended = self._copy.append(self._writer, before)
                self._writer.execute("commit")
            except BaseException:
                if appended:
                    appended.take_back()
                # A failed commit may have rolled back by itself.
                if self._writer.in_transaction:
                    self._writer.execute("rollback")
                raise
            finally:
                if appended:
                    appended.close()
