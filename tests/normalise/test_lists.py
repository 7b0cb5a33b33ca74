"""Items joined in one cell come apart where an item begins, not wherever the separator stands."""

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames

Load = Callable[..., Frames]
ANALYTICS = ("Order #", "Status", "Product(s)")
words = st.text(alphabet="ab ,;×x1-", min_size=1, max_size=14).map(lambda text: " ".join(text.split()))
titles = words.filter(
    lambda text: text and not re.search(r",\s-?\d+[×x]\s", f"{text}, ") and text.strip(" ,;") == text
)


@pytest.mark.parametrize(
    ("cell", "items"),
    [
        ("1× Tea, green, 100 g, 2× Mug", [("Tea, green, 100 g", 1), ("Mug", 2)]),
        ("12× Shirt - Red, L", [("Shirt - Red, L", 12)]),
        ("3× Rope, 4 x 100 m, 1× Pot", [("Rope, 4 x 100 m", 3), ("Pot", 1)]),
        ("Tea, green", [("Tea, green", 1)]),
        ("2&times; Salt &amp; Pepper, small", [("Salt & Pepper, small", 2)]),
    ],
)
def test_titles_keep_their_commas(load: Load, cell: str, items: list[tuple[str, int]]) -> None:
    frames = load([["1", "processing", cell]], ANALYTICS, profile="woocommerce_analytics")
    assert frames.lines.select("title", "quantity").rows() == items


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    st.lists(st.lists(st.tuples(st.integers(1, 99), titles), min_size=1, max_size=4), min_size=1, max_size=4)
)
def test_joined_items_come_apart_as_they_were(load: Load, orders: list[list[tuple[int, str]]]) -> None:
    rows = [
        [str(number), "processing", ", ".join(f"{count}× {title}" for count, title in items)]
        for number, items in enumerate(orders, 1)
    ]
    frames = load(rows, ANALYTICS, profile="woocommerce_analytics")
    joined = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    for number, items in enumerate(orders, 1):
        read = (
            joined.filter(joined["order_id"] == str(number))
            .sort("line_no")
            .select("quantity", "title")
            .rows()
        )
        assert read == items
