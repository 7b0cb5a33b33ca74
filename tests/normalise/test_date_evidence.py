"""Dates that read otherwise at a first look: short years in front, cells that contradict the column, dates that a
spreadsheet has turned and others that it left as text."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.exports.normalise import Frames
from orderdeck.data.exports.normalise.columns.context import DatesAmbiguousError

Load = Callable[..., Frames]
NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
"""The time of every file that `load` makes."""
HEADERS = ("order_id", "status", "placed_at", "sku", "quantity")


def read(load: Load, *dates: str) -> list[datetime | None]:
    rows = [[f"A-{n}", "to_ship", date, "S", "1"] for n, date in enumerate(dates)]
    frames = load(rows, HEADERS, profile="orderdeck", zone="UTC", shop="One")
    assert frames.rejects.is_empty()
    return list(frames.orders.sort("source_row")["placed_at"])


def at(*days: tuple[int, int, int]) -> list[datetime]:
    return [datetime(*day, tzinfo=UTC) for day in days]


@pytest.mark.parametrize("mark", ["/", "-", "."])
def test_a_short_year_in_front_is_a_year(load: Load, mark: str) -> None:
    dates = [date.replace("/", mark) for date in ("26/01/05", "25/12/31", "26/01/14")]
    assert read(load, *dates) == at((2026, 1, 5), (2025, 12, 31), (2026, 1, 14))
    assert read(load, dates[0]) == at((2026, 1, 5))


def test_a_short_year_at_the_end_is_one_still(load: Load) -> None:
    assert read(load, "05/12/25", "14/01/26") == at((2025, 12, 5), (2026, 1, 14))
    assert read(load, "12/30/25", "01/14/26") == at((2025, 12, 30), (2026, 1, 14))
    assert read(load, "12/1/10 8:26", "12/13/11 9:00")[0] == datetime(2010, 12, 1, 8, 26, tzinfo=UTC)


def test_a_short_year_that_nothing_tells_is_asked_about(load: Load) -> None:
    """24 November 2025, or 25 November 2024."""
    with pytest.raises(DatesAmbiguousError):
        read(load, "24/11/25")


STYLES = {
    "ymd": "%y/%m/%d",
    "dmy": "%d/%m/%y",
    "mdy": "%m/%d/%y",
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=8), st.sampled_from(sorted(STYLES)))
def test_a_file_of_short_years_is_read_right_or_not_at_all(load: Load, ages: list[int], style: str) -> None:
    days = [NOW.replace(hour=0) - timedelta(days=age) for age in ages]
    try:
        assert read(load, *(day.strftime(STYLES[style]) for day in days)) == days
    except DatesAmbiguousError:
        pass


def test_a_cell_against_twenty_others_is_no_date(load: Load) -> None:
    days = [(2025, month, day) for month in (11, 12) for day in range(13, 31)]
    found = read(load, *(f"{day}/{month}/{year}" for year, month, day in days), "12/31/2025")
    assert found == [*at(*days), None]


def test_dates_that_a_spreadsheet_turned_are_turned_back(load: Load) -> None:
    """05/12/2025, read as 12 May by a spreadsheet, is a date in it; 13/12/2025 it leaves as text."""
    found = read(load, "2025-05-12", "2025-07-12 10:30:00", "13/12/2025", "14/12/2025 09:00", "2026-02-01")
    assert found == [
        datetime(2025, 12, 5, tzinfo=UTC),
        datetime(2025, 12, 7, 10, 30, tzinfo=UTC),
        datetime(2025, 12, 13, tzinfo=UTC),
        datetime(2025, 12, 14, 9, tzinfo=UTC),
        datetime(2026, 1, 2, tzinfo=UTC),
    ]


def test_dates_beside_text_that_could_have_been_turned_are_as_they_stand(load: Load) -> None:
    assert read(load, "2025-12-20", "13/12/2025", "05/12/2025") == at(
        (2025, 12, 20), (2025, 12, 13), (2025, 12, 5)
    )
    assert read(load, "2025-05-12", "05/12/2025", "13/12/2025")[1:] == at((2025, 12, 5), (2025, 12, 13))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 150), min_size=1, max_size=12), st.booleans())
def test_a_half_turned_column_is_read_right_or_its_cells_not_at_all(
    load: Load, ages: list[int], day_first: bool
) -> None:
    """What a spreadsheet makes of a column in the other order of day and month than its own."""
    days = [NOW.replace(hour=0) - timedelta(days=age) for age in ages]
    cells = [
        (
            f"{day.year}-{day.day:02}-{day.month:02}"
            if day.day <= 12
            else day.strftime("%d/%m/%Y" if day_first else "%m/%d/%Y")
        )
        for day in days
    ]
    found = read(load, *cells)
    if all(day.day <= 12 for day in days):
        return  # nothing in it shows that anything happened
    assert all(one in (None, day) for one, day in zip(found, days, strict=True))
