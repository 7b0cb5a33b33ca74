"""Hour by hour: what is due next, what came and was done today, and what waits."""

from collections import defaultdict
from typing import Final

import msgspec

from orderdeck.data.desk import Desk
from orderdeck.data.reports.acts import done_since
from orderdeck.queries.statements import statements

HOUR: Final = 3_600_000_000
"""In µs."""
AHEAD: Final = 48
"""Hours that are looked ahead."""
_SQL: Final = statements("report/hours")
_SHIFT: Final = statements("report/shift")


class Hours(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of orders. Lists of today have an entry for each hour from `since` to now, the last one not over yet."""

    now: int
    since: int
    """When the day began; µs, UTC."""
    late: int
    """Not done, and their deadline has passed."""
    due: tuple[int, ...]
    """Not done, by the hours until their deadline: AHEAD of them."""
    arrived: tuple[int, ...]
    """Never seen before, by the hour in which their file was loaded."""
    completed: tuple[int, ...]
    """Marked done here, without those taken back."""
    waiting: tuple[int, ...]
    """Of the orders that are open now: those that were here and not done at the end of each hour. What exports have
    finished since is in none of them, as no export says when."""


def hours(desk: Desk, since: int) -> Hours:
    """The hours of the day that began at `since` (µs, UTC), as the desk stands now. It only reads."""
    now = desk.now()
    count = max(1, -(-(now + 1 - since) // HOUR))
    arrivals = desk.con.execute(_SHIFT["arrivals"], {"since": since, "until": now + 1}).fetchall()
    due = dict(desk.con.execute(_SQL["due"], {"now": now, "span": AHEAD * HOUR}).fetchall())
    return Hours(
        now=now,
        since=since,
        late=due.get(-1, 0),
        due=tuple(due.get(hour, 0) for hour in range(AHEAD)),
        arrived=_by_hour(arrivals, since, count),
        completed=_completed(desk, since, now, count),
        waiting=_waiting(desk.con.execute(_SQL["waiting"]).fetchall(), since, now, count),
    )


def _by_hour(rows: list[tuple[int, int]], since: int, count: int) -> tuple[int, ...]:
    found: dict[int, int] = defaultdict(int)
    for at, orders in rows:
        found[(at - since) // HOUR] += orders
    return tuple(found[hour] for hour in range(count))


def _completed(desk: Desk, since: int, now: int, count: int) -> tuple[int, ...]:
    acts = done_since(desk.ledger, since, now + 1)
    done = {((act.at - since) // HOUR, act.order_key) for act in acts}
    return tuple(sum(at == hour for at, _ in done) for hour in range(count))


def _waiting(rows: list[tuple[int, int | None, int]], since: int, now: int, count: int) -> tuple[int, ...]:
    ends = [min(since + (hour + 1) * HOUR - 1, now) for hour in range(count)]
    return tuple(
        sum(orders for came, done, orders in rows if came <= end and (done is None or done > end))
        for end in ends
    )
