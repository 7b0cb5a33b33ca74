"""Days in file names that don't begin with the year: 28.11.2026, 28Nov2026, Nov-28-2026; and moments as numbers.

Which of 01.02. is the month, a name does not say: such a day is read where it can be read in but one way, or where
another one of the same name shows the order.
"""

import re
import unicodedata
from datetime import date
from functools import cache
from typing import Final, NamedTuple

from orderdeck.data.base.text.month_names import month_of, plain, spelled_months

_ELSE: Final = frozenset(("лист",))
"""Short names of months that are everyday words of file names: a sheet."""
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_GAP: Final = r"[\s._,-]{0,2}(?:de[\s._-])?"
_NUMERIC: Final = rf"(?<!\d)(?P<one>{_DAY})(?P<sep>[-_./])(?P<two>{_DAY})(?P=sep)(?P<year>20\d{{2}})(?!\d)"
_TO: Final = r"(?:[-~～〜–—至到_]|(?:to|till|until|bis|au|al|hasta|até|ate|по|do|tot))"


def _dates(word: str) -> re.Pattern[str]:
    """What finds days, with `word` as the pattern of a month's name."""
    return re.compile(
        rf"""{_NUMERIC}
          | (?<!\d)(?P<day>{_DAY})(?:st|nd|rd|th)?{_GAP}(?P<month>{word}){_GAP}(?P<year2>20\d{{2}})(?!\d)
          | (?<![^\W\d_])(?P<month3>{word}){_GAP}(?P<day3>{_DAY})(?:st|nd|rd|th)?{_GAP}(?P<year3>20\d{{2}})(?!\d)
          | (?<!\d)(?P<year4>20\d{{2}}){_GAP}(?P<month4>{word}){_GAP}(?P<day4>{_DAY})(?!\d)""",
        re.VERBOSE | re.IGNORECASE,
    )


_LIKE: Final = _dates(r"\S+?")
_EPOCH: Final = re.compile(r"(?<!\d)(?P<seconds>1\d{9}|2[01]\d{8})(?P<millis>\d{3})?(?!\d)")
_FIRST_EPOCH: Final = 1_420_070_400 * 1_000_000
"""2015: what is less is some other number."""


class NamedDay(NamedTuple):
    """A day, and where in the name it stands."""

    start: int
    end: int
    day: date


class _Forms(NamedTuple):
    date: re.Pattern[str]
    before: re.Pattern[str]
    """The first day of a range, without its year: 01.11.-28.11.2026, 1-28 Nov 2026."""


@cache
def _forms() -> _Forms:
    names = spelled_months()
    written = {*names, *map(plain, names), *(unicodedata.normalize("NFD", name) for name in names)} - _ELSE
    word = "|".join(sorted(map(re.escape, written), key=len, reverse=True))
    before = rf"(?<!\d)\d{{1,2}}[\s._/]*(?:{word})?[\s._/]*{_TO}[\s._]*$"
    return _Forms(_dates(word), re.compile(before, re.IGNORECASE))


def days_in(name: str) -> list[NamedDay]:
    """The days in `name` that can be read in but one way, in their order; none where one of them can't, or where the
    first day of a range has no year."""
    if not _LIKE.search(name):
        return []  # and no month needs to be known
    forms = _forms()
    found = list(forms.date.finditer(name))
    if any(forms.before.search(name[: match.start()]) for match in found):
        return []
    numeric = [(int(match["one"]), int(match["two"])) for match in found if match["sep"]]
    day_first = any(one > 12 for one, _two in numeric)
    month_first = any(two > 12 for _one, two in numeric)
    if day_first and month_first:
        return []
    days: list[NamedDay] = []
    for match in found:
        day = _day(match, day_first=day_first, month_first=month_first)
        if day is None:
            return []
        days.append(NamedDay(match.start(), match.end(), day))
    return days


def epoch_in(name: str, latest_us: int) -> int | None:
    """The moment (µs) that `name` has as seconds or milliseconds since 1970, where there is just one, since 2015 and
    not after `latest_us`."""
    told = [
        int(match["seconds"]) * 1_000_000 + int(match["millis"] or 0) * 1000
        for match in _EPOCH.finditer(name)
    ]
    found = {moment for moment in told if _FIRST_EPOCH <= moment <= latest_us}
    return found.pop() if len(found) == 1 else None


def _day(match: re.Match[str], *, day_first: bool, month_first: bool) -> date | None:
    if match["sep"]:
        one, two = int(match["one"]), int(match["two"])
        if not day_first and not month_first and one != two:
            return None
        day, month = (two, one) if month_first else (one, two)
        year = match["year"]
    else:
        year = match["year2"] or match["year3"] or match["year4"]
        month = month_of(match["month"] or match["month3"] or match["month4"]) or 0
        day = int(match["day"] or match["day3"] or match["day4"])
    try:
        return date(int(year), month, day)
    except ValueError:  # 30 February is a number, not a date
        return None
