"""Half and cautious days that stand beside a supplier are those of the chance, and where its bar changes."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.stock import stockouts
from orderdeck.data.stock.supply.lead_time import History, chance, estimate
from orderdeck.data.stock.supply.suppliers import DAY

DAYS = st.floats(0.1, 90).map(lambda days: round(days, 2))
BOUGHT = st.tuples(st.lists(DAYS, max_size=8), st.lists(DAYS, max_size=3))


@given(
    st.tuples(BOUGHT, BOUGHT, BOUGHT),
    st.one_of(st.none(), DAYS),
    st.sampled_from([0.6, 0.8, 0.9]),
    st.sampled_from([0.0, 1.0, 4.0]),
)
def test_half_and_cautious_days_are_the_first_with_that_chance(
    bought: tuple[tuple[list[float], list[float]], ...], word: float | None, p: float, k: float
) -> None:
    """Each level has what the more specific ones have, as in the book of purchases."""
    received: list[float] = []
    waiting: list[float] = []
    levels = []
    for came, open_ages in bought:
        received, waiting = received + came, waiting + open_ages
        levels.append(History(received, waiting))
    found = estimate(levels, p, k, 7, word)
    if not received:
        assert (found.level, found.median, found.cautious) == ("setting", 7, None)
        return
    for days, likely in ((found.median, 0.5), (found.cautious, p)):
        if days is not None:
            just_before = math.nextafter(days, 0) if word is None else days - 0.002
            assert chance(levels, days, k, word=word) >= likely
            assert just_before <= 0 or chance(levels, just_before, k, word=word) < likely
    if found.median is None:
        assert chance(levels, 1000 * max([90.0, *received]), k, word=word) < 0.5


@pytest.mark.parametrize(
    ("own", "wider", "k", "supported"),
    [
        (3, 0, 4.0, False),  # three in all: of the next, 3 in 4 are within the longest
        (4, 0, 4.0, True),
        (3, 30, 0.0, False),  # the wider level has no weight
        (1, 30, 4.0, True),  # its own and four others speak for it
        (0, 3, 4.0, False),
        (0, 4, 4.0, True),
    ],
)
def test_four_deliveries_at_least_support_four_fifths(
    own: int, wider: int, k: float, supported: bool
) -> None:
    mine = [5.0] * own
    everyone = History(mine + [5.0] * wider)
    assert (estimate([History(mine), everyone, everyone], 0.8, k, 7).cautious is not None) is supported


def test_the_bar_of_a_supplier_changes_on_the_days_said_beside_it(bench: Any) -> None:
    bench.stock(A=0)
    bench.order("o1", days=20, A=1)
    for number, days in enumerate((3, 5, 5, 6, 8, 11)):
        bench.purchase(f"p{number}", "Sup", "A", 60 + days, 60, quantity=20)
    rules = bench.refresh()
    board = stockouts.sku_board(bench.con, "A", rules, bench.now)
    (supplier,), (bar,) = board.suppliers, board.spreads
    half, cautious = supplier.lead_time.median, supplier.lead_time.cautious
    # 3 of 6 within 5 days; 5 of 6 within 8, (5.5 / 7 = 0.79 for all) leaning on which that is 0.83
    assert half is not None
    assert cautious is not None
    assert [half, cautious] == pytest.approx([5, 8])
    assert bar.half_at is not None
    assert bar.half_at == pytest.approx(bench.now + half * DAY, abs=1)
    assert bar.cautious_at == pytest.approx(bench.now + cautious * DAY, abs=1)
