"""The registry as Textual's bindings."""

from textual.binding import Binding

from orderdeck.tui.actions.keyboard.keymap import Keymap
from orderdeck.tui.actions.model import Action, Scope

DECK_SCOPES = (Scope.DECK, Scope.LIST, Scope.ORDER)
"""Scopes bound on the deck itself."""


def bindings(keymap: Keymap, *scopes: Scope) -> list[Binding]:
    """A binding for each action of `scopes` that has a key; its id is the action's, its action `app.act(id)`."""
    return [
        _binding(action, keymap) for scope in scopes for action in keymap.of_scope(scope) if keymap.of(action)
    ]


def own_bindings(keymap: Keymap) -> list[Binding]:
    """The same for commands of the user's own, all heard on the deck itself; their keys are the ones that hold."""
    return [_binding(action, keymap) for action in keymap.own if keymap.of(action)]


def _binding(action: Action, keymap: Keymap) -> Binding:
    return Binding(
        ",".join(keymap.of(action)), f"app.act('{action.id}')", action.label, id=action.id, show=False
    )
