"""Who works on the desk: what they hold, what they did, when they last acted."""

import msgspec

from orderdeck.data.desk.state import DeskState


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An operator."""

    operator: str
    last_at: int
    """When they last acted, µs UTC; 0 where they only were given orders."""
    holds: int = 0
    """Open orders that they hold and that are not done."""
    held: list[str] = []
    """Keys of these orders, least time left first."""


def people(desk: DeskState) -> list[Person]:
    """See Desk.people."""
    rows = desk.con.execute(
        "select claimed_by, list(order_key order by deadline nulls last, order_key) from standing "
        "where claimed_by is not null and not done group by claimed_by"
    ).fetchall()
    held = dict(rows)
    last = desk.acts.last_at
    found = [
        Person(
            operator=name, last_at=last.get(name, 0), holds=len(held.get(name, [])), held=held.get(name, [])
        )
        for name in {*held, *last}
    ]
    return sorted(found, key=lambda person: (-person.last_at, person.operator))
