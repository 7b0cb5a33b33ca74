"""The journal table: acts in, acts out, and who holds an order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

import msgspec

from orderdeck.data.base.records import Act
from orderdeck.data.ledger.database.bearing import COLUMNS, NAMES, marks
from orderdeck.data.ledger.database.engine import Database
from orderdeck.data.ledger.database.sound import ACCOUNT, Torn, rows, sound
from orderdeck.data.ledger.database.sound import act as as_act
from orderdeck.data.ledger.records import Basis, Bid, Held, Settled

TAKING: Final = ("claim", "take_over", "hand_over")
"""Kinds of acts that give an order a holder: the operator, or whom `data["to"]` names in a hand-over."""
FREEING: Final = ("release",)
"""Kinds of acts that leave an order without a holder."""

_INSERT: Final = (
    "insert into journal (id, grp, at, operator, kind, order_key, sku, state, data, undoes) "
    "values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing"
)


def insert(db: Database, acts: Iterable[Act]) -> list[Act]:
    """Appends `acts` within the open transaction; gives them back with their seq. An id already there stays as is."""
    return [msgspec.structs.replace(act, seq=_put(db, act)) for act in acts]


def _put(db: Database, act: Act) -> int:
    put = db.execute(_INSERT, _row(act))
    if put.rowcount == 1 and put.lastrowid:
        return put.lastrowid  # a server isn't asked for what it has said already
    return int(db.execute("select seq from journal where id = ?", (act.id,)).fetchone()[0])


def read(db: Database, after: int, order_key: str | None, torn: Torn) -> list[Act]:
    """Acts with a seq above `after`, of one order or all, oldest first."""
    where, values = (
        ("seq > ?", (after,)) if order_key is None else ("order_key = ? and seq > ?", (order_key, after))
    )
    sql = f"select {COLUMNS} from journal where {where} order by seq"
    return sound("journal", as_act, rows(db, sql, values), torn)


def search(
    db: Database,
    fields: Mapping[str, str],
    bounds: Mapping[str, int],
    limit: int | None,
    torn: Torn,
) -> list[Act]:
    """`Ledger.search`: acts with these fields, within bounds such as "at >= ?"."""
    # There is no index by time alone: of each operator there is one.
    by_time = "at >= ?" in bounds and not fields.keys() & {"operator", "order_key", "sku"}
    names, conditions = (NAMES, ["operator in (select operator from names)"]) if by_time else ("", [])
    # Written so, SQLite can't take the index of kinds instead.
    conditions += [f"{name} || '' = ?" if by_time else f"{name} = ?" for name in fields]
    conditions += bounds
    values: list[str | int] = [*fields.values(), *bounds.values()]
    where = f"where {' and '.join(conditions)}" if conditions else ""
    most = "" if limit is None else f"limit {int(limit)}"
    sql = f"{names}select {COLUMNS} from journal {where} order by seq desc {most}"
    return sound("journal", as_act, rows(db, sql, values), torn)


def overtaken(db: Database, after: int, kinds: Collection[str]) -> bool:
    """Whether there is an act of one of `kinds` with a seq above `after`."""
    return bool(db.execute(f"select {_overtaken(kinds)}", (after, *kinds)).fetchone()[0])


def _overtaken(kinds: Collection[str]) -> str:
    return f"exists (select 1 from journal where seq > ? and kind in ({marks(list(kinds))}))"


def rests_no_more(db: Database, bids: Iterable[Bid], basis: Basis) -> bool:
    """Whether somebody has written what `bids` were not decided on. Those that are there already were."""
    # One question for both: on another machine each costs a way there and back.
    moved_on = db.execute(
        f"select exists (select 1 from exports where seq > ?) or {_overtaken(basis.kinds)}",
        (basis.export, basis.seq, *basis.kinds),
    ).fetchone()[0]
    return bool(moved_on) and not all(bid.act and by_id(db, bid.act.id) for bid in bids)


def by_id(db: Database, act_id: str) -> Act | None:
    return _Seen(db, [act_id], ()).by_id(act_id)


def claim(db: Database, act: Act, lapse_before: int, *, fresh: bool, names: Sequence[str] = ()) -> Act | Held:
    """`Ledger.claim`, within the open write transaction."""
    keys = [act.order_key or "", *names]
    return _claim(db, act, lapse_before, _Seen(db, [act.id], keys), keys, fresh=fresh)


def settle(db: Database, bid: Bid, lapse_before: int, after: int | None, *, force: bool) -> Settled:
    """One bid of `Ledger.settle`, within the open write transaction."""
    wanted = [one for one in (bid.act, bid.claim) if one]
    keys = {one.id: [one.order_key or "", *bid.names] for one in wanted}
    seen = _Seen(db, list(keys), list(dict.fromkeys(key for some in keys.values() for key in some)))
    if bid.act and after is not None and not seen.by_id(bid.act.id):
        rivals = seen.acted_since(keys[bid.act.id], after)
        if others := [rival for rival in rivals if rival != bid.act.operator]:
            return Settled(acted_by=others[0])
        if rivals:
            return Settled(overtaken=True)
    given = _claim(db, bid.claim, lapse_before, seen, keys[bid.claim.id], fresh=False) if bid.claim else None
    held = given if isinstance(given, Held) else None
    if held and bid.claim:
        if not force:
            return Settled(held=held)
        taking = msgspec.structs.replace(bid.claim, kind="take_over", data={"from": held.operator})
        given = insert(db, [taking])[0]
    claimed = given if isinstance(given, Act) else None
    return Settled(insert(db, [bid.act])[0] if bid.act else None, claimed, held)


class _Seen:
    """What the journal has of some orders, and under some ids: asked for at once, as each question may be a way to
    another machine and back."""

    def __init__(self, db: Database, ids: Sequence[str], order_keys: Sequence[str]) -> None:
        where = [f"id in ({marks(ids)})"] if ids else []
        where += [f"order_key in ({marks(order_keys)})"] if order_keys else []
        sql = f"select {COLUMNS} from journal where {' or '.join(where)}"
        found = list(rows(db, sql, (*ids, *order_keys)))
        self._rows = sorted(found, key=lambda row: int(row[0]), reverse=True)

    def by_id(self, act_id: str) -> Act | None:
        """The act of that id."""
        return next(iter(sound("journal", as_act, (row for row in self._rows if row[1] == act_id), {})), None)

    def acted_since(self, order_keys: Collection[str], after: int) -> list[str]:
        """Who has acted on the order that these keys stand for since seq `after`, the last of them first."""
        return [str(row[4]) for row in self._rows if row[6] in order_keys and row[0] > after]

    def holding(self, db: Database, order_keys: Collection[str]) -> Act | None:
        """The act by which somebody holds the order of these keys now, lapsed or not; None where nobody does."""
        found = (row for row in self._rows if row[6] in order_keys and row[5] in TAKING + FREEING)
        for act in sound("journal", as_act, found, {}):
            if not _is_undone(db, act.id):
                return act if act.kind in TAKING else None
        return None


def _claim(
    db: Database, act: Act, lapse_before: int, seen: _Seen, keys: Collection[str], *, fresh: bool
) -> Act | Held:
    known = seen.by_id(act.id)
    if known:
        return known
    taken = seen.holding(db, keys)
    if taken:
        operator = holder_of(taken)
        mine = operator == act.operator
        if mine and not fresh:
            return taken
        if _last_seen(db, operator, taken.at) >= lapse_before:
            return Held(operator, taken.at)
    return insert(db, [act])[0]


def holder_of(act: Act) -> str:
    """Whom an act of a TAKING kind gives the order to."""
    return str(act.data.get("to") or act.operator) if act.kind == "hand_over" else act.operator


def _is_undone(db: Database, act_id: str) -> bool:
    undos = db.execute("select id from journal where undoes = ?", (act_id,)).fetchall()
    return any(not _is_undone(db, undo) for (undo,) in undos)


def _last_seen(db: Database, operator: str, since: int) -> int:
    last = db.execute("select max(at) from journal where operator = ?", (operator,)).fetchone()[0]
    return max(last or 0, since)


def _row(act: Act) -> tuple[Any, ...]:
    data = msgspec.json.encode(act.data | {ACCOUNT: act.account} if act.account else act.data).decode()
    target = (act.order_key, act.sku, act.state)
    return (act.id, act.group, act.at, act.operator, act.kind, *target, data, act.undoes)
