"""Parts on a store that several machines reach: read through a cache, never damaged, gone or doubled unnoticed."""

import shutil
from pathlib import Path

import pytest

pytest.importorskip("psycopg")

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.intake.loop import run as run_loader
from orderdeck.data.ledger import Ledger, LedgerAway, Part
from orderdeck.data.ledger.parts.folder import sweep
from orderdeck.data.ledger.parts.merge import merge_small
from orderdeck.data.ledger.shared.moving import standing
from orderdeck.data.ledger.shared.places import Place, place_of
from orderdeck.data.ledger.shared.pointer import read_pointer
from orderdeck.data.maintenance.doctor import examine, repair
from tests.keep.kept_desk import SETTINGS, arrive, flip
from tests.machines.conftest import Store
from tests.machines.machines import board, desk, rows, shown

Pair = tuple[DeskPaths, DeskPaths]


def place(paths: DeskPaths) -> Place:
    pointer = read_pointer(paths)
    assert pointer
    return place_of(standing(pointer.ledger, pointer.schema).store, pointer)


def until_whole(opened: Desk) -> None:
    """Follows, as a deck does, until nothing is missing."""
    while opened.losses:
        if opened.ledger.changed():
            opened.catch_up()


def damage(paths: DeskPaths, part: Part) -> None:
    """A byte turns in the store."""
    where, name = place(paths), next(iter(part.checksums))
    content = bytearray(where.get(part.name, name))
    content[len(content) // 2] ^= 8
    others = {one: where.get(part.name, one) for one in part.checksums if one != name}
    where.remove(part.name)
    for one, as_it_was in others.items():
        where.put(part.name, one, as_it_was)
    where.put(part.name, name, bytes(content))


def test_what_one_loads_all_see_and_a_cache_may_go_at_any_time(pair: Pair) -> None:
    first, second = pair
    arrive(first, "a.csv", range(3))
    arrive(second, "b.csv", range(3, 6))
    every = shown(first)
    assert len(every) == 6
    assert shown(second) == every
    for paths in pair:
        shutil.rmtree(paths.parts)
        assert shown(paths) == every
    opened = desk(second)
    try:
        shutil.rmtree(second.parts)  # while it is open: an order finished long ago is read from its part
        [key] = opened.find("3031270000000000")
        assert opened.order(key)
        arrive(first, "c.csv", [7])
        opened.catch_up()
        assert len(board(opened)) == 7
        opened.check()
    finally:
        opened.close()


def test_files_are_put_once(pair: Pair) -> None:
    where = place(pair[0])
    where.put("p", "orders.parquet", b"one")
    with pytest.raises(FileExistsError):
        where.put("p", "orders.parquet", b"two")
    assert where.get("p", "orders.parquet") == b"one"
    with pytest.raises(FileNotFoundError):
        where.get("p", "lines.parquet")
    assert where.parts() >= {"p"}
    where.remove("p")
    assert "p" not in where.parts()


def test_what_a_dead_loader_left_there_is_no_part_and_in_nobodys_way(pair: Pair) -> None:
    first, second = pair
    arrive(first, "a.csv", range(3))
    with Ledger.open(first) as ledger:
        [part] = ledger.parts()
    place(first).put("dead", "orders.parquet", b"half")
    assert len(shown(second)) == 3
    with Ledger.open(second) as ledger, ledger.loading():
        sweep(second, ledger, 600)
        assert place(second).parts() == {part.name}
    # The same name once more, with other bytes: what was never told of goes.
    shutil.copytree(first.parts / part.name, first.parts / "again")
    place(first).put("again", "orders.parquet", b"half")
    with Ledger.open(first) as ledger:
        again = Part(name="again", kind="orders", export_ids=["x"], size=part.size, checksums=part.checksums)
        ledger.merge(again, [])
        assert not ledger.stored.lacks(again)


def test_parts_that_were_merged_away_go_after_their_time(pair: Pair) -> None:
    first, second = pair
    for number in range(3):
        arrive(first, f"{number}.csv", [number])
    every = shown(second)
    with Ledger.open(first) as ledger, ledger.loading():
        assert merge_small(first, ledger, many=2)
        sweep(first, ledger, 600)
        assert len(place(first).parts()) == 4
        sweep(first, ledger, -1)
        assert len(place(first).parts()) == 1
    assert shown(second) == every


def test_a_damaged_part_is_never_taken_and_is_put_again_by_who_has_it(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdeck.data.ledger.shared.parts.AGAIN_SECONDS", 0.0)
    first, second = pair
    arrive(first, "a.csv", range(3))
    with Ledger.open(first) as ledger:
        [part] = ledger.parts()
    damage(first, part)
    opened = desk(second)
    try:
        assert [(loss.code, loss.count) for loss in opened.losses] == [("part", 3)]
        assert not (second.parts / part.name).exists()
        assert [finding.code for finding in examine(first)] == ["part_damaged"]
        assert [(finding.code, finding.mended) for finding in repair(first, SETTINGS)] == [
            ("part_put_again", True)
        ]
        assert examine(first) == []
        until_whole(opened)
        assert len(board(opened)) == 3
    finally:
        opened.close()


def test_a_damaged_copy_is_fetched_anew(pair: Pair) -> None:
    first, second = pair
    arrive(first, "a.csv", range(3))
    every = shown(second)
    with Ledger.open(second) as ledger:
        [part] = ledger.parts()
    flip(second.parts / part.name / "orders.parquet")
    assert examine(second) == []
    assert shown(second) == every
    (second.parts / part.name / "orders.parquet").write_bytes(b"short")
    assert shown(second) == every
    assert rows(first)["parts"] == [part]  # nobody took it for lost, and made it anew of what is here


def test_what_is_lost_everywhere_is_read_again_where_its_file_is(pair: Pair) -> None:
    first, second = pair
    arrive(first, "a.csv", range(3))
    every = shown(first)
    with Ledger.open(first) as ledger:
        [part] = ledger.parts()
    place(first).remove(part.name)
    for paths in pair:
        shutil.rmtree(paths.parts)
    run_loader(second, SETTINGS, once=True)  # it has not the file, and leaves it
    assert rows(first)["parts"] == [part]
    run_loader(first, SETTINGS, once=True)
    assert shown(second) == every


def test_a_store_that_is_away_for_a_while_loses_nothing(
    pair: Pair, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = pair
    monkeypatch.setattr("orderdeck.data.intake.loop.RETRY_SECONDS", 0.01)
    monkeypatch.setattr("orderdeck.data.ledger.shared.parts.AGAIN_SECONDS", 0.0)
    arrive(first, "a.csv", range(3))
    every = shown(first)
    store.away()
    # Who has the parts goes on; who hasn't says so; a new file waits, and no part is made anew.
    assert shown(first) == every
    opened = desk(second)
    try:
        assert [loss.code for loss in opened.losses] == ["part"]
        shutil.rmtree(first.parts)
        with pytest.raises(LedgerAway):
            arrive(first, "b.csv", [9])
        store.back()
        until_whole(opened)
        assert board(opened) == every
    finally:
        opened.close()
    run_loader(first, SETTINGS, once=True)
    assert len(shown(second)) == 4
    with Ledger.open(first) as ledger:
        assert [export.state for export in ledger.exports()] == ["loaded", "loaded"]


def test_a_full_cache_is_said_and_passes(simple_pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = simple_pair
    arrive(first, "a.csv", range(3))

    def full(*_given: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("orderdeck.data.ledger.shared.parts.AGAIN_SECONDS", 0.0)
        with patch.context() as fuller:
            fuller.setattr(Path, "rename", full)
            opened = desk(second)
        try:
            assert [loss.code for loss in opened.losses] == ["part"]
            until_whole(opened)
        finally:
            opened.close()
