"""Column maps as users write, keep and use them: the page's example, what is refused, the commands."""

import csv
import io
import tomllib
from pathlib import Path
from typing import Any

import openpyxl
import platformdirs
import pytest

from orderdeck.data.base.config.settings import load
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.reports.exported.maps.check import MapError, checked
from orderdeck.data.reports.exported.maps.files import EXAMPLES, example, load_maps, map_problems
from orderdeck.data.reports.exported.maps.records import FIELDS, Column, Map
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.cli.commands.files.template import MAPS
from orderdeck.tui.service.desk_service import DeskService
from tests.kinds import Run
from tests.own_files.documents import blocks, put, table

HEAD = "order_id,status,placed_at,recipient,country,address,service,sku,quantity,line_total,total,currency\n"
ORDERS = HEAD + "".join(
    f"{number},to_ship,2026-09-0{number}T20:00:00Z,{name},{land},Rue {number},{service},{sku},{pieces},9.90,9.90,EUR\n"
    for number, name, land, service, sku, pieces in (
        (1, "Åsa Öberg", "FR", "AliExpress Standard", "A", 2),
        (2, "李 雷", "DE", "AliExpress Standard", "A", 1),
        (3, "Bo", "SE", "AliExpress Standard", "A", 1),
        (4, "Cy", "FR", "Cainiao Standard", "B", 1),
        (5, "Di", "FR", "Cainiao standard", "A", 1),
        (6, "Ed", "FR", "=1+1", "A", 1),
    )
)
PRODUCTS = (
    "product_id,sku,customs_name,customs_name_zh,hs_code,weight_g,origin\n"
    "1,A,Paper lamp,纸灯,0940560000,180.5,CN\n"
)


@pytest.fixture
def desk(paths: DeskPaths) -> DeskPaths:
    put(paths.exports / "orders.csv", ORDERS)
    put(paths.exports / "products.csv", PRODUCTS)
    paths.state.mkdir(0o700)
    return paths


def rows(content: bytes, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(encoding))))


def test_the_example_of_the_page(run: Run, desk: DeskPaths, tmp_path: Path) -> None:
    put(desk.maps / "eu.toml", blocks("export.md", "toml")[0])
    out = tmp_path / "out"
    out.mkdir()
    code, said, errors = run("export", desk.exports, "--map", "eu", "--out", out)
    assert (code, len(said.splitlines())) == (0, 2)
    standard = rows((out / "eu-aliexpress-standard.csv").read_bytes(), "gb18030")
    assert standard == [
        {
            "Order": number, "Channel": "S1", "Name": name, "Description": "Paper lamp", "HS code": "0940560000",
            "Value": "9.90", "Currency": "EUR", "Ordered": day, "Reason": "sale",
        }
        for number, name, day in (("1", "ÅSA ÖBERG", "2026-09-02"), ("2", "李 雷", "2026-09-03"))
    ]  # fmt: skip
    assert [row["Order"] for row in rows((out / "eu-cainiao-standard.csv").read_bytes(), "gb18030")] == ["5"]
    assert "order 4 left out, it lacks: Description" in errors
    assert "2 orders are not for this file" in errors
    code, said, errors = run("export", desk.exports, "--map", "eu", "--out", out)
    assert (code, said) == (2, "")
    assert "--replace" in errors
    assert run("export", desk.exports, "--map", "eu", "--out", out, "--replace")[0] == 0
    for language, words in (("export.md", "customs of the EU"), ("zh/export.md", "欧盟报关")):
        assert words in blocks(language, "toml")[0]
        assert tomllib.loads(blocks(language, "toml")[0]) == tomllib.loads(blocks("export.md", "toml")[0])


def test_yunexpress_writes_a_row_a_line(run: Run, desk: DeskPaths, tmp_path: Path) -> None:
    desk.maps.mkdir(parents=True)
    assert run("template", "yunexpress", "--out", desk.maps / "yunexpress.toml")[0] == 0
    code, _said, errors = run("export", desk.exports, "--map", "yunexpress", "--out", tmp_path / "y.xlsx")
    assert code == 0
    assert "order 4 left out, it lacks: 申报中文名, 申报英文名" in errors
    head, *told = openpyxl.load_workbook(tmp_path / "y.xlsx").active.iter_rows(values_only=True)
    by_order = {row[0]: dict(zip(head, row, strict=True)) for row in told}
    assert set(by_order) == set("12356")
    first = by_order["1"]
    assert (first["海关编码"], first["数量"], first["申报单价"], first["币种"]) == (
        "0940560000",
        2,
        "4.95",
        "EUR",
    )
    assert (first["单件重量(kg)"], first["收件人国家简码"]) == ("0.181", "FR")
    assert by_order["6"]["运输方式代码"] == "'=1+1"


