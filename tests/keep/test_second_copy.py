"""The second copy of the ledger: what is acknowledged is in both, and either brings back the other."""

import multiprocessing
import os
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import Ledger, LedgerBusy, LedgerFull, Part
from orderdeck.data.ledger.recovery.mend import last_mended
from orderdeck.data.ledger.recovery.second_copy import SecondCopy, decode, encode
from tests.ledger.engines import sqlite_of

Make = Callable[..., Act]


def ids(paths: DeskPaths) -> list[str]:
    """Ids of the acts that the second copy has."""
    return [line.row["id"] for line in SecondCopy(paths).lines() if line and line.table == "journal"]


def damage(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[4096:-1] = b"\xa5" * (len(content) - 4097)
    file.write_bytes(content)


def test_every_act_is_in_the_copy_once(paths: DeskPaths, act: Make) -> None:
    with Ledger.open(paths) as ledger:
        first = act(data={"text": '"={}\n\u2028 等补货'})
        ledger.append([first, act()])
        ledger.append([first])
        ledger.claim(act("claim"), 0)
        assert ids(paths) == [stored.id for stored in ledger.acts()]


@pytest.mark.parametrize("how", ["damaged", "torn", "gone", "empty", "text"])
def test_a_database_that_is_no_more_comes_back_from_it(paths: DeskPaths, act: Make, how: str) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act(data={"text": "x" * 200}) for _ in range(100)])
        ledger.record(
            Export(
                export_id="ab" * 8, sha256="ab" * 32, name="订单.csv", size=1, exported_at=1, loaded_at=2,
                state="loaded", headers=["订单号"], notes=["n"],
            ),
            part=Part(name="ab" * 8, kind="orders", export_ids=["ab" * 8], checksums={"orders.parquet": "0"}),
        )  # fmt: skip
        ledger.merge(Part(name="m1", kind="orders", export_ids=["ab" * 8]), ["ab" * 8])
        acts, exports, parts = ledger.acts(), ledger.exports(), ledger.parts()
        replaced = ledger.replaced_parts()
    match how:
        case "damaged":
            damage(paths.ledger)
        case "torn":
            paths.ledger.write_bytes(paths.ledger.read_bytes()[:9000])
        case "gone":
            paths.ledger.unlink()
        case "empty":
            paths.ledger.write_bytes(b"")
        case "text":
            paths.ledger.write_bytes(b"torn" * 5000)
    with Ledger.open(paths) as ledger:
        assert (ledger.acts(), ledger.exports(), ledger.parts()) == (acts, exports, parts)
        assert ledger.replaced_parts() == replaced
        assert ledger.check() == []
        assert ledger.append([act()])[0].seq == 101
    told = last_mended(paths)
    assert told
    assert told.acts == 100
    assert (paths.damaged / told.aside / "ledger.sqlite").exists() is (how != "gone")
    assert ids(paths)[:100] == [stored.id for stored in acts]


def test_a_write_ahead_log_that_was_lost_loses_no_act(paths: DeskPaths, act: Make) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act()])
        shutil.copyfile(paths.ledger, paths.state / "early")
        ledger.append([act() for _ in range(20)])
        acts = ledger.acts()
        wal = paths.ledger.with_name("ledger.sqlite-wal").read_bytes()
    # As a crash would leave it, with a log whose end is damaged.
    shutil.copyfile(paths.state / "early", paths.ledger)
    paths.ledger.with_name("ledger.sqlite-wal").write_bytes(wal[: len(wal) // 2] + bytes(len(wal) // 2))
    with Ledger.open(paths) as ledger:
        assert ledger.acts() == acts


def test_an_act_whose_commit_failed_is_in_neither(
    paths: DeskPaths, act: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act(id="before")])

        class Failing:
            def __init__(self, db: sqlite3.Connection) -> None:
                self._db = db

            def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
                if sql == "commit":
                    self._db.execute("rollback")
                    raise sqlite3.OperationalError("database or disk is full")
                return self._db.execute(sql, *rest)

            def __getattr__(self, name: str) -> object:
                return getattr(self._db, name)

        whole = sqlite_of(ledger)._writer
        monkeypatch.setattr(sqlite_of(ledger), "_writer", Failing(whole))
        with pytest.raises(Exception, match="full"):
            ledger.append([act(id="failed")])
        monkeypatch.setattr(sqlite_of(ledger), "_writer", whole)
        assert ids(paths) == ["before"]
        ledger.append([act(id="after")])
    assert ids(paths) == ["before", "after"]


def test_a_copy_that_can_not_be_written_refuses_the_act(
    paths: DeskPaths, act: Make, monkeypatch: pytest.MonkeyPatch
) -> None:

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with Ledger.open(paths) as ledger:
        ledger.append([act(id="before")])
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", full)
            with pytest.raises(LedgerFull):
                ledger.append([act(id="refused")])
        assert [one.id for one in ledger.acts()] == ids(paths) == ["before"]


def test_an_act_that_a_dying_process_left_in_the_copy_alone_is_added(paths: DeskPaths, act: Make) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act(id="one")])
    row = next(line.row for line in SecondCopy(paths).lines() if line)
    with paths.journal_copy.open("ab") as copy:
        copy.write(encode("journal", row | {"seq": 2, "id": "two"}) + b'{"sha":"torn')
    with Ledger.open(paths) as ledger:
        assert [one.id for one in ledger.acts()] == ["one", "two"]
        ledger.append([act(id="three")])
    assert ids(paths) == ["one", "two", "three"]


