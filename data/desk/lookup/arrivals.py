"""What came in: rejected rows, the desk in one line."""

from typing import Final

from orderdeck.data.base.records import Pulse, Reject
from orderdeck.data.desk.pictures import parts
from orderdeck.data.desk.state import DeskState
from orderdeck.queries.statements import statements

SPAN: Final = 600_000_000
"""Ten minutes in µs: one bar of the arrivals."""
BARS: Final = 24
"""Four hours of them."""


def rejects(desk: DeskState, export_id: str) -> list[Reject]:
    """See Desk.rejects."""
    export_id = next((one.content for one in desk.exports if one.export_id == export_id), export_id)
    held = [part for part in desk.ledger.whole_parts() if export_id in part.export_ids]
    files = parts.files(desk.paths, held, "rejects")
    if not files:
        return []
    rows = desk.con.execute(
        statements("desk/look_up")["rejects"], {"files": files, "export": export_id}
    ).fetchall()
    return [Reject(row, reason, order_id, detail) for row, reason, order_id, detail in rows]


def pulse(desk: DeskState) -> Pulse:
    """See Desk.pulse."""
    now = desk.now()
    row = desk.con.execute(
        "select count(*) filter (not done and not asleep), count(*) filter ((due or your_move) and not done), "
        "count(*) filter (late and not done), count(*) filter (asleep and not done) from standing"
    ).fetchall()[0]
    losses = desk.losses
    known = desk.con.execute("select count(*) from latest").fetchall()[0][0]
    return Pulse(
        open=row[0],
        due=row[1],
        late=row[2],
        asleep=row[3],
        known=known,
        last_arrival=max(
            (export.loaded_at for export in desk.exports if export.state == "loaded"), default=0
        ),
        hidden=sum(loss.count for loss in losses if loss.code == "part" and loss.kind == "orders"),
        lost=len(losses),
        arrivals=_arrivals(desk, now),
    )


def _arrivals(desk: DeskState, now: int) -> list[int]:
    begin = now - BARS * SPAN
    recent = {export.seq: export.loaded_at for export in desk.exports if begin < export.loaded_at <= now}
    bars = [0] * BARS
    if recent:
        sql = "select first_seq, count(*) from latest where first_seq >= ? group by first_seq"
        for seq, count in desk.con.execute(sql, [min(recent)]).fetchall():
            if seq in recent:
                bars[min(BARS - 1, (recent[seq] - begin) // SPAN)] += count
    return bars
