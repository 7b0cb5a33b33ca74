"""The ledger on PostgreSQL: what its own engine has to hold; the contract is in test_store.py, on both engines."""

import hashlib
import multiprocessing
import shutil
import signal
from pathlib import Path

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import (
    Ledger,
    LedgerAbsent,
    LedgerBusy,
    LedgerDenied,
    LedgerError,
    LedgerTooNew,
    Part,
    Sighting,
)
from orderdeck.data.ledger.errors import LedgerAway
from orderdeck.data.ledger.parts.folder import sweep
from orderdeck.data.ledger.records import Basis, Bid
from orderdeck.data.ledger.shared.pointer import Pointer, read_pointer, write_pointer
from tests.ledger.conftest import an_export, note
from tests.ledger.shared_desks import join, new_pointer

psycopg = pytest.importorskip("psycopg")

from orderdeck.data.ledger.shared.moving import begun, leaving  # noqa: E402
from orderdeck.data.ledger.shared.schema import TABLES, UPGRADES, VERSION  # noqa: E402

SPAWN = multiprocessing.get_context("spawn")


def _append(folder: Path, worker: int, times: int) -> None:
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        for number in range(times):
            ids = (f"{worker}-{number}", f"{(worker + 1) % 4}-{number}")
            ledger.append([Act(id=one, kind="note", operator=f"op{worker}", at=number) for one in ids])


def _claim(folder: Path, worker: int, out: "multiprocessing.Queue[list[str]]") -> None:
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        claims = [
            Act(id=f"{worker}-{n}", kind="claim", operator="li", at=1, order_key=f"a:{n}") for n in range(25)
        ]
        out.put([str(one.order_key) for one in claims if isinstance(ledger.claim(one, 0, fresh=True), Act)])


def test_a_follower_misses_no_act_of_four_processes(machine: DeskPaths) -> None:
    workers = [SPAWN.Process(target=_append, args=(machine.exports, n, 40)) for n in range(4)]
    for worker in workers:
        worker.start()
    seen: list[Act] = []
    with Ledger.open(machine) as ledger:
        while any(worker.is_alive() for worker in workers):
            if ledger.changed():
                seen += ledger.acts(after=seen[-1].seq if seen else 0)
        seen += ledger.acts(after=seen[-1].seq if seen else 0)
        assert [act.id for act in seen] == [act.id for act in ledger.acts()]
    assert [worker.exitcode for worker in workers] == [0] * 4
    assert {act.id for act in seen} == {f"{worker}-{number}" for worker in range(4) for number in range(40)}
    assert len(seen) == 160


def test_eight_processes_never_claim_the_same_order(machine: DeskPaths) -> None:
    out: multiprocessing.Queue[list[str]] = SPAWN.Queue()
    workers = [SPAWN.Process(target=_claim, args=(machine.exports, n, out)) for n in range(8)]
    for worker in workers:
        worker.start()
    won = [order for _ in workers for order in out.get(timeout=60)]
    for worker in workers:
        worker.join(30)
    assert sorted(won) == sorted(f"a:{number}" for number in range(25))


def test_nothing_on_record_can_be_changed_or_deleted(machine: DeskPaths, pointer: Pointer) -> None:
    with Ledger.open(machine) as ledger:
        ledger.append([note("1")])
        with psycopg.connect(pointer.ledger, autocommit=True) as db:
            for statement in (
                "update {}.journal set at = 0",
                "delete from {}.journal",
                "truncate {}.journal",
            ):
                with pytest.raises(psycopg.Error, match="append-only"):
                    db.execute(statement.format(pointer.schema))
        assert [act.at for act in ledger.acts()] == [1]


# What an act costs


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """As long as questions were put to a server and answered, each of them a way there and back."""
    gone: list[None] = []
    as_it_is = psycopg.Connection.wait

    def wait(connection: object, *rest: object) -> object:
        gone.append(None)
        return as_it_is(connection, *rest)

    monkeypatch.setattr(psycopg.Connection, "wait", wait)
    return gone


