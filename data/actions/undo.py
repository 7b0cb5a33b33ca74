"""Undo and redo: per operator, group by group, by appending the reverse.

What is taken back is chosen on the journal as it is in the transaction that writes it: of any number of undos at once
each takes back another group, and none takes back what one has taken back already. It is decided again by then, by the
rules of the acts themselves (`data.actions.again`).
"""

from collections.abc import Sequence

from orderdeck.data.actions.again import allowed
from orderdeck.data.actions.handed import handed_over
from orderdeck.data.actions.kinds import KINDS
from orderdeck.data.actions.perform import TRIES, new_id
from orderdeck.data.actions.promised import over_promised
from orderdeck.data.actions.records import Outcome, Refusal, Remark, joined
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Basis, Bid, Ledger


def undo(desk: Desk, ledger: Ledger, operator: str, *, act_id: str = "") -> Outcome:
    """Takes back the newest of `operator`'s groups of acts that still counts, as one.

    Never anybody else's. What has left the desk (a message sent) is undone in the journal and told in `notes`; so is
    what is promised beyond all there is by it. `act_id` makes the request count once. Refusals: nothing_to_undo,
    overtaken, not_enough and half_allotted of what would get stock back that is another's by now. Conflicts: held_by,
    acted_by.
    """
    return _reverse(desk, ledger, operator, "undo", act_id)


def redo(desk: Desk, ledger: Ledger, operator: str, *, act_id: str = "") -> Outcome:
    """Does again what `operator` undid last, as long as they have done nothing else since.

    What the acts themselves would be refused now, or would have to ask about, is left out and told. Refusals:
    nothing_to_redo, overtaken, and those of `perform`.
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
    changes = desk.catch_up()
    group = act_id or new_id()
    for _ in range(TRIES):
        outcome = Outcome(changes=changes)
        before = over_promised(desk.fetch)
        acts = _chosen(desk, operator, kind, act_id, group, outcome)
        # Nobody writes anything between what this was decided on and the acts themselves.
        export = desk.exports[-1].seq if desk.exports else 0
        basis = Basis(desk.acts.seq, export, tuple(KINDS))
        settled = ledger.settle([Bid(act) for act in acts], 0, basis=basis) if acts else []
        if settled is not None:
            break
        changes = joined(changes, desk.catch_up())
    else:
        return Outcome(refused=[Refusal("", "overtaken")], changes=changes)
    outcome.done = [one.done for one in settled if one.done]
    # A restock stays with the supplier once its list was handed over (the desk has not taken the undo in yet).
    handed = handed_over(desk.con) if kind == "undo" and acts else set()
    outcome.notes = [
        Remark(act.order_key or act.sku or "", "already_left", str(act.data["kind"]))
        for act in outcome.done
        if kind == "undo" and (KINDS[act.data["kind"]].outward or act.undoes in handed)
    ]
    outcome.changes = joined(outcome.changes, desk.catch_up())
    # What says how many there are, or that some are packed, is nobody's to forbid, but said at once.
    outcome.notes += [
        Remark("", "over_promised", f"{sku} {pieces}")
        for sku, pieces in over_promised(desk.fetch).items()
        if outcome.done and pieces > before.get(sku, 0)
    ]
    return outcome


def _chosen(desk: Desk, operator: str, kind: str, act_id: str, group: str, outcome: Outcome) -> list[Act]:
    """The undos or redos to write: of what is to be taken back or done again, all that may be as things stand now."""
    groups = desk.acts.groups(operator)
    sent = [act for acts in groups for act in acts if act_id and act.group == act_id]
    if sent:
        return sent
    taken = _undoable(groups) if kind == "undo" else _redoable(groups)
    if not taken:
        outcome.refused.append(Refusal("", f"nothing_to_{kind}"))
        return []
    acts = [
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
        for place, act in enumerate(taken)
    ]
    by_id = {act.id: act for one in groups for act in one}
    was = {
        one.id: by_id[act.id if kind == "undo" else act.undoes or ""]
        for one, act in zip(acts, taken, strict=True)
    }
    return allowed(desk, kind, acts, was, outcome)


def _undone(groups: Sequence[Sequence[Act]]) -> set[str]:
    # An undo that was redone counts no more.
    reversed_ = {act.undoes for group in groups for act in group if act.undoes}
    return {act.undoes for group in groups for act in group if act.undoes and act.id not in reversed_}
