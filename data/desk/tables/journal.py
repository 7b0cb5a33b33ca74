"""The journal in the desk: acts on open orders and on SKUs, who acted when, and what each operator can undo."""

from collections import defaultdict, deque
from collections.abc import Iterable, MutableSequence
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.records import Act
from orderdeck.data.desk.connection import Connection, lent_keys, put_acts
from orderdeck.data.desk.pictures import marks
from orderdeck.data.desk.pictures.one_order import acts_as_one
from orderdeck.data.ledger import Ledger

DEPTH: Final = 500
"""Groups of acts that an operator can undo at most, counted from the newest."""

PAGE: Final = 10_000
"""Acts of all operators among which those of one are looked for at once, back from the newest."""

_ACTS: Final = {
    "seq": pl.Int64,
    "id": pl.String,
    "grp": pl.String,
    "at": pl.Int64,
    "operator": pl.String,
    "kind": pl.String,
    "order_key": pl.String,
    "sku": pl.String,
    "state": pl.String,
    "data": pl.String,
    "undoes": pl.String,
}


class Journal:
    """Follows the journal for one desk. `acts` of orders that are finished with are forgotten here, or never read: what
    undo needs of them is read for who asks."""

    def __init__(self, con: Connection, ledger: Ledger) -> None:
        self._con, self._ledger = con, ledger
        self.by_order: dict[str, list[Act]] = defaultdict(list)
        self.last_at: dict[str, int] = {}
        """Operator -> when they last acted (µs, UTC)."""
        self.seq = 0
        """The newest act that this desk knows."""
        self._ids: dict[str, Act] = {}
        self._written: set[str] = set()  # names in `operators`
        self._groups: dict[str, deque[list[Act]]] = {}
        """The groups of those operators that were asked about."""

    def begin(self, upto: int, last_at: dict[str, int]) -> None:
        """Begins with the journal as it is up to the seq `upto`; what of it bears on the desk is to be added.
        `last_at`: who ever acted, and when they last did."""
        self.seq = upto
        self.last_at = dict(last_at)
        self._write_operators(set(last_at))

    def add(self, acts: Iterable[Act], open_orders: set[str] | None) -> set[str]:
        """Takes `acts` in, oldest first; gives the orders whose marks they change.

        Acts on orders that are not among `open_orders` are only remembered for undo (None: all are open).
        """
        acts = list(acts)
        self.seq = max(self.seq, *(act.seq for act in acts)) if acts else self.seq
        kept = [a for a in acts if a.order_key is None or open_orders is None or a.order_key in open_orders]
        self._write(kept)
        touched = set()
        for act in kept:
            self._ids[act.id] = act
            if act.order_key:
                self.by_order[act.order_key].append(act)
                touched.add(act.order_key)
        for act in acts:
            self._remember(act)
        self._write_operators({act.operator for act in acts})
        return touched

    def restore(self, acts: Iterable[Act]) -> set[str]:
        """Takes `acts`, oldest first, as all there are on their orders, which are open again or known by more keys.

        Gives those orders. Undo has known the acts all along.
        """
        found = list(acts)
        keys = {act.order_key for act in found if act.order_key}
        if keys:
            self.drop(keys)
            with lent_keys(self._con, list(keys)) as (named, parameters):
                self._con.execute(f"delete from acts where order_key in (from {named})", parameters)
        self._write(found)
        for act in found:
            self._ids[act.id] = act
            if act.order_key:
                self.by_order[act.order_key].append(act)
        return keys

    def drop(self, order_keys: Iterable[str]) -> None:
        """Forgets the acts on orders that were finished with; the ledger keeps them."""
        for key in order_keys:
            for act in self.by_order.pop(key, ()):
                self._ids.pop(act.id, None)

    def known(self, act_id: str) -> Act | None:
        """The act with this id, where it is on an open order or a SKU."""
        return self._ids.get(act_id)

    def mark(self, order_keys: Iterable[str]) -> None:
        """Works the marks of these orders out anew."""
        keys = set(order_keys)
        rows = [row for key in keys if (row := marks.fold(key, self.by_order.get(key, ())))]
        marks.put(self._con, rows, keys)

    def groups(self, operator: str) -> list[list[Act]]:
        """The groups of acts of `operator`, newest first; undos and redos among them. Raises LedgerError."""
        groups = self._groups.get(operator)
        if groups is None:
            groups = self._groups[operator] = self._read_groups(operator)
        return list(reversed(groups))

    def _read_groups(self, operator: str) -> deque[list[Act]]:
        newest: list[list[Act]] = []  # newest first, and so are the acts of each
        upto = self.seq
        while upto > 0 and len(newest) <= DEPTH:
            page = self._ledger.search(operator=operator, after=max(0, upto - PAGE), upto=upto)
            for act in acts_as_one(self._con, page):
                _put(newest, act)
            upto -= PAGE
        # The one beyond may not be whole.
        return deque((group[::-1] for group in reversed(newest[:DEPTH])), maxlen=DEPTH)

    def _remember(self, act: Act) -> None:
        groups = self._groups.get(act.operator)
        if groups is not None:
            _put(groups, act)
        self.last_at[act.operator] = max(act.at, self.last_at.get(act.operator, 0))

    def _write(self, acts: list[Act]) -> None:
        rows = [
            (a.seq, a.id, a.group, a.at, a.operator, a.kind, a.order_key, a.sku, a.state,
             msgspec.json.encode(a.data).decode(), a.undoes)
            for a in acts
        ]  # fmt: skip
        put_acts(self._con, "acts", rows, _ACTS)

    def _write_operators(self, names: set[str]) -> None:
        for name in names:
            moment = self.last_at[name]
            sql = "update operators set last_at = make_timestamptz(?) where operator = ?"
            if name not in self._written:
                sql = "insert into operators (last_at, operator) values (make_timestamptz(?), ?)"
            self._con.execute(sql, [moment, name])
            self._written.add(name)


def _put(groups: MutableSequence[list[Act]], act: Act) -> None:
    """Puts `act` behind `groups`, into the last of them where it belongs there."""
    if groups and act.group and groups[-1][0].group == act.group:
        groups[-1].append(act)
    else:
        groups.append([act])
