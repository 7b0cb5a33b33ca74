"""Settings as small tables, so that rules are SQL alone."""

from collections.abc import Sequence
from datetime import timedelta

from orderdeck.data.base.config.settings import PRECEDENCE, Settings
from orderdeck.data.base.text.folding import fold
from orderdeck.data.base.vocabulary import status
from orderdeck.data.desk.connection import Connection, run
from orderdeck.data.exports.profile.policies import Rules
from orderdeck.queries.statements import statements

STAGES = {
    "unpaid": status.UNPAID,
    "to_ship": status.TO_BE_SHIPPED,
    "cancel": (status.CANCEL_REQUESTED,),
    "held": status.HELD,
    "unrecognised": (status.UNRECOGNISED,),
}
"""What an open status means for the work."""


def precedence(settings: Settings) -> list[str]:
    """Keys of all queues in the order in which an order looks for its first match.

    Queues that the setting leaves out follow in the default order, so that no order is left without one.
    """
    chosen = settings.queues.precedence
    return [*chosen, *(key for key in PRECEDENCE if key not in chosen)]


def make_tables(con: Connection, settings: Settings, allowed: Sequence[Rules]) -> None:
    """The desk's empty tables, and the settings and what marketplaces allow in theirs."""
    for sql in (
        text for name in ("macros", "ship_by", "tables") for text in statements(f"desk/{name}").values()
    ):
        run(con, sql)
    _fill(con, "statuses", [(name, stage) for stage, names in STAGES.items() for name in names])
    _fill(con, "queues", list(enumerate(precedence(settings), 1)))
    _fill(con, "wholesale_amounts", [(c.upper(), str(a)) for c, a in settings.wholesale.amounts.items()])
    _fill(con, "wholesale_buyers", sorted({(fold(buyer),) for buyer in settings.wholesale.buyers}))
    _fill(con, "policies", [_policy(number, one) for number, one in enumerate(allowed, 1)])
    wholesale, hours = settings.wholesale, settings.queues
    con.execute(
        "insert into clock select 'epoch', $line, $whole, to_microseconds($due), to_microseconds($cancel), "
        "to_microseconds($unpaid), to_microseconds($second), to_microseconds($claim), to_microseconds($new), "
        "to_microseconds($silence), to_microseconds($handling), to_microseconds($jit), $ship_days, null",
        {
            "line": wholesale.pieces_in_line,
            "whole": wholesale.pieces_in_order,
            "due": _hours(hours.due_hours),
            "cancel": None if hours.cancel_window_hours is None else _hours(hours.cancel_window_hours),
            "unpaid": None if hours.unpaid_days is None else _hours(hours.unpaid_days * 24),
            "second": _hours(hours.second_message_hours),
            "claim": _hours(settings.people.claim_hours),
            "new": _hours(hours.new_hours),
            "silence": _hours(settings.stock.silence_hours),
            "handling": _hours(settings.stock.handling_days * 24),
            "jit": _hours(settings.clocks.jit_hours) if settings.clocks.jit_hours else None,
            "ship_days": settings.clocks.ship_days or None,
        },
    )


def _policy(number: int, one: Rules) -> tuple[object, ...]:
    spans = [
        None if hours is None else timedelta(hours=hours)
        for hours in (one.cancel_answer_hours, one.unpaid_hours, one.dispute_days and one.dispute_days * 24)
    ]
    return (
        number, one.marketplace, one.country, one.remedy, one.cancel_counts, one.closes, spans[0], spans[1],
        one.ship_days, one.working_days, one.can_extend, one.can_agree, one.refund_days, spans[2],
        one.scan_working_days,
    )  # fmt: skip


def _hours(hours: float) -> int:
    return round(hours * 3_600_000_000)


def _fill(con: Connection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        marks = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
        con.execute(f"insert into {table} values {marks}", [value for row in rows for value in row])
