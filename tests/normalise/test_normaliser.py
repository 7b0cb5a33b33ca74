"""Rows in are orders or rejects, never less: across batches, repeats, doubtful dates and spoilt cells."""

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.vocabulary.frames import LINES, ORDERS, REJECTS
from orderdeck.data.exports.normalise import Context, DatesAmbiguousError, Frames
from orderdeck.data.exports.normalise.normaliser import explain
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

cells = st.none() | st.sampled_from(
    ["", "x", "等待发货", "2026-01-05 10:00", "$5", "13/01/2026", "\x1b[31m", "【1】A\n(产品数量:1 piece)", "3天",
     "1E+15",
     "【1】(产品数量:x)", "NaN", "-", "9" * 40, "\ue00012", "A*2;B"]
)  # fmt: skip
HEADERS = [
    "订单号",
    "订单状态",
    "下单时间",
    "发货期限",
    "订单金额",
    "产品信息",
    "商品编码",
    "产品数量",
    "收货国家",
    "手机",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.lists(st.tuples(*[cells] * len(HEADERS)), min_size=1, max_size=12), st.integers(1, 5))
def test_no_row_disappears(load: Load, rows: list[tuple[str | None, ...]], batch: int) -> None:
    frames = load(rows, HEADERS, batch=batch)
    filled = [at for at, row in enumerate(rows, 2) if any(cell is not None for cell in row)]
    assert sorted(frames.orders["source_row"].to_list() + frames.rejects["row"].to_list()) == filled
    assert frames.orders["order_key"].is_unique().all()
    assert frames.orders.schema == pl.Schema(ORDERS)
    assert frames.lines.schema == pl.Schema(LINES)
    assert frames.rejects.schema == pl.Schema(REJECTS)
    assert set(frames.lines["order_key"]) <= set(frames.orders["order_key"])
    shown = "".join(str(value) for frame in frames[:3] for row in frame.rows() for value in row)
    assert "\x1b" not in shown
    assert "\ue000" not in shown


def told(frames: Frames) -> list[tuple[int, str, str | None]]:
    return frames.rejects.select("row", "reason", "detail").sort("row").rows()


def test_rejects_say_row_reason_and_value(load: Load) -> None:
    frames = load(
        [
            {"订单号": "1", "付款时间": "2026-01-05 10:00:00", "产品数量": "1", "发货期限": "soon"},
            {"订单号": "2", "付款时间": "not-a-date", "产品数量": "1", "发货期限": None},
            {"订单号": "3.03E+15", "付款时间": None, "产品数量": "1", "发货期限": None},
            {"订单号": None, "付款时间": None, "产品数量": "1", "发货期限": None},
            {"订单号": "5", "付款时间": "", "产品数量": "abc", "发货期限": None},
            {"订单号": "6", "付款时间": "-", "产品数量": "2", "发货期限": "-"},
        ]
    )
    assert told(frames) == [
        (4, "id_ruined", "订单号: 3.03E+15"),
        (5, "id_missing", None),
        (6, "quantity_unreadable", "产品数量: abc"),
    ]
    assert frames.orders["order_id"].to_list() == ["1", "2", "6"]
    assert frames.rejects["order_id"].to_list() == ["3.03E+15", None, "5"]
    assert frames.orders["doubts"].to_list() == [
        "ship_by_unreadable|soon",
        "paid_at_unreadable|not-a-date",
        None,
    ]
    assert {"date_unreadable|发货期限", "date_unreadable|付款时间"} <= set(frames.notes)


def test_less_weighty_doubts_are_noted_and_the_order_loads(load: Load) -> None:
    frames = load(
        [{"订单号": "1", "订单金额": "twelve", "收货国家": "Narnia", "发货时间": "later", "手机": "8.6E+12"}]
    )
    (order,) = frames.orders.to_dicts()
    assert [order[name] for name in ("total", "country_code", "sent_at", "phone")] == [None] * 4
    assert order["country"] == "Narnia"
    assert dict(frames.notes) == {
        "money_unreadable|订单金额": 1,
        "country_unknown|收货国家": 1,
        "date_unreadable|发货时间": 1,
        "ruined|手机": 1,
        "quantity_assumed": 1,
        "status_assumed": 1,
    }


