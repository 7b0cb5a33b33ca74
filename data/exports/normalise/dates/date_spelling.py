"""Dates that read otherwise at a first look, put right before they are read: short years in front (`26/11/05`), and
dates of which a spreadsheet has taken the day for the month.

A spreadsheet set to the other order of day and month makes dates of the cells that it can read so, turned, and leaves
the others as text: 05/12/2025 becomes 12 May, 13/12/2025 stays as it is.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, NamedTuple

import polars as pl

PAST: Final = ("placed_at", "paid_at", "sent_at", "received_at", "cancelled_at", "ordered_at")
"""Times that lie behind whoever takes the file."""

_SHORT: Final = r"^[\s']*([0-9]{2})\s?[/.-]\s?([0-9]{2})\s?[/.-]\s?([0-9]{2})\.?((?:[^0-9.].*)?)$"
_TYPED: Final = r"^([0-9]{4})-([0-9]{2})-([0-9]{2})((?: [0-9]{2}:[0-9]{2}.*)?)$"
"""As cells with a date are read out of workbooks, and as plain text has it too."""
_YEAR: Final = r"^[0-9]{4}"
_LEFT: Final = r"^[\s']*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?:[^0-9]|$)"
_RECENT: Final = timedelta(days=3 * 366)
"""Exports tell of no older days than these, as a rule."""
_AHEAD: Final = timedelta(days=366)
_GRACE: Final = timedelta(days=1)
_ENOUGH: Final = 5
"""So many days of which a spreadsheet turned just those that it could: by chance that is no more."""
OUTVOTING: Final = 20
"""So many rows tell more than one that contradicts them, whose cell is damaged."""


class Spelling(NamedTuple):
    """What cells of a file's times have to be put right."""

    year_first: bool = False
    turned: tuple[str, ...] = ()
    """Fields whose dates, not their text, have day and month exchanged."""
    doubtful: tuple[str, ...] = ()
    """Those of which it can't be told."""

    def notes(self) -> dict[str, int]:
        """What an export's notes say of it."""
        first = {"dates_year_first": 1} if self.year_first else {}
        return first | {f"dates_turned|{field}": 1 for field in self.turned}


PLAIN: Final = Spelling()


def spelling_of(table: pl.DataFrame, latest: int, said: str = "") -> Spelling | None:
    """The spelling of a file's times. `table`: field -> text; `latest`: nothing happened later (µs, UTC; 0: not known);
    `said`: the order that somebody has given for such dates. None where short years may stand in front or not."""
    if all_year_first(table):
        return PLAIN
    columns = {name: told_by_spelling(table[name]) for name in table.columns}
    turned, doubtful = [], []
    for name, cells in columns.items():
        told = _turned(table[name], cells, latest if name in PAST else 0)
        if told == "turned":
            turned.append(name)
        elif told == "doubtful":
            doubtful.append(name)
    short = [found for cells in columns.values() if (found := cells.filter(cells.str.contains(_SHORT))).len()]
    first = _year_first(pl.concat(short).unique(), latest, said) if short else False
    return None if first is None else Spelling(first, tuple(turned), tuple(doubtful))


def spelled(cells: pl.Series, field: str, spelling: Spelling) -> pl.Series:
    """The cells of `field`, put right; those that can't be told are made unreadable."""
    if spelling.year_first:
        cells = cells.str.replace(_SHORT, "20${1}-${2}-${3}${4}")
    if field in spelling.turned:
        cells = cells.str.replace(_TYPED, "${1}-${3}-${2}${4}")
    if field in spelling.doubtful:
        same = cells.str.extract(_TYPED, 2) == cells.str.extract(_TYPED, 3)
        cells = cells.zip_with(same.fill_null(False), cells.str.replace(_TYPED, "?${0}"))
    return cells


def all_year_first(table: pl.DataFrame) -> bool:
    """Whether each cell of `table` has four digits in front, as is usual: then no spelling tells anything."""
    return (
        bool(table.select(pl.all_horizontal(pl.all().str.contains(_YEAR).all())).item())
        if table.width
        else True
    )


def told_by_spelling(cells: pl.Series) -> pl.Series:
    """The distinct ones of `cells`, in normal form, but those with four digits in front: these have the year there, and
    of a big export, where all are such, they are many."""
    rest = cells.filter(~cells.str.contains(_YEAR))
    return normal(rest.drop_nulls().unique())


