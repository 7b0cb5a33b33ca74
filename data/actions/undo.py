"""Undo and redo: per operator, group by group, by appending the reverse.

What is taken back is chosen within the transaction that writes it, of the journal as it is then: of any number of undos
at once each takes back another group, and none takes back what one has taken back already.
"""

from collections.abc import Iterable, Sequence

from orderdeck.data.actions.handed import handed_over
from orderdeck.data.actions.kinds import KINDS
from orderdeck.data.actions.perform import new_id
from orderdeck.data.actions.records import Outcome, Refusal, Remark, joined
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger


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
    """What `undo` would take back as far as the desk knows; empty where there is nothing."""
    return _undoable(desk.acts.groups(operator))


def redoable(desk: Desk, operator: str) -> list[Act]:
    """The undos that `redo` would take back as far as the desk knows; empty where there are none."""
    return _redoable(desk.acts.groups(operator))


def _undoable(groups: Sequence[Sequence[Act]]) -> list[Act]:
    undone = _undone(groups)
    for group in groups:
        acts = [
            act for act in group if act.id not in undone and (kind := KINDS.get(act.kind)) and kind.undoable
        ]
        if acts:
            return acts
    return []


def _redoable(groups: Sequence[Sequence[Act]]) -> list[Act]:
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
    group, known, at = act_id or new_id(), desk.acts.groups(operator), desk.now()
    taken: list[Act] = []

    def choose(since: list[Act]) -> list[Act]:
        groups = _with(known, (act for act in since if act.operator == operator))
        sent = [act for acts in groups for act in acts if act_id and act.group == act_id]
        if sent:
            return sent
        taken.extend(_undoable(groups) if kind == "undo" else _redoable(groups))
        return [
            Act(
                id=f"{group}.{place}",
                kind=kind,
                operator=operator,
                at=at,
                group=group,
                order_key=act.order_key,
                sku=act.sku,
                data={"kind": act.kind if kind == "undo" else act.data.get("kind", "")},
                undoes=act.id,
            )
            for place, act in enumerate(taken)
        ]

    outcome.done = ledger.append_chosen(desk.acts.seq, choose)
    if not outcome.done:
        outcome.refused.append(Refusal("", f"nothing_to_{kind}"))
    # A restock stays with the supplier once its list was handed over (the desk has not taken the undo in yet).
    handed = handed_over(desk.con) if kind == "undo" and taken else set()
    outcome.notes = [
        Remark(act.order_key or act.sku or "", "already_left", act.kind)
        for act in taken
        if kind == "undo" and (KINDS[act.kind].outward or act.id in handed)
    ]
    outcome.changes = joined(outcome.changes, desk.catch_up())
    return outcome


def _with(groups: Sequence[Sequence[Act]], since: Iterable[Act]) -> list[list[Act]]:
    """`groups`, newest first, with what one operator has done `since`, oldest first."""
    found = [list(group) for group in groups]
    for act in since:
        if found and act.group and found[0][0].group == act.group:
            found[0].append(act)
        else:
            found.insert(0, [act])
    return found


def _undone(groups: Sequence[Sequence[Act]]) -> set[str]:
    # An undo that was redone counts no more.
    reversed_ = {act.undoes for group in groups for act in group if act.undoes}
    return {act.undoes for group in groups for act in group if act.undoes and act.id not in reversed_}
