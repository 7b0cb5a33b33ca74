"""Undo from many processes at once: each act is taken back once, whoever comes first."""

import multiprocessing
import uuid
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.actions import redo, undo
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.base.settings import Settings
from orderdeck.data.desk import Desk
from orderdeck.data.ledger import Ledger
from tests.cases import EXAMPLES
from tests.desk.make_desk import NOON, Bench, order, us

SPAWN = multiprocessing.get_context("spawn")
HANDS = 6 if EXAMPLES >= 1 else 3
"""Processes that undo at once."""


def _reverse(folder: Path, address: str, schema: str, kind: str, start: Any, out: Any) -> None:
    """A desk that saw the journal before anybody undid anything, and then undoes."""
    paths = DeskPaths.of(folder)
    ledger = _ledger(paths, address, schema)
    desk = Desk.open(paths, Settings(), lambda: us(NOON), ledger=ledger)
    start.wait(60)
    outcome = {"undo": undo, "redo": redo}[kind](desk, desk.ledger, "li")
    out.put(([act.undoes for act in outcome.done], [one.code for one in outcome.refused]))
    desk.close()


def _ledger(paths: DeskPaths, address: str, schema: str) -> Ledger:
    if not address:
        return Ledger.open(paths, busy_seconds=30)
    from orderdeck.data.ledger.postgres import PostgresLedger

    return PostgresLedger.connect(paths, address, schema=schema, busy_seconds=30)


def at_once(folder: Path, address: str, schema: str, kind: str = "undo") -> list[tuple[list[str], list[str]]]:
    """What became of the undos (or redos) of processes that all looked first."""
    start, out = SPAWN.Barrier(HANDS), SPAWN.Queue()
    workers = [
        SPAWN.Process(target=_reverse, args=(folder, address, schema, kind, start, out)) for _ in range(HANDS)
    ]
    for worker in workers:
        worker.start()
    told = [out.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * HANDS
    return told


@pytest.fixture(params=["sqlite", "postgres"])
def engine(request: pytest.FixtureRequest, bench: Bench) -> tuple[Path, str, str]:
    if request.param == "sqlite":
        return bench.paths.exports, "", ""
    pytest.importorskip("psycopg")
    return bench.paths.exports, request.getfixturevalue("postgres"), f"desk_{uuid.uuid4().hex[:12]}"


@pytest.fixture(scope="session")
def postgres() -> Any:
    from tests.ledger.server import server

    with server() as address:
        if address is None:
            pytest.skip("no PostgreSQL here")
        yield address


def note(ledger: Ledger, *names: str) -> list[str]:
    """Notes in the journal, each a group of its own; on no order, since not every engine here has one."""
    more: dict[str, Any] = {
        "kind": "note",
        "operator": "li",
        "at": us(NOON),
        "data": {"text": "x"},
    }
    return [ledger.append([Act(id=name, group=name, **more)])[0].id for name in names]


def test_undos_at_once_take_one_act_back_once(bench: Bench, engine: tuple[Path, str, str]) -> None:
    bench.load(order(1))
    with _ledger(bench.paths, *engine[1:]) as ledger:
        note(ledger, "only")
        told = at_once(*engine)
        assert sorted(told) == sorted([(["only"], [])] + [([], ["nothing_to_undo"])] * (HANDS - 1))
        assert [act.undoes for act in ledger.acts() if act.kind == "undo"] == ["only"]
        back = at_once(*engine, kind="redo")
        assert sum(bool(done) for done, _refused in back) == 1, "and do it again once"


def test_each_of_many_undos_at_once_takes_back_another_act(
    bench: Bench, engine: tuple[Path, str, str]
) -> None:
    bench.load(order(1))
    with _ledger(bench.paths, *engine[1:]) as ledger:
        notes = note(ledger, *(f"n{number}" for number in range(HANDS + 2)))
        told = at_once(*engine)
        assert sorted(done for done, _refused in told) == sorted([one] for one in notes[-HANDS:])
