"""A user's queue file is SQL that may only ask: no file, no network, no setting, and no end without an end."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from orderdeck.data.base.config.settings import Folder, Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import View
from orderdeck.data.desk import Desk
from orderdeck.data.intake.process import load_once
from orderdeck.data.stock.open_desk import open_desk
from tests.hostile.hostile_files import orders, write_csv

SETTINGS = Settings(folder=Folder(settle_seconds=0))

REACHING = [
    "select content as order_key from read_text('{secret}')",
    "select * from read_csv('{secret}') t(order_key)",
    "select order_key from '{secret}'",
    "select order_key from read_parquet('{parts}')",
    "select file as order_key from glob('{folder}/*')",
    "select order_key from 'http://127.0.0.1:9/x.parquet'",
    "select getenv('HOME') as order_key",
    "copy (select 1) to '{out}'",
    "attach '{out}' as x",
    "install httpfs",
    "load httpfs",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "pragma database_list",
    "create table x as select 1 as order_key",
    "drop table facts",
    "delete from facts returning order_key",
    "select 1 as order_key; drop table facts",
    "select order_key from facts); drop table facts; --",
    "from duckdb_settings() select name as order_key where false union all select order_key from nowhere",
    "export database '{out}'",
    "select order_key from sqlite_scan('{ledger}', 'journal')",
    "with x as (insert into facts select * from facts returning order_key) select * from x",
]
RUNAWAY = [
    "with recursive r(n) as (select 1 union all select n + 1 from r) select n::text as order_key from r",
    "select a.range::text as order_key from range(100000000) a, range(100000000) b order by hash(b.range)",
    "select order_key from facts a, facts b, facts c, facts d, facts e, facts f order by 1",
    "select repeat('x', 2000000000) as order_key",
    "select list_sum(list_transform(range(300000000), x -> x * 2))::text as order_key",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("exports")
    paths = DeskPaths.of(folder)
    write_csv(paths.exports / "orders.csv", orders())
    load_once(paths, SETTINGS)
    paths.queues.mkdir()
    made = open_desk(paths, SETTINGS)
    yield made
    made.close()


def ask(desk: Desk, sql: str) -> View:
    """The panel of a queue file with `sql`."""
    head = '-- title: {"en": "Mine"}\n-- title.en: Mine\n-- title.zh: 我的\n-- key: mine_own\n'
    (desk.paths.queues / "mine.sql").write_text(head + sql, encoding="utf-8")
    return next(view for view in desk.views() if view.kind == "panel")


@pytest.mark.parametrize("sql", REACHING)
def test_it_reaches_nothing(desk: Desk, tmp_path: Path, sql: str) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("order_key\ntop-secret\n")
    places = {
        "secret": secret, "out": tmp_path / "out", "folder": tmp_path, "ledger": desk.paths.ledger,
        "parts": next(desk.paths.parts.glob("*/orders.parquet")),
    }  # fmt: skip
    queues = sum(view.count for view in desk.views() if view.kind == "queue")
    view = ask(desk, sql.format(**places))
    assert view.error or view.count == 0
    assert "top-secret" not in str(view)
    assert not (tmp_path / "out").exists()
    assert sum(one.count for one in desk.views() if one.kind == "queue") == queues > 0


@pytest.mark.parametrize("sql", RUNAWAY)
def test_one_that_runs_away_is_stopped(desk: Desk, sql: str) -> None:
    begun = time.monotonic()
    view = ask(desk, sql)
    assert time.monotonic() - begun < 10
    assert view.error
    assert all(not one.error for one in desk.views() if one.kind == "queue")


def test_a_plain_question_is_answered(desk: Desk) -> None:
    view = ask(desk, "select order_key from facts where pieces > 3")
    assert (view.error, view.count > 0) == ("", True)


def test_names_full_of_quotes_are_names(paths: DeskPaths) -> None:
    for number, name in enumerate(
        ["a'b.csv", 'a"b.csv', "a;drop table exports;--.csv", "a$1?:x%s{}.csv", "[x]*.csv"]
    ):
        write_csv(paths.exports / name, orders(["'\"; drop table x; --"], number))
    exports = load_once(paths, SETTINGS)
    assert [export.state for export in exports] == ["loaded"] * 5
    desk = open_desk(paths, SETTINGS, operator="li'; --")
    try:
        assert desk.find("3031270000000000") == ["aliexpress:3031270000000000"]
        assert desk.find("' or 1=1 --") == []
        assert desk.order("' or ''='") is None
        assert sum(view.count for view in desk.views() if view.kind == "queue") == 5
        for export in exports:
            desk.rejects(export.export_id)
    finally:
        desk.close()
