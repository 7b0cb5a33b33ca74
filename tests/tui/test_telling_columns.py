"""A list says what tells its orders apart, in words that can be read, at every size."""

import csv
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from orderdeck.data.actions import Request, perform
from orderdeck.tui.deck.app import Orderdeck
from orderdeck.tui.present.stock.rows import board_columns
from orderdeck.tui.present.view import columns
from orderdeck.tui.present.view.rows import _CELLS, RenderOptions, waits_for
from orderdeck.tui.service.options import Looks, Start
from orderdeck.widgets.model import Cell, ListSource
from orderdeck.widgets.table.columns import lay_out
from orderdeck.widgets.table.order_table import OrderTable
from tests.tui.fake_desk import Until
from tests.tui.real_desk import RealDesk

NOW = datetime.now(UTC).replace(microsecond=0)
VIEWS = {"1": "cancel_requests", "2": "stockouts", "4": "remarks"}
SIZES = ((80, 24), (120, 36), (200, 50))


def at(days: float) -> str:
    return f"{NOW + timedelta(days=days):%Y-%m-%dT%H:%M:%SZ}"


def order(
    number: int, status: str, sku: str, remark: str = "", shop: str = "2301187542"
) -> dict[str, object]:
    return {
        "order_id": f"82463297168228{number:02}", "status": status, "placed_at": at(-2), "paid_at": at(-2),
        "ship_by": at(3 + number), "currency": "USD", "total": f"{number}.50", "sku": sku, "quantity": number,
        "remark": remark, "shop": f"230118754{number % 2}", "buyer": f"Buyer Number {number}",
        "cancel_requested_at": "",
    }  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three orders short of a SKU with a long name, three whose buyers want to cancel, three with remarks; wang has
    one of these in hand and handed another over to li."""
    made = tmp_path_factory.mktemp("telling") / "exports"
    made.mkdir()
    rows = [
        *(order(n, "to_ship", "COFF-D_V02_White") for n in (1, 2, 3)),
        *(order(n, "cancel_requested", f"LAMP-{n}") for n in (4, 5, 6)),
        *(order(n, "to_ship", "PEN", "please change the size to XL") for n in (7, 8, 9)),
    ]
    for name, lines in (
        ("orders.csv", rows),
        ("stock.csv", [{"sku": "COFF-D_V02_White", "on_hand": 0}, {"sku": "PEN", "on_hand": 900}]),
    ):
        with (made / name).open("w", encoding="utf-8", newline="") as out:
            written = csv.DictWriter(out, list(lines[0]))
            written.writeheader()
            written.writerows(lines)
    real = RealDesk(made)
    real.load()
    service = real.open()
    held, handed = service.rows("remarks")["order_key"].to_list()[:2]
    for request in (
        Request(kind="claim", targets=(held,), operator="wang"),
        Request(kind="claim", targets=(handed,), operator="wang"),
        Request(kind="hand_over", targets=(handed,), operator="wang", data={"to": "li", "note": "she rings"}),
    ):
        assert perform(service.desk, service.desk.ledger, request).done
    real.close()
    return made


@asynccontextmanager
async def deck(folder: Path, size: tuple[int, int], key: str, until: Until) -> AsyncIterator[Orderdeck]:
    app = Orderdeck(Start(folder, operator="li"), Looks(zone="UTC"), follower=RealDesk(folder))
    async with app.run_test(size=size) as pilot:
        await until(lambda: app.state.ready)
        if app.state.dashboard:
            await pilot.press("D")
        await pilot.press(key)
        await until(lambda: app.state.view == VIEWS[key] and app.state.source is not None)
        yield await settle(app, pilot)


async def settle(app: Orderdeck, pilot: Pilot[None]) -> Orderdeck:
    await pilot.pause()
    return app


def rows(app: Orderdeck) -> list[str]:
    table = app.deck.table
    return ["".join(part.text for part in table.render_line(y)) for y in range(4)]


@pytest.mark.parametrize("size", SIZES)
async def test_a_bigger_screen_shows_no_less_of_the_reason(
    folder: Path, until: Until, size: tuple[int, int]
) -> None:
    async with deck(folder, size, "2", until) as app:
        for row in rows(app)[1:]:
            assert "COFF-D_V02_Whi" in row, row
            assert size[0] < 100 or "COFF-D_V02_White" in row, row


@pytest.mark.parametrize("size", SIZES)
async def test_a_cancel_request_says_what_and_whose_not_what_all_say(
    folder: Path, until: Until, size: tuple[int, int]
) -> None:
    async with deck(folder, size, "1", until) as app:
        shown = {column.key for column in app.deck.table.visible_columns}
        assert {"left", "order_id", "pieces", "skus"} <= shown, shown
        assert "reasons" not in shown
        text = "\n".join(rows(app))
        assert all(f"LAMP-{n}" in text for n in (4, 5, 6)), text


@pytest.mark.parametrize("size", SIZES)
async def test_who_holds_a_remark_and_what_was_said_with_it(
    folder: Path, until: Until, size: tuple[int, int]
) -> None:
    async with deck(folder, size, "4", until) as app:
        text = "\n".join(rows(app))
        assert text.count("wang") >= 2, text
        assert "wang: s" in text, text


@pytest.mark.parametrize("width", range(40, 120))
def test_a_remark_has_its_room_before_its_kind_and_both_before_all_else(width: int) -> None:
    keys = tuple(key for key in columns.keys_of("remarks") if key != "claimed_by")
    longest = {"left": 9, "order_id": 16, "kinds": 21, "remark": 60, "skus": 20, "pieces": 2, "buyer": 12}
    layout = dict(lay_out(columns.spoken(keys, "remarks"), width, 1, longest))
    cells = {key: layout.get(place, 0) for place, key in enumerate(keys)}
    room = width - 9 - 16 - 2
    assert cells["remark"] >= min(room, 14)
    assert cells["remark"] == room or cells["kinds"] >= 11
    assert not cells["skus"] or (cells["remark"] >= 30 and cells["kinds"] == 21)


@pytest.mark.parametrize("width", range(20, 160, 7))
def test_a_shop_number_is_whole_or_not_there(width: int) -> None:
    keys = ("order_id", "reasons", "shop")
    cells = (Cell("82463297168228"), Cell("short 1 × LAMP"), Cell("911204367123"))
    table = OrderTable(columns.spoken(keys))
    table._longest.look(ListSource([("a", cells)]), range(1), columns.spoken(keys), None)
    shown: dict[int, int] = dict(lay_out(table._widened(), width, 1, table._longest.cells))
    assert shown.get(2, 12) >= 12


def test_what_sleeps_says_until_when_in_its_list_too() -> None:
    now = datetime(2026, 12, 1, 6, tzinfo=UTC)
    row: dict[str, object] = {
        "queue": "wholesale_unpaid", "reasons": ["message_due|"], "asleep": True, "silent_at": None,
        "asked_at": None, "snoozed_until": now + timedelta(hours=2),
    }  # fmt: skip
    options = RenderOptions(int(now.timestamp()) * 1_000_000, UTC)
    asleep = _CELLS["reasons"](row, options).text
    assert asleep == waits_for(row, options) == "asleep until 08:00"
    awake = _CELLS["reasons"]({**row, "asleep": False}, options).text
    assert awake != ""
    assert awake != asleep


def test_the_short_sku_comes_first() -> None:
    row: dict[str, object] = {
        "queue": "stockouts", "reasons": ["short|LAMP-2 4"], "skus": "PEN, LAMP-1, LAMP-2"
    }  # fmt: skip
    assert _CELLS["skus"](row, RenderOptions(0)).text == "LAMP-2, PEN, LAMP-1"


def test_a_short_sku_is_whole_on_the_board() -> None:
    found = board_columns()
    longest = {"left": 8, "sku": 20, "short": 2, "orders": 1, "at_risk": 10, "state": 10, "title": 60}
    layout = lay_out(found, 90, 2, longest)
    assert dict(layout)[[column.key for column in found].index("sku")] == 20
