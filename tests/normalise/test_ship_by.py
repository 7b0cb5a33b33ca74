"""The ship-by column: a time, or the time that remained when the file was made."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.dates.dates import DateRules
from orderdeck.data.exports.normalise.dates.ship_by import read_ship_by, remaining

MADE = datetime(2026, 1, 15, 12, tzinfo=UTC)
STYLES = [
    "{d}天{h}小时{m}分",
    "剩余{d}天{h}小时{m}分钟",
    "{d} days {h} hours {m} minutes",
    "{d}d {h}h {m}m",
    "{d} дней {h} часов {m} минут",
    "{d}일 {h}시간 {m}분",
    "{d} Tage {h} Stunden {m} Minuten",
    "{d} días {h} horas {m} minutos",
    "{d}天 {h:02}:{m:02}:00",
]


def one(text: str) -> datetime | None:
    rules = DateRules("America/Los_Angeles")
    read = read_ship_by(pl.Series([text]), rules, int(MADE.timestamp() * 1e6))
    assert read.unreadable[0] == (read.values[0] is None)
    found: datetime | None = read.values[0]
    return found


@given(st.integers(0, 90), st.integers(0, 23), st.integers(0, 59), st.sampled_from(STYLES))
def test_remaining_time_counts_from_the_file(d: int, h: int, m: int, style: str) -> None:
    assert one(style.format(d=d, h=h, m=m)) == MADE + timedelta(days=d, hours=h, minutes=m)


@pytest.mark.parametrize(
    ("text", "hours"),
    [("3天12小时", 84), ("12小时30分", 12.5), ("2 days 5 hours", 53), ("剩余3天", 72),
     ("已超时2小时", -2), ("-1天", -24),
     ("3天12小时内", 84), ("3天12小时内发货", 84), ("请在3天内发货", 72), ("3天后到期", 72), ("剩余 2天 之内", 48),
     ("2 hours overdue", -2), ("已超时", 0), ("5小时", 5), ("1 day, 2 hours left", 26), ("2.5 days", 60)],
)  # fmt: skip
def test_spellings(text: str, hours: float) -> None:
    assert remaining(text) == round(hours * 3_600_000_000)


@pytest.mark.parametrize("text", ["3", "soon", "3 parsecs", "", "天", "12"])
def test_what_tells_no_time(text: str) -> None:
    assert remaining(text) is None


def test_times_and_dates() -> None:
    assert one("2026-01-20 10:00") == datetime(2026, 1, 20, 18, tzinfo=UTC)
    assert one("2026-01-20") == datetime(2026, 1, 21, 7, 59, 59, tzinfo=UTC)
    assert one("whenever") is None


@given(
    st.integers(0, 10**30),
    st.sampled_from(["{}天", "-{}天", "{} days", "已超时{}小时", "{}:00:00", "剩余{}天3小时"]),
)
def test_a_duration_is_within_a_year_or_unreadable(amount: int, style: str) -> None:
    read = one(style.format(amount))
    assert read is None or abs(read - MADE) <= timedelta(days=367)
