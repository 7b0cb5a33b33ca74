"""What is exported is what is on the desk: to the piece and to the cent, each order once."""

import random
from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.desk.as_json import queues_json
from orderdeck.data.reports.exported.lists import LISTS, chosen, made
from orderdeck.data.reports.exported.relations import VIEWS, relation
from orderdeck.tui.present.exported.written import content
from orderdeck.tui.service.desk_service import address_block
from orderdeck.tui.service.exporting import export_list
from tests.desk.make_desk import NOON, Bench, order

STATUSES = (
    "to_ship",
    "part_shipped",
    "awaiting_payment",
    "cancel_requested",
    "frozen",
    "dispute",
    "shipped",
    "odd",
)
"""Among them one that is finished, and one that nobody knows."""
TO_SEND = {"to_ship", "part_shipped"}
SKUS = ("A-1", "0042", "丝绸", None)


def random_order(luck: random.Random, number: int) -> dict[str, Any]:
    lines = []
    for _ in range(luck.randint(1, 3)):
        ordered = luck.randint(1, 5)
        price = Decimal(luck.randint(0, 99999)) / 100
        lines.append(
            {
                "sku": luck.choice(SKUS), "title": luck.choice(("灯笼", "Lantern")), "quantity": ordered,
                "owed": luck.randint(0, ordered), "unit_price": price, "line_total": price * ordered,
                "attributes": luck.choice((None, "Color:Red")),
            }
        )  # fmt: skip
    return order(
        f"{number:016}",
        status=luck.choice(STATUSES),
        fulfilment=luck.choice((None, "seller", "platform")),
        currency=luck.choice(("USD", "EUR", None)),
        total=luck.choice((None, Decimal(luck.randint(-500, 10**9)) / 100)),
        city=luck.choice((None, "Lisboa")),
        zip=luck.choice((None, "01000")),
        phone=luck.choice((None, "+351 900 000 000")),
        full_address=luck.choice((None, f"Rua {number}\nLisboa")),
        tax_number=luck.choice((None, "00012345678")),
        placed_at=NOON - timedelta(hours=luck.randint(1, 90)),
        remark=None,
        lines=lines,
    )


