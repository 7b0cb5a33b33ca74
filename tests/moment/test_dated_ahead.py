"""Files that claim to be taken after they came: in any order, now or in a desk made anew later, the same desk."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.moment.arrivals import NOON, Place, folder, orders_in
from tests.moment.model import File, orders_of
from tests.moment.test_any_order import LAW, whole

HOUR = 3600
STATUSES = ("to_ship", "cancel_requested", "shipped")


def orders(name: str, claimed: int, status: str, came: int) -> File:
    """A file that came at hour `came` and claims hour `claimed`."""
    return File(name, NOON + claimed * HOUR, *whole({"N1": (status, name)}), came=NOON + came * HOUR)


@st.composite
def stories(draw: Any) -> list[list[File]]:
    """Files that came one after the other, some of them dated ahead by days or years, in batches as they are loaded."""
    hours = draw(st.lists(st.integers(1, 9), unique=True, min_size=2, max_size=4))
    files = [
        orders(f"{came}.csv", came + draw(st.sampled_from((0, 0, 30, 40_000))), status, came)
        for came in hours
        for status in [draw(st.sampled_from(STATUSES))]
    ]
    files = draw(st.permutations(files))
    cut = draw(st.integers(0, len(files)))
    return [part for part in (files[:cut], files[cut:]) if part]


@LAW
@given(stories())
def test_a_file_dated_ahead_is_of_when_it_came_whenever_it_is_loaded(story: list[list[File]]) -> None:
    files = [file for batch in story for file in batch]
    with folder() as place:
        for batch in story:
            place.arrive(*batch)
        found = orders_in(place.desk())
    said = orders_of(files)
    assert {key: (one["status"], one["remark"]) for key, one in found.items()} == {
        key: (one["status"], one["remark"]) for key, one in said.items()
    }


def test_what_came_after_it_wins_also_where_it_is_loaded_last(place: Place) -> None:
    place.arrive(orders("good.csv", 3, "to_ship", 3))
    [line] = place.arrive(orders("ahead.csv", 40_000, "cancel_requested", 2))
    assert orders_in(place.desk())["N1"]["status"] == "to_ship"
    assert line.exported_at == (NOON + 2 * HOUR) * 1_000_000
    assert line.notes[0].startswith("ahead|2031-")


def test_a_clock_that_is_behind_what_the_file_tells_says_nothing(place: Place) -> None:
    place.arrive(orders("good.csv", 3, "to_ship", 3))
    [line] = place.arrive(orders("ahead.csv", 40_000, "cancel_requested", -100_000))
    assert orders_in(place.desk())["N1"]["status"] == "cancel_requested"
    assert line.exported_at > (NOON + 3 * HOUR) * 1_000_000
