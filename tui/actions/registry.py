"""All actions in the order in which help and documentation list them."""

from typing import Final

from orderdeck.tui.actions import deck, orders, panels, stock, teach
from orderdeck.tui.actions.model import Action, Scope

ACTIONS: Final[tuple[Action, ...]] = (
    *deck.MOVES,
    *deck.LIST,
    *orders.ACTIONS,
    *deck.DECK,
    *panels.ACTIONS,
    *stock.ACTIONS,
    *teach.INTAKE,
    *teach.ACTIONS,
)
"""Every action."""

BY_ID: Final[dict[str, Action]] = {action.id: action for action in ACTIONS}
"""Action by its id."""


def of_scope(scope: Scope) -> list[Action]:
    """The actions heard in `scope`, in their order."""
    return [action for action in ACTIONS if action.scope == scope]
