"""Whatever orders, stock and acts come, in whatever order files arrive: promises can be kept."""

import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data import actions
from orderdeck.data.base.config.settings import Settings, Stock
from orderdeck.data.desk import Desk
from orderdeck.data.stock import stockouts
from orderdeck.data.stock.acts.facade import StockActs
from orderdeck.data.stock.stockouts import sku_board
from tests.desk.make_desk import NOON, Bench, order
from tests.engine import new_paths

SKUS = ("A", "B", "C")
ORDERS = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(SKUS), st.integers(1, 4), min_size=1),
        st.integers(-2, 9),
        st.sampled_from(
            ["to_ship", "to_ship", "to_ship", "part_shipped", "risk_control", "cancel_requested"]
        ),
    ),
    min_size=1,
    max_size=8,
)
STOCK = st.dictionaries(st.sampled_from(SKUS), st.integers(0, 8), min_size=1)
DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["apply", "move", "release", "packed", "undo"]),
        st.sampled_from(SKUS),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    max_size=6,
)


def made(number: int, skus: dict[str, int], days: int, status: str) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": quantity} for sku, quantity in skus.items()]
    return order(number, lines=lines, ship_by=NOON + timedelta(days=days), status=status)


def say(bench: Bench, stock: dict[str, int]) -> None:
    for sku, left in stock.items():
        bench.act("stock_word", sku=sku, data={"word": "left", "quantity": left})


def rows(desk: Desk, sql: str) -> list[Any]:
    return desk.con.execute(sql).fetchall()


def allotments(desk: Any) -> list[Any]:
    return sorted(rows(desk, "select order_key, sku, quantity, applied from allotments"))


def hold(desk: Any, stock: dict[str, int], partial: bool) -> None:
    """Never more allotted than there is; no order half allotted unless partial shipping is on."""
    given: Counter[str] = Counter()
    for _key, sku, quantity, _applied in allotments(desk):
        given[sku] += quantity
    for sku, on_hand in stock.items():
        packed = rows(desk, "select count(*) from marks where packed_at is not null")[0][0]
        assert given[sku] <= on_hand or packed, f"{sku}: {given[sku]} of {on_hand}"
    if partial:
        return
    wanted = rows(
        desk,
        "select l.order_key, l.sku, sum(l.owed)::bigint from open_lines l join stock_supply using (sku) "
        "group by all",
    )
    got = {(key, sku): quantity for key, sku, quantity, _ in allotments(desk)}
    for key in {key for key, _sku in got}:
        lines = [(sku, quantity) for one, sku, quantity in wanted if one == key]
        assert all(got.get((key, sku)) == quantity for sku, quantity in lines), f"{key} is half allotted"


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, STOCK, DEEDS, st.booleans())
def test_never_more_is_promised_than_there_is_and_orders_stay_whole(
    orders: list[Any], stock: dict[str, int], deeds: list[Any], partial: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        bench.load(*(made(number, *rest) for number, rest in enumerate(orders)))
        say(bench, stock)
        rules = Stock(partial_shipping=partial)
        desk = bench.desk(Settings(stock=rules), hooks=None, debug=False)
        acts = StockActs(desk, desk.ledger, "li")
        hold(desk, stock, partial)
        for request, sku, one, other in deeds:
            key, source = (f"aliexpress:{number % len(orders)}" for number in (one, other))
            if request == "apply":
                acts.apply(sku_board(desk.con, sku, rules, desk.now()), {})
            elif request == "move" and key != source:
                acts.move(sku, key, source)
            elif request == "release":
                acts.release(key)
            elif request == "undo" and len(desk.ledger.acts()) > len(stock):
                actions.undo(desk, desk.ledger, "li")
                if not all(
                    rows(desk, f"select 1 from stock_position where sku = '{one}' and known") for one in stock
                ):
                    break  # the operator's word itself was undone
            hold(desk, stock, partial)
        desk.check()
        assert kept(desk) == anew(desk, rules)
        bench.close()


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ORDERS, STOCK, st.randoms(use_true_random=False))
def test_the_order_in_which_files_come_never_matters(
    orders: list[Any], stock: dict[str, int], dice: Any
) -> None:
    exports = [
        (made(number, *rest), NOON - timedelta(hours=1, minutes=number)) for number, rest in enumerate(orders)
    ]
    # an older state of the first order comes as a file of its own
    exports.append((made(0, {"A": 9}, 1, "to_ship"), NOON - timedelta(hours=9)))
    shuffled = dice.sample(exports, len(exports))
    pauses = {dice.randrange(len(exports))}
    assert found_of(exports, stock, set()) == found_of(shuffled, stock, pauses)


