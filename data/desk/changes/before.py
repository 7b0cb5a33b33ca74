"""Orders as they were when somebody acted on them: what has changed since.

An act keeps the token of the state that it was decided on. The state itself is in the exports: it is worked out from
them by the statements that take new ones in, one export after another from the newest on, until one gives that token.
So what is told is what was on the desk, wherever and whenever that was; where no export that counts gives the token
(the export was withdrawn, or came later than it was taken), what changed isn't known and nothing is said of it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.base.state_token import digest, parsed, same
from orderdeck.data.desk.changes.compared import Difference, differences, parcel_changes
from orderdeck.data.desk.connection import Connection, column, frame, value
from orderdeck.data.desk.pictures import filling, parts
from orderdeck.data.desk.pictures.marks import counting
from orderdeck.data.desk.pictures.one_order import as_one
from orderdeck.data.desk.pictures.parts import UNREADABLE
from orderdeck.data.ledger import Ledger
from orderdeck.queries.statements import statements

MOST: Final = 60
"""States of one order that are looked through, the newest first."""
_TEMPORARY: Final = (
    "sought", "all_sought", "was_places", "wanted", "taken_orders", "taken_lines", "line_places", "began", "was_orders",
    "carried_now",
)  # fmt: skip
_INSERT: Final = "insert into open_orders by name"

State = tuple[str, str]
"""Order key and state token."""


class Since(msgspec.Struct, frozen=True, kw_only=True):
    """What has changed of an open order since an act on it."""

    act: Act
    packed: bool
    """Whether it is since the order was packed; else since somebody last acted on it."""
    changes: tuple[Difference, ...] | None
    """None where the state that was acted on isn't known any more."""