def test_yanwen_writes_a_file_for_each_service(run: Run, desk: DeskPaths, tmp_path: Path) -> None:
    code, text, _errors = run("template", "yanwen")
    assert (code, text) == (0, example("yanwen"))
    put(desk.maps / "yanwen.toml", text)
    code, said, errors = run("export", desk.exports, "--map", "yanwen", "--out", tmp_path)
    assert code == 0
    files = [Path(line).name for line in said.splitlines()]
    assert sorted(files) == [
        "yanwen-1-1.csv",
        "yanwen-aliexpress-standard.csv",
        "yanwen-cainiao-standard.csv",
    ]
    assert "yanwen-1-1.csv: =1+1" in errors
    (odd,) = rows((tmp_path / "yanwen-1-1.csv").read_bytes(), "gb18030")
    assert (odd["产品名称"], odd["申报总价"], odd["重量(g)"]) == ("'=1+1", "9.90", "181")
    assert run("export", desk.exports, "--map", "yanwen")[0] == 2, "several files are nothing for a pipe"


def test_customs_is_a_row_a_line_with_name_value_and_code(run: Run, desk: DeskPaths) -> None:
    put(desk.maps / "customs.toml", example("customs"))
    code, said, errors = run("export", desk.exports, "--map", "customs", "--format", "csv")
    assert code == 0
    told = {row["Order"]: row for row in rows(said.encode())}
    assert set(told) == set("12356")
    wanted = {
        "Description": "Paper lamp", "中文品名": "纸灯", "HS code": "0940560000", "Origin": "CN", "Quantity": "2",
        "Unit value": "4.95", "Value": "9.90", "Currency": "EUR", "Net weight (kg)": "0.361",
    }  # fmt: skip
    assert wanted.items() <= told["1"].items()
    assert "order 4 left out, it lacks: Description, HS code" in errors


