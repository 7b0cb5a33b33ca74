"""Rows that SQLite finds sound and that have the shape of nothing are passed over and named; no other is harmed."""

import json
import sqlite3
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from orderdeck.data.actions.kinds import KINDS
from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Act, Export
from orderdeck.data.ledger import Ledger, Part
from orderdeck.data.ledger.database import sound
from orderdeck.data.ledger.recovery.second_copy import encode
from orderdeck.data.stock.open_desk import open_desk
from tests.desk.make_desk import Bench, order
from tests.ledger.conftest import an_export

NAMES = sorted(
    {field.name for kind in KINDS.values() for field in kind.fields} | {"kind", "to", "ship_by", "since"}
)
TEXT = st.text('ab\0é梅😀{[",:1-', max_size=4)
INTS = st.one_of(st.integers(-5, 5), st.integers(-(2**63), 2**63 - 1))
SCALARS = st.one_of(st.none(), st.booleans(), INTS, st.floats(), TEXT)
ODD = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2)
)
DATA = st.one_of(
    st.dictionaries(st.sampled_from(NAMES), ODD, max_size=3).map(json.dumps),
    ODD.map(json.dumps),
    TEXT,
    st.just("[" * 5000),
    st.just('{"to": "\\ud800"}'),
)
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "at": INTS,
            "kind": st.sampled_from(sorted(KINDS)) | TEXT,
            "order_key": st.sampled_from(["aliexpress:1", "aliexpress:2", "", None]),
            "sku": st.sampled_from(["SKU-1-1", None]),
            "data": DATA,
            "undoes": st.sampled_from(["a1", "a2", "r0", None]),
            "operator": st.sampled_from(["li", "mei", ""]),
        }
    ),
    max_size=6,
)
ITSELF: dict[str, Any] = {
    "at": 1, "kind": "closed", "order_key": "aliexpress:1", "sku": None, "data": "{}", "operator": "li"
}  # fmt: skip
"""A row that by its damage takes back what it is itself, or what takes it back."""
_INSERT = (
    "insert into journal (id, grp, at, operator, kind, order_key, sku, state, data, undoes) "
    "values (:id, '', :at, :operator, :kind, :order_key, :sku, null, :data, :undoes)"
)


def write(paths: DeskPaths, sql: str, *values: Any) -> None:
    db = sqlite3.connect(paths.ledger, isolation_level=None)
    for row in values or ({},) if ":" not in sql else values:
        db.execute(sql, row)
    db.close()


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(rows=ROWS)
@example([ITSELF | {"undoes": "r0"}])
@example([ITSELF | {"undoes": "r1"}, ITSELF | {"undoes": "r0"}])
def test_whatever_a_row_holds_the_desk_opens_and_sound_acts_count(rows: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        paths = DeskPaths.of(Path(folder) / "exports")
        bench = Bench(paths)
        bench.load(order(1), order(2))
        bench.ledger.append([Act(id="a1", kind="done", operator="li", at=5, order_key="aliexpress:1")])
        bench.close()
        write(paths, _INSERT, *({"id": f"r{place}"} | row for place, row in enumerate(rows)))
        with Ledger.open(paths) as ledger:
            ledger.append(
                [Act(id="a2", kind="note", operator="li", at=6, order_key="aliexpress:2", data={"text": "x"})]
            )
            found = ledger.acts()
            assert {act.id for act in found} >= {"a1", "a2"}
            assert len(found) + len(ledger.torn) == len(rows) + 2
            told = ledger.search(limit=100)
            assert [act.seq for act in told] == [act.seq for act in reversed(found)]
            ledger.withdrawn()
        desk = open_desk(paths, Settings(), operator="li")
        try:
            assert desk.find("1") == ["aliexpress:1"]
            # On an open order, or on none. On one that nobody works on it hides nothing, and is told where it is read.
            bears = [seq for _, seq in ledger.torn if rows[seq - 2]["order_key"] != ""]
            assert len(desk.losses) == bool(bears)
            desk.ledger.acts()
            assert len(desk.losses) == bool(ledger.torn)
        finally:
            desk.close()


def test_what_acts_may_carry_is_what_is_read() -> None:
    """The names by which rows are held to numbers and moments are those of the kinds of acts."""
    types = {(field.name, field.type) for kind in KINDS.values() for field in kind.fields}
    assert {name for name, kind in types if kind == "time"} <= sound.TIMES
    assert {name for name, kind in types if kind == "count"} <= sound.COUNTS | sound.TIMES
    assert {name for name, kind in types if kind == "money"} <= sound.MONEY
    others = {name for name, kind in types if kind not in ("time", "count", "money")}
    assert not others & (sound.TIMES | sound.COUNTS | sound.MONEY)


def test_a_byte_that_is_no_text_costs_its_row(paths: DeskPaths) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id="a1", kind="note", operator="li", at=5)])
    write(
        paths,
        "insert into journal (id, grp, at, operator, kind, data) "
        "values ('b', '', 6, cast(x'ff41' as text), 'note', '{}')",
    )
    with Ledger.open(paths) as ledger:
        assert [act.id for act in ledger.acts()] == ["a1"]
        assert list(ledger.torn) == [("journal", 2)]
        ledger.append([Act(id="a3", kind="note", operator="梅", at=7)])
        assert [act.operator for act in ledger.acts()] == ["li", "梅"]