def test_a_row_whose_line_is_damaged_comes_from_what_is_left_of_the_database(
    paths: DeskPaths, act: Make
) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act(data={"text": "y" * 300}) for _ in range(300)])
        acts = ledger.acts()
    lines = paths.journal_copy.read_bytes().splitlines(keepends=True)
    lines[3] = lines[3].replace(b'"operator":"li"', b'"operator":"xx"')
    paths.journal_copy.write_bytes(b"".join(lines))
    content = bytearray(paths.ledger.read_bytes())
    content[-8192:-4096] = b"\xff" * 4096
    paths.ledger.write_bytes(content)
    with Ledger.open(paths) as ledger:
        assert ledger.acts() == acts
    told = last_mended(paths)
    assert told
    assert (told.torn, told.from_wreck) == (1, 1)


def test_a_damaged_database_that_others_have_open_is_not_replaced(
    paths: DeskPaths, act: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdeck.data.ledger.database.in_use.PATIENCE", 0.2)
    with Ledger.open(paths) as held:
        held.append([act() for _ in range(200)])
        sqlite_of(held)._writer.execute("pragma wal_checkpoint(truncate)")
        damage(paths.ledger)
        with pytest.raises(LedgerBusy, match="close the decks"):
            Ledger.open(paths)
    with Ledger.open(paths) as ledger:
        assert len(ledger.acts()) == 200


def test_a_desk_that_has_no_copy_yet_gets_one_on_opening(paths: DeskPaths, act: Make) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([act() for _ in range(3)])
    paths.journal_copy.unlink()
    with Ledger.open(paths) as ledger:
        assert len(ids(paths)) == 3
        paths.journal_copy.unlink()
        ledger.append([act()])
    assert len(ids(paths)) == 4


def _append(folder: Path, worker: int) -> None:
    with Ledger.open(DeskPaths.of(folder), busy_seconds=30) as ledger:
        for number in range(30):
            ledger.append(
                [Act(id=f"{worker}-{number}", kind="note", operator="li", at=1, data={"n": "z" * 99})]
            )


def test_processes_that_write_at_once_never_mix_their_lines(paths: DeskPaths) -> None:
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_append, args=(paths.exports, number)) for number in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert all(SecondCopy(paths).lines())
    with Ledger.open(paths) as ledger:
        assert [one.id for one in ledger.acts()] == ids(paths)
        assert len(ids(paths)) == 90


@given(
    st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=5), st.text(st.characters(codec="utf-8")))
)
def test_a_line_gives_back_what_went_in_and_notices_any_change(data: dict[str, str]) -> None:
    import msgspec

    row = {"seq": 1, "id": "a", "data": msgspec.json.encode(data).decode(), "undoes": None}
    line = encode("journal", row)
    assert line.count(b"\n") == 1
    read = decode(line)
    assert read
    assert read.row == row
    for place in (9, 30, len(line) - 4):
        changed = bytearray(line)
        changed[place] ^= 1
        assert decode(bytes(changed)) is None
