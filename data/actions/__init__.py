"""What operators do: kinds of acts, their rules, performing and undoing them."""

from orderdeck.data.actions.claims import claims_of, handed_to, take_next
from orderdeck.data.actions.kinds import KINDS, Field, Kind, register
from orderdeck.data.actions.perform import new_id, perform, perform_at_once
from orderdeck.data.actions.records import Conflict, Outcome, Refusal, Remark, Request, joined
from orderdeck.data.actions.undo import redo, redoable, undo, undoable
from orderdeck.data.actions.withdraw import withdraw

__all__ = [
    "KINDS",
    "Conflict",
    "Field",
    "Kind",
    "Outcome",
    "Refusal",
    "Remark",
    "Request",
    "claims_of",
    "handed_to",
    "joined",
    "new_id",
    "perform",
    "perform_at_once",
    "redo",
    "redoable",
    "register",
    "take_next",
    "undo",
    "undoable",
    "withdraw",
]
