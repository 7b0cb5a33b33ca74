"""What an undo or a redo takes back or does again: by the rules of the acts themselves, as things stand now."""

from collections.abc import Sequence
from typing import Final

from tests.simulation.model.acting import CLAIMING, Asked, Result, by_rule, is_packed
from tests.simulation.model.desk import ModelDesk, Order
from tests.simulation.model.journal import Act, redoable, undoable

GIVING: Final = {"redo": ("allot", "move_stock"), "undo": ("release_allotment", "move_stock")}
"""What promises stock by being done again, or by being taken back."""
TOGETHER: Final = ("allot", "release_allotment", "move_stock", "plan_applied", "await_restock", "withdraw")
"""Acts that are worked out together, and stand or fall so."""
OF_A_STATE: Final = ("done", "snooze", "remark_handled", "cancel_answered", "packed")


def reverse(desk: ModelDesk, kind: str, operator: str, group: str) -> Result:
    """What an undo or redo (`kind`) of `operator` writes. `against` says why some of it, or all, is left out."""
    taken = {"undo": undoable, "redo": redoable}[kind](desk.acts, operator)
    if not taken:
        return Result([], f"nothing_to_{kind}")
    by_id = {act.id: act for act in desk.acts}
    units: dict[str, list[tuple[Act, Act]]] = {}
    were = [one if kind == "undo" else by_id[one.undoes or ""] for one in taken]
    whole = any(was.kind in TOGETHER for was in were)
    for place, (one, was) in enumerate(zip(taken, were, strict=True)):
        made = Act(
            f"{group}.{place}",
            group,
            desk.now,
            operator,
            kind,
            one.order,
            one.sku,
            None,
            {"kind": was.kind},
            one.id,
        )
        units.setdefault("" if whole else one.order or one.sku or was.id, []).append((made, was))
    found: list[Act] = []
    told = ""
    for unit in units.values():
        against = _against(desk, kind, operator, [made for made, _ in unit], [was for _, was in unit])
        told = told or against
        found += [] if against else [made for made, _ in unit]
    return Result(found, told)


def _against(desk: ModelDesk, kind: str, operator: str, unit: Sequence[Act], were: Sequence[Act]) -> str:
    gives = any(was.kind in GIVING[kind] for was in were)
    orders = desk.orders()
    before = desk.stock()
    after = desk.stock(unit)
    if gives and any(pieces > before.over().get(sku, 0) for sku, pieces in after.over().items()):
        return "not_enough"
    if kind == "redo":
        for was in were:
            if against := _by_its_rule(desk, orders, was):
                return against
    if gives:
        about = {one for was in were for one in (was.order, was.data.get("source")) if one}
        open_ones = {one: orders[one].row for one in about if one in orders and not orders[one].finished}
        half = before.half(open_ones)
        if any(half.get(one) != sku for one, sku in after.half(open_ones).items()):
            return "half_allotted"
        if kind == "redo" and all(before.held_by(one) == after.held_by(one) for one in about):
            return "allotted_already"
    for was in were:
        order = orders.get(was.order or "")
        taken_over = any(one.kind == "take_over" and one.order == was.order for one in were)
        if order is None or order.finished or taken_over:
            continue
        if against := _between(kind, was, order):
            return against
    return ""


def _by_its_rule(desk: ModelDesk, orders: dict[str, Order], was: Act) -> str:
    if was.kind == "withdraw":
        return "withdrawn_already" if was.data["pictures"][0] in desk.withdrawn() else ""
    if not was.order:
        return ""
    order = orders.get(was.order)
    if was.kind in ("allot", "release_allotment", "move_stock"):
        return _stock_rule(desk, order, was)
    return by_rule(desk, order, Asked("", was.operator, was.kind, was.order, was.data))


def _stock_rule(desk: ModelDesk, order: Order | None, was: Act) -> str:
    if order is None:
        return "unknown_order"
    if order.finished:
        return "finished"
    one, stock = str(was.order), desk.stock()
    held = stock.held_by(one)
    match was.kind:
        case "allot":
            if order.stage != "to_ship":
                return "not_this_stage"
            wants = any(sku in stock.free for sku in stock.wants.get(one, {}))
            return "" if wants else "allotted_already" if held else "nothing_to_allot"
        case "release_allotment":
            return "" if held else "not_allotted"
    source, sku = was.data["source"], str(was.sku)
    lacks = stock.short.get(one, {}) if order.stage == "to_ship" else {}
    if sku not in lacks or not (stock.held.get((source, sku)) or stock.proposed.get((source, sku))):
        return "nothing_to_move"
    return "packed" if is_packed(desk, source) and stock.held_by(source) else ""


def _between(kind: str, was: Act, order: Order) -> str:
    others = order.claimed_by not in ("", was.operator)
    if kind == "undo":
        return "held_by" if others and was.kind in ("release", "reopen") else ""
    if others and (was.kind in CLAIMING or was.kind in ("claim", "release", "hand_over", "allot")):
        return "held_by"
    if was.kind == "done" and order.done:
        return "done_by"
    if was.kind in OF_A_STATE and was.state and was.state != order.row:
        return "state_changed"
    return ""
