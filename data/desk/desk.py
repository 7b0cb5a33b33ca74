"""`Desk`: everything that a deck or a script asks about orders, over one in-memory DuckDB."""

import time
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any, Self

import polars as pl
from msgspec import structs

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Changes, Export, Loss, Progress, Pulse, Reject, View
from orderdeck.data.desk.changes.before import Since
from orderdeck.data.desk.changes.compared import Difference
from orderdeck.data.desk.connection import Connection, column, connect, value
from orderdeck.data.desk.follow import Follower
from orderdeck.data.desk.hooks import Hook, Hooks
from orderdeck.data.desk.lookup import arrivals as intake
from orderdeck.data.desk.lookup import numbers as called
from orderdeck.data.desk.lookup import order_detail as detail
from orderdeck.data.desk.lookup import people
from orderdeck.data.desk.lookup import search as look_for
from orderdeck.data.desk.lookup.order_detail import OrderDetail
from orderdeck.data.desk.lookup.people import Person
from orderdeck.data.desk.lookup.search import Hits, Kind
from orderdeck.data.desk.pictures import filling
from orderdeck.data.desk.snapshot import Aside
from orderdeck.data.desk.state import Clock, DeskState
from orderdeck.data.desk.tables import rules
from orderdeck.data.desk.tables.journal import Journal
from orderdeck.data.desk.tables.taken import Foreseen
from orderdeck.data.desk.tables.together import Companion
from orderdeck.data.desk.views import board
from orderdeck.data.desk.views.user_panels import Tables
from orderdeck.data.desk.views.views import Views
from orderdeck.data.exports.profile.policies import Policies
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.doubted import IN_DOUBT


def _nobody(desk: DeskState) -> Sequence[Hook]:
    return ()


