"""Loaders of several machines: each loads what arrives on its own, one after another."""

import json
import platform
import shutil
import threading
from collections.abc import Callable

import pytest

pytest.importorskip("psycopg")

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.intake.loop import run as run_loader
from orderdeck.data.ledger import Ledger, LedgerBusy
from orderdeck.data.ledger.shared.pointer import read_pointer
from orderdeck.tui.present.panels.people import rows as rows_of
from orderdeck.tui.present.view.rows import RenderOptions
from orderdeck.tui.service.people import operators
from tests.keep.kept_desk import SETTINGS, arrive, write_orders
from tests.machines.machines import desk, rows, shown

Run = Callable[..., tuple[int, str, str]]
Pair = tuple[DeskPaths, DeskPaths]


def told(paths: DeskPaths) -> list[tuple[str, str]]:
    with Ledger.open(paths) as ledger:
        return [(export.name, export.state) for export in ledger.exports()]


def test_files_of_one_name_on_two_machines_are_two_files(simple_pair: Pair) -> None:
    first, second = simple_pair
    arrive(first, "orders.csv", range(3))
    arrive(second, "orders.csv", range(3, 5))
    for paths in (*simple_pair, *simple_pair):
        run_loader(paths, SETTINGS, once=True)
    assert told(first) == [("orders.csv", "loaded")] * 2
    assert len(shown(second)) == 5


def test_a_folder_that_both_have_mounted_is_loaded_once(simple_pair: Pair) -> None:
    first, second = simple_pair
    shared = DeskPaths.of(first.exports, second.state)
    arrive(first, "orders.csv", range(3))
    for _ in range(2):
        run_loader(shared, SETTINGS, once=True)
    arrive(shared, "more.csv", range(3, 5))
    for _ in range(2):
        run_loader(first, SETTINGS, once=True)
    assert told(first) == [("orders.csv", "loaded"), ("more.csv", "loaded")]


def test_loaders_that_run_at_once_take_turns(simple_pair: Pair) -> None:
    stop = threading.Event()
    loaders = [
        threading.Thread(target=run_loader, args=(paths, SETTINGS), kwargs={"stop": stop})
        for paths in simple_pair
    ]
    for loader in loaders:
        loader.start()
    for number in range(6):
        write_orders(simple_pair[number % 2], f"{number}.csv", [number])
    with Ledger.open(simple_pair[0]) as ledger:
        while len(ledger.exports()) < 6:
            assert all(loader.is_alive() for loader in loaders)
            ledger.changed()
            threading.Event().wait(0.05)
    stop.set()
    for loader in loaders:
        loader.join()
    assert sorted(told(simple_pair[1])) == [(f"{number}.csv", "loaded") for number in range(6)]
    assert len(shown(simple_pair[1])) == 6


def test_loaders_of_other_machines_are_shown(
    simple_pair: Pair, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = simple_pair
    monkeypatch.setattr("orderdeck.data.intake.loop.IDLE_SECONDS", 0.05)
    stop = threading.Event()
    loader = threading.Thread(
        target=run_loader, args=(first, SETTINGS), kwargs={"stop": stop, "operator": "mei\u202e"}
    )
    loader.start()
    try:
        with Ledger.open(second) as ledger:
            while not ledger.loaders():
                assert loader.is_alive()
                ledger.changed()
        told = f"mei loads {first.exports} on {platform.node()} since "
        code, out, _ = run("serve", second.exports, "--status")
        assert code == 1  # nobody does here
        assert "Nobody is loading on this machine." in out
        assert told in out
        [there] = json.loads(run("serve", second.exports, "--status", "--json")[1])["elsewhere"]
        assert (there["operator"], there["folder"]) == ("mei", str(first.exports))
        assert told in run("doctor", second.exports)[1]
        assert json.loads(run("doctor", second.exports, "--json")[1])["elsewhere"] == [there]
        assert "since" not in run("serve", first.exports, "--status")[1]  # it is none of another machine
        shown = desk(second)
        try:
            [mei] = [one for one in operators(shown, "li") if one.operator == "mei"]
            assert [(one.machine, one.folder) for one in mei.elsewhere] == [
                (platform.node(), str(first.exports))
            ]
            [row] = rows_of([mei], RenderOptions(0))
            assert f"loads on {platform.node()}" in "".join(piece.text for piece in row.pieces)
        finally:
            shown.close()
    finally:
        stop.set()
        loader.join()
    assert json.loads(run("serve", second.exports, "--status", "--json")[1])["elsewhere"] == []


def test_a_loader_waits_for_another_machine_that_loads(
    simple_pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = simple_pair
    monkeypatch.setattr("orderdeck.data.intake.loop.RETRY_SECONDS", 0.01)
    write_orders(second, "a.csv", [1])
    with Ledger.open(first) as ledger:
        with ledger.loading(), pytest.raises(LedgerBusy, match="another machine"):
            run_loader(second, SETTINGS, once=True)
        assert told(first) == []
        run_loader(second, SETTINGS, once=True)
    assert told(first) == [("a.csv", "loaded")]


def test_a_loader_that_was_cut_off_begins_its_batch_anew(
    simple_pair: Pair, postgres: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    first, second = simple_pair
    monkeypatch.setattr("orderdeck.data.intake.loop.RETRY_SECONDS", 0.01)
    pointer = read_pointer(first)
    assert pointer
    cut: list[bool] = []
    as_it_is = Ledger.record

    def record(ledger: Ledger, *exports: object, **more: object) -> object:
        if not cut:
            cut.append(True)
            with psycopg.connect(postgres, autocommit=True) as db:
                db.execute(
                    "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' "
                    "and ((classid::bigint << 32) | objid::bigint) = hashtextextended(%s, 0)",
                    (f"orderdeck:{pointer.desk}:load",),
                )
            # Another machine has the same file, and is faster.
            shutil.copy2(first.exports / "a.csv", second.exports / "a.csv")
            run_loader(second, SETTINGS, once=True)
        return as_it_is(ledger, *exports, **more)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Ledger, "record", record)
    write_orders(first, "a.csv", range(3))
    run_loader(first, SETTINGS, once=True)
    assert cut
    monkeypatch.undo()
    assert told(first) == [("a.csv", "loaded")]
    assert len(rows(first)["parts"]) == 1
    assert len(shown(first)) == 3
