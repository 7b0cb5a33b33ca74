"""Rows of one number that speak of two orders are not joined: a spreadsheet's rounding makes one number of several."""

from collections.abc import Callable

import pytest

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

PROFILES = {
    one.name: one
    for one in load_profiles()
    if one.kind == "orders"
    and one.items.row_shape != "order"
    and {"sku", "placed_at", "buyer"} <= set(one.headers())
    and one.merged_ids == ""
    and one.unique_ids == "marketplace"
}
ROUNDED, WHOLE = "583870900000000000", "583870912345678901"
FIRST = {
    "buyer": "Ann",
    "placed_at": "2026-11-20 10:05:43",
    "total": "10.00",
    "paid_at": "2026-11-20 10:06:00",
}
OTHER = {
    "buyer": "Bob",
    "placed_at": "2026-11-21 11:00:00",
    "total": "20.00",
    "paid_at": "2026-11-21 11:01:00",
}


def _read(load: Load, profile: Profile, rows: list[dict[str, str]], batch: int = 10) -> Frames:
    headers = {field: names[0] for field, names in profile.headers().items()}
    table: list[dict[str, str | None]] = []
    for number, row in enumerate(rows):
        cells = {
            "status": "x",
            "quantity": "1",
            "item_title": "Lamp",
            "sku": f"S-{number}",
            "line_id": f"70{number}",
        } | row
        table.append({headers[field]: cell for field, cell in cells.items() if field in headers})
    return load(table, profile=profile, batch=batch)


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("batch", [1, 10])
def test_a_rounded_number_of_two_orders_is_no_number(load: Load, name: str, batch: int) -> None:
    rows = [FIRST | {"order_id": ROUNDED}, OTHER | {"order_id": ROUNDED}, OTHER | {"order_id": WHOLE}]
    frames = _read(load, PROFILES[name], rows, batch)
    assert frames.orders["order_id"].to_list() == [WHOLE]
    assert frames.rejects.select("row", "reason", "detail").rows() == [
        (2, "id_ruined", ROUNDED), (3, "id_ruined", ROUNDED),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("field", ["buyer", "placed_at"])
def test_one_difference_tells_it_of_a_rounded_number(load: Load, name: str, field: str) -> None:
    rows = [FIRST | {"order_id": ROUNDED}, FIRST | {field: OTHER[field], "order_id": ROUNDED}]
    frames = _read(load, PROFILES[name], rows)
    assert frames.orders.is_empty()
    assert frames.rejects["reason"].to_list() == ["id_ruined", "id_ruined"]


@pytest.mark.parametrize("name", PROFILES)
def test_two_differences_tell_it_of_any_number(load: Load, name: str) -> None:
    rows = [FIRST, FIRST, OTHER, FIRST, OTHER]
    frames = _read(load, PROFILES[name], [row | {"order_id": WHOLE} for row in rows])
    assert frames.orders["line_count"].to_list() == [3]
    assert frames.rejects.select("row", "reason", "detail").rows() == [
        (4, "duplicate_id", "2"), (6, "duplicate_id", "2"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", PROFILES)
@pytest.mark.parametrize("number", [ROUNDED, WHOLE])
def test_rows_of_one_order_stay_together(load: Load, name: str, number: str) -> None:
    """An amount or a time of payment may be a row's own, a second may pass between rows, and rows may say less."""
    own = {"total": "3.00", "paid_at": "2026-11-20 10:09:00"} if number == WHOLE else {"total": "3.00"}
    rows = [FIRST, FIRST, FIRST | own, FIRST | {"placed_at": "2026-11-20 10:05:44"}, {}]
    frames = _read(load, PROFILES[name], [row | {"order_id": number} for row in rows])
    assert frames.orders["line_count"].to_list() == [5]
    assert frames.rejects.is_empty()


def test_few_long_numbers_that_all_end_in_zeros_are_rounded(load: Load) -> None:
    numbers = ["583870912345111000", "583870912345222000", "583870912345333000"]
    frames = _read(load, PROFILES["tiktok"], [FIRST | {"order_id": number} for number in numbers])
    assert frames.rejects["reason"].to_list() == ["id_ruined"] * 3
    frames = _read(load, PROFILES["tiktok"], [FIRST | {"order_id": number} for number in (*numbers, WHOLE)])
    assert frames.orders.height == 4


@pytest.mark.parametrize("name", ["tiktok", "shopee", "lazada"])
@pytest.mark.parametrize("batch", [1, 3, 4])
def test_whether_all_numbers_are_rounded_the_whole_file_tells(load: Load, name: str, batch: int) -> None:
    # By themselves the last rows would tell nothing, and three of the first would tell of all.
    rounded = [f"583870912345{place:03}000" for place in range(1, 8)]
    for numbers in (rounded, [*rounded, WHOLE], [*rounded[:3], WHOLE, *rounded[3:]], rounded[:2]):
        rows = [FIRST | {"order_id": number} for number in numbers]
        at_once, frames = (_read(load, PROFILES[name], rows, size) for size in (100, batch))
        assert frames.rejects.rows() == at_once.rejects.rows(), numbers
        assert set(frames.orders["order_id"]) == set(at_once.orders["order_id"]), numbers
        assert frames.rejects.height in (0, len(rounded)), numbers
        assert frames.rejects.is_empty() == (numbers != rounded), numbers
