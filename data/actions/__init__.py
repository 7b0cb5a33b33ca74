"""What operators do: kinds of acts, their rules, performing and undoing them."""

from data.actions.claims import claims_of, take_next
from data.actions.kinds import KINDS, Field, Kind, register
from data.actions.perform import new_id, perform, perform_at_once
from data.actions.records import Conflict, Outcome, Refusal, Remark, Request, joined
from data.actions.undo import redo, redoable, undo, undoable
from data.actions.withdraw import withdraw

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
