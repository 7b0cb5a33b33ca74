"""Lead times from few purchases, against figures worked by hand and against a simulation."""

import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.stock.supply.lead_time import History, chance, estimate, kept_within

days = st.floats(min_value=0.1, max_value=90, allow_nan=False)


def test_a_chance_leans_on_even_odds_with_the_weight_of_one() -> None:
    # two of four within 7 days: (2 + 1/2) / (4 + 1)
    assert chance([History([3, 7, 8, 20])], 7, 4) == pytest.approx(1 / 2)
    assert chance([History([3, 7, 8])], 8, 4) == pytest.approx(3.5 / 4)


def test_each_level_leans_on_the_wider_one() -> None:
    own, supplier, everyone = History([9]), History([3, 9]), History([3, 3, 3, 9])
    wide = 3.5 / 5
    middle = (1 + 4 * wide) / (2 + 4)
    assert chance([own, supplier, everyone], 5, 4) == pytest.approx((0 + 4 * middle) / (1 + 4))


def test_an_open_purchase_counts_against_its_supplier() -> None:
    # Kaplan-Meier by hand: 3 d: 4/5 left; 4 d censored; 5 d: 4/5 * 2/3; 7 d: 4/5 * 2/3 * 1/2; 10 d censored
    history = History([3, 5, 7], [4, 10])
    assert history.share_within(3) == pytest.approx(1 / 5)
    assert history.share_within(5) == pytest.approx(1 - 4 / 5 * 2 / 3)
    assert history.share_within(7) == pytest.approx(1 - 4 / 5 * 2 / 3 / 2)
    assert chance([history], 7, 4) < chance([History([3, 5, 7])], 7, 4)


def test_a_purchase_that_has_waited_is_judged_by_those_that_took_longer() -> None:
    history = History([2, 4, 6, 8])
    # of the two that took more than 5 days one came within 7: (1 + 1/2) / (2 + 1)
    assert chance([history], 7, 4, age=5) == pytest.approx(1 / 2)


def test_goods_on_the_way_longer_than_ever_seen_are_not_given_up() -> None:
    history = History([2, 4, 6, 8])
    assert chance([history], 12, 4, age=9) == pytest.approx(1 / 2)


def test_the_suppliers_word_counts_as_two_purchases() -> None:
    history = History([3, 7, 8, 20])
    assert kept_within(10, 10) == 0.5
    assert chance([history], 7, 4, word=7) == pytest.approx((8 * 0.5 + 2 * 0.5) / 10)
    assert chance([history], 7, 4, word=2) > chance([history], 7, 4) > chance([history], 7, 4, word=30)


HISTORY = st.builds(History, st.lists(days, max_size=5), st.lists(days, max_size=2))
LEVELS = st.lists(HISTORY, min_size=1, max_size=3)


@given(LEVELS, st.floats(0.5, 60), st.floats(0.1, 60), st.floats(0, 1), st.floats(0, 1))
def test_the_longer_ago_a_promise_was_broken_the_less_likely_the_goods_come(
    levels: list[History], age: float, slack: float, one: float, other: float
) -> None:
    sooner, later = sorted((one * age, other * age))
    broken_long, broken_lately = (chance(levels, age + slack, 4, age, word) for word in (sooner, later))
    assert broken_long <= broken_lately + 1e-12
    assert broken_lately <= chance(levels, age + slack, 4, age, age) + 1e-12, "it is due today"


@given(LEVELS, st.floats(0.5, 60), st.floats(0.1, 60), st.floats(0, 1))
def test_goods_without_a_date_are_never_worse_off_than_those_that_are_very_late(
    levels: list[History], age: float, slack: float, share: float
) -> None:
    assert chance(levels, age + slack, 4, age, share * age / 4) <= chance(levels, age + slack, 4, age) + 1e-12


@given(LEVELS, st.floats(0.5, 60), st.floats(0.1, 60))
def test_no_chance_jumps_on_the_day_that_was_promised(
    levels: list[History], age: float, slack: float
) -> None:
    before, after = (chance(levels, age + slack, 4, age, age * nearly) for nearly in (1 + 1e-7, 1 - 1e-7))
    assert before == pytest.approx(after, abs=1e-5)


