"""Ways out of the place where users' SQL runs: each ends refused or bounded.

Nothing outside is read or written, and the desk answers afterwards as before."""

import hashlib
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk import Desk
from orderdeck.data.desk.views.query_sandbox import Box, BoxError
from orderdeck.data.reports.exported.relations import VIEWS, relation
from tests.desk.make_desk import NOON, Bench, order

SECRET = "top-secret"
FILES = [
    "from read_csv('{secret}')",
    "from read_csv_auto('{secret}')",
    "from read_csv(['{secret}', '{secret}'], union_by_name = true)",
    "from read_text('{secret}')",
    "from read_blob('{secret}')",
    "from read_json('{secret}')",
    "from read_json_objects('{secret}', format = 'unstructured')",
    "from read_ndjson_auto('{secret}')",
    "from sniff_csv('{secret}')",
    "from read_duckdb('{secret}')",
    "from read_parquet('{parts}')",
    "from parquet_scan('{parts}')",
    "from parquet_schema('{parts}')",
    "from parquet_metadata('{parts}')",
    "from parquet_kv_metadata('{parts}')",
    "from parquet_bloom_probe('{parts}', 'order_key', 'x')",
    "from read_blob('{ledger}')",
    "from read_text('{settings}')",
    "from sqlite_scan('{ledger}', 'journal')",
    "from glob('{folder}/*')",
    "from glob('/etc/pass*')",
    "from read_text('/etc/passwd')",
    "from read_text('/proc/self/environ')",
    "from read_text('/dev/fd/0')",
    "from read_text('/dev/fd/3')",
    "from '{secret}'",
    'from "{secret}"',
    "from '{folder}/*.csv'",
    "from 'file://{secret}'",
    "select * from '{secret}' as t(order_key)",
    "with x as (from '{secret}') from x",
    "from (values (1)) where exists (from '{secret}')",
    "select (select content from read_text('{secret}'))",
    "select content from orders, lateral (select content from read_text('{secret}'))",
    "from orders union all by name select content as order_key from read_text('{secret}')",
    "from query('from read_text(''{secret}'')')",
    "from query_table('{secret}')",
    "from query_table(['{secret}', '{secret}'])",
    "from json_execute_serialized_sql(json_serialize_sql('from read_text(''{secret}'')'))",
    "from r/**/ead_text/* */('{secret}')",
    "from READ_TEXT(U&'\\002f' || '{secret}')",
    "from read_text(chr(47) || ltrim('{secret}', '/'))",
    "from read_text(e'\\x2f' || ltrim('{secret}', '/'))",
    "-- \u2028 from orders\nfrom read_text('{secret}')",
    "from read_text($$" + "{secret}" + "$$)",
    "from ｒead_text('{secret}')",
]
"""Reading a file, the desk's own among them, by every reader and by every spelling."""
NETWORK = [
    "from 'http://127.0.0.1:9/x.csv'",
    "from read_csv('https://127.0.0.1:9/x.csv')",
    "from read_parquet('s3://bucket/x.parquet')",
    "from read_parquet('hf://datasets/x/y.parquet')",
    "attach 'postgres:host=127.0.0.1' as p (type postgres)",
    "attach 'sqlite:{ledger}' as l (type sqlite)",
    "install httpfs",
    "load httpfs",
    "load '{secret}'",
    "create secret s (type s3, key_id 'x', secret 'y')",
    "from duckdb_secrets()",
    "from which_secret('s3://x', 's3')",
]
"""Network, and extensions that would bring it."""
WRITING = [
    "copy (from orders) to '{out}'",
    "copy orders to '{out}' (format parquet)",
    "copy database memory to x",
    "export database '{out}'",
    "import database '{folder}'",
    "attach '{out}' as x",
    "attach if not exists '{out}' as x (encryption_key 'x')",
    "create table x as from orders",
    "create view x as from read_text('{secret}')",
    "create macro x() as table from read_text('{secret}')",
    "create function x() as table from read_text('{secret}')",
    "create sequence x",
    "insert into orders from orders",
    "update orders set order_id = 'x'",
    "delete from orders returning *",
    "truncate orders",
    "drop table orders",
    "alter table orders rename to x",
    "with x as (delete from orders returning *) from x",
    "merge into orders using orders o on false when matched then delete",
    "from query('drop table orders')",
    "from json_execute_serialized_sql('{{}}')",
    "from enable_profiling(save_location = '{out}')",
    "from enable_logging(storage = 'file', storage_path = '{out}')",
    "checkpoint",
    "force checkpoint",
    "vacuum",
    "begin; drop table orders",
    "use system",
]
"""Writing a file, or to the tables."""
SETTINGS = [
    "set enable_external_access = true",
    "set lock_configuration = false",
    "reset lock_configuration",
    "set global temp_directory = '{out}'",
    "set temp_directory = '{out}'",
    "set memory_limit = '100GB'",
    "set threads = 64",
    "set python_enable_replacements = true",
    "set autoload_known_extensions = true",
    "set allow_unsigned_extensions = true",
    "set extension_directory = '{folder}'",
    "set home_directory = '{folder}'",
    "set allowed_directories = ['/']",
    "set file_search_path = '{folder}'",
    "set profiling_output = '{out}'",
    "set variable x = (select content from read_text('{secret}'))",
    "pragma enable_profiling = 'json'",
    "pragma profiling_output = '{out}'",
    "pragma import_database('{folder}')",
    "pragma disable_verification",
    "call enable_logging('all')",
    "select set_config('enable_external_access', 'true')",
    "prepare x as from read_text('{secret}')",
    "execute x",
    "explain analyze from read_text('{secret}')",
    "select 1; set enable_external_access = true",
    "select 1) t; drop table orders; --",
    "select 1 /*",
]
"""Settings, which are locked, and more than one statement."""
PYTHON = [
    "select getenv('HOME')",
    "from question",
    "from con",
    "from tables",
    "from frame",
    "from arrow_scan(1::bigint, 2::bigint, 3::bigint)",
    "from arrow_scan_dumb(1::bigint, 2::bigint, 3::bigint)",
    "from python_arrow_scan(1::bigint, 2::bigint)",
    "from pandas_scan(1::bigint)",
    "from python_map_function(1::bigint)",
    "from seq_scan()",
    "from register_external_resource('x', 'y')",
    "from create_external_resource('x', 'y')",
]
"""What of Python lies about, its environment, and memory by its address."""
REACHING = [*FILES, *NETWORK, *WRITING, *SETTINGS, *PYTHON]
WITHOUT_END = [
    "with recursive r(n) as (select 1 union all select n + 1 from r) select max(n) from r",
    "with recursive r(n) as (select 1 union all select n + 1 from r) from r",
    "with recursive r(s) as (select 'x' union all select s || s from r) select max(len(s)) from r",
    "select count(*) from range(10000000) a, range(10000000) b where hash(a.range + b.range) = 1",
    "from generate_series(1, 9000000000000000000)",
    "select list(range) from range(3000000000)",
    "select string_agg(range::varchar, '') from range(900000000)",
    "select repeat('x', 2000000000)",
    "select lpad('x', 2000000000, 'y') || rpad('x', 2000000000, 'y')",
    "select repeat(repeat('x', 100000), 100000)",
    "select list_sum(list_transform(range(900000000), lambda x: x * 2))",
    "select unnest(range(9000000000))",
    "select flatten(list_transform(range(100000), lambda x: range(100000)))",
    "select regexp_matches(repeat('a', 50000000), '(a*)*(a*)*(a*)*b')",
    "select regexp_replace(repeat('a', 30000000), 'a', repeat('b', 1000), 'g')",
    "select regexp_extract_all(repeat('ab', 30000000), '(a|ab)(c|bcd)*')",
    "select levenshtein(repeat('a', 300000), repeat('b', 300000))",
    "from range(100000000) order by hash(range)",
    "select count(distinct a.range * 1000000 + b.range) from range(1000000) a, range(1000000) b",
    "select quantile_cont(range, 0.5) from range(9000000000)",
    "from (select unnest(map_keys(map_from_entries(list_transform(range(90000000), lambda x: (x, x))))))",
    "select printf('%2000000000s', 'x')",
    "select bitstring('1', 2000000000)",
    "select " + "(" * 3000 + "1" + ")" * 3000,
    "select " + " + ".join(["1"] * 200_000),
]
"""Time and memory without an end."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    bench = Bench(DeskPaths.of(tmp_path_factory.mktemp("exports")))
    bench.load(order("1"), order("2"), at=NOON - timedelta(hours=2))
    bench.paths.settings.write_text(f'[wholesale]\nbuyers = ["{SECRET}"]\n', encoding="utf-8")
    yield bench.desk(hooks=None)
    bench.close()


def made(desk: Desk) -> Box:
    return Box({name: relation(desk, name) for name in VIEWS})


def state(folder: Path) -> dict[str, str]:
    """Every file below, and what is in it."""
    return {
        str(file): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_there_are_many() -> None:
    assert len({*REACHING}) + len(WITHOUT_END) >= 60


def test_none_reaches_anything(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One process for all of them: what one has changed the next would have the use of."""
    monkeypatch.chdir(tmp_path)  # a file without a folder would lie here
    secret, out = tmp_path / "secret.csv", tmp_path / "out"
    secret.write_text(f"order_key\n{SECRET}\n")
    places = {
        "secret": secret, "out": out, "folder": tmp_path, "ledger": desk.paths.ledger, "settings": desk.paths.settings,
        "parts": next(desk.paths.parts.glob("*/orders.parquet")),
    }  # fmt: skip
    before, own = state(tmp_path), state(desk.paths.state)
    box = made(desk)
    whole = box.rows("from orders", 5, 100)
    settings = box.rows("select name, value from duckdb_settings() order by name", 5, 1000)
    told = []
    try:
        for sql in REACHING:
            try:
                told.append((sql, str(box.rows(sql.format(**places), 5, 100).to_dicts())))
            except BoxError as error:
                told.append((sql, SECRET if SECRET in str(error) else ""))
            if not box.lives:
                box = made(desk)
            assert box.rows("from orders", 5, 100).equals(whole), sql
        assert box.rows("select name, value from duckdb_settings() order by name", 5, 1000).equals(settings)
    finally:
        box.close()
    answered = {sql: rows for sql, rows in told if rows}
    assert not [sql for sql, rows in answered.items() if SECRET in rows or "root:" in rows or "PAR1" in rows]
    assert {sql: rows for sql, rows in answered.items() if rows != "[]"} == {}
    assert state(tmp_path) == before
    assert state(desk.paths.state) == own


@pytest.mark.few(8)
@pytest.mark.parametrize("sql", WITHOUT_END)
def test_none_goes_on_without_an_end(desk: Desk, sql: str) -> None:
    box = made(desk)
    begun = time.monotonic()
    try:
        rows = box.rows(sql, 0.5, 1000)
    except BoxError:
        rows = pl.DataFrame()
    finally:
        box.close()
    assert time.monotonic() - begun < 30
    assert rows.height <= 1001
    assert desk.find("1"), "the desk goes on"