def test_an_act_is_three_ways_to_the_server_and_back(machine: DeskPaths, ways: list[None]) -> None:
    with Ledger.open(machine) as ledger:
        for number in range(10):
            ways.clear()
            ledger.append([note(str(number))])
            assert len(ways) == 3
        # One that is there already is asked for.
        ways.clear()
        assert [act.seq for act in ledger.append([note("3")])] == [4]
        assert len(ways) == 4


def test_a_claim_and_an_act_are_seven_ways_at_most(machine: DeskPaths, ways: list[None]) -> None:
    with Ledger.open(machine) as ledger:
        basis = Basis(seq=0, export=0, kinds=("withdraw", "undo"))
        for number in range(10):
            order = f"a:{number // 2}"
            claim = Act(id=f"c{number}", kind="claim", operator="li", at=1, order_key=order)
            act = Act(id=f"n{number}", kind="note", operator="li", at=1, order_key=order)
            ways.clear()
            [settled] = ledger.settle([Bid(act, claim)], 0, after=100, basis=basis) or []
            assert settled.done
            assert len(ways) <= 7


# Where it stands


def test_a_newer_schema_is_refused(machine: DeskPaths, pointer: Pointer) -> None:
    with psycopg.connect(pointer.ledger, autocommit=True) as db:
        db.execute(f"insert into {pointer.schema}.about values (99)")
    with pytest.raises(LedgerTooNew):
        Ledger.open(machine)


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_schema_of_before_is_brought_up_to_date(machine: DeskPaths, pointer: Pointer, version: int) -> None:
    # What each upgrade adds is taken away again, newest first: such is a schema of that version.
    undone = {
        6: "alter table presence drop column machine, drop column exports, drop column loads",
        5: "drop table desk, presence, part_files, own_files; drop function is_here cascade",
        4: "drop index journal_without_order; drop index journal_by_kind; drop index journal_of_operator",
        3: "create table progress (what text primary key, upto bigint not null)",
        2: "drop table progress; drop index journal_withdrawals; drop index exports_loaded_once; "
        "alter table exports drop column latest_event, drop column claimed_at, drop column lacks, "
        "drop column rows_of, drop column copied_at; "
        "create unique index exports_loaded_once on exports (sha256) where state = 'loaded'",
    }
    with Ledger.open(machine) as ledger:
        ledger.append([note("before")])
    with psycopg.connect(pointer.ledger, autocommit=True) as db:
        db.execute(f"set search_path = {pointer.schema}")
        for one in range(VERSION, version, -1):
            db.execute(undone[one])
        db.execute("update about set version = %s", (version,))
        for upgrade in UPGRADES[version - 1 : VERSION - 2]:
            assert upgrade
        if version < VERSION:
            for upgrade in UPGRADES[version - 1 :]:
                db.execute(upgrade)
        if version < 5:  # a desk's name came with that one, and has to be said once more
            db.execute("insert into desk (id, state, store) values (%s, 'here', '')", (pointer.desk,))
    with Ledger.open(machine) as ledger:
        ledger.record(an_export())
        assert [act.id for act in ledger.acts()] == ["before"]
        assert len(ledger.exports()) == 1
    assert f"values ({VERSION})" in TABLES


def test_another_desk_in_its_place_is_not_taken_for_it(machine: DeskPaths, pointer: Pointer) -> None:
    with psycopg.connect(pointer.ledger, autocommit=True) as db:
        db.execute(f"update {pointer.schema}.desk set id = 'other'")
    with pytest.raises(LedgerAbsent):
        Ledger.open(machine)


