"""What was seen leaving: pieces of orders that exports show as sent, off the stock until a newer picture of it.

A function of the exports that count, the journal and the pictures of stock alone, so that a desk that was open all day
and one that is opened now take off the same.
"""

import logging
from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

import polars as pl

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.desk.connection import column, lent, transaction, value
from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.desk.pictures.one_order import acts_as_one, as_one, names_of
from orderdeck.data.desk.pictures.parts import UNREADABLE
from orderdeck.data.ledger import Ledger, Part
from orderdeck.queries.statements import statements

if TYPE_CHECKING:
    import duckdb

log = logging.getLogger(__name__)

FEW: Final = 500
"""Orders whose acts are asked for one by one; of more, all acts of these kinds are read."""
ACTED_BEFORE: Final = 30 * 86_400_000_000
"""How long before the oldest picture of stock (µs) an order may have been packed that left after it, at most."""

_PACKING: Final = ("packed", "done", "reopen")
_REVERSING: Final = ("undo", "redo")


class Departures:
    """Keeps `stock_departed` in step with exports and acts, for one desk's DuckDB."""

    def __init__(self, con: "duckdb.DuckDBPyConnection", ledger: Ledger, paths: DeskPaths) -> None:
        self._con, self._ledger, self._paths = con, ledger, paths
        self._sql = statements("stock/supply/departures")
        self._floor: int | None = None
        """What left before this moment (µs, UTC) is not in the table; None: nothing is."""
        self._looked: set[int] = set()  # exports (seq) that were looked through
        self._tracked: dict[
            str, int
        ] = {}  # orders that a tracking file says are sent, and when (µs, UTC), as last told

    def follow(self) -> bool:
        """Takes in what exports and pictures of stock there are by now; says whether that may change anything."""
        floor = value(self._con, self._sql["floor"])
        counted = set(column(self._con, "select seq from exports"))
        if floor is None:
            changed = self._floor is not None
            self._forget()
            return changed
        new = counted - self._looked
        anew = self._floor is None or floor < self._floor or not self._looked <= counted or self._older(new)
        if not anew and not new:
            return self._tell_tracked()
        if anew:
            self._forget()
            self._floor, new = floor, counted
        try:
            with transaction(self._con):
                changed = self._look(new, anew=anew)
        except UNREADABLE as error:  # merged away in this moment, or damaged: next time, all of it
            log.warning("what has left could not be read: %s", type(error).__name__)
            self._forget()
            return True
        self._looked = counted
        return self._tell_tracked() or changed or anew

    def concerned(self, acts: Iterable[Act]) -> bool:
        """Whether any of `acts` says another time at which something left the shelf."""
        keys = {act.order_key for act in acts if act.order_key and act.kind in (*_PACKING, *_REVERSING)}
        if not keys or self._floor is None:
            return False
        sql = "select distinct order_key from stock_departed where order_key in (select unnest(?::varchar[]))"
        known = column(self._con, sql, [list(keys)])
        if known:
            self._con.execute(self._sql["off_shelf"], {"keys": known})
            self._tell(known)
        return bool(known)

    def _tell_tracked(self) -> bool:
        """Tells anew of what left by tracking files, where that is otherwise than before; whether it is."""
        before = self._tracked
        rows = self._con.execute(self._sql["tracked"]).fetchall()
        self._tracked = dict(rows)
        changed = {key for key, _at in before.items() ^ self._tracked.items()}
        if changed:
            self._con.execute(self._sql["off_shelf"], {"keys": list(changed)})
            self._tell(list(changed))
        return bool(changed)

    def _forget(self) -> None:
        self._con.execute("delete from stock_departed")
        self._floor, self._looked = None, set()

    def _older(self, new: Collection[int]) -> bool:
        """Whether an export came to light that stands before some that were looked through."""
        if not new or not self._looked:
            return False
        sql = "select min(rank) from exports where seq in (select unnest(?::integer[]))"
        first = value(self._con, sql, [list(new)])
        last = value(
            self._con,
            "select max(rank) from exports where seq not in (select unnest(?::integer[]))",
            [list(new)],
        )
        return last is not None and first < last

    def _look(self, new: Collection[int], *, anew: bool) -> bool:
        con, floor = self._con, self._floor
        con.execute("create or replace temp table looked as select unnest(?::integer[]) as seq", [list(new)])
        since = "select content from exports semi join looked using (seq)"
        if anew:
            since += f" where exported_at > make_timestamptz({floor})"
        every = parts.order_parts(self._ledger)
        looked = set(column(con, since))
        orders, lines = (self._files(every, looked, stem) for stem in ("orders", "lines"))
        if not orders or not lines:
            return False
        con.execute(as_one(con, self._sql["leaving"]), {"orders": orders, "lines": lines, "floor": floor})
        if not anew:
            con.execute(as_one(con, self._sql["again"]), {"orders": orders})
        keys = column(con, "select order_key from leaving")
        if not keys:
            return False
        contents = set(column(con, "select content from exports"))
        files = {stem: self._files(every, contents, stem) for stem in ("orders", "lines")}
        if not files["lines"]:
            return False
        con.execute(as_one(con, self._sql["sightings"]), files)
        con.execute(self._sql["replace"])
        con.execute(self._sql["departed"], {"floor": floor})
        for table in ("looked", "leaving", "sightings"):
            con.execute(f"drop table {table}")
        self._tell(column(con, "select distinct order_key from stock_departed semi join "
                          "(select unnest(?::varchar[]) as order_key) using (order_key)", [keys]))  # fmt: skip
        return True

    def _files(self, every: list[Part], contents: set[str], stem: str) -> list[str]:
        return parts.files(self._paths, parts.holding(every, contents), stem)

    def _tell(self, order_keys: list[str]) -> None:
        """When these orders left the shelf by what was done here: packed, or done and not taken back, or sent as a
        tracking file says."""
        tracked = self._tracked
        acted = {key: off_shelf(acts) for key, acts in self._acts(order_keys).items()}
        rows = [
            (key, min(at for at in (acted.get(key), tracked.get(key)) if at is not None))
            for key in order_keys
            if acted.get(key) is not None or key in tracked
        ]
        if rows:
            told = pl.DataFrame(rows, schema={"order_key": pl.String, "at": pl.Int64}, orient="row")
            told = told.select("order_key", shelf_at=pl.col("at").cast(pl.Datetime("us", "UTC")))
            with lent(self._con, "told", told):
                self._con.execute(self._sql["on_shelf"])

    def _acts(self, order_keys: list[str]) -> dict[str, list[Act]]:
        names = names_of(self._con, order_keys)
        found: dict[str, list[Act]] = defaultdict(list)
        if len(names) <= FEW:
            acts = [act for name in names for act in self._ledger.acts(order_key=name)]
            for act in acts_as_one(self._con, acts):
                found[act.order_key or ""].append(act)
            return {key: sorted(found[key], key=lambda act: act.seq) for key in order_keys}
        wanted = set(names)
        since = max(0, (self._floor or 0) - ACTED_BEFORE)
        for kind in (*_PACKING, *_REVERSING):
            on_them = (act for act in self._ledger.search(kind=kind, since=since) if act.order_key in wanted)
            for act in acts_as_one(self._con, on_them):
                found[act.order_key or ""].append(act)
        return {key: sorted(acts, key=lambda act: act.seq) for key, acts in found.items()}


def off_shelf(acts: Iterable[Act]) -> int | None:
    """When an order's pieces left the shelf by its acts, oldest first: packed, or done and not reopened (µs, UTC)."""
    found = counting(acts)
    times = [act.at for act in found if act.kind == "packed"]
    last = next((act for act in reversed(found) if act.kind in ("done", "reopen")), None)
    if last is not None and last.kind == "done":
        times.append(last.at)
    return min(times, default=None)