def normal(cells: pl.Series) -> pl.Series:
    """`cells` in normal form, in which full-width digits are digits."""
    wide = cells.str.len_bytes() != cells.str.len_chars()  # all others are in it
    rows = wide.arg_true()
    if not len(rows):
        return cells
    return cells.clone().scatter(
        rows, cells.gather(rows).str.normalize("NFKC")
    )  # which writes into what it is given


def _turned(cells: pl.Series, shown: pl.Series, latest: int) -> Literal["", "turned", "doubtful"]:
    """`shown`: those of `cells` that `told_by_spelling` gives."""
    left = {one for one in _numbers(shown, _LEFT, 3) if _either_way(*one)}
    if not left or any(max(one[:2]) <= 12 for one in left):
        return ""
    typed = _numbers(normal(cells.drop_nulls().unique()), _TYPED, 3)
    if not typed or any(day > 12 for _, _, day in typed):
        return ""
    if _are_few(left, cells, shown) and not _varies_by_month(typed):
        return ""
    if latest:
        limit = (datetime.fromtimestamp(latest / 1e6, UTC) + _GRACE).date()
        straight = any(_date(year, month, day, limit) > limit for year, month, day in typed)
        exchanged = any(_date(year, day, month, limit) > limit for year, month, day in typed)
        if straight != exchanged:
            return "turned" if straight else ""
    return "turned" if len(typed) + len(left) >= _ENOUGH else "doubtful"


def _are_few(left: set[tuple[int, ...]], cells: pl.Series, shown: pl.Series) -> bool:
    """Whether the cells that a spreadsheet left as text are no more than one of twenty: they may be damaged."""
    texts = shown.filter(shown.str.contains(_LEFT))
    rows = int(normal(cells.drop_nulls()).is_in(texts.implode()).sum()) if left else 0
    return OUTVOTING * rows <= int(cells.str.contains(_TYPED).sum())


def _varies_by_month(typed: set[tuple[int, ...]]) -> bool:
    """Whether dates are of more months than days: orders of some weeks, turned."""
    return len({month for _, month, _ in typed}) > len({day for _, _, day in typed})


def _either_way(first: int, second: int, year: int) -> bool:
    """Whether that is a date with the day or the month first."""
    never = date.min
    return _date(year, first, second, never) != never or _date(year, second, first, never) != never


def _year_first(cells: pl.Series, latest: int, said: str) -> bool | None:
    """Whether `cells`, all of them two figures three times, begin with the year: as the days that come of it are days,
    and recent ones; else as the year is what varies least."""
    numbers = [
        one
        for one in _numbers(cells, _SHORT, 3)
        if _either_way(one[0], one[1], 2000 + one[2]) or _either_way(one[1], one[2], 2000 + one[0])
    ]
    if not numbers:
        return False
    wrong = {
        "ymd": sum(not _recent(2000 + a, b, c, latest) for a, b, c in numbers),
        "dmy": sum(not _recent(2000 + c, b, a, latest) for a, b, c in numbers),
        "mdy": sum(not _recent(2000 + c, a, b, latest) for a, b, c in numbers),
    }
    last = min(wrong["dmy"], wrong["mdy"])
    if wrong["ymd"] != last:
        return wrong["ymd"] < last
    firsts, lasts = len({a for a, _, _ in numbers}), len({c for _, _, c in numbers})
    if firsts != lasts and max(firsts, lasts) > 2:
        return firsts < lasts
    if said:
        return said == "ymd"
    # What all readings make old days of is no export of these days: the commoner one.
    return False if last else None


def _numbers(cells: pl.Series, pattern: str, groups: int) -> set[tuple[int, ...]]:
    cells = cells.filter(cells.str.contains(pattern))
    found = pl.DataFrame({str(n): cells.str.extract(pattern, n) for n in range(1, groups + 1)}).drop_nulls()
    return set(found.select(pl.all().cast(pl.Int32)).unique().rows())


def _date(year: int, month: int, day: int, otherwise: date) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        return otherwise


def _recent(year: int, month: int, day: int, latest: int) -> bool:
    """Whether that is a day, and one that an export may tell of."""
    try:
        found = datetime(year, month, day, tzinfo=UTC)
    except ValueError:
        return False
    if not latest:
        return True
    now = datetime.fromtimestamp(latest / 1e6, UTC)
    return now - _RECENT <= found <= now + _AHEAD
