"""Ids beside the order number that a spreadsheet has ruined: orders load by what is whole, and none parts in two."""

from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.profile.records import ItemPacking, Profile, RowShape

Load = Callable[..., Frames]
SHOPIFY = (
    "Name",
    "Id",
    "Financial Status",
    "Created at",
    "Lineitem quantity",
    "Lineitem name",
    "Lineitem sku",
)


def shopify(name: str, key: str | None, sku: str, *, first: bool = True) -> list[str | None]:
    told = ["paid", "2026-01-10 09:59:00 +0000"] if first else [None, "2026-01-10 09:59:00 +0000"]
    return [name, key, told[0], told[1], "1", f"Thing {sku}", sku]


@pytest.mark.parametrize("key", ["5.62312E+12", "5,62E+12", "\ue0005623120000001234"])
@pytest.mark.parametrize("shop", ["", "One"])
def test_a_ruined_id_of_shopify_counts_as_none(load: Load, key: str, shop: str) -> None:
    names = ("#1001", "#1002", "#1003")
    ruined = load([shopify(name, key, "A") for name in names], SHOPIFY, profile="shopify", shop=shop)
    without = load(
        [[row[0], *row[2:]] for row in (shopify(name, None, "A") for name in names)],
        [SHOPIFY[0], *SHOPIFY[2:]],
        profile="shopify",
        shop=shop,
    )
    assert ruined.rejects.is_empty()
    assert ruined.orders["order_id"].to_list() == list(names)
    assert ruined.orders["order_key"].to_list() == without.orders["order_key"].to_list()
    assert ruined.notes["key_ruined|id"] == 3


def test_a_ruined_order_number_is_still_a_reject(load: Load) -> None:
    frames = load([shopify("1.0E+15", "5623120001", "A")], SHOPIFY, profile="shopify")
    assert frames.rejects["reason"].to_list() == ["id_ruined"]


def _line_profiles(profiles: dict[str, Profile]) -> list[str]:
    return [name for name, profile in profiles.items() if "line_id" in profile.aliases]


def test_a_ruined_line_id_costs_nothing_else_in_any_profile(load: Load, profiles: dict[str, Profile]) -> None:
    names = _line_profiles(profiles)
    assert {"amazon_unshipped", "amazon_new_orders", "etsy_items", "lazada", "temu", "walmart"} <= set(names)
    for name in names:
        headers = {field: found[0] for field, found in profiles[name].headers().items()}
        wanted = [
            f for f in ("order_id", "line_id", "sku", "item_title", "quantity", "status") if f in headers
        ]
        rows = []
        for line, sku in (("6.24E+13", "X"), ("6.24E+13", "Y"), ("62400000000001", "Z")):
            said = {"order_id": "A-1", "line_id": line, "sku": sku, "item_title": sku, "quantity": "1"}
            rows.append({headers[field]: said.get(field) for field in wanted})
        frames = load(rows, profile=name)
        assert frames.rejects.is_empty(), name
        assert sorted(frames.lines["sku"]) == ["X", "Y", "Z"], name
        assert sum(count for note, count in frames.notes.items() if note.startswith("ruined|")) == 2, name


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.data())
def test_rows_of_one_order_never_part(load: Load, profiles: dict[str, Profile], data: st.DataObject) -> None:
    """Whichever cells of the Id column are ruined, blank or whole, wherever the rows of an order stand."""
    shapes: tuple[RowShape, ...] = ("item", "item_fill_down")
    shape = data.draw(st.sampled_from(shapes))
    profile = msgspec.structs.replace(profiles["shopify"], items=ItemPacking(row_shape=shape))
    numbers = data.draw(st.lists(st.integers(1001, 1006), unique=True, min_size=1))
    rows = []
    for number in numbers:
        own = f"56231200{number}"
        for line in range(data.draw(st.integers(1, 4))):
            kinds = [own, "5.62312E+12"] if shape == "item" or not line else [own, "5.62312E+12", None]
            cell = data.draw(st.sampled_from(kinds))
            rows.append(shopify(f"#{number}", cell, f"S{line}"))
    if shape == "item":
        rows = data.draw(st.permutations(rows))
    frames = load(
        rows,
        SHOPIFY,
        profile=profile,
        batch=data.draw(st.integers(1, 5)),
        shop=data.draw(st.sampled_from(["", "One"])),
    )
    assert sorted(frames.orders["order_id"]) == sorted(f"#{number}" for number in numbers)
    assert frames.rejects.is_empty()
    lines = frames.lines.join(frames.orders.select("order_key", "order_id"), on="order_key")
    assert Counter(lines["order_id"]) == Counter(row[0] for row in rows)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    kinds=st.lists(
        st.sampled_from(["rounded", "rounded", "rounded", "whole", "short", ""]), min_size=2, max_size=12
    ),
    whole=st.booleans(),
    batch=st.integers(1, 12),
)
def test_whether_ids_are_rounded_all_of_the_file_tells(
    load: Load, profiles: dict[str, Profile], kinds: list[str], whole: bool, batch: int
) -> None:
    """Into which batches its rows fall, as they do in a big file, changes nothing."""
    made = {"rounded": "562312345678{}000", "whole": "562312345678{}001", "short": "5623{}", "": None}
    cells = [
        cell.format(place + 100)
        if (cell := made["short" if kind == "whole" and not whole else kind])
        else None
        for place, kind in enumerate(kinds)
    ]
    headers = ("Order Item Id", "Order Number", "Status", "Seller SKU", "Item Name")
    files = {
        "shopify": (
            SHOPIFY,
            [shopify(f"#{1000 + place}", cell, f"S{place}") for place, cell in enumerate(cells)],
        ),
        "lazada": (
            headers,
            [[cell, f"77{place // 2:04}", "pending", f"S{place}", "A"] for place, cell in enumerate(cells)],
        ),
    }
    for name, (columns, rows) in files.items():
        at_once, parted = load(rows, columns, profile=name), load(rows, columns, profile=name, batch=batch)
        assert parted.orders.equals(at_once.orders), name
        assert parted.lines.equals(at_once.lines), name
        assert parted.notes == at_once.notes, name
        assert parted.rejects.equals(at_once.rejects), name