def of_order(rows: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    found = defaultdict(list)
    for row in rows.iter_rows(named=True):
        found[row["order_key"]].append(row)
    return dict(found)


@settings(max_examples=8)
@given(seed=st.integers(0, 10**9))
def test_what_is_exported_is_on_the_desk_to_the_piece_and_the_cent(
    seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    luck = random.Random(seed)
    folder = tmp_path_factory.mktemp("desk")
    (folder / "exports").mkdir()
    bench = Bench(DeskPaths.of(folder / "exports"))
    known = {one["order_key"]: one for one in (random_order(luck, number) for number in range(25))}
    bench.load(*known.values())
    bench.stock(NOON - timedelta(hours=1), "Yiwu", **{"A-1": 4})
    done = luck.choice(list(known))
    desk = bench.desk(hooks=None, debug=False)
    state = desk.board([done])["state"].to_list()
    bench.act("done", done, state=state[0] if state else "")
    desk.catch_up()

    keys = chosen(desk)
    orders, lines = made(desk, "orders", keys).rows, made(desk, "lines", keys).rows
    open_ = {key for key, one in known.items() if one["status"] != "shipped"}
    assert orders["order_key"].to_list() == keys
    assert set(keys) == open_, "each open order once, finished ones not at all"
    for row in orders.iter_rows(named=True):
        one = known[row["order_key"]]
        assert {
            name: row[name] for name in ("total", "currency", "zip", "phone", "tax_number", "address")
        } == {name: one.get(name) for name in ("total", "currency", "zip", "phone", "tax_number", "address")}
        assert row["address_block"] == (address_block(one) or None)
    by_order = of_order(lines)
    for key in keys:
        told = [
            (
                row["sku"],
                row["title"],
                row["variant"],
                row["quantity"],
                row["ordered"],
                row["unit_price"],
                row["line_total"],
            )
            for row in by_order[key]
        ]
        assert told == [
            (
                one["sku"],
                one["title"],
                one["attributes"],
                one["owed"],
                one["quantity"],
                one["unit_price"],
                one["line_total"],
            )
            for one in known[key]["lines"]
        ]

    with_all = made(desk, "orders", keys, everything=True).rows
    assert Counter(with_all["order_key"].to_list()) == Counter(known.keys())
    finished = with_all.filter(queue="finished")
    assert set(finished["order_key"]) == known.keys() - open_
    for row in finished.iter_rows(named=True):
        assert (row["total"], row["pieces"]) == (known[row["order_key"]].get("total"), 0)
    assert made(desk, "lines", keys, everything=True).rows.height == sum(
        len(one["lines"]) for one in known.values()
    )

    short = set(desk.board(keys).filter(pl.col("short") > 0)["order_key"])
    going = {
        key
        for key in open_ - short - {done}
        if known[key]["status"] in TO_SEND and known[key]["fulfilment"] != "platform"
        and sum(line["owed"] for line in known[key]["lines"])
    }  # fmt: skip
    picking = made(desk, "picking", keys)
    assert picking.sent is not None
    assert set(picking.sent.order_keys) == going
    assert sum(picking.sent.kept_back.values()) == len(open_) - len(going), "none is left out without a word"
    wanted: Counter[tuple[str | None, str]] = Counter()
    for key in going:
        for line in known[key]["lines"]:
            name = "" if line["sku"] else " · ".join(filter(None, (line["title"], line["attributes"])))
            wanted[line["sku"], name] += line["owed"]
    taken = {
        (row["sku"], "" if row["sku"] else row["title"]): row["quantity"]
        for row in picking.rows.iter_rows(named=True)
    }
    assert taken == {thing: pieces for thing, pieces in wanted.items() if pieces}
    for row in picking.rows.iter_rows(named=True):
        assert sum(one["quantity"] for one in row["orders"]) == row["quantity"]
        assert len({one["order_key"] for one in row["orders"]}) == len(row["orders"])
        assert row["warehouse"] == ("Yiwu" if row["sku"] == "A-1" else None)
    packing = made(desk, "packing", keys).rows
    assert packing["quantity"].sum() == picking.rows["quantity"].sum()
    assert list(dict.fromkeys(packing["order_key"])) == [key for key in keys if key in going]
    bench.close()


def test_lists_and_queues_tell_the_same(bench: Bench) -> None:
    bench.load(*(random_order(random.Random(number), number) for number in range(12)))
    desk = bench.desk(hooks=None)
    told = [one["order_id"] for queue in queues_json(desk)["queues"] for one in queue["orders"]]
    assert made(desk, "orders", chosen(desk)).rows["order_id"].to_list() == told
    first = next(view.key for view in desk.views() if view.count)
    assert made(desk, "orders", chosen(desk, [first])).rows["order_key"].to_list() == desk.keys(first)


def test_there_is_a_frame_of_every_view_on_an_empty_desk_too(bench: Bench) -> None:
    desk = bench.desk(hooks=None)
    for name in VIEWS:
        frame = relation(desk, name)
        assert frame.height == (1 if name == "clock" else 0), name
        assert frame.columns, name


def test_goods_are_listed_as_one_walks(bench: Bench) -> None:
    bench.load(
        order(1, lines=[{"sku": "B"}, {"sku": "A"}, {"sku": "N"}]),
        order(2, lines=[{"sku": "A", "quantity": 2}]),
    )
    bench.table(
        "stock",
        NOON,
        [
            {"sku": "A", "warehouse": "Yiwu", "shelf": "B-02", "on_hand": 9},
            {"sku": "B", "warehouse": "Yiwu", "shelf": "A-01", "on_hand": 2},
            {"sku": "B", "warehouse": "Moscow", "shelf": "7", "on_hand": 8},
        ],
    )
    desk = bench.desk(hooks=None)
    rows = made(desk, "picking", chosen(desk)).rows
    assert rows.select("sku", "quantity", "warehouse", "shelf").rows() == [
        ("B", 1, "Moscow / Yiwu", "7 / A-01"),
        ("A", 3, "Yiwu", "B-02"),
        ("N", 1, None, None),
    ]


def test_a_stock_file_of_an_earlier_orderdeck_has_no_shelf_and_counts(bench: Bench) -> None:
    bench.load(order(1, lines=[{"sku": "A"}]))
    bench.table("stock", NOON, [{"sku": "A", "warehouse": "Yiwu", "on_hand": 5}], lacking=["shelf"])
    rows = made(desk := bench.desk(hooks=None), "picking", chosen(desk)).rows
    assert rows.select("sku", "warehouse", "shelf").rows() == [("A", "Yiwu", None)]


def test_who_asks_to_cancel_in_words_is_not_packed_until_somebody_has_handled_it(bench: Bench) -> None:
    bench.load(order(1, remark="Please cancel my order"), order(2, remark="Please pack it well"))
    desk = bench.desk(hooks=None)
    found = made(desk, "packing", chosen(desk)).sent
    assert found is not None
    assert (found.order_keys, found.kept_back) == (("aliexpress:2",), {"remark": 1})
    state = desk.board(["aliexpress:1"])["state"][0]
    bench.act("remark_handled", "aliexpress:1", state=state)
    desk.catch_up()
    found = made(desk, "packing", chosen(desk)).sent
    assert found is not None
    assert set(found.order_keys) == {"aliexpress:1", "aliexpress:2"}


def test_orders_named_one_by_one_are_meant_though_put_away(bench: Bench) -> None:
    bench.load(order(1), order(2, status="cancel_requested"))
    until = {"until": round((NOON + timedelta(days=1)).timestamp() * 1_000_000)}
    desk = bench.desk(hooks=None)
    key = "aliexpress:1"
    bench.act("snooze", key, data=until, state=desk.board([key])["state"][0])
    desk.catch_up()
    assert made(desk, "picking", [key]).sent.kept_back == {"asleep": 1}  # type: ignore[union-attr]  # a Sent
    named = made(desk, "picking", [key, "aliexpress:2"], named=True)
    assert named.sent is not None
    assert (named.sent.order_keys, named.sent.kept_back) == ((key,), {"cancel": 1})


def test_the_deck_writes_what_the_command_writes(bench: Bench) -> None:
    bench.load(*(random_order(random.Random(number), number) for number in range(6)), order(9))
    bench.table("tracking", NOON, [{"order_id": "9", "tracking_number": "YT1", "source_row": 2}])
    desk = bench.desk(hooks=None)
    keys = chosen(desk)
    for name in LISTS:
        left = export_list(desk, name, "jsonl", None, None)
        assert left.path is not None
        assert left.path.parent == bench.paths.outbox
        assert left.path.read_bytes() == content(made(desk, name, keys), "jsonl", None, to_file=True)
    bench.load(order(10, status="cancel_requested"))
    desk.catch_up()
    left = export_list(desk, "packing", "text", ["aliexpress:10"], None, named=True)
    assert (left.path, left.kept_back) == (None, {"cancel": 1})
