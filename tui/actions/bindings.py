"""The registry as Textual's bindings."""

from textual.binding import Binding

from orderdeck.tui.actions.keymap import Keymap
from orderdeck.tui.actions.model import Scope
from orderdeck.tui.actions.registry import of_scope

DECK_SCOPES = (Scope.DECK, Scope.LIST, Scope.ORDER)
"""Scopes bound on the deck itself."""


def bindings(keymap: Keymap, *scopes: Scope) -> list[Binding]:
    """A binding for each action of `scopes` that has a key; its id is the action's, its action `app.act(id)`."""
    return [
        Binding(
            ",".join(keymap.of(action)), f"app.act('{action.id}')", action.label, id=action.id, show=False
        )
        for scope in scopes
        for action in of_scope(scope)
        if keymap.of(action)
    ]
