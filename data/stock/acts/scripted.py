"""Acts about stock that scripts ask for by name and that take more than a row of the journal: by the deck's methods.

`SCRIPTED` says what each is about and carries, as `data.actions.KINDS` does of the others; `act` does any act of a
script.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec

from orderdeck.data.actions import (
    KINDS,
    Conflict,
    Field,
    Kind,
    Outcome,
    Refusal,
    Request,
    joined,
    new_id,
    perform,
)
from orderdeck.data.actions.fields import FieldError, checked
from orderdeck.data.actions.orders import look
from orderdeck.data.desk import Desk
from orderdeck.data.stock.acts.base import against_shipping
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.acts.plan_token import plan_state
from orderdeck.data.stock.desk import StockDesk

_ALL: Final = (
    Kind(key="apply_plan", target="either", claims=False),
    Kind(key="allot", fields=(Field(name="sku"), Field(name="quantity", type="count")), claims=False),
    Kind(key="move_stock", fields=(Field(name="source", required=True), Field(name="sku")), claims=False),
    Kind(key="release_allotment", claims=False),
    Kind(key="reallocate", target="sku", claims=False),
    msgspec.structs.replace(KINDS["list_sent"], by_hand=True),
)
SCRIPTED: Final[Mapping[str, Kind]] = MappingProxyType({kind.key: kind for kind in _ALL})
"""Kind by key."""


def act(desk: Desk, request: Request) -> Outcome:
    """Does what a script asks for, by the rules of the deck's keys. Raises LedgerError."""
    if request.kind in SCRIPTED:
        return _each(desk, request, _DOERS[request.kind])
    if request.kind == "release":
        return _release(desk, request)
    return perform(desk, desk.ledger, request)


Doer = Callable[[StockActs, Desk, Request, str, dict[str, Any], str], Outcome]
"""Does it to one target: (acts, desk, request, target, data, id)."""


def _each(desk: Desk, request: Request, do: Doer) -> Outcome:
    outcome = Outcome(changes=desk.catch_up())
    kind = SCRIPTED[request.kind]
    targets = request.targets if kind.target != "none" else ("",)
    try:
        data = checked(kind, request.data)
    except FieldError as error:
        outcome.refused += [Refusal(target, error.code, error.field) for target in targets]
        return outcome
    acts = StockActs(desk, desk.ledger, request.operator)
    for place, target in enumerate(dict.fromkeys(targets)):
        act_id = request.ids[place] if place < len(request.ids) else new_id()
        sent = [one for group in desk.acts.groups(request.operator) for one in group if one.group == act_id]
        outcome = _both(
            outcome, Outcome(done=sent) if sent else do(acts, desk, request, target, data, act_id)
        )
    return outcome


def _apply(
    acts: StockActs, desk: Desk, request: Request, target: str, data: dict[str, Any], act_id: str
) -> Outcome:
    stock = StockDesk(desk)
    known = look(desk, [target])
    order = known.get(target)
    if order is not None and (against := against_shipping(target, order)):
        return Outcome(refused=[against])
    sku = stock.sku_of(target) if order is not None else target
    if sku is None:
        return Outcome(refused=[Refusal(target, "nothing_to_apply")])
    board = stock.board(sku)
    seen = request.expected_states.get(target)
    if order is None and seen and seen != plan_state(board.hits) and not request.force:
        return Outcome(conflicts=[Conflict(target, "plan_changed", "", plan_state(board.hits))])
    states = {target: seen} if order is not None and seen else {}
    only = (target,) if order is not None else ()
    if order is None and not board.hits:
        return Outcome(refused=[Refusal(target, "nothing_to_apply" if stock.known(sku) else "unknown_sku")])
    return acts.apply(board, states, only=only, force=request.force, act_id=act_id)


def _allot(
    acts: StockActs, desk: Desk, request: Request, target: str, data: dict[str, Any], act_id: str
) -> Outcome:
    return acts.allot(target, data.get("sku", ""), data.get("quantity"), act_id=act_id)


def _move(
    acts: StockActs, desk: Desk, request: Request, target: str, data: dict[str, Any], act_id: str
) -> Outcome:
    found = desk.find(data["source"])
    source = data["source"] if data["source"] in found or len(found) != 1 else found[0]
    sku = data.get("sku")
    if not sku:
        sql = (
            "select s.sku from short_lines s where s.order_key = ? and s.sku in "
            "(select sku from allotments where order_key = ?) order by s.short desc, s.sku"
        )
        rows = desk.con.execute(sql, [target, source]).fetchall()
        sku = rows[0][0] if rows else ""
    return acts.move(sku, target, source, act_id=act_id)


def _give_back(
    acts: StockActs, desk: Desk, request: Request, target: str, data: dict[str, Any], act_id: str
) -> Outcome:
    return acts.release(target, act_id=act_id)


def _reallocate(
    acts: StockActs, desk: Desk, request: Request, target: str, data: dict[str, Any], act_id: str
) -> Outcome:
    stock = StockDesk(desk)
    better = stock.reallocation(target)
    if better is None:
        return Outcome(refused=[Refusal(target, "nothing_to_move" if stock.known(target) else "unknown_sku")])
    return acts.reallocate(better, {}, stock.book(), act_id=act_id)


def _sent(
    acts: StockActs, desk: Desk, request: Request, target: str, data: dict[str, Any], act_id: str
) -> Outcome:
    return acts.sent(data["list"], data.get("supplier", ""), data["upto"], act_id=act_id)


_DOERS: Final[dict[str, Doer]] = {
    "apply_plan": _apply,
    "allot": _allot,
    "move_stock": _move,
    "release_allotment": _give_back,
    "reallocate": _reallocate,
    "list_sent": _sent,
}


def _release(desk: Desk, request: Request) -> Outcome:
    """Gives up claims; of orders that nobody has claimed, the stock that is allotted to them."""
    changes = desk.catch_up()
    found = look(desk, request.targets)
    free = [key for key in request.targets if key in found and not found[key].claimed_by]
    rows = desk.con.execute(
        "select distinct order_key from allotments where applied and order_key in (select unnest(?::varchar[]))"
        if desk.con.execute("select 1 from duckdb_views() where view_name = 'allotments'").fetchall()
        else "select unnest(?::varchar[]) where false",
        [free],
    ).fetchall()
    held = {row[0] for row in rows}
    outcome = Outcome(changes=changes)
    for kind, keys in (
        ("release", [k for k in request.targets if k not in held]),
        ("release_allotment", [k for k in request.targets if k in held]),
    ):
        if keys:
            ids = tuple(request.ids[request.targets.index(key)] for key in keys) if request.ids else ()
            one = msgspec.structs.replace(request, kind=kind, targets=tuple(keys), ids=ids)
            done = perform(desk, desk.ledger, one) if kind in KINDS and kind == "release" else act(desk, one)
            outcome = _both(outcome, done)
    return outcome


def _both(first: Outcome, second: Outcome) -> Outcome:
    return Outcome(
        done=[*first.done, *second.done],
        refused=[*first.refused, *second.refused],
        conflicts=[*first.conflicts, *second.conflicts],
        notes=[*first.notes, *second.notes],
        changes=joined(first.changes, second.changes),
    )
