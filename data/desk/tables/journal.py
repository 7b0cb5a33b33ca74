"""The journal in the desk: acts on open orders and on SKUs, who acted when, and what each operator can undo."""

from collections import defaultdict, deque
from collections.abc import Iterable
from typing import Final

import msgspec
import polars as pl

from orderdeck.data.base.records import Act
from orderdeck.data.desk.connection import Connection, lent
from orderdeck.data.desk.pictures import marks

DEPTH: Final = 500
"""Groups of acts that an operator can undo at most, counted from the newest."""

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
    """Follows the journal for one desk. `acts` of orders that are finished with are forgotten here."""

    def __init__(self, con: Connection) -> None:
        self._con = con
        self.by_order: dict[str, list[Act]] = defaultdict(list)
        self.last_at: dict[str, int] = {}
        """Operator -> when they last acted (µs, UTC)."""
        self.seq = 0
        """The newest act that this desk knows."""
        self._ids: dict[str, Act] = {}
        self._written: set[str] = set()  # names in `operators`
        self._groups: dict[str, deque[list[Act]]] = defaultdict(lambda: deque(maxlen=DEPTH))

    def add(self, acts: Iterable[Act], open_orders: set[str] | None) -> set[str]:
        """Takes `acts` in, oldest first; gives the orders whose marks they change.

        Acts on orders that are not among `open_orders` are only remembered for undo (None: all are open).
        """
        acts = list(acts)
        self.seq = max((act.seq for act in acts), default=self.seq)
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

    def restore(self, acts: Iterable[Act]) -> None:
        """Takes back the acts on orders that are open again; undo has known them all along."""
        found = list(acts)
        self._write(found)
        for act in found:
            self._ids[act.id] = act
            if act.order_key:
                self.by_order[act.order_key].append(act)

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
        """The groups of acts of `operator`, newest first; undos and redos among them."""
        return list(reversed(self._groups[operator]))

    def _remember(self, act: Act) -> None:
        groups = self._groups[act.operator]
        if groups and act.group and groups[-1][0].group == act.group:
            groups[-1].append(act)
        else:
            groups.append([act])
        self.last_at[act.operator] = max(act.at, self.last_at.get(act.operator, 0))

    def _write(self, acts: list[Act]) -> None:
        if not acts:
            return

        rows = [
            (a.seq, a.id, a.group, a.at, a.operator, a.kind, a.order_key, a.sku, a.state,
             msgspec.json.encode(a.data).decode(), a.undoes)
            for a in acts
        ]  # fmt: skip
        if len(rows) == 1:
            values = ", ".join(["?"] * 3 + ["make_timestamptz(?)"] + ["?"] * 7)
            self._con.execute(f"insert into acts values ({values})", rows[0])
            return
        with lent(self._con, "new_acts", pl.DataFrame(rows, schema=_ACTS, orient="row")):
            self._con.execute(
                'insert into acts select * replace (make_timestamptz("at") as "at") from new_acts'
            )

    def _write_operators(self, names: set[str]) -> None:
        for name in names:
            moment = self.last_at[name]
            sql = "update operators set last_at = make_timestamptz(?) where operator = ?"
            if name not in self._written:
                sql = "insert into operators (last_at, operator) values (make_timestamptz(?), ?)"
            self._con.execute(sql, [moment, name])
            self._written.add(name)
