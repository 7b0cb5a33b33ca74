"""Who works on the desk, for the panel of operators: what they hold, who is here, who loads."""

from dataclasses import replace

from orderdeck.data.base.text.order_numbers import number_in
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import who_loads
from orderdeck.data.ledger.access.presence import present
from orderdeck.data.reports.acts import done_since
from orderdeck.tui.i18n import times
from orderdeck.tui.present.records import LoadsThere, Person


def operators(desk: Desk, operator: str) -> list[Person]:
    """All who ever acted, hold orders or have a deck open; those who are here first, who acted last before others."""
    here = {one.operator for one in present(desk.paths)} | {operator, *desk.ledger.elsewhere()}
    holder = who_loads(desk.paths)
    loads = holder.operator if holder else ""
    done = _done_today(desk)
    held = desk.people()
    numbers = desk.numbers(key for one in held for key in one.held)
    people = [
        Person(
            who.operator,
            tuple(numbers.get(key) or number_in(key) for key in who.held),
            who.last_at,
            who.operator in here,
            bool(loads) and who.operator == loads,
            done.get(who.operator, 0),
        )
        for who in held
    ]
    there: dict[str, tuple[LoadsThere, ...]] = {}
    for one in desk.ledger.loaders():
        there[one.operator] = (*there.get(one.operator, ()), LoadsThere(one.machine, one.exports, one.since))
    known = {one.operator for one in people}
    people += [Person(name, (), 0, True, name == loads) for name in sorted(here - known)]
    if loads and loads not in known | here:
        people.append(Person(loads, (), 0, False, True))
    known = {one.operator for one in people}
    people += [Person(name, (), 0) for name in there if name not in known]
    people = [replace(one, elsewhere=there.get(one.operator, ())) for one in people]
    return sorted(people, key=lambda one: (not one.here, -one.last_act, one.operator))


def _done_today(desk: Desk) -> dict[str, int]:
    """Operator -> orders that they marked done since midnight, without those taken back."""
    found: dict[str, set[str]] = {}
    for act in done_since(desk.ledger, times.begin_of_day(desk.now(), None)):
        if act.order_key:
            found.setdefault(act.operator, set()).add(act.order_key)
    return {name: len(keys) for name, keys in found.items()}
