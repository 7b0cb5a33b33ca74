"""The ledger on PostgreSQL: what its own engine has to hold; the contract is in test_store.py, on both engines."""

import multiprocessing
import uuid
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerBusy, LedgerError, LedgerTooNew

psycopg = pytest.importorskip("psycopg")

from orderdeck.data.ledger.postgres import PostgresLedger  # noqa: E402

SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def schema() -> str:
    return f"desk_{uuid.uuid4().hex[:12]}"


def _append(folder: Path, address: str, schema: str, worker: int, times: int) -> None:
    with PostgresLedger.connect(DeskPaths.of(folder), address, schema=schema, busy_seconds=30) as ledger:
        for number in range(times):
            ids = (f"{worker}-{number}", f"{(worker + 1) % 4}-{number}")
            ledger.append([Act(id=one, kind="note", operator=f"op{worker}", at=number) for one in ids])


def _claim(
    folder: Path, address: str, schema: str, worker: int, out: "multiprocessing.Queue[list[str]]"
) -> None:
    with PostgresLedger.connect(DeskPaths.of(folder), address, schema=schema, busy_seconds=30) as ledger:
        claims = [
            Act(id=f"{worker}-{n}", kind="claim", operator="li", at=1, order_key=f"a:{n}") for n in range(25)
        ]
        out.put([str(one.order_key) for one in claims if isinstance(ledger.claim(one, 0, fresh=True), Act)])


def test_a_follower_misses_no_act_of_four_processes(tmp_path: Path, postgres: str, schema: str) -> None:
    workers = [SPAWN.Process(target=_append, args=(tmp_path, postgres, schema, n, 40)) for n in range(4)]
    for worker in workers:
        worker.start()
    seen: list[Act] = []
    with PostgresLedger.connect(DeskPaths.of(tmp_path), postgres, schema=schema) as ledger:
        while any(worker.is_alive() for worker in workers):
            if ledger.changed():
                seen += ledger.acts(after=seen[-1].seq if seen else 0)
        seen += ledger.acts(after=seen[-1].seq if seen else 0)
        assert [act.id for act in seen] == [act.id for act in ledger.acts()]
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert {act.id for act in seen} == {f"{worker}-{number}" for worker in range(4) for number in range(40)}
    assert len(seen) == 160


def test_eight_processes_never_claim_the_same_order(tmp_path: Path, postgres: str, schema: str) -> None:
    out: multiprocessing.Queue[list[str]] = SPAWN.Queue()
    workers = [SPAWN.Process(target=_claim, args=(tmp_path, postgres, schema, n, out)) for n in range(8)]
    for worker in workers:
        worker.start()
    won = [order for _ in workers for order in out.get(timeout=60)]
    for worker in workers:
        worker.join(30)
    assert sorted(won) == sorted(f"a:{number}" for number in range(25))


def test_nothing_on_record_can_be_changed_or_deleted(tmp_path: Path, postgres: str, schema: str) -> None:
    with PostgresLedger.connect(DeskPaths.of(tmp_path), postgres, schema=schema) as ledger:
        ledger.append([Act(id="1", kind="note", operator="li", at=1)])
        with psycopg.connect(postgres, autocommit=True) as db:
            for statement in (
                "update {}.journal set at = 0",
                "delete from {}.journal",
                "truncate {}.journal",
            ):
                with pytest.raises(psycopg.Error, match="append-only"):
                    db.execute(statement.format(schema))
        assert [act.at for act in ledger.acts()] == [1]


def test_a_newer_schema_is_refused(tmp_path: Path, postgres: str, schema: str) -> None:
    PostgresLedger.connect(DeskPaths.of(tmp_path), postgres, schema=schema).close()
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"insert into {schema}.about values (99)")
    with pytest.raises(LedgerTooNew):
        PostgresLedger.connect(DeskPaths.of(tmp_path), postgres, schema=schema)


def test_a_writer_that_holds_on_is_said_to_be_busy(tmp_path: Path, postgres: str, schema: str) -> None:
    paths = DeskPaths.of(tmp_path)
    with PostgresLedger.connect(paths, postgres, schema=schema, busy_seconds=0.05) as ledger:
        with psycopg.connect(postgres) as db:
            db.execute("select pg_advisory_xact_lock(hashtext(%s))", (schema,))
            with pytest.raises(LedgerBusy):
                ledger.append([Act(id="1", kind="note", operator="li", at=1)])
            assert ledger.acts() == []
        assert ledger.append([Act(id="1", kind="note", operator="li", at=1)])[0].seq


def test_a_server_that_is_not_there_is_an_error_of_the_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError):
        PostgresLedger.connect(DeskPaths.of(tmp_path), f"postgresql://x@/postgres?host={tmp_path}")


def test_it_is_a_ledger(tmp_path: Path, postgres: str, schema: str) -> None:
    with PostgresLedger.connect(DeskPaths.of(tmp_path), postgres, schema=schema) as ledger:
        assert isinstance(ledger, Ledger)
        assert ledger.check() == []
