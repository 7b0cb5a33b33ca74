"""When pieces come: the days on which the chance that the plan goes by reaches a half, and what is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.rules.closures import calendar_days, open_days
from orderdeck.data.stock.supply.lead_time import History, chance, reached

DAYS = st.floats(0.1, 90).map(lambda days: round(days, 2))
HISTORIES = st.builds(History, st.lists(DAYS, max_size=8), st.lists(DAYS, max_size=3))
LEVELS = st.tuples(HISTORIES, HISTORIES, HISTORIES)
AGES = st.one_of(st.just(0.0), DAYS)
WORDS = st.one_of(st.none(), DAYS)


@given(LEVELS, st.sampled_from([0.5, 0.8, 0.9]), AGES, WORDS)
def test_from_then_on_the_chance_is_reached_and_not_before(
    levels: tuple[History, ...], p: float, age: float, word: float | None
) -> None:
    days = reached(levels, p, 4, age, word)
    if not any(history.n for history in levels):
        assert days is None
    elif word is None and not any(time > age for history in levels for time in history.times):
        assert days is None, "on their way for longer than anything was: even odds, and no date to read off"
    elif days is None:
        assert chance(levels, 20 * max(90.0, word or 0), 4, age, word) < p
    else:
        assert chance(levels, days, 4, age, word) >= p
        assert days > age
        earlier = days - 0.002
        assert earlier <= age or chance(levels, earlier, 4, age, word) < p


def test_of_three_deliveries_the_second_is_the_half() -> None:
    assert reached([History([3, 5, 9])], 0.5, 4) == 5
    assert reached([History([3, 5, 9])], 0.9, 4) is None, "three can't support that"
    assert reached([History([3, 5, 9])], 0.5, 4, age=6) == 9


def test_where_nobody_ever_delivered_nothing_is_known() -> None:
    assert reached([History()], 0.5, 4, word=7) is None
    assert reached([], 0.5, 4) is None


@given(
    st.floats(0, 60),
    st.lists(st.tuples(st.floats(0, 20), st.floats(0.1, 9)), max_size=3),
)
def test_days_of_the_calendar_take_open_days_back(days: float, spans: list[tuple[float, float]]) -> None:
    closed, end = [], 0.0
    for gap, length in spans:
        closed.append((end + gap, end + gap + length))
        end += gap + length
    calendar = calendar_days(days, closed)
    assert open_days(calendar, closed) == pytest.approx(days, abs=1e-6)
    assert calendar >= days
