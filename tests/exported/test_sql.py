"""SQL over the desk: tables say what the lists of their names say; a query reaches nothing else, and ends."""

import os
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import duckdb
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.views.query_sandbox import Box, BoxError
from orderdeck.data.reports.exported import target
from orderdeck.data.reports.exported.relations import VIEWS, relation
from orderdeck.data.reports.exported.sql.asking import SqlError, SqlStoppedError, answer, tables
from orderdeck.data.reports.exported.sql.database import fill
from tests.desk.make_desk import NOON, Bench, order
from tests.hostile.test_queue_sql import REACHING


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    bench = Bench(DeskPaths.of(tmp_path_factory.mktemp("exports")))
    lines = [
        {"sku": "A-1", "title": "Lantern\x1b[31m", "quantity": 3, "owed": 2},
        {"sku": "0042", "quantity": 1, "owed": 1},
    ]
    bench.load(order("1", lines=lines), order("2"), order("3"), at=NOON - timedelta(hours=2))
    bench.load(order("2", status="shipped", buyer="=cmd|x"), at=NOON)
    bench.act("note", bench.desk().find("1")[0], data={"text": "hello"})
    yield bench.desk(hooks=None)
    bench.close()


@pytest.fixture(scope="module")
def box(desk: Desk) -> Iterator[Box]:
    box = Box({name: relation(desk, name) for name in VIEWS})
    yield box
    box.close()


@pytest.mark.parametrize("name", VIEWS)
def test_a_table_is_the_list_of_its_name(desk: Desk, box: Box, name: str) -> None:
    expected = relation(desk, name)
    found = box.rows(f"from {name}", 5, 1000)
    assert found.columns == expected.columns
    plain = [one for one, kind in expected.schema.items() if not kind.is_nested()]
    assert_frame_equal(found.select(plain), expected.select(plain), check_dtypes=False, check_row_order=False)
    assert name in tables(desk, f"select * from {name.upper()};")


def test_a_database_has_every_table_clean_and_for_its_owner_alone(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "desk.duckdb"
    before = os.umask(0o022)
    try:
        target.made(desk.paths, file, lambda draft: fill(desk, draft))
    finally:
        os.umask(before)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["desk.duckdb"]
    with duckdb.connect(str(file), read_only=True) as con:
        assert {name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()} == set(
            VIEWS
        )
        assert con.execute("select title from lines where sku = 'A-1'").fetchone() == ("Lantern[31m",)
        for name in VIEWS:
            assert con.execute(f"select count(*) from {name}").fetchone() == (relation(desk, name).height,)


def test_types_that_other_tools_do_not_know_come_as_text_or_numbers(box: Box) -> None:
    sql = (
        "select sum(quantity) as n, [1, 2] as l, {'a': 1} as s, date '2026-01-02' as d, interval 3 day as i, "
        "'x'::blob as b, 1::float as f, uuid() as u, sum(1.5) as m from lines where order_id = '1'"
    )
    rows = box.rows(sql, 5, 10)
    assert rows["n"].to_list() == [3]
    assert rows["d"].to_list() == ["2026-01-02"]
    assert {name for name, kind in rows.schema.items() if kind == pl.String} == {"l", "s", "d", "i", "b", "u"}


@pytest.mark.parametrize("sql", REACHING)
def test_a_query_reaches_nothing(desk: Desk, box: Box, tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("order_key\ntop-secret\n")
    places = {
        "secret": secret, "out": tmp_path / "out", "folder": tmp_path, "ledger": desk.paths.ledger,
        "parts": next(desk.paths.parts.glob("*/orders.parquet")),
    }  # fmt: skip
    try:
        rows = box.rows(sql.replace("facts", "orders").format(**places), 5, 100)
    except BoxError:
        rows = pl.DataFrame()
    assert "top-secret" not in str(rows.to_dicts())
    assert not (tmp_path / "out").exists()
    assert box.rows("from orders", 5, 100).height == 2


def test_one_that_runs_away_is_stopped_and_may_take_what_whoever_asks_allows(desk: Desk) -> None:
    begun = time.monotonic()
    with pytest.raises(SqlStoppedError):
        answer(
            desk,
            "with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r",
            seconds=0.3,
        )
    with pytest.raises(SqlError):
        answer(desk, "select repeat('x', 2000000000) from orders")
    assert time.monotonic() - begun < 20
    large = "select max(x) from (select string_agg(range::varchar, '') as x from range(8000000))"
    with pytest.raises(SqlError, match=r"(?i)memory"):
        answer(desk, large, memory_mb=64)
    assert answer(desk, large, memory_mb=1000, seconds=60).rows.height == 1
