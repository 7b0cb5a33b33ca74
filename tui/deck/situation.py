"""The situation that actions are judged in, as the deck has it on screen."""

from orderdeck.tui.actions import Situation
from orderdeck.tui.deck.ports import Deck

LOOKED_THROUGH = 100
"""Marked orders that are asked whether somebody holds them: it is asked with every key."""


def situation(deck: Deck) -> Situation:
    """What decides which actions can be done."""
    state, table = deck.state, deck.active_table()
    key = deck.chosen_one() or ""
    row = deck.row(key)
    holder = (row["claimed_by"] or "") if row else ""
    marked = table.marked
    shown = (deck.row(one) for one in marked[:LOOKED_THROUGH])
    held = bool(holder) or any(one and one["claimed_by"] for one in shown)
    return Situation(
        ready=state.ready,
        panel=state.panel,
        order_key=key,
        marked=len(marked),
        finished=_finished(deck, key),
        mine=bool(holder) and holder == state.operator,
        held_by=holder if holder != state.operator else "",
        claimed=held or (state.panel == "detail" and row is None),
        has_remark=bool(marked) or row is None or bool(row["remark"]),
        can_undo=state.can_undo,
        can_redo=state.can_redo,
        filtered=bool(state.filter),
        shown=table.row_count,
        view=state.view,
        queue=str(row["queue"]) if row else "",
        read_only=bool(state.read_only),
        own_outbox=state.own_outbox,
    )


def _finished(deck: Deck, key: str) -> bool:
    """Whether the order is known to stand in no queue any more."""
    detail = deck.state.detail
    return detail is not None and detail.order_key == key and detail.board is None
