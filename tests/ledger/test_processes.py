"""Many processes at once on one ledger, each a real one."""

import multiprocessing
from collections.abc import Callable
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger

SPAWN = multiprocessing.get_context("spawn")


def _append(folder: Path, worker: int, times: int) -> None:
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        for number in range(times):
            # Every act is also sent by the next worker, as a deck does that is not sure whether it got through.
            ids = (f"{worker}-{number}", f"{(worker + 1) % 4}-{number}")
            acts = [Act(id=one, kind="note", operator=f"op{worker}", at=number) for one in ids]
            assert all(act.seq for act in ledger.append(acts))


def _claim(
    folder: Path, worker: int, orders: int, out: "multiprocessing.queues.Queue[tuple[int, list[str]]]"
) -> None:
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        won = []
        for number in range(orders):
            # All are the same operator: taking next from several sessions must still differ.
            act = Act(id=f"{worker}-{number}", kind="claim", operator="li", at=1, order_key=f"a:{number}")
            if isinstance(ledger.claim(act, 0, fresh=True), Act):
                won.append(f"a:{number}")
        out.put((worker, won))


def _run(target: Callable[..., None], argument_lists: list[tuple[object, ...]]) -> None:
    workers = [SPAWN.Process(target=target, args=arguments) for arguments in argument_lists]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * len(workers)


@pytest.fixture
def folder(paths: DeskPaths) -> Path:
    return paths.exports


def test_acts_of_four_processes_count_once_each(folder: Path) -> None:
    # Not opened before: the four also race to create it.
    _run(_append, [(folder, worker, 40) for worker in range(4)])
    with Ledger.open(DeskPaths.of(folder)) as ledger:
        acts = ledger.acts()
    assert len(acts) == 160
    assert {act.id for act in acts} == {f"{worker}-{number}" for worker in range(4) for number in range(40)}
    assert [act.seq for act in acts] == sorted({act.seq for act in acts})


def test_eight_processes_never_claim_the_same_order(folder: Path) -> None:
    out = SPAWN.Queue()
    _run(_claim, [(folder, worker, 25, out) for worker in range(8)])
    won = [order for _ in range(8) for order in out.get(timeout=10)[1]]
    assert sorted(won) == sorted(f"a:{number}" for number in range(25))
