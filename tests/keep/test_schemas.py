"""Desks of every released schema open, with all that was in them; a newer one is left untouched."""

import hashlib
import io
import json
import sqlite3
import tarfile
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, LedgerTooNew
from orderdeck.data.ledger.database import schema
from orderdeck.data.ledger.recovery.second_copy import SecondCopy
from orderdeck.data.maintenance.backup import restore
from orderdeck.data.maintenance.doctor import examine
from orderdeck.data.stock.open_desk import open_desk
from tests.keep.kept_desk import SETTINGS, everything
from tests.ledger.engines import sqlite_of

DESKS = Path(__file__).resolve().parents[1] / "desks"
KEPT = sorted(file.name.split(".")[0] for file in DESKS.glob("v*.tar.xz"))


@pytest.fixture(params=KEPT)
def kept(request: pytest.FixtureRequest, paths: DeskPaths) -> tuple[DeskPaths, dict[str, Any]]:
    with tarfile.open(DESKS / f"{request.param}.tar.xz") as tar:
        tar.extractall(paths.exports, filter="data")
    (paths.exports / "desk").rename(paths.state)
    return paths, json.loads((DESKS / f"{request.param}.json").read_text())


def check(paths: DeskPaths, told: dict[str, Any]) -> None:
    with Ledger.open(paths) as ledger:
        assert [[one.seq, one.id, one.kind, one.order_key, one.data] for one in ledger.acts()] == told["acts"]
        assert [[one.seq, one.name, one.state, one.orders] for one in ledger.exports()] == told["exports"]
    assert sorted(everything(paths)) == told["orders"]


def test_there_is_a_desk_of_this_schema() -> None:
    assert f"v{schema.VERSION}" in KEPT, "python -m tests.desks.keep"


def test_an_older_desk_opens_with_all_that_was_in_it(kept: tuple[DeskPaths, dict[str, Any]]) -> None:
    paths, told = kept
    check(paths, told)
    assert [one for one in examine(paths) if one.code != "open_to_others"] == []
    desk = open_desk(paths, SETTINGS)
    try:
        assert sum(view.count for view in desk.views() if view.kind == "queue") == 3, "and one that is done"
    finally:
        desk.close()


def test_a_desk_from_before_the_second_copy_gets_one(kept: tuple[DeskPaths, dict[str, Any]]) -> None:
    paths, told = kept
    paths.journal_copy.unlink()
    check(paths, told)
    lines = list(SecondCopy(paths).lines())
    assert len([line for line in lines if line and line.table == "journal"]) == len(told["acts"])


def test_doctor_finds_nothing_wrong_with_an_older_desk_that_nobody_has_opened(
    kept: tuple[DeskPaths, dict[str, Any]],
) -> None:
    paths, told = kept
    assert [one for one in examine(paths) if one.code != "open_to_others"] == []
    check(paths, told)


@pytest.mark.parametrize("left", ["database", "backup"])
def test_a_damaged_older_desk_is_made_anew_from_what_is_left(
    kept: tuple[DeskPaths, dict[str, Any]], tmp_path: Path, left: str
) -> None:
    paths, told = kept
    file = packed(paths, tmp_path / "backup")
    paths.journal_copy.write_bytes(b"torn\n")
    if left == "backup":
        paths.ledger.unlink()
        paths.last_backup.write_text(json.dumps({"file": str(file)}))
    else:  # a page that no row of exports or journal lies in
        with sqlite3.connect(paths.ledger) as db:
            page = db.execute("select rootpage from sqlite_master where name = 'sightings'").fetchone()[0]
            size = db.execute("pragma page_size").fetchone()[0]
        db.close()
        content = bytearray(paths.ledger.read_bytes())
        content[(page - 1) * size : page * size] = b"\xff" * size
        paths.ledger.write_bytes(content)
    check(paths, told)
    assert [one for one in examine(paths) if one.code != "open_to_others"] == []


