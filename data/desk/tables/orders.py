"""New exports into the desk: the newest state of each order kept, open ones in full."""

import logging
from collections.abc import Collection, Mapping, Sequence

import duckdb
import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.desk.connection import (
    Connection,
    frame,
    give_back,
    hastily,
    run,
    transaction,
    value,
)
from orderdeck.data.desk.pictures import filling, parts
from orderdeck.data.desk.pictures.one_order import OneOrder
from orderdeck.data.desk.pictures.parts import UNREADABLE
from orderdeck.data.desk.tables.kept import own_latest
from orderdeck.data.desk.tables.lookups import Lookups
from orderdeck.data.desk.tables.taken import Foreseen, Taken
from orderdeck.data.exports.dating.newer import shown_from
from orderdeck.data.exports.packing.carry_forward import BIT, LINES, mask, told
from orderdeck.data.ledger import Ledger, Part
from orderdeck.queries.statements import statements

log = logging.getLogger(__name__)


MANY = 5
"""Parts read at once from which on it is worth giving memory back."""
MUCH = 5_000
"""Orders that changed, from which on it is worth packing."""
_SUBJECTS = ("arrivals", "newest", "seen", "open_orders", "renew")
"""The files of its statements."""
_TEMPORARY = (
    "still_open",
    "past",
    "sighted",
    "wanted",
    "taken_orders",
    "taken_lines",
    "line_places",
    "sightings",
    "began",
    "doubtful",
    "arrivals",
    "renewed",
    "closed_last",
    "parcels",
)


