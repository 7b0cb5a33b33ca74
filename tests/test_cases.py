"""Where there is time for a few cases only, they are as different as can be, and the same ones each time."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import spread


@given(st.lists(st.integers(1, 5), min_size=1, max_size=3), st.integers(1, 12), st.text())
def test_few_cases_have_each_value_where_there_is_room_for_it(sizes: list[int], most: int, name: str) -> None:
    """The model: cases are all combinations; as many of them as the longest parameter has values show each once."""
    cases = [list(enumerate(case)) for case in itertools.product(*map(range, sizes))]
    chosen = spread(name, cases, most)
    assert len(chosen) == min(most, len(cases))
    assert chosen == spread(name, cases, most)
    if most >= max(sizes):
        shown = {value for place in chosen for value in cases[place]}
        assert shown == {value for case in cases for value in case}


def test_tests_of_other_names_get_other_cases() -> None:
    cases = [[("profile", number)] for number in range(38)]
    chosen = [spread(f"tests/test_{number}.py::test", cases, 4) for number in range(60)]
    assert set().union(*chosen) == set(range(38)), "between them all are tried"
