"""What the ledger promises: append-only, idempotent, in order, and plain words when it can't be used."""

import shutil
import sqlite3
import threading
from collections.abc import Callable

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import (
    Held,
    Ledger,
    LedgerBusy,
    LedgerDamaged,
    LedgerTooNew,
    LedgerUnsafe,
    LedgerUntrusted,
    Part,
    Sighting,
)
from orderdeck.data.ledger.database import connection

Make = Callable[..., Act]
MakeExport = Callable[..., Export]


def test_an_act_comes_back_whole(ledger: Ledger, act: Make) -> None:
    sent = act(
        "snooze",
        group="g",
        order_key="aliexpress:81",
        sku="A-1",
        state="00ff",
        data={"until": 7, "why": "等补货"},
    )
    [stored] = ledger.append([sent, act()])[:1]
    assert stored.seq == 1
    assert ledger.acts()[0] == stored
    assert [found.seq for found in ledger.acts(after=1)] == [2]


def test_the_same_act_sent_twice_counts_once(ledger: Ledger, act: Make) -> None:
    first, second = act(id="one"), act(id="two")
    ledger.append([first])
    again = ledger.append([first, second])
    assert [found.seq for found in again] == [found.seq for found in ledger.acts()]
    assert [found.id for found in ledger.acts()] == ["one", "two"]


def test_nothing_on_record_can_be_changed_or_deleted(paths: DeskPaths, act: Make, export: MakeExport) -> None:
    with Ledger.open(paths) as ledger:
        _fill_and_try_to_change(paths, ledger, act, export)


def _fill_and_try_to_change(paths: DeskPaths, ledger: Ledger, act: Make, export: MakeExport) -> None:
    ledger.append([act()])
    ledger.record(export(), part=Part(name="p", kind="orders", export_ids=["e"]))
    ledger.merge(Part(name="m", kind="orders", export_ids=["e"]), ["p"])
    with sqlite3.connect(paths.ledger) as db:
        for table, column in (("journal", "at"), ("exports", "size"), ("parts", "at"), ("replaced", "at")):
            for statement in (f"update {table} set {column} = 0", f"delete from {table}"):
                with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                    db.execute(statement)


def test_a_follower_is_told_of_others_acts_and_of_its_own(
    another: Callable[[], Ledger], ledger: Ledger, act: Make
) -> None:
    assert ledger.changed()
    assert not ledger.changed()
    with another() as other:
        other.append([act()])
        # A server tells of it in its own time.
        while not ledger.changed():
            pass
        assert not ledger.changed()
    ledger.append([act()])
    assert ledger.changed()
    assert len(ledger.acts()) == 2


def test_an_export_comes_back_whole(ledger: Ledger, export: MakeExport) -> None:
    refused = export(
        "cd" * 32,
        state="refused",
        reason="no_profile",
        headers=["订单号", "x"],
        nearest="shopify",
        notes=["n"],
    )
    loaded = export(profile="aliexpress", orders=3, lines=4, rejected=1, checksums={"orders.parquet": "00"})
    assert [*ledger.record(refused), *ledger.record(loaded)] == [1, 2]
    found = ledger.exports()
    assert [found[0].headers, found[1].checksums] == [["订单号", "x"], {"orders.parquet": "00"}]
    assert ledger.loaded(loaded.sha256) == found[1]
    assert ledger.loaded(refused.sha256) is None
    assert ledger.exports(after=1) == found[1:]


def test_the_same_bytes_are_recorded_as_loaded_once(ledger: Ledger, export: MakeExport) -> None:
    part = Part(name=export().export_id, kind="orders", export_ids=[export().export_id])
    assert ledger.record(export(), part=part) == ledger.record(export(name="copy.csv"), part=part) == [1]
    assert len(ledger.parts()) == 1


def test_a_merged_part_takes_the_place_of_its_parts(ledger: Ledger, export: MakeExport) -> None:
    for number in range(3):
        sha = f"{number}" * 64
        ledger.record(export(sha), part=Part(name=sha[:16], kind="orders", export_ids=[sha[:16]]))
    names = [part.name for part in ledger.parts()]
    merged = Part(name="m1", kind="orders", export_ids=names[:2], at=9)
    ledger.merge(merged, names[:2])
    assert [(part.name, part.export_ids) for part in ledger.parts()] == [
        (names[2], [names[2]]),
        ("m1", names[:2]),
    ]
    assert ledger.replaced_parts() == {names[0]: 9, names[1]: 9}
    assert ledger.known_parts() == {*names, "m1"}