class Desk:
    """The open orders of one desk, sorted into queues, and where to find all others.

    Derived from the ledger and rebuilt at every start. For one thread.
    """

    def __init__(
        self,
        con: Connection,
        ledger: Ledger,
        paths: DeskPaths,
        settings: Settings,
        clock: Clock,
        *,
        operator: str = "",
        hooks: Hooks = _nobody,
        debug: bool = False,
    ) -> None:
        self.con, self.ledger, self.paths, self.settings = con, ledger, paths, settings
        self.operator = operator
        self.now = clock
        self.policies = Policies(paths)
        """What marketplaces allow."""
        rules.make_tables(con, settings, self.policies.rows)
        self._follower = Follower(self, hooks, debug)
        self._views = Views(con, paths, settings)
        self._asides: list[Aside] = []

    @classmethod
    def open(
        cls,
        paths: DeskPaths,
        settings: Settings,
        now: Clock | int | None = None,
        *,
        ledger: Ledger | None = None,
        operator: str = "",
        hooks: Hooks = _nobody,
        progress: Callable[[Progress], None] | None = None,
        debug: bool = False,
    ) -> Self:
        """The desk at `paths`, with everything in the ledger taken in.

        `now` is a clock, or a moment (µs, UTC) at which the desk's clock stands still. `operator` is whose orders
        are *mine*. `hooks` work along at each change: `data.stock.open_desk` hands in stock. `debug` checks the
        counts each time. A `ledger` that is only read makes it a desk that writes nothing. Raises LedgerError.
        """
        ledger = ledger or Ledger.open(paths)
        desk = cls(
            connect(),
            ledger,
            structs.replace(paths, read_only=ledger.paths.read_only),
            settings,
            _clock(now),
            operator=operator,
            hooks=hooks,
            debug=debug,
        )
        desk.catch_up(progress)
        return desk

    def aside(self) -> Aside:
        """The desk for one other thread. To be called in the desk's own; it is closed with the desk."""
        self._asides.append(Aside(self))
        return self._asides[-1]

    def close(self) -> None:
        """Lets go of the memory and of the ledger."""
        self._views.close()
        for aside in self._asides:
            aside.close()
        self.con.close()
        self.ledger.close()

    # Following

    def catch_up(self, progress: Callable[[Progress], None] | None = None) -> Changes:
        """Takes in what is new in the ledger, and works out anew what that touches."""
        changes = self._follower.catch_up(progress)
        self._views.stale(changes)
        return changes

    def tick(self) -> Changes:
        """Works out anew what time alone has changed: due, snoozes that end, messages that come back, claims."""
        changes = self._follower.tick()
        self._views.stale(changes)
        return changes

    def first_load(self, going_on: bool) -> None:
        """While the first files of a desk come in, none of their orders counts as fresh."""
        self._follower.first_load = going_on

    def check(self) -> None:
        """Raises DeskError where the desk contradicts itself, or where patching missed what working out anew finds."""
        self._follower.check()

    # Views

    def views(self) -> list[View]:
        """All queues in their precedence, the user's own panels, then the lenses, with their counts."""
        return self._views.views(self.operator)

    def rows(
        self, view: str, columns: Iterable[str] | None = None, *, operator: str | None = None
    ) -> pl.DataFrame:
        """The orders of a view in its order: BOARD columns, or `columns` of them.

        Where columns are named, `reasons` are those alone for which an order stands in its queue: all of them cost
        as much as everything else. Raises KeyError for a view or a column that isn't there.
        """
        return self._views.rows(view, self.operator if operator is None else operator, columns)

    def keys(self, view: str, *, operator: str | None = None) -> list[str]:
        """The order keys of a view, in the view's order. Raises KeyError."""
        return self._views.keys(view, self.operator if operator is None else operator)

    def offer_tables(self, tables: Tables) -> None:
        """Gives queue files over the tables of `orderdeck sql` what they see; the desk itself knows none of them."""
        self._views.offer(tables)

    def ask(self, sql: str, order_keys: Sequence[str]) -> None:
        """Has the orders that `sql` gave as a view, until others are asked for; those that are not open don't show."""
        self._views.ask(sql, order_keys)

    def board(self, order_keys: Sequence[str]) -> pl.DataFrame:
        """BOARD columns of those of these orders that are open, in no particular order."""
        return board.rows(self.con, order_keys)

    def looked(self, view: str) -> None:
        """The operator has looked at `view`: what is in it counts as fresh no more."""
        self._views.looked(view, self.operator)

    def fresh(self) -> set[str]:
        """Orders that came or changed since the operator last looked at a view that they are in."""
        return set(column(self.con, "select order_key from fresh"))

    # Orders

    def order(self, order_key: str) -> OrderDetail | None:
        """Everything about an order, also one that was finished with long ago; None where there is no such order."""
        return detail.order(self, order_key)

    def changed_since(self, order_keys: Sequence[str]) -> dict[str, list[Since]]:
        """What has changed of those of these orders that are open: since they were packed, and since somebody last
        acted on them. An order of which nothing has is not in it."""
        return self._follower.before.since(
            {key: self.acts.by_order[key] for key in order_keys if key in self.acts.by_order}
        )

    def differences(self, order_key: str, state: str) -> tuple[Difference, ...] | None:
        """What is other about an open order than in the state with this token; None where that isn't known."""
        return self._follower.before.differences([(order_key, state)]).get((order_key, state))

    def together(self, order_key: str) -> list[Companion]:
        """The other orders to be shipped to the same buyer and address, the soonest ship-by first; 20 at most."""
        return self._follower.together.of(order_key)

    def find(self, order_id: str) -> list[str]:
        """Keys of the orders with this number (or key), open or finished; open ones first.

        Where there is none, those of open orders with four characters or more of it in their number.
        """
        return detail.find(self, order_id)

    def numbers(self, order_keys: Iterable[str]) -> dict[str, str]:
        """Key of each of these orders that a file has, open or finished -> the number that lists show."""
        return called.numbers(self.con, self.ledger, order_keys)

    def search(self, text: str) -> Hits:
        """Open orders by their numbers, SKUs and buyers that hold `text`; a few of each, what begins with it first."""
        return look_for.search(self.con, text)

    def tracking_of(self, order_keys: Sequence[str]) -> dict[str, str]:
        """Key of each of these orders that a tracking file says is sent -> its numbers, ", " between; without those of
        which that was taken back."""
        return look_for.tracking_of(self.con, order_keys)

    def skus_of(self, order_keys: Sequence[str]) -> dict[str, list[str]]:
        """Key of each of these orders that is open -> its SKUs, each once."""
        return look_for.skus_of(self.con, order_keys)

    def orders_of(self, kind: Kind, name: str) -> list[str]:
        """Keys of the open orders of this SKU or buyer, the least time left first."""
        return look_for.orders_of(self.con, kind, name)

    def open_count(self) -> int:
        """How many orders are open, done here or not."""
        return int(value(self.con, "select count(*) from open_orders"))

    # The rest

    def intake(self, limit: int | None = None) -> list[Export]:
        """Files that arrived and what became of them, newest first; their notes say what they do to open orders, too:
        sent_back, left_out, left_out_perhaps, each with how many; carried, what those keep that it lacks;
        sku_nearly, SKUs of a stock file that match no order but for case or blanks; tracking_waits and
        tracking_ambiguous, rows of a tracking file that are of no order; tracking_too_early, times in it from before
        the order was placed; dates_in_doubt, where it counts no more since what dated its orders was withdrawn."""
        kept, gone, doubtful = filling.notes(self.con), self._follower.notes(), self._follower.in_doubt
        return [
            structs.replace(export, notes=[*export.notes, *told])
            if (
                told := [
                    *kept.get(export.seq, ()),
                    *gone.get(export.seq, ()),
                    *([IN_DOUBT] if export.export_id in doubtful else []),
                ]
            )
            else export
            for export in self._follower.exports[::-1][:limit]
        ]

    def questions(self) -> list[tuple[Export, int]]:
        """Exports of which it is to be asked whether they are the full list, and how many open orders each lacks."""
        asked = self._follower.vanished.questions()
        known = {export.seq: export for export in self._follower.exports if export.seq in asked}
        return [(known[seq], count) for seq, count in asked.items() if seq in known]

    def sent_back(self) -> dict[int, int]:
        """Export (its seq) -> how many open orders it has at an earlier step than an older one."""
        return self._follower.vanished.sent_back()

    def fetch(self, sql: str, parameters: Sequence[object] | dict[str, object]) -> list[tuple[Any, ...]]:
        """The rows of `sql`: one of the desk's own questions, as `Aside.fetch` asks them beside it."""
        return self.con.execute(sql, parameters).fetchall()

    def zones(self, export_ids: Collection[str]) -> dict[str, str]:
        """Id of each of these exports of orders -> the zone of the times in it (IANA), which the marketplace's clocks
        are taken to run in; those of a profile that isn't known are left out."""
        return self._follower.zones(export_ids)

    def rejects(self, export_id: str) -> list[Reject]:
        """The rows of an export that were not loaded, in the file's order."""
        return intake.rejects(self, export_id)

    def journal(
        self,
        *,
        operator: str = "",
        order_key: str = "",
        sku: str = "",
        kind: str = "",
        since: int = 0,
        until: int = 0,
        limit: int | None = None,
    ) -> list[Act]:
        """Acts, newest first; each filter that is given has to fit. Times in µs, `until` not included."""
        return self.ledger.search(
            operator=operator,
            order_key=order_key,
            sku=sku,
            kind=kind,
            since=since,
            until=until,
            limit=limit,
        )

    def pulse(self) -> Pulse:
        """The desk in one line."""
        return intake.pulse(self)

    def people(self) -> list[Person]:
        """Operators who ever acted: what they hold, what they did today, when they last acted; newest first."""
        return people.people(self)

    @property
    def exports(self) -> list[Export]:
        """Every line of the exports ledger that this desk knows, oldest first."""
        return self._follower.exports

    @property
    def pictures(self) -> list[Export]:
        """The exports of orders that count (data.exports.dating.newer), oldest first."""
        return self._follower.pictures

    @property
    def withdrawn(self) -> frozenset[str]:
        """Ids of the exports that were withdrawn."""
        return self._follower.withdrawn

    def foresee(self, export_ids: Collection[str]) -> Foreseen:
        """What would become of orders, were these exports withdrawn as well. Nothing is changed."""
        return self._follower.foresee(export_ids)

    @property
    def acts(self) -> Journal:
        """The journal as this desk has it."""
        return self._follower.journal

    @property
    def seen(self) -> tuple[int, int]:
        """The seq of the newest act and of the newest export that are worked out to the end."""
        return self._follower.seen

    @property
    def problems(self) -> list[str]:
        """What of the user's own rules can't be used, and why."""
        return self._follower.problems

    @property
    def losses(self) -> list[Loss]:
        """What this desk should show and can't: parts that can't be read, rows of the ledger that are torn."""
        return self._follower.lost.losses(self.pictures, self.withdrawn)


def _clock(now: Clock | int | None) -> Clock:
    if now is None:
        return lambda: time.time_ns() // 1000
    if isinstance(now, int):
        moment = now
        return lambda: moment
    return now
