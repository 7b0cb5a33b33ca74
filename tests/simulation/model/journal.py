"""The journal as the model sees it: acts, which of them count, and what they make of an order."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tests.simulation.model.files import Row

UNDOS = ("undo", "redo")


class Act(NamedTuple):
    """Something that an operator did; `at` in seconds."""

    id: str
    group: str
    at: int
    operator: str
    kind: str
    order: str | None = None
    sku: str | None = None
    state: Row | None = None
    data: dict[str, Any] = {}  # noqa: RUF012
    undoes: str | None = None


def counting(acts: Iterable[Act]) -> list[Act]:
    """Those that count: not undone, or undone and done again."""
    acts = list(acts)
    by_what: dict[str, list[str]] = {}
    for act in acts:
        if act.undoes:
            by_what.setdefault(act.undoes, []).append(act.id)

    def counts(act_id: str) -> bool:
        return not any(counts(other) for other in by_what.get(act_id, ()))

    return [act for act in acts if act.kind not in UNDOS and counts(act.id)]


def groups(acts: Iterable[Act], operator: str) -> list[list[Act]]:
    """What `operator` did, newest first; what was done together as one."""
    found: list[list[Act]] = []
    for act in acts:
        if act.operator != operator:
            continue
        if found and found[-1][0].group == act.group:
            found[-1].append(act)
        else:
            found.append([act])
    return found[::-1]


def undoable(acts: Sequence[Act], operator: str) -> list[Act]:
    """What an undo takes back: the newest group of which anything counts."""
    live = {act.id for act in counting(acts)}
    for group in groups(acts, operator):
        if found := [act for act in group if act.id in live]:
            return found
    return []


def redoable(acts: Sequence[Act], operator: str) -> list[Act]:
    """The undos that a redo takes back: the last ones, as long as nothing else was done since."""
    reversed_ = {act.undoes for act in acts if act.undoes}
    for group in groups(acts, operator):
        if group[0].kind == "redo":
            continue
        if group[0].kind != "undo":
            return []
        if found := [act for act in group if act.id not in reversed_]:
            return found
    return []


class Marks(NamedTuple):
    """What the journal says of an order."""

    holder: str = ""
    held_at: int = 0
    done: bool = False
    done_state: Row | None = None
    done_by: str = ""
    done_at: int = 0
    until: int = 0
    until_state: Row | None = None
    handled: str | None = None
    """The remark that was handled."""
    handled_state: Row | None = None
    answer: str = ""
    answer_state: Row | None = None
    packed: bool = False
    notes: int = 0


def marks(acts: Iterable[Act], order: str) -> Marks:
    """What the acts on `order` come to."""
    found = Marks()
    for act in counting(acts):
        if act.order == order:
            found = found._replace(**_change(act, found))
    return found


def _change(act: Act, was: Marks) -> dict[str, Any]:
    match act.kind:
        case "claim" | "take_over":
            return {"holder": act.operator, "held_at": act.at}
        case "hand_over":
            return {"holder": act.data["to"], "held_at": act.at}
        case "release":
            return {"holder": "", "held_at": 0}
        case "done" | "reopen":
            return {
                "done": act.kind == "done",
                "done_state": act.state,
                "done_by": act.operator,
                "done_at": act.at,
            }
        case "snooze" | "wake":
            return {"until": act.data.get("until", 0), "until_state": act.state}
        case "remark_handled":
            return {"handled": act.state.remark if act.state else "", "handled_state": act.state}
        case "cancel_answered":
            return {"answer": act.data["answer"], "answer_state": act.state}
        case "packed":
            return {"packed": True}
        case "note":
            return {"notes": was.notes + 1}
    return {}