COLUMN = {"header": "x", "from": "order_id"}
VALUE = {"header": "x", "from": "value"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({}, "`columns`: there is none"),
        ({"columns": [COLUMN], "colums": 1}, "`colums` is no key of a map (did you mean `columns`?)"),
        ({"columns": [COLUMN, {"header": "x", "from": "sku", "requird": True}]}, "`columns` 2: `requird`"),
        ({"columns": [{"header": "x", "from": "hs_cod"}]}, "1 (x): no field `hs_cod` (did you mean `hs_code`?)"),
        ({"columns": [{"header": "x"}]}, "either `from` or `constant`"),
        ({"columns": [COLUMN | {"constant": "y"}]}, "either `from` or `constant`"),
        ({"columns": [COLUMN | {"cut": "a"}]}, "`columns 1 cut`: Expected `int"),
        ({"columns": [COLUMN | {"date": "%d"}]}, "`date` is of times"),
        ({"columns": [{"header": "x", "from": "ship_by", "date": "%c"}]}, "`date`: %Y"),
        ({"columns": [COLUMN | {"decimals": 2}]}, "`decimals` and `number` are of numbers"),
        ({"columns": [COLUMN], "format": "xls"}, "`format`: no format `xls` (did you mean `xlsx`?)"),
        ({"columns": [COLUMN], "encoding": "gbk"}, "`encoding`: `gbk` is none of"),
        ({"columns": [COLUMN], "split": "total"}, "`split`: `total` is no text of an order"),
        ({"columns": [COLUMN], "split": "sku"}, "`split`: `sku` is no text of an order"),
        ({"columns": [COLUMN], "only": {"city": ["x"]}}, "`only.city`"),
        ({"columns": [COLUMN], "sheet": "a/b"}, "`sheet`"),
        ({"columns": [COLUMN], "zone": "Mars"}, "`zone`: no zone `Mars`"),
        ({"columns": [{"header": "x", "from": "unit_value"}], "per": "order"}, '`per = "line"`'),
        ({"columns": [COLUMN], "name": "y"}, "`name`: a map is called as its file is"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_key_and_reason(raw: dict[str, Any], said: str) -> None:
    with pytest.raises(MapError) as refused:
        checked(raw, "mine")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "raw",
    [
        *({"columns": [VALUE | {key: 0.5}]} for key in ("factor", "max", "cap", "percent", "round", "add")),
        {"columns": [VALUE], "multiply": 0.1},
        {"columns": [VALUE | {"fallback": "shipping_fee"}]},
        {"columns": [VALUE | {"codes": {"*": "1"}}]},
        {"columns": [VALUE | {"cut": 1}]},
        {"columns": [{"header": "Value", "from": "hs_code", "codes": {"*": "1"}}]},
        {"columns": [{"header": "申报单价", "constant": "5"}]},
        {"columns": [{"header": "Value (USD)", "constant": "5.00"}]},
        {"columns": [{"header": "Declared value", "from": "shipping_fee"}]},
        {"columns": [{"header": "申报价值", "from": "discount"}]},
        {"columns": [{"header": "申报价值", "from": "quantity"}]},
    ],
)
def test_no_key_makes_an_amount_another(raw: dict[str, Any]) -> None:
    with pytest.raises(MapError, match="amounts are written as they were paid, and nothing may change them"):
        checked(raw, "mine")


def test_a_map_that_cannot_be_used_is_named_everywhere_and_others_go_on(run: Run, desk: DeskPaths) -> None:
    put(desk.maps / "customs.toml", example("customs"))
    put(desk.maps / "half.toml", '[[columns]]\nheader = "v"\nfrom = "value"\nfactor = 0.5\n')
    put(desk.maps / "torn.toml", "[[colu")
    for words in (("queues", desk.exports), ("doctor", desk.exports), ("export", desk.exports, "orders")):
        _code, _said, errors = run(*words)
        assert "half.toml: `columns` 1: `factor`: amounts are written as they were paid" in errors, words
        assert "torn.toml: " in errors
    service = DeskService(open_desk(desk, load(desk)), "li")
    try:
        assert [one.partition(": ")[0].rpartition("/")[2] for one in service.problems()] == [
            "half.toml",
            "torn.toml",
        ]
        assert [name for name, _titles in service.maps()] == ["customs"]
    finally:
        service.desk.close()
    assert run("export", desk.exports, "--map", "customs", "--format", "csv")[0] == 0
    code, said, errors = run("export", desk.exports, "--map", "half")
    assert (code, said) == (2, "")
    assert "there is no usable map half; there are customs" in errors
    assert "half.toml: `columns` 1: `factor`" in errors


def test_the_desks_own_map_goes_before_the_users(desk: DeskPaths) -> None:
    users = platformdirs.user_config_path("orderdeck") / "exports"
    put(users / "mine.toml", '[[columns]]\nheader = "user"\nfrom = "order_id"\n')
    put(users / "other.toml", '[[columns]]\nheader = "user"\nfrom = "order_id"\n')
    put(desk.maps / "mine.toml", '[[columns]]\nheader = "desk"\nfrom = "order_id"\n')
    assert {name: one.columns[0].header for name, one in load_maps(desk).items()} == {
        "mine": "desk", "other": "user"
    }  # fmt: skip
    assert map_problems(desk) == []


def test_the_page_names_every_key_and_field() -> None:
    assert set(table("export.md", next_line("| key of a map |"))) == set(Map.__struct_fields__) - {
        "name",
        "columns",
    }
    keys = set(table("export.md", next_line("| key of a column |")))
    assert keys == {"from" if one == "source" else one for one in Column.__struct_fields__}
    named = " ".join(table("export.md", next_line("| fields |")))
    assert {one.strip("` ") for one in named.replace(", ", " ").split()} == set(FIELDS)
    assert set(MAPS) == set(EXAMPLES)
    for name in EXAMPLES:
        assert checked(tomllib.loads(example(name)), name).title.keys() == {"en", "zh"}


def next_line(head: str) -> str:
    """The line before a table that begins so."""
    from tests.own_files.documents import DOCS

    lines = (DOCS / "export.md").read_text("utf-8").splitlines()
    at = next(place for place, line in enumerate(lines) if line.startswith(head))
    return "\n".join(lines[at - 2 : at])


def test_a_code_ruined_by_a_spreadsheet_or_an_odd_weight_costs_its_cell_alone(
    run: Run, desk: DeskPaths
) -> None:
    head = PRODUCTS.splitlines()[0]
    put(
        desk.exports / "products.csv", f'{head}\n1,A,Tea,茶,9.40561E+09,heavy,CN\n2,B,Toy,,\'0902.10,"1,5",\n'
    )
    put(desk.maps / "mine.toml", "".join(
        f'[[columns]]\nheader = "{one}"\nfrom = "{one}"\n' for one in ("sku", "hs_code", "unit_weight_g", "origin")
    ))  # fmt: skip
    code, said, errors = run("export", desk.exports, "--map", "mine")
    assert code == 0
    told = {row["sku"]: (row["hs_code"], row["unit_weight_g"], row["origin"]) for row in rows(said.encode())}
    assert told == {"A": ("", "", "CN"), "B": ("0902.10", "1.5", "")}
    assert "empty cells: hs_code × 5, unit_weight_g × 5, origin × 1" in errors
