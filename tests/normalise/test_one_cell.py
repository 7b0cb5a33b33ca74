"""Whatever stands in one cell, the other orders of the file come out the same."""

import zlib
from collections.abc import Callable

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.vocabulary.fields import ORDER_FIELDS
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.records import Profile
from tests.cases import EXAMPLES

Load = Callable[..., Frames]

ABSURD = (
    "999999999天", "-99999999天", "99999999999999999999 days", "-999999:99:99", "9" * 400, "-" + "9" * 30, "1e308",
    "-1E+400", "NaN", "inf", "9999-12-31 23:59:59", "0001-01-01", "9999-99-99", "31/02/2026 25:61",
    "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00-14:00", "1999999999999", "99999.99999", "0.1",
    "9,999,999,999,999",
    "$99999999999999", "$9999999999999.99", "-$1e30", "1,234,567,890,123,456,789,012,345", "9223372036854775807",
    "9223372036854775808", "-9223372036854775808", "1000000000000", "100000000000000000000000000", "\x00",
    "\x1b[31m\x07",
    "\u202e\u2066x", "&#0;&#27;&#x202e;&#99999999999;", "&#xD800;", "=\"\"", "=", "'", "\t", "\n\n", " ", "\u3000",
    "#N/A", "#REF!", "合计", "Total", "【1】", "【9999】x\n(产品数量:99999999999999999999 piece)", "【1】a【2】b",
    "a" * 5000,
    "A * 99999999999999999999;B", ";" * 300, "null", "�", "é" * 9, "e" + "\u0301" * 50, "🙂", "是", "-", "0",
    "-0", "+", "%",
    "1 ×", "999999999999999999999× Tea", "{value}", "%s", "${x}", "a|b", "a\x1fb", "2026-01-10 09:00:00 +9999",
    "Jan 99, 2026", "45981.999999999", "上午 99:99", "2026-01-10 24:00:00",
)  # fmt: skip

PROFILES = (
    "aliexpress", "aliexpress_ko", "shopify", "amazon_unshipped", "amazon_all_orders", "ebay_uk", "dianxiaomi",
    "mabang",
    "woocommerce", "woocommerce_analytics", "etsy_orders", "lazada", "temu", "tiktok", "walmart", "orderdeck",
    "shopee",
)  # fmt: skip
TIMES = ("placed_at", "paid_at", "ship_by", "sent_at", "received_at", "cancelled_at")
_KEEP_APART = ("order_id", "order_id_alt", "key_id", "line_id", "shop", "platform", "status", "substatus")
"""What another row can hang on: rows of one order stand together, and say together what its status is."""

_CELLS = {
    "order_id": "8012{row}", "order_id_alt": "9{row}", "line_id": "{row}1", "placed_at": "2026-01-10 09:00:00",
    "paid_at": "2026-01-10 09:05:00", "ship_by": "2026-01-20 09:00:00", "quantity": "2", "item_title": "Lamp {row}",
    "sku": "L-{row}", "total": "12.50", "currency": "USD", "country": "FR", "buyer": "Ann",
}  # fmt: skip


def _row(profile: Profile, fields: list[str], row: int) -> list[str | None]:
    cells = dict(_CELLS)
    cells["status"] = next(iter(profile.status.labels), "to ship")
    if profile.items.kind == "aliexpress_cell":
        cells["products"] = "【1】Lamp {row}"
    elif profile.items.kind == "code_list":
        cells["codes"] = "1× Lamp {row}" if "Analytics" in profile.notes else "L-{row}"
    return [cells[field].format(row=row) if field in cells else None for field in fields]


def _fields(profile: Profile) -> list[str]:
    known = profile.headers()
    return [field for field in ORDER_FIELDS if field in known]


def _fields_in_turn(profiles: dict[str, Profile], name: str) -> list[str]:
    """The fields to spoil in the profile `name`: every one by night, else those whose turn it is there. Each field has
    its turn in one of five of the profiles that know it, and in one at least."""
    fields = [field for field in _fields(profiles[name]) if field not in _KEEP_APART]
    if EXAMPLES >= 1:
        return fields
    return [field for field in fields if name in _turns(profiles, field)]


