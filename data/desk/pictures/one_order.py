"""Which order keys are one order.

Where order numbers repeat between shops, an order's key is an id that its export has beside the number, else number and
shop or number and time (`data.exports.normalise.assembly.orders`). A spreadsheet ruins such ids, and sellers leave
the column out, or the seconds of times: one order then comes under two keys. All that reads orders in Parquet reads
them through `as_one`, by which both are the key with the id, else the one with seconds. What parts say of it holds
whether their exports count or not, so that no withdrawal parts an order from its acts.
"""

import logging
import re
from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Final

import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.desk.connection import Connection, Fetch, column, run, value
from orderdeck.data.desk.pictures import parts
from orderdeck.data.ledger import Part
from orderdeck.queries.statements import statements

_READ: Final = re.compile(r"read_parquet\((\$orders|\$lines|\$files|\?), union_by_name = true\)")
_PLACES: Final = ("file_index", "file_row_number")
"""Columns that reading Parquet gives where they are named."""

_log = logging.getLogger(__name__)


class OneOrder:
    """Keeps `same_orders` in step with the parts, for one desk's DuckDB."""

    def __init__(self, con: Connection, paths: DeskPaths) -> None:
        self._con, self._paths = con, paths
        self._sql = statements("desk/pictures/one_order")
        self._looked: set[str] = set()
        self._same = False

    def follow(self, every: Sequence[Part]) -> None:
        """Looks through those of `every` part that are new. One that can't be read tells nothing."""
        new = [part for part in every if part.name not in self._looked]
        self._looked = {part.name for part in every}
        if not new:
            return
        before, size = self._marketplaces(), self._size()
        self._read("by_id", new)
        known = self._marketplaces()
        if not known:
            return
        if fresh := known - before:
            self._read("by_number", every, marketplaces=sorted(fresh))
        if before:
            self._read("by_number", new, marketplaces=sorted(before))
        more = bool(column(self._con, self._sql["numbers"]))
        run(self._con, self._sql["looked_for"])
        if more or size:
            self._read("with_id", every if more else new)
        if self._size() != size:
            for step in ("found", "changed", "keep"):
                run(self._con, self._sql[step])
            self._con.execute("drop table found")
            self._same = bool(value(self._con, "select 1 from same_orders limit 1"))

    def resume(self, looked: Collection[str]) -> None:
        """Goes on with tables for which the parts of these names were looked through."""
        self._looked = {*looked}
        self._same = bool(value(self._con, "select 1 from same_orders limit 1"))

    @property
    def looked(self) -> Collection[str]:
        """Names of the parts that were looked through."""
        return self._looked

    def read(self, sql: str) -> str:
        """See `as_one`; without asking, since nothing else changes what is one."""
        return _as_one(sql) if self._same else sql

    def renew(self) -> bool:
        """Puts the orders that what was found makes others of into the table `renewed`; whether there are any."""
        if not value(self._con, "select 1 from parted limit 1"):
            return False
        run(self._con, self._sql["renewed"])
        run(self._con, self._sql["told"])
        return bool(value(self._con, "select 1 from renewed limit 1"))

    def _size(self) -> int:
        """How many keys are known to compare."""
        sql = "select (select count(*) from by_number) + (select count(*) from with_id)"
        return int(value(self._con, sql))

    def _marketplaces(self) -> set[str]:
        return set(column(self._con, "from known_by_id"))

    def _read(self, step: str, held: Sequence[Part], **parameters: object) -> None:
        sql = self._sql[step]
        try:
            run(self._con, sql, {"orders": parts.files(self._paths, held, "orders"), **parameters})
            return
        except parts.UNREADABLE:
            pass  # one of them is damaged, or merged away in this moment
        for part in held:
            try:
                self._con.execute(sql, {"orders": parts.files(self._paths, [part], "orders"), **parameters})
            except parts.UNREADABLE as error:
                self._looked.discard(part.name)
                _log.warning("part %s passed over: %s", part.name, type(error).__name__)


def as_one(con: Connection, sql: str) -> str:
    """`sql`, which reads orders or their lines from Parquet, with the keys by which the desk knows them."""
    one = _as_one(sql)
    # Most statements read no Parquet, and each costs an arrival its time.
    return one if one != sql and value(con, "select 1 from same_orders limit 1") else sql


@cache
def _as_one(sql: str) -> str:
    places = "".join(f", r.{name}" for name in _PLACES if name in sql)
    return _READ.sub(
        lambda found: (
            f"(select r.* replace (coalesce(s.same_as, r.order_key) as order_key){places} from {found[0]} r "
            "left join same_orders s on s.order_key = r.order_key)"
        ),
        sql,
    )


def known_as(con: Connection, order_key: str) -> str:
    """The key by which the desk knows the order with this one."""
    found = value(con, "select same_as from same_orders where order_key = ?", [order_key])
    return str(found) if found else order_key


def names_of(con: Connection, order_keys: Collection[str]) -> list[str]:
    """These keys, and all others that stand for the same orders: acts may be on any of them."""
    return column(con, statements("desk/pictures/one_order")["names"], {"keys": list(order_keys)})


def others_of(fetch: Fetch, order_keys: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The other keys that stand for these orders, for those that have any: acts may be on them."""
    sql = "select same_as, order_key from same_orders where same_as in (select unnest(?::varchar[])) order by all"
    found: dict[str, tuple[str, ...]] = {}
    for key, other in fetch(sql, [list(order_keys)]):
        found[key] = (*found.get(key, ()), other)
    return found


def acts_as_one(con: Connection, acts: Iterable[Act]) -> list[Act]:
    """`acts` on the keys by which the desk knows their orders."""
    acts = list(acts)
    same = dict(con.execute("from same_orders").fetchall()) if acts else {}
    if not same:
        return acts
    return [
        msgspec.structs.replace(act, order_key=same[act.order_key]) if act.order_key in same else act
        for act in acts
    ]
