"""Stock-outs for scripts: what is short, what waits, templates to fill in."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.sample.stockout_day import StockoutDay
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.open_desk import open_desk
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.i18n import use
from orderdeck.tui.terminal import exit_codes as exits


@pytest.fixture
def run(capfdbinary: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, bytes]]:
    monkeypatch.setenv("ORDERDECK_LANGUAGE", "en")

    def call(*words: object) -> tuple[int, bytes]:
        code = run_command([str(word) for word in words])
        use("en")
        return code, capfdbinary.readouterr().out

    return call


def test_stockouts_name_orders_suppliers_and_the_plan(run: Any, tmp_path: Path) -> None:
    day = StockoutDay(tmp_path / "exports", datetime.now(UTC), hit=6)
    day.morning()
    code, out = run("stockouts", day.folder, "--json")
    assert code == exits.OK
    (found,) = json.loads(out)["stockouts"]
    assert (found["sku"], found["on_hand"], found["short"], found["orders"]) == (day.sku, 0, 6, 6)
    assert {step["order_id"] for step in found["plan"]} == set(day.hit)
    assert {step["action"] for step in found["plan"]} <= {"wait_restock", "ask_time", "ask_cancel"}
    assert list(found["at_risk"]) == ["USD"]
    lead = found["suppliers"][0]["lead_time"]
    assert lead["counts"][lead["level"]] == lead["n"]
    assert day.sku.encode() in run("stockouts", day.folder)[1]


def test_the_outbox_names_what_waits(run: Any, tmp_path: Path) -> None:
    day = StockoutDay(tmp_path / "exports", datetime.now(UTC), hit=2)
    day.morning()
    assert run("outbox", day.folder)[1].strip() == b"Nothing waits."
    desk = open_desk(DeskPaths.of(day.folder), Settings())
    acts = StockActs(desk, desk.ledger, "li")
    acts.restock(day.sku, "Yiwu Bright", 20, unit_price="8.5", currency="CNY")
    acts.delist(day.sku)
    desk.close()
    found = json.loads(run("outbox", day.folder, "--json")[1])
    assert [(one["list"], one["supplier"]) for one in found["lists"]] == [
        ("purchases", "Yiwu Bright"),
        ("set_to_zero", None),
    ]
    assert found["lists"][0]["items"][0]["unit_price"] == "8.50"


@pytest.mark.parametrize("kind", ["stock", "purchases", "suppliers", "products"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_template_filled_in_loads_as_what_it_is(run: Any, tmp_path: Path, kind: str, ending: str) -> None:
    file = tmp_path / f"mine.{ending}"
    assert run("template", kind, "--example", "--out", file)[0] == exits.OK
    (checked,) = json.loads(run("check", file, "--json")[1])["files"]
    assert (checked["state"], checked["kind"], checked["lines"], checked["rejected"]) == (
        "loaded",
        kind,
        1,
        0,
    )
    assert run("template", kind, "--out", file)[0] == exits.USAGE, "a file that is there is never overwritten"


def test_a_template_on_standard_output_is_its_header(run: Any) -> None:
    code, out = run("template", "stock")
    assert code == exits.OK
    (header,) = csv.reader(io.StringIO(out.decode("utf-8-sig")))
    assert header[0] == "sku"
