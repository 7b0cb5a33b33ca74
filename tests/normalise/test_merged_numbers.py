"""Order numbers of a merged parcel, however one cell holds them, are orders of their own and ask for stock once."""

from collections.abc import Callable

import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

BETWEEN = (
    ",",
    ", ",
    "，",
    ";",
    "；",
    "、",
    " | ",
    "\n",
    "\r\n",
    "\r",
    "\n\n",
    " \n ",
    ",\n",
    "\u2028",
    "\t\n",
)
NUMBERS = ("8012345678901202", "8012345678901203", "111-1234567-1234567")


@pytest.mark.few(60)
@pytest.mark.parametrize("name", ["dianxiaomi", "mabang", "littleboss", "tongtool"])
@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("guard", ["{}", "'{}", "{}\t", "\n{}\n"])
def test_each_number_is_an_order(
    load: Load, profiles: dict[str, Profile], name: str, between: str, guard: str
) -> None:
    headers = {field: names[0] for field, names in profiles[name].headers().items()}
    row = {headers["order_id"]: guard.format(between.join(NUMBERS)), headers["status"]: "待发货", headers["sku"]: "A",
           headers["platform"]: "Amazon", headers["quantity"]: "1"}  # fmt: skip
    frames = load([row], profile=name)
    assert frames.orders["order_id"].to_list() == list(NUMBERS)
    assert frames.lines.select("order_key", "quantity", "owed").rows() == [(f"amazon:{NUMBERS[0]}", 1, 1)]
    assert set(frames.orders["doubts"]) == {f"merged_parcel|{', '.join(NUMBERS)}"}


@pytest.mark.parametrize("name", ["dianxiaomi", "aliexpress", "amazon_all_orders"])
def test_one_number_on_two_lines_is_one_number(load: Load, profiles: dict[str, Profile], name: str) -> None:
    headers = {field: names[0] for field, names in profiles[name].headers().items()}
    row = {headers["order_id"]: "CUS-1\nABC", headers["status"]: "x"}
    assert load([row], profile=name).orders["order_id"].to_list() == ["CUS-1 ABC"]


def test_a_number_that_a_spreadsheet_ruined_inside_is_told(load: Load) -> None:
    row = {"订单号": "8012345678901202\n8.01235E+15", "订单状态": "待发货", "SKU": "A", "产品数量": "1"}
    assert load([row], profile="dianxiaomi").rejects["reason"].to_list() == ["id_ruined"]