def test_a_desk_on_its_way_is_busy_and_one_that_left_is_told_so(machine: DeskPaths, pointer: Pointer) -> None:
    with Ledger.open(machine) as ledger:
        with psycopg.connect(pointer.ledger, autocommit=True) as db:
            db.execute(f"update {pointer.schema}.desk set state = 'moving'")
            with pytest.raises(LedgerBusy):
                Ledger.open(machine)
            db.execute(f"update {pointer.schema}.desk set state = 'left'")
        with pytest.raises(LedgerError, match="brought back"):
            Ledger.open(machine)
        # Nor by whoever was there all along.
        with pytest.raises(LedgerError, match="brought back"):
            ledger.append([note("1")])
        assert ledger.acts() == []


def test_a_desk_that_is_open_does_not_leave(machine: DeskPaths, pointer: Pointer) -> None:
    with Ledger.open(machine) as ledger:
        with pytest.raises(LedgerBusy, match="close the decks"), leaving(pointer):
            pass
        ledger.append([note("1")])
    with pytest.raises(ZeroDivisionError), leaving(pointer):
        _ = 1 / 0
    with Ledger.open(machine) as ledger:
        ledger.append([note("2")])


def test_a_schema_of_something_else_is_left_alone(postgres: str, pointer: Pointer) -> None:
    foreign = new_pointer(postgres)
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"create schema {foreign.schema} create table mine (x int)")
        for other in (
            foreign,
            Pointer(ledger=postgres, desk="another", folder="f", schema=pointer.schema),
        ):
            with pytest.raises(LedgerError, match="name another"), begun(other, ""):
                pass
        db.execute(f"select x from {foreign.schema}.mine")


def test_the_pointer_has_no_more_than_it_needs(machine: DeskPaths, pointer: Pointer) -> None:
    found = read_pointer(machine)
    assert found
    assert (found.ledger, found.desk, found.schema) == (pointer.ledger, pointer.desk, pointer.schema)
    machine.shared.write_text("{}")
    with pytest.raises(LedgerError, match=r"shared\.json"):
        Ledger.open(machine)


# Who may do what


def test_a_role_that_only_reads_looks_on(machine: DeskPaths, pointer: Pointer, postgres: str) -> None:
    with Ledger.open(machine) as ledger:
        ledger.append([note("1")])
    with psycopg.connect(postgres, autocommit=True) as db:
        role = f"reader_{pointer.desk}"
        db.execute(f"create role {role} login")
        db.execute(f"grant usage on schema {pointer.schema} to {role}")
        db.execute(f"grant select on all tables in schema {pointer.schema} to {role}")
    theirs = Pointer(
        ledger=postgres.replace("orderdeck@", f"{role}@"),
        desk=pointer.desk,
        folder="r",
        schema=pointer.schema,
    )
    join(machine, theirs)
    write_pointer(machine, theirs)
    with pytest.raises(LedgerDenied):
        Ledger.open(machine)
    with Ledger.open(machine, reading=True) as looking:
        assert looking.paths.read_only
        assert [act.id for act in looking.acts()] == ["1"]
        assert looking.changed()
        with pytest.raises(LedgerDenied):
            looking.append([note("2")])


def test_a_role_that_acts_and_loads_needs_no_more_than_the_page_says(
    machine: DeskPaths, pointer: Pointer, postgres: str
) -> None:
    role = f"mei_{pointer.desk}"
    page = (Path(__file__).parents[2] / "docs" / "scaling.md").read_text(encoding="utf-8")
    told = page.partition("-- acts, and loads\n")[2].partition("-- only reads")[0]
    assert told.count("grant") == 3
    with psycopg.connect(postgres, autocommit=True) as db:
        db.execute(f"create role {role} login")
        db.execute(told.replace("orderdeck", pointer.schema).replace("to mei", f"to {role}"))
    theirs = Pointer(
        ledger=postgres.replace("orderdeck@", f"{role}@"),
        desk=pointer.desk,
        folder="m",
        schema=pointer.schema,
    )
    write_pointer(machine, theirs)
    machine.queues.mkdir()
    (machine.queues / "own.sql").write_text("select order_key from facts")
    with Ledger.open(machine) as ledger, Ledger.open(machine) as other:
        assert ledger.append([note("1")])[0].seq
        ledger.enter("mei")
        assert other.elsewhere() == ["mei"]
        folder = machine.parts / "p"
        folder.mkdir()
        (folder / "orders.parquet").write_bytes(b"PAR1 and PAR1")
        sha = hashlib.sha256(b"PAR1 and PAR1").hexdigest()
        part = Part(name="p", kind="orders", export_ids=["e"], size=13, checksums={"orders.parquet": sha})
        with ledger.loading():
            seen = Sighting(name="a.csv", stamp="1")
            ledger.record(an_export(), part=part, sightings=[seen])
            ledger.saw(Sighting(name="a.csv", stamp="2"))
            sweep(machine, ledger, 600)
        shutil.rmtree(folder)
        assert other.whole_parts() == ledger.parts()
        assert [one.stamp for one in other.sightings().values()] == ["2"]