def test_files_of_a_part_are_told_by_stem() -> None:
    names = ["orders.parquet", "orders-0001.parquet", "lines.parquet", "rejects.parquet"]
    part = Part(name="p", kind="orders", export_ids=[], checksums=dict.fromkeys(names, ""))
    assert sorted(part.files("orders")) == ["orders-0001.parquet", "orders.parquet"]
    assert part.files("lines") == ["lines.parquet"]


def test_what_the_loader_saw_is_kept_by_name(another: Callable[[], Ledger], ledger: Ledger) -> None:
    ledger.saw(Sighting(name="a.csv", stamp="1"), Sighting(name="b.csv", stamp="1"))
    ledger.saw(Sighting(name="a.csv", stamp="2", state="loaded", sha256="ff"))
    with another() as other:
        assert other.sightings() == {
            "a.csv": Sighting(name="a.csv", stamp="2", state="loaded", sha256="ff"),
            "b.csv": Sighting(name="b.csv", stamp="1"),
        }


def test_a_newer_ledger_is_refused_and_left_as_it_is(paths: DeskPaths) -> None:
    Ledger.open(paths).close()
    with sqlite3.connect(paths.ledger) as db:
        db.execute("pragma user_version = 99")
    db.close()
    before = paths.ledger.read_bytes()
    with pytest.raises(LedgerTooNew, match="newer orderdeck"):
        Ledger.open(paths)
    assert paths.ledger.read_bytes() == before


def test_a_database_that_is_no_ledger_is_refused(paths: DeskPaths) -> None:
    paths.state.mkdir()
    with sqlite3.connect(paths.ledger) as db:
        db.execute("create table songs (title)")
    db.close()
    before = paths.ledger.read_bytes()
    with pytest.raises(LedgerDamaged, match="not an orderdeck ledger"):
        Ledger.open(paths)
    assert paths.ledger.read_bytes() == before
    paths.ledger.write_bytes(b"torn" * 1000)
    with pytest.raises(LedgerDamaged, match=r"ledger\.sqlite"):
        Ledger.open(paths)


def test_a_damaged_page_is_found_on_opening_and_where_nothing_can_mend_it_the_ledger_is_refused(
    paths: DeskPaths, act: Make
) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act(data={"text": "x" * 500}) for _ in range(500)])
        assert ledger.check() == []
    paths.journal_copy.unlink()
    with paths.ledger.open("r+b") as file:
        file.seek(20 * 4096)
        file.write(b"\xff" * 4096)
    with pytest.raises(LedgerDamaged, match="orderdeck doctor"):
        Ledger.open(paths)


def test_a_writer_that_holds_on_is_said_to_be_busy(paths: DeskPaths, act: Make) -> None:
    with Ledger.open(paths, busy_seconds=0.05) as ledger:
        holder = sqlite3.connect(paths.ledger, isolation_level=None)
        holder.execute("begin immediate")
        with pytest.raises(LedgerBusy, match="try again"):
            ledger.append([act(id="kept")])
        assert ledger.acts() == []
        holder.execute("rollback")
        holder.close()
        assert [found.id for found in ledger.append([act(id="kept")])] == ["kept"]


def test_a_folder_that_is_not_there_is_named(paths: DeskPaths) -> None:
    shutil.rmtree(paths.exports)
    with pytest.raises(Exception, match="not a folder"):
        Ledger.open(paths)


