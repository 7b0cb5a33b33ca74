"""The time of an export file: its name before its modification time."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from orderdeck.data.base.text.month_names import month_of, spelled_months
from orderdeck.data.exports.dating.export_time import exported_at_of, moment_of

ZONE = "America/Los_Angeles"
CHANGED = datetime(2026, 1, 15, 20, 30, tzinfo=UTC)  # 12:30 in the zone


def of(name: str) -> str:
    found = exported_at_of(name, int(CHANGED.timestamp() * 1e6), ZONE)
    return datetime.fromtimestamp(found / 1e6, UTC).isoformat(sep=" ")[:19]


@pytest.mark.parametrize(
    ("name", "utc"),
    [
        ("orders.csv", "2026-01-15 20:30:00"),
        ("20260115_1.xls", "2026-01-15 20:30:00"),
        ("20260115_1230.csv", "2026-01-15 20:30:00"),
        ("2026-01-15-123045.xlsx", "2026-01-15 20:30:45"),
        ("order_2026-01-15 123045.xls", "2026-01-15 20:30:45"),
        ("2026-01-15T12.30.45.csv", "2026-01-15 20:30:45"),
        ("20260115123045.csv", "2026-01-15 20:30:45"),
        ("订单导出_20260116_042958.csv", "2026-01-15 20:30:00"),  # as a clock in Beijing has it
        (
            "20260117_1230.csv",
            "2026-01-17 20:30:00",
        ),  # no zone is that far: the file's own time is the wrong one
        ("订单2026年01月15日.xlsx", "2026-01-15 20:30:00"),
        ("2026-01-10.csv", "2026-01-11 07:59:59"),
        ("Order.all.20251201_20251231.xlsx", "2026-01-15 20:30:00"),
        ("Order.toship.20260110_20260115.xlsx", "2026-01-15 20:30:00"),
        ("3031265788145237.csv", "2026-01-15 20:30:00"),
        ("2026-01-16.csv", "2026-01-16 08:00:00"),
        ("20260230.csv", "2026-01-15 20:30:00"),
        ("2025-12-31/orders.csv", "2026-01-15 20:30:00"),
        ("218889001_1.xls", "2026-01-15 20:30:00"),
    ],
)
def test_name_then_mtime(name: str, utc: str) -> None:
    assert of(name) == utc


@pytest.mark.parametrize(
    "name",
    [
        "Order.all.20260101_20260112.xlsx",
        "orders_20260101-20260112.csv",
        "orders_20260101-20260131.csv",
        "2026-01-01-2026-01-12.csv",
        "2026-01-01_2026-01-12.csv",
        "2026.01.01~2026.01.12.xls",
        "2026.1.1-2026.1.12.xls",
        "20260101-0112.csv",
        "20260101~12.csv",
        "2026.01.01-01.12.csv",
        "orders from 2026-01-01 to 2026-01-12.csv",
        "Bestellungen 2026-01-01 bis 2026-01-12.csv",
        "订单2026年1月1日至1月12日.xlsx",
        "订单2026年01月01日-12日.xlsx",
        "订单2026年1月1日至2026年1月12日.xlsx",
        "1月1日至1月12日.xlsx",
        "20260101000000_20260112235959.csv",
        "2026-01-01 00_00_00-2026-01-12 23_59_59.xlsx",
        "20260112_20260112.csv",
        "20260101_20260112_20260113.csv",
        "01.01.2026-12.01.2026.csv",
    ],
)
def test_a_range_is_no_moment(name: str) -> None:
    assert of(name) == "2026-01-15 20:30:00"


@pytest.mark.parametrize(
    ("name", "utc"),
    [
        ("orders_20260201_20261231.csv", "2026-02-01 08:00:00"),  # no earlier than it begins
        ("20260101-20260112 exported 20260114_0800.csv", "2026-01-14 16:00:00"),  # with a moment beside it
        ("20260115-1230.csv", "2026-01-15 20:30:00"),  # the file's time is near: a time of day
        ("20260115-2130.csv", "2026-01-15 20:30:00"),  # there is no month 21: the time of another zone
        ("2026-01-14_01-15.csv", "2026-01-14 09:15:00"),
    ],
)
def test_what_else_a_range_might_be(name: str, utc: str) -> None:
    found = exported_at_of(name, int(CHANGED.timestamp() * 1e6), ZONE)
    assert datetime.fromtimestamp(found / 1e6, UTC).isoformat(sep=" ")[:19] == utc


DAYS = {
    "28.11.2026": (2026, 11, 28), "28-11-2026": (2026, 11, 28), "28_11_2026": (2026, 11, 28),
    "28Nov2026": (2026, 11, 28), "28-nov-2026": (2026, 11, 28), "28 November 2026": (2026, 11, 28),
    "Nov-28-2026": (2026, 11, 28), "November 28, 2026": (2026, 11, 28), "11-28-2026": (2026, 11, 28),
    "28. November 2026": (2026, 11, 28), "28 ноября 2026": (2026, 11, 28), "1er": None, "3rd Mar 2026": (2026, 3, 3),
    "28 de noviembre de 2026": (2026, 11, 28), "2026-Nov-28": (2026, 11, 28), "11.11.2026": (2026, 11, 11),
    "28 octobre 2026": (2026, 10, 28), "28 Mai 2026": (2026, 5, 28), "05Dec2026": (2026, 12, 5),
    "28.13.2026": None, "31.02.2026": None, "01.02.2026": None, "02-11-2026": None, "01.11.-28.11.2026": None,
    "1-28 Nov 2026": None, "28.11.2026 11.28.2026": None,
}  # fmt: skip
"""What a name has -> the day that it says, None where it says none, or could be read in another way."""


@pytest.mark.parametrize("frame", ["orders {}.csv", "{}.xlsx", "orders_{}_1.csv", "Bestellungen-{} (2).csv"])
@pytest.mark.parametrize("text", DAYS)
def test_a_day_that_can_be_read_in_but_one_way_is_read(frame: str, text: str) -> None:
    changed = micros(2027, 1, 20, 12)
    found = exported_at_of(frame.format(text), changed, "UTC")
    day = DAYS[text]
    assert found == (changed if day is None else micros(*day, 23, 59, 59))


NAMES = sorted(spelled_months().items())


@given(
    st.sampled_from(NAMES),
    st.integers(1, 28),
    st.sampled_from(["{0}{1}2026", "{0} {1}. 2026", "2026-{1}-{0:02}"]),
)
def test_a_month_that_cells_are_read_by_is_read_in_names(month: tuple[str, int], day: int, form: str) -> None:
    assume(month[0] != "лист")  # a sheet, too
    for name in (month[0], month[0].upper(), unicodedata.normalize("NFD", month[0])):
        if month_of(name) == month[1]:  # İ and ı have no upper case that all agree on
            found = exported_at_of(form.format(day, name) + ".csv", micros(2027, 1, 20), "UTC")
            assert found == micros(2026, month[1], day, 23, 59, 59), form.format(day, name)


def test_a_sheet_is_no_month() -> None:
    assert exported_at_of("Лист 1 2026.xlsx", micros(2027, 1, 20), "UTC") == micros(2027, 1, 20)


@pytest.mark.parametrize(
    "name",
    ["13.11.2026-28.11.2026.csv", "01.11.2026-28.11.2026.csv", "01Nov2026-28Nov2026.csv",
     "1 Nov 2026 to 28 Nov 2026.csv"],
)  # fmt: skip
def test_two_days_are_a_range(name: str) -> None:
    assert exported_at_of(name, micros(2027, 1, 20), "UTC") == micros(2027, 1, 20)


@pytest.mark.parametrize("name", ["28.11.2026 1430.csv", "28Nov2026_14-30.csv", "Nov-28-2026 14.30.csv"])
def test_a_time_may_stand_behind_it(name: str) -> None:
    assert exported_at_of(name, micros(2026, 11, 29), "UTC") == micros(2026, 11, 28, 14, 30)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai"])
@pytest.mark.parametrize(
    ("number", "read"),
    [
        (1764324000, True),
        (1764324000123, True),
        (1264324000, False),
        (2095000000, False),
        (17643240001, False),
    ],
)
def test_a_moment_may_be_a_number(zone: str, number: int, read: bool) -> None:
    changed = 1764324900 * 1_000_000
    moment = number * (1000 if number > 10**11 else 1_000_000)
    assert exported_at_of(f"orders_{number}.csv", changed, zone) == (moment if read else changed)


def micros(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() * 1e6)


TAKEN, ARRIVED = micros(2026, 1, 15, 20, 30), micros(2026, 1, 16, 9)


@pytest.mark.parametrize(
    ("name", "mtime", "ahead"),
    [
        ("orders.csv", micros(2029, 1, 1), True),
        ("orders.csv", ARRIVED + 11 * 60_000_000, True),
        ("orders.csv", ARRIVED + 9 * 60_000_000, False),
        ("orders_2029-12-31.csv", TAKEN, True),
        ("orders_20291231_1200.csv", TAKEN, True),
        ("orders_20270101_20291231.csv", TAKEN, True),
        ("orders_2026-01-17.csv", TAKEN, False),  # it is the 17th already further east
    ],
)
def test_no_file_was_taken_after_it_arrived(name: str, mtime: int, ahead: bool) -> None:
    found = moment_of(name, mtime, "Asia/Shanghai", ARRIVED)
    assert (found.at, found.ahead) == (ARRIVED, ahead)
    assert found.claimed > ARRIVED


@pytest.mark.parametrize(
    ("name", "mtime", "latest", "at"),
    [
        ("orders.csv", TAKEN, TAKEN - 5, TAKEN),
        ("orders.csv", TAKEN, TAKEN + 10 * 3_600_000_000, TAKEN),  # a zone further
        ("orders.csv", 0, TAKEN, TAKEN),  # a file without a time of its own, from an archive
        ("from_2026-01-01.csv", TAKEN, micros(2026, 1, 12), TAKEN),
        ("from_2026-01-01.csv", micros(2026, 1, 2), micros(2026, 1, 12), micros(2026, 1, 12)),
        ("from_2026-01-01.csv", micros(2029, 1, 2), micros(2026, 1, 12), ARRIVED),
        ("20260101_20260131.csv", 0, micros(2026, 1, 12), micros(2026, 1, 12)),
    ],
)
def test_no_file_is_older_than_what_it_tells_of(name: str, mtime: int, latest: int, at: int) -> None:
    assert moment_of(name, mtime, "UTC", ARRIVED, latest).at == at