# Who writes, and who loads


def test_a_writer_that_holds_on_is_said_to_be_busy(machine: DeskPaths, pointer: Pointer) -> None:
    with Ledger.open(machine, busy_seconds=0.05) as ledger:
        with psycopg.connect(pointer.ledger) as db:
            key = f"orderdeck:{pointer.desk}:write"
            db.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", (key,))
            with pytest.raises(LedgerBusy):
                ledger.append([note("1")])
            assert ledger.acts() == []
        assert ledger.append([note("1")])[0].seq


def test_one_machine_loads_at_a_time(machine: DeskPaths) -> None:
    with Ledger.open(machine) as first, Ledger.open(machine, busy_seconds=0.1) as second:
        with first.loading(), first.loading():
            with pytest.raises(LedgerBusy, match="another machine"), second.loading():
                pass
            second.append([note("1")])  # acts don't wait for it
        with second.loading():
            second.record(an_export())


def test_a_loader_that_was_cut_off_cant_write(machine: DeskPaths, pointer: Pointer) -> None:
    export: Export = an_export()
    with Ledger.open(machine) as ledger, Ledger.open(machine) as other:
        with ledger.loading():
            ledger.saw()
            with psycopg.connect(pointer.ledger, autocommit=True) as db:
                key = f"orderdeck:{pointer.desk}:load"
                db.execute(
                    "select pg_terminate_backend(l.pid) from pg_locks l where locktype = 'advisory' "
                    "and ((classid::bigint << 32) | objid::bigint) = hashtextextended(%s, 0)",
                    (key,),
                )
            with other.loading():  # at once: the server knows
                other.record(export)
            for _ in range(3):
                with pytest.raises(LedgerAway):
                    ledger.record(export)
        with ledger.loading():  # anew
            assert ledger.record(export) == [1]


def _hold(folder: Path, out: "multiprocessing.Queue[str]") -> None:
    with Ledger.open(DeskPaths.of(folder)) as ledger, ledger.loading():
        out.put("held")
        signal.pause()


def test_where_a_loader_is_killed_another_machine_goes_on(machine: DeskPaths) -> None:
    out: multiprocessing.Queue[str] = SPAWN.Queue()
    holder = SPAWN.Process(target=_hold, args=(machine.exports, out))
    holder.start()
    assert out.get(timeout=60) == "held"
    with Ledger.open(machine, busy_seconds=0.1) as ledger, pytest.raises(LedgerBusy), ledger.loading():
        pass
    with Ledger.open(machine, busy_seconds=60) as ledger:
        holder.kill()
        with ledger.loading():
            ledger.record(an_export())
    holder.join()


# Who is here


def test_decks_on_other_machines_are_seen_while_they_are_open(machine: DeskPaths, tmp_path: Path) -> None:
    with Ledger.open(machine) as mine:
        mine.enter("li")
        with Ledger.open(machine) as theirs:
            theirs.enter("mei")
            theirs.enter("mei")
            assert mine.elsewhere() == ["mei"]
            assert theirs.elsewhere() == ["li"]
        while mine.elsewhere():  # the server hears of it
            pass
