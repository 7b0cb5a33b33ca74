"""Waiting means ordering, as the operator sees it: by command and in the deck, in both languages."""

import csv
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from orderdeck.data.stock.plan.records import Step
from orderdeck.tui.cli.commands import run_command
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.i18n import Language, use
from orderdeck.tui.i18n.words import stock as stockout_words
from orderdeck.tui.present.stock.rows import line_columns
from orderdeck.tui.service.options import Looks, Start
from orderdeck.tui.terminal import exit_codes as exits
from orderdeck.widgets.cells import cell_len
from tests.tui.real_desk import RealDesk, back, journal, page, settled

NOW = datetime.now(UTC).replace(microsecond=0)


def at(days: float) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def write(file: Path, header: str, *rows: tuple[object, ...]) -> None:
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([header.split(), *rows])
    moment = (NOW - timedelta(hours=1)).timestamp()
    os.utime(file, (moment, moment))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two paid orders that can wait, an unpaid one of forty; none there; a supplier that took five days each time."""
    made = tmp_path / "exports"
    made.mkdir()
    write(
        made / "orders.csv",
        "order_id status placed_at paid_at ship_by currency total sku quantity",
        ("7001", "to_ship", at(-2), at(-2), at(12), "USD", "20", "LAMP", 2),
        ("7002", "to_ship", at(-2), at(-2), at(14), "USD", "40", "LAMP", 4),
        ("7003", "awaiting_payment", at(-1), "", "", "USD", "400", "LAMP", 40),
    )
    write(made / "stock.csv", "sku on_hand", ("LAMP", 0))
    write(
        made / "purchases.csv",
        "purchase_id supplier sku quantity ordered_at expected_at received_at state",
        *(
            (f"P{n}", "义乌光明", "LAMP", 5, at(-60 - n), at(-55 - n), at(-55 - n), "received")
            for n in range(20)
        ),
    )
    return made


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    def call(*words: object, language: str = "en", code: int = exits.OK) -> str:
        monkeypatch.setenv("ORDERDECK_LANGUAGE", language)
        assert run_command([str(word) for word in words]) == code
        use("en")
        return capfd.readouterr().out

    return call


def test_scripts_are_told_what_a_wait_rests_on_and_order_it(run: Any, folder: Path) -> None:
    (found,) = json.loads(run("stockouts", folder, "--json"))["stockouts"]
    assert found["restock"] == {"pieces": 46, "for_paid": 6, "for_unpaid": 40}
    assert [step["rests_on"][0]["to_order"] for step in found["plan"]] == [2, 6]
    assert found["plan"][1]["rests_on"][0]["supplier"] == "义乌光明"
    assert "if 6 are ordered from 义乌光明 today" in found["plan"][1]["why"]
    assert "ordered today: half in 5.0 d" in found["plan"][1]["why"]
    run("act", folder, "apply-plan", "LAMP", "--seen", "another", code=exits.CONFLICT)
    run("act", folder, "apply-plan", "LAMP", "--seen", found["plan_state"], "--as", "li")
    (listed,) = json.loads(run("outbox", folder, "--json"))["lists"]
    (item,) = listed["items"]
    assert (item["state"], item["quantity"], item["purchase_key"]) == ("to_order", 6, None)
    assert "LAMP × 6  (to order)" in run("outbox", folder)
    sent = ("-d", "list=purchases", "-d", "supplier=义乌光明", "-d", f"upto={listed['upto']}")
    run("act", folder, "list-sent", *sent)
    assert json.loads(run("outbox", folder, "--json"))["lists"] == []
    (found,) = json.loads(run("stockouts", folder, "--json"))["stockouts"]
    (rest,) = found["plan"][1]["rests_on"]
    assert (rest["to_order"], len(rest["purchases"])) == (0, 1), "it counts on what was ordered"
    assert found["restock"] == {"pieces": 40, "for_paid": 0, "for_unpaid": 40}


def test_the_text_prints_the_plan_that_the_help_promises(run: Any, folder: Path) -> None:
    told = run("stockouts", folder)
    assert "to buy: 46, 6 for paid orders, 40 for unpaid ones" in told
    assert "7002" in told
    assert "wait for restock" in told
    assert "if 6 are ordered from 义乌光明 today" in told
    told = run("stockouts", folder, language="zh")
    assert "若今天向 义乌光明 下单 6 件" in told
    assert "已付款订单 6 件，未付款订单 40 件" in told


def test_what_a_script_may_not_do_leaves_with_its_reason(run: Any, folder: Path) -> None:
    run("act", folder, "plan-applied", "LAMP", code=exits.USAGE)
    run("act", folder, "restock", "LAMP", "-d", "supplier=S", "-d", "quantity=0", code=exits.USAGE)
    told = run("act", folder, "agreed", "7001", "--json", code=exits.REFUSED)
    assert json.loads(told)["refused"][0]["why"] == "its buyer was not asked"
    assert "apply-plan ORDER|SKU…" in run("act", folder, "help")
    assert "move-stock ORDER… -d source=…" in run("act", folder, "help")


@asynccontextmanager
async def playing(folder: Path, language: Language) -> AsyncIterator[tuple[Any, Pilot[Any], RealDesk]]:
    use(language)
    real = RealDesk(folder)
    real.load()
    app = Orderdeck(
        Start(folder, operator="li", view="stockouts"), Looks(zone="UTC", language=language), follower=real
    )
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(lambda: app.state.ready and app.state.view)
            await pilot.press("2")
            await settled(lambda: app.state.view == "stockouts" and app.deck.table.row_count == 2)
            yield app, pilot, real
    finally:
        use("en")


@pytest.mark.parametrize(
    ("language", "rests", "asked", "proposed", "to_order"),
    [
        (
            "en",
            "if 2 are ordered from 义乌光明 today",
            "6 to order from 义乌光明",
            "6 for paid orders, 40 for unpaid",
            "to order",
        ),
        (
            "zh",
            "若今天向 义乌光明 下单 2 件",
            "待向 义乌光明 下单 6 件",
            "已付款订单 6 件，未付款订单 40 件",
            "待下单",
        ),
    ],
)
async def test_the_deck_says_what_a_wait_rests_on_and_leaves_it_to_do(
    folder: Path, language: Language, rests: str, asked: str, proposed: str, to_order: str
) -> None:
    async with playing(folder, language) as (app, pilot, real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 2)
        await settled(lambda: rests in app.deck.stockout.why.shown)
        await pilot.press("r")
        await settled(lambda: app.state.panel == "restock" and proposed in app.deck.status_line.shown)
        await back(app, pilot, "stockout")
        await pilot.press("P")
        await settled(lambda: asked in app.deck.status_line.shown)
        await pilot.press("y")
        await settled(lambda: "await_restock" in journal(real))
        await settled(lambda: app.deck.controls.stock.page.to_order)
        await pilot.press("b")
        await settled(lambda: app.state.panel == "outbox" and to_order in page(app.deck.lines))
        await back(app, pilot, "stockout")
        await pilot.press("u")
        await settled(lambda: "undo" in journal(real))
        await settled(lambda: not app.deck.controls.stock.page.to_order)


def test_days_that_are_over_are_none_left() -> None:
    use("en")
    for slack in (-0.0, -0.8):
        over = Step(order_key="o", action="ask_wait", reason="no_supplier", slack_days=slack)
        assert stockout_words.why(over) == "no supplier known, 0.0 d to go"


@pytest.mark.parametrize("language", ["en", "zh"])
async def test_each_row_s_reason_can_be_read_whole_at_eighty_columns(
    folder: Path, language: Language
) -> None:
    async with playing(folder, language) as (app, pilot, _real):
        await pilot.press("s")
        await settled(lambda: app.state.panel == "stockout" and app.deck.stockout.table.row_count == 2)
        table, why = app.deck.stockout.table, app.deck.stockout.why
        for at, key in enumerate(["home", "down"]):
            await pilot.press(key)

            def is_there(wanted: int = at) -> bool:
                return bool(table.cursor == wanted)

            await settled(is_there)
            await pilot.pause()
            reason, _tone = table.source.why(table.source.hits[at])
            assert "".join(why.shown.split()).endswith("".join(reason.split()))
            assert why.size.height >= len(why.shown.splitlines()), "all of its lines are on the screen"
            column = next(one for one in line_columns() if one.key == "why")
            assert cell_len(reason) > column.max_width, "its column has no room for it"
