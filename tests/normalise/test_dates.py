"""Times in every spelling come out as the same moment, in UTC, whatever the clocks did."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdeck.data.exports.normalise.dates.date_order import by_sense, decide_dates
from orderdeck.data.exports.normalise.dates.date_words import Order
from orderdeck.data.exports.normalise.dates.dates import DateRules, read_dates

ZONE = "America/Los_Angeles"
moments = st.datetimes(datetime(2005, 1, 1), datetime(2040, 1, 1)).map(
    lambda when: when.replace(microsecond=0)
)
SPELLINGS: dict[str, Order] = {
    "%Y-%m-%d %H:%M:%S": "ymd",
    "%Y/%m/%d %H:%M:%S": "ymd",
    "%Y.%m.%d %H:%M:%S": "ymd",
    "%Y-%m-%dT%H:%M:%S": "ymd",
    "%Y年%m月%d日 %H:%M:%S": "ymd",
    "%d.%m.%Y %H:%M:%S": "mdy",
    "%d/%m/%Y %H:%M:%S": "dmy",
    "%m/%d/%Y %I:%M:%S %p": "mdy",
    "%b-%d-%y %H:%M:%S": "ymd",
    "%d-%b-%y %H:%M:%S": "ymd",
    "%B %d, %Y %H:%M:%S": "ymd",
}


def one(
    text: str | None, order: Order = "ymd", zone: str = ZONE, *, day_end: bool = False
) -> datetime | None:
    read = read_dates(pl.Series([text], dtype=pl.String), DateRules(zone, order), day_end=day_end)
    assert read.unreadable[0] == (
        read.values[0] is None and text not in (None, "-", " ", "0000-00-00 00:00:00")
    )
    found: datetime | None = read.values[0]
    return found


@given(st.lists(moments, min_size=1, max_size=5), st.sampled_from(list(SPELLINGS)))
def test_every_spelling_is_the_same_moment(times: list[datetime], spelling: str) -> None:
    rules = DateRules(ZONE, SPELLINGS[spelling])
    read = read_dates(pl.Series([when.strftime(spelling) for when in times]), rules)
    assert read.values.to_list() == [
        # An hour that comes twice is the first of both: no spelling says which.
        when.replace(tzinfo=ZoneInfo(ZONE), fold=0).astimezone(UTC)
        for when in times
    ]


@given(moments, st.integers(-12, 14))
def test_an_offset_in_the_cell_beats_the_zone(when: datetime, hours: int) -> None:
    moment = when.replace(tzinfo=UTC) - timedelta(hours=hours)
    assert one(f"{when:%Y-%m-%d %H:%M:%S} {hours:+03}00") == moment
    assert one(f"{when:%Y-%m-%dT%H:%M:%S}{hours:+03}:00") == moment


@given(moments)
def test_a_spreadsheet_serial(when: datetime) -> None:
    days = (when - datetime(1899, 12, 30)) / timedelta(days=1)
    assert one(f"{days:.8f}", zone="UTC") == when.replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-03-08 02:30:00", "2026-03-08 10:30"),  # in the gap: the offset before it
        ("2026-11-01 01:30:00", "2026-11-01 08:30"),  # twice: the earlier
        ("10-Dez-25", "2025-12-10 08:00"),
        ("05-oct.-26", "2026-10-05 07:00"),
        ("26-May-26", "2026-05-26 07:00"),
        ("5 de março de 2026", "2026-03-05 08:00"),
        ("3 févr. 2026 14:05", "2026-02-03 22:05"),
        ("2026-1-5 9:03", "2026-01-05 17:03"),
        ("2026. 1. 5. 오후 3:20", "2026-01-05 23:20"),
        ("2026-01-05T09:03:04.5Z", "2026-01-05 09:03:04.5"),
        ("Jan-18-16 16:41:35 PST", "2016-01-19 00:41:35"),
    ],
)
def test_spellings(text: str, utc: str) -> None:
    assert one(text) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_date_alone_is_its_start_or_its_end() -> None:
    assert one("2026-07-20") == datetime(2026, 7, 20, 7, tzinfo=UTC)
    assert one("2026-07-20", day_end=True) == datetime(2026, 7, 21, 6, 59, 59, tzinfo=UTC)
    assert one("20.07.2026", day_end=True) == datetime(2026, 7, 21, 6, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["not-a-date", "2026-02-30", "2026-13-01", "31/31/2026", "1", "25:00", "2026-01-01 26:00"]
)
def test_what_is_no_date_is_told(text: str) -> None:
    assert one(text, "dmy") is None


@pytest.mark.parametrize("text", [None, "-", " ", "0000-00-00 00:00:00"])
def test_blank(text: str | None) -> None:
    assert one(text) is None


def test_one_bad_cell_spoils_no_other() -> None:
    read = read_dates(pl.Series(["2026-01-05 09:03:04", "not-a-date", "5 Jan 2026", None]), DateRules("UTC"))
    assert read.unreadable.to_list() == [False, True, False, False]
    assert read.values.null_count() == 2


def decided(*values: str, before: datetime | None = None) -> tuple[str | None, int]:
    limit = None if before is None else int(before.replace(tzinfo=UTC).timestamp() * 1e6)
    found = decide_dates(pl.DataFrame({"placed_at": values}), limit)
    return found.order, found.values


def test_the_file_shows_whether_day_or_month_comes_first() -> None:
    assert decided("01/02/2026", "25/02/2026") == ("dmy", 1)
    assert decided("01/02/2026", "02/25/2026 10:00") == ("mdy", 1)
    assert decided("01/02/2026", "03/04/2026") == (None, 0)
    assert decided("25/02/2026", "02/25/2026")[0] is None
    assert decided("2026-01-02", "05.06.2026") == ("ymd", 0)
    assert decided("03/01/2026", before=datetime(2026, 1, 20)) == ("dmy", 1)
    assert decided("01/03/2026", before=datetime(2026, 1, 20)) == ("mdy", 1)


def sense(latest: datetime | None, **columns: list[str | None]) -> str | None:
    limit = 0 if latest is None else int(latest.replace(tzinfo=UTC).timestamp() * 1e6)
    return by_sense(pl.DataFrame(columns), limit).order


def test_what_lies_ahead_by_its_nature_rules_no_reading_out() -> None:
    """A parcel due on 5 December is due after the file was taken: that is no reason to read 12 May."""
    taken = datetime(2026, 11, 30)
    assert sense(taken, placed_at=["05/11/2026"], ship_by=["05/12/2026"]) is None
    assert sense(taken, placed_at=["05/12/2026"], ship_by=["05/12/2026"]) == "mdy"
    assert sense(None, placed_at=["05/12/2026"]) is None


def test_an_order_is_paid_and_due_after_it_was_placed() -> None:
    assert sense(None, placed_at=["12/10/2026"], paid_at=["01/11/2026"]) == "dmy"
    assert sense(None, placed_at=["10/12/2026"], paid_at=["11/01/2026"]) == "mdy"
    assert sense(None, placed_at=["2026-10-12"], ship_by=["02/11/2026"]) == "dmy"
    assert sense(None, placed_at=["05/11/2026"], paid_at=["06/11/2026"]) is None
    assert sense(None, placed_at=["12/10/2026", "10/12/2026"], paid_at=["01/11/2026", "11/01/2026"]) is None


@pytest.mark.parametrize(
    "text", ["'05/11/2026", "０５/１１/２０２６", "05 / 11 / 2026", "05/11/26", "05-11-2026 10:00 PM"]
)
def test_a_date_in_disguise_is_doubtful_all_the_same(text: str) -> None:
    assert decided(text) == (None, 0)
