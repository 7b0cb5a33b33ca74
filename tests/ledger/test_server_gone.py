"""A shared desk's server that goes, and comes back: the ledger on PostgreSQL waits, says so, and goes on."""

import signal
import threading
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger
from orderdeck.data.ledger.errors import LedgerAway
from orderdeck.data.ledger.shared.pointer import Pointer
from tests.ledger.conftest import note
from tests.ledger.server import Server
from tests.ledger.shared_desks import join, new_pointer, stand

psycopg = pytest.importorskip("psycopg")

from orderdeck.data.ledger.shared import on_postgres  # noqa: E402
from orderdeck.data.ledger.shared.connection import away  # noqa: E402


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_was_restarted_is_a_ledger_again(
    restarted: tuple[Server, DeskPaths], how: signal.Signals
) -> None:
    own, paths = restarted
    with Ledger.open(paths, busy_seconds=0.1) as ledger:
        ledger.append([note("before")])
        while ledger.changed():
            pass
        own.stop(how)
        for attempt in (lambda: ledger.append([note("kept")]), ledger.acts, ledger.changed):
            with pytest.raises(LedgerAway):
                attempt()
        assert own.start()
        # Kept meanwhile, it goes through as it is; and twice, since nobody can know whether it had.
        ledger.append([note("kept")])
        ledger.append([note("kept")])
        assert ledger.changed()
        assert [act.id for act in ledger.acts()] == ["before", "kept"]


def test_one_restart_between_two_acts_is_not_noticed(restarted: tuple[Server, DeskPaths]) -> None:
    own, paths = restarted
    with Ledger.open(paths) as ledger:
        ledger.append([note("before")])
        own.stop()
        assert own.start()
        ledger.append([note("after")])
        assert [act.id for act in ledger.acts()] == ["before", "after"]


def test_reading_waits_for_a_server_that_is_about_to_come(restarted: tuple[Server, DeskPaths]) -> None:
    own, paths = restarted
    with Ledger.open(paths, busy_seconds=30) as ledger:
        ledger.append([note("before")])
        own.stop()
        read: list[Act] = []
        reader = threading.Thread(target=lambda: read.extend(ledger.acts()))
        reader.start()
        assert own.start()
        reader.join()
        assert [act.id for act in read] == ["before"]


def test_what_others_wrote_while_a_follower_was_cut_off_is_news(machine: DeskPaths, pointer: Pointer) -> None:
    with Ledger.open(machine) as ledger, Ledger.open(machine) as other:
        while ledger.changed():
            pass
        with psycopg.connect(pointer.ledger, autocommit=True) as db:
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() "
                "and query like %s",
                (f"%orderdeck_{pointer.desk}%",),
            )
            db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'orderdeck'"
            )
        other.append([note("1")])
        while not _changed(ledger):
            pass
        assert [act.id for act in ledger.acts()] == ["1"]


def test_what_is_written_at_once_is_asked_for_once(
    machine: DeskPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(machine) as ledger, Ledger.open(machine) as other:
        while ledger.changed():
            pass
        ledger.append([note("own")])
        assert ledger.changed()  # what is one's own, at once
        engine = ledger._engine
        assert isinstance(engine, on_postgres.PostgresEngine)
        monkeypatch.setattr(on_postgres, "GATHER_SECONDS", 1e9)
        monkeypatch.setattr(on_postgres, "SLOW_SECONDS", 1e9)
        assert not ledger.changed()
        for number in range(3):
            other.append([note(str(number))])
        while engine._told_at is None:
            assert not ledger.changed()
        monkeypatch.setattr(on_postgres, "GATHER_SECONDS", 0)
        assert ledger.changed()
        assert len(ledger.acts()) == 4
        # The last of them may be told of a little later, and is no news then.
        assert not ledger.changed()


def _changed(ledger: Ledger) -> bool:
    try:
        return ledger.changed()
    except LedgerAway:
        return False


def test_a_server_that_is_not_there_is_an_error_of_the_ledger(paths: DeskPaths, tmp_path: Path) -> None:
    join(paths, new_pointer(f"postgresql://x@/postgres?host={tmp_path}"))
    with pytest.raises(LedgerAway) as told:
        Ledger.open(paths, busy_seconds=0.1)
    assert str(told.value).endswith(f"{tmp_path}: No such file or directory")


REFUSED = """connection failed: connection to server at "10.1.2.3", port 5432 failed: Connection refused
    Is the server running on that host and accepting TCP/IP connections?"""
STARTS = """connection to server at "db1" (10.1.2.3), port 5432 failed: FATAL:  the database system is starting up
connection to server at "db2" (10.1.2.4), port 5432 failed: Connection refused"""


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (REFUSED, "10.1.2.3: Connection refused"),
        (STARTS, "db1: FATAL: the database system is starting up"),
        ("server closed the connection unexpectedly", "server closed the connection unexpectedly"),
    ],
)
def test_of_an_outage_is_said_which_server_and_what_is_the_matter(said: str, told: str) -> None:
    assert str(away("schema orderdeck", psycopg.OperationalError(said))) == f"schema orderdeck: {told}"


def test_opening_waits_for_a_server_that_is_about_to_come(restarted: tuple[Server, DeskPaths]) -> None:
    own, paths = restarted
    own.stop()
    opened: list[Ledger] = []
    opening = threading.Thread(target=lambda: opened.append(Ledger.open(paths, busy_seconds=60)))
    opening.start()
    assert own.start()
    opening.join()
    with opened[0] as ledger:
        assert ledger.append([note("1")])[0].seq


def test_of_several_addresses_the_one_that_answers_is_taken(paths: DeskPaths, postgres: str) -> None:
    folder = postgres.partition("host=")[2]
    several = f"postgresql://orderdeck@/postgres?host=/nowhere,{folder}&target_session_attrs=read-write"
    join(paths, stand(new_pointer(several)))
    with Ledger.open(paths) as ledger:
        assert ledger.append([note("1")])[0].seq
        assert ledger.check() == []
