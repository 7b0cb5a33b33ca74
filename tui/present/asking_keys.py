"""The footer while the deck asks something: the keys that work then, and no others. Pure functions."""

from typing import Any

from orderdeck.tui.actions.keyboard.names import shown
from orderdeck.tui.i18n import _
from orderdeck.widgets.model import KeyHint
from orderdeck.widgets.prompt.asking import Confirm, OneOf, Question, TextInput


def hints(question: Question[Any], *, steps: bool = False) -> list[KeyHint]:
    """What each key means to `question`; with `steps` the arrows move in a list over it."""
    if isinstance(question, Confirm):
        return [KeyHint(question.yes, _("Yes")), KeyHint(f"{question.no} ⏎ esc", _("No"))]
    if isinstance(question, OneOf):
        return [
            *(KeyHint(shown(choice.key), choice.label) for choice in question.choices),
            KeyHint("esc", _("Cancel")),
        ]
    return _typing(question, steps) if isinstance(question, TextInput) else []


def _typing(question: TextInput, steps: bool) -> list[KeyHint]:
    enter, escape = question.verbs
    made = [KeyHint("⏎", enter or _("OK")), KeyHint("esc", escape or _("Cancel"))]
    if steps or (question.editor.remembers and question.proposal):
        made.append(KeyHint("↑ ↓", _("Choose")))
    elif question.editor.remembers:
        made.append(KeyHint("↑ ↓", _("Typed before")))
    if question.editor.completes:
        made.append(KeyHint("tab", _("Complete")))
    return [*made, KeyHint("ctrl+u", _("Clear"))]
