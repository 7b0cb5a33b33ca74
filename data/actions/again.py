"""Whether what was done can be taken back, or done again, as things stand now: by the rules of the acts themselves.

Acts that were worked out together (a plan, a move of stock, a list handed over) are taken back and done again together
or not at all; of others each order or SKU stands by itself.

Of what is done again each act is asked what `data.actions.perform` would ask. What gives stock, by being done again or
by the undo of what took it away, gives no piece twice (not_enough) and no order half of what it wants (half_allotted).
"""

from collections.abc import Iterable, Sequence
from typing import Final

from orderdeck.data.actions.kinds import KINDS, Kind
from orderdeck.data.actions.orders import Standing, look
from orderdeck.data.actions.promised import Promises, foreseen, promises
from orderdeck.data.actions.records import Conflict, Outcome, Refusal
from orderdeck.data.actions.rules import Asked
from orderdeck.data.base.records import Act
from orderdeck.data.base.state_token import holds
from orderdeck.data.desk import Desk

GIVING: Final = frozenset({"allot", "move_stock"})
"""Kinds that promise stock to an order."""
TAKING: Final = frozenset({"release_allotment", "move_stock"})
"""Kinds whose undo promises it again."""
OF_A_STATE: Final = frozenset({"done", "snooze", "remark_handled", "cancel_answered", "packed", "asked"})
"""Kinds that hold for the state that an order had then: done again on another one they would do nothing."""
_HOLDING: Final = frozenset({"claim", "release", "hand_over"})

_RESTING: Final = """
select operator from live_acts
where kind = 'ended' and seq > $seq and operator <> $operator and data->>'$.purchase_key' = $key
   or kind in ('receipt', 'paired', 'kept_apart') and seq > $seq and operator <> $operator
      and $key in (data->>'$.purchase_key', data->>'$.restock')
order by seq desc limit 1
"""
"""Who has acted on a purchase since an act."""


def allowed(
    desk: Desk, kind: str, reverses: Sequence[Act], was: dict[str, Act], outcome: Outcome
) -> list[Act]:
    """Those of `reverses` (undos or redos, by `kind`) that may be done; what stands against the others is told in
    `outcome`. `was`: the act that each of them is about, by the id of the undo or redo."""
    found: list[Act] = []
    for unit in _units(reverses, was):
        acts = [was[one.id] for one in unit]
        keys = list(dict.fromkeys(act.order_key for act in acts if act.order_key))
        check = _Check(desk, outcome, look(desk, keys))
        if check.may(kind, unit, acts):
            found += unit
    return found


def _units(reverses: Iterable[Act], was: dict[str, Act]) -> list[list[Act]]:
    """What stands or falls together."""
    reverses = list(reverses)
    if any(not _kind(was[one.id]).by_hand for one in reverses):
        return [reverses]
    units: dict[str, list[Act]] = {}
    for one in reverses:
        units.setdefault(one.order_key or one.sku or was[one.id].id, []).append(one)
    return list(units.values())


def _kind(act: Act) -> Kind:
    return KINDS[act.kind]


