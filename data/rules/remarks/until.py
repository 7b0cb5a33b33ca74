"""The day that a remark names as the one before which nothing is to be sent."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Final, NamedTuple

_MONTHS: Final = (
    "jan(?:[uv][a-z]*)?|ener[oa]|gennaio|januari|янв[а-я]*|stycz[a-z]*|ocak[a-z]*|يناير|كانون الثاني|ינואר",
    "feb[a-z]*|fev[a-z]*|февр?[а-я]*|lut(?:y|ego)|subat[a-z]*|فبراير|شباط|פברואר",
    "mar(?:ch|z[oa]?|s|co)?|maerz|maart|marzec|marca|март[а-я]*|mart[a-z]*|مارس|اذار|מרצ",
    "apr[a-z]*|abr[a-z]*|avr[a-z]*|апр[а-я]*|kwie[a-z]*|nisan[a-z]*|ابريل|نيسان|אפריל",
    "ma[iy]o?|maggio|mei|ма[йия]|maja?|mayis[a-z]*|مايو|ايار|מאי",
    "jun[a-z]*|juin|giugno|июн[а-я]*|czerw[a-z]*|haziran[a-z]*|يونيو|حزيران|יוני",
    "jul[a-z]*|juil[a-z]*|luglio|июл[а-я]*|lip(?:iec|ca)|temmuz[a-z]*|يوليو|تموز|יולי",
    "aug[a-z]*|ago(?:sto)?|aout|авг[а-я]*|sierp[a-z]*|agustos[a-z]*|اغسطس|اب|אוגוסט",
    "sep[a-z]*|set(?:iembre|embro|tembre)?|сент[а-я]*|wrze[a-z]*|eylul[a-z]*|سبتمبر|ايلول|ספטמבר",
    "o[ck]t[a-z]*|outubro|out|ottobre|окт[а-я]*|pazdz[a-z]*|ekim[a-z]*|اكتوبر|تشرين الاول|אוקטובר",
    "nov[a-z]*|нояб[а-я]*|listopad[a-z]*|kasim[a-z]*|نوفمبر|تشرين الثاني|נובמבר",
    "de[cz][a-z]*|dic[a-z]*|дек[а-я]*|grud[a-z]*|aralik[a-z]*|ديسمبر|كانون الاول|דצמבר",
)
"""Names and abbreviations of each month, without accents; some are other words too, which is why a day must stand
beside them."""
_DAY: Final = r"(?<![\d./-])(?P<day>\d{1,2})(?:st|nd|rd|th|er|eme|-?го|-?е|[.º°])?"
_RANGE: Final = re.compile(
    r"[\s,]*(?:to|until|till|til|through|and|bis(?: zum| einschliesslich)?|au|jusqu'?\s?au|al?|hasta(?: el)?|ao?"
    r"|ate(?: o| dia)?"
    r"|до|по|do|tot(?: en met)?|t/m|-|–|~|〜|到|至|から|부터|[eaiy]'?(?: kadar)?|حتى|الى|עד)"
    r"(?: the| the day| dem| den| il| le| dia)?[\s,]*"
)
_FAR: Final = timedelta(days=300)
"""A day without a year lies within so much time; further on, it is rather one that has just passed."""


class _Found(NamedTuple):
    start: int
    end: int
    day: date


def hold_until(remark: str, today: date) -> date | None:
    """The day from which `remark` lets an order be sent, if it names one that is still to come.

    "don't ship before December 5", "на отпуске до 12.01", "12月5日以降に発送": of several days the first, of a span
    ("from December 20 to January 10") its end. Days without a month ("after the 10th") are the next such day. Nothing
    where day and month can't be told apart (4/5).
    """
    text = _plain(remark)
    found = sorted({one for one in _days(text, today) if one.day > today})
    if not found:
        return None
    first, *others = found
    for other in others:
        if (
            other.start >= first.end
            and _RANGE.fullmatch(text, first.end, other.start)
            and other.day > first.day
        ):
            return other.day
    return first.day


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.replace("ı", "i")).lower()
    bare = "".join(one for one in decomposed if not unicodedata.combining(one))
    bare = "".join(str(unicodedata.digit(one, one)) for one in bare)
    return unicodedata.normalize("NFC", bare.translate(str.maketrans("ץ", "צ")))


def _days(text: str, today: date) -> Iterator[_Found]:
    taken: list[tuple[int, int]] = []
    for pattern, order in _patterns():
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            day = _day(match, order, today)
            if day:
                taken.append(match.span())
                yield _Found(match.start(), match.end(), day)


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    month = "|".join(f"(?P<m{number}>{names})" for number, names in enumerate(_MONTHS, 1))
    named = rf"(?:{month})(?![^\W\d_])\.?"
    year = r"(?:[\s,]*(?:de |do |of |г\.? ?)?(?P<year>20\d\d))?"
    no_time = r"(?![\d:.,/%]*\d|\s?(?:h|uhr|pm|am|час|:|шт|%|eur|usd|€|\$))"
    found = (
        (r"(?P<year>20\d\d)\s*[-/.年년]\s*(?P<month>\d{1,2})\s*[-/.月월]\s*(?P<day>\d{1,2})", "numbers"),
        (r"(?<!\d)(?P<month>\d{1,2})\s*[月월]\s*(?P<day>\d{1,2})\s*[日号號일]?", "numbers"),
        (rf"{_DAY}\s*(?:of |de |di |d |ב)?\s*{named}{year}", "named"),
        (rf"(?<![^\W\d_]){named}\s*(?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[:.]\d){year}", "named"),
        (r"(?<![\d.])(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.?(?P<year>20\d\d|\d\d)?(?![\d.]*\d)", "numbers"),
        (r"(?<![\d/])(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year>20\d\d|\d\d))?(?![\d/])", "slash"),
        (r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th)(?![^\W\d_])", "day"),
        (rf"(?:the|dia|le|el|il|am|dem|zum|op|до|после|с)\s(?P<day>\d{{1,2}})(?:-?го|\.)?{no_time}", "day"),
        (r"(?<![\d月])(?P<day>\d{1,2})\s*[日号號일](?!間|동안)", "day"),
    )  # fmt: skip
    return tuple((re.compile(pattern), order) for pattern, order in found)


def _day(match: re.Match[str], order: str, today: date) -> date | None:
    groups = match.groupdict()
    if order == "slash":
        one, other = int(groups["one"]), int(groups["other"])
        if one <= 12 and other <= 12 and one != other:
            return None
        day, month = max(one, other), min(one, other)
    elif order == "day":
        return _next_day(int(groups["day"]), today)
    else:
        day = int(groups["day"])
        names = (number for number in range(1, 13) if groups.get(f"m{number}"))
        month = next(names, 0) if order == "named" else int(groups["month"])
    year = groups.get("year")
    return _dated(day, month, int(year) % 100 + 2000 if year else 0, today)


def _dated(day: int, month: int, year: int, today: date) -> date | None:
    try:
        if year:
            return date(year, month, day)
        this = date(today.year, month, day)
        named = this if this >= today else date(today.year + 1, month, day)
    except ValueError:
        return None
    return named if named - today <= _FAR else None


def _next_day(day: int, today: date) -> date | None:
    for later in range(1, 63):
        one = today + timedelta(days=later)
        if one.day == day:
            return one
    return None
