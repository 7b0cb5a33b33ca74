"""How acts about stock get into the journal: alone by their kind's rules, or together, decided on one picture of stock.

What allots is written only while the picture that it was decided on holds: where somebody allotted meanwhile it is
decided anew, so that no two operators ever promise the same piece.
"""

from collections.abc import Callable
from typing import Any, Final

import msgspec

from orderdeck.data.actions import KINDS, Outcome, Refusal, Request, perform
from orderdeck.data.actions.orders import Standing
from orderdeck.data.actions.perform import NEVER_ASKED, TRIES
from orderdeck.data.actions.records import joined
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger
from orderdeck.data.stock.acts import kinds as _registered  # noqa: F401  # all kinds are known from here on

GUARDED: Final = frozenset(key for key in KINDS if key not in NEVER_ASKED)
"""Kinds of acts by others after which what is decided on stock and cases has to be decided anew."""


class Acting:
    """One operator at one desk."""

    def __init__(self, desk: Desk, ledger: Ledger, operator: str) -> None:
        self._desk, self._ledger, self._operator = desk, ledger, operator

    def _on_sku(self, kind: str, sku: str, act_id: str, **data: Any) -> Outcome:
        return self._perform(kind, (sku,), act_id, data)

    def _perform(self, kind: str, targets: tuple[str, ...], act_id: str, data: dict[str, Any]) -> Outcome:
        given = {name: value for name, value in data.items() if value is not None}
        ids = tuple(f"{act_id}.{n}" if n else act_id for n in range(len(targets))) if act_id else ()
        request = Request(kind=kind, targets=targets, operator=self._operator, data=given, ids=ids)
        return perform(self._desk, self._ledger, request)

    def _together(self, group: str, decide: Callable[[Outcome], list[Act]]) -> Outcome:
        """Appends what `decide` makes of the desk as it is, as one; decides anew where somebody was quicker."""
        changes = self._desk.catch_up()
        for _ in range(TRIES):
            outcome = Outcome(changes=changes)
            acts = [msgspec.structs.replace(act, id=f"{group}.{n}") for n, act in enumerate(decide(outcome))]
            known = [act for act in acts if self._desk.acts.known(act.id)]
            stored = (
                self._ledger.append_unless(acts, self._desk.acts.seq, GUARDED)
                if acts and not known
                else known
            )
            outcome.changes = changes = joined(changes, self._desk.catch_up())
            if stored is not None:
                outcome.done = stored
                return outcome
        return refused("", "overtaken")

    def _act(
        self,
        group: str,
        kind: str,
        order_key: str | None,
        sku: str | None,
        data: dict[str, Any],
        found: dict[str, Standing],
    ) -> Act:
        order = found.get(order_key or "")
        return Act(
            id="",
            kind=kind,
            operator=self._operator,
            at=self._desk.now(),
            group=group,
            order_key=order_key,
            sku=sku,
            state=(order.state or None) if order else None,
            data=data,
        )


def against_shipping(target: str, order: Standing | None) -> Refusal | None:
    """What stands against deciding on stock for an order: it has to be known, open, and to be shipped."""
    if order is None:
        return Refusal(target, "unknown_order")
    if order.finished:
        return Refusal(target, "finished", order.status)
    return None if order.stage == "to_ship" else Refusal(target, "not_this_stage", order.stage)


def refused(target: str, code: str, value: str = "") -> Outcome:
    """An outcome of nothing but this refusal."""
    return Outcome(refused=[Refusal(target, code, value)])
