"""What an act needs for it to be done, and what it then writes: once more in plain Python, from the operators' page."""

from typing import Any, Final, NamedTuple

from tests.simulation.model.desk import ModelDesk, Order
from tests.simulation.model.journal import Act, counting

CLAIMING: Final = frozenset(
    {"done", "reopen", "snooze", "wake", "remark_handled", "cancel_answered", "message_sent", "packed"}
)
"""Acts that claim their order first."""
AT_STAGE: Final = {"packed": "to_ship", "cancel_answered": "cancel"}
"""Act -> the only step of an order at which it makes sense."""


class Result(NamedTuple):
    """What becomes of a request: acts, or why not."""

    acts: list[Act]
    against: str = ""


class Asked(NamedTuple):
    """A request."""

    id: str
    operator: str
    kind: str
    target: str
    data: dict[str, Any]
    force: bool = False


def by_rule(desk: ModelDesk, order: Order | None, asked: Asked) -> str:
    """What stands against it, whoever insists; "" for nothing."""
    if order is None:
        return "unknown_order"
    kind, data = asked.kind, asked.data
    if order.finished:
        return "" if kind == "note" else "finished"
    if AT_STAGE.get(kind, order.stage) != order.stage:
        return "not_this_stage"
    found = order.marks
    refused: dict[str, tuple[bool, str]] = {
        "done": (order.done and found.done_by == asked.operator, "already_done"),
        "reopen": (not order.done, "not_done"),
        "wake": (not order.asleep, "not_asleep"),
        "release": (not order.claimed_by, "not_held"),
        "remark_handled": (order.handled, "already_handled"),
        "cancel_answered": (
            found.answer == data.get("answer") and found.answer_state == order.row,
            "already_answered",
        ),
        "snooze": (data.get("until", 0) <= desk.now, "until_past"),
    }
    if kind == "remark_handled" and not order.row.remark:
        return "no_remark"
    holds, code = refused.get(kind, (False, ""))
    return code if holds else ""


def act(desk: ModelDesk, asked: Asked) -> Result:
    """What asking for it comes to."""
    order = desk.orders().get(asked.target)
    if against := by_rule(desk, order, asked):
        return Result([], against)
    assert order is not None
    kind, operator = asked.kind, asked.operator
    if not asked.force and kind == "done" and order.done:
        return Result([], "done_by")
    if kind in ("release", "hand_over") and order.claimed_by not in ("", operator) and not asked.force:
        return Result([], "held_by")
    itself = _made(desk, order, asked, asked.id, kind, asked.data)
    if kind in ("claim", "take_over"):
        return _claimed(desk, order, asked, asked.id, insists=asked.force or kind == "take_over")
    if order.finished or kind not in CLAIMING:
        return Result([itself])
    claim = _claimed(desk, order, asked, f"{asked.id}.claim", insists=asked.force)
    return claim if claim.against else Result([*claim.acts, itself])


def _claimed(desk: ModelDesk, order: Order, asked: Asked, act_id: str, *, insists: bool) -> Result:
    """One who holds an order goes on holding it, also after a lapse that nobody else made use of."""
    if order.marks.holder == asked.operator:
        return Result([])
    if order.claimed_by and not insists:
        return Result([], "held_by")
    kind, data = ("take_over", {"from": order.claimed_by}) if order.claimed_by else ("claim", {})
    return Result([_made(desk, order, asked, act_id, kind, data)])


def _made(desk: ModelDesk, order: Order, asked: Asked, act_id: str, kind: str, data: dict[str, Any]) -> Act:
    state = None if order.finished else order.row
    return Act(act_id, asked.id, desk.now, asked.operator, kind, asked.target, None, state, data)


# Stock


def about_stock(desk: ModelDesk, asked: Asked) -> Result:
    """An act about stock that isn't a plan."""
    if asked.kind == "stock_word":
        made = Act(
            asked.id, asked.id, desk.now, asked.operator, "stock_word", None, asked.target, None, asked.data
        )
        return Result([made])
    doers = {"allot": _allot, "release_allotment": _give_back, "move_stock": _move}
    against, written = doers[asked.kind](desk, asked)
    rows = desk.rows()
    return Result(
        [
            Act(f"{asked.id}.{n}", asked.id, desk.now, asked.operator, kind, one, sku, rows[one], data)
            for n, (kind, one, sku, data) in enumerate(written)
        ],
        against,
    )


Written = list[tuple[str, str, str | None, dict[str, Any]]]
"""Kind, order, SKU and data of each act."""


def _allot(desk: ModelDesk, asked: Asked) -> tuple[str, Written]:
    order = desk.orders().get(asked.target)
    if order is None:
        return "unknown_order", []
    if order.finished:
        return "finished", []
    if order.stage != "to_ship":
        return "not_this_stage", []
    if order.claimed_by not in ("", asked.operator):
        return "held_by", []
    stock = desk.stock()
    held = stock.held_by(asked.target)
    wants = {sku: n for sku, n in stock.wants.get(asked.target, {}).items() if sku in stock.free}
    if not wants:
        return ("allotted_already" if held else "nothing_to_allot"), []
    if any(pieces > stock.free[sku] for sku, pieces in wants.items()):
        return "not_enough", []
    return "", [
        ("allot", asked.target, sku, {"quantity": pieces + held.get(sku, 0)})
        for sku, pieces in sorted(wants.items())
    ]


def _give_back(desk: ModelDesk, asked: Asked) -> tuple[str, Written]:
    if not desk.stock().held_by(asked.target):
        return ("not_allotted" if asked.target in desk.rows() else "unknown_order"), []
    return "", [("release_allotment", asked.target, None, {})]


def _move(desk: ModelDesk, asked: Asked) -> tuple[str, Written]:
    target, source, sku = asked.target, asked.data["source"], asked.data["sku"]
    orders, stock = desk.orders(), desk.stock()
    if target not in orders or source not in orders:
        return "unknown_order", []
    lacks = stock.short.get(target, {}) if orders[target].stage == "to_ship" else {}
    held = stock.held.get((source, sku), 0) + stock.proposed.get((source, sku), 0)
    if target == source or not lacks.get(sku) or not held:
        return "nothing_to_move", []
    if set(lacks) - {sku}:
        return "half_allotted", []
    left = max(0, stock.free[sku] - sum(n for (_one, other), n in stock.proposed.items() if other == sku))
    wants = stock.wants[target][sku]
    if held + left < wants:
        return "half_allotted", []
    of_source = stock.held_by(source)
    if of_source and is_packed(desk, source):
        return "packed", []
    written: Written = [("release_allotment", source, None, {})] if of_source else []
    written.append(("move_stock", target, sku, {"quantity": min(wants, held + left), "source": source}))
    rest = sorted(
        (other, pieces) for other, pieces in orders[target].row.lines if other != sku and other in stock.free
    )
    return "", written + [("allot", target, other, {"quantity": pieces}) for other, pieces in rest]


def is_packed(desk: ModelDesk, order: str) -> bool:
    """Whether it was packed here, or marked done in whatever state."""
    found = [act for act in counting(desk.acts) if act.order == order]
    last = [act.kind for act in found if act.kind in ("done", "reopen")][-1:]
    return any(act.kind == "packed" for act in found) or last == ["done"]
