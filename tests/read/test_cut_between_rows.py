"""A file that is cut off exactly between two rows of one order: told where what the order states shows it, never of a
whole file."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.assembly.cut_off import LINES_MAY_BE_CUT
from orderdeck.data.exports.profile.files import load_profiles
from orderdeck.data.exports.recognise import Recognised
from orderdeck.data.exports.recognise.files import recognise_by
from orderdeck.data.sample import World
from orderdeck.data.sample.marketplaces.folder import LAYOUTS
from orderdeck.data.sample.marketplaces.write import numbers_of, write_marketplace
from tests.read.test_cut_orders import loaded
from tests.read.whole_files import NOW, matcher

SHOPIFY = {profile.name: profile for profile in load_profiles()}["shopify"]
HEADERS = (
    "Name", "Email", "Financial Status", "Fulfillment Status", "Currency", "Subtotal", "Shipping", "Taxes", "Total",
    "Discount Amount", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku", "Created at", "Id",
)  # fmt: skip

Line = tuple[int, int]
"""Pieces, and the price of one in cents."""


def money(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02}"


def rows_of(number: int, lines: Sequence[Line], shipping: int, discount: int, tax: int) -> list[list[str]]:
    """An order as Shopify writes it: its own columns in its first row alone."""
    goods = sum(pieces * price for pieces, price in lines) - discount
    own = [f"b{number}@example.com", "paid", "unfulfilled", "USD", money(goods), money(shipping), money(tax),
           money(goods + shipping + tax), money(discount)]  # fmt: skip
    rows = []
    for place, (pieces, price) in enumerate(lines):
        told = own if not place else [own[0], *[""] * (len(own) - 1)]
        sku = f"S-{number}-{place}"
        rows.append(
            [f"#{number}", *told, str(pieces), f"Lamp {place}", money(price), sku,
             f"2026-02-2{number % 9} 09:51:12 +0000", str(5620000000000 + number)]
        )  # fmt: skip
    return rows


ORDER = st.tuples(
    st.lists(st.tuples(st.integers(1, 4), st.integers(100, 9900)), min_size=1, max_size=4),
    st.sampled_from((0, 0, 499)),
    st.sampled_from((0, 0, 50)),
    st.sampled_from((0, 0, 120)),
)


def text_of(rows: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([HEADERS, *rows])
    return out.getvalue().encode()


def doubted(frames: Frames | None) -> list[str]:
    assert frames is not None
    bears = frames.orders["doubts"].str.contains(f"{LINES_MAY_BE_CUT}|", literal=True).fill_null(False)
    assert sum(note.startswith(LINES_MAY_BE_CUT) for note in frames.notes) == bears.sum()
    return frames.orders.filter(bears)["order_id"].to_list()


@given(st.lists(ORDER, min_size=7, max_size=10), st.data())
def test_an_order_that_a_cut_has_robbed_of_lines_bears_a_doubt(
    tmp_path_factory: pytest.TempPathFactory,
    orders: list[tuple[list[Line], int, int, int]],
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.getbasetemp() / "between"
    several = [place for place, order in enumerate(orders) if len(order[0]) > 1]
    assume(several)
    last = data.draw(st.sampled_from(several))
    turned = [*orders[:last], *orders[last + 1 :], orders[last]]
    assume(any(len(order[0]) > 1 for order in turned[:-1]))
    groups = [rows_of(1001 + place, *order) for place, order in enumerate(turned)]
    whole = [row for rows in groups for row in rows]
    path.write_bytes(text_of(whole))
    assert doubted(loaded(path, SHOPIFY)) == []
    kept = data.draw(st.integers(1, len(groups[-1]) - 1))
    path.write_bytes(text_of(whole[: len(whole) - len(groups[-1]) + kept]))
    assert doubted(loaded(path, SHOPIFY)) == [groups[-1][0][0]]


@given(st.lists(ORDER, min_size=6, max_size=9), st.integers(-900, 900))
def test_others_that_dont_agree_tell_nothing(
    tmp_path_factory: pytest.TempPathFactory, orders: list[tuple[list[Line], int, int, int]], odd: int
) -> None:
    """A gift card, a fee: what is stated says something else than the lines."""
    assume(odd)
    path = tmp_path_factory.getbasetemp() / "odd"
    groups = [rows_of(1001 + place, *order) for place, order in enumerate(orders)]
    for column in (HEADERS.index("Subtotal"), HEADERS.index("Total")):
        cell = groups[0][0][column]
        groups[0][0][column] = f"{float(cell) + odd / 100:.2f}"
    rows = [row for rows in groups for row in rows]
    path.write_bytes(text_of(rows[:-1] if len(groups[-1]) > 1 else rows))
    assert doubted(loaded(path, SHOPIFY)) == []


@pytest.mark.parametrize("name", LAYOUTS)
@given(seed=st.integers(0, 10_000), orders=st.integers(6, 16))
def test_no_whole_file_is_doubted(
    tmp_path_factory: pytest.TempPathFactory, name: str, seed: int, orders: int
) -> None:
    path = Path(tmp_path_factory.getbasetemp()) / "whole"
    snapshots = World(seed, NOW, orders=orders).orders_at(NOW)
    write_marketplace(path, snapshots, LAYOUTS[name], at=NOW, numbers=numbers_of(snapshots))
    known = recognise_by(path, matcher())
    assert isinstance(known, Recognised)
    frames = loaded(path, known.profile)
    assert frames is None or doubted(frames) == []
