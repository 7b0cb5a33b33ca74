"""SKUs that a spreadsheet has ruined are marked and never matched; codes that only look odd are left alone."""

from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.text.sanitize import DATED, INEXACT, UNSHOWN
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.values.ids import read_codes, read_ids
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]
WALMART = ("PO#", "Status", "SKU", "Item Description", "Qty")
RUINED = ("2-Jan", "Jan-24", "02-Jan-24", "2-Jan-2024", "2. Jan", "02. Mrz", "02.янв", "янв.24", "02-janv",
          "02/fev", "1月2日",
          "2024年1月2日", "1월 2일", "2026-01-02 00:00:00", "#N/A", "#NAME?", "#REF!", "#VALUE!", "#DIV/0!",
          "#NULL!", "#NUM!",
          "#SPILL!", "#NV", "#BEZUG!", "#Н/Д", "#ИМЯ?", "#¡VALOR!", "######", "4.2E+11", "4,2E+11", "1E+05",
          f"{DATED}2-Jan", f"{DATED}1/2/2026", f"{INEXACT}1234567890123456")  # fmt: skip
SOUND = ("MAR-10", "JAN-24", "10-set", "2-out", "1E5", "1E10", "12-34", "1/2", "2026-01-02", "0042", "90.750", "50%",
         "#1001", "#A-1", "#RED", "Jan-2024-X", "MARCH-10", "Mars-100", "May", "2-January", "3-MAY", "Jan-240",
         "A#N/A", "40-Jan",
         "'2-Jan", '="2-Jan"', "#12")  # fmt: skip


@pytest.mark.parametrize("sku", RUINED)
def test_what_is_ruined_is_marked_and_matches_nothing(load: Load, sku: str) -> None:
    rows = [
        ["1", "Acknowledged", sku, "Lamp", "2"],
        ["2", "Acknowledged", sku, None, "1"],
        ["3", "Acknowledged", "A", "B", "1"],
    ]
    frames = load(rows, WALMART, profile="walmart")
    assert frames.rejects.is_empty()
    shown = sku.lstrip(DATED + INEXACT)
    assert frames.lines.select("sku", "title").rows() == [(None, "Lamp"), (None, shown), ("A", "B")]
    assert frames.orders["doubts"].to_list() == [f"sku_ruined|{shown}"] * 2 + [None]
    assert frames.notes["sku_ruined|sku"] == 2


@pytest.mark.parametrize("sku", SOUND)
def test_what_only_looks_odd_is_a_sku(load: Load, sku: str) -> None:
    frames = load([["1", "Acknowledged", sku, "Lamp", "2"]], WALMART, profile="walmart")
    assert frames.lines["sku"].to_list() == [sku.strip("='\"")]
    assert frames.orders["doubts"].to_list() == [None]


def test_of_several_lines_each_ruined_one_is_told(load: Load) -> None:
    rows = [["1", "Acknowledged", sku, "Lamp", "2"] for sku in ("2-Jan", "A", "#N/A", "2-Jan")]
    frames = load(rows, WALMART, profile="walmart")
    assert frames.orders["doubts"].to_list() == ["sku_ruined|2-Jan\x1fsku_ruined|#N/A"]
    assert frames.lines["sku"].to_list() == [None, "A", None, None]


def test_inside_a_product_cell_and_a_list_of_codes(load: Load) -> None:
    cell = "【1】Lamp\n(商家编码:4.2E+11)\n(产品数量:1 piece)\n【2】Pot\n(商家编码:2-Jan)\n(产品数量:1 piece)"
    rows = [
        {"订单号": "1", "商品信息": cell, "商品编码": None},
        {"订单号": "2", "商品信息": "【1】Pot\n【2】Cup", "商品编码": "4.2E+11 * 2;B * 1"},
        {"订单号": "3", "商品信息": "【1】Pot", "商品编码": "2-Jan"},
        {"订单号": "4", "商品信息": None, "商品编码": "#N/A"},
    ]
    frames = load(rows)
    joined = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    assert joined.select("order_id", "sku", "title").rows() == [
        ("1", None, "Lamp"), ("1", "2-Jan", "Pot"), ("2", None, "Pot"), ("2", "B", "Cup"), ("3", None, "Pot"),
        ("4", None, "#N/A"),
    ]  # fmt: skip
    assert frames.orders["doubts"].to_list() == [
        "sku_ruined|4.2E+11", "sku_ruined|4.2E+11", "sku_ruined|2-Jan", "sku_ruined|#N/A",
    ]  # fmt: skip


def test_in_every_profile_with_a_column_for_it(load: Load, profiles: dict[str, Profile]) -> None:
    for name, profile in profiles.items():
        names = profile.headers()
        if profile.kind != "orders" or "sku" not in names:
            continue
        row = {names[field][0]: "8012" for field in ("order_id", "order_id_alt") if field in names}
        frames = load([row | {names["sku"][0]: "2-Jan"}], profile=name)
        assert frames.lines["sku"].to_list() == [None], name
        assert frames.orders["doubts"].str.contains("sku_ruined|2-Jan", literal=True).all(), name


def test_a_profile_can_say_that_such_skus_are_meant(load: Load, profiles: dict[str, Profile]) -> None:
    import msgspec

    walmart = profiles["walmart"]
    items = msgspec.structs.replace(walmart.items, dated_skus=True)
    rows = [["1", "Acknowledged", "2-Jan", "Lamp", "2"], ["2", "Acknowledged", "#N/A", "Lamp", "2"]]
    frames = load(rows, WALMART, profile=msgspec.structs.replace(walmart, items=items))
    assert frames.lines["sku"].to_list() == ["2-Jan", None]


def test_a_number_that_nobody_can_show_is_noted_and_taken(load: Load) -> None:
    frames = load([["1", "Acknowledged", f"{UNSHOWN}42", "Lamp", "2"]], WALMART, profile="walmart")
    assert frames.lines["sku"].to_list() == ["42"]
    assert frames.notes["stored_as_number|sku"] == 1


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#DIV/0!", f"{DATED}2-Jan"])
def test_an_order_number_that_is_none(load: Load, cell: str) -> None:
    frames = load([[cell, "Acknowledged", "A", "Lamp", "2"]], WALMART, profile="walmart")
    assert frames.orders.is_empty()
    assert frames.rejects["reason"].to_list() == ["id_ruined"]


@given(st.text("AB019-./#é ", min_size=1, max_size=8).map(str.strip).filter(bool))
def test_codes_and_ids_come_back_unharmed(code: str) -> None:
    if not code.strip("#/. -").strip() or code.strip("#") == "":
        return
    for read in (read_codes(pl.Series([code]), dates=True), read_ids(pl.Series([code]))):
        if not read.ruined[0]:
            assert read.values[0] in (code, code.removesuffix(".0"), code.rstrip("0").rstrip("."))