def _turns(profiles: dict[str, Profile], field: str) -> list[str]:
    holders = [name for name in PROFILES if field in _fields(profiles[name])]
    return holders[zlib.crc32(field.encode()) % min(5, len(holders)) :: 5]


def _said(frames: Frames, numbers: list[str]) -> list[tuple[object, ...]]:
    """All that frames say of the orders `numbers`."""
    own = frames.orders.filter(pl.col("order_id").is_in(numbers))
    lines = frames.lines.join(own.select("order_key"), on="order_key", how="semi")
    rejects = frames.rejects.filter(pl.col("order_id").is_in(numbers))
    return [*own.sort("source_row").rows(), *lines.sort("order_key", "line_no").rows(), *rejects.rows()]


@pytest.mark.parametrize("name", PROFILES)
def test_one_cell_costs_its_neighbours_nothing(load: Load, profiles: dict[str, Profile], name: str) -> None:
    """Each field in turn, a row with each absurd text in it between rows that are sound."""
    profile = profiles[name]
    fields = _fields(profile)
    headers = [profile.headers()[field][0] for field in fields]
    sound = [_row(profile, fields, row) for row in range(1, 2 * len(ABSURD) + 2)]
    whole = load(sound, headers, profile=profile)
    assert whole.orders.height == len(sound)
    numbers = dict(whole.orders.select("source_row", "order_id").rows())
    kept = [numbers[row] for row in range(2, len(sound) + 2, 2)]
    before = _said(whole, kept)
    for field in _fields_in_turn(profiles, name):
        rows = [list(row) for row in sound]
        for place, cell in enumerate(ABSURD):
            rows[2 * place + 1][fields.index(field)] = cell
        after = load(rows, headers, profile=profile, batch=29)
        assert _said(after, kept) == before, field
        loaded = set(after.orders["source_row"])
        assert loaded | set(after.rejects["row"]) == set(range(2, len(rows) + 2))
        if field in TIMES:
            assert len(loaded) == len(rows), "a time costs its cell"
        for order in after.orders.iter_rows(named=True):
            assert abs(order["pieces"]) < 10**12, (field, rows[order["source_row"] - 2])


def test_each_field_has_its_turn_somewhere(profiles: dict[str, Profile]) -> None:
    every = {field for name in PROFILES for field in _fields(profiles[name])}
    assert all(_turns(profiles, field) for field in every)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(data=st.data())
def test_nor_does_any_other_text(load: Load, profiles: dict[str, Profile], data: st.DataObject) -> None:
    profile = profiles[data.draw(st.sampled_from(PROFILES))]
    fields = _fields(profile)
    headers = [profile.headers()[field][0] for field in fields]
    rows = [_row(profile, fields, row) for row in range(1, 4)]
    spoilt = [list(row) for row in rows]
    field = data.draw(st.sampled_from([field for field in fields if field not in _KEEP_APART]))
    spoilt[1][fields.index(field)] = data.draw(st.text(max_size=12))
    before, after = load(rows, headers, profile=profile), load(spoilt, headers, profile=profile)
    kept = before.orders.filter(before.orders["source_row"] != 3)["order_id"].to_list()
    assert _said(after, kept) == _said(before, kept)


def test_sums_of_absurd_amounts_refuse_no_file(load: Load) -> None:
    headers = ("PO#", "Line#", "Status", "Qty", "SKU", "Item Cost")
    much = [["1", str(line), "Created", "999999999", "A", "99999999999999"] for line in range(40)]
    frames = load([*much, ["2", "1", "Created", "1", "B", "3"]], headers, profile="walmart")
    assert frames.orders["order_id"].to_list() == ["1", "2"]
    assert frames.orders["goods_total"].to_list() == [None, 3]
