"""What a database has lost is read from the end of its second copy, as far back as it takes and no further."""

import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.recovery import second_copy
from orderdeck.data.ledger.recovery.second_copy import SecondCopy, rows
from tests.ledger.conftest import an_export
from tests.ledger.engines import sqlite_of

STEPS = st.lists(st.sampled_from(["act", "act", "act", "export", "merge"]), max_size=25)


def step(ledger: Ledger, what: str, number: int) -> None:
    if what == "act":
        ledger.append(
            [Act(id=f"a{number}", kind="note", operator="li", at=number, data={"text": "x" * number})]
        )
    elif what == "export":
        export = an_export(f"{number:064x}", name=f"{number}.csv")
        ledger.record(export, part=Part(name=f"p{number}", kind="orders", export_ids=[export.export_id]))
    else:
        there = [part.name for part in ledger.parts()]
        ledger.merge(Part(name=f"m{number}", kind="orders", export_ids=[]), there)


def cut(paths: DeskPaths, known: dict[str, int]) -> None:
    """The database as it was at these seqs."""
    with sqlite3.connect(paths.ledger) as db:
        for (name,) in db.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            db.execute(f"drop trigger {name}")
        db.execute(
            "delete from replaced where by_part in (select name from parts where seq > ?)",
            (known.get("parts", 0),),
        )
        for table in ("exports", "journal", "parts"):
            db.execute(f"delete from {table} where seq > ?", (known.get(table, 0),))
            db.execute("update sqlite_sequence set seq = ? where name = ?", (known.get(table, 0), table))
    db.close()


@settings(max_examples=100, deadline=None)
@given(steps=STEPS, kept=st.integers(0, 25), tail=st.sampled_from([1, 300, 1 << 16]))
def test_whatever_was_lost_comes_back(steps: list[str], kept: int, tail: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        paths = DeskPaths.of(Path(folder))
        with Ledger.open(paths) as ledger:
            known: dict[str, int] = second_copy.sequences(sqlite_of(ledger)._reader)
            for number, what in enumerate(steps):
                if number == kept:
                    known = second_copy.sequences(sqlite_of(ledger)._reader)
                step(ledger, what, number)
            if kept >= len(steps):
                known = second_copy.sequences(sqlite_of(ledger)._reader)
            every = list(rows(sqlite_of(ledger)._reader, {}))
        cut(paths, known)
        # As far as the last lines are looked at to see whether anything was lost, and how far back they are read.
        patch.setattr(SecondCopy, "last", _highest)
        patch.setattr(second_copy, "TAIL", tail)
        with Ledger.open(paths) as ledger:
            assert list(rows(sqlite_of(ledger)._reader, {})) == every


def _highest(copy: SecondCopy) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in copy.lines():
        if line and line.table != "replaced":
            found[line.table] = max(found.get(line.table, 0), line.row["seq"])
    return found


def test_one_act_is_not_looked_for_in_all_of_the_copy(
    paths: DeskPaths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_copy, "TAIL", 2_000)
    with Ledger.open(paths) as ledger:
        for number, what in enumerate(["act"] * 200 + ["export"] + ["act"] * 3):
            step(ledger, what, number)
        known = second_copy.sequences(sqlite_of(ledger)._reader) | {"journal": 202}
    cut(paths, known)
    read: list[bytes] = []
    kept = second_copy.decode

    def decode(line: bytes) -> second_copy.Line | None:
        read.append(line)
        return kept(line)

    monkeypatch.setattr(second_copy, "decode", decode)
    with Ledger.open(paths) as ledger:
        assert len(ledger.acts()) == 203
    assert len(set(read)) < 60
