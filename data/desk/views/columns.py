"""The columns of the board: what the deck shows of an open order."""

from typing import Any, Final

import polars as pl

from orderdeck.data.base.vocabulary.frames import MONEY, UTC

_LIST: Final = pl.List(pl.String)

BOARD: Final[dict[str, Any]] = {
    "order_key": pl.String,
    "marketplace": pl.String,
    "shop": pl.String,
    "order_id": pl.String,
    "status": pl.String,
    "queue": pl.String,  # "done" where it is done here
    "deadline": UTC,
    "placed_at": UTC,
    "paid_at": UTC,
    "ship_by": UTC,
    "ship_rests": pl.String,  # what an estimated ship_by rests on: product, policy or setting, "|" and the days
    "latest_end": UTC,  # where it isn't known when a clock began: its latest end; deadline is the earliest
    "due": pl.Boolean,  # late, or due soon
    "late": pl.Boolean,
    "wholesale": pl.Boolean,
    "express": pl.Boolean,
    "courier": pl.String,
    "remark_kinds": _LIST,
    "remark_weight": pl.Int16,  # what is read first, the lowest; null without a remark
    "badges": _LIST,
    "reasons": _LIST,  # "code|value", see data.desk.views.reasons; first why it is in its queue
    "pieces": pl.Int64,  # still to send
    "ordered": pl.Int64,  # pieces that were ordered
    "line_count": pl.Int64,
    "currency": pl.String,
    "total": MONEY,
    "country_code": pl.String,
    "country": pl.String,
    "buyer": pl.String,
    "recipient": pl.String,
    "service": pl.String,
    "remark": pl.String,
    "titles": pl.String,  # " · " between
    "skus": pl.String,  # ", " between
    "claimed_by": pl.String,
    "claimed_at": UTC,
    "handed_by": pl.String,  # who handed it to its holder; null where the holder took it
    "handed_note": pl.String,
    "snoozed_until": UTC,  # also while waiting for a second message or after a cancel request was answered
    "asked_at": UTC,  # when a buyer was asked about a stock-out whose answer is waited for
    "silent_at": UTC,  # when that buyer counts as silent
    "notes": pl.Int64,  # how many
    "short": pl.Int64,  # pieces
    "state": pl.String,
    "exported_at": UTC,
    "arrived_at": UTC,
    "haystack": pl.String,
    "priority": pl.Int8,  # 0 wholesale, 1 express, 2 the rest
    "rank": pl.Int32,  # place of its queue in the precedence
    "asleep": pl.Boolean,
    "done": pl.Boolean,
    "done_at": UTC,
    "changed": pl.Boolean,  # since somebody last acted on it
    "stage": pl.String,  # cancel, to_ship, unpaid, held, unrecognised, gone
    "absent_since": UTC,  # time of the first newer export that doesn't list it
    "status_text": pl.String,
    "export_id": pl.String,
    "fulfilment": pl.String,  # who sends: seller, jit, platform; null is unknown
    "tax_collected": pl.Boolean,  # the marketplace collects the tax
}
"""Columns of the board, with what stands in them. Times are UTC."""

SORTABLE: Final = frozenset(name for name, kind in BOARD.items() if kind != _LIST)
"""Columns that a view may be sorted by."""
