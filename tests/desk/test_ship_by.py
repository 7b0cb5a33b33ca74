"""A ship-by time that a newer file tells otherwise, though nothing about it has changed, brings no order back."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orderdeck.data.base.config.settings import Settings
from orderdeck.data.base.paths import DeskPaths
from orderdeck.data.base.state_token import TELLINGS, holds, moved, parsed, same
from orderdeck.data.desk import Desk
from orderdeck.data.desk.changes.compared import differences
from orderdeck.data.exports.normalise.dates.dates import DateRules
from orderdeck.data.exports.normalise.dates.ship_by import read_ship_by
from orderdeck.queries.statements import statements
from tests.desk.make_desk import NOON, Bench, order, us

SHANGHAI: Final = "Asia/Shanghai"
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86400))


def left(unit: timedelta, words: str, digits: int = 0) -> Any:
    """How a file tells what is left, cut to whole units (or tenths)."""

    def said(end: datetime, taken: datetime) -> str:
        if end <= taken:
            return "已超时"
        count = (end - taken) // unit
        return words.format(count / 10**digits if digits else count)

    return said


def in_parts(end: datetime, taken: datetime) -> str:
    minutes = max(0, (end - taken) // MINUTE)
    return f"{minutes // 1440}天{minutes // 60 % 24}小时{minutes % 60}分"


def days_and_hours(end: datetime, taken: datetime) -> str:
    if end <= taken:
        return f"已超时{(taken - end) // DAY}天{(taken - end) // HOUR % 24}小时"
    return f"{(end - taken) // DAY}天{(end - taken) // HOUR % 24}小时"


STYLES: Final[dict[str, Any]] = {
    "days": left(DAY, "剩余{}天"),
    "tenths of days": left(DAY / 10, "剩余 {:.1f} 天", 1),
    "hours": left(HOUR, "{} hours left"),
    "days and hours": days_and_hours,
    "days, hours, minutes": in_parts,
    "moment": lambda end, _taken: f"{end.astimezone(ZoneInfo(SHANGHAI)):%Y-%m-%d %H:%M:%S}",
    "moment to the minute": lambda end, _taken: f"{end.astimezone(ZoneInfo(SHANGHAI)):%Y-%m-%d %H:%M}",
    "day": lambda end, _taken: f"{end.astimezone(ZoneInfo(SHANGHAI)):%Y-%m-%d}",
}
"""How exports tell a ship-by time (formats of the packaged profiles): the cell for one that ends then, in a file taken
then."""
ABSOLUTE: Final = ("moment", "moment to the minute", "day")
"""Those that are the same whenever they are told."""


def read(style: str, end: datetime, taken: datetime) -> datetime:
    """What a file taken then is read as."""
    cell = pl.Series([STYLES[style](end, taken)])
    found = read_ship_by(cell, DateRules(SHANGHAI), us(taken))
    assert not found.unreadable.any(), cell
    at = found.values[0]
    assert isinstance(at, datetime)
    return at


@pytest.fixture(scope="module")
def sql() -> Iterator[duckdb.DuckDBPyConnection]:
    con = duckdb.connect()
    con.execute("set TimeZone = 'UTC'")
    for text in statements("desk/ship_by").values():
        con.execute(text)
    yield con
    con.close()


def told(sql: duckdb.DuckDBPyConnection, ship_by: datetime, taken: datetime) -> str:
    rows = sql.execute("select token_of('d', $1, told_as($1, $2::timestamptz))", [ship_by, taken]).fetchall()
    return str(rows[0][0])


def as_row(token: str) -> dict[str, Any]:
    """The ship-by time of a token as columns of an order."""
    found = parsed(token)
    assert found.ship_by is not None
    return {"ship_by": datetime.fromtimestamp(found.ship_by, UTC), "ship_told": found.told}


styles = st.sampled_from(sorted(STYLES))
moments = st.integers(0, 20 * 86_400_000_000).map(lambda n: NOON + timedelta(microseconds=n))
seconds = st.integers(0, 20 * 86_400).map(lambda n: NOON + timedelta(seconds=n))
ends = st.integers(0, 30 * 86_400).map(lambda n: NOON + timedelta(seconds=n))


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(styles, ends, st.tuples(*[moments | seconds] * 2).map(sorted))
def test_one_truth_told_twice_has_not_moved(
    sql: duckdb.DuckDBPyConnection, style: str, end: datetime, taken: list[datetime]
) -> None:
    first, second = (told(sql, read(style, end, at), at) for at in taken)
    assert same(first, second)
    assert holds(first, second)
    assert differences(as_row(first), as_row(second)) == ()


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(styles, styles, ends, st.tuples(*[moments | seconds] * 2).map(sorted))
def test_nor_has_one_that_two_systems_tell_otherwise(
    sql: duckdb.DuckDBPyConnection, one: str, other: str, end: datetime, taken: list[datetime]
) -> None:
    first, second = (told(sql, read(how, end, at), at) for how, at in zip((one, other), taken, strict=True))
    assert same(first, second)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(styles, ends, st.tuples(*[moments] * 2).map(sorted), st.integers(1, 200), st.booleans())
def test_what_moved_by_more_than_rounding_can_make_has_moved(
    sql: duckdb.DuckDBPyConnection, style: str, end: datetime, taken: list[datetime], much: int, sooner: bool
) -> None:
    """A day is enough of what is told as a day or a moment; of what is left in days two are more than rounding."""
    by = (much % 9 + 1) * DAY if style in ABSOLUTE else 2 * DAY + 20 * MINUTE + (much - 1) * HOUR
    # To come in either file: of what is over none tells since when. No file is taken on the full second here.
    was, first, second = end + 40 * DAY, *(at.replace(microsecond=7) for at in taken)
    before, now = read(style, was, first), read(style, was - by if sooner else was + by, second)
    one, other = told(sql, before, first), told(sql, now, second)
    assert not same(one, other)
    assert holds(one, other) == (not sooner)
    assert [told.field for told in differences(as_row(one), as_row(other))] == ["ship_by"]
    extended = "select extended($2, told_as($2, $3::timestamptz), $1, told_as($1, $4::timestamptz))"
    assert sql.execute(extended, [before, now, second, first]).fetchall() == [(not sooner,)]


tokens = st.builds(
    lambda digest, at, how: digest if how is None else f"{digest}@{at}/{how}",
    st.sampled_from("ab"), st.integers(1_790_000_000, 1_790_200_000), st.sampled_from([*TELLINGS, None]),
)  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tokens | st.just("") | st.text("ab@/1days", max_size=12), tokens)
def test_sql_and_python_agree(sql: duckdb.DuckDBPyConnection, was: str, now: str) -> None:
    token = parsed(now)
    at = None if token.ship_by is None else datetime.fromtimestamp(token.ship_by, NOON.tzinfo)
    rows = sql.execute(
        "select holds($was, $digest, $at::timestamptz, $how), same_state($was, $digest, $at::timestamptz, $how)",
        {"was": was, "digest": token.digest, "at": at, "how": token.told or None},
    ).fetchall()
    assert rows == [(holds(was, now), same(was, now))]


@given(
    st.sampled_from(TELLINGS),
    st.sampled_from(TELLINGS),
    st.integers(-200_000, 200_000),
    st.integers(0, 200_000),
)
def test_what_has_moved_by_so_much_has_by_more(was: str, now: str, by: int, more: int) -> None:
    assert abs(moved(0, was, by + (more if by > 0 else -more), now)) >= abs(moved(0, was, by, now))


# On the desk


def row(desk: Desk, key: str) -> dict[str, Any]:
    return desk.board([key]).to_dicts()[0]


def standing(desk: Desk) -> dict[str, tuple[Any, ...]]:
    keys = [str(key) for (key,) in desk.con.execute("select order_key from open_orders").fetchall()]
    found = desk.board(keys).to_dicts()
    return {
        one["order_key"]: (
            one["queue"],
            one["asleep"],
            one["done"],
            "changed" in one["badges"],
            "returned" in one["badges"],
        )
        for one in found
    }


class Shop:
    """For each style an order that is done, one that is put away, and one that has a note; and the same once more by
    tokens without a ship-by time, as acts had them before."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        self.keys = {
            (style, deed, old): f"aliexpress:{n}"
            for n, (style, deed, old) in enumerate(
                (style, deed, old)
                for style in STYLES
                for deed in ("done", "snooze", "note")
                for old in (False, True)
            )
        }

    def load(self, end: datetime, at: datetime) -> None:
        self.bench.load(
            *(
                order(key.split(":")[1], ship_by=read(style, end, at))
                for (style, _deed, _old), key in self.keys.items()
            ),
            at=at,
        )

    def act(self, desk: Desk) -> None:
        states = {one["order_key"]: one["state"] for one in desk.board([*self.keys.values()]).to_dicts()}
        for (_style, deed, old), key in self.keys.items():
            state = states[key]
            data = (
                {"until": us(NOON + 40 * DAY)}
                if deed == "snooze"
                else {"text": "x"}
                if deed == "note"
                else {}
            )
            self.bench.act(deed, key, state=state.partition("@")[0] if old else state, data=data)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_newer_export_of_the_same_brings_nothing_back_and_one_that_moved_it_does(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    bench = Bench(DeskPaths.of(tmp_path_factory.mktemp("desk")))
    shop = Shop(bench)
    end = NOON + 9 * DAY + timedelta(seconds=data.draw(st.integers(0, 86_400)))
    first = NOON - HOUR + timedelta(microseconds=data.draw(st.integers(0, 3_000_000_000)))
    shop.load(end, first)
    desk = bench.desk(Settings())
    shop.act(desk)
    desk.catch_up()
    acted = standing(desk)
    again = first + data.draw(st.sampled_from([HOUR, DAY, 7 * HOUR + 3 * MINUTE]))
    bench.now = again + HOUR
    shop.load(end, again)
    desk.catch_up()
    assert standing(desk) == acted, "nothing has changed"
    sooner = data.draw(st.booleans())
    by = data.draw(st.sampled_from([3 * DAY, 5 * DAY]))
    shop.load(end - by if sooner else end + by, again + 30 * MINUTE)
    desk.catch_up()
    found = standing(desk)
    told_since = desk.changed_since([*shop.keys.values()])
    for (style, deed, old), key in shop.keys.items():
        queue, asleep, done, changed, returned = found[key]
        if old:
            assert found[key] == acted[key], "an act of before goes by what it knew"
        elif sooner:
            assert (asleep, done) == (False, False), (style, deed)
            assert changed or returned, (style, deed)
            assert queue == "standard"
        else:
            assert (asleep, done) == (deed == "snooze", deed == "done"), (
                "more time takes nothing off what was done"
            )
            assert changed, (style, deed)
        if not old:
            (since,) = told_since[key]
            assert since.changes
            assert [one.field for one in since.changes] == ["ship_by"]
    assert standing(bench.desk(Settings())) == found
    bench.close()


def test_a_ship_by_time_that_a_file_lacks_keeps_how_an_older_one_told_it(bench: Bench) -> None:
    """Told in days by one export, and kept beside the columns of another that has none: it is in days all the same."""
    end = NOON + 9 * DAY + 5 * HOUR

    def both(at: datetime) -> None:
        bench.load(order(1, ship_by=read("days", end, at)), at=at)
        bench.load(order(1, ship_by=None), at=at + 7 * MINUTE, lacks=["ship_by", "tax_number"])

    both(NOON)
    desk = bench.desk()
    bench.act("done", "aliexpress:1", state=row(desk, "aliexpress:1")["state"])
    bench.now = NOON + DAY
    both(NOON + 10 * HOUR)
    desk.catch_up()
    assert standing(desk)["aliexpress:1"] == ("done", False, True, False, False)


def test_an_estimate_is_no_word_of_a_file(bench: Bench) -> None:
    """It moves with the time of payment and with settings, and brings nothing back."""
    bench.load(order(1, ship_by=None, paid_at=NOON - 2 * DAY))
    desk = bench.desk(Settings())
    bench.act("done", "aliexpress:1", state=row(desk, "aliexpress:1")["state"])
    bench.load(order(1, ship_by=None, paid_at=NOON - DAY - 20 * HOUR), at=NOON + HOUR)
    desk.catch_up()
    assert row(desk, "aliexpress:1")["done"]
