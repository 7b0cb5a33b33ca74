"""How likely all of an order's short SKUs come: one supplier's come together, those of different ones by chance."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orderdeck.data.stock import stockouts
from orderdeck.data.stock.plan.together import all_come
from tests.stock.conftest import Bench
from tests.stock.plan_model import all_of_it

LINES = st.lists(
    st.tuples(st.sampled_from([0.0, 0.25, 0.5, 0.7, 0.75, 0.9, 1.0]), st.sets(st.sampled_from("STU"))),
    min_size=1,
    max_size=5,
)


def said(lines: list[tuple[float, set[str]]]) -> float:
    return all_come([chance for chance, _names in lines], [frozenset(names) for _chance, names in lines])


@settings(max_examples=400)
@given(LINES, st.randoms(use_true_random=False))
def test_it_is_the_likeliest_way_in_whatever_order(
    lines: list[tuple[float, set[str]]], random: object
) -> None:
    right = all_of_it(lines)
    assert said(lines) == right
    random.shuffle(lines)  # type: ignore[attr-defined]  # a random.Random
    assert said(lines) == right


@settings(max_examples=400)
@given(LINES, st.tuples(st.sampled_from([0.5, 0.75, 1.0]), st.sets(st.sampled_from("STU"))))
def test_more_that_is_lacked_is_never_likelier_and_what_gets_likelier_never_less(
    lines: list[tuple[float, set[str]]], more: tuple[float, set[str]]
) -> None:
    assert said([*lines, more]) <= said(lines)
    for at, (chance, names) in enumerate(lines):
        likelier = [*lines[:at], (min(1.0, chance + 0.1), names), *lines[at + 1 :]]
        assert said(likelier) >= said(lines)


@pytest.mark.parametrize(("supplier", "together"), [("S", 0.7488), ("T", 0.5607)])
def test_goods_of_one_supplier_come_together_and_those_of_two_do_not(
    bench: Bench, supplier: str, together: float
) -> None:
    """Nine of twelve deliveries of each came in time: of both from one supplier as of one of them alone."""
    bench.stock(A=0, B=0)
    bench.order("one", days=8, A=1)
    bench.order("both", days=8, A=1, B=1)
    for number in range(12):
        days = 5 if number < 9 else 9
        for seller, sku in (("S", "A"), (supplier, "B")):
            bench.purchase(f"{sku}{number}", seller, sku, 40 + number * 9, 40 + number * 9 - days)
    rules = bench.refresh(lowest_chance=0.5)
    steps, _rests, _short = stockouts.planned(
        bench.con, rules, bench.now, book=stockouts.book_of(bench.con, rules)
    )
    chances = {key: step.chance for key, step in steps.items()}
    assert chances["one"] == pytest.approx(0.7488, abs=0.001)
    assert chances["both"] == pytest.approx(together, abs=0.001)