def test_a_backup_of_an_older_orderdeck_is_restored_whole(
    kept: tuple[DeskPaths, dict[str, Any]], tmp_path: Path
) -> None:
    paths, told = kept
    file = packed(paths, tmp_path / "backup")
    (tmp_path / "elsewhere").mkdir()
    elsewhere = DeskPaths.of(tmp_path / "elsewhere")
    restore(file, elsewhere)
    check(elsewhere, told)
    assert examine(elsewhere) == []
    with Ledger.open(elsewhere) as ledger:
        assert sqlite_of(ledger)._writer.execute("pragma user_version").fetchone()[0] == schema.VERSION
        loaded = [one for one in ledger.exports() if one.state == "loaded"]
        # What V1 did not know can be said of its exports from here on.
        ledger.append(
            Act(id=f"w{n}", kind="withdraw", operator="li", at=1, data={"export": one.export_id})
            for n, one in enumerate(loaded)
        )
        assert ledger.withdrawn() == {one.export_id for one in loaded}
    desk = open_desk(elsewhere, SETTINGS)
    try:
        assert desk.open_count() == 0
    finally:
        desk.close()


def packed(paths: DeskPaths, file: Path) -> Path:
    """A backup of the desk as the orderdeck of its schema wrote it."""
    with sqlite3.connect(paths.ledger) as db:
        version = db.execute("pragma user_version").fetchone()[0]
    db.close()
    names = ["ledger.sqlite", *(str(one.relative_to(paths.state)) for one in paths.parts.glob("*/*.parquet"))]
    files = {name: hashlib.sha256((paths.state / name).read_bytes()).hexdigest() for name in names}
    manifest = json.dumps({"format": 1, "schema": version, "files": files}).encode()
    with tarfile.open(file, "w") as tar:
        info = tarfile.TarInfo("MANIFEST.json")
        info.size = len(manifest)
        tar.addfile(info, io.BytesIO(manifest))
        for name in names:
            tar.add(paths.state / name, name)
    return file


def test_a_migration_brings_it_up_to_date_and_keeps_everything(
    kept: tuple[DeskPaths, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, told = kept
    added = "alter table journal add column mood text not null default 'calm';\ncreate table extra (a text) strict;\n"
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, added))
    monkeypatch.setattr(schema, "VERSION", schema.VERSION + 1)
    check(paths, told)
    with Ledger.open(paths) as ledger:
        assert sqlite_of(ledger)._writer.execute("pragma user_version").fetchone()[0] == schema.VERSION
        ledger.append([Act(id="new", kind="note", operator="li", at=1)])
    # The second copy still brings a lost database back, rows of before the migration included.
    paths.ledger.unlink()
    with Ledger.open(paths) as ledger:
        assert len(ledger.acts()) == len(told["acts"]) + 1
        assert sqlite_of(ledger)._writer.execute("select distinct mood from journal").fetchall() == [
            ("calm",)
        ]


def test_a_migration_that_fails_leaves_the_desk_as_it_was(
    kept: tuple[DeskPaths, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, told = kept
    with monkeypatch.context() as broken:
        broken.setattr(
            schema, "MIGRATIONS", (*schema.MIGRATIONS, "create table x (a text);\nselect nonsense;\n")
        )
        broken.setattr(schema, "VERSION", schema.VERSION + 1)
        with pytest.raises(Exception, match="nonsense"):
            Ledger.open(paths)
    check(paths, told)


def test_a_newer_desk_is_left_as_it_is_to_the_last_byte(
    kept: tuple[DeskPaths, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, _ = kept
    with monkeypatch.context() as newer:
        newer.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, "create table x (a text);\n"))
        newer.setattr(schema, "VERSION", schema.VERSION + 1)
        Ledger.open(paths).close()
    before = {file: file.read_bytes() for file in paths.state.rglob("*") if file.is_file()}
    with pytest.raises(LedgerTooNew, match="install the newer orderdeck"):
        Ledger.open(paths)
    assert {file: file.read_bytes() for file in paths.state.rglob("*") if file.is_file()} == before