class _Check:
    """One unit, looked at on the desk as it is."""

    def __init__(self, desk: Desk, outcome: Outcome, orders: dict[str, Standing]) -> None:
        self.desk, self.outcome, self.orders = desk, outcome, orders
        self.before = self.after = Promises(over={})

    def may(self, kind: str, unit: list[Act], acts: list[Act]) -> bool:
        """Whether nothing stands against it."""
        again = kind == "redo"
        gives = any(act.kind in (GIVING if again else TAKING) for act in acts)
        # What was given meanwhile to somebody else is the plainest reason of all.
        if gives and not self._stock_is_there(unit, acts):
            return False
        if again and not all(map(self._by_its_rule, acts)):
            return False
        return (not gives or self._orders_are_whole(again)) and self._nobody_came_between(again, acts)

    def _by_its_rule(self, act: Act) -> bool:
        """What `perform` would refuse is refused here."""
        kind, target = _kind(act), act.order_key or act.sku or ""
        order = self.orders.get(act.order_key or "")
        if act.kind == "withdraw":
            gone = act.data.get("export") in self.desk.withdrawn
            return not gone or self._refuse(str(act.data.get("file", "")), "withdrawn_already")
        if act.order_key:
            if order is None:
                return self._refuse(target, "unknown_order")
            if against := kind.against(order):
                return self._refuse(target, *against)
        if kind.rule is None:
            return True
        data = act.data | ({"sku": act.sku} if act.order_key and act.sku else {})
        told = kind.rule(
            Asked(
                target=target, operator=act.operator, now=self.desk.now(), data=data, fetch=self.desk.fetch,
                order=None if order is None or order.finished else order,
            )
        )  # fmt: skip
        return told is None or self._refuse(target, *told)

    def _stock_is_there(self, unit: list[Act], acts: list[Act]) -> bool:
        keys = list(
            dict.fromkeys(key for act in acts for key in (act.order_key, act.data.get("source")) if key)
        )
        self.before = promises(self.desk.con, keys)
        self.after = foreseen(self.desk.con, unit, keys)
        for sku, pieces in self.after.over.items():
            if pieces > self.before.over.get(sku, 0):
                about = next((act.order_key for act in acts if act.sku == sku and act.order_key), None)
                return self._refuse(about or keys[0], "not_enough", sku)
        return True

    def _orders_are_whole(self, again: bool) -> bool:
        """Whether no order is left with half of what it wants, and one done again has something by it."""
        if not self.desk.settings.stock.partial_shipping:
            for key, sku in self.after.half.items():
                if self.before.half.get(key) != sku:
                    return self._refuse(key, "half_allotted", sku)
        if again and self.after.held == self.before.held:
            return self._refuse(next(iter(self.orders), ""), "allotted_already")
        return True

    def _nobody_came_between(self, again: bool, acts: list[Act]) -> bool:
        taken_over = {act.order_key for act in acts if act.kind == "take_over"}
        for act in acts:
            order = self.orders.get(act.order_key or "")
            if order is not None and act.order_key not in taken_over and not order.finished:
                if self._is_anothers(again, act, order):
                    return self._conflict(act, "held_by", order.claimed_by)
                if again and act.kind == "done" and order.is_done:
                    return self._conflict(act, "done_by", order.done_by)
                if again and act.kind in OF_A_STATE and not holds(act.state or "", order.state):
                    return self._conflict(act, "state_changed", order.status)
            if rival := self._rested_on(again, act):
                return self._conflict(act, "acted_by", rival)
        return True

    def _is_anothers(self, again: bool, act: Act, order: Standing) -> bool:
        """Whether somebody else holds the order that it would be done on, as if by the operator's hand."""
        if order.claimed_by in ("", act.operator):
            return False
        if again:
            return _kind(act).claims or act.kind in _HOLDING or act.kind == "allot"
        return act.kind in ("release", "reopen")

    def _rested_on(self, again: bool, act: Act) -> str:
        """Who did something about a purchase that ends once more now, or was never made."""
        if act.kind != ("ended" if again else "restock"):
            return ""
        key = str(act.data.get("purchase_key", "")) if again else act.id
        rows = self.desk.fetch(_RESTING, {"seq": act.seq, "operator": act.operator, "key": key})
        return str(rows[0][0]) if rows else ""

    def _refuse(self, target: str, code: str, value: str = "") -> bool:
        self.outcome.refused.append(Refusal(target, code, value))
        return False

    def _conflict(self, act: Act, code: str, value: str) -> bool:
        order = self.orders.get(act.order_key or "")
        state = order.state if order else ""
        self.outcome.conflicts.append(Conflict(act.order_key or act.sku or "", code, value, state))
        return False
