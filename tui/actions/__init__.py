"""The registry of everything an operator can do; keys, footer, help, palette, docs and key maps come from it."""

from orderdeck.tui.actions.model import Action, Scope, Situation
from orderdeck.tui.actions.registry import ACTIONS, BY_ID, of_scope

__all__ = ["ACTIONS", "BY_ID", "Action", "Scope", "Situation", "of_scope"]
