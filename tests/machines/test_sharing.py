"""`share`, `join` and `unshare`: a desk moves to several machines and back, whole, whatever it is broken off by."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("psycopg")

from orderdeck.data.actions import Request, perform, take_next, undo
from orderdeck.data.base.config.settings import load as load_settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerBusy, LedgerError
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.ledger.shared import moving
from orderdeck.data.ledger.shared.parts import SharedParts
from orderdeck.data.ledger.shared.pointer import read_pointer
from orderdeck.data.maintenance import sharing
from orderdeck.data.maintenance.backup import backup, restore
from orderdeck.data.maintenance.doctor import examine
from orderdeck.data.maintenance.forget import forget
from orderdeck.data.maintenance.sharing import SharingError, join, share, unshare
from tests.keep.kept_desk import arrive, bytes_of, load, withdraw
from tests.machines.machines import board, desk, machine, new_schema, rows, shown

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def first(tmp_path: Path) -> DeskPaths:
    """A desk of one machine with all kinds of rows: loaded, refused, withdrawn, merged, acted on."""
    paths = machine(tmp_path, "first")
    for number in range(3):
        arrive(paths, f"{number}.csv", range(number * 4, number * 4 + 5))
    (paths.exports / "what.csv").write_text("neither,nor\n1,2\n")
    load(paths)
    withdraw(paths, "2.csv")
    with Ledger.open(paths) as ledger:
        merge_small(paths, ledger, many=2)
        ledger.append([Act(id="n", kind="note", operator="mei", at=7, data={"text": "等补货 – “quoted”\n"})])
    paths.queues.mkdir()
    (paths.queues / "brazil.sql").write_text("select order_key from facts where country_code = 'BR'")
    return paths


@pytest.fixture
def second(tmp_path: Path) -> DeskPaths:
    return machine(tmp_path, "second")


@pytest.fixture
def schema() -> str:
    return new_schema()


def test_a_desk_moves_to_several_machines_and_back(
    first: DeskPaths, second: DeskPaths, postgres: str, schema: str, tmp_path: Path
) -> None:
    before, looked = rows(first), shown(first)
    moved = share(first, postgres, schema, "")
    assert rows(first) == before
    assert shown(first) == looked
    assert not first.ledger.exists()
    assert not first.journal_copy.exists()
    elsewhere = machine(tmp_path, "restored")
    restore(Path(moved.backup), elsewhere)
    assert rows(elsewhere) == before

    join(second, postgres, schema)
    assert rows(second) == before
    assert shown(second) == looked
    assert (second.queues / "brazil.sql").read_text() == (first.queues / "brazil.sql").read_text()

    # Each loads its own, whatever its files are called; both see all.
    arrive(second, "0.csv", range(20, 23))
    arrive(first, "new.csv", range(23, 25))
    li, mei = desk(first), desk(second, "mei")
    try:
        assert board(li) == board(mei)
        keys = [row["order_key"] for row in board(li)]
        assert len(keys) == len(looked) + 5

        # One has an order, the other is told so.
        one = perform(li, li.ledger, Request(kind="claim", targets=(keys[0],), operator="li"))
        assert one.done
        mine = perform(mei, mei.ledger, Request(kind="done", targets=(keys[0],), operator="mei"))
        assert [(found.code, found.value) for found in mine.conflicts] == [("held_by", "li")]
        taken = [
            act.order_key
            for _ in range(3)
            for who, name in ((li, "li"), (mei, "mei"))
            for act in take_next(who, who.ledger, "standard", name).done
        ]
        assert len(taken) == len({*taken})
        assert perform(mei, mei.ledger, Request(kind="done", targets=(keys[-1],), operator="mei")).done
        assert undo(mei, mei.ledger, "mei").done
        for who in (li, mei):
            who.catch_up()
            who.check()
        assert board(li) == board(mei)
        last = board(li)
        with pytest.raises(LedgerBusy, match="close the decks"):
            unshare(first)
    finally:
        li.close()
        mei.close()

    shared = rows(first)
    unshare(first)
    assert read_pointer(first) is None
    assert rows(first) == shared
    assert shown(first) == last
    assert examine(first) == []
    with pytest.raises(LedgerError, match="brought back"):
        Ledger.open(second)
    with pytest.raises(SharingError, match="another machine"):
        unshare(second)
    # And on: numbers go on where they were.
    with Ledger.open(first) as ledger:
        assert (
            ledger.append([Act(id="after", kind="note", operator="li", at=9)])[0].seq > shared["acts"][-1].seq
        )
    arrive(first, "later.csv", range(30, 32))
    again = rows(first)
    share(first, postgres, new_schema(), "")
    assert rows(first) == again


class Broken(Exception):  # noqa: N818  # what a test breaks a move off by
    pass


def _break(monkeypatch: pytest.MonkeyPatch, place: Any, name: str) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise Broken(name)

    monkeypatch.setattr(place, name, broken)


STEPS = (
    (sharing, "_backed_up"),
    (sharing, "to_postgres"),
    (sharing, "_shared_parts"),
    (SharedParts, "keep"),
    (moving, "arrived"),
    (sharing, "_drop_ledger"),
)


@pytest.mark.parametrize(("place", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_move_that_was_broken_off_goes_on(
    first: DeskPaths, postgres: str, schema: str, monkeypatch: pytest.MonkeyPatch, place: Any, name: str
) -> None:
    before = rows(first)
    with monkeypatch.context() as patch:
        _break(patch, place, name)
        with pytest.raises(Broken):
            share(first, postgres, schema, "")
    # Before its last steps it stands where it was, and is worked on meanwhile.
    if name not in ("arrived", "_drop_ledger"):
        with Ledger.open(first) as ledger:
            ledger.append([Act(id="meanwhile", kind="note", operator="li", at=8)])
        before = rows(first)
    if name == "_drop_ledger":
        with pytest.raises(SharingError, match="shared already"):
            share(first, postgres, schema, "")
    else:
        share(first, postgres, schema, "")
    assert rows(first) == before
    unshare(first)
    assert rows(first) == before


BACK = (
    (sharing, "to_sqlite"),
    (sharing, "_shared_parts"),
    (sharing, "_drop_ledger"),
    (sharing, "drop_pointer"),
)


@pytest.mark.parametrize(("place", "name"), BACK, ids=[name for _, name in BACK])
@pytest.mark.parametrize("killed", [False, True])
def test_a_way_back_that_was_broken_off_goes_on(
    first: DeskPaths,
    postgres: str,
    schema: str,
    monkeypatch: pytest.MonkeyPatch,
    place: Any,
    name: str,
    killed: bool,
) -> None:
    share(first, postgres, schema, "")
    before = rows(first)
    with monkeypatch.context() as patch:
        _break(patch, place, name)
        with pytest.raises(Broken):
            unshare(first)
    if killed:  # nobody was there to say that it stays
        import psycopg

        pointer = read_pointer(first)
        assert pointer
        with psycopg.connect(postgres, autocommit=True) as db:
            db.execute(f"update {schema}.desk set state = 'left', left_by = '{pointer.folder}'")
    else:
        assert rows(first) == before
    unshare(first)
    assert rows(first) == before


def test_what_is_in_the_way_is_said(first: DeskPaths, second: DeskPaths, postgres: str, schema: str) -> None:
    with pytest.raises(SharingError, match="password"):
        share(first, "postgresql://li:secret@here/db", schema, "")
    with pytest.raises(SharingError, match="wanted"):
        share(first, "mysql://here/db", schema, "")
    with pytest.raises(SharingError, match="no such name"):
        share(first, postgres, "desk -c row_security=off", "")
    with pytest.raises(SharingError, match="no store"):
        sharing.store_address("ftp://here/parts")
    with pytest.raises(LedgerError, match="orderdeck share"):
        join(second, postgres, schema)
    with Ledger.open(first), pytest.raises(LedgerBusy):
        share(first, postgres, schema, "")
    share(first, postgres, schema, "")
    arrive(second, "own.csv", [1])
    with pytest.raises(SharingError, match="desk of its own"):
        join(second, postgres, schema)
    with pytest.raises(LedgerError, match="name another"):
        share(second, postgres, schema, "")
    assert len(shown(second)) == 1  # and stands where it stood
    with pytest.raises(SharingError, match="not shared"):
        unshare(second)


HELD = (
    "select count(*) from pg_locks where locktype = 'advisory' and granted = %s "
    "and ((classid::bigint << 32) | objid::bigint) = hashtextextended(%s, 0)"
)


def test_a_desk_that_was_closed_is_open_nowhere(first: DeskPaths, postgres: str, schema: str) -> None:
    share(first, postgres, schema, "")
    pointer = read_pointer(first)
    assert pointer
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as db:
        for _ in range(30):
            with Ledger.open(first):
                assert db.execute(HELD, (True, f"orderdeck:{pointer.desk}:use")).fetchone() == (1,)
            assert db.execute(HELD, (True, f"orderdeck:{pointer.desk}:use")).fetchone() == (0,)


def test_a_deck_that_was_just_killed_is_in_nobodys_way(first: DeskPaths, postgres: str, schema: str) -> None:
    share(first, postgres, schema, "")
    pointer = read_pointer(first)
    assert pointer
    name = f"orderdeck:{pointer.desk}:use"
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as killed, psycopg.connect(postgres) as db:
        killed.execute("select pg_advisory_lock_shared(hashtextextended(%s, 0))", (name,))
        going = threading.Thread(target=unshare, args=(first,))
        going.start()
        while db.execute(HELD, (False, name)).fetchone() == (0,):
            assert going.is_alive()
        killed.close()  # only now the server finds out
        going.join()
    assert read_pointer(first) is None


def test_the_commands_say_what_they_did(
    first: DeskPaths, second: DeskPaths, postgres: str, schema: str, run: Run
) -> None:
    code, out, _ = run("share", first.exports, postgres, "--schema", schema)
    assert code == 0
    assert f"orderdeck join '{postgres}' FOLDER --schema {schema}" in out
    assert run("join", postgres, second.exports, "--schema", schema)[0] == 0
    assert run("queues", second.exports)[:2] == run("queues", first.exports)[:2]
    assert run("doctor", second.exports)[0] == 0
    assert run("join", postgres, second.exports, "--schema", f"{schema}_other")[0] != 0
    code, out, _ = run("unshare", first.exports)
    assert code == 0
    assert f"drop schema {schema} cascade" in out
    code, _, err = run("queues", second.exports)
    assert code != 0
    assert "brought back" in err


# Keeping a shared desk


def test_a_backup_of_a_shared_desk_is_a_desk_of_one_machine(
    first: DeskPaths, second: DeskPaths, postgres: str, schema: str, tmp_path: Path
) -> None:
    share(first, postgres, schema, "")
    join(second, postgres, schema)
    backup(second, tmp_path / "backup")
    elsewhere = machine(tmp_path, "restored")
    restore(tmp_path / "backup", elsewhere)
    assert rows(elsewhere) == rows(first)
    assert (elsewhere.queues / "brazil.sql").exists()
    with pytest.raises(Exception, match="is a desk already"):
        restore(tmp_path / "backup", second)


def test_forgotten_is_forgotten_in_the_database_too(
    first: DeskPaths, second: DeskPaths, postgres: str, schema: str
) -> None:
    arrive(first, "finished.csv", [77], "交易完成", taken=1_700_000_000)
    with Ledger.open(first) as ledger:
        [key] = [key for key in ("aliexpress:3031270000000077",) if key]
        ledger.append(
            [Act(id="told", kind="note", operator="li", at=9, order_key=key, data={"text": "Street77"})]
        )
    share(first, postgres, schema, "")
    join(second, postgres, schema)
    for made in first.state.glob("before-share-*"):
        made.unlink()
    with Ledger.open(second), pytest.raises(LedgerBusy):
        forget(first, 1_800_000_000_000_000)
    done = forget(first, 1_800_000_000_000_000)
    assert (done.orders, done.acts) == (1, 1)
    assert b"Street77" not in bytes_of(first)
    with Ledger.open(second) as ledger:
        assert "Street77" not in str(ledger.acts())
        with pytest.raises(LedgerError):
            ledger.append([Act(id="x\0", kind="note", operator="li", at=1)])
    import psycopg

    with psycopg.connect(postgres) as db:
        held = db.execute(f"select count(distinct part) from {schema}.part_files").fetchone()
        assert held == (len(rows(first)["parts"]),)
        with pytest.raises(psycopg.Error, match="append-only"):
            db.execute(f"update {schema}.journal set at = 0")


# The desk's own files


def test_own_files_are_the_same_on_all_machines(
    first: DeskPaths, second: DeskPaths, postgres: str, schema: str
) -> None:
    first.settings.write_text("[queues]\ndue_hours = 30\n")
    share(first, postgres, schema, "")
    join(second, postgres, schema)
    assert load_settings(second).queues.due_hours == 30
    with Ledger.open(first) as here, Ledger.open(second) as there:
        second.settings.write_text("[queues]\ndue_hours = 40\n")
        there.mirror()
        while load_settings(first).queues.due_hours != 40:
            here.changed()
            here.mirror()
        (first.queues / "brazil.sql").unlink()
        here.mirror()
        while (second.queues / "brazil.sql").exists():
            there.changed()
            there.mirror()
    # On both at once: the first that is told counts, the other is kept beside it.
    first.settings.write_text("[queues]\ndue_hours = 1\n")
    second.settings.write_text("[queues]\ndue_hours = 2\n")
    Ledger.open(first).close()
    Ledger.open(second).close()
    assert load_settings(second).queues.due_hours == 1
    assert "due_hours = 2" in second.settings.with_name("orderdeck.toml~").read_text()


def test_what_the_database_calls_a_file_leads_nowhere_else(
    first: DeskPaths, postgres: str, schema: str, tmp_path: Path
) -> None:
    share(first, postgres, schema, "")
    import psycopg

    with psycopg.connect(postgres, autocommit=True) as db:
        for name in ("../evil", "queues/../../evil", "/evil", "ledger.sqlite", "parts/evil", "shared.json"):
            db.execute(f"insert into {schema}.own_files values (%s, 'x', 1)", (name,))
    pointer = first.shared.read_bytes()
    Ledger.open(first).close()
    assert first.shared.read_bytes() == pointer
    assert not first.ledger.exists()
    assert not [one for one in tmp_path.rglob("*") if one.name == "evil"]
