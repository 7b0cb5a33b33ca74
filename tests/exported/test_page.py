"""The page about exports: every column of every list, in order, and its examples do what they say."""

import json
import re
import shlex
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from orderdeck.data.desk.views.query_sandbox import MEMORY_MB
from orderdeck.data.reports.exported import formats
from orderdeck.data.reports.exported.lists import LISTS, made
from orderdeck.data.reports.exported.relations import VIEWS, relation
from orderdeck.data.reports.exported.sql import asking
from orderdeck.data.sample import generate
from orderdeck.tui.cli.commands.read import export, leaving, sql
from tests.desk.make_desk import Bench, order
from tests.docs.pages import DOCS, PAIRS, parts


def test_the_commands_know_every_list_format_and_limit() -> None:
    assert export.LISTS == LISTS
    assert leaving.FORMATS == formats.FORMATS
    assert (sql.SECONDS, sql.MEMORY_MB) == (asking.SECONDS, MEMORY_MB)


def test_every_column_stands_in_the_page_in_its_order(bench: Bench) -> None:
    bench.load(order(1))
    desk = bench.desk(hooks=None)
    page = (DOCS / "export.md").read_text(encoding="utf-8")
    for name in LISTS:
        section = page.split(f"\n## {name}\n")[1].partition("\n## ")[0]
        told = [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")]
        assert told == made(desk, name, ["aliexpress:1"]).rows.columns, name


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    generate(tmp_path / "in", orders=12, seed=5, container="csv", now=datetime.now(UTC), open_share=0.8)
    return tmp_path / "in"


def test_each_example_does_what_it_says(
    run: Callable[..., tuple[int, str, str]], folder: Path, tmp_path: Path
) -> None:
    examples = [line for line in parts(PAIRS["export"][0]).code if line.startswith("orderdeck ")]
    assert len(examples) > 3
    (folder / ".orderdeck" / "exports").mkdir(parents=True, mode=0o700)
    told = ["sku", "customs_name", "customs_name_zh", "hs_code", "weight_g", "origin"]
    lines = json.loads(run("export", str(folder), "lines", "--format", "json")[1])["lines"]
    skus = sorted({line["sku"] for line in lines if line["sku"]})
    rows = [["product_id", *told], *(["1", sku, "Toy", "玩具", "9503009000", "120", "CN"] for sku in skus)]
    (folder / "products.csv").write_text("".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    for line in examples:
        words = [
            word.replace("DIR", str(folder))
            if word.startswith("DIR")
            else word.replace("/tmp", str(tmp_path))
            for word in shlex.split(line)[1:]
        ]
        code, out, said = run(*words)
        assert (code, bool(out)) == (0, True), (line, said)
    assert (tmp_path / "orders.parquet").read_bytes().startswith(b"PAR1")
    assert (tmp_path / "picking.xlsx").read_bytes().startswith(b"PK")


def test_the_tables_of_sql_are_told_with_their_columns(bench: Bench) -> None:
    desk = bench.desk(hooks=None)
    page = (DOCS / "sql.md").read_text(encoding="utf-8")
    assert set(
        re.findall(r"^\| `(\w+)` \|", page.split("\n## Tables\n")[1].split("\n## ")[0], re.MULTILINE)
    ) == set(VIEWS)
    for name in ("stock", "purchases", "plan"):
        section = page.split(f"\n## {name}\n")[1].partition("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == relation(desk, name).columns, name
    for name, like in (("history", "orders"), ("history_lines", "lines")):
        assert relation(desk, name).columns == relation(desk, like).columns


def test_each_question_is_answered(
    run: Callable[..., tuple[int, str, str]], folder: Path, tmp_path: Path
) -> None:
    examples = [line for line in parts(PAIRS["sql"][0]).code if line.startswith("orderdeck ")]
    for line in examples:
        words = [
            str(folder) if word == "DIR" else word.replace("/tmp", str(tmp_path))
            for word in shlex.split(line)[1:]
        ]
        code, out, said = run(*words)
        assert (code, bool(out)) == (0, True), (line, said)
    assert run("sql", str(folder), "select nothing")[0] == 2


def test_none_is_said_as_0_and_what_is_not_known_is_left_blank(
    run: Callable[..., tuple[int, str, str]], folder: Path
) -> None:
    sql = (
        "select count(*) as a, 0.0::double as b, null as c, '' as d, false as e from orders where pieces < 0"
    )
    head, row, count = run("sql", str(folder), sql)[1].splitlines()
    assert head.split() == ["a", "b", "c", "d", "e"]
    assert (row.split(), count) == (["0", "0.0", "false"], "1 row")
    told = run("sql", str(folder), "show tables")[1].split()
    assert set(VIEWS) <= set(told)
