"""Users' key maps: the `[keys]` of the settings checked against the registry, and the keys that hold then."""

from collections.abc import Mapping
from dataclasses import dataclass

from orderdeck.data.base.text.did_you_mean import closest
from orderdeck.tui.actions.keys import UNUSABLE, canonical, nearest
from orderdeck.tui.actions.model import Action, Scope
from orderdeck.tui.actions.registry import ACTIONS, BY_ID
from orderdeck.tui.i18n import _
from orderdeck.tui.i18n.did_you_mean import hint

_TOGETHER = (Scope.DECK, Scope.LIST, Scope.ORDER)
"""Scopes whose keys are heard at the same time; a panel's own keys lie over them."""


@dataclass(frozen=True)
class Keymap:
    """The keys of every action, by action id, in Textual's names; the first is the one shown."""

    keys: Mapping[str, tuple[str, ...]]

    def of(self, action: Action) -> tuple[str, ...]:
        """The keys of `action`; may be none."""
        return self.keys[action.id]


def default() -> Keymap:
    """The keys of the registry."""
    return Keymap({action.id: action.keys for action in ACTIONS})


def build(wanted: Mapping[str, str]) -> tuple[Keymap, list[str]]:
    """The registry's keys with the user's laid over, and what is wrong with the user's, in words.

    `wanted` is the settings' `[keys]`: action id -> keys, comma-separated ("comma" for the comma itself); an empty
    text takes an action's keys away. With any error the map given is not to be used.
    """
    keys = {action.id: action.keys for action in ACTIONS}
    errors: list[str] = []
    for action_id, written in wanted.items():
        if action_id not in BY_ID:
            errors.append(_unknown_action(action_id))
            continue
        found, wrong = _read(action_id, written)
        keys[action_id] = found
        errors += wrong
    if not errors:
        errors = _clashes(keys, set(wanted))
    if not errors and not keys["app.quit"]:
        errors.append(
            _("keys.{action}: a deck that can't be left is of no use; give it a key", action="app.quit")
        )
    return Keymap(keys), errors


def _unknown_action(action_id: str) -> str:
    tails = {known.split(".")[-1]: known for known in BY_ID}
    meant = closest(action_id, BY_ID, 0.5) or tails.get(closest(action_id.split(".")[-1], tails), "")
    return _("keys.{action}: there is no such action", action=action_id) + hint(meant)


def _read(action_id: str, written: str) -> tuple[tuple[str, ...], list[str]]:
    keys: list[str] = []
    errors: list[str] = []
    for part in written.split(",") if written.strip() else []:
        key = canonical(part)
        if key is None:
            said = _("keys.{action}: there is no key `{key}`", action=action_id, key=part.strip())
            errors.append(said + hint(nearest(part)))
        elif key in UNUSABLE:
            why = _(UNUSABLE[key])
            errors.append(
                _("keys.{action}: `{key}` can't be used: {why}", action=action_id, key=key, why=why)
            )
        elif key not in keys:
            keys.append(key)
    return tuple(keys), errors


def _clashes(keys: Mapping[str, tuple[str, ...]], wanted: set[str]) -> list[str]:
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
        for action in (a for a in ACTIONS if a.scope in group):
            for key in keys[action.id]:
                other = taken.setdefault(key, action.id)
                if other != action.id:
                    mine, theirs = (action.id, other) if action.id in wanted else (other, action.id)
                    errors.append(
                        _(
                            "keys.{action}: `{key}` is the key of `{other}`",
                            action=mine,
                            key=key,
                            other=theirs,
                        )
                    )
    return list(dict.fromkeys(errors))