def test_a_network_file_system_is_refused(paths: DeskPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    def network(_folder: object) -> None:
        raise LedgerUnsafe("no")

    monkeypatch.setattr(connection, "refuse_network", network)
    with pytest.raises(LedgerUnsafe):
        Ledger.open(paths)
    assert not paths.state.exists()


def test_a_ledger_path_that_can_not_be_a_file_is_denied_plainly(paths: DeskPaths) -> None:
    paths.ledger.mkdir(parents=True)
    with pytest.raises(LedgerUntrusted):
        Ledger.open(paths)


def test_threads_share_one_ledger(ledger: Ledger, act: Make) -> None:
    acts = [[act(operator=f"op{worker}") for _ in range(25)] for worker in range(4)]
    seen: list[int] = []

    def work(mine: list[Act]) -> None:
        for one in mine:
            ledger.append([one])
            seen.append(len(ledger.acts()))

    threads = [threading.Thread(target=work, args=(mine,)) for mine in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(ledger.acts()) == 100
    assert max(seen) == 100


class TestClaim:
    def test_the_first_holds_it_and_others_are_told_who(self, ledger: Ledger, act: Make) -> None:
        mine = ledger.claim(act("claim", "li", 10, order_key="a:1"), lapse_before=0)
        assert isinstance(mine, Act)
        assert ledger.claim(act("claim", "wang", 11, order_key="a:1"), lapse_before=0) == Held("li", 10)
        assert ledger.acts() == [mine]

    def test_who_holds_it_already_keeps_the_first_claim(self, ledger: Ledger, act: Make) -> None:
        first = ledger.claim(act("claim", "li", 10, order_key="a:1"), 0)
        assert ledger.claim(act("claim", "li", 12, order_key="a:1"), 0) == first
        assert ledger.claim(act("claim", "li", 13, order_key="a:1"), 0, fresh=True) == Held("li", 10)
        assert len(ledger.acts()) == 1

    def test_the_same_claim_sent_twice_counts_once(self, ledger: Ledger, act: Make) -> None:
        sent = act("claim", order_key="a:1")
        assert ledger.claim(sent, 0, fresh=True) == ledger.claim(sent, 0, fresh=True)

    def test_a_released_order_is_free(self, ledger: Ledger, act: Make) -> None:
        ledger.append([act("claim", "li", order_key="a:1"), act("release", "li", order_key="a:1")])
        assert isinstance(ledger.claim(act("claim", "wang", order_key="a:1"), 0), Act)

    def test_an_undone_claim_is_free_and_an_undone_undo_is_not(self, ledger: Ledger, act: Make) -> None:
        ledger.append([act("claim", "li", id="c", order_key="a:1"), act("undo", "li", id="u", undoes="c")])
        ledger.append([act("undo", "li", undoes="u")])
        assert isinstance(ledger.claim(act("claim", "wang", order_key="a:1"), 0), Held)
        ledger.append([act("undo", "li", undoes="c")])
        assert isinstance(ledger.claim(act("claim", "wang", order_key="a:1"), 0), Act)

    def test_take_over_and_hand_over_change_the_holder(self, ledger: Ledger, act: Make) -> None:
        ledger.append([act("claim", "li", 1, order_key="a:1"), act("take_over", "wang", 2, order_key="a:1")])
        assert ledger.claim(act("claim", "zhao", order_key="a:1"), 0) == Held("wang", 2)
        ledger.append([act("hand_over", "wang", 3, order_key="a:1", data={"to": "chen"})])
        assert ledger.claim(act("claim", "wang", order_key="a:1"), 0) == Held("chen", 3)

    def test_it_lapses_when_its_owner_has_not_acted(self, ledger: Ledger, act: Make) -> None:
        ledger.append([act("claim", "li", 100, order_key="a:1"), act("note", "li", 200, order_key="a:9")])
        assert ledger.claim(act("claim", "wang", order_key="a:1"), lapse_before=200) == Held("li", 100)
        assert isinstance(ledger.claim(act("claim", "wang", order_key="a:1"), lapse_before=201), Act)

    def test_a_claim_under_another_key_of_the_order_counts(self, ledger: Ledger, act: Make) -> None:
        ledger.append([act("claim", "li", 10, order_key="a:#1@5")])
        assert isinstance(ledger.claim(act("claim", "wang", order_key="a:77"), 0, names=("a:#1@5",)), Held)
        ledger.append([act("release", "li", 11, order_key="a:77")])
        assert isinstance(ledger.claim(act("claim", "wang", order_key="a:77"), 0, names=("a:#1@5",)), Act)