def test_a_broken_promise_counts_for_the_goods_at_first_and_then_for_nothing() -> None:
    nobody_so_long = [History([5.0] * 10)]
    due, a_day_ago, a_week_ago, long_ago = (
        chance(nobody_so_long, 12 + 9, 4, 12, word) for word in (12, 11, 5, 3)
    )
    assert due > a_day_ago > a_week_ago > long_ago
    assert a_day_ago > chance(nobody_so_long, 12 + 9, 4, 12) == 0.5 == long_ago


def test_where_nothing_was_ever_bought_no_chance_is_claimed() -> None:
    assert chance([History(), History(), History([], [3, 8])], 30, 4, word=2) == 0


def test_the_level_and_n_are_those_of_the_most_specific_data() -> None:
    nothing, supplier, everyone = History(), History([5, 6, 7]), History([5, 6, 7, 30])
    found = estimate([nothing, supplier, everyone], 0.7, 4, 9)
    assert (found.level, found.n, found.counts) == ("supplier", 3, (0, 3, 4))
    unknown = estimate([nothing, nothing, nothing], 0.7, 4, 9)
    assert (unknown.level, unknown.n, unknown.median, unknown.cautious) == ("setting", 0, 9, None)


@given(st.lists(days, min_size=1, max_size=30), st.lists(days, max_size=10), days, days)
def test_chances_are_never_certain_and_grow_with_time(
    received: list[float], open_ages: list[float], sooner: float, longer: float
) -> None:
    levels = [History(), History(received, open_ages), History([*received, 1, 90], open_ages)]
    low, high = sorted((sooner, sooner + longer))
    for word in (None, 5.0):
        for age in (0.0, low / 2, 100.0):
            one, other = (chance(levels, age + days, 4, age, word) for days in (low, high))
            assert 0 < one <= other + 1e-12 < 1


@given(st.lists(days, min_size=1, max_size=12), st.lists(days, min_size=1, max_size=12), days, days)
def test_without_open_purchases_the_chance_is_counting(
    own: list[float], others: list[float], age: float, more: float
) -> None:
    """The formula by plain counting among those at risk."""

    def within(taken: list[float], above: Fraction, weight: int) -> Fraction:
        risk = [one for one in taken if one > age]
        return (sum(one <= age + more for one in risk) + weight * above) / Fraction(len(risk) + weight)

    wide = within(own + others, Fraction(1, 2), 1)
    expected = within(own, wide, 4) if any(one > age for one in own + others) else Fraction(1, 2)
    levels = [History(own), History(own + others)]
    assert chance(levels, age + more, 4, age) == pytest.approx(float(expected))


def test_what_is_stated_comes_true_as_often() -> None:
    """Skewed lead times, six purchases each: of what is stated to come in time so many do, neither more nor fewer."""
    dice = random.Random(20261123)
    stated: dict[int, list[tuple[float, bool]]] = {}
    for _ in range(6000):
        scale = dice.lognormvariate(1.5, 0.4)
        past = [scale * dice.lognormvariate(0, 0.5) for _ in range(6)]
        slack = dice.uniform(1, 15)
        promised = chance([History(past)], slack, 4)
        arrived = scale * dice.lognormvariate(0, 0.5) <= slack
        stated.setdefault(round(promised * 7), []).append((promised, arrived))
    every = [pair for cases in stated.values() for pair in cases]
    assert abs(sum(share - came for share, came in every) / len(every)) < 0.04
    for cases in stated.values():
        if len(cases) >= 200:
            promised = sum(share for share, _ in cases) / len(cases)
            came = sum(arrived for _, arrived in cases) / len(cases)
            noise = 3 * (0.25 / len(cases)) ** 0.5
            assert abs(came - promised) < 0.06 + noise


def test_the_longest_of_three_is_the_limit_not_more() -> None:
    """P(next <= longest of n) = n / (n + 1): three purchases promise 75 %, and 75 % come true."""
    dice = random.Random(7)
    kept = sum(dice.expovariate(1) <= max(dice.expovariate(1) for _ in range(3)) for _ in range(20000))
    assert kept / 20000 == pytest.approx(0.75, abs=0.015)