@pytest.mark.parametrize("name", ["../../precious", "/tmp/precious", "..", "", "a/b"])
def test_no_part_is_called_by_the_name_of_another_folder(paths: DeskPaths, tmp_path: Path, name: str) -> None:
    """`forget` and the loader's sweep remove the folders of parts that were merged away."""
    with Ledger.open(paths) as ledger:
        ledger.merge(Part(name="new", kind="orders", export_ids=[]), [])
    write(
        paths,
        "insert into parts (name, kind, at, rows, size, export_ids, checksums) "
        "values (:name, 'orders', 0, 0, 0, '[]', '{}')",
        {"name": name},
    )
    write(paths, "insert into replaced values (:name || '/x', 'new', 0)", {"name": name})
    with Ledger.open(paths) as ledger:
        assert [part.name for part in ledger.parts()] == ["new"]
        assert ledger.replaced_parts() == {}
        assert ("parts", 2) in ledger.torn


def test_a_line_of_the_second_copy_that_is_no_row_is_torn(paths: DeskPaths) -> None:
    with Ledger.open(paths) as ledger:
        ledger.append([Act(id="a1", kind="note", operator="li", at=5)])
    odd: list[dict[str, Any]] = [
        {"seq": "9", "data": "{}"}, {"data": "{}"}, {"seq": 9}, {"seq": 2**70, "data": "{}"},
        {"seq": 9, "id": ["x"], "data": "{}"},
    ]  # fmt: skip
    with paths.journal_copy.open("ab") as out:
        out.writelines(encode("journal", row) for row in odd)
    with Ledger.open(paths) as ledger:
        assert [act.id for act in ledger.acts()] == ["a1"]


def test_an_export_whose_lists_are_none_costs_its_row(paths: DeskPaths) -> None:
    def export(number: int) -> Export:
        return an_export(f"{number:064x}", name=f"{number}.csv", state="refused")

    with Ledger.open(paths) as ledger:
        ledger.record(export(1))
    write(paths, "insert into exports select 7, 'e', 's', 'odd.csv', 1, 1, 1, 'refused', '', 'orders', 0, 0, 0, '', "
                 "'', '{', '', '[]', '{}', null, 0, 0, '[]', '', 0")  # fmt: skip
    with Ledger.open(paths) as ledger:
        ledger.record(export(2))
        assert [one.name for one in ledger.exports()] == ["1.csv", "2.csv"]
        assert list(ledger.torn) == [("exports", 7)]
