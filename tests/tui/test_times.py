"""Times and amounts in words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.tui.i18n import LANGUAGES, Language, use
from orderdeck.tui.i18n.times import DAY, HOUR, MINUTE, duration, left, money, short_money, stamp, until
from orderdeck.tui.present.stock.rows import board_columns, line_columns
from orderdeck.tui.present.view.columns import spoken
from orderdeck.tui.present.view.rows import time_left
from orderdeck.widgets.cells import cell_len

NOW = int(datetime(2026, 9, 18, 15, 30, tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    ("span", "en", "zh"),
    [
        (2 * DAY + 3 * HOUR, "2d 3h", "2天3小时"),
        (5 * HOUR + 59 * MINUTE, "5h 59m", "5小时59分"),
        (-5 * HOUR, "5h", "5小时"),
        (59_999_999, "0m", "0分"),
        (-1, "0m", "0分"),
        (120 * DAY, "120d", "120天"),
    ],
)
def test_time_left(span: int, en: str, zh: str) -> None:
    use("en")
    assert duration(span) == en
    use("zh")
    assert duration(span) == zh


@pytest.mark.parametrize(
    ("span", "en", "zh"),
    [
        (2 * DAY + 3 * HOUR, "2d 3h", "2天3小时"),
        (0, "0m", "0分"),
        (-MINUTE + 1, "0m", "0分"),
        (-MINUTE, "late 1m", "已超1分"),
        (-3 * HOUR - 6 * MINUTE, "late 3h", "已超3小时"),
        (-2 * DAY - 9 * HOUR, "late 2d", "已超2天"),
    ],
)
def test_what_is_over_is_said_as_late_never_as_less_than_nothing(span: int, en: str, zh: str) -> None:
    use("en")
    assert left(NOW + span, NOW) == en
    use("zh")
    assert left(NOW + span, NOW) == zh


def test_a_clock_that_ends_between_two_times_is_not_said_to_be_over_at_the_first() -> None:
    use("en")
    row = {"deadline": NOW - 3 * HOUR, "late": False}
    assert time_left(row, NOW) == "late?"
    assert time_left(row | {"late": True}, NOW) == "late 3h"
    assert time_left(row | {"deadline": NOW + HOUR}, NOW) == "1h"


@given(st.integers(-400 * DAY, 90 * DAY), st.sampled_from(LANGUAGES), st.booleans())
def test_the_time_left_has_room_in_its_column(span: int, tongue: Language, sure: bool) -> None:
    use(tongue)
    widths = [
        next(column.width for column in made if column.key == "left")
        for made in (spoken(("left",)), line_columns(), board_columns())
    ]
    text = left(NOW + span, NOW, sure=sure)
    assert "-" not in text
    assert cell_len(text) <= min(widths)


@given(st.integers(0, 90 * DAY))
def test_a_clock_never_promises_more_than_there_is(span: int) -> None:
    use("en")
    text = duration(span)
    units = {"d": DAY, "h": HOUR, "m": MINUTE}
    assert sum(int(part[:-1]) * units[part[-1]] for part in text.split()) <= span


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2h", datetime(2026, 9, 18, 17, 30)),
        ("1d 4h", datetime(2026, 9, 19, 19, 30)),
        ("2天", datetime(2026, 9, 20, 15, 30)),
        ("30分钟", datetime(2026, 9, 18, 16, 0)),
        ("18:00", datetime(2026, 9, 18, 18, 0)),
        ("09:15", datetime(2026, 9, 19, 9, 15)),
        ("tomorrow", datetime(2026, 9, 19, 9, 0)),
        ("明天 10:00", datetime(2026, 9, 19, 10, 0)),
        ("2026-10-01", datetime(2026, 10, 1, 9, 0)),
        ("10-01 8:00", datetime(2026, 10, 1, 8, 0)),
        ("01-02", datetime(2027, 1, 2, 9, 0)),
    ],
)
def test_a_time_as_people_write_it(text: str, moment: datetime) -> None:
    assert until(text, NOW, UTC) == int(moment.replace(tzinfo=UTC).timestamp()) * 1_000_000


@pytest.mark.parametrize(
    "text", ["", "soon", "yesterday", "2026-09-01", "25:00", "2026-13-40", "0h", "9999999d"]
)
def test_what_is_no_time_to_come_is_none(text: str) -> None:
    assert until(text, NOW, UTC) is None


@given(st.text(max_size=20))
def test_no_text_breaks_it_and_all_times_are_to_come(text: str) -> None:
    found = until(text, NOW, UTC)
    assert found is None or found > NOW


def test_stamps_are_as_short_as_they_can_be() -> None:
    assert stamp(NOW - HOUR, UTC, NOW) == "14:30"
    assert stamp(datetime(2026, 9, 1, 8, tzinfo=UTC), UTC, NOW) == "09-01 08:00"
    assert stamp(NOW - 400 * DAY, UTC, NOW) == "2025-08-14 15:30"
    assert stamp(None, UTC, NOW) == ""
    assert timedelta(microseconds=MINUTE) == timedelta(minutes=1)


def test_money_keeps_cents_and_currency() -> None:
    assert money(Decimal("1234.5"), "USD") == "1,234.50 USD"
    assert money(Decimal("0.0125"), "USD") == "0.0125 USD"
    assert money(Decimal(45000), "JPY") == "45,000 JPY"
    assert money(None, "USD") == ""
    assert short_money(Decimal("12345.67"), "USD") == "12,346 USD"
