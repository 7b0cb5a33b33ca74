"""How orders stand just now, as far as acting on them needs it."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from orderdeck.data.desk import Desk
from orderdeck.data.desk.connection import among
from orderdeck.data.desk.lookup.order_detail import status_of
from orderdeck.data.desk.snapshot import Aside


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """One order. A finished one has its status alone."""

    status: str
    finished: bool = False
    state: str = ""
    stage: str = ""
    claimed_by: str = ""
    done: bool = False
    done_by: str = ""
    asleep: bool = False
    remark_digest: str = ""
    remark_handled: bool = False
    answer: str = ""
    """How the request to cancel was answered, and the order's state then."""
    answer_state: str = ""
    undeclared: bool = False
    """Done here, and a newer export still has it as to be sent."""
    ship_by: int | None = None
    """As a file says it, µs UTC; None where none does."""
    ship_told: str = ""
    """How the file told it (data.base.state_token)."""

    @property
    def is_done(self) -> bool:
        """Done here, and not to be done again: what newer exports still show as to be sent is, for somebody has seen to
        it."""
        return self.done and not self.undeclared


_SQL = """
select o.order_key, o.status, token_of(o.state, o.ship_by, o.ship_told), o.stage,
    coalesce(s.claimed_by, ''), s.done, coalesce(s.done_by, m.done_by, ''), s.asleep, coalesce(o.remark_digest, ''),
    coalesce(m.handled_remark = o.remark_digest or digest_of(m.handled_state) = o.state, false),
    coalesce(m.answer, ''), coalesce(m.answer_state, ''),
    coalesce(s.undeclared, false), case when o.ship_rests is null then epoch_us(o.ship_by) end,
    coalesce(o.ship_told, '')
from standing s
join open_orders o using (order_key)
left join marks m using (order_key)
where s.order_key """


def look(desk: Desk, order_keys: Sequence[str]) -> dict[str, Standing]:
    """Those of `order_keys` that there are, open or finished."""
    if not order_keys:
        return {}
    sql, parameters = _query_of(order_keys)
    found = _standings(desk.con.execute(sql, parameters).fetchall())
    for key in order_keys:
        status = None if key in found else status_of(desk, key)
        if status:
            found[key] = Standing(status=status, finished=True)
    return found


def ship_by_of(order: Standing | None) -> dict[str, int | str]:
    """What an act that asks for more time keeps: the ship-by time as it is then, since a later one is an answer."""
    if order is None or order.ship_by is None:
        return {}
    return {"ship_by": order.ship_by} | ({"ship_told": order.ship_told} if order.ship_told else {})


def look_aside(aside: Aside, order_keys: Sequence[str]) -> dict[str, Standing]:
    """Those of `order_keys` that are open, as far as another thread than the desk's can tell."""
    return _standings(aside.fetch(*_query_of(order_keys))) if order_keys else {}


def _query_of(order_keys: Sequence[str]) -> tuple[str, list[object]]:
    named, parameters = among(order_keys)
    return _SQL + named, parameters


def _standings(rows: Iterable[tuple[Any, ...]]) -> dict[str, Standing]:
    names = Standing.__struct_fields__
    names = ("status", *names[names.index("state") :])
    return {key: Standing(**dict(zip(names, values, strict=True))) for key, *values in rows}
