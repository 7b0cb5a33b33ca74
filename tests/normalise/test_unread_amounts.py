"""Amounts that can't be read: no sum is shown of which a part is missing, and its order says so."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.base.vocabulary import status as codes
from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.profile.records import Profile

Load = Callable[..., Frames]

PROFILES = {profile.name: profile for profile in load_profiles() if profile.kind == "orders"}
SUMMED = [name for name, one in PROFILES.items() if one.money.total_of]
UNREAD = ("ten", "diez", "1O.00", "#VALUE!", "10 + 2", "十元")


def _read(load: Load, profile: Profile, rows: list[dict[str, str]]) -> Frames:
    """One order with the amounts of `rows` (field -> cell), an item each."""
    headers = profile.headers()
    label = next((label for label, code in profile.status.labels.items() if code == codes.TO_SHIP), None)
    cells = []
    for number, amounts in enumerate(rows):
        known = {
            "order_id": "1234567890123456", "status": label, "line_id": f"70{number}", "sku": f"A{number}",
            "item_title": f"Case {number}", "quantity": "1", **amounts,
        }  # fmt: skip
        cells.append({headers[name][0]: text for name, text in known.items() if name in headers})
    return load(cells, profile=profile, shop="One")


@pytest.mark.parametrize("name", SUMMED)
@given(data=st.data())
def test_a_total_is_the_sum_of_its_parts_or_unknown(load: Load, name: str, data: st.DataObject) -> None:
    profile = PROFILES[name]
    parts = [part for part in profile.money.total_of if part.removeprefix("-") in profile.headers()]
    many = 1 if profile.items.row_shape == "order" else 3
    amount = st.sampled_from(("10.00", "2.50", "7.25", "", *UNREAD))
    rows = [
        {part.removeprefix("-"): data.draw(amount) for part in parts}
        for _ in range(data.draw(st.integers(1, many)))
    ]
    frames = _read(load, profile, rows)
    order = frames.orders.row(0, named=True)
    total, given_any, lost = Decimal(0), False, False
    for part in parts:
        field, sign = part.removeprefix("-"), -1 if part[0] == "-" else 1
        told = [row[field] for row in rows if row[field]]
        if field not in profile.money.per_row and not field.startswith(
            "line_"
        ):  # an order's own, in its first row
            told = next(([one] for one in told if one not in UNREAD), told)
        lost = lost or any(one in UNREAD for one in told)
        total += sum(sign * Decimal(one) for one in told if one not in UNREAD)
        given_any = given_any or bool(told)
    assert order["total"] == (total if given_any and not lost else None)
    assert not lost or "amount_unread|" in (order["doubts"] or "")
    if "line_total" in rows[0] and "goods_total" not in profile.headers():
        lines = [row["line_total"] for row in rows if row["line_total"]]
        read = [Decimal(one) for one in lines if one not in UNREAD]
        assert many == 1 or order["goods_total"] == (sum(read) if lines and len(read) == len(lines) else None)


@pytest.mark.parametrize("said", UNREAD)
def test_a_total_that_is_unreadable_itself_is_unknown_and_told(load: Load, said: str) -> None:
    frames = _read(load, PROFILES["tiktok"], [{"total": said}])
    assert frames.orders["total"].item() is None
    assert frames.orders["doubts"].item() == f"amount_unread|{said}"
