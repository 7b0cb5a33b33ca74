"""A file of tracking numbers takes orders out of the work until an export shows that they are sent."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.records import Export
from orderdeck.data.desk import Desk
from orderdeck.data.reports.exported.relations import relation
from orderdeck.tui.service.letters.subjects import of_order as subject
from tests.desk.make_desk import NOON, Bench, order, us

HOUR = timedelta(hours=1)


def row(order_id: str, number: str = "YT1", **rest: Any) -> dict[str, Any]:
    return {"order_id": order_id, "carrier": "YunExpress", "tracking_number": number, "source_row": 2} | rest


def rows(*told: tuple[str, str]) -> list[dict[str, Any]]:
    return [row(order_id, number, source_row=at) for at, (order_id, number) in enumerate(told, 2)]


def of_shop(shop: str, number: str, **rest: Any) -> dict[str, Any]:
    return order(
        number,
        marketplace="shopify",
        shop=shop,
        order_key=f"shopify:{shop}:{number}",
        order_id=number,
        **rest,
    )


def places(desk: Desk) -> dict[str, str]:
    return dict(desk.fetch("select order_key, queue from standing", []))


def notes(desk: Desk, file: Export) -> list[str]:
    return next(one.notes for one in desk.intake() if one.name == file.name)


def test_it_is_sent_and_leaves_the_work_and_an_export_that_shows_it_closes_it(bench: Bench) -> None:
    bench.load(order(1), order(2))
    file = bench.table("tracking", NOON + HOUR, [row("1")])
    desk = bench.desk()
    assert places(desk) == {"aliexpress:1": "done", "aliexpress:2": "standard"}
    [why] = desk.rows("done")["reasons"].to_list()
    assert why[0] == "sent|YunExpress YT1"
    found = desk.order("aliexpress:1")
    assert found
    assert found.shipment
    assert (found.shipment.told, found.shipment.file) == ("YunExpress YT1", file.name)
    assert "aliexpress:1" not in desk.keys("due")
    bench.now = NOON + 2 * HOUR
    bench.load(order(1, status="shipped"), order(2), at=NOON + 2 * HOUR)
    desk.catch_up()
    assert places(desk) == {"aliexpress:2": "standard"}


def test_one_that_newer_exports_have_to_send_is_due_before_it_is_late(bench: Bench) -> None:
    mine = order(1, ship_by=NOON + 20 * HOUR)
    bench.load(mine)
    bench.table("tracking", NOON + HOUR, [row("1")])
    bench.now = NOON + 2 * HOUR
    desk = bench.desk()
    assert not desk.keys("due")
    bench.load(mine | {"remark": None}, at=NOON + 2 * HOUR)
    desk.catch_up()
    assert desk.keys("due") == ["aliexpress:1"]
    assert places(desk) == {"aliexpress:1": "done"}
    assert desk.rows("due")["reasons"].to_list()[0][:2] == [
        "sent_undeclared|1 h/2026-09-07T14:00:00Z", "parcel|YunExpress YT1"
    ]  # fmt: skip
    bench.act("done", "aliexpress:1", state="")  # somebody has seen to it
    desk.catch_up()
    assert not desk.keys("due")


def test_a_row_for_each_item_is_one_parcel(bench: Bench) -> None:
    bench.load(order(1), at=NOON - HOUR)
    bench.table("tracking", NOON, rows(("1", "YT1"), ("1", "YT2"), ("1", "YT1")))
    desk = bench.desk()
    [(parcels,)] = desk.fetch("select parcels from shipments", [])
    assert [one["number"] for one in parcels] == ["YT1", "YT2"]


def test_whoever_knows_better_takes_it_back(bench: Bench) -> None:
    bench.load(order(1))
    bench.table("tracking", NOON + HOUR, [row("1")])
    desk = bench.desk()
    bench.now = NOON + 2 * HOUR
    bench.act("reopen", "aliexpress:1")
    desk.catch_up()
    assert places(desk) == {"aliexpress:1": "standard"}
    bench.now = NOON + 3 * HOUR
    bench.table("tracking", NOON + 3 * HOUR, [row("1", "YT2")])
    desk.catch_up()
    assert places(desk) == {"aliexpress:1": "done"}


def test_a_request_to_cancel_is_work_all_the_same(bench: Bench) -> None:
    bench.load(order(1, status="cancel_requested"))
    bench.table("tracking", NOON + HOUR, [row("1")])
    desk = bench.desk()
    assert places(desk) == {"aliexpress:1": "cancel_requests"}
    [shown] = desk.board(["aliexpress:1"]).to_dicts()
    assert "parcel|YunExpress YT1" in shown["reasons"], "what the buyer wants back is on its way"


def test_its_pieces_are_off_the_stock_once(bench: Bench) -> None:
    def free(desk: Desk) -> int:
        return int(desk.fetch("select available from stock_supply where sku = 'A'", [])[0][0])

    def taken(status: str) -> dict[str, Any]:
        return order(1, status=status, sent_at=None, lines=[{"sku": "A", "quantity": 2, "owed": 2}])

    other = order(2, lines=[{"sku": "A", "quantity": 1, "owed": 1}])
    bench.stock(NOON, A=10)
    bench.load(taken("to_ship"), other)
    bench.table("tracking", NOON + HOUR, [row("1")])
    bench.now = NOON + 2 * HOUR
    desk = bench.desk(hooks=None)
    assert free(desk) == 8
    bench.stock(NOON + 3 * HOUR, A=8)  # counted without them
    bench.now = NOON + 3 * HOUR
    desk.catch_up()
    assert free(desk) == 8
    bench.now = NOON + 4 * HOUR
    bench.load(taken("shipped"), other, at=NOON + 4 * HOUR)
    desk.catch_up()
    assert free(desk) == free(bench.desk(hooks=None)) == 8


def test_what_several_orders_may_be_is_said_and_not_guessed(bench: Bench) -> None:
    bench.load(of_shop("A", "#1001"), of_shop("B", "#1001"), of_shop("B", "#1002"))
    file = bench.table("tracking", NOON + HOUR, [row("1001"), row("7", source_row=3)])
    desk = bench.desk()
    assert set(places(desk).values()) == {"standard"}
    assert notes(desk, file) == ["tracking_waits|1", "tracking_ambiguous|1001"]
    # Also once one of them is sent: the number doesn't turn into the other's.
    bench.load(of_shop("A", "#1001", status="shipped"), at=NOON + HOUR)
    desk.catch_up()
    assert set(places(desk).values()) == {"standard"}
    assert set(places(bench.desk()).values()) == {"standard"}
    bench.table("tracking", NOON + 2 * HOUR, [row("1001", shop="b")])
    desk.catch_up()
    assert places(desk) == {"shopify:B:#1001": "done", "shopify:B:#1002": "standard"}


DAY = timedelta(days=1)
PLACED = NOON - 2 * DAY


@pytest.mark.parametrize(
    ("told", "counts", "said"),
    [
        (PLACED - 40 * DAY, NOON + HOUR, True),
        (PLACED - DAY - HOUR, NOON + HOUR, True),
        (PLACED - 9 * HOUR, PLACED, False),  # a day alone is its midnight, and clocks are in other zones
        (PLACED + HOUR, PLACED + HOUR, False),
        (None, NOON + HOUR, False),
        (NOON + 9 * DAY, NOON + HOUR, False),
    ],
)
def test_a_parcel_is_not_sent_before_its_order_was_placed(
    bench: Bench, told: datetime | None, counts: datetime, said: bool
) -> None:
    """The time is left out, not the row: the parcel is on its way all the same."""
    bench.load(order(1, placed_at=PLACED), order(2, placed_at=None))
    file = bench.table(
        "tracking", NOON + HOUR, [row("1", sent_at=told), row("2", sent_at=told, source_row=3)]
    )
    bench.now = NOON + 2 * HOUR
    for desk in (bench.desk(), bench.desk()):
        assert set(places(desk).values()) == {"done"}
        sent = dict(desk.fetch("select order_key, epoch_us(sent_at) from shipments", []))
        assert sent["aliexpress:1"] == us(counts)
        assert sent["aliexpress:2"] == us(min(told or NOON + HOUR, NOON + HOUR)), (
            "nobody knows when it was placed"
        )
        assert notes(desk, file) == (["tracking_too_early|1"] if said else [])


def test_of_several_rows_one_that_cannot_be_leaves_the_others_their_times(bench: Bench) -> None:
    bench.load(order(1, placed_at=PLACED))
    rows = [row("1", "YT1", sent_at=PLACED - 30 * DAY), row("1", "YT2", sent_at=PLACED + DAY, source_row=3)]
    bench.table("tracking", NOON + HOUR, rows)
    desk = bench.desk()
    assert desk.fetch("select epoch_us(sent_at), len(parcels) from shipments", []) == [(us(PLACED + DAY), 2)]


def test_a_row_waits_for_its_order(bench: Bench) -> None:
    file = bench.table("tracking", NOON - HOUR, [row("1")])
    desk = bench.desk()
    assert notes(desk, file) == ["tracking_waits|1"]
    bench.load(order(1), at=NOON - 2 * HOUR)
    desk.catch_up()
    assert places(desk) == {"aliexpress:1": "done"}
    assert not notes(desk, file)


# As a plain model has it

SHOPS = ("A", "B")
NUMBERS = ("1", "2", "3")


def model(
    orders: list[tuple[datetime, str, str, str]], sheets: list[tuple[datetime, list[dict[str, Any]]]]
) -> Any:
    """Key -> carrier's numbers, and whether a newer export still has it to be sent, of the orders that are open.
    `orders`: moment, shop, number, status."""
    newest: dict[tuple[str, str], tuple[datetime, str]] = {}
    for at, shop, number, status in sorted(orders):
        newest[shop, number] = (at, status)
    said: dict[tuple[str, str], tuple[datetime, list[str]]] = {}
    for at, rows in sorted(sheets, key=lambda one: one[0]):
        found: dict[tuple[str, str], list[str]] = {}
        for one in rows:
            may_be = [key for key in newest if key[1] == one["order_id"] and one["shop"] in (None, key[0])]
            if len(may_be) == 1:
                found.setdefault(may_be[0], []).append(one["tracking_number"])
        said |= {key: (at, numbers) for key, numbers in found.items()}
    return {
        f"shopify:{key[0]}:{key[1]}": (numbers, newest[key][0] > at)
        for key, (at, numbers) in said.items()
        if newest[key][1] == "to_ship"
    }


def shown(desk: Desk) -> Any:
    rows = desk.fetch(
        "select order_key, parcels, undeclared from standing join shipments using (order_key) where tracked",
        [],
    )
    return {key: ([one["number"] for one in parcels], undeclared) for key, parcels, undeclared in rows}


@settings(max_examples=5)
@given(seed=st.integers(0, 10**9))
def test_nothing_hangs_on_the_order_of_arrival(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    luck = random.Random(seed)
    moments = luck.sample(range(48), 9)
    orders = [
        (
            NOON - timedelta(hours=hour),
            luck.choice(SHOPS),
            number,
            luck.choice(("to_ship", "to_ship", "shipped")),
        )
        for hour in moments[:5]
        for number in luck.sample(NUMBERS, 2)
    ]
    sheets = [
        (
            NOON - timedelta(hours=hour),
            [
                row(luck.choice(NUMBERS), f"YT{hour}-{nth}", shop=luck.choice((None, *SHOPS)), source_row=nth)
                for nth in range(2, luck.randint(3, 5))
            ],
        )
        for hour in moments[5:]
    ]

    def orders_of(at: datetime) -> Callable[[Bench], Export]:
        found = [of_shop(shop, number, status=status) for when, shop, number, status in orders if when == at]
        return lambda bench: bench.load(*found, at=at)

    def sheet_of(at: datetime, rows: list[dict[str, Any]]) -> Callable[[Bench], Export]:
        return lambda bench: bench.table("tracking", at, rows)

    arrivals = [orders_of(at) for at in {at for at, *_ in orders}] + [sheet_of(*one) for one in sheets]
    luck.shuffle(arrivals)
    bench = Bench(DeskPaths.of(tmp_path_factory.mktemp("desk")))
    try:
        desk = bench.desk()
        for arrive in arrivals:
            arrive(bench)
            if luck.random() < 0.7:
                desk.catch_up()
        desk.catch_up()
        assert shown(desk) == model(orders, sheets)
        # A withdrawal is as if the file had never been there.
        gone = luck.choice(sheets)
        file = next(
            one for one in bench.ledger.exports() if one.kind == "tracking" and one.exported_at == us(gone[0])
        )
        bench.act("withdraw", data={"export": file.export_id})
        desk.catch_up()
        assert shown(desk) == shown(bench.desk()) == model(orders, [one for one in sheets if one is not gone])
    finally:
        bench.close()


def test_its_numbers_are_given_to_other_tools_and_letters_and_found(bench: Bench) -> None:
    bench.load(order(1), order(2), order(3, tracking="LX9"))
    bench.table("tracking", NOON + HOUR, rows(("1", "YT00071"), ("1", "YT00072"), ("3", "YT3")))
    desk = bench.desk()
    both, key = "YT00071, YT00072", "aliexpress:1"
    told = {one["order_key"]: one["tracking"] for one in relation(desk, "orders").iter_rows(named=True)}
    assert told == {key: both, "aliexpress:2": None, "aliexpress:3": "LX9"}, "an export's own word goes first"
    lines = {one["order_key"]: one["tracking"] for one in relation(desk, "lines").iter_rows(named=True)}
    assert lines == told
    letter = subject(desk, "li", key, lambda _key: None)
    assert letter
    assert letter.facts("en")["tracking"] == both
    assert [one.order_key for one in desk.search("yt00072").orders] == [key]
    assert [one.order_key for one in desk.search("lx9").orders] == ["aliexpress:3"]
    [found] = (
        desk.rows("done").filter(desk.rows("done")["haystack"].str.contains("yt00072"))["order_key"].to_list()
    )
    assert found == key
    bench.now = NOON + 2 * HOUR
    bench.act("reopen", key)
    desk.catch_up()
    told = {one["order_key"]: one["tracking"] for one in relation(desk, "orders").iter_rows(named=True)}
    assert told[key] is None, "it was not sent after all"
    bench.load(order(1, status="shipped"), order(2), at=NOON + 3 * HOUR)
    bench.table("tracking", NOON + 4 * HOUR, [row("1", "YT5")])
    desk.catch_up()
    history = {one["order_key"]: one["tracking"] for one in relation(desk, "history").iter_rows(named=True)}
    assert history[key] == "YT5"
