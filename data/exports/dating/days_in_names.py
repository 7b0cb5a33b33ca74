"""Days in file names that don't begin with the year: 28.11.2026, 28Nov2026, Nov-28-2026; and moments as numbers.

Which of 01.02. is the month, a name does not say: such a day is read where it can be read in but one way, or where
another one of the same name shows the order.
"""

import re
from datetime import date
from typing import Final, NamedTuple

_MONTHS: Final = (
    "january jan januar janvier janv janeiro enero ene gennaio gen januari stycznia styczeń sty ocak января январь янв",
    "february feb februar february février févr fév fevereiro fev febrero febbraio lutego luty şubat февраля фев",
    "march mar märz mär mars março marzo maart mrt marca marzec mart марта март мар",
    "april apr avril avr abril abr aprile kwietnia kwiecień kwi nisan апреля апрель апр",
    "may mai maio mayo maggio mag mei maja maj mayıs мая май",
    "june jun juni juin junho junio giugno giu czerwca czerwiec cze haziran июня июнь июн",
    "july jul juli juillet juil julho julio luglio lug lipca lipiec lip temmuz июля июль июл",
    "august aug août aou agosto ago augustus sierpnia sierpień sie ağustos августа август авг",
    "september sept sep septembre setembro set septiembre settembre września wrzesień wrz eylül сентября сен сент",
    "october oct oktober okt octobre outubro out octubre ottobre ott października październik paź ekim октября окт",
    "november nov novembre novembro noviembre listopada listopad lis kasım ноября ноябрь ноя нояб",
    "december dec dezember dez décembre déc dezembro diciembre dic dicembre grudnia grudzień gru aralık декабря дек",
)
_MONTH_OF: Final = {word: at for at, words in enumerate(_MONTHS, 1) for word in words.split()}
_WORD: Final = "|".join(sorted(map(re.escape, _MONTH_OF), key=len, reverse=True))
_DAY: Final = r"(?:0?[1-9]|[12]\d|3[01])"
_GAP: Final = r"[\s._,-]{0,2}(?:de[\s._-])?"
_DATE: Final = re.compile(
    rf"""(?<!\d)(?P<one>{_DAY})(?P<sep>[-_./])(?P<two>{_DAY})(?P=sep)(?P<year>20\d{{2}})(?!\d)
      | (?<!\d)(?P<day>{_DAY})(?:st|nd|rd|th)?{_GAP}(?P<month>{_WORD}){_GAP}(?P<year2>20\d{{2}})(?!\d)
      | (?<![^\W\d_])(?P<month3>{_WORD}){_GAP}(?P<day3>{_DAY})(?:st|nd|rd|th)?{_GAP}(?P<year3>20\d{{2}})(?!\d)
      | (?<!\d)(?P<year4>20\d{{2}}){_GAP}(?P<month4>{_WORD}){_GAP}(?P<day4>{_DAY})(?!\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE: Final = re.compile(
    rf"(?<!\d)\d{{1,2}}[\s._/]*(?:{_WORD})?[\s._/]*(?:[-~～〜–—至到_]|(?:to|till|until|bis|au|al|hasta|até|ate|по|do|tot))"
    r"[\s._]*$",
    re.IGNORECASE,
)
"""The first day of a range, without its year: 01.11.-28.11.2026, 1-28 Nov 2026."""
_EPOCH: Final = re.compile(r"(?<!\d)(?P<seconds>1\d{9}|2[01]\d{8})(?P<millis>\d{3})?(?!\d)")
_FIRST_EPOCH: Final = 1_420_070_400 * 1_000_000
"""2015: what is less is some other number."""


class NamedDay(NamedTuple):
    """A day, and where in the name it stands."""

    start: int
    end: int
    day: date


def days_in(name: str) -> list[NamedDay]:
    """The days in `name` that can be read in but one way, in their order; none where one of them can't, or where the
    first day of a range has no year."""
    found = list(_DATE.finditer(name))
    if any(_BEFORE.search(name[: match.start()]) for match in found):
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
        month = _MONTH_OF[(match["month"] or match["month3"] or match["month4"]).casefold()]
        day = int(match["day"] or match["day3"] or match["day4"])
    try:
        return date(int(year), month, day)
    except ValueError:  # 30 February is a number, not a date
        return None
