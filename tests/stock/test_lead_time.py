"""Lead times from few purchases, against figures worked by hand and against a simulation."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.stock.lead_time import History, chance, estimate, shrunk

days = st.floats(min_value=0.1, max_value=90, allow_nan=False)


def test_the_type_8_quantile_of_nine_purchases() -> None:
    nine = History([3, 5, 7, 9, 11, 13, 15, 17, 19])
    # position (9 + 1/3) * 0.8 + 1/3 = 7.8: four fifths of the way from the 7th (15) to the 8th (17)
    assert nine.quantile(0.8) == pytest.approx(16.6)
    assert nine.quantile(0.5) == pytest.approx(11)


def test_three_purchases_support_three_quarters_and_no_more() -> None:
    three = History([4, 6, 9])
    assert three.chance_within(1000) == pytest.approx(0.75)
    assert three.quantile(0.8) is None
    assert History(range(1, 10)).quantile(0.9) is not None


def test_a_chance_is_counted_cautiously() -> None:
    # two of four within 7 days: (above + 1) / (n + 1) late = 3/5
    assert History([3, 7, 8, 20]).chance_within(7) == pytest.approx(2 / 5)


def test_an_open_purchase_counts_against_its_supplier() -> None:
    # Kaplan-Meier by hand: 3 d: 4/5 left; 4 d censored; 5 d: 4/5 * 2/3; 7 d: 4/5 * 2/3 * 1/2; 10 d censored
    history = History([3, 5, 7], [4, 10])
    assert history.share_within(3) == pytest.approx(1 / 5)
    assert history.share_within(5) == pytest.approx(1 - 4 / 5 * 2 / 3)
    assert history.share_within(7) == pytest.approx(1 - 4 / 5 * 2 / 3 / 2)
    assert history.chance_within(7) < History([3, 5, 7]).chance_within(7)


def test_a_purchase_that_has_waited_is_judged_by_those_that_took_longer() -> None:
    history = History([2, 4, 6, 8])
    # of the two that took more than 5 days one came within 7: 1 / (2 + 1)
    assert history.chance_within(7, age=5) == pytest.approx(1 / 3)
    assert history.chance_within(9, age=8) == 0


def test_few_data_lean_on_the_level_above() -> None:
    assert shrunk(10.0, 1, 20.0, 4) == pytest.approx(0.2 * 10 + 0.8 * 20)
    assert shrunk(10.0, 36, 20.0, 4) == pytest.approx(0.9 * 10 + 0.1 * 20)
    assert shrunk(None, 0, 20.0, 4) == 20.0


def test_the_level_and_n_are_those_of_the_most_specific_data() -> None:
    nothing, supplier, everyone = History(), History([5, 6, 7]), History([5, 6, 7, 30])
    found = estimate([nothing, supplier, everyone], 0.7, 4, 9)
    assert (found.level, found.n, found.limit) == ("supplier", 3, 0.75)
    unknown = estimate([nothing, nothing, nothing], 0.7, 4, 9)
    assert (unknown.level, unknown.n, unknown.median, unknown.cautious) == ("setting", 0, 9, None)


@given(st.lists(days, min_size=1, max_size=30), st.lists(days, max_size=10), days, days)
def test_chances_stay_within_the_honest_limit_and_grow_with_time(
    received: list[float], open_ages: list[float], sooner: float, longer: float
) -> None:
    history = History(received, open_ages)
    low, high = sorted((sooner, sooner + longer))
    limit = history.n / (history.n + 1)
    assert 0 <= history.chance_within(low) <= history.chance_within(high) <= limit + 1e-9


@given(st.lists(days, min_size=1, max_size=30), st.floats(0.05, 0.95))
def test_a_quantile_lies_among_the_lead_times_seen(received: list[float], p: float) -> None:
    found = History(received).quantile(p)
    assert found is None or min(received) <= found <= max(received)


def test_what_is_promised_comes_true_as_often_as_stated() -> None:
    """Skewed lead times, six purchases each: the share that arrives in time is no lower than the chance stated."""
    dice = random.Random(20261123)
    stated: dict[int, list[tuple[float, bool]]] = {}
    for _ in range(6000):
        scale = dice.lognormvariate(1.5, 0.4)
        past = [scale * dice.lognormvariate(0, 0.5) for _ in range(6)]
        slack = dice.uniform(1, 15)
        promised = chance([History(past)], slack, 4)
        arrived = scale * dice.lognormvariate(0, 0.5) <= slack
        stated.setdefault(round(promised * 7), []).append((promised, arrived))
    for cases in stated.values():
        if len(cases) >= 200:
            promised = sum(share for share, _ in cases) / len(cases)
            came = sum(arrived for _, arrived in cases) / len(cases)
            noise = 3 * (0.25 / len(cases)) ** 0.5
            assert came >= promised - noise


def test_the_longest_of_three_is_the_limit_not_more() -> None:
    """P(next <= longest of n) = n / (n + 1): three purchases promise 75 %, and 75 % come true."""
    dice = random.Random(7)
    kept = sum(dice.expovariate(1) <= max(dice.expovariate(1) for _ in range(3)) for _ in range(20000))
    assert kept / 20000 == pytest.approx(0.75, abs=0.015)