def found_of(exports: list[Any], stock: dict[str, int], pauses: set[int]) -> tuple[list[Any], list[Any]]:
    """What is allotted once all files have come in this order, to a desk that also looked after these of them."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        say(bench, stock)
        desk = None
        for place, (one, at) in enumerate(exports):
            bench.load(one, at=at)
            if place in pauses or place == len(exports) - 1:
                desk = desk or bench.desk(Settings(), hooks=None, debug=False)
                desk.catch_up()
        assert desk
        desk.check()
        found = (allotments(desk), sorted(rows(desk, "from short_lines")))
        bench.close()
        return found


@settings(max_examples=7, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    ORDERS,
    st.lists(
        st.tuples(
            st.sampled_from(["said", "said", "undone", "counted", "uncounted", "applied"]),
            st.sampled_from(SKUS),
            st.integers(0, 8),
        ),
        min_size=2,
        max_size=6,
    ),
)
def test_what_is_kept_in_step_is_what_working_it_out_anew_gives(orders: list[Any], deeds: list[Any]) -> None:
    """The operator's word, its undoing, and exports with and without a column of stock."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "exports").mkdir()
        bench = Bench(new_paths(Path(folder) / "exports"))
        bench.load(*(made(number, *rest) for number, rest in enumerate(orders)), at=NOON - timedelta(days=1))
        say(bench, {"D": 1})  # so that something is known of stock whatever is undone
        desk = bench.desk(Settings(), hooks=None, debug=False)
        acts = StockActs(desk, desk.ledger, "li")
        for hour, (request, sku, number) in enumerate(deeds, 1):
            if request == "said":
                acts.word(sku, "left", number)
            elif request == "undone":
                actions.undo(desk, desk.ledger, "li")
            elif request == "applied":
                acts.apply(sku_board(desk.con, sku, Stock(), desk.now()), {})
            else:
                column = {"stock_on_hand": number} if request == "counted" else {}
                came = order(number, lines=[{"sku": sku, "quantity": 1 + hour // 3} | column])
                bench.load(came, at=NOON - timedelta(hours=20 - hour))
                desk.catch_up()
            assert kept(desk) == anew(desk, Stock())
        bench.close()


def kept(desk: Any) -> dict[str, list[Any]]:
    tables = ("stock_position", "stock_demand", "allotments", "shortages", "short_lines")
    return {
        table: sorted(rows(desk, f"select columns(*)::varchar from {table}"), key=str) for table in tables
    }


def anew(desk: Any, rules: Stock) -> dict[str, list[Any]]:
    if rows(desk, "select 1 from stock_position limit 1"):
        stockouts.refresh(desk.con, rules)
    return kept(desk)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    orders=ORDERS,
    stock=STOCK,
    gone=st.lists(
        st.tuples(
            st.sampled_from(SKUS), st.integers(1, 3), st.sampled_from(["sent", "cancelled", "returned", ""])
        ),
        max_size=8,
    ),
)
def test_lines_that_need_not_be_sent_change_nothing_of_who_gets_stock(
    orders: list[tuple[dict[str, int], int, str]], stock: dict[str, int], gone: list[tuple[str, int, str]]
) -> None:
    def told(more: list[tuple[str, int, str]]) -> tuple[list[Any], list[Any]]:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "exports").mkdir()
            bench = Bench(new_paths(Path(folder) / "exports"))
            loaded = [made(number, *one) for number, one in enumerate(orders)]
            for one in loaded:
                one["lines"] = [line | {"owed": line["quantity"]} for line in one["lines"]]
            for place, (sku, pieces, why) in enumerate(more):
                lines = loaded[place % len(loaded)]["lines"]
                lines.append(
                    {"line_no": len(lines) + 1, "sku": sku, "title": "gone", "quantity": pieces, "owed": 0}
                    | ({why: pieces} if why else {"needs_parcel": False})
                )
            bench.load(*loaded)
            say(bench, stock)
            desk = bench.desk(Settings(), hooks=None, debug=False)
            try:
                return allotments(desk), sorted(rows(desk, "select order_key, sku, short from short_lines"))
            finally:
                bench.close()

    assert told(gone) == told([])
