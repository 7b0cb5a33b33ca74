"""The palette in words: every action that the place allows, best first for what is typed."""

from orderdeck.tui.actions import ACTIONS, Action, Situation
from orderdeck.tui.actions.keymap import Keymap
from orderdeck.tui.actions.keys import shown
from orderdeck.tui.i18n import _
from orderdeck.tui.present.chrome import scopes_of
from orderdeck.tui.terminal.cell_width import pad
from orderdeck.widgets.model import ListRow, Piece, plain


def rows(keymap: Keymap, now: Situation, typed: str = "") -> list[ListRow]:
    """Actions with their keys; one that can't be done says why. Those whose name begins with `typed` come first, then
    those with a word that does; the list itself leaves out what doesn't hold it at all."""
    scopes = scopes_of(now.panel)
    listed = [action for action in ACTIONS if action.scope in scopes and action.id != "app.palette"]
    wanted = " ".join(typed.casefold().split())
    return [_row(action, keymap, now) for action in sorted(listed, key=lambda one: _rank(one, wanted))]


def _rank(action: Action, wanted: str) -> int:
    # Both languages: people look for the word they know.
    names = {_(action.label).casefold(), action.label.casefold()}
    if any(name.startswith(wanted) for name in names):
        return 0
    return 1 if any(f" {wanted}" in name for name in names) else 2


def _row(action: Action, keymap: Keymap, now: Situation) -> ListRow:
    why = action.why(now)
    keys = " ".join(shown(key) for key in keymap.of(action))
    help_ = _(why) if why else _(action.help)
    return ListRow(
        key=action.id,
        pieces=(Piece(pad(_(action.label), 20), "dim" if why else "bold"), Piece(help_, "dim")),
        aside=plain(keys, "key"),
        haystack=f"{_(action.label)} {_(action.help)} {action.label} {action.help} {action.id} {keys}",
    )
