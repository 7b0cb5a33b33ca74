"""What the journal says of each open order: who holds it, whether it is done, asleep, answered, written to.

A fold over the order's acts, newest last, without those that were undone. In Python: the same as SQL costs twenty
times as much for the one order that an act is about.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import polars as pl

from orderdeck.data.base.records import Act
from orderdeck.data.desk.connection import Connection, among, lent

_TIME: Final = pl.Datetime("us", "UTC")
COLUMNS: Final[dict[str, Any]] = {
    "order_key": pl.String,
    "holder": pl.String,
    "held_at": _TIME,
    "handed_by": pl.String,
    "handed_note": pl.String,
    "done": pl.Boolean,
    "done_state": pl.String,
    "done_by": pl.String,
    "done_at": _TIME,
    "snooze_ends": _TIME,
    "snooze_state": pl.String,
    "handled_remark": pl.String,
    "handled_state": pl.String,
    "handled_by": pl.String,
    "answer": pl.String,
    "answer_state": pl.String,
    "messages": pl.Int64,
    "messaged_at": _TIME,
    "packed_at": _TIME,
    "packed_state": pl.String,
    "notes": pl.Int64,
    "last_state": pl.String,
    "why_consent": pl.String,
    "asked_what": pl.String,
    "asked_at": _TIME,
    "asked_state": pl.String,
    "asked_ship_by": _TIME,
    "asked_told": pl.String,
}
"""Columns of `marks`. A state of "" stands for an act that named none: it holds whatever the state. `handed_by` and
`handed_note` are set where it is by a hand-over that the holder has it."""

Row = dict[str, Any]
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def counting(acts: Iterable[Act]) -> list[Act]:
    """Those of `acts` that count, in their order: neither undos nor what an undo took back.

    An undo that was itself undone (a redo) counts no more. The ledger reads the journal by the same rule.
    """
    acts = list(acts)
    reversed_ = {act.undoes for act in acts if act.undoes}
    undone = {act.undoes for act in acts if act.undoes and act.id not in reversed_}
    return [act for act in acts if act.kind not in ("undo", "redo") and act.id not in undone]


def fold(order_key: str, acts: Iterable[Act]) -> Row | None:
    """The marks of one order by its acts, oldest first; None where none of them counts."""
    found = counting(acts)
    if not found:
        return None
    row: Row = dict.fromkeys(COLUMNS)
    row.update(order_key=order_key, messages=0, notes=0)
    for act in found:
        change = _CHANGES.get(act.kind)
        if change:
            row.update(change(act, row))
        if act.state:
            row["last_state"] = act.state
    return row


def _held(act: Act, _row: Row) -> Row:
    handed = act.kind == "hand_over"
    return {
        "holder": str(act.data.get("to") or act.operator if handed else act.operator),
        "held_at": _when(act.at),
        "handed_by": act.operator if handed else None,
        "handed_note": (str(act.data.get("note") or "") or None) if handed else None,
    }


def _done_mark(act: Act, _row: Row) -> Row:
    done = act.kind == "done"
    return {"done": done, "done_state": act.state or "", "done_by": act.operator, "done_at": _when(act.at)}


def _asleep(act: Act, _row: Row) -> Row:
    until = act.data.get("until") if act.kind == "snooze" else None
    return {"snooze_ends": _when(int(until)) if until else None, "snooze_state": act.state or ""}


def _handled(act: Act, _row: Row) -> Row:
    remark = str(act.data.get("remark") or "")
    return {"handled_remark": remark, "handled_state": act.state or "", "handled_by": act.operator}


def _consented(act: Act, row: Row) -> Row:
    reason = f"consent|{act.data.get('what') or ''}"
    return {"why_consent": "\x1f".join(filter(None, (row["why_consent"], reason)))}


def _asked_mark(act: Act, _row: Row) -> Row:
    what = str(act.data.get("what") or "") if act.kind == "asked" else None
    ship_by = act.data.get("ship_by")
    return {
        "asked_what": what,
        "asked_at": _when(act.at) if what is not None else None,
        "asked_state": (act.state or "") if what is not None else None,
        "asked_ship_by": _when(int(ship_by)) if what is not None and ship_by else None,
        "asked_told": act.data.get("ship_told") if what is not None and ship_by else None,
    }


_CHANGES: Final[dict[str, Callable[[Act, Row], Row]]] = {
    "claim": _held,
    "take_over": _held,
    "hand_over": _held,
    "release": lambda act, row: dict.fromkeys(("holder", "held_at", "handed_by", "handed_note")),
    "done": _done_mark,
    "reopen": _done_mark,
    "snooze": _asleep,
    "wake": _asleep,
    "remark_handled": _handled,
    "consent_recorded": _consented,
    "cancel_answered": lambda act, row: {
        "answer": str(act.data.get("answer") or ""),
        "answer_state": act.state or "",
    },
    "message_sent": lambda act, row: {"messages": row["messages"] + 1, "messaged_at": _when(act.at)},
    "packed": lambda act, row: {"packed_at": _when(act.at), "packed_state": act.state or ""},
    "asked": _asked_mark,
    "agreed": _asked_mark,
    "closed": _asked_mark,
    "note": lambda act, row: {"notes": row["notes"] + 1},
}
"""Kind of act -> what it changes."""


def put(con: Connection, rows: Sequence[Row], order_keys: Collection[str]) -> None:
    """Puts `rows` in the place of what `marks` says of `order_keys`."""
    if order_keys:
        named, parameters = among(list(order_keys))
        con.execute(f"delete from marks where order_key {named}", parameters)
    if len(rows) == 1:
        names = ", ".join(COLUMNS)
        con.execute(
            f"insert into marks ({names}) values ({', '.join('?' * len(COLUMNS))})", list(rows[0].values())
        )
    elif rows:
        with lent(con, "new_marks", pl.DataFrame(rows, schema=COLUMNS, orient="row")):
            con.execute("insert into marks by name from new_marks")


def _when(at: int) -> datetime:
    return _EPOCH + timedelta(microseconds=at)
