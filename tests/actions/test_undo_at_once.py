"""Undo from many processes at once: each act is taken back once, whoever comes first."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.actions import redo, undo
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger
from tests.cases import EXAMPLES
from tests.desk.make_desk import NOON, Bench, order, us
from tests.ledger.shared_desks import join, new_pointer, stand

SPAWN = multiprocessing.get_context("spawn")
HANDS = 6 if EXAMPLES >= 1 else 3
"""Processes that undo at once."""


def _reverse(folder: Path, kind: str, start: Any, out: Any) -> None:
    """A desk that saw the journal before anybody undid anything, and then undoes."""
    paths = DeskPaths.of(folder)
    ledger = Ledger.open(paths, busy_seconds=30)
    desk = Desk.open(paths, Settings(), lambda: us(NOON), ledger=ledger)
    start.wait(60)
    outcome = {"undo": undo, "redo": redo}[kind](desk, desk.ledger, "li")
    out.put(([act.undoes for act in outcome.done], [one.code for one in outcome.refused]))
    desk.close()


def at_once(folder: Path, kind: str = "undo") -> list[tuple[list[str], list[str]]]:
    """What became of the undos (or redos) of processes that all looked first."""
    start, out = SPAWN.Barrier(HANDS), SPAWN.Queue()
    workers = [SPAWN.Process(target=_reverse, args=(folder, kind, start, out)) for _ in range(HANDS)]
    for worker in workers:
        worker.start()
    told = [out.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * HANDS
    return told


@pytest.fixture(params=["sqlite", "postgres"])
def folder(request: pytest.FixtureRequest, bench: Bench) -> Path:
    """The exports of a desk on either engine."""
    if request.param == "postgres":
        join(bench.paths, stand(new_pointer(request.getfixturevalue("postgres"))))
    return bench.paths.exports


def note(ledger: Ledger, *names: str) -> list[str]:
    """Notes in the journal, each a group of its own; on no order, since not every engine here has one."""
    more: dict[str, Any] = {
        "kind": "note",
        "operator": "li",
        "at": us(NOON),
        "data": {"text": "x"},
    }
    return [ledger.append([Act(id=name, group=name, **more)])[0].id for name in names]


def test_undos_at_once_take_one_act_back_once(bench: Bench, folder: Path) -> None:
    bench.load(order(1))
    with Ledger.open(bench.paths, busy_seconds=30) as ledger:
        note(ledger, "only")
        told = at_once(folder)
        assert sorted(told) == sorted([(["only"], [])] + [([], ["nothing_to_undo"])] * (HANDS - 1))
        assert [act.undoes for act in ledger.acts() if act.kind == "undo"] == ["only"]
        back = at_once(folder, kind="redo")
        assert sum(bool(done) for done, _refused in back) == 1, "and do it again once"


def test_each_of_many_undos_at_once_takes_back_another_act(bench: Bench, folder: Path) -> None:
    bench.load(order(1))
    with Ledger.open(bench.paths, busy_seconds=30) as ledger:
        notes = note(ledger, *(f"n{number}" for number in range(HANDS + 2)))
        told = at_once(folder)
        assert sorted(done for done, _refused in told) == sorted([one] for one in notes[-HANDS:])
