"""Which action a key stands for where the deck is, whether it comes too late, and where it works that does nothing."""

import time
from typing import Final

from orderdeck.tui.actions import Action, Scope
from orderdeck.tui.deck.ports import Deck
from orderdeck.tui.present import chrome
from orderdeck.tui.present.panels.lists import elsewhere

SLIP_SECONDS: Final = 0.5
"""For how long an act is held after somebody else's doing put another order under the cursor."""
TABLES: Final = ("", "stockout", "stockouts")
"""Panels whose table has the rows that acts are done on; "" for the queues."""
ON_ROW: Final = frozenset(
    (
        *(f"stockout.{name}" for name in ("overrule", "move", "release", "case")),
        *(f"short.{name}" for name in ("restock", "delist", "word")),
    )
)
"""Acts about stock that are done on the row under the cursor; the others of the screen of a SKU are on the SKU."""


FLIPS: Final = frozenset(("app.language", "panel.dashboard", "list.reverse"))
"""What turns all of the screen over at one capital letter."""
UNREADABLE: Final = "app.language"
"""The one of them that may leave a screen which nobody can read: asked about unless a small letter came before."""


EARLY: Final = frozenset(("app.quit", "app.redraw", "app.help", "app.back", "app.language"))
"""What is done while the desk opens; any other key says that it does, so that none is lost without a word."""


def too_early(deck: Deck, action: Action) -> bool:
    """Whether the desk is still opening, so that `action` has nothing to be done to."""
    return not (deck.state.ready or deck.state.failed or deck.state.panel or action.id in EARLY)


def by_caps_lock(deck: Deck, action: Action) -> bool:
    """Whether `action` turns the screen over and its key may be caps lock's doing."""
    return action.id in FLIPS and deck.app.capitals.doubtful(known=action.id == UNREADABLE)


def heard(deck: Deck, action: Action) -> Action | None:
    """`action` where it is heard now, else the one of the open panel on the same key.

    All lists share one pane, and Textual knows one action for a key there, whichever panel it belongs to.
    """
    scopes = chrome.scopes_of(deck.state.panel)
    if action.scope in scopes:
        return action
    keys = set(deck.keymap.of(action))
    return next(
        (a for scope in scopes for a in deck.keymap.of_scope(scope) if keys & set(deck.keymap.of(a))), None
    )


def say_where(deck: Deck, *keys: str) -> None:
    """Say where a key works that does nothing here."""
    for key in keys:
        said = elsewhere(key, deck.keymap, chrome.scopes_of(deck.state.panel))
        if said and deck.state.ready:
            deck.status_line.flash(said)


def is_key(deck: Deck, key: str) -> bool:
    """Whether `key` does anything anywhere."""
    return any(key in keys for keys in deck.keymap.keys.values())


def slipped(deck: Deck, action: Action) -> str:
    """What came under the cursor while the key was on its way, where an act is about to hit it: an order's number, or a
    SKU; "" where the act hits what was meant."""
    board = deck.state.panel == "stockouts"
    table = deck.short if board else deck.active_table()
    if not _on_row(action) or deck.in_detail or deck.state.panel not in TABLES or table.marked:
        return ""
    if time.monotonic() - table.shifted_at >= SLIP_SECONDS:
        return ""
    key = table.cursor_key or ""
    return key if board else deck.order_id(key)


def _on_row(action: Action) -> bool:
    """Whether it is done on what is under the cursor."""
    return action.scope is Scope.ORDER or action.id in ON_ROW
