"""Following the ledger: new exports and acts into DuckDB, the queues patched for what they touch."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence

from orderdeck.data.base.records import Act, Changes, Export, Progress
from orderdeck.data.desk.changes.before import Before
from orderdeck.data.desk.connection import among, column, frame, lent_keys
from orderdeck.data.desk.hooks import Hooks
from orderdeck.data.desk.pictures.lost import Lost
from orderdeck.data.desk.pictures.one_order import acts_as_one, names_of
from orderdeck.data.desk.pictures.parts import UNREADABLE
from orderdeck.data.desk.pictures.pictures import Pictures
from orderdeck.data.desk.pictures.vanished import Vanished
from orderdeck.data.desk.state import DeskState
from orderdeck.data.desk.tables.handling import Handling
from orderdeck.data.desk.tables.journal import Journal
from orderdeck.data.desk.tables.kept import WORTH, Keeper
from orderdeck.data.desk.tables.lookups import Lookups
from orderdeck.data.desk.tables.orders import Intake
from orderdeck.data.desk.tables.patched import difference, soon_enough
from orderdeck.data.desk.tables.shipments import Shipments
from orderdeck.data.desk.tables.standing import DeskError, Standing
from orderdeck.data.desk.tables.taken import Foreseen, Taken
from orderdeck.data.desk.tables.together import Together
from orderdeck.data.exports.dating.newer import may_withdraw, pictures, pictures_of, runs
from orderdeck.data.ledger.dated_by_others import in_doubt

log = logging.getLogger(__name__)

MANY = 5_000
"""Orders that are still worth naming one by one when they change."""


SENT = ("done", "reopen", "undo", "redo")
"""Kinds of acts by which an order is to be sent no more, or again."""


LOT = 600_000
FIRST_LOT = 1_200_000
"""Orders that are taken in at once, as far as files go; more where nothing is known yet, which takes less memory."""


class Follower:
    """What of the ledger is in, and how the rest gets in."""

    def __init__(self, desk: DeskState, hooks: Hooks, debug: bool) -> None:
        self._desk, self._con, self._debug = desk, desk.con, debug
        lookups = Lookups(desk.paths, desk.settings)
        self._intake = Intake(desk.con, desk.ledger, desk.paths, lookups)
        self._keeper = Keeper(desk.con, desk.ledger, desk.paths, desk.settings)
        self._standing = Standing(desk.con, desk.settings)
        self._pictures = Pictures(desk.con, desk.paths, desk.settings)
        self.vanished = Vanished(desk.con)
        self.together = Together(desk.con)
        self.before = Before(desk.con, desk.ledger, desk.paths)
        self._handling = Handling(desk.con, desk.ledger, desk.paths)
        self.shipments = Shipments(desk.con, desk.ledger, desk.paths)
        self.journal = Journal(desk.con, desk.ledger)
        self._hooks = hooks(desk)
        self.lost = Lost(desk.ledger)
        self.exports: list[Export] = []
        self.pictures: list[Export] = []
        """The exports of orders that count, oldest first."""
        self.withdrawn: frozenset[str] = frozenset()
        """Ids of the exports that were withdrawn."""
        self.in_doubt: frozenset[str] = frozenset()
        """Ids of those among them that were not, but of whose dates nothing tells any more."""
        self.problems: list[str] = list(lookups.errors)
        self.first_load = False
        """Whether the desk's first files come in: nothing is news then."""
        self._exports_seq = 0
        self._moved = False
        """Whether other exports count than before."""
        self.seen = (0, 0)
        """The newest act and export that have been worked out to the end; other threads may read it."""
        self._clock = 0
        self._claim_span = round(desk.settings.people.claim_hours * 3_600_000_000)
        self._first = True
        self._untold: set[str] | None = None
        """Orders that were worked out since the hooks last refreshed; None: all of them may have been."""

    def zones(self, export_ids: Collection[str]) -> dict[str, str]:
        """See Desk.zones."""
        asked = (export for export in self.exports if export.export_id in export_ids)
        found = {export.export_id: self._pictures.zone_of(export) for export in asked}
        return {export_id: zone for export_id, zone in found.items() if zone}

    def catch_up(self, progress: Callable[[Progress], None] | None = None) -> Changes:
        """See Desk.catch_up."""
        # Acts first: an act is about an export that was there before it.
        upto = self._desk.ledger.last_act() if self._first else 0
        acts = [] if self._first else self._desk.ledger.acts(after=self.journal.seq)
        exports = self._desk.ledger.exports(after=self._exports_seq)
        again = self.lost.found(self.pictures)
        if not (acts or exports or again or self._first):
            return self.tick()
        with self._desk.ledger.patient():  # half of it worked out would stay so
            return self._work_through(acts, exports, again, upto, progress)

    def _work_through(
        self,
        acts: list[Act],
        exports: list[Export],
        again: list[Export],
        upto: int,
        progress: Callable[[Progress], None] | None,
    ) -> Changes:
        turned_back = self._set_clock()
        everything = self._first or turned_back
        if self._first or any(map(may_withdraw, acts)) or (exports and self.in_doubt):
            withdrawn = self._desk.ledger.withdrawn()
            self.in_doubt = (
                in_doubt(self._desk.ledger, [*self.exports, *exports], withdrawn)
                if withdrawn
                else frozenset()
            )
            self.withdrawn = withdrawn | self.in_doubt
        changed = self._take(exports, again, progress)
        if self._first:
            acts = self._bearing(upto)
        acts = acts_as_one(self._con, acts)
        changed |= self._handling.take([*exports, *again], acts)
        changed |= self.shipments.take([*exports, *again], acts, moved=self._moved or bool(changed))
        touched = changed | self._enact(acts)
        sent_back = self.vanished.sent_back()
        vanished = self._look_for_vanished(acts)
        touched |= vanished
        self._work_out(touched, everything=everything)
        packed = {
            key
            for key in touched & self.journal.by_order.keys()
            if any(act.kind == "packed" for act in self.journal.by_order[key])
        }
        touched |= self.before.refresh(packed, everything=everything or self._moved)
        touched |= self._call_hooks([*exports, *again], acts, touched, lines_changed=bool(changed))
        # Of acts only these change who is still to be sent.
        sent = {act.order_key for act in acts if act.order_key and act.kind in SENT}
        touched |= self.together.refresh(None if everything else changed | vanished | sent)
        if self._first:
            self._freshen_since(self._desk.operator)
        news = self._news_of_steps(sent_back)
        self._first = False
        self.seen = (self.journal.seq, self._exports_seq)
        if self._debug:
            self._standing.check()
        return Changes(
            exports=exports,
            acts=acts,
            order_keys=touched if len(touched) <= MANY and not everything else set(),
            everything=everything or len(touched) > MANY,
            sent_back=news,
        )

    def tick(self) -> Changes:
        """See Desk.tick."""
        self._intake.pack()
        if self._set_clock():
            self._untold = None
            self._standing.refresh()
            self._call_hooks([], [], set(), lines_changed=True)
            return Changes(everything=True)
        touched = set(self._standing.expired())
        self._tell(touched)
        self._standing.patch(touched)
        touched |= self._call_hooks([], [], touched, lines_changed=False)
        many = len(touched) > MANY
        return Changes(order_keys=set() if many else touched, everything=many)

    def foresee(self, export_ids: Collection[str]) -> Foreseen:
        """See Desk.foresee."""
        before = self.pictures
        out = self.withdrawn | {*export_ids}
        out |= in_doubt(self._desk.ledger, self.exports, out)
        after = pictures((one for one in self.exports if one.kind == "orders"), out)
        left, were = {_identity(one) for one in after}, {_identity(one) for one in before}
        gone = [one for one in before if _identity(one) not in left]
        back = [one for one in after if _identity(one) not in were]
        return self._intake.foresee(gone, back, _ranks(after), _ranks(before)) if gone else Foreseen()

    def notes(self) -> dict[int, list[str]]:
        """See Desk.intake."""
        found = self.vanished.notes()
        for notes in (self.shipments.notes(), *(hook.notes() for hook in self._hooks)):
            for seq, told in notes.items():
                found.setdefault(seq, []).extend(told)
        return found

    def check(self) -> None:
        """See Desk.check."""
        self._standing.check()
        if stale := self.vanished.refresh():
            raise DeskError(f"gone or sent back, and not said: {sorted(stale)[:3]}")
        if stale := self.before.refresh(set(), everything=True):
            raise DeskError(f"packed otherwise than it should be, and not said: {sorted(stale)[:3]}")
        if stale := self.together.refresh(None):
            raise DeskError(f"to the same address, and not said: {sorted(stale)[:3]}")
        patched = {
            name: frame(self._con, f"from {name} order by order_key") for name in ("marks", "standing")
        }
        self._mark_all()
        self._standing.refresh()
        for name, was in patched.items():
            now = frame(self._con, f"from {name} order by order_key")
            if found := difference(soon_enough(was, now), now):
                raise DeskError(f"{name} was patched wrongly: {found}")

    def _take(
        self, exports: list[Export], again: list[Export], progress: Callable[[Progress], None] | None
    ) -> set[str]:
        if exports and not self.exports:
            self._con.execute("update clock set begun = make_timestamptz(?)", [exports[0].loaded_at])
        resumed = self._first and self._resume(exports)
        known = self._exports_seq
        self.exports += [export for export in exports if export.seq > known]
        self._exports_seq = max((export.seq for export in exports), default=known)
        before = {_identity(export): export for export in self.pictures}
        counting = runs((e for e in self.exports if e.kind == "orders"), self.withdrawn)
        self.pictures = pictures_of(counting)
        after = {_identity(export) for export in self.pictures}
        self.lost.look(exports)
        again = [export for export in again if export.kind == "orders"]
        for export in again:  # as if it had not been there
            before.pop(_identity(export), None)
        loaded = [export for export in self.pictures if _identity(export) not in before]
        gone = [export for one, export in before.items() if one not in after]
        self._moved = bool(loaded or gone or resumed)
        if not (loaded or gone):
            return self._pictures.said_again(counting)
        self._intake.order(_ranks(self.pictures))
        self._pictures.forget([*gone, *again])
        self._pictures.add(loaded)
        back = [export for export in loaded if export.seq <= known]
        # What is newer than all there was changes nothing of what older ones say.
        late = bool(gone or again) or self.pictures[: len(before)] != list(before.values())
        taken = self._renew([*gone, *again], back) if gone or back else Taken()
        if new := [export for export in loaded if export.seq > known]:
            taken = taken.and_then(self._take_lots(new, progress))
        self.lost.miss(taken.missing)
        if self._first and not taken.missing and sum(export.orders for export in loaded) >= WORTH:
            self._keeper.keep(self.exports, self.withdrawn, self._intake.looked)
        self.before.forget(None if late else taken.changed)
        closed = set(taken.changed) - set(taken.fresh)
        self.journal.drop(closed)
        self.journal.mark(closed)
        if not self._first:
            # What comes back, in whatever file, was forgotten here or never known; the journal may know acts on it.
            unknown = (key for key in taken.fresh if key not in self.journal.by_order)
            self._fetch_acts({*taken.acts_anew, *unknown})
        if not self._first and not self.first_load:
            as_before = set(taken.as_before)
            self._freshen([key for key in taken.fresh if key not in as_before])
        return set(taken.changed) | self._pictures.said_again(counting)

    def _resume(self, exports: list[Export]) -> bool:
        """Begins as a desk that was open when the newest of what is kept was taken in; whether there is such."""
        kept = self._keeper.bring(exports) if exports else None
        if kept is None:
            return False
        self.exports = [export for export in exports if export.seq <= kept.seq]
        self._exports_seq = kept.seq
        self.pictures = pictures((one for one in self.exports if one.kind == "orders"), kept.withdrawn)
        self._intake.resume(self.pictures, _ranks(self.pictures), kept.parts)
        self._pictures.add(self.pictures)
        return True

    def _renew(self, gone: list[Export], back: list[Export]) -> Taken:
        try:
            return self._intake.renew(gone, back)
        except UNREADABLE:  # merged away in this moment, or damaged
            return self._intake.renew(gone, back, sound=True)

    def _take_lots(self, loaded: list[Export], progress: Callable[[Progress], None] | None) -> Taken:
        # In lots, so that opening a big desk takes little more memory than having it open, and can tell how far it is.
        taken, done, rows = Taken(), 0, 0
        for lot in _lots(loaded, FIRST_LOT if self._first else LOT):
            if progress:
                progress(Progress(state="loading", files_done=done, files_total=len(loaded), rows=rows))
            taken = taken.and_then(self._intake.take(lot))
            done, rows = done + len(lot), rows + sum(export.orders for export in lot)
        if progress:
            progress(Progress(state="loading", files_done=done, files_total=len(loaded), rows=rows))
        return taken

    def _look_for_vanished(self, acts: list[Act]) -> set[str]:
        answered = self._pictures.answered(acts)
        return self.vanished.refresh() if answered or self._moved else set()

    def _news_of_steps(self, before: dict[int, int]) -> dict[str, int]:
        """How many more orders than before each export has at an earlier step; nothing for a desk just opened."""
        if self._first:
            return {}
        names = {export.seq: export.name for export in self.exports}
        now = self.vanished.sent_back()
        return {
            names[seq]: more
            for seq, count in now.items()
            if seq in names and (more := count - before.get(seq, 0)) > 0
        }

    def _fetch_acts(self, order_keys: set[str]) -> None:
        if not (order_keys and self.journal.seq):
            return
        acts = self._desk.ledger.acts_on(names_of(self._con, order_keys), self.journal.seq)
        self.journal.mark(self.journal.restore(acts_as_one(self._con, acts)))

    def _bearing(self, upto: int) -> list[Act]:
        """What of the journal up to seq `upto` bears on the open orders, once those are known."""
        ledger = self._desk.ledger
        self.journal.begin(upto, ledger.last_seen())
        keys = column(
            self._con,
            "select order_key from open_orders union all "
            "select s.order_key from same_orders s semi join open_orders o on o.order_key = s.same_as",
        )
        return ledger.bearing(upto, keys, {kind for hook in self._hooks for kind in hook.follows})

    def _freshen_since(self, operator: str) -> None:
        """What came since this operator last acted is as new as if their deck had been open."""
        self._con.execute(
            "insert into fresh select order_key from open_orders, operators "
            "where operator = $operator and arrived_at > last_at",
            {"operator": operator},
        )

    def _freshen(self, order_keys: list[str]) -> None:
        if order_keys:
            with lent_keys(self._con, order_keys) as (named, parameters):
                self._con.execute(f"insert into fresh from {named} except from fresh", parameters)

    def _enact(self, acts: list[Act]) -> set[str]:
        if not acts:
            return set()
        touched = self._back_again(acts)
        # All open keys only where there is much to sort out.
        keys = (
            set(column(self._con, "select order_key from open_orders"))
            if len(acts) > MANY
            else self._open(acts)
        )
        found = self.journal.add(acts, keys)
        self.journal.mark(found)
        return touched | found

    def _open(self, acts: list[Act]) -> set[str]:
        keys = list({act.order_key for act in acts if act.order_key})
        if not keys:
            return set()
        named, parameters = among(keys)
        return set(
            column(self._con, f"select order_key from open_orders where order_key {named}", parameters)
        )

    def _back_again(self, acts: list[Act]) -> set[str]:
        # Whoever acts again after a long absence holds again what nobody took meanwhile.
        seen, names = dict(self.journal.last_at), set()
        for act in acts:
            if act.at - seen.get(act.operator, 0) >= self._claim_span:
                names.add(act.operator)
            seen[act.operator] = max(act.at, seen.get(act.operator, 0))
        if not names:
            return set()
        sql = "select order_key from marks where holder in (select unnest($names))"
        return set(column(self._con, sql, {"names": list(names)}))

    def _work_out(self, touched: set[str], *, everything: bool) -> None:
        if everything:
            self._untold = None
            if not self._first:  # else all marks have just been made
                self._mark_all()
            self._standing.refresh()
        else:
            touched |= set(self._standing.expired())
            self._tell(touched)
            self._standing.patch(touched)

    def _tell(self, touched: set[str]) -> None:
        """Remember these for the hooks' next refresh."""
        if self._untold is not None:
            untold = self._untold | touched
            self._untold = None if len(untold) > MANY else untold

    def _mark_all(self) -> None:
        self._con.execute("truncate marks")
        self.journal.mark(list(self.journal.by_order))

    def _call_hooks(
        self, exports: list[Export], acts: list[Act], touched: set[str], *, lines_changed: bool
    ) -> set[str]:
        lines_changed |= any(export.state == "loaded" for export in exports) and bool(touched)
        # Each has to be asked, whatever the others say.
        concerned = [one for hook in self._hooks for one in (hook.take(exports), hook.concerned(acts))]
        called = (
            any(concerned)
            or lines_changed
            or self._first
            or any(hook.moved(touched, self._clock) for hook in self._hooks)
        )
        if called:
            # Where one of them fails, none knows any more what it holds.
            untold, self._untold = self._untold, None
            for hook in self._hooks:
                hook.refresh(untold)
            self._untold = set()
        changed = self._standing.shorten() if called else set()
        self._standing.patch(changed)
        return changed

    def _set_clock(self) -> bool:
        now = self._desk.now()
        turned_back = now < self._clock
        self._clock = now
        self._con.execute("update clock set now = make_timestamptz(?)", [now])
        return turned_back


def _identity(export: Export) -> tuple[int, int]:
    # The first of several copies may have come later than another, which tells when their orders came.
    return (export.seq, export.loaded_at)


def _ranks(pictures: Sequence[Export]) -> dict[int, int]:
    return {export.seq: rank for rank, export in enumerate(pictures, 1)}


def _lots(exports: list[Export], first: int) -> Iterator[list[Export]]:
    lot: list[Export] = []
    orders, most = 0, first
    for export in exports:
        if lot and orders + export.orders > most:
            yield lot
            lot, orders, most = [], 0, LOT
        lot.append(export)
        orders += export.orders
    yield lot
