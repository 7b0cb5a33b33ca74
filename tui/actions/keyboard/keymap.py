"""Users' key maps: the `[keys]` of the settings checked against the registry, and the keys that hold then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.actions.keyboard.names import UNUSABLE, canonical, nearest
from orderdeck.tui.actions.model import Action, Scope
from orderdeck.tui.actions.own import PREFIX, actions_of
from orderdeck.tui.actions.registry import ACTIONS, BY_ID
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.did_you_mean import hint

if TYPE_CHECKING:
    from orderdeck.data.base.commands.records import Command

_TOGETHER = (Scope.DECK, Scope.LIST, Scope.ORDER)
"""Scopes whose keys are heard at the same time; a panel's own keys lie over them."""


@dataclass(frozen=True)
class Keymap:
    """The keys of every action, by action id, in Textual's names; the first is the one shown."""

    keys: Mapping[str, tuple[str, ...]]
    own: tuple[Action, ...] = ()
    """Commands of the user's own."""

    @property
    def actions(self) -> tuple[Action, ...]:
        """All that can be done: the registry's, then the user's own."""
        return (*ACTIONS, *self.own)

    def of_scope(self, scope: Scope) -> list[Action]:
        """The actions heard in `scope`, in their order."""
        return [action for action in self.actions if action.scope == scope]

    def by_id(self, action_id: str) -> Action:
        """The action of this id. Raises KeyError."""
        return BY_ID.get(action_id) or {action.id: action for action in self.own}[action_id]

    def of(self, action: Action) -> tuple[str, ...]:
        """The keys of `action`; may be none."""
        return self.keys[action.id]


def default() -> Keymap:
    """The keys of the registry."""
    return Keymap({action.id: action.keys for action in ACTIONS})


def build(wanted: Mapping[str, str], commands: "Sequence[Command]" = ()) -> tuple[Keymap, list[str]]:
    """The registry's keys with the user's laid over, and what is wrong with the user's, in words.

    `wanted` is the settings' `[keys]`: action id -> keys, comma-separated ("comma" for the comma itself); an empty
    text takes an action's keys away. `commands` are the user's own, each with keys of its own, which are checked the
    same way. With any error the map given is not to be used.
    """
    own = actions_of(commands)
    keys = {action.id: action.keys for action in (*ACTIONS, *own)}
    errors: list[str] = []
    for action_id, written in {**{PREFIX + one.name: one.key for one in commands}, **wanted}.items():
        if action_id not in keys:
            errors.append(_unknown_action(action_id))
            continue
        found, wrong = _read(_place(action_id, wanted), written)
        keys[action_id] = found
        errors += wrong
    if not errors:
        errors = _clashes((*ACTIONS, *own), keys, wanted)
    if not errors and not keys["app.quit"]:
        errors.append(
            _("keys.{action}: a deck that can't be left is of no use; give it a key", action="app.quit")
        )
    return Keymap(keys, own), errors


def _place(action_id: str, wanted: Mapping[str, str]) -> str:
    """Where the settings say the keys of an action."""
    if action_id in wanted or not action_id.startswith(PREFIX):
        return f"keys.{action_id}"
    return f"commands.{action_id.removeprefix(PREFIX)}"


def _unknown_action(action_id: str) -> str:
    tails = {known.split(".")[-1]: known for known in BY_ID}
    meant = closest(action_id, BY_ID, 0.5) or tails.get(closest(action_id.split(".")[-1], tails), "")
    return _("keys.{action}: there is no such action", action=action_id) + hint(meant)


def _read(place: str, written: str) -> tuple[tuple[str, ...], list[str]]:
    keys: list[str] = []
    errors: list[str] = []
    for part in written.split(",") if written.strip() else []:
        key = canonical(part)
        if key is None:
            said = _("{place}: there is no key `{key}`", place=place, key=part.strip())
            errors.append(said + hint(nearest(part)))
        elif key in UNUSABLE:
            why = _(UNUSABLE[key])
            errors.append(_("{place}: `{key}` can't be used: {why}", place=place, key=key, why=why))
        elif key not in keys:
            keys.append(key)
    return tuple(keys), errors


def _clashes(
    actions: Sequence[Action], keys: Mapping[str, tuple[str, ...]], wanted: Mapping[str, str]
) -> list[str]:
    """Two actions on one key where both are heard. Named after the one that the user has put there."""
    errors = []
    for group in (
        _TOGETHER,
        *(
            (Scope.PANEL, own)
            for own in (Scope.MESSAGE, Scope.INTAKE, Scope.JOURNAL, Scope.PEOPLE, Scope.REPORT)
        ),
        (Scope.PANEL, Scope.OUTBOX, Scope.DECK),
        (Scope.PANEL, Scope.RESTOCK),
        (Scope.STOCKOUT, Scope.ORDER, Scope.DECK),
        (Scope.SHORT, Scope.DECK),
        (Scope.CONTACT, Scope.DECK),
        (Scope.TEACH,),
    ):
        taken: dict[str, str] = {}
        for action in (a for a in actions if a.scope in group):
            for key in keys[action.id]:
                other = taken.setdefault(key, action.id)
                if other != action.id:
                    put = action.id in wanted or action.command is not None
                    mine, theirs = (action.id, other) if put else (other, action.id)
                    errors.append(
                        _(
                            "{place}: `{key}` is the key of `{other}`",
                            place=_place(mine, wanted),
                            key=key,
                            other=theirs,
                        )
                    )
    return list(dict.fromkeys(errors))
