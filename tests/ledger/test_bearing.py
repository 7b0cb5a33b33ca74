"""What is read of the journal by its indexes is what reading all of it would give."""

import random
from collections.abc import Sequence

from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger

KEYS, KINDS, OPERATORS = ("a:1", "a:2", "a:3"), ("claim", "asked", "note"), ("li", "wang", "梅")


def journal(seed: int) -> list[Act]:
    """Acts and what takes them back, of several operators whose clocks disagree."""
    draw = random.Random(seed)
    acts: list[Act] = []
    for number in range(60):
        undone = draw.choice(acts) if acts and draw.random() < 0.3 else None
        acts.append(
            Act(
                id=f"a{number}",
                kind="undo" if undone else draw.choice(KINDS),
                operator=draw.choice(OPERATORS),
                at=number * 10 + draw.randrange(-40, 40),
                order_key=undone.order_key if undone else draw.choice((*KEYS, None)),
                undoes=undone.id if undone else None,
            )
        )
    return acts


def with_reverses(acts: Sequence[Act], found: Sequence[Act]) -> list[Act]:
    """`found` and all that takes them back, or takes that back."""
    ids = {act.id for act in found}
    for act in acts:
        if act.undoes in ids:
            ids.add(act.id)
    return [act for act in acts if act.id in ids]


def test_by_index_is_as_by_reading_all(ledger: Ledger) -> None:
    assert (ledger.last_act(), ledger.last_seen(), ledger.bearing(9, KEYS, KINDS)) == (0, {}, [])
    acts = ledger.append(journal(7))
    last = {name: max(act.at for act in acts if act.operator == name) for name in OPERATORS}
    assert (ledger.last_act(), ledger.last_seen()) == (60, last)
    for upto in (0, 17, 60):
        there = [act for act in acts if act.seq <= upto]
        for keys in (KEYS, KEYS[:1], ()):
            on = [act for act in there if act.order_key in keys]
            assert ledger.acts_on(keys, upto) == on
            for kinds in (("asked",), ("asked", "note"), ()):
                told = with_reverses(there, [act for act in there if act.kind in kinds])
                wanted = [act for act in there if act in on or act in told or act.order_key is None]
                assert ledger.bearing(upto, keys, kinds) == wanted, (upto, keys, kinds)
    for act in acts:
        assert ledger.reverses([act.id]) == with_reverses(acts, [act])[1:]
    for since in (1, 200, 590):
        late = [act for act in reversed(acts) if act.at >= since]
        assert ledger.search(since=since) == late
        assert ledger.search(since=since, kind="asked") == [act for act in late if act.kind == "asked"]
        assert ledger.search(since=since, limit=3) == late[:3]
    of_li = [act for act in reversed(acts) if act.operator == "li" and 20 < act.seq <= 40]
    assert ledger.search(operator="li", after=20, upto=40) == of_li
