"""Acts of one operator by the rules of `data.actions`, told in the deck's own records."""

from data import actions
from data.actions import Outcome, Request
from data.desk import Desk
from data.model import Changes
from tui.backend import Blocked, Deed, Done


class Acting:
    """The one door of the deck to the journal. `changes` gathers what acting has taken in from the ledger."""

    def __init__(self, desk: Desk, operator: str) -> None:
        self._desk = desk
        self._operator = operator
        self.changes = Changes()

    def perform(self, deed: Deed) -> Done:
        """Write a deed into the journal as far as nothing stands against it. Raises LedgerError."""
        request = Request(
            kind=deed.kind,
            targets=deed.order_keys,
            operator=self._operator,
            data=deed.data,
            ids=deed.ids,
            expected_states=deed.views,
            force=deed.insist,
        )
        return self._told(deed.kind, actions.perform(self._desk, self._desk.ledger, request))

    def take_next(self, view: str) -> Done:
        """Claim the next order of `view` that nobody has."""
        outcome = actions.take_next(self._desk, self._desk.ledger, view, self._operator)
        return self._told("claim", outcome)

    def undo(self) -> Done:
        """Take this operator's last act, or group of acts, back."""
        return self._reversed(actions.undo(self._desk, self._desk.ledger, self._operator))

    def redo(self) -> Done:
        """Do again what was undone last."""
        return self._reversed(actions.redo(self._desk, self._desk.ledger, self._operator))

    def can(self) -> tuple[bool, bool]:
        """Whether there is something to undo, and to redo."""
        undoable = bool(actions.undoable(self._desk, self._operator))
        return undoable, bool(actions.redoable(self._desk, self._operator))

    def _reversed(self, outcome: Outcome) -> Done:
        kinds = {str(act.data.get("kind") or act.kind) for act in outcome.done}
        kinds = kinds - {"claim"} or kinds  # claimed by the way, by acting on it
        return self._told(kinds.pop() if len(kinds) == 1 else "several", outcome)

    def _told(self, kind: str, outcome: Outcome) -> Done:
        self.changes = actions.joined(self.changes, outcome.changes)
        refused = (Blocked(one.target, one.code, one.value) for one in outcome.refused)
        conflicts = (Blocked(one.target, one.code, one.value, can_insist=True) for one in outcome.conflicts)
        keys = dict.fromkeys(act.order_key for act in outcome.done if act.order_key)
        can_undo, can_redo = self.can()
        return Done(
            kind,
            tuple(keys),
            len(outcome.done),
            (*refused, *conflicts),
            tuple((one.code, one.value) for one in outcome.notes),
            can_undo,
            can_redo,
        )
