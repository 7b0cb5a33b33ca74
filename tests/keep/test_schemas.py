"""Desks of every released schema open, with all that was in them; a newer one is left untouched."""

import json
import tarfile
from pathlib import Path

import pytest
from kept_desk import SETTINGS, everything

from data.desk import Desk
from data.keep.doctor import examine
from data.ledger import Ledger, LedgerTooNew, schema
from data.ledger.second_copy import SecondCopy
from data.model import Act
from data.paths import DeskPaths

DESKS = Path(__file__).resolve().parents[1] / "desks"
KEPT = sorted(file.name.split(".")[0] for file in DESKS.glob("v*.tar.xz"))


@pytest.fixture(params=KEPT)
def kept(request: pytest.FixtureRequest, paths: DeskPaths) -> tuple[DeskPaths, dict]:  # type: ignore[type-arg]
    with tarfile.open(DESKS / f"{request.param}.tar.xz") as tar:
        tar.extractall(paths.exports, filter="data")
    (paths.exports / "desk").rename(paths.state)
    return paths, json.loads((DESKS / f"{request.param}.json").read_text())


def check(paths: DeskPaths, told: dict) -> None:  # type: ignore[type-arg]
    with Ledger.open(paths) as ledger:
        assert [[one.seq, one.id, one.kind, one.order_key, one.data] for one in ledger.acts()] == told["acts"]
        assert [[one.seq, one.name, one.state, one.orders] for one in ledger.exports()] == told["exports"]
    assert sorted(everything(paths)) == told["orders"]


def test_there_is_a_desk_of_this_schema() -> None:
    assert f"v{schema.VERSION}" in KEPT, "python tests/desks/keep.py"


def test_an_older_desk_opens_with_all_that_was_in_it(kept) -> None:  # type: ignore[no-untyped-def]
    paths, told = kept
    check(paths, told)
    assert [one for one in examine(paths) if one.code != "open_to_others"] == []
    desk = Desk.open(paths, SETTINGS)
    try:
        assert sum(view.count for view in desk.views() if view.kind == "queue") == 3, "and one that is done"
    finally:
        desk.close()


def test_a_desk_from_before_the_second_copy_gets_one(kept) -> None:  # type: ignore[no-untyped-def]
    paths, told = kept
    paths.journal_copy.unlink()
    check(paths, told)
    lines = list(SecondCopy(paths).lines())
    assert len([line for line in lines if line and line.table == "journal"]) == len(told["acts"])


def test_a_migration_brings_it_up_to_date_and_keeps_everything(kept, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    paths, told = kept
    added = "alter table journal add column mood text not null default 'calm';\ncreate table extra (a text) strict;\n"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, added))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    check(paths, told)
    with Ledger.open(paths) as ledger:
        assert ledger._writer.execute("pragma user_version").fetchone()[0] == schema.VERSION
        ledger.append([Act(id="new", kind="note", operator="li", at=1)])
    # The second copy still brings a lost database back, rows of before the migration included.
    paths.ledger.unlink()
    with Ledger.open(paths) as ledger:
        assert len(ledger.acts()) == len(told["acts"]) + 1
        assert ledger._writer.execute("select distinct mood from journal").fetchall() == [("calm",)]


def test_a_migration_that_fails_leaves_the_desk_as_it_was(kept, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    paths, told = kept
    with monkeypatch.context() as broken:
        broken.setattr(
            schema, "MIGRATIONS", (*schema.MIGRATIONS, "create table x (a text);\nselect nonsense;\n")
        )
        broken.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(Exception, match="nonsense"):
            Ledger.open(paths)
    check(paths, told)


def test_a_newer_desk_is_left_as_it_is_to_the_last_byte(kept, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    paths, _ = kept
    with monkeypatch.context() as newer:
        newer.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "create table x (a text);\n"))
        newer.setattr(schema, "VERSION", schema.VERSION + 1)
        Ledger.open(paths).close()
    before = {file: file.read_bytes() for file in paths.state.rglob("*") if file.is_file()}
    with pytest.raises(LedgerTooNew, match="install the newer orderdeck"):
        Ledger.open(paths)
    assert {file: file.read_bytes() for file in paths.state.rglob("*") if file.is_file()} == before
