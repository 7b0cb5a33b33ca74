"""A law: whatever two operators do, on two machines it comes to the same as on one."""

import os
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

pytest.importorskip("psycopg")

from orderdeck.data.actions import Outcome, Request, perform, redo, take_next, undo, withdraw
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.maintenance.sharing import join, share
from tests.keep.kept_desk import load, write_orders
from tests.machines.machines import NOW, board, desk, machine, new_schema

NAMES = ("li", "mei")
KINDS = ("claim", "release", "done", "reopen", "packed", "note", "snooze", "take_over")


CARRIES: dict[str, dict[str, Any]] = {"note": {"text": "call"}, "snooze": {"until": 1_800_000_000_000_000}}
SHOWN = ("order_key", "status", "queue", "badges", "reasons", "claimed_by")
TAKEN = NOW // 1_000_000 - 3600
"""When the first file was taken, in seconds."""


class Step(NamedTuple):
    """What one of the two does next."""

    who: int
    what: str
    order: int
    force: bool
    looks: bool
    """Whether they look at what others did before."""


STEPS = st.lists(
    st.builds(
        Step,
        st.integers(0, 1),
        st.sampled_from((*KINDS, "take_next", "undo", "redo", "arrive", "withdraw", "merge")),
        st.integers(0, 4),
        st.booleans(),
        st.booleans(),
    ),
    min_size=4,
    max_size=20,
)


class Both:
    """Two desks: on one machine, or on two."""

    def __init__(self, machines: tuple[DeskPaths, DeskPaths], minutes: int = 0) -> None:
        self.machines = machines
        # The second one's clock is so many minutes ahead.
        self.desks = [desk(machines[0], NAMES[0]), desk(machines[1], NAMES[1], minutes)]
        self._files = 0

    def close(self) -> None:
        for one in self.desks:
            one.close()

    def do(self, step: Step) -> Any:
        """What came of it, without ids and times."""
        mine, name = self.desks[step.who], NAMES[step.who]
        if step.looks:
            mine.catch_up()
        match step.what:
            case "arrive":
                return self.arrive(step)
            case "withdraw":
                exports = [one.export_id for one in mine.exports if one.state == "loaded"]
                chosen = exports[step.order % len(exports)]
                return told(withdraw(mine, mine.ledger, chosen, name))
            case "merge":
                with Ledger.open(mine.paths) as ledger, ledger.loading():
                    return bool(merge_small(mine.paths, ledger, many=2))
            case "take_next":
                return told(take_next(mine, mine.ledger, "remarks", name))
            case "undo":
                return told(undo(mine, mine.ledger, name))
            case "redo":
                return told(redo(mine, mine.ledger, name))
        return told(perform(mine, mine.ledger, self.request(mine, step)))

    def request(self, mine: Desk, step: Step) -> Request:
        data = CARRIES.get(step.what, {})
        key = f"aliexpress:30312700{step.order:08}"
        return Request(kind=step.what, targets=(key,), operator=NAMES[step.who], data=data, force=step.force)

    def arrive(self, step: Step) -> None:
        self._files += 1
        status = "等待您发货" if step.force else "等待收货"
        file = write_orders(
            self.machines[step.who], f"{self._files}.csv", [step.order, 5 + self._files], status
        )
        os.utime(file, (TAKEN + self._files, TAKEN + self._files))
        load(self.machines[step.who])

    def acts(self) -> list[tuple[Any, ...]]:
        """The journal, with each act that is undone by its place."""
        with Ledger.open(self.machines[0]) as ledger:
            acts = ledger.acts()
        place = {act.id: number for number, act in enumerate(acts)}
        return [
            (act.operator, act.kind, act.order_key, act.state, place.get(act.undoes or "")) for act in acts
        ]


def told(outcome: Outcome) -> Any:
    return (
        [(act.kind, act.order_key, act.operator) for act in outcome.done],
        [(one.target, one.code, one.value) for one in outcome.refused],
        [(one.target, one.code, one.value) for one in outcome.conflicts],
        [(one.target, one.code, one.value) for one in outcome.notes],
    )


def begun(place: Path, name: str) -> DeskPaths:
    paths = machine(place, name)
    os.utime(write_orders(paths, "first.csv", range(5)), (TAKEN, TAKEN))
    load(paths)
    return paths


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take many minutes
    suppress_health_check=list(HealthCheck),
)
@given(steps=STEPS, minutes=st.sampled_from((0, 5, -5)))
def test_two_machines_come_to_what_one_comes_to(postgres: str, steps: list[Step], minutes: int) -> None:
    """Also where the clock of one is five minutes off: what is newer goes by the order in which it was written."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        place = Path(folder)
        alone, first = begun(place, "alone"), begun(place, "first")
        second, schema = machine(place, "second"), new_schema()
        share(first, postgres, schema, "")
        join(second, postgres, schema)
        one, two = Both((alone, alone)), Both((first, second), minutes)
        stack.callback(one.close)
        stack.callback(two.close)
        for step in steps:
            assert two.do(step) == one.do(step), step
        assert two.acts() == one.acts()
        boards = []
        for shown in (*one.desks, *two.desks):
            shown.catch_up()
            shown.check()
            boards.append([{name: row[name] for name in SHOWN} for row in board(shown)])
        assert boards[0] == boards[2]
        assert boards[1] == boards[3]
