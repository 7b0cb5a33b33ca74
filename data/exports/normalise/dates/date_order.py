"""Whether a file's numeric dates have the day or the month first: told by what is in it, never by its first look.

Which of 05/11 is the month no cell says whose numbers are both below 13, and in the first twelve days of a month a file
may have no other. What then tells, in this order: the sense that the dates make (`by_sense`), the user's word or the
profile's (`said_of`), and orders that the desk knows by other files (`by_known`). What none of them tells is refused.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, NamedTuple

import polars as pl

from orderdeck.data.exports.normalise.dates.date_spelling import (
    OUTVOTING,
    PAST,
    all_year_first,
    normal,
    told_by_spelling,
)
from orderdeck.data.exports.normalise.dates.dates import NO_TIME, DateRules, read_dates
from orderdeck.data.exports.profile.records import DateFormat

FIRST: Final = ("placed_at", "ordered_at")
"""The time of an order that no other of its times comes before."""
COMPARED: Final = ("placed_at", "paid_at")
"""Times that no file tells otherwise than another: an order is placed, and paid, once."""

_NUMERIC: Final = r"^[\s']*([0-9]{1,2})\s?[/-]\s?([0-9]{1,2})\s?[/-]\s?([0-9]{4}|[0-9]{2})(?:[^0-9]|$)"
"""Of a text in normal form: full-width digits are digits."""
_DAY: Final = timedelta(days=1)
SAME: Final = timedelta(hours=36)
"""Two files may give an order's time in zones of their own, 26 hours apart at most; day and month exchanged put it
four weeks off at least, or leave it as it is."""


class Decision(NamedTuple):
    """Order of day and month that a file's dates show, and by how many values. Order None: they don't show it, or, with
    values, they contradict each other."""

    order: Literal["dmy", "mdy", "ymd"] | None
    values: int


def decide_dates(times: pl.DataFrame, before: int | None = None) -> Decision:
    """Whether the numeric dates of `times` (a column of text for each time of a file) have the day or the month first.

    A number above 12 tells. Where there is none, a reading that puts orders after `before` (microseconds since the
    epoch; a day's grace) is ruled out: then `times` must hold nothing that may lie ahead. Dates with the year first
    or with dots (day.month.year everywhere) leave no doubt: "ymd". What is a date in no order tells nothing.
    Where rows contradict each other: the majority of them, if it is 20 to 1. Values would not do: of many rows all
    may be of one day.
    """
    told = [column for column in times if not all_year_first(column.to_frame())]
    pairs = pl.concat([_pairs(column) for column in told]) if told else None
    if pairs is None or pairs.is_empty():
        return Decision("ymd", 0)
    dmy, mdy = int((pairs["first"] > 12).sum()), int((pairs["second"] > 12).sum())
    if dmy and mdy:
        order = outvoting(*(int(_telling(told, order).sum()) for order in ("dmy", "mdy")))
        return Decision(order, {"dmy": dmy, "mdy": mdy, None: max(dmy, mdy)}[order])
    if dmy or mdy:
        return Decision("dmy" if dmy else "mdy", dmy or mdy)
    if before is None:
        return Decision(None, 0)
    return by_sense(pl.DataFrame({"placed_at": pl.concat(list(times))}), before)


def outvoting(dmy: int, mdy: int) -> Literal["dmy", "mdy"] | None:
    """The order that all of so many rows tell, or nearly all."""
    if max(dmy, mdy) < OUTVOTING * min(dmy, mdy) or dmy == mdy:
        return None
    return "dmy" if dmy > mdy else "mdy"


def is_backed(times: pl.DataFrame, order: Literal["dmy", "mdy", "ymd"]) -> bool:
    """Whether the first rows of a file show `order` so that no damaged cell among them does: by dates with the year in
    front or in words, or by so many rows that one further down can't outvote."""
    if order == "ymd":
        return any(bool((~_is_numeric(cells)).fill_null(False).any()) for cells in times)
    return int(_telling(list(times), order).sum()) >= OUTVOTING


def doubtful_cells(times: pl.DataFrame) -> list[str]:
    """Cells to quote of dates that can't be told: two of each order where they contradict each other, else the first
    that can be read both ways."""
    cells = [column.drop_nulls() for column in times]
    dmy = _some(one.filter(_telling([one], "dmy")) for one in cells)
    mdy = _some(one.filter(_telling([one], "mdy")) for one in cells)
    if dmy and mdy:
        return [*dmy[:2], *mdy[:2]]
    return _some(one.filter(_is_numeric(one)) for one in cells)[:5]


def _some(cells: Iterable[pl.Series]) -> list[str]:
    """Three different ones of each column."""
    return [str(cell) for one in cells for cell in one.unique(maintain_order=True).head(3)]


def by_sense(table: pl.DataFrame, latest: int) -> Decision:
    """The reading of `table` (field -> text, a row an order or line of it) in which no order is paid, sent or due
    before it was placed, and nothing has happened after `latest` (microseconds since the epoch, UTC; 0: not known);
    a day's grace. Decided where the other reading has such rows, by so many of them."""
    wrong = {order: _senseless(table, DateRules("UTC", order), latest) for order in ("dmy", "mdy")}
    dmy, mdy = (wrong["mdy"] & ~wrong["dmy"]).sum(), (wrong["dmy"] & ~wrong["mdy"]).sum()
    order = outvoting(int(dmy), int(mdy))
    return Decision(order, int(max(dmy, mdy)) if order else 0)


def _senseless(table: pl.DataFrame, rules: DateRules, latest: int) -> pl.Series:
    times = {name: read_dates(table[name], rules).values for name in table.columns}
    first = next((times[name] for name in FIRST if name in times), None)
    wrong = pl.Series([False]).new_from_index(0, table.height)
    limit = datetime.fromtimestamp(latest / 1e6, UTC) + _DAY
    for name, at in times.items():
        if latest and name in PAST:
            wrong = wrong | (at > limit).fill_null(False)
        if first is not None and name not in FIRST:
            wrong = wrong | (at < first - _DAY).fill_null(False)
    return wrong


def said_of(
    times: pl.DataFrame, rules: DateFormat, own: Literal["", "dmy", "mdy", "ymd"]
) -> tuple[Decision, str]:
    """The order that the user's settings give (`own`, "" for none), else the one that the profile calls usual, for
    dates that show none; and the code of the note that says so. Order None where neither says any."""
    if own:
        return Decision(own, 0), "dates_set"
    if not rules.usual:
        return Decision(None, 0), ""
    if rules.usual_where:
        numeric = [column.filter(_is_numeric(column)) for column in times]
        if not all(column.str.contains(rules.usual_where).all() for column in numeric):
            return Decision(None, 0), ""
    return Decision(rules.usual, 0), "dates_assumed"


def by_known(table: pl.DataFrame, known: pl.DataFrame, zone: str) -> Decision:
    """The reading by which orders in `table` were placed and paid when other files say they were.

    `table`: order_id, shop ("" where not known) and the text of COMPARED fields, as far as the file has them; `known`:
    order_id, shop and COMPARED as UTC times. Decided where some order agrees with one reading alone, and
    none, or one of twenty, with the other alone.
    """
    votes = {"dmy": 0, "mdy": 0}
    for field in COMPARED:
        if field not in table.columns or field not in known.columns:
            continue
        read = {order: read_dates(table[field], DateRules(zone, order)).values for order in ("dmy", "mdy")}
        rows = table.select("order_id", "shop", **read).filter(_is_numeric(table[field]))
        met = rows.join(known.select("order_id", "shop", pl.col(field).alias("then")), on="order_id")
        same_shop = (
            (pl.col("shop") == pl.col("shop_right")) | (pl.col("shop") == "") | (pl.col("shop_right") == "")
        )
        near = {order: ((pl.col(order) - pl.col("then")).abs() <= SAME).fill_null(False) for order in votes}
        told = met.filter(same_shop).select(
            (near["dmy"] & ~near["mdy"]).sum().alias("dmy"), (near["mdy"] & ~near["dmy"]).sum().alias("mdy")
        )
        for order in votes:
            votes[order] += int(told[order].item())
    agreed = outvoting(votes["dmy"], votes["mdy"])
    return Decision(agreed, votes[agreed] if agreed else 0)


def _is_numeric(column: pl.Series) -> pl.Series:
    return normal(column).str.contains(_NUMERIC)


def _telling(columns: list[pl.Series], order: Literal["dmy", "mdy"]) -> pl.Series:
    """Which rows have a date in `columns` that is one in `order` alone."""
    found = pl.Series([False]).new_from_index(0, len(columns[0]))
    for cells in columns:
        pairs = _pairs(cells)
        above = pairs.filter(pl.col("first" if order == "dmy" else "second") > 12)["text"]
        found = found | normal(cells).is_in(above.implode()).fill_null(False)
    return found


def _pairs(column: pl.Series) -> pl.DataFrame:
    """The first two numbers of the distinct dates in a column, as text and as numbers, where they are a date in one
    order at least."""
    first, second = pl.col("first"), pl.col("second")
    month, day = pl.min_horizontal(first, second), pl.max_horizontal(first, second)
    last = pl.date("year", month, 1).dt.month_end().dt.day()
    numeric = (
        told_by_spelling(column)
        .to_frame("text")
        .filter(~pl.col("text").str.contains(NO_TIME))  # 01/01/1970 is no first of January
        .select(
            "text",
            pl.col("text").str.extract(_NUMERIC, 1).cast(pl.Int32).alias("first"),
            pl.col("text").str.extract(_NUMERIC, 2).cast(pl.Int32).alias("second"),
            (("20" + pl.col("text").str.extract(_NUMERIC, 3)).str.slice(-4)).cast(pl.Int32).alias("year"),
        )
        .drop_nulls()
        .filter((month >= 1) & (month <= 12) & (pl.col("year") > 0))
    )
    # Both below 13: a date either way.
    return numeric.filter((day <= 12) | (day <= last))
