"""Undo and redo: per operator, group by group, by appending the reverse."""

from collections.abc import Sequence

from data.actions.kinds import KINDS
from data.actions.perform import new_id
from data.actions.records import Outcome, Refusal, Remark, joined
from data.desk import Desk
from data.ledger import Ledger
from data.model import Act
from data.stock.handed import handed_over


def undo(desk: Desk, ledger: Ledger, operator: str, *, act_id: str = "") -> Outcome:
    """Takes back the newest of `operator`'s groups of acts that still counts, as one.

    Never anybody else's. What has left the desk (a message sent) is undone in the journal and told in `notes`.
    `act_id` makes the request count once. Refusal: nothing_to_undo.
    """
    return _reverse(desk, ledger, operator, "undo", act_id)


def redo(desk: Desk, ledger: Ledger, operator: str, *, act_id: str = "") -> Outcome:
    """Does again what `operator` undid last, as long as they have done nothing else since.

    Refusal: nothing_to_redo.
    """
    return _reverse(desk, ledger, operator, "redo", act_id)


def undoable(desk: Desk, operator: str) -> list[Act]:
    """What `undo` would take back; empty where there is nothing."""
    groups = desk.acts.groups(operator)
    undone = _undone(groups)
    for group in groups:
        acts = [
            act for act in group if act.id not in undone and (kind := KINDS.get(act.kind)) and kind.undoable
        ]
        if acts:
            return acts
    return []


def redoable(desk: Desk, operator: str) -> list[Act]:
    """The undos that `redo` would take back; empty where there are none."""
    groups = desk.acts.groups(operator)
    reversed_ = {act.undoes for group in groups for act in group if act.undoes}
    for group in groups:
        if group[0].kind == "redo":
            continue
        if group[0].kind != "undo":
            return []
        acts = [act for act in group if act.id not in reversed_]
        if acts:
            return acts
    return []


def _reverse(desk: Desk, ledger: Ledger, operator: str, kind: str, act_id: str) -> Outcome:
    outcome = Outcome(changes=desk.catch_up())
    known = _sent_before(desk, operator, act_id)
    if known:
        outcome.done = known
        return outcome
    acts = undoable(desk, operator) if kind == "undo" else redoable(desk, operator)
    if not acts:
        outcome.refused.append(Refusal("", f"nothing_to_{kind}"))
        return outcome
    group = act_id or new_id()
    outcome.done = ledger.append(
        Act(
            id=f"{group}.{place}",
            kind=kind,
            operator=operator,
            at=desk.now(),
            group=group,
            order_key=act.order_key,
            sku=act.sku,
            data={"kind": act.kind if kind == "undo" else act.data.get("kind", "")},
            undoes=act.id,
        )
        for place, act in enumerate(acts)
    )
    # A restock stays with the supplier once its list was handed over (the desk has not taken the undo in yet).
    handed = handed_over(desk.con) if kind == "undo" else set()
    outcome.notes = [
        Remark(act.order_key or act.sku or "", "already_left", act.kind)
        for act in acts
        if kind == "undo" and (KINDS[act.kind].outward or act.id in handed)
    ]
    outcome.changes = joined(outcome.changes, desk.catch_up())
    return outcome


def _sent_before(desk: Desk, operator: str, group: str) -> list[Act]:
    return [act for acts in desk.acts.groups(operator) for act in acts if group and act.group == group]


def _undone(groups: Sequence[Sequence[Act]]) -> set[str]:
    # An undo that was redone counts no more.
    reversed_ = {act.undoes for group in groups for act in group if act.undoes}
    return {act.undoes for group in groups for act in group if act.undoes and act.id not in reversed_}