class Intake:
    """Takes loaded exports of orders in, a batch at a time; a batch is in whole or not at all."""

    def __init__(self, con: Connection, ledger: Ledger, paths: DeskPaths, lookups: Lookups) -> None:
        self._con = con
        self._ledger = ledger
        self._paths = paths
        self._lookups = lookups
        self._one_order = OneOrder(con, paths)
        self._sql = {
            name: sql for one in _SUBJECTS for name, sql in statements(f"desk/taking_in/{one}").items()
        }
        self._sql |= filling.texts()
        self._lacking: set[int] = set()
        """What exports lack that are in, or were."""
        self._filled = False
        """Whether `carried_now` tells what orders take over that are being taken in."""
        self._sound = False
        """Whether parts that can't be read are left out: what is filled up from them is no fault of the others."""
        self._unpacked = False
        self._changed = 0
        self._ranks: Mapping[int, int] = {}

    def take(self, exports: Sequence[Export]) -> Taken:
        """Takes `exports` in. A part that can't be read is left out and told, and harms no other."""
        if not exports:
            return Taken()
        try:
            return self._batch(exports)
        except UNREADABLE as error:
            log.warning("a batch of %s exports could not be taken in: %s", len(exports), type(error).__name__)
        return self._one_by_one(exports)

    def order(self, ranks: Mapping[int, int]) -> None:
        """Puts the exports that are in, or will be, into their order: seq -> rank, from 1 on."""
        before, self._ranks = self._ranks, ranks
        if all(ranks.get(seq) == rank for seq, rank in before.items()):
            return  # what comes is the newest
        self._con.execute(
            "update exports set rank = r.rank from (select unnest($seq) as seq, unnest($rank) as rank) r "
            "where exports.seq = r.seq",
            {"seq": list(ranks), "rank": list(ranks.values())},
        )

    def resume(self, exports: Sequence[Export], ranks: Mapping[int, int], looked: Collection[str]) -> None:
        """Goes on with tables that hold `exports` already, in this order, and of which the parts called `looked` were
        looked through."""
        self._lacking |= {mask(export.lacks) for export in exports}
        self._ranks = ranks
        self._one_order.resume(looked)

    @property
    def looked(self) -> Collection[str]:
        """Names of the parts that were looked through for orders that are one."""
        return self._one_order.looked

    def renew(self, gone: Sequence[Export], back: Sequence[Export], *, sound: bool = False) -> Taken:
        """Takes `gone` out and `back`, which had been out, in again: their orders become what all exports say that
        are in by now. With `sound` parts that can't be read are left out; else raises what reading one raises."""
        every = parts.order_parts(self._ledger)
        own_latest(self._con)
        self._one_order.follow(every)
        with transaction(self._con):
            taken = self._swap(gone, back, sound=sound)
            taken = taken.and_then(self._made_one(every))
        self._changed += len(taken.changed)
        self._unpacked = True
        return taken

    def foresee(
        self,
        gone: Sequence[Export],
        back: Sequence[Export],
        after: Mapping[int, int],
        before: Mapping[int, int],
    ) -> Foreseen:
        """What `renew` would do, found out by doing it and taking it back; the order of the exports would be `after`
        and is `before`."""
        own_latest(self._con)
        self._con.execute("begin")
        try:
            self._con.execute(
                "create or replace temp table concerned as select key, open from latest "
                "where seq in (select unnest($seq))",
                {"seq": [export.seq for export in gone]},
            )
            self.order(after)
            self._swap(gone, back, sound=True)
            [(still, gone_for_good, reopened)] = self._con.execute(
                "select count(l.key), count(*) - count(l.key), count(*) filter (l.open and not c.open) "
                "from concerned c left join latest l on l.key = c.key"
            ).fetchall()
        finally:
            self._con.execute("rollback")
            self._ranks = before
        return Foreseen(still, gone_for_good, reopened)

    def pack(self) -> None:
        """Packs the tables, in memory as they are, and gives memory back, where much has been taken in: before there
        is more, or once nobody waits for the desk."""
        if self._unpacked:
            try:
                self._con.execute("checkpoint")
            except duckdb.TransactionException:
                return  # another thread is at the tables: next time
            self._unpacked, self._changed = False, 0
            give_back(self._con)

    def _one_by_one(self, exports: Sequence[Export]) -> Taken:
        # A part may just have been merged into another (asked for anew each time), or one of them is damaged.
        taken = Taken()
        for export in exports:
            try:
                taken = taken.and_then(self._alone(export))
            except UNREADABLE:
                taken = taken.and_then(Taken(missing=[export]))
        return taken

    def _alone(self, export: Export) -> Taken:
        try:
            return self._batch([export])
        except UNREADABLE:
            if not self._varied():
                raise
        self._sound = True
        try:
            return self._batch([export])
        finally:
            self._sound = False

    def _batch(self, exports: Sequence[Export]) -> Taken:
        every = parts.order_parts(self._ledger)
        held = parts.holding(every, {export.content for export in exports})
        there = {export_id for part in held for export_id in part.export_ids}
        missing = [export for export in exports if export.orders and export.content not in there]
        if len(held) >= MANY:
            self.pack()
        own_latest(self._con)
        self._one_order.follow(every)
        with transaction(self._con):
            self._name(exports)
            taken = self._read(exports, held, every)
            taken = taken.and_then(self._made_one(every))
        self._changed += len(taken.changed)
        self._unpacked = len(held) >= MANY or self._changed >= MUCH
        return msgspec.structs.replace(taken, missing=missing)

    def _varied(self) -> bool:
        """Whether one export may lack what another tells."""
        return len(self._lacking) > 1 or any(lacks & BIT[LINES] for lacks in self._lacking)

    def _is_sound(self, part: Part) -> bool:
        # By a connection of its own: what fails within a transaction ends that.
        with self._con.cursor() as con:
            try:
                for stem, name in (("orders", "order_key"), ("lines", "line_no")):
                    for file in parts.files(self._paths, [part], stem):
                        con.execute(f"select count({name}) from read_parquet(?)", [file]).fetchall()
            except UNREADABLE:
                return False
        return True

    def _name(self, exports: Sequence[Export]) -> None:
        lacks = [mask(export.lacks) for export in exports]
        self._lacking |= set(lacks)
        rows = [
            (e.seq, e.export_id, e.content, e.exported_at, e.loaded_at, self._ranks[e.seq], bits, told(bits),
             not bits & BIT["status"], shown_from(e))
            for e, bits in zip(exports, lacks, strict=True)
        ]  # fmt: skip
        self._con.execute(
            "insert into exports select seq, id, content, make_timestamptz(t), make_timestamptz(l), rank, lacks, "
            "tells, said, false, make_timestamptz(shown) from (select unnest($shown) as shown, unnest($seq) as seq, "
            "unnest($id) as id, unnest($content) as content, "
            "unnest($t) as t, unnest($l) as l, unnest($rank) as rank, unnest($lacks) as lacks, "
            "unnest($tells) as tells, unnest($said) as said)",
            dict(
                zip(
                    ("seq", "id", "content", "t", "l", "rank", "lacks", "tells", "said", "shown"),
                    map(list, zip(*rows, strict=True)),
                    strict=True,
                )
            ),
        )
        self._con.execute(
            "create or replace temp table batch as select unnest($seq)::integer as seq",
            {"seq": [row[0] for row in rows]},
        )

    def _read(self, exports: Sequence[Export], held: list[Part], every: list[Part]) -> Taken:
        orders, lines = (parts.files(self._paths, held, stem) for stem in ("orders", "lines"))
        if not orders:
            return Taken()
        first = not value(self._con, "select 1 from latest limit 1")
        self._run("arrivals", orders=orders)
        self._run("all_newer" if first else "newer")
        self._run("doubtful")
        self._run("still_open")
        self._run("past")
        past = bool(value(self._con, "select 1 from past limit 1"))
        self._run("closings" if past else "no_closings")
        late = 0 if first else self._late()
        if not first:
            self._drop("arrivals")
            self._give_back(orders)
        self._newest(orders, lines)
        self._fill(every)
        self._run("sightings")
        if past:
            self._run("past_sightings", orders=orders)
            self._run("closed_sightings")
        self._run("began")
        self._lookups.fill(self._con)
        self._replace(first=first)
        self._list(orders, held, exports)
        self._give_back(orders)
        self._keep()
        self._late_news(every)
        taken = self._result()
        self._drop(*(name for name in _TEMPORARY if name != "renewed"))
        return taken.and_then(self._anew(every)) if late else taken

    def _late(self) -> int:
        """Sets aside, in `renewed`, the orders that the batch may fill up though it is older than what is known."""
        if not self._varied():
            return 0
        self._run("parcels")
        self._run("late")
        self._run("late_tells")
        return int(value(self._con, "select count(*) from renewed"))

    def _fill(self, every: list[Part]) -> None:
        """What the newest states lack, from older ones."""
        self._filled = self._varied() and filling.fill(self._con, self._paths, lambda: self._readable(every))

    def _readable(self, every: list[Part]) -> list[Part]:
        return [part for part in every if self._is_sound(part)] if self._sound else every

    def _renew(self, held: list[Part], every: list[Part], contents: list[str]) -> Taken:
        """As `_read`, of the orders that exports had which are out now, from all exports that are in."""
        theirs = parts.files(self._paths, held, "orders")
        if not theirs:
            return Taken()
        self._run("renewed", orders=theirs, contents=contents)
        if self._varied():
            self._run("parcels")
            self._run("renewed_parcels")
        return self._anew(every)

    def _made_one(self, every: list[Part]) -> Taken:
        """Works out the orders of which a part has shown that they are one, or two, with what is known."""
        if not self._one_order.renew():
            return Taken()
        if self._varied():
            self._run("parcels")
            self._run("renewed_parcels")
        taken = self._anew(every)
        return msgspec.structs.replace(taken, acts_anew=taken.fresh)

    def _anew(self, every: list[Part]) -> Taken:
        """Works out the orders in `renewed` from all exports that are in."""
        every = self._readable(every)
        orders, lines = (parts.files(self._paths, every, stem) for stem in ("orders", "lines"))
        self._con.execute("create or replace temp table batch as select seq from exports")
        self._run("renewed_arrivals", orders=orders)
        self._run("renewed_newer")
        self._run("renewed_before")
        self._run("closings")
        self._newest(orders, lines)
        self._fill(every)
        self._run("renewed_doubtful")
        self._run("all_sightings", orders=orders)
        self._run("began")
        self._lookups.fill(self._con)
        self._replace(first=False, renewed=True)
        self._keep()
        taken = self._result()
        self._drop(*_TEMPORARY)
        return taken

    def _swap(self, gone: Sequence[Export], back: Sequence[Export], *, sound: bool) -> Taken:
        every = [part for part in parts.order_parts(self._ledger) if not sound or self._is_sound(part)]
        contents = {export.content for export in (*gone, *back)}
        for table in ("exports", "listings", "unread", "file_ends"):
            self._con.execute(
                f"delete from {table} where seq in (select unnest($seq))",
                {"seq": [export.seq for export in gone]},
            )
        if back:
            self._name(back)
            theirs = parts.holding(every, {export.content for export in back})
            if orders := parts.files(self._paths, theirs, "orders"):
                self._list(orders, theirs, back)
        return self._renew(parts.holding(every, contents), every, sorted(contents))

    def _newest(self, orders: list[str], lines: list[str]) -> None:
        """The newest state of each order of the batch that is open by now, with its lines."""
        untold = bool(
            value(self._con, "select count(*) from exports semi join batch using (seq) where not says_status")
        )
        self._run("sighted", orders=orders, untold=untold)
        self._run("wanted")
        self._run("taken_orders", orders=orders, last_place=self._last("wanted"), untold=untold)
        self._give_back(orders)
        self._lines(lines)

    def _lines(self, lines: list[str]) -> None:
        if lines:
            self._run("line_places", lines=lines)
            self._run("taken_lines", lines=lines, last_place=self._last("line_places"))
        else:
            self._con.execute("create or replace temp table taken_lines as from open_lines limit 0")

    def _list(self, orders: list[str], held: list[Part], exports: Sequence[Export]) -> None:
        """What each export lists, for what it doesn't: see data.desk.pictures.vanished."""
        self._run("listings", orders=orders)
        self._run("file_ends", orders=orders)
        self._run("national", orders=orders)
        rejecting = {export.content for export in exports if export.rejected}
        rejects = parts.files(self._paths, parts.holding(held, rejecting), "rejects")
        if rejects:
            self._run("unread", rejects=rejects)

    def _replace(self, *, first: bool, renewed: bool = False) -> None:
        self._con.execute("truncate touched")
        steps = (
            f"touched {'renewed_latest' if renewed else ''} before update_latest insert_latest drop_orders "
        )
        steps += "drop_lines drop_acts keep_seen drop_seen part_seen whole_again "
        steps += "drop_closings keep_closings drop_carried"
        for name in steps.split():
            self._run(name)
        self._con.execute(f"drop {'view' if first else 'table'} newer")
        self._drop("arrivals")

    def _keep(self) -> None:
        self._run("keep_lines")
        with hastily(self._con, int(value(self._con, "select count(*) from taken_orders"))):
            self._run("keep_orders")
        self._run("after")
        if self._filled:
            self._run("keep_carried")
            self._drop("carried_now")
            self._filled = False

    def _result(self) -> Taken:
        changed = frame(
            self._con,
            "select order_key, bool_or(open) as open, bool_and(same) as same from changed group by order_key",
        )
        return Taken(
            changed=changed["order_key"].to_list(),
            fresh=changed.filter("open")["order_key"].to_list(),
            as_before=changed.filter("same")["order_key"].to_list(),
        )

    def _late_news(self, every: list[Part]) -> None:
        # An older export has come to light after a newer one: when a cancel request began may have to be told anew.
        if value(self._con, "select count(*) from doubtful"):
            self._run("all_sightings", orders=parts.files(self._paths, every, "orders"))
            self._run("began")
            self._run("correct_since")
            self._con.execute("insert into changed select order_key, true, false from doubtful")

    def _drop(self, *tables: str) -> None:
        for table in tables:
            run(self._con, f"drop table if exists {table}")

    def _give_back(self, read: Sequence[object]) -> None:
        if len(read) >= MANY:
            give_back(self._con)

    def _last(self, table: str) -> int:
        return int(value(self._con, f"select coalesce(max(place), 0) from {table}"))

    def _run(self, name: str, **parameters: object) -> None:
        run(self._con, self._one_order.read(self._sql[name]), parameters or None)