@pytest.mark.parametrize("batch", [1, 2, 10])
def test_the_same_order_twice(load: Load, batch: int) -> None:
    first = {"订单号": "1", "订单状态": "等待发货"}
    frames = load(
        [first, {**first, "订单状态": "等待买家收货"}, first, {**first, "订单号": "2"}], batch=batch
    )
    assert frames.orders["order_id"].to_list() == ["1", "2"]
    assert told(frames) == [(3, "duplicate_id", "2"), (4, "duplicate_row", "2")]


@pytest.mark.parametrize("batch", [1, 10])
def test_another_item_under_the_same_number_is_not_the_same_row_again(load: Load, batch: int) -> None:
    rows = [{"订单号": "1", "商品信息": f"【1】{title}"} for title in ("Lamp", "Table", "Lamp")]
    frames = load(rows, batch=batch)
    assert frames.lines["title"].to_list() == ["Lamp"]
    assert told(frames) == [(3, "duplicate_id", "2"), (4, "duplicate_row", "2")]


@pytest.mark.parametrize("word", ["合计", "Total:", "导出说明"])
def test_a_row_that_sums_up_is_no_order(load: Load, word: str) -> None:
    frames = load([{"订单号": "1", "订单金额": "US $3"}, {"订单号": word, "订单金额": "US $3"}])
    assert frames.orders["order_id"].to_list() == ["1"]
    assert frames.rejects.select("row", "reason").rows() == [(3, "id_missing")]


def test_amounts_are_never_mixed(load: Load) -> None:
    frames = load([{"订单号": "1", "订单金额": "US $10", "物流费用": "CN¥ 5", "产品总金额": "9"}])
    (order,) = frames.orders.to_dicts()
    assert (order["currency"], order["total"], order["shipping_fee"], order["goods_total"]) == (
        "USD",
        Decimal(10),
        None,
        Decimal(9),
    )


@pytest.mark.parametrize("batch", [1, 2, 10])
def test_day_or_month_first_is_decided_by_the_whole_file(load: Load, batch: int) -> None:
    rows = [{"订单号": "1", "下单时间": "1/2/2026 9:00"}, {"订单号": "2", "下单时间": "3/4/2026 9:00"}]
    frames = load([*rows, {"订单号": "3", "下单时间": "1/13/2026 9:00"}], batch=batch)
    assert frames.orders.sort("order_id")["placed_at"].to_list() == [
        datetime(2026, 1, 2, 17, tzinfo=UTC),
        datetime(2026, 3, 4, 17, tzinfo=UTC),
        datetime(2026, 1, 13, 17, tzinfo=UTC),
    ]
    assert frames.notes["dates_decided|mdy"] == 1


def test_dates_nobody_can_tell_refuse_the_file(load: Load) -> None:
    with pytest.raises(DatesAmbiguousError, match="1/2/2025"):
        load([{"订单号": "1", "下单时间": "1/2/2025"}])
    frames = load([{"订单号": "1", "下单时间": "1/3/2026"}])  # 1 March is after the file was made
    assert frames.orders["placed_at"].to_list() == [datetime(2026, 1, 3, 8, tzinfo=UTC)]


def test_rows_with_nothing_in_them_are_no_rows(load: Load) -> None:
    frames = load([{"订单号": None}, {"订单号": "1"}])
    assert frames.orders["source_row"].to_list() == [3]
    assert frames.rejects.is_empty()


def test_context_from_settings(profiles: dict[str, Profile]) -> None:
    own = Settings()
    own.folder.zones["aliexpress"] = "Asia/Shanghai"
    own.folder.shops["lamps/*"] = "Lamps"
    context = Context.of(profiles["aliexpress"], own, "lamps/20260115_1230.csv", 0)
    assert (context.zone, context.shop) == ("Asia/Shanghai", "Lamps")
    assert datetime.fromtimestamp(context.exported_at / 1e6, UTC) == datetime(2026, 1, 15, 4, 30, tzinfo=UTC)
    other = Context.of(profiles["aliexpress"], own, "x.csv", 7)
    assert (other.shop, other.exported_at) == ("", 7)


def test_explain_says_what_each_row_would_load_as(load: Load) -> None:
    frames = load([{"订单号": "1", "商品编码": "A * 2;B * 1"}, {"订单号": None, "商品编码": "C"}])
    assert explain(frames).select("row", "outcome", "items", "reason").rows() == [
        (2, "loaded", "A × 2; B × 1", None),
        (3, "rejected", None, "id_missing"),
    ]


def test_a_profile_of_another_kind_is_a_mistake(load: Load) -> None:
    with pytest.raises(ValueError, match="stock"):
        load([{"sku": "1", "on_hand": "2"}], profile="stock")
