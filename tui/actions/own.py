"""Commands of the user's own as actions, so that keys, footer, help and palette have them as they have all others."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from orderdeck.tui.actions import disabled_reasons as why
from orderdeck.tui.actions.model import Action, Scope, Why

if TYPE_CHECKING:
    from orderdeck.data.base.commands.records import Command

PREFIX: Final = "own."
"""What the ids of these actions begin with; the command's name follows."""
FOOTER: Final = 6
"""Their place in the footer: behind what is done to every order, before what only goes elsewhere."""
_WAYS: Final[dict[str, tuple[Scope, Why]]] = {
    "order": (Scope.ORDER, why.not_open),
    "list": (Scope.LIST, why.nothing_shown),
    "deck": (Scope.DECK, why.not_ready),
}
"""Scope in the settings -> where its key is heard, and why it can't be done."""


def actions_of(commands: "Sequence[Command]") -> tuple[Action, ...]:
    """An action a command, without keys: those are read with all others (`tui.actions.keyboard.keymap`)."""
    return tuple(_action(one) for one in commands)


def _action(command: "Command") -> Action:
    scope, reason = _WAYS[command.scope]
    return Action(
        PREFIX + command.name, command.called("en"), " ".join(command.run), (), scope, reason,
        outward=True, footer=FOOTER, command=command,
    )  # fmt: skip