class Before:
    """Finds older states of open orders, and keeps what it has found. For the desk's thread."""

    def __init__(self, con: Connection, ledger: Ledger, paths: DeskPaths) -> None:
        self._con, self._ledger, self._paths = con, ledger, paths
        self._sql = statements("desk/before")
        self._taking = {
            name: sql
            for one in ("newest", "open_orders")
            for name, sql in statements(f"desk/taking_in/{one}").items()
        }

    def forget(self, order_keys: Collection[str] | None) -> None:
        """Exports came or went: what was found of all orders may be wrong (None), or what was not found of these may be
        there now."""
        if order_keys is None:
            self._con.execute("truncate before_orders; truncate before_lines")
        elif order_keys and value(self._con, "select 1 from before_orders where not found limit 1"):
            self._con.execute(
                "delete from before_orders where not found and order_key in (select unnest($keys::varchar[]))",
                {"keys": list(order_keys)},
            )

    def refresh(self, packed_ones: Collection[str], *, everything: bool) -> set[str]:
        """Works out anew which packed orders are packed wrongly by now; gives those for which that changed.

        Unless it is `everything`, only `packed_ones` (orders that were packed, also where that was undone) may have
        changed.
        """
        if not (everything or packed_ones):
            return set()
        packed = self._con.execute(self._sql["packed_states"]).fetchall()
        found = self.differences(packed) if packed else {}
        now = {
            (key, ",".join(what))
            for (key, _state), told in found.items()
            if told and (what := parcel_changes(told))
        }
        was = {(key, what) for key, what in self._con.execute("from packed_over").fetchall()}
        if now == was:
            return set()
        self._con.execute("truncate packed_over")
        if now:
            self._con.execute(
                "insert into packed_over select unnest($keys), unnest($what)",
                {"keys": [key for key, _ in now], "what": [what for _, what in now]},
            )
        return {key for key, _what in now ^ was}

    def differences(self, wanted: Iterable[State]) -> dict[State, tuple[Difference, ...] | None]:
        """What is other about open orders than in these states of them; None where such a state isn't known.

        The ship-by time is that of the token, where it has one: the same digest may stand in files that tell another.
        """
        states = [(key, state) for key, state in dict.fromkeys(wanted) if state]
        if not states:
            return {}
        sought = {(key, state): (key, digest(state)) for key, state in states}
        self._find(list(dict.fromkeys(sought.values())))
        keys = {"keys": list({key for key, _ in states})}
        was = {(row["order_key"], row["state"]): row for row in self._rows("orders", keys)}
        now = {row["order_key"]: row for row in self._rows("now", keys)}
        lines_was, lines_now = defaultdict(list), defaultdict(list)
        for line in self._rows("lines", keys):
            lines_was[line["order_key"], line["state"]].append(line)
        for line in self._rows("lines_now", keys):
            lines_now[line["order_key"]].append(line)
        return {
            one: differences(was[found] | _ship_by(one[1]), now[one[0]], lines_was[found], lines_now[one[0]])
            if found in was and one[0] in now
            else None
            for one, found in sought.items()
        }

    def since(self, acts: Mapping[str, Sequence[Act]]) -> dict[str, list[Since]]:
        """What has changed of each of these open orders since it was packed, and since somebody last acted on it, where
        anything has; `acts` are the journal of each."""
        now = {row["order_key"]: row["state"] for row in self._rows("now", {"keys": list(acts)})}
        asked: dict[str, list[tuple[Act, bool]]] = {}
        for key, journal in acts.items():
            found = [
                (act, packed)
                for act, packed in _decided_on(journal)
                if key in now and not same(act.state or "", now[key])
            ]
            if found:
                asked[key] = found
        told = self.differences((key, act.state or "") for key, found in asked.items() for act, _ in found)
        return {
            key: [
                Since(act=act, packed=packed, changes=told.get((key, act.state or "")))
                for act, packed in found
            ]
            for key, found in asked.items()
        }

    def _rows(self, name: str, parameters: dict[str, list[str]]) -> list[dict[str, Any]]:
        return frame(self._con, self._sql[name], parameters).to_dicts()

    def _find(self, states: list[State]) -> None:
        known = set(self._con.execute(self._sql["known"], {"keys": [key for key, _ in states]}).fetchall())
        missing = [one for one in states if one not in known]
        if not missing:
            return
        lists = {"keys": [key for key, _ in missing], "states": [state for _, state in missing]}
        for table in ("sought", "all_sought"):
            self._con.execute(
                f"create or replace temp table {table} as select unnest($keys) as order_key, unnest($states) as state",
                lists,
            )
        try:
            self._look_through(lists["keys"])
            self._con.execute(self._sql["not_found"])
        except UNREADABLE:
            pass  # merged away in this moment, or damaged: not known now, and asked again
        finally:
            for table in _TEMPORARY:
                self._con.execute(f"drop table if exists {table}")

    def _look_through(self, order_keys: list[str]) -> None:
        keys = {"keys": order_keys}
        every = parts.order_parts(self._ledger)
        # Of orders that were finished with once, not all states are in `seen`.
        if not value(self._con, self._sql["partly_seen"], keys):
            every = parts.holding(every, set(column(self._con, self._sql["contents"], keys)))
        orders, lines = (parts.files(self._paths, every, stem) for stem in ("orders", "lines"))
        if not orders:
            return
        self._con.execute(as_one(self._con, self._sql["places"]), {"orders": orders})
        self._con.execute(self._sql["began"])
        untold = bool(value(self._con, "select count(*) from exports where not says_status"))
        for turn in range(1, MOST + 1):
            self._con.execute(self._sql["wanted"], {"turn": turn})
            if not value(self._con, "select count(*) from wanted"):
                return
            self._state_of(orders, lines, untold)
            self._con.execute(self._sql["keep_found"])
            self._con.execute(self._sql["keep_lines"])
            self._con.execute(self._sql["still_sought"], {"turn": turn})

    def _state_of(self, orders: list[str], lines: list[str], untold: bool) -> None:
        """The orders in `wanted` as they would stand, were that export the newest: `was_orders` and `taken_lines`."""
        self._con.execute(
            as_one(self._con, self._taking["taken_orders"]),
            {"orders": orders, "last_place": self._last("wanted"), "untold": untold},
        )
        if lines:
            self._con.execute(as_one(self._con, self._taking["line_places"]), {"lines": lines})
            self._con.execute(
                as_one(self._con, self._taking["taken_lines"]),
                {"lines": lines, "last_place": self._last("line_places")},
            )
        else:
            self._con.execute("create or replace temp table taken_lines as from open_lines limit 0")
        filling.fill(self._con, self._paths, lambda: parts.order_parts(self._ledger))
        kept = self._taking["keep_orders"]
        assert kept.count(_INSERT) == 1
        self._con.execute(kept.replace(_INSERT, "create or replace temp table was_orders as"))

    def _last(self, table: str) -> int:
        return int(value(self._con, f"select coalesce(max(place), 0) from {table}"))


def _ship_by(state: str) -> dict[str, object]:
    """The ship-by time that a token keeps, as columns of an order."""
    token = parsed(state)
    if token.ship_by is None:
        return {}
    return {"ship_by": datetime.fromtimestamp(token.ship_by, UTC), "ship_told": token.told}


def _decided_on(journal: Sequence[Act]) -> list[tuple[Act, bool]]:
    """The last act that packed the order, and the last one of all, as far as they name the state that they were on."""
    told = [act for act in counting(journal) if act.state]
    packed = [act for act in told if act.kind == "packed"][-1:]
    last = [act for act in told[-1:] if act not in packed]
    return [(act, True) for act in packed] + [(act, False) for act in last]
